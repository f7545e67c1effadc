"""Plain text to Content: a paragraph per block of lines, or per line where no line is left blank."""

from __future__ import annotations

import re

from monitor.extract import charset
from monitor.extract.text import fold
from monitor.model import Content, Text


def content(body: bytes, *, content_type: str | None = None) -> Content:
    text = charset.decode(body, content_type).text.strip("\ufeff\r\n")
    pieces = re.split(r"\r?\n\s*\r?\n|\f", text)
    if len(pieces) < 2:
        pieces = text.splitlines()
    return Content(tuple(Text(folded) for piece in pieces if (folded := fold(piece))))
