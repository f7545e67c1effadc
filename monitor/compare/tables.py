"""Two versions of tables -> rows that came, went or changed, by the key a reader knows them by.

Where a row stands never counts, nor does a column that merely numbers the rows. Rows that are in both
versions leave first, so the work grows with what changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from monitor.compare import columns as cols
from monitor.compare.counterparts import counterparts
from monitor.compare.edits import edited
from monitor.compare.text import normal, quantity
from monitor.model import CellEdit, Edit, Ignored, Row, Table, TableEdit

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One table in both versions: where it stands among the tables of each, and what happened to it.

    old, new: positions; none where it has no counterpart, several where it stands in parts. edits: of its
    headings.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    table: TableEdit | None = None
    edits: tuple[Edit, ...] = ()
    ignored: tuple[Ignored, ...] = ()


def compare_tables(
    before: Sequence[Table], after: Sequence[Table], row_key: Sequence[str] = ()
) -> list[Compared]:
    """What happened to the tables of a text, in the newer one's order, then what went; every table is in one."""
    found = []
    for pair in counterparts(before, after):
        old, new = pair.old, pair.new
        changed = _whole(old, new) if old is None or new is None else _rows(old, new, row_key)
        found.append(Compared(*pair.places, changed, tuple(_headings(old, new))))
    return found


# -- whole tables and headings ---------------------------------------------------------------------


def _whole(old: Table | None, new: Table | None) -> TableEdit | None:
    """A table that came or went, as its rows."""
    table = new or old
    if table is None or not table.rows:
        return None
    key = cols.key(table, table, _telling(table, table, cols.common(table, table)))
    rows = tuple(Row(_key_text(row, [i for i, _ in key]), row) for row in table.rows)
    name = _key_name(table, key)
    return (
        TableEdit(table.name, name, added=rows)
        if new is not None
        else TableEdit(table.name, name, removed=rows)
    )


def _headings(old: Table | None, new: Table | None) -> list[Edit]:
    """One edit with the headings that went and came; their order does not count.

    The rows of a table that came or went speak for it, unless it has none.
    """
    if (old is None or new is None) and (table := new or old) is not None and table.rows:
        return []
    gone, come = _only(old, new), _only(new, old)
    if not gone and not come:
        return []
    name = (new.name if new else "") or (old.name if old else "") or "table"
    return [edited(f"{name}, headings", " | ".join(gone) or None, " | ".join(come) or None)]


def _only(table: Table | None, other: Table | None) -> list[str]:
    """The headings that the other table does not have."""
    spare = Counter(normal(name).casefold() for name in other.columns) if other else Counter()
    left = []
    for name in table.columns if table else ():
        form = normal(name).casefold()
        if spare[form] > 0:
            spare[form] -= 1
        elif form:
            left.append(name)
    return left


# -- row by row ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _View:
    """The columns of two versions that are compared. key: positions among them."""

    old: Table
    new: Table
    columns: cols.Columns
    key: tuple[int, ...]
    codes: frozenset[int]

    def cells(self, row: Cells, side: int) -> Cells:
        return tuple([row[pair[side]] for pair in self.columns])

    def meaning(self, cells: Cells) -> Cells:
        """What a row says, however it is set."""
        return tuple([_code(cell) if i in self.codes else _value(cell) for i, cell in enumerate(cells)])


def _rows(old: Table, new: Table, row_key: Sequence[str]) -> TableEdit | None:
    columns = _telling(old, new, cols.common(old, new))
    key = cols.named(old, new, columns, row_key) or cols.key(old, new, columns)
    codes = frozenset(i for i, pair in enumerate(columns) if cols.is_code(new.columns[pair[1]]))
    view = _View(old, new, columns, tuple(i for i, pair in enumerate(columns) if pair in key), codes)
    gone, come = _left(view)
    added, removed, changed = _matched(view, gone, come) if key else (come, gone, [])
    if not (added or removed or changed):
        return None
    return TableEdit(
        new.name or old.name,
        _key_name(new, tuple((pair[1], pair[1]) for pair in key)),
        tuple(_told(new, added, [pair[1] for pair in key])),
        tuple(_told(old, removed, [pair[0] for pair in key])),
        tuple(changed),
    )


