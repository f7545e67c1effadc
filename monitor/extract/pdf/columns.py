"""The order in which a page is read: from top to bottom, and one column of text after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.extract.pdf.glyphs import Glyph
from monitor.extract.pdf.grids import Grid
from monitor.extract.pdf.gutters import regions
from monitor.extract.pdf.lines import Line, lines

_LEAST_LINES = 6  # of a column of text
_FULL = 0.75  # of a column's width; lines of running text fill it, cells of a table do not
_LEAST_WIDTH = 10.0  # of the letters' height; what is narrower is a column of a table


def in_order(glyphs: Sequence[Glyph], tables: Sequence[Grid], *, mirrored: bool) -> list[Line | Grid]:
    """Lines and tables of a page as they are read. glyphs: those that stand in none of the tables."""
    found: list[Line | Grid] = []
    rest = list(glyphs)
    for table in tables:
        above = [glyph for glyph in rest if (glyph.top + glyph.bottom) / 2 < table.top]
        rest = [glyph for glyph in rest if (glyph.top + glyph.bottom) / 2 >= table.top]
        found += _read(above, mirrored=mirrored)
        found.append(table)
    return [*found, *_read(rest, mirrored=mirrored)]


def _read(glyphs: Sequence[Glyph], *, mirrored: bool) -> Iterator[Line]:
    for region in regions(glyphs, mirrored=mirrored):
        for line in _lines(lines(region.glyphs, mirrored=mirrored)):
            yield line if line.end or not region.end else replace(line, end=region.end)


def _lines(rows: Sequence[Sequence[Line]]) -> list[Line]:
    gutter = _gutter(rows)
    if gutter is None:
        return [_whole(row) for row in rows]
    found: list[Line] = []
    band: list[Sequence[Line]] = []
    for row in rows:
        if any(
            part.x0 < gutter < part.x1 for part in row
        ):  # over both columns: what stands above is read first
            found += _side_by_side(band, gutter)
            found.append(_whole(row))
            band = []
        else:
            band.append(row)
    return found + _side_by_side(band, gutter)


def _side_by_side(band: Sequence[Sequence[Line]], gutter: float) -> list[Line]:
    left = [parts for row in band if (parts := [part for part in row if part.x1 <= gutter])]
    right = [parts for row in band if (parts := [part for part in row if part.x0 >= gutter])]
    return _ending(_lines(left)) + _ending(_lines(right))


def _ending(column: list[Line]) -> list[Line]:
    end = max((line.x1 for line in column), default=0.0)
    return [line if line.end else replace(line, end=end) for line in column]


def _gutter(rows: Sequence[Sequence[Line]]) -> float | None:
    """Where two columns of running text part; None where there is one column, or a table without lines."""
    parted = [row for row in rows if len(row) > 1]
    if len(parted) < _LEAST_LINES or 2 * len(parted) < len(rows):
        return None
    for places in {(round(row[0].x1 / 4), round(row[1].x0 / 4)): row for row in parted}.values():
        gutter = (places[0].x1 + places[1].x0) / 2
        left = [part for row in rows for part in row if part.x1 <= gutter]
        right = [part for row in rows for part in row if part.x0 >= gutter]
        across = sum(any(part.x0 < gutter < part.x1 for part in row) for row in rows)
        if 3 * across <= len(rows) and _is_column(left) and _is_column(right):
            return gutter
    return None


def _is_column(parts: Sequence[Line]) -> bool:
    if len(parts) < _LEAST_LINES:
        return False
    width = max(part.x1 for part in parts) - min(part.x0 for part in parts)
    if width < _LEAST_WIDTH * min(part.size for part in parts):
        return False
    return sum(part.x1 - part.x0 >= _FULL * width for part in parts) >= 0.6 * len(parts)


def _whole(row: Sequence[Line]) -> Line:
    """A line with its gaps as blanks."""
    if len(row) == 1:
        return row[0]
    return replace(
        row[0],
        x1=max(part.x1 for part in row),
        top=min(part.top for part in row),
        bottom=max(part.bottom for part in row),
        text=" ".join(part.text for part in row),
        parted=True,
    )
