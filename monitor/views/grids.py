"""A table of two versions -> its rows as they stand now, what changed marked in place, the rest folded.

Which rows came, went or changed is the comparison's word (a TableEdit). What of it finds no place in the table,
as after two tables were put together, follows as lines: nothing that changed is left out.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from unicodedata import normalize

from monitor import shown
from monitor.compare.forms.text import normal
from monitor.compare.tables import columns as cols
from monitor.model import CellEdit, Row, Table, TableEdit
from monitor.views.pieces import alone, pieces
from monitor.views.sheet import Cell, Counts, Cut, Fold, Grid, GridRow, How, Line, Mark

MOST_ROWS = 4_000  # changed rows of one table
MOST_INSIDE = 100  # unchanged rows that a fold opens
MOST_ALIKE = 50  # rows or cells of one key that are looked at for each row
MOST_COLUMNS = 40  # of a table; beyond these only the key and what changed is shown
LEAST_FOLDED = 3  # fewer are shown as they are

Cells = tuple[str, ...]
MARKS = {How.GONE: Mark.GONE, How.COME: Mark.COME}


def grid(
    old: Table | None, new: Table | None, how: How, edit: TableEdit | None
) -> tuple[Grid, tuple[Line, ...]]:
    """The table, and what changed in it and has no place in its rows."""
    table = new or old
    if table is None:
        raise ValueError("a table of neither version")
    if how in (How.GONE, How.COME):
        return whole(table, how, edit.key if edit else ""), ()
    if how is not How.EDITED or old is None or new is None:
        return standing(table, how), ()
    edit = edit or TableEdit(new.name or old.name, "")  # only its headings changed
    found = _Found(old, new, edit)
    return (
        narrowed(
            Grid(
                How.EDITED,
                shown.line(new.name or old.name),
                shown.line(edit.key),
                tuple(found.head()),
                tuple(folded(found.rows())),
                counts(edit, len(new.rows)),
            )
        ),
        tuple(found.leftover()),
    )


def whole(table: Table, how: How, key: str) -> Grid:
    """A table that came or went with all its rows."""
    marked = key_columns(key, table.columns)
    rows = [_row(row, how, marked) for row in table.rows[:MOST_ROWS]]
    count = len(table.rows)
    told = Counts(added=count) if how is How.COME else Counts(removed=count)
    seen: tuple[GridRow | Fold | Cut, ...] = tuple(rows)
    if count > len(rows):
        seen = (*seen, Cut(count - len(rows), "rows"))
    head = tuple(_plain_head(table, marked))
    return narrowed(Grid(how, shown.line(table.name), shown.line(key), head, seen, told))


def standing(table: Table, how: How = How.SAME) -> Grid:
    """A table in which nothing changed; its beginning can be opened."""
    rows = tuple(_row(row, How.SAME, ()) for row in table.rows[:MOST_INSIDE])
    seen = (Fold(len(table.rows), "rows", rows),) if rows else ()
    return _unchanged(table, how, seen)


def opening(table: Table, most: int) -> Grid:
    """The first rows of a table that stands alone, the others folded."""
    rows = tuple(_row(row, How.SAME, ()) for row in table.rows[: most + MOST_INSIDE])
    left = len(table.rows) - most
    seen: tuple[GridRow | Fold | Cut, ...] = rows
    if left > 0:
        seen = (*rows[:most], Fold(left, "rows", rows[most:]))
    return _unchanged(table, How.SAME, seen)


def _unchanged(table: Table, how: How, rows: tuple[GridRow | Fold | Cut, ...]) -> Grid:
    head = tuple(_plain_head(table, ()))
    return narrowed(Grid(how, shown.line(table.name), "", head, rows, Counts(same=len(table.rows))))


def narrowed(grid: Grid) -> Grid:
    """The table; of a very wide one the key, the columns in which something changed, and the first others."""
    head = grid.head
    if len(head) <= MOST_COLUMNS:
        return grid
    rows = [row for row in grid.rows if isinstance(row, GridRow)]
    hit = {i for row in rows for i, cell in enumerate(row.cells) if cell.changed}
    ranked = sorted(
        range(len(head)), key=lambda i: (not head[i].key, i not in hit and not head[i].changed, i)
    )
    kept = sorted(ranked[:MOST_COLUMNS])

    def narrow(row: GridRow) -> GridRow:
        return replace(row, cells=tuple(row.cells[i] for i in kept if i < len(row.cells)))

    def part(row: GridRow | Fold | Cut) -> GridRow | Fold | Cut:
        if isinstance(row, Fold):
            return replace(
                row, inside=tuple(narrow(each) for each in row.inside if isinstance(each, GridRow))
            )
        return narrow(row) if isinstance(row, GridRow) else row

    return replace(
        grid,
        head=tuple(head[i] for i in kept),
        rows=tuple(map(part, grid.rows)),
        hidden=len(head) - len(kept),
    )


def counts(edit: TableEdit, rows: int) -> Counts:
    changed = len({cell.key for cell in edit.changed})
    return Counts(len(edit.added), len(edit.removed), changed, max(0, rows - len(edit.added) - changed))


# -- keys and headings -----------------------------------------------------------------------------


def key_columns(key: str, columns: Sequence[str]) -> tuple[int, ...]:
    """The positions of the columns that a comparison names as the key ("Product / Port", "column 2")."""
    whole = _named(key, columns)
    if whole is not None or not key:
        return (whole,) if whole is not None else ()
    for index, name in enumerate(columns):
        start = f"{name or f'column {index + 1}'} / "
        if key.startswith(start) and (rest := key_columns(key[len(start) :], columns)):
            return (index, *rest)
    return ()


def _named(name: str, columns: Sequence[str]) -> int | None:
    return next(
        (index for index, column in enumerate(columns) if name == (column or f"column {index + 1}")), None
    )


def key_text(row: Cells, indexes: Iterable[int]) -> str:
    """What a comparison calls a row: its key's cells in half width, all cells when it has no key."""
    told = [row[index].strip() for index in indexes] or [cell.strip() for cell in row if cell.strip()]
    return normalize("NFKC", " / ".join(told))


