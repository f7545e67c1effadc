"""What a comparison tells, to be looked up by its words.

The comparison decides what changed: it may have been made with what is known of a source, or a while ago. What it
does not tell is not marked in a view, whatever the alignment says; what it tells and no text shows is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from monitor.compare.alignment import How, Step
from monitor.compare.forms import targets
from monitor.model import CellEdit, Comparison, Edit, Row, Table, TableEdit, Text

VERY_LONG = 10_000  # blocks; of what is longer the comparison may tell only counts
NOT_COUNTED = "the comparison passed over it"

Form = tuple[str, str]


class Told:
    """The edits of a comparison. They are ticked off as a view shows them."""

    def __init__(self, comparison: Comparison) -> None:
        self.edits = comparison.edits
        self.tables = comparison.tables
        self.forms = {form(edit.before, edit.after) for edit in comparison.edits if edit.op != "move"}
        self.moves = [edit for edit in comparison.edits if edit.op == "move"]
        self.cells = {_cell(cell) for table in comparison.tables for cell in table.changed}
        self.rows = {
            _row(how, row)
            for table in comparison.tables
            for how, rows in ((How.COME, table.added), (How.GONE, table.removed))
            for row in rows
        }
        self.shown: set[object] = set()

    # -- what the alignment says ---------------------------------------------------------------

    def settled(self, steps: Iterable[Step], size: int) -> Iterator[Step]:
        """The steps, without changes that the comparison does not tell. size: how many blocks the text has."""
        for step in steps:
            if isinstance(step.old, Table) or isinstance(step.new, Table):
                yield self._settled_table(step)
            elif step.how in (How.SAME, How.NOISE) or size > VERY_LONG or self._told(step):
                yield step
            else:
                yield replace(step, how=How.NOISE, why=step.why or NOT_COUNTED)

    def _told(self, step: Step) -> bool:
        old = step.old if isinstance(step.old, Text) else None
        new = step.new if isinstance(step.new, Text) else None
        if step.how is How.MOVED and new is not None:
            found = [edit for edit in self.moves if (edit.after or "").endswith(new.text)]
            self.shown.update(map(id, found))
            if found:
                return True
        ways = [
            form(old.text if old else None, new.text if new else None),
            form(linked(old) if old else None, linked(new) if new else None),
        ]
        told = [way for way in ways if way in self.forms]
        self.shown.update(told)
        return bool(told)

    def _settled_table(self, step: Step) -> Step:
        """The table with those of its rows and cells that the comparison tells."""
        if step.table is None or step.how is not How.EDITED:
            return self._whole(step)
        table = step.table
        kept = TableEdit(
            table.name,
            table.key,
            tuple(row for row in table.added if self._tick(_row(How.COME, row), self.rows)),
            tuple(row for row in table.removed if self._tick(_row(How.GONE, row), self.rows)),
            tuple(cell for cell in table.changed if self._tick(_cell(cell), self.cells)),
        )
        return replace(step, table=kept)

    def _whole(self, step: Step) -> Step:
        if step.how in (How.COME, How.GONE) and step.table is not None:
            rows = step.table.added if step.how is How.COME else step.table.removed
            told = [self._tick(_row(step.how, row), self.rows) for row in rows]
            if not all(told):
                return replace(step, how=How.NOISE, why=step.why or NOT_COUNTED)
        return step

    def _tick(self, one: object, some: set[tuple[object, ...]]) -> bool:
        if one in some:
            self.shown.add(one)
            return True
        return False

    # -- what no text shows --------------------------------------------------------------------

    def tick(self, edit: Edit) -> bool:
        """Whether the comparison tells this edit; it is shown then."""
        way = form(edit.before, edit.after)
        self.shown.add(way)
        return way in self.forms

    def left_edits(self) -> Iterator[Edit]:
        for edit in self.edits:
            if (id(edit) if edit.op == "move" else form(edit.before, edit.after)) not in self.shown:
                yield edit

    def left_rows(self) -> Iterator[tuple[str, CellEdit | Row, How]]:
        """Rows and cells with the name of their table."""
        for table in self.tables:
            for cell in table.changed:
                if _cell(cell) not in self.shown:
                    yield table.name, cell, How.EDITED
            for how, rows in ((How.COME, table.added), (How.GONE, table.removed)):
                for row in rows:
                    if _row(how, row) not in self.shown:
                        yield table.name, row, how


def form(before: str | None, after: str | None) -> Form:
    return before or "", after or ""


def linked(block: Text) -> str:
    """A block as an edit shows it; where it leads when it is nothing but a link."""
    return f"{block.text} <{targets.shown(block.href)}>" if block.href else block.text


def _cell(cell: CellEdit) -> tuple[object, ...]:
    return cell.key, cell.column, cell.before, cell.after


def _row(how: How, row: Row) -> tuple[object, ...]:
    return how, row.key, row.cells
