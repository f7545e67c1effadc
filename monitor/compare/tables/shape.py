"""Two versions of a table brought into one shape: first rows that were taken for headings, headings
repeated on every page, a table that was turned on its side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.compare.forms.text import normal
from monitor.compare.tables import headings
from monitor.model import Table
from monitor.patterns import regex

MOST_TURNED = 200  # columns of a table that may be turned on its side
_VALUE = regex(r"(?:\d{6,13}|\d{4}\.\d{2}(?:\.?\d{2}){0,3}|\d{1,3}(?:\.\d+)?%?|\d{4}-\d{1,2}-\d{1,2})")


def alike(old: Table, new: Table) -> tuple[Table, Table, str | None]:
    """Both versions in one shape, and what the newer one was beside that (None: nothing)."""
    if _is_turned(old, new):
        why = "rows and columns changed places"
        return (_turned(old), new, why) if _telling(new) > _telling(old) else (old, _turned(new), why)
    if _headless(old, new):
        old, new = _as_rows(old), _as_rows(new)
    return _without_repeated(old), _without_repeated(new), None


def _headless(old: Table, new: Table) -> bool:
    """Whether what was taken for headings is the first row: it holds values, or is a row in the other version."""
    if len(old.columns) != len(new.columns):
        return False
    if not any(old.columns) or not any(new.columns):
        named, bare = (old, new) if any(old.columns) else (new, old)
        return bool(named.columns) and _heads_row(normal(named.columns[0]), bare)
    heads = _forms(old.columns), _forms(new.columns)
    if heads[0] == heads[1]:
        return _holds_values(old) and _holds_values(new)
    if _is_row(heads[0], new) or _is_row(heads[1], old):
        return True
    return _holds_values(old) and _holds_values(new)


def _heads_row(first: str, bare: Table) -> bool:
    """Whether a row of a table without headings begins like what was taken for the other version's headings."""
    return bool(first) and any(normal(row[0]) == first for row in bare.rows)


def _holds_values(table: Table) -> bool:
    """Whether a heading is a code, a rate or a date as they stand below it: no column is called 8541430010."""
    held = [
        i for i, name in enumerate(table.columns) if _VALUE.fullmatch(normal(name)) and not _is_year(name)
    ]
    return any(_below(table, i) for i in held)


def _below(table: Table, index: int) -> bool:
    cells = [normal(row[index]) for row in table.rows[:50] if row[index]]
    return bool(cells) and sum(_VALUE.fullmatch(cell) is not None for cell in cells) * 5 >= 4 * len(cells)


def _is_year(name: str) -> bool:
    return name.strip().isdecimal() and len(name.strip()) <= 4


def _is_row(head: tuple[str, ...], table: Table) -> bool:
    return any(
        row[0][:1] == head[0][:1] and normal(row[0]) == head[0] and _forms(row) == head for row in table.rows
    )


def _forms(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(normal, cells))


def _as_rows(table: Table) -> Table:
    """The table with its headings as its first row."""
    if not any(table.columns):
        return table
    return replace(table, columns=("",) * len(table.columns), rows=(table.columns, *table.rows))


def _without_repeated(table: Table) -> Table:
    """The table without rows that only say its headings again, as at the head of every page."""
    if not any(table.columns):
        return table
    first, head = normal(table.columns[0]), _forms(table.columns)
    repeated = {
        n
        for n, row in enumerate(table.rows)
        if row[0][:1].casefold() == table.columns[0][:1].casefold()
        and normal(row[0]) == first
        and _forms(row) == head
    }
    if not repeated:
        return table
    return replace(table, rows=tuple(row for n, row in enumerate(table.rows) if n not in repeated))


def _is_turned(old: Table, new: Table) -> bool:
    """Whether the newer version has rows for the older one's columns."""
    if max(len(old.columns), len(new.columns), len(old.rows), len(new.rows)) > MOST_TURNED:
        return False
    if not new.rows or not old.rows or min(len(old.columns), len(new.columns)) < 2:
        return False
    return _lies_down(old, new) and _lies_down(new, old)


def _lies_down(one: Table, other: Table) -> bool:
    """Whether most headings of a table stand in the first column of another, and not among its headings."""
    heads, side = _named(one.columns), _named([other.columns[0], *(row[0] for row in other.rows)])
    shared = len(heads & side)
    return shared >= 2 and shared * 2 > len(heads) and shared > len(heads & _named(other.columns))


def _turned(table: Table) -> Table:
    first, *rows = zip(table.columns, *table.rows, strict=True)
    return replace(table, columns=tuple(first), rows=tuple(rows))


def _telling(table: Table) -> int:
    """How many headings name something that rows are known by."""
    return sum(headings.rank(name) < headings.OTHER for name in table.columns)


def _named(cells: Sequence[str]) -> set[str]:
    return set(_forms(cells)) - {""}
