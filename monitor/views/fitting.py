"""A view cut to a size: changes first, what folds open only where there is room left.

Sizes are those of the page to be, roughly: what stands around a text counts as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.views.sheet import (
    UNCHANGED,
    Cell,
    Cut,
    Fold,
    Grid,
    GridRow,
    Line,
    Mark,
    Part,
    Passed,
    Piece,
    Section,
    Unit,
    View,
    changed,
)

AROUND_SECTION, AROUND_LINE, AROUND_CELL, AROUND_PIECE = 300, 120, 24, 30  # bytes of markup
SHARE = 4  # no single text takes more than this part of the room


def fitted(view: View, room: int, *, folds: bool = True) -> View:
    """The view with at most about `room` bytes in it. folds: whether they can be opened at all."""
    left = _Room(room)
    sections = list(_sections(view.sections, left))
    if not folds:
        left.bytes = 0
    sections = [_opened(section, left) for section in sections]
    return replace(view, sections=tuple(sections), passed=tuple(_short(view.passed, max(1, room // 40_000))))


class _Room:
    """How much may still be put in."""

    def __init__(self, whole: int) -> None:
        self.bytes = whole
        self.longest = max(200, whole // SHARE)

    def take(self, weight: int) -> bool:
        if weight > self.bytes:
            self.bytes = min(self.bytes, 0)
            return False
        self.bytes -= weight
        return True


def _short(passed: Iterable[Passed], texts: int) -> Iterator[Passed]:
    return (replace(one, texts=one.texts[:texts]) for one in passed)


def _weight(part: Line | GridRow | Grid) -> int:
    if isinstance(part, Line):
        return AROUND_LINE + len(part.note) + _pieces(part.pieces)
    cells = part.head if isinstance(part, Grid) else part.cells
    own = AROUND_LINE + sum(AROUND_CELL + _pieces(cell.pieces) for cell in cells)
    if isinstance(part, Grid):
        return own + sum(_weight(row) if isinstance(row, GridRow) else AROUND_LINE for row in part.rows)
    return own


def _pieces(pieces: Iterable[Piece]) -> int:
    return sum(AROUND_PIECE + len(piece.text.encode("utf-8", "replace")) for piece in pieces)


def _sections(sections: Sequence[Section], room: _Room) -> Iterator[Section]:
    """The sections as far as there is room; of the files behind them only the number."""
    for number, section in enumerate(sections):
        if number and not room.take(AROUND_SECTION):
            left = sum(section.how not in UNCHANGED for section in sections[number:])
            yield Section("also", (Cut(left, "files"),))
            return
        yield _kept(section, room)


# -- changes ---------------------------------------------------------------------------------------


def _kept(section: Section, room: _Room) -> Section:
    parts: list[Part] = []
    left = 0
    for part in section.parts:
        if isinstance(part, Grid):
            if room.take(_weight(replace(part, rows=()))):
                parts.append(replace(part, rows=tuple(_rows(part, room))))
            elif changed(part):
                left += 1
        elif isinstance(part, Line):
            short = replace(part, pieces=_shortened(part.pieces, room.longest))
            if room.take(_weight(short)):
                parts.append(short)
            elif changed(part):
                left += 1
        elif isinstance(part, Cut):
            left += part.count
        elif room.take(AROUND_LINE):
            parts.append(part)
    return replace(section, parts=(*parts, *_cut(left, "paragraphs")))


def _rows(grid: Grid, room: _Room) -> Iterator[GridRow | Fold | Cut]:
    left = 0
    for row in grid.rows:
        if isinstance(row, Cut):
            left += row.count
            continue
        if isinstance(row, Fold):
            if room.take(AROUND_LINE):
                yield row
            continue
        cells = tuple(replace(cell, pieces=_shortened(cell.pieces, room.longest)) for cell in row.cells)
        short = replace(row, cells=cells)
        if room.take(_weight(short)):
            yield short
        elif changed(row):
            left += 1
    yield from _cut(left, "rows")


def _cut(count: int, unit: Unit) -> Iterator[Cut]:
    if count:
        yield Cut(count, unit)


def _shortened(pieces: tuple[Piece, ...], longest: int) -> tuple[Piece, ...]:
    """Pieces of which none is endless."""
    if all(len(piece.text) <= longest for piece in pieces):
        return pieces
    return tuple(short for piece in pieces for short in _short_piece(piece, longest))


def _short_piece(piece: Piece, longest: int) -> Iterator[Piece]:
    yield replace(piece, text=piece.text[:longest])
    if len(piece.text) > longest:
        yield Piece("", Mark.SKIPPED if piece.mark is Mark.SAME else Mark.CUT, len(piece.text) - longest)


# -- folds -----------------------------------------------------------------------------------------


def _opened(section: Section, room: _Room) -> Section:
    """The section with those folds openable for which there is room."""
    parts: list[Part] = []
    for part in section.parts:
        if isinstance(part, Grid):
            rows = tuple(_fold(row, room) if isinstance(row, Fold) else row for row in part.rows)
            parts.append(replace(part, rows=rows))
        else:
            parts.append(_fold(part, room) if isinstance(part, Fold) else part)
    return replace(section, parts=tuple(parts))


def _fold(fold: Fold, room: _Room) -> Fold:
    inside: list[Line | GridRow | Grid] = []
    for part in fold.inside:
        light = _light(part, room.longest)
        if not room.take(_weight(light)):
            break
        inside.append(light)
    return replace(fold, inside=tuple(inside))


def _light(part: Line | GridRow | Grid, longest: int) -> Line | GridRow | Grid:
    if isinstance(part, Line):
        return replace(part, pieces=_shortened(part.pieces, longest))
    if isinstance(part, GridRow):
        return replace(part, cells=tuple(_light_cell(cell, longest) for cell in part.cells))
    return replace(
        part, rows=tuple(replace(row, inside=()) if isinstance(row, Fold) else row for row in part.rows)
    )


def _light_cell(cell: Cell, longest: int) -> Cell:
    return replace(cell, pieces=_shortened(cell.pieces, longest))
