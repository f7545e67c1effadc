"""Columns of text by the white space between them: strips that stay free over many lines, as many as there are.

Seen on the letters, before they are put together to lines: the lines of two columns need not stand at one height,
and the space between three columns is no wider than one within a table's row.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from monitor.extract.pdf.glyphs import Glyph
from monitor.extract.pdf.lines import Line, lines
from monitor.values import dataclass

LEAST_LINES = 6  # of a column of text
_LEAST_STRIPES = 8  # with text that a gutter parts
_LEAST_GAP = 0.7  # of the letters' height
_LEAST_WIDTH = 13.0  # of the letters' height; what is narrower is a column of a table
_FULL = 0.75  # of a column's width; lines of running text fill it, cells of a table do not
_MOSTLY = 0.6  # of the lines are full
_OFTEN = 0.4  # where the lines beside each other stand at unlike heights, as no table's do
_MOST_STRIPS = 30  # beside each other; more of them are no gutters, but the gaps of a table
_FINEST = 1000  # places across a page
_MOST_STRIPES = 3000


@dataclass(frozen=True, slots=True)
class Region:
    """Letters that are read line by line, before those of the next region. end: where a column ends, 0 for the page."""

    glyphs: list[Glyph]
    end: float = 0.0


@dataclass(frozen=True, slots=True)
class _Strip:
    """A white strip as bits across the page, from the first to the last stripe that it parts."""

    bits: int
    first: int
    last: int


def regions(glyphs: Sequence[Glyph], *, mirrored: bool) -> list[Region]:
    """A page's letters in the order in which its columns are read."""
    columns = _columns(list(glyphs), mirrored=mirrored)
    if columns is None:
        return [Region(list(glyphs))]
    above, inside, below = columns
    return [*regions(above, mirrored=mirrored), *inside, *regions(below, mirrored=mirrored)]


def _columns(glyphs: list[Glyph], *, mirrored: bool) -> tuple[list[Glyph], list[Region], list[Glyph]] | None:
    """The first columns that are side by side, with what stands above and below them; None where there are none."""
    if len(glyphs) < 100:
        return None
    page = _Stripes(glyphs)
    strips = sorted(page.strips(), key=lambda strip: strip.first - strip.last)
    while strips:
        beside = [each for each in strips if _overlap(each, strips[0])]
        strips = [each for each in strips if each not in beside]
        first, last = max(each.first for each in beside), min(each.last for each in beside)
        gutters = sorted({page.place(each.bits): page.width(each.bits) for each in beside}.items())
        inside = [glyph for glyph in glyphs if first <= page.stripe(glyph) <= last]
        if (parted := _parted(inside, gutters, page.size, mirrored=mirrored)) is not None:
            above = [glyph for glyph in glyphs if page.stripe(glyph) < first]
            below = [glyph for glyph in glyphs if page.stripe(glyph) > last]
            return above, parted, below
    return None


def _overlap(one: _Strip, other: _Strip) -> bool:
    both = min(one.last, other.last) - max(one.first, other.first)
    return both >= 0.6 * (other.last - other.first)


def _parted(
    glyphs: list[Glyph], gutters: list[tuple[float, float]], size: float, *, mirrored: bool
) -> list[Region] | None:
    """The columns between those gutters of which all sides are running text; None when none is left."""
    left = min((glyph.x0 for glyph in glyphs), default=0.0)
    right = max((glyph.x1 for glyph in glyphs), default=0.0)
    while gutters:
        places = [left, *(place for place, _ in gutters), right]
        narrow = (n for n, (x0, x1) in enumerate(pairwise(places)) if x1 - x0 < _LEAST_WIDTH * size)
        if (bad := next(narrow, None)) is None:
            columns: list[list[Glyph]] = [[] for _ in range(len(gutters) + 1)]
            for glyph in glyphs:
                columns[bisect(places, (glyph.x0 + glyph.x1) / 2, 1, len(gutters) + 1) - 1].append(glyph)
            bad = _no_text(columns, mirrored=mirrored)
            if bad is None:
                return [Region(each, max(glyph.x1 for glyph in each)) for each in columns]
        beside = [n for n in (bad - 1, bad) if 0 <= n < len(gutters)]
        gutters.pop(min(beside, key=lambda n: gutters[n][1]))
    return None


