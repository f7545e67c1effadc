"""Tables beyond what is compared closely: rows as they are written, those that differ side by side by their key.

Nothing is lost by it, and more is told: nobody asks here whether an export damaged cells, a unit explains them, or
rows were split.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from monitor.compare.edits import edited
from monitor.compare.forms.text import normal
from monitor.model import CellEdit, Edit, Row, Table, TableEdit

Cells = tuple[str, ...]

WHY = "so many tables and rows differ that they were compared as they are written"
_BETWEEN = " | "


def plainly(
    old: Table | None, new: Table | None, key: Sequence[int]
) -> tuple[TableEdit | None, tuple[Edit, ...]]:
    """The rows and cells that differ, and the headings and name. key: positions of the columns that name a row."""
    table = new or old
    if table is None:
        return None, ()
    gone, come = _rest(old, new), _rest(new, old)
    changed: list[CellEdit] = []
    if old is not None and new is not None and old.columns == new.columns and key:
        pairs = list(_pairs(gone, come, key))
        taken = {id(row) for pair in pairs for row in pair}
        gone, come = ([row for row in side if id(row) not in taken] for side in (gone, come))
        changed = [cell for one, other in pairs for cell in _cells(new, one, other, key)]
    rows = [tuple(Row(_shown(row, key), row) for row in side) for side in (come, gone)]
    name = " / ".join(filter(None, (table.columns[at] for at in key if at < len(table.columns))))
    edit = TableEdit(table.name, name, rows[0], rows[1], tuple(changed))
    return edit if changed or gone or come else None, tuple(_around(old, new))


def _rest(one: Table | None, other: Table | None) -> list[Cells]:
    """The rows of a table that the other does not have, one that stands twice twice; without empty ones."""
    if one is None:
        return []
    spare = Counter(other.rows) if other is not None else Counter[Cells]()
    left = []
    for row in one.rows:
        if spare[row] > 0:
            spare[row] -= 1
        elif any(row):
            left.append(row)
    return left


def _pairs(gone: Sequence[Cells], come: Sequence[Cells], key: Sequence[int]) -> Iterator[tuple[Cells, Cells]]:
    """Rows whose key stands once on each side."""
    sides = [_by_key(rows, key) for rows in (gone, come)]
    for known, rows in sides[0].items():
        others = sides[1].get(known, ())
        if len(rows) == len(others) == 1 and any(known):
            yield rows[0], others[0]


def _by_key(rows: Sequence[Cells], key: Sequence[int]) -> dict[Cells, list[Cells]]:
    found: dict[Cells, list[Cells]] = {}
    for row in rows:
        found.setdefault(tuple([normal(row[at]) for at in key]), []).append(row)
    return found


def _cells(table: Table, one: Cells, other: Cells, key: Sequence[int]) -> Iterator[CellEdit]:
    for at, (before, after) in enumerate(zip(one, other, strict=True)):
        if before != after and normal(before) != normal(after):
            yield CellEdit(_shown(other, key), table.columns[at] or f"column {at + 1}", before, after)


def _shown(row: Cells, key: Sequence[int]) -> str:
    said = [row[at].strip() for at in key if at < len(row) and row[at].strip()]
    return " / ".join(said) or next(filter(None, map(str.strip, row)), "")


def _around(old: Table | None, new: Table | None) -> Iterator[Edit]:
    """What differs beside the rows: of a table without rows its headings, of one in both versions also its name."""
    if old is None or new is None:
        table = new or old
        if table is not None and not table.rows and any(table.columns):
            whole = _BETWEEN.join(filter(None, table.columns))
            sides = (whole, None) if new is None else (None, whole)
            yield edited(f"{table.name or 'table'}, headings", *sides)
        return
    if old.columns != new.columns:
        before, after = (_BETWEEN.join(filter(None, each.columns)) or None for each in (old, new))
        if before != after:
            yield edited(f"{new.name or 'table'}, headings", before, after)
    if normal(old.name) != normal(new.name):
        yield edited("name of a table", old.name or None, new.name or None)
