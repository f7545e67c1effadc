"""PDF to paragraphs, headings and tables, in the order in which a person reads them.

A page has no words and no tables, only letters and lines by place (`glyphs`): lines of letters are put
together (`lines`), ruling lines make tables (`grids`), and all of it is joined over pages (`flow`).
"""

from __future__ import annotations

from monitor.errors import ReadError
from monitor.extract.limits import Limits
from monitor.extract.pdf.columns import in_order
from monitor.extract.pdf.flow import Laid, blocks
from monitor.extract.pdf.glyphs import Page, pages
from monitor.extract.pdf.grids import grids
from monitor.extract.pdf.lines import compounds
from monitor.extract.pdf.rtl import mirrored
from monitor.model import Content

_LOST = 0.2  # of the letters; with more of them unknown a text is none


def content(body: bytes, limits: Limits) -> Content:
    """What a PDF says. unread: it is scanned, or longer than what is read of it."""
    read = pages(body, limits.pages)
    count = next(read)
    found = [page for page in read if isinstance(page, Page)]
    assert isinstance(count, int)
    letters = sum(len(page.glyphs) for page in found)
    if not letters:
        return Content(unread="scanned: no text inside" if count else "the PDF has no pages")
    if sum(page.lost for page in found) > _LOST * letters:
        return Content(unread="its fonts do not say which letters they show")
    kept = set().union(*(compounds(page.glyphs) for page in found))
    said = blocks(_laid(found, limits), kept)
    return Content(tuple(said), unread=_told(count, found))


def _laid(found: list[Page], limits: Limits) -> list[Laid]:
    laid, cells = [], 0
    for page in map(mirrored, found):
        tables, rest = grids(page, limits.cells)
        cells += sum(len(table.rows) * len(table.rows[0]) for table in tables)
        if cells > limits.cells:
            raise ReadError(f"the PDF has more than {limits.cells:,} cells")
        laid.append(Laid(page.width, page.height, in_order(rest, tables, mirrored=page.mirrored)))
    return laid


def _told(count: int, found: list[Page]) -> str | None:
    """What of the file was not read, when that is much."""
    if count > len(found):
        return f"only the first {len(found)} of {count} pages were read"
    empty = sum(not page.glyphs for page in found)
    return f"{empty} of {count} pages are scanned: no text inside" if 2 * empty >= count else None
