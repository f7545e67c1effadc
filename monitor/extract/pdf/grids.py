"""Tables by their ruling lines: where the lines cross there are cells, where one is missing a cell goes on."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from monitor.errors import ReadError
from monitor.extract.pdf.glyphs import Glyph, Page, Rule
from monitor.extract.pdf.lines import Line, joined, lines
from monitor.values import dataclass

_SNAP = 2.5  # points; lines closer than this are one line drawn in pieces
_SHORT = 5.0  # points; a shorter line is an ornament
_OPEN = 12.0  # points that lines reach beyond the outermost column line: the side is left open

Spans = dict[float, list[tuple[float, float]]]


@dataclass(slots=True)
class Grid:
    """A table on a page: the places of its lines, and its cells as text, merged ones filled.

    goes_on: its last row is open below, as the page ended before the row did.
    """

    xs: list[float]
    ys: list[float]
    rows: list[list[str]] = field(default_factory=list)
    goes_on: bool = False

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]


def grids(page: Page, most_cells: int) -> tuple[list[Grid], list[Glyph]]:
    """The tables of a page from top to bottom, and the glyphs that stand in none of them."""
    across, down = _spans(page.rules, across=True), _spans(page.rules, across=False)
    found: list[Grid] = []
    rest = page.glyphs
    for tops, sides in _groups(across, down):
        grid = Grid(_columns(tops, sides), sorted(tops))
        _open_rows(grid, sides, rest)
        rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
        if rows * columns < 2 or columns < 1 or rows < 1:
            continue
        if rows * columns > most_cells:
            raise ReadError(f"a table has more than {most_cells:,} cells")
        inside, outside = _inside(grid, rest)
        if columns < 2 or len(inside) < 2:
            continue  # a frame round a text, or a drawing
        grid.rows = _filled(grid, inside, _owners(grid, tops, sides), mirrored=page.mirrored)
        if sum(any(row[c] for row in grid.rows) for c in range(columns)) < 2:
            continue
        found.append(grid)
        rest = outside
    return sorted(found, key=lambda grid: (grid.top, grid.xs[0])), rest


def _spans(rules: Iterable[Rule], *, across: bool) -> Spans:
    """The lines of one direction by place, pieces that touch joined."""
    places: list[list[Rule]] = []
    for rule in sorted(rule for rule in rules if rule.across == across):
        if places and rule.at - places[-1][-1].at <= _SNAP:
            places[-1].append(rule)
        else:
            places.append([rule])
    found: Spans = {}
    for same in places:
        at = sum(rule.at for rule in same) / len(same)
        spans: list[tuple[float, float]] = []
        for start, end in sorted((rule.start, rule.end) for rule in same):
            if spans and start <= spans[-1][1] + _SNAP:
                spans[-1] = spans[-1][0], max(spans[-1][1], end)
            else:
                spans.append((start, end))
        if whole := [span for span in spans if span[1] - span[0] >= _SHORT]:
            found[at] = whole
    return found


def _groups(across: Spans, down: Spans) -> Iterator[tuple[Spans, Spans]]:
    """Lines that cross each other, directly or by others: one group is one table."""
    flat = [(y, *span) for y, spans in across.items() for span in spans]
    tall = [(x, *span) for x, spans in down.items() for span in spans]
    leader = list(range(len(flat) + len(tall)))

    def lead(of: int) -> int:
        while leader[of] != of:
            leader[of] = of = leader[leader[of]]
        return of

    order = sorted(range(len(tall)), key=lambda i: tall[i][0])
    xs = [tall[i][0] for i in order]
    for i, (y, start, end) in enumerate(flat):
        for j in order[bisect_right(xs, start - 2 * _SNAP) : bisect_right(xs, end + 2 * _SNAP)]:
            if tall[j][1] - 2 * _SNAP <= y <= tall[j][2] + 2 * _SNAP:
                leader[lead(len(flat) + j)] = lead(i)
    groups: dict[int, tuple[Spans, Spans]] = defaultdict(lambda: (defaultdict(list), defaultdict(list)))
    for i, (y, start, end) in enumerate(flat):
        groups[lead(i)][0][y].append((start, end))
    for j, (x, start, end) in enumerate(tall):
        groups[lead(len(flat) + j)][1][x].append((start, end))
    return ((tops, sides) for tops, sides in groups.values() if tops and sides)


def _columns(tops: Spans, sides: Spans) -> list[float]:
    """Where columns begin and end; sides that are left open end where the lines across do."""
    xs = sorted(sides)
    left = min(start for spans in tops.values() for start, _ in spans)
    right = max(end for spans in tops.values() for _, end in spans)
    return [*([left] if left < xs[0] - _OPEN else []), *xs, *([right] if right > xs[-1] + _OPEN else [])]


def _open_rows(grid: Grid, sides: Spans, glyphs: Sequence[Glyph]) -> None:
    """Add the rows that the page's end cut: its first and last line stand at both sides, but none across."""
    if len(grid.xs) < 3 or grid.xs[0] not in sides or grid.xs[-1] not in sides:
        return
    first = max(min(start for start, _ in sides[x]) for x in (grid.xs[0], grid.xs[-1]))
    last = min(max(end for _, end in sides[x]) for x in (grid.xs[0], grid.xs[-1]))
    if first < grid.top - _SHORT and _has_text(grid, glyphs, first, grid.top):
        grid.ys.insert(0, first)
    if last > grid.bottom + _SHORT and _has_text(grid, glyphs, grid.bottom, last):
        grid.ys.append(last)
        grid.goes_on = True


