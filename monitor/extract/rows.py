"""Rows of a sheet or a CSV file to blocks: the lines above a table, the table, the notes below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import Block, Table, Text

MOST_CELLS = 200_000  # of one file (C21)

_NOTE = re.compile(
    r"(?:注|备注|说明|附注|来源|资料来源|notes?|sources?|remarks?)\s*\d*\s*[:：.、]|[*※†]", re.IGNORECASE
)
_FULL = 0.6  # of the widest row's cells; a header names nearly every column


def to_blocks(name: str, rows: Sequence[Sequence[str]]) -> list[Block]:
    """What a reader sees in a sheet: rows with one text above and below the table are lines, not rows."""
    grid = _trimmed(rows)
    if not grid:
        return []
    start = _header(grid)
    if start is None:
        return [Text(line) for row in grid if (line := _line(row))]
    end = len(grid)
    while end > start + 1 and _is_note(grid[end - 1]):
        end -= 1
    above = [Text(line) for row in grid[:start] if (line := _line(row))]
    below = [Text(_line(row)) for row in grid[end:]]
    return [*above, Table(name, tuple(grid[start]), tuple(map(tuple, grid[start + 1 : end]))), *below]


def _trimmed(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Without empty rows and without the columns that are empty everywhere at either side; all equally wide."""
    full = [row for row in rows if any(row)]
    used = [i for row in full for i, cell in enumerate(row) if cell]
    if not used:
        return []
    first, last = min(used), max(used) + 1
    return [[*row[first:last], *[""] * (last - max(len(row), first))] for row in full]


def _header(grid: list[list[str]]) -> int | None:
    """The first row that names most of the columns; None when the sheet is not a table."""
    widest = max(map(_texts, grid))
    if widest < 2:
        return None
    return next(i for i, row in enumerate(grid) if _texts(row) >= max(2, _FULL * widest))


def _texts(row: list[str]) -> int:
    """How many different texts a row has; a merged title, repeated over its width, is one."""
    return len({cell for cell in row if cell})


def _is_note(row: list[str]) -> bool:
    return _texts(row) == 1 and (len(row) > 2 or _NOTE.match(_line(row)) is not None)


def _line(row: list[str]) -> str:
    return " ".join(dict.fromkeys(cell for cell in row if cell))
