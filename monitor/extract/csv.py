"""CSV to rows, whatever it is separated by and encoded in."""

from __future__ import annotations

import csv
import io
from collections import Counter

from monitor.errors import ReadError
from monitor.extract import charset
from monitor.extract.rows import MOST_CELLS, to_blocks
from monitor.extract.text import fold
from monitor.model import Content

_SEPARATORS = ",;\t|"
_LOOK = 64 * 1024  # characters by which the separator is found


def content(body: bytes, *, content_type: str | None = None) -> Content:
    """The file as lines above, a table and notes below."""
    return Content(tuple(to_blocks("", rows(body, content_type=content_type))))


def rows(body: bytes, *, content_type: str | None = None) -> list[list[str]]:
    """The file's rows as they are written, without those that are empty."""
    text = charset.decode(body, content_type).text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        return _read(rest, first.strip()[4])
    return _read(text, separator(text))


def separator(text: str) -> str:
    """The sign between columns: the one that cuts most rows of the file's beginning into equally many cells."""
    best, most = ",", (0, 0)
    head = text[:_LOOK]
    if len(text) > _LOOK:
        head = head[: head.rfind("\n") + 1]
    for sign in _SEPARATORS:
        try:
            widths = Counter(
                len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=sign) if row
            )
        except csv.Error:
            continue
        width, agree = max(
            ((w, n) for w, n in widths.items() if w > 1), key=lambda pair: (pair[1], pair[0]), default=(1, 0)
        )
        if (agree, width) > most:
            best, most = sign, (agree, width)
    return best


def _read(text: str, sign: str) -> list[list[str]]:
    found: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            cells += len(row)
            if cells > MOST_CELLS:
                raise ReadError(f"the file has more than {MOST_CELLS:,} cells")
            if any(row):
                found.append([fold(cell) for cell in row])
    except csv.Error as error:
        raise ReadError(f"not readable as CSV at row {len(found) + 1}: {error}") from error
    return found