def _has_text(grid: Grid, glyphs: Sequence[Glyph], top: float, bottom: float) -> bool:
    return any(
        top <= (glyph.top + glyph.bottom) / 2 <= bottom and grid.xs[0] <= glyph.x0 and glyph.x1 <= grid.xs[-1]
        for glyph in glyphs
        if not glyph.text.isspace()
    )


def _inside(grid: Grid, glyphs: Iterable[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    inside: list[Glyph] = []
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        within = grid.xs[0] <= x <= grid.xs[-1] and grid.top <= y <= grid.bottom
        (inside if within else outside).append(glyph)
    return inside, outside


def _owners(grid: Grid, tops: Spans, sides: Spans) -> list[list[tuple[int, int]]]:
    """For each place of the grid the first place of the cell that it belongs to."""
    owners: list[list[tuple[int, int]]] = []
    for r, (top, bottom) in enumerate(zip(grid.ys, grid.ys[1:], strict=False)):
        row: list[tuple[int, int]] = []
        for c, (left, right) in enumerate(zip(grid.xs, grid.xs[1:], strict=False)):
            if c and not _covers(sides.get(left, ()), (top + bottom) / 2):
                row.append(row[c - 1])
            elif r and not _covers(tops.get(top, ()), (left + right) / 2):
                row.append(owners[r - 1][c])
            else:
                row.append((r, c))
        owners.append(row)
    return owners


def _covers(spans: Sequence[tuple[float, float]], at: float) -> bool:
    return any(start <= at <= end for start, end in spans)


def _filled(
    grid: Grid, inside: Sequence[Glyph], owners: list[list[tuple[int, int]]], *, mirrored: bool
) -> list[list[str]]:
    cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in inside:
        r = min(bisect_right(grid.ys, (glyph.top + glyph.bottom) / 2), len(grid.ys) - 1) - 1
        c = min(bisect_right(grid.xs, (glyph.x0 + glyph.x1) / 2), len(grid.xs) - 1) - 1
        cells[owners[r][c]].append(glyph)
    last = {owner: c for row in owners for c, owner in enumerate(row)}
    texts = {
        owner: _text(glyphs, grid.xs[owner[1]], grid.xs[last[owner] + 1], mirrored=mirrored)
        for owner, glyphs in cells.items()
    }
    return [[texts.get(owner, "") for owner in row] for row in owners]


_FEW = 8  # letters; a cell with room for fewer cuts words, a wider one only numbers


def _text(glyphs: list[Glyph], left: float, right: float, *, mirrored: bool) -> str:
    """A cell's lines as one text. A hyphen at a line's end is the word's own: nobody hyphenates in cells."""
    text, last = "", None
    for parts in lines(glyphs, mirrored=mirrored):
        line = " ".join(part.text for part in parts)
        whole = text.endswith("-") or (last is not None and _is_cut(last, parts[0], left, right))
        text = text + line if whole else joined(text, line)
        last = parts[-1]
    return text


def _is_cut(last: Line, line: Line, left: float, right: float) -> bool:
    """Whether a word was cut because the cell is narrower than the word: not one more letter had room."""
    room = right - left - 2 * max(last.x0 - left, 0.0)  # as much is left free at the right as at the left
    letter = line.first / max(len(line.text.split(" ", 1)[0]), 1)
    if " " in last.text or room - (last.x1 - last.x0) >= letter + 0.1:
        return False
    return (last.text[-1].isdigit() and line.text[0].isdigit()) or room < _FEW * letter