def _told(table: Table, rows: Sequence[Cells], key: Sequence[int]) -> Iterator[Row]:
    """Rows as they are told: a number that only counts the rows is no part of them."""
    telling = [i for i in range(len(table.columns)) if i in key or not cols.running(table, i)]
    return (Row(_key_text(row, key), tuple(row[i] for i in telling)) for row in rows)


def _telling(old: Table, new: Table, columns: cols.Columns) -> cols.Columns:
    """The common columns without those that merely number the rows (all of them when nothing else is left)."""
    return (
        tuple(pair for pair in columns if not (cols.running(old, pair[0]) and cols.running(new, pair[1])))
        or columns
    )


def _left(view: _View) -> tuple[list[Cells], list[Cells]]:
    """Rows of each version that the other does not have; a row that stands twice counts twice."""
    gone, come = _without_common(view, view.old.rows, view.new.rows, lambda cells: cells)
    return _without_common(view, gone, come, view.meaning)


def _without_common(
    view: _View, old: Sequence[Cells], new: Sequence[Cells], form: Callable[[Cells], Cells]
) -> tuple[list[Cells], list[Cells]]:
    forms = [form(view.cells(row, 0)) for row in old], [form(view.cells(row, 1)) for row in new]
    both = Counter(forms[0]) & Counter(forms[1])
    return _unused(old, forms[0], both), _unused(new, forms[1], both)


def _unused(rows: Sequence[Cells], forms: Sequence[Cells], both: Counter[Cells]) -> list[Cells]:
    spare, left = Counter(both), []
    for row, form in zip(rows, forms, strict=True):
        if spare[form] > 0:
            spare[form] -= 1
        elif any(form):  # an empty row says nothing
            left.append(row)
    return left


def _matched(
    view: _View, gone: Sequence[Cells], come: Sequence[Cells]
) -> tuple[list[Cells], list[Cells], list[CellEdit]]:
    """Rows added and removed, and the cells that changed in rows whose key stands in both."""
    waiting: dict[Cells, list[Cells]] = defaultdict(list)
    for row in gone:
        waiting[_key(view, row, 0)].append(row)
    added: list[Cells] = []
    changed: list[CellEdit] = []
    for row in come:
        candidates = waiting.get(_key(view, row, 1))
        if not candidates:
            added.append(row)
            continue
        nearest = min(
            range(min(len(candidates), 50)), key=lambda i: len(_differences(view, candidates[i], row))
        )
        changed += _cell_edits(view, candidates.pop(nearest), row)
    left = {id(row) for rows in waiting.values() for row in rows}
    return added, [row for row in gone if id(row) in left], changed


def _key(view: _View, row: Cells, side: int) -> Cells:
    meaning = view.meaning(view.cells(row, side))
    return tuple(meaning[i] for i in view.key)


def _differences(view: _View, old: Cells, new: Cells) -> list[int]:
    one, other = view.meaning(view.cells(old, 0)), view.meaning(view.cells(new, 1))
    return [i for i, (before, after) in enumerate(zip(one, other, strict=True)) if before != after]


def _cell_edits(view: _View, old: Cells, new: Cells) -> Iterator[CellEdit]:
    key = _key_text(new, [view.columns[i][1] for i in view.key])
    for i in _differences(view, old, new):
        left, right = view.columns[i]
        yield CellEdit(key, view.new.columns[right] or f"column {right + 1}", old[left], new[right])


# -- cells -----------------------------------------------------------------------------------------


def _value(cell: str) -> str:
    """What a cell says: a plain number in one spelling, any other text in its normal form."""
    if not cell:
        return cell
    text = normal(cell)
    return quantity(text) or text


def _code(cell: str) -> str:
    """What a code says, however it is grouped: 8541.43.00 is 85414300, and 0101 is not 101."""
    text = normal(cell)
    bare = text.replace(".", "").replace(" ", "").replace("\0", "")
    return bare if bare.isdecimal() else text


def _key_text(row: Cells, indexes: Iterable[int]) -> str:
    """A row's key as its cells write it, in half width so that it can be searched; all cells when it has none."""
    shown = [row[index].strip() for index in indexes] or [cell.strip() for cell in row if cell.strip()]
    return normalize("NFKC", " / ".join(shown))


def _key_name(table: Table, key: cols.Columns) -> str:
    return " / ".join(table.columns[index] or f"column {index + 1}" for index, _ in key)