def _no_text(columns: Sequence[list[Glyph]], *, mirrored: bool) -> int | None:
    """Which of the columns is no running text; None when all are."""
    rows: list[list[list[Line]]] = []
    for number, column in enumerate(columns):
        rows.append(lines(column, mirrored=mirrored))
        if not _is_text(rows[-1], _OFTEN):
            return number
    least = _OFTEN if _stand_apart(rows) else _MOSTLY
    return next((number for number, each in enumerate(rows) if not _is_text(each, least)), None)


def _is_text(rows: Sequence[Sequence[Line]], least: float) -> bool:
    """Whether these lines are a column of running text: most of them fill it."""
    if len(rows) < LEAST_LINES:
        return False
    width = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    if width < _LEAST_WIDTH * median(row[0].size for row in rows):
        return False
    full = sum(len(row) == 1 and row[0].x1 - row[0].x0 >= _FULL * width for row in rows)
    return full >= least * len(rows)


def _stand_apart(rows: Sequence[Sequence[Sequence[Line]]]) -> bool:
    """Whether columns beside each other have their lines at unlike heights."""
    alike = whole = 0
    for left, right in pairwise(rows):
        if not left or not right:
            return False
        places = {round(row[0].middle / 2) for row in left}
        near = [round(row[0].middle / 2) for row in right]
        alike += sum(bool({place - 1, place, place + 1} & places) for place in near)
        whole += len(near)
    return 2 * alike < whole


class _Stripes:
    """The page in stripes of half a letter's height, each with a bit for every place that a letter covers."""

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        letters = [glyph for glyph in glyphs if not glyph.text.isspace()]
        self.size = max(median(glyph.size for glyph in letters), 1.0)
        self.left, right = min(glyph.x0 for glyph in letters), max(glyph.x1 for glyph in letters)
        self.unit = max(1.0, (right - self.left) / _FINEST)
        top, bottom = min(glyph.top for glyph in letters), max(glyph.bottom for glyph in letters)
        self.high = max(self.size / 2, (bottom - top) / _MOST_STRIPES)
        self.places = int((right - self.left) / self.unit) + 1
        covered: dict[int, int] = defaultdict(int)
        for glyph in letters:
            start, end = int((glyph.x0 - self.left) / self.unit), int((glyph.x1 - self.left) / self.unit)
            covered[self.stripe(glyph)] |= ((1 << (end - start + 1)) - 1) << start
        self.numbers = sorted(covered)
        whole = (1 << self.places) - 1
        self.free = [whole & ~covered[number] for number in self.numbers]

    def stripe(self, glyph: Glyph) -> int:
        return int((glyph.top + glyph.bottom) / 2 / self.high)

    def place(self, bits: int) -> float:
        """The middle of a strip."""
        return self.left + ((bits & -bits).bit_length() - 1 + bits.bit_length()) / 2 * self.unit

    def width(self, bits: int) -> float:
        return bits.bit_count() * self.unit

    def strips(self) -> Iterator[_Strip]:
        """The strips that stay free over many stripes, each once."""
        seen: set[tuple[int, int, int]] = set()
        for at in range(0, len(self.free) - _LEAST_STRIPES + 1, _LEAST_STRIPES // 2):
            window = -1
            for bits in self.free[at : at + _LEAST_STRIPES]:
                window &= bits
            wide = list(self._wide(window))
            for bits in wide if len(wide) <= _MOST_STRIPS else ():
                strip, first = self._stretched(bits, range(at - 1, -1, -1), at)
                strip, last = self._stretched(
                    strip, range(at + _LEAST_STRIPES, len(self.free)), at + _LEAST_STRIPES - 1
                )
                if (key := (strip.bit_length() // 4, first, last)) not in seen:
                    seen.add(key)
                    yield _Strip(strip, self.numbers[first], self.numbers[last])

    def _stretched(self, bits: int, further: range, reached: int) -> tuple[int, int]:
        """How far a strip stays free, and how wide it is then."""
        for at in further:
            narrower = max(self._wide(bits & self.free[at]), key=int.bit_count, default=0)
            if not narrower:
                break
            bits, reached = narrower, at
        return bits, reached

    def _wide(self, bits: int) -> Iterator[int]:
        """The strips that are wide enough, without those at the edges."""
        least = max(2, int(_LEAST_GAP * self.size / self.unit))
        while bits:
            start = (bits & -bits).bit_length() - 1
            rest = bits >> start
            wide = (~rest & (rest + 1)).bit_length() - 1
            run = ((1 << wide) - 1) << start
            bits &= ~run
            if wide >= least and start and start + wide < self.places:
                yield run
