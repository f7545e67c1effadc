"""Plain text to Content: a paragraph per block of lines, or per line where no line is left blank.

Raises ReadError for a text of more of them than anyone publishes.
"""

from __future__ import annotations

import re

from monitor.errors import ReadError
from monitor.extract import charset
from monitor.extract.text import fold
from monitor.model import Content, Text

MOST = 200_000  # paragraphs, as of a page (C17)


def content(body: bytes, *, content_type: str | None = None) -> Content:
    text = charset.decode(body, content_type).text.strip("\ufeff\r\n")
    pieces = re.split(r"\r?\n\s*\r?\n|\f", text)
    if len(pieces) < 2:
        pieces = text.splitlines()
    if len(pieces) > MOST:
        raise ReadError(f"the text has more than {MOST:,} lines or paragraphs; it is not read")
    return Content(tuple(Text(folded) for piece in pieces if (folded := fold(piece))))
