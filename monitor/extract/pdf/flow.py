"""Lines and tables of all pages to blocks: paragraphs, headings, tables joined over pages, running heads dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set as AbstractSet
from dataclasses import field

from monitor.extract.pdf.grids import Grid
from monitor.extract.pdf.lines import WIDE, Line, joined
from monitor.extract.ruled import name_before, to_blocks
from monitor.model import Block, Text
from monitor.patterns import regex
from monitor.values import dataclass

_EDGE = 3  # lines at a page's top and bottom that may be running heads
_EDGE_HIGH = 0.2  # of a page's height
_MARGIN = 0.1  # of a page's height, where page numbers stand
_PLACE = 8.0  # points by which one line's place may differ from page to page
_NUMBER = regex(
    r"[-–—·\s]*(?:第\s*)?(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*页)?(?:\s*(?:of|/|，?\s*共)\s*\d{1,4}\s*页?)?[-–—·\s]*",
    re.IGNORECASE,
)
_LOW = 0.6  # of a page's height; a text that ends above that has ended
_SHORT_LINES = 0.75  # of what the paper has room for between equal margins
_LARGER = 1.15  # than the text's letters: a heading
_LONGEST_HEADING = 200
_BEGINS = regex(
    r"(?:[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|第[一二三四五六七八九十百零\d]{1,5}[章条节编]"
    r"|\d{1,3}[.．、)](?!\d)|\(?[a-z]\)|[•●▪■◆–—*]\s|(?:Article|Section|Chapter|Annex|附件)\s*\d)",
)
_HYPHEN = regex(r"[^\W\d_]-$")
_ENDS = regex(r"[。！？!?.;；:：]$")


@dataclass(slots=True)
class Laid:
    """A page laid out: lines and tables in reading order. lines: each of one text, by parts where it has gaps."""

    width: float
    height: float
    items: list[Line | Grid] = field(default_factory=list)


def blocks(pages: Sequence[Laid], kept: AbstractSet[str]) -> list[Block]:
    """What the pages say from first to last."""
    _drop_running(pages)
    usual = _usual_size(pages)
    rights = _rights(pages)
    found = _Flow(usual, kept)
    for number, page in enumerate(pages):
        found.begin(rights[number], pages[number - 1].height if number else 0.0)
        for item in page.items:
            if isinstance(item, Grid):
                found.table(item)
            else:
                found.line(item)
    return found.end()


# -- running heads and page numbers ----------------------------------------------------------------


def _drop_running(pages: Sequence[Laid]) -> None:
    """Take away page numbers, and lines that stand at the same place of at least half of the pages."""
    edges = [list(_edges(page)) for page in pages]
    seen = Counter(
        mark for page, lines in zip(pages, edges, strict=True) for mark in {_mark(page, one) for one in lines}
    )
    most = max(2, (len(pages) + 1) // 2)
    for page, lines in zip(pages, edges, strict=True):
        running = {id(one) for one in lines if seen[_mark(page, one)] >= most or _is_number(page, one)}
        page.items = [item for item in page.items if id(item) not in running]


def _edges(page: Laid) -> Iterator[Line]:
    """The lines at the page's top and bottom."""
    lines = sorted((item for item in page.items if isinstance(item, Line)), key=lambda line: line.top)
    yield from (line for line in lines[:_EDGE] if line.top < _EDGE_HIGH * page.height)
    yield from (line for line in lines[-_EDGE:] if line.bottom > (1 - _EDGE_HIGH) * page.height)


def _mark(page: Laid, line: Line) -> tuple[int, str]:
    """The same for one line on all pages. Numbers count, but not in the margins, where pages are numbered."""
    in_margin = line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height
    return round(line.top / _PLACE), re.sub(r"\d+", "#", line.text) if in_margin else line.text


def _is_number(page: Laid, line: Line) -> bool:
    at_edge = line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height
    return at_edge and _NUMBER.fullmatch(line.text) is not None


# -- sizes and margins -----------------------------------------------------------------------------


def _usual_size(pages: Iterable[Laid]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, Line):
                sizes[round(item.size, 1)] += len(item.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=10.0)


def _rights(pages: Sequence[Laid]) -> list[float]:
    """Where full lines end, for each page: alike for all pages of one width."""
    begins: dict[int, float] = {}
    ends: dict[int, float] = {}
    for page in pages:
        lines = [item for item in page.items if isinstance(item, Line)]
        width = round(page.width)
        begins[width] = min([begins.get(width, page.width), *(line.x0 for line in lines)])
        ends[width] = max([ends.get(width, 0.0), *(line.x1 for line in lines)])
    for width, end in ends.items():
        if end < _SHORT_LINES * (width - begins[width]):
            ends[width] = width - begins[width]  # no line is a full one
    return [ends[round(page.width)] for page in pages]


# -- the text ---------------------------------------------------------------------------------------