def _plain_head(table: Table, key: Sequence[int]) -> Iterator[Cell]:
    return (Cell(alone(name), key=index in key) for index, name in enumerate(table.columns))


def _alike(before: str, after: str) -> bool:
    return normal(before).casefold() == normal(after).casefold()


# -- rows ------------------------------------------------------------------------------------------


def _row(row: Cells, how: How, key: Sequence[int]) -> GridRow:
    mark = MARKS.get(how, Mark.SAME)
    cells = tuple(Cell(alone(cell, mark), key=index in key) for index, cell in enumerate(row))
    return GridRow(how, cells, key_text(row, key) if key else "")


class _Found:
    """The rows of an edited table; what the comparison says of them is used up as it finds its place."""

    def __init__(self, old: Table, new: Table, edit: TableEdit) -> None:
        self.old, self.new, self.edit = old, new, edit
        self.was = {j: i for i, j in cols.common(old, new)}
        stayed = set(self.was.values())
        self.dropped = [index for index, name in enumerate(old.columns) if index not in stayed]
        self.key = key_columns(edit.key, new.columns)
        self.old_key = key_columns(edit.key, old.columns) or self._partners()
        self.added = _by_key(edit.added)
        self.removed = _by_key(edit.removed)
        self.cells: dict[str, deque[CellEdit]] = defaultdict(deque)
        for cell in edit.changed:
            self.cells[cell.key].append(cell)

    def head(self) -> Iterator[Cell]:
        """The newer version's headings, one that was added or renamed says so; then those that went."""
        for index, name in enumerate(self.new.columns):
            before = self.old.columns[self.was[index]] if index in self.was else None
            if before is None:
                yield Cell(alone(name, Mark.COME), changed=True, key=index in self.key)
            elif _alike(before, name):
                yield Cell(alone(name), key=index in self.key)
            else:
                yield Cell(pieces(before, name), changed=True, key=index in self.key)
        for index in self.dropped:
            yield Cell(alone(self.old.columns[index], Mark.GONE), changed=True)

    def _partners(self) -> tuple[int, ...]:
        return tuple(self.was[index] for index in self.key if index in self.was)

    def _beside(self, row: GridRow) -> GridRow:
        """The row with blanks under the headings that went."""
        return replace(row, cells=(*row.cells, *(Cell(()) for _ in self.dropped))) if self.dropped else row

    def rows(self) -> Iterator[GridRow]:
        """All rows as they stand now; those that went stand where they stood. Nobody sees the cells of rows deep
        in a fold, or behind the last one that is shown: they have none.
        """
        gone = self._gone()
        yield from gone.get(-1, ())
        room, run = MOST_ROWS, 0
        for index, row in enumerate(self.new.rows):
            name = key_text(row, self.key)
            if _taken(self.added.get(name), row):
                how, edits = How.COME, dict[int, CellEdit]()
            else:
                edits = self._edits(name, row) if name in self.cells else {}
                how = How.EDITED if edits else How.SAME
            run = run + 1 if how is How.SAME else 0
            room -= how is not How.SAME
            if run > MOST_INSIDE or room < 0:
                yield GridRow(how, (), name)
            elif how is How.EDITED:
                yield self._beside(self._edited(row, edits, name))
            else:
                yield self._beside(_row(row, how, self.key))
            yield from gone.get(index, ())

    def _gone(self) -> dict[int, list[GridRow]]:
        """Rows that went, by the row of the newer version behind which they stood."""
        if not self.edit.removed:
            return {}
        stands = {key_text(row, self.key): index for index, row in enumerate(self.new.rows)}
        behind, gone = -1, defaultdict(list)
        for row in self.old.rows:
            name = key_text(row, self.old_key)
            if _taken(self.removed.get(name), row):
                gone[behind].append(self._in_new_columns(row))
            else:
                behind = stands.get(name, behind)
        return gone

    def _in_new_columns(self, row: Cells) -> GridRow:
        """A row that went, under the headings that stand now and those that went."""
        kept = [row[self.was[index]] if index in self.was else "" for index in range(len(self.new.columns))]
        cells = (*kept, *(row[index] for index in self.dropped))
        return _row(cells, How.GONE, self.key)

    def _edits(self, name: str, row: Cells) -> dict[int, CellEdit]:
        """Of the cells that changed in rows of this key, those that this row holds; they are used up."""
        found: dict[int, CellEdit] = {}
        waiting, left = self.cells[name], list[CellEdit]()
        for _ in range(min(len(waiting), MOST_ALIKE)):
            cell = waiting.popleft()
            index = _named(cell.column, self.new.columns)
            if index is not None and index not in found and row[index] == cell.after:
                found[index] = cell
            else:
                left.append(cell)
        waiting.extendleft(reversed(left))
        return found

    def _edited(self, row: Cells, edits: dict[int, CellEdit], name: str) -> GridRow:
        cells = tuple(
            Cell(
                pieces(edits[index].before, cell) if index in edits else alone(cell),
                changed=index in edits,
                key=index in self.key,
            )
            for index, cell in enumerate(row)
        )
        return GridRow(How.EDITED, cells, name)

    def leftover(self) -> Iterator[Line]:
        """What found no place in the rows."""
        for group in self.cells.values():
            for cell in group:
                yield cell_line(cell)
        for how, groups in ((How.COME, self.added), (How.GONE, self.removed)):
            for rows in groups.values():
                yield from (row_line(row, how) for row in rows)


