"""Tables in sections: a row that stands under another section row now, and tables that only their order tells.

A row over the whole width ("Exempt", "二、禁止进口商品") says something of every row below it, up to the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from monitor.compare.forms.text import normal, unnumbered
from monitor.compare.tables import headings
from monitor.compare.tables.cells import value
from monitor.compare.tables.sides import Cells, Line, View
from monitor.model import CellEdit, Table

SECTION = "section"
LONGEST = 120  # characters of a section row
_SHORT_NUMBER = 4  # digits of a number that may be the name of its row, as a year or a code is

_Under = dict[Cells, tuple[str, Line]]  # key of a row -> the section it stands in, and the row


def sections_moved(view: View) -> list[CellEdit]:
    """Rows that stand in another section of their table; none where the rows were merely sorted anew."""
    names = _sections(view.old), _sections(view.new)
    both = {normal(name) for name in names[0].values()} & {normal(name) for name in names[1].values()}
    if len(both) < 2:
        return []
    old, new = _under(view, 0, names[0]), _under(view, 1, names[1])
    crossed, kept = [], []
    places = {key: place for place, key in enumerate(new)}
    for key, (section, _) in old.items():
        if key not in new:
            continue
        if normal(section) == normal(new[key][0]):
            kept.append(places[key])
        elif {normal(section), normal(new[key][0])} <= both:
            crossed.append(key)
    in_order = all(one < other for one, other in pairwise(kept))
    if len(crossed) * (2 if in_order else 6) > len(kept):
        return []
    return [CellEdit(view.shown(new[key][1]), SECTION, old[key][0], new[key][0]) for key in crossed]


def _sections(table: Table) -> dict[int, str]:
    """Number of each section row -> what it says; -1 for what stands over all columns as a heading."""
    found = {}
    if (over := _over_all(table.columns)) is not None:
        found[-1] = over
    last = len(table.rows) - 1
    for number, row in enumerate(table.rows):
        if (name := _section(row)) is not None and (number < last or found):
            found[number] = name
    return found


def _over_all(columns: Cells) -> str | None:
    """What stands below every heading: the first section, taken for the last line of the headings."""
    ends = {name.rpartition(" / ")[2] for name in columns}
    if len(columns) < 2 or len(ends) != 1 or not all(" / " in name for name in columns):
        return None
    return ends.pop()


def _section(row: Cells) -> str | None:
    """What a row says when it is one cell over the whole width."""
    if len(row) < 2 or not row[0] or len(row[0]) > LONGEST or not any(map(str.isalpha, row[0])):
        return None
    others = set(row[1:])
    if others == {""}:
        form = normal(row[0])
        if len(row) < 3 and not unnumbered(form)[0] and not form.endswith(":"):
            return None
    elif others != {row[0]}:
        return None
    return None if headings.is_total(row[0]) else row[0]


def _under(view: View, side: int, names: dict[int, str]) -> _Under:
    """The rows of a version that stand there once, by what they are known by."""
    table = (view.old, view.new)[side]
    picked = [pair[side] for pair in view.columns]
    keys = view.key or range(len(picked))
    now = names.get(-1, "")
    rows: list[tuple[Cells, str, Line]] = []
    for number, row in enumerate(table.rows):
        if number in names:
            now = names[number]
            continue
        said = tuple([row[index] for index in picked])
        if all(said[i] for i in keys[:1]):
            rows.append((tuple([view.form(said[i], i) for i in keys]), now, Line(row, said)))
    counts = Counter(key for key, _, _ in rows)
    return {key: (section, line) for key, section, line in rows if counts[key] == 1}


def places_exchanged(old: Table, new: Table) -> list[CellEdit]:
    """The cells of a table without headings, names or codes whose rows stand in another order: only it tells them."""
    if old.rows == new.rows or len(old.rows) != len(new.rows) or any((*old.columns, *new.columns)):
        return []
    if len(old.columns) != len(new.columns) or not _only_numbers(old.rows) or not _only_numbers(new.rows):
        return []
    said = [[tuple(map(value, row)) for row in table.rows] for table in (old, new)]
    if Counter(said[0]) != Counter(said[1]):
        return []
    return [
        CellEdit(f"row {number + 1}", f"column {index + 1}", old.rows[number][index], new.rows[number][index])
        for number, (one, other) in enumerate(zip(*said, strict=True))
        for index in range(len(one))
        if one[index] != other[index]
    ]


def _only_numbers(rows: Sequence[Cells]) -> bool:
    return all(_is_short_number(cell) for row in rows for cell in row)


def _is_short_number(cell: str) -> bool:
    form = normal(cell)
    whole = form.partition(".")[0]
    return any(map(str.isdigit, form)) and not any(map(str.isalpha, form)) and len(whole) < _SHORT_NUMBER