class _Flow:
    """The text as it grows, line by line."""

    def __init__(self, usual: float, kept: AbstractSet[str]) -> None:
        self.usual, self.kept = usual, kept
        self.blocks: list[Block] = []
        self.lines: list[Line] = []  # of the paragraph under way
        self.text = ""
        self.right = 0.0
        self.turned = False  # a page began since the last line
        self.height = 0.0
        self.open: Grid | None = None  # the table at the end of what was read
        self.rows: list[list[str]] = []
        self.pitch = 0.0

    def begin(self, right: float, height: float) -> None:
        """A page begins. right: where its full lines end; height: of the page before."""
        self.right, self.turned, self.height = right, True, height

    def line(self, line: Line) -> None:
        self._close_table()
        if self.lines and self._goes_on(line):
            self.text = joined(self.text, line.text, kept=self.kept)
        else:
            self._close_text()
            self.text, self.pitch = line.text, 0.0
        if self.lines and not self.turned:
            self.pitch = max(self.pitch, line.top - self.lines[-1].top)
        self.lines.append(line)
        self.turned = False

    def _goes_on(self, line: Line) -> bool:
        """Whether a line continues the paragraph: it stands where its next would, and the last was full."""
        last = self.lines[-1]
        if line.parted or last.parted or abs(line.size - last.size) > 0.08 * last.size:
            return False
        if not self.turned and line.top < last.top - 5 * last.size:
            return self._full(last, line)  # the next column
        if last.bottom < _LOW * self.height if self.turned else self._is_apart(last, line):
            return False
        if self._is_large(line):
            return not self.turned  # a title goes on as long as its letters do
        return self._is_aligned(last, line) and self._full(last, line)

    def _is_apart(self, last: Line, line: Line) -> bool:
        far = line.top - last.bottom > 1.1 * last.size or line.top < last.top
        return far or (self.pitch > 0 and line.top - last.top > 1.35 * self.pitch)

    def _is_aligned(self, last: Line, line: Line) -> bool:
        """Whether a line begins under the last one; under an indented first one it begins further left."""
        if len(self.lines) == 1 and last.x0 - line.x0 > 0.8 * line.size:
            return True
        if abs(line.x0 - last.x0) > 0.8 * line.size:
            return False
        return not (_BEGINS.match(line.text) and _ENDS.search(last.text))

    def _full(self, last: Line, line: Line) -> bool:
        """Whether the next line's first word would not have fitted."""
        if _HYPHEN.search(last.text) and line.text[0].islower():
            return True
        return (last.end or self.right) - last.x1 < line.first + (
            0.7 if WIDE.match(line.text) else 0.3
        ) * line.size

    def _is_large(self, line: Line) -> bool:
        return line.size > _LARGER * self.usual

    def table(self, grid: Grid) -> None:
        if self.open is not None and self.turned and _same_columns(self.open, grid):
            self._continue(self.open, grid)
        else:
            self._close_text()
            self._close_table()
            self.rows = grid.rows
        self.open, self.turned = grid, False

    def _continue(self, before: Grid, grid: Grid) -> None:
        """More rows of the table that filled the page before: its header is not said twice."""
        rows = grid.rows
        if rows and rows[0] == self.rows[0]:
            rows = rows[1:]
        if rows and (before.goes_on or (len(self.rows) > 1 and _is_rest(rows[0]))):
            cut = zip(self.rows[-1], rows[0], strict=True)
            self.rows[-1] = [joined(before, after, kept=self.kept) for before, after in cut]
            rows = rows[1:]
        for row in rows:  # a cell over several rows goes on without its text
            if row[0] or not any(row):
                break
            row[0] = self.rows[-1][0]
        self.rows += rows

    def _close_text(self) -> None:
        if self.text:
            heading = self._is_large(self.lines[0]) and len(self.text) <= _LONGEST_HEADING
            self.blocks.append(Text(self.text, "heading" if heading else "paragraph"))
        self.text, self.lines = "", []

    def _close_table(self) -> None:
        if self.open is not None:
            self.blocks += to_blocks(self.rows, name_before(self.blocks))
        self.open, self.rows = None, []

    def end(self) -> list[Block]:
        self._close_text()
        self._close_table()
        return self.blocks


def _is_rest(row: Sequence[str]) -> bool:
    """Whether a page's first row is the rest of the row before it, and not one under a cell over several rows."""
    return not row[0] and any(row) and not (len(row) > 2 and all(row[1:]))


def _same_columns(before: Grid, after: Grid) -> bool:
    if len(before.xs) != len(after.xs):
        return False
    wide = max(before.xs[-1] - before.xs[0], 1.0)
    shift = after.xs[0] - before.xs[0]  # left and right pages have other margins
    return all(abs(b - a - shift) < 0.02 * wide for a, b in zip(before.xs, after.xs, strict=True))
