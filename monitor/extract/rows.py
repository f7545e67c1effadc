"""Rows of a sheet or a CSV file to blocks: the lines above a table, the table, the notes below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.model import Block, Table, Text
from monitor.patterns import regex

MOST_CELLS = 200_000  # of one file (C21)

_NOTE = regex(
    r"(?:注|备注|说明|附注|来源|资料来源|notes?|sources?|remarks?)\s*\d*\s*[:：.、]|[*※†]", re.IGNORECASE
)
_ANNEX = regex(
    r"(?:附件|附表|附录|表|annex|appendix|table|schedule|list|part|attachment)\s*[\dA-Z一二三四五六七八九十]{1,4}(?![a-z])",
    re.IGNORECASE,
)
_NUMBER = regex(r"[-+(]?\d[\d.,/%\s-]*\)?")
_TITLES = 3  # lines above a further table's header
_LOOKED_AT = 20  # rows of the table before
_LONGEST_TITLE = 60
_FULL = 0.6  # of the widest row's cells; a header names nearly every column


def to_blocks(name: str, rows: Sequence[Sequence[str]]) -> list[Block]:
    """What a reader sees in a sheet: rows with one text above and below the table are lines, not rows.

    A sheet may hold several tables, one below the other; each after the first is called by its own title.
    """
    first, *further = _parts(rows)
    found = _part(name, first)
    for part in further:
        title = _line(part[0])
        found += _part(title if _texts(part[0]) == 1 and len(title) <= _LONGEST_TITLE else name, part)
    return found


def _part(name: str, rows: Sequence[Sequence[str]]) -> list[Block]:
    """A table with the lines above and below it."""
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


def _parts(rows: Sequence[Sequence[str]]) -> list[list[Sequence[str]]]:
    """The rows cut where another table begins: behind an empty row, with its title, its header or both."""
    parts: list[list[Sequence[str]]] = [[]]
    for i, row in enumerate(rows):
        parted = i > 0 and any(row) and not any(rows[i - 1])
        if parted and _begins(parts[-1][-_LOOKED_AT:], rows[i : i + _TITLES + 2]):
            parts.append([])
        if any(row):
            parts[-1].append(row)
    return parts


def _begins(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> bool:
    """Whether these rows are no more of the table before but the title and header of another."""
    table = [row for row in before if _texts(row) > 1]
    full = [row for row in after if any(row)]
    titles = next((i for i, row in enumerate(full) if _texts(row) > 1), len(full))
    if len(table) < 2 or titles + 1 >= len(full) or titles > _TITLES:
        return False
    header, first = full[titles], full[titles + 1]
    if not all(name or not cell for name, cell in zip(header, first, strict=False)):
        return False
    if titles and _ANNEX.match(_line(full[0])):
        return _texts(first) > 1 and not any(map(_NUMBER.fullmatch, header))
    return _names(header, table[1:], first)


def _names(header: Sequence[str], table: Sequence[Sequence[str]], first: Sequence[str]) -> bool:
    """Whether a row names columns: it has words where the table above has numbers, and below it are numbers again."""
    if any(map(_NUMBER.fullmatch, header)) or not any(map(_NUMBER.fullmatch, first)):
        return False
    for column, name in enumerate(header):
        cells = [row[column] for row in table if column < len(row) and row[column]]
        numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in cells)
        if name and cells and 2 * numbers >= len(cells) and not re.search(r"\d", name):
            return True
    return False


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


def _texts(row: Sequence[str]) -> int:
    """How many different texts a row has; a merged title, repeated over its width, is one."""
    return len({cell for cell in row if cell})


def _is_note(row: Sequence[str]) -> bool:
    return _texts(row) == 1 and (len(row) > 2 or _NOTE.match(_line(row)) is not None)


def _line(row: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(cell for cell in row if cell))
