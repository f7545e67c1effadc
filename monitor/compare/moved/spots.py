"""The places in which two versions differ, each with the texts that facts are looked for in."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence

from monitor.compare.forms.text import normal, quantity
from monitor.compare.moved.goods import coded
from monitor.compare.moved.labelled import labelled
from monitor.compare.moved.sentences import Moved, family
from monitor.model import CellEdit, Edit, Row, TableEdit
from monitor.values import dataclass

MOST_CELLS = 1_000  # cells and rows of a comparison that are looked at one by one; of further ones only the names count
LONGEST_ALONE = (
    40  # characters of a paragraph that is nothing but a date, or says nothing but what is in force
)
MOST_PAIRED = 2_000  # rows of a table that came or went and are looked at for another key
MOST_SIGNS = 200_000  # characters of what is looked at together; in more nothing is looked for
MOST_TOLD_ROWS = 20  # rows of a table that came or went and of which more than the names counts


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and its texts, each on one line. typed: the one fact it is, where its label says so.

    names_only: there is too much of its sort for dates and numbers to say anything.
    """

    place: str
    before: str | None = None
    after: str | None = None
    typed: Moved | None = None
    names_only: bool = False

    @property
    def both(self) -> bool:
        """Whether it stands in both versions."""
        return bool(self.before and self.after)


def spots(
    fields: Iterable[Edit], texts: Iterable[Edit], files: Iterable[Edit], tables: Iterable[TableEdit]
) -> Iterator[Spot]:
    """Every place that changed: labelled fields, texts, files as a whole, then tables row by row."""
    for edit in list(fields)[:MOST_CELLS]:
        yield from _value(f"field {edit.path}", edit.path, edit.before, edit.after)
    for edit in texts:
        if edit.op != "move":
            yield from _value(edit.path, "", edit.before, edit.after)
    for edit in files:
        yield Spot(edit.path, typed=Moved("attachments", edit.before, edit.after))
    room = MOST_CELLS
    for table in tables:
        yield from _in_table(table, room)
        room = max(0, room - len(table.changed) - len(table.added) - len(table.removed))


def _value(place: str, label: str, before: str | None, after: str | None) -> Iterator[Spot]:
    """A place whose label may say what its value is; what it does not say is looked for in the text."""
    if not label and not (before and after and max(len(before), len(after)) <= LONGEST_ALONE):
        yield Spot(place, _line("", before), _line("", after))
        return
    old, new = (labelled(label, side) if side else None for side in (before, after))
    if (one := new or old) is not None and (old or not before) and (new or not after):
        if old is None or new is None:
            shown = (old.shown if old else None, new.shown if new else None)
            yield Spot(place, typed=Moved(one.name, *shown, one.means))
            return
        if family(old.name) == family(new.name):
            if old.means != new.means:
                yield Spot(place, typed=Moved(new.name, old.shown, new.shown))
            return
    yield Spot(place, _line(label, before), _line(label, after))


def _line(label: str, value: str | None) -> str | None:
    text = " ".join((value or "").split())
    return (f"{' '.join(label.split())}: {text}" if label else text) if text else None


# -- tables ----------------------------------------------------------------------------------------


def _in_table(table: TableEdit, room: int) -> Iterator[Spot]:
    name = " ".join(table.name.split()) or "table"
    for cell in table.changed[:room]:
        yield from _cell(name, cell)
    rows = list(_paired(table))
    few = len(rows) <= MOST_TOLD_ROWS
    for old, new in rows[:room]:
        row = new or old
        place = f"{name}, row {row.key}" if row else name
        yield Spot(place, _row(table, old), _row(table, new), names_only=not few)
    yield from _together(table, name, table.changed[room:], rows[room:])


def _cell(name: str, cell: CellEdit) -> Iterator[Spot]:
    place = f"{name}, row {cell.key}, column {cell.column}"
    if label := coded(cell.column, (cell.before, cell.after)):
        yield Spot(place, _line(label, cell.before.strip()), _line(label, cell.after.strip()))
        return
    percent = "%" in normal(cell.column)
    sides = [
        f"{side}%" if percent and quantity(normal(side)) and "%" not in side else side
        for side in (cell.before, cell.after)
    ]
    for spot in _value(place, cell.column, cell.before.strip() or None, cell.after.strip() or None):
        if spot.typed is not None:
            yield spot
        else:
            yield Spot(place, _line(cell.column, sides[0]), _line(cell.column, sides[1]))


def _together(
    table: TableEdit, name: str, cells: Sequence[CellEdit], rows: Sequence[tuple[Row | None, Row | None]]
) -> Iterator[Spot]:
    """What is not looked at one by one: all of it as one place."""
    signs = sum(len(cell.before) + len(cell.after) for cell in cells)
    signs += sum(len(cell) for pair in rows for row in pair if row for cell in row.cells)
    if signs > MOST_SIGNS:
        return
    before = [_line(cell.column, cell.before) for cell in cells] + [_row(table, old) for old, _ in rows]
    after = [_line(cell.column, cell.after) for cell in cells] + [_row(table, new) for _, new in rows]
    if before or after:
        yield Spot(name, "; ".join(filter(None, before)), "; ".join(filter(None, after)), names_only=True)


def _row(table: TableEdit, row: Row | None) -> str | None:
    """A row that came or went as a text; the key's column is the context of its value."""
    if row is None:
        return None
    label = coded(table.key, (row.key,)) or table.key
    return _line("", f"{label}: {row.key}; {'; '.join(row.cells)}")


def _paired(table: TableEdit) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows that came and went; a row whose key became another one, and nothing else, stands beside its older self."""
    if len(table.removed) + len(table.added) > MOST_PAIRED:
        yield from ((row, None) for row in table.removed)
        yield from ((None, row) for row in table.added)
        return
    waiting: defaultdict[tuple[str, ...], deque[Row]] = defaultdict(deque)
    for row in table.removed:
        waiting[_rest(row)].append(row)
    partner: dict[int, Row] = {}
    for row in table.added:
        if _rest(row) and waiting[_rest(row)]:
            partner[id(row)] = waiting[_rest(row)].popleft()
    taken = {id(row) for row in partner.values()}
    yield from ((row, None) for row in table.removed if id(row) not in taken)
    yield from ((partner.get(id(row)), row) for row in table.added)


def _rest(row: Row) -> tuple[str, ...]:
    """What a row says beside its key."""
    key = normal(row.key)
    return tuple(form for cell in row.cells if (form := normal(cell)) and form not in key)