def cell_line(cell: CellEdit, table: str = "") -> Line:
    """A changed cell outside of its table."""
    place = ", ".join(part for part in (table, cell.key, cell.column) if part)
    return Line(How.EDITED, pieces(cell.before, cell.after), place)


def row_line(row: Row, how: How, table: str = "") -> Line:
    """A row that came or went, outside of its table."""
    place = ", ".join(part for part in (table, row.key) if part)
    return Line(how, alone(" | ".join(row.cells), MARKS[how]), place)


def _by_key(rows: Iterable[Row]) -> dict[str, deque[Row]]:
    grouped: dict[str, deque[Row]] = defaultdict(deque)
    for row in rows:
        grouped[row.key].append(row)
    return grouped


def _taken(waiting: deque[Row] | None, row: Cells) -> bool:
    """Whether the row is one of those told; it is used up then. A told row may lack a column that only counts."""
    for told in islice(waiting or (), MOST_ALIKE):
        cells = iter(row)
        if waiting and all(cell in cells for cell in told.cells):
            waiting.remove(told)
            return True
    return False


def folded(rows: Iterable[GridRow]) -> Iterator[GridRow | Fold | Cut]:
    """Rows with the unchanged ones folded, and no more changed ones than a page can bear."""
    room, run = MOST_ROWS, list[GridRow]()
    left = 0
    for row in rows:
        if row.how is How.SAME:
            run.append(row)
            continue
        room -= 1
        if room < 0:
            left += 1
            continue
        yield from _fold(run)
        run = []
        yield row
    yield from _fold(run)
    if left:
        yield Cut(left, "rows")


def _fold(run: Sequence[GridRow]) -> Iterator[GridRow | Fold]:
    if len(run) < LEAST_FOLDED:
        yield from run
    else:
        yield Fold(len(run), "rows", tuple(run[:MOST_INSIDE]))
