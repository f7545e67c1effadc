"""One table in two versions, ready to be compared: its common columns, its key, its rows as lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import field, replace
from operator import itemgetter
from unicodedata import normalize

from monitor.compare.forms.text import normal
from monitor.compare.tables import columns as cols, headings
from monitor.compare.tables.cells import code, unbroken, value
from monitor.model import Table
from monitor.values import dataclass

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row of one version that the other does not have.

    said: its cells in the common columns. above: those of the row that it goes on from, when its own key is
    empty, as below a cell that spans rows. label: what a row is known by that has no key, such as a sum or a
    section; it may still be the rest of the row above, torn from it by the end of a page.
    """

    cells: Cells
    said: Cells
    above: Cells | None = None
    label: str = ""

    def filled(self, index: int) -> str:
        """A cell, or the one above it where a cell that spans rows left this one empty."""
        return self.said[index] or (self.above[index] if self.above is not None and not self.label else "")


@dataclass(frozen=True, slots=True)
class View:
    """The columns of two versions that are compared. key: positions among them, the most telling first."""

    old: Table
    new: Table
    columns: cols.Columns
    key: tuple[int, ...]
    codes: frozenset[int]
    known: tuple[dict[str, str], dict[str, str]] = field(default_factory=lambda: ({}, {}))  # what cells say

    def meaning(self, cells: Cells) -> Cells:
        """What a row says, however it is set."""
        return tuple([self.form(cell, i) for i, cell in enumerate(cells)])

    def form(self, cell: str, index: int) -> str:
        """What a cell of that column says, wherever its line was broken."""
        known = self.known[index in self.codes]
        form = known.get(cell)
        if form is None:
            form = known[cell] = unbroken(self._written(cell, index))
        return form

    def _written(self, cell: str, index: int) -> str:
        return code(cell) if index in self.codes else value(cell)

    def is_broken_elsewhere(self, one: str, other: str, index: int) -> bool:
        """Whether two cells say the same and differ in the blanks within their words."""
        return (
            one != other
            and self.form(one, index) == self.form(other, index)
            and self._written(one, index) != self._written(other, index)
        )

    def cell(self, line: Line, index: int) -> str:
        return self.form(line.said[index], index)

    def key_of(self, line: Line) -> Cells:
        """What a line is known by: the key's cells, or its label."""
        if line.label:
            return ("", line.label)
        return tuple([self.form(line.filled(i), i) for i in self.key])

    def shown(self, line: Line) -> str:
        """A line's key as its cells write it, in half width so that it can be searched."""
        cells = [cell for i in self.key if (cell := line.filled(i).strip())]
        if line.label or not cells:
            cells = [cell.strip() for cell in line.said if cell.strip()][: 1 if self.key else None]
        return normalize("NFKC", " / ".join(cells))

    def heading(self, index: int) -> str:
        """A compared column's name, for a reader."""
        left, right = self.columns[index]
        return self.new.columns[right] or self.old.columns[left] or f"column {right + 1}"

    @property
    def key_name(self) -> str:
        return " / ".join(self.heading(i) for i in self.key)

    def written(self) -> tuple[Said, Said]:
        """The rows of each version that are not written so in the other, one that stands twice twice."""
        gone, come = _said(self, 0), _said(self, 1)
        if (gone.without_key or come.without_key) and _in_order(gone, come):
            return _without_common(gone, come, lambda of, n: (of.said[n], self._from(of, n)))
        return _without_common(gone, come, lambda of, n: of.said[n])

    def left(self, gone: Said, come: Said) -> tuple[list[Line], list[Line], int]:
        """Of these the lines that the other version does not have, and how many differ in nothing but the blanks
        within their words.
        """
        left = _without_common(gone, come, lambda of, n: (self.meaning(of.said[n]), self._from(of, n)))
        if len(left[0].rows) == len(gone.rows):
            return gone.lines(), come.lines(), 0
        gone, come = _without_common(
            gone, come, lambda of, n: (self._as_written(of.said[n]), self._from(of, n))
        )
        many = len(gone.rows)
        gone, come = _without_common(gone, come, lambda of, n: (self.meaning(of.said[n]), self._from(of, n)))
        return gone.lines(), come.lines(), many - len(gone.rows)

    def _as_written(self, cells: Cells) -> Cells:
        return tuple([self._written(cell, i) for i, cell in enumerate(cells)])

    def _from(self, of: Said, number: int) -> Hashable:
        """What a row without a key goes on from: two such rows are the same only below the same one."""
        above, label = of.without_key.get(number, (None, ""))
        return None if above is None or label else self.key_of(Line((), above))


@dataclass(frozen=True, slots=True)
class Said:
    """Rows of one version and what they say. without_key: number of a row -> the row it may go on from, its label."""

    rows: Sequence[Cells]
    said: Sequence[Cells]
    without_key: dict[int, tuple[Cells | None, str]]

    def only(self, kept: Sequence[int]) -> Said:
        marks = self.without_key
        return Said(
            [self.rows[n] for n in kept],
            [self.said[n] for n in kept],
            {place: marks[n] for place, n in enumerate(kept) if n in marks} if marks else {},
        )

    def lines(self) -> list[Line]:
        marks = self.without_key
        return [
            Line(row, said, *marks.get(n, (None, "")))
            for n, (row, said) in enumerate(zip(self.rows, self.said, strict=True))
        ]


def view(old: Table, new: Table, row_key: Sequence[str]) -> View:
    """The columns that tell something in both versions, and what the rows are known by."""
    columns = telling(old, new, cols.common(old, new))
    codes = frozenset(i for i, pair in enumerate(columns) if cols.holds_codes(old, new, pair))
    full = (_carried(old, columns, 0, codes), _carried(new, columns, 1, codes))
    key = cols.named(old, new, columns, row_key) or cols.key(*full, columns)
    return View(old, new, columns, tuple(columns.index(pair) for pair in key), codes)


def telling(old: Table, new: Table, columns: cols.Columns) -> cols.Columns:
    """The common columns without those that merely number the rows (all of them when nothing else is left)."""
    return (
        tuple(pair for pair in columns if not (cols.running(old, pair[0]) and cols.running(new, pair[1])))
        or columns
    )


def _carried(table: Table, columns: cols.Columns, side: int, codes: frozenset[int]) -> Table:
    """The table as its key is looked for: each empty code filled from above, without sums and sections."""
    if not codes or not table.rows:
        return table
    first = min(codes)
    index = columns[first][side]
    if all(row[index] for row in table.rows):
        return table
    picked = _picker([pair[side] for pair in columns])
    without = dict(_without_key([picked(row) for row in table.rows], first))
    rows = []
    for place, row in enumerate(table.rows):
        above, label = without.get(place, (None, ""))
        if not label:
            rows.append(row if above is None else (*row[:index], above[first], *row[index + 1 :]))
    return replace(table, rows=tuple(rows))


def _said(view: View, side: int) -> Said:
    """All rows of a version but empty ones; those with an empty key go on from the row above."""
    table = (view.old, view.new)[side]
    picked = _picker([pair[side] for pair in view.columns])
    rows, said = table.rows, [picked(row) for row in table.rows]
    if not all(map(any, said)):
        full = [i for i, cells in enumerate(said) if any(cells)]
        rows, said = tuple(rows[i] for i in full), [said[i] for i in full]
    found = Said(rows, said, {})
    if view.key and not all(map(itemgetter(view.key[0]), said)):
        found.without_key.update(_without_key(said, view.key[0]))
    return found


def _in_order(old: Said, new: Said) -> bool:
    """Whether rows without a key can still go on from the row above: not where all rows were put in another order."""
    if Counter(old.said) == Counter(new.said):
        return False
    seen = [[cells for n, cells in enumerate(side.said) if n not in side.without_key] for side in (old, new)]
    both = {cells for cells, many in (Counter(seen[0]) & Counter(seen[1])).items() if many == 1}
    kept = [[cells for cells in side if cells in both] for side in seen]
    return kept[0] == kept[1]


def _picker(indexes: Sequence[int]) -> Callable[[Cells], Cells]:
    if len(indexes) == 1:
        only = indexes[0]
        return lambda row: (row[only],)
    return itemgetter(*indexes)


def _without_key(said: Sequence[Cells], first: int) -> Iterator[tuple[int, tuple[Cells | None, str]]]:
    """Number of each row with an empty key -> the row it may go on from, and its label."""
    above: Cells | None = None
    for place, cells in enumerate(said):
        if cells[first]:
            above = cells
        elif any(cells):
            yield place, (above, _label(cells, above))


def _label(said: Cells, above: Cells | None) -> str:
    """What a row without a key is known by: a sum, a section, a note; "" for one that goes on from above."""
    full = [cell for cell in said if cell.strip()]
    total = next((cell for cell in full if headings.is_total(cell)), None)
    if total is not None:
        return normal(total).casefold()
    if above is None or len(set(full)) == 1:
        return normal(full[0])
    return ""


def _without_common(old: Said, new: Said, form: Callable[[Said, int], Hashable]) -> tuple[Said, Said]:
    """Both versions without the rows that stand in both in that form."""
    forms = [form(old, n) for n in range(len(old.rows))], [form(new, n) for n in range(len(new.rows))]
    both = Counter(forms[0]) & Counter(forms[1])
    return _unused(old, forms[0], both), _unused(new, forms[1], both)


def _unused(said: Said, forms: Sequence[Hashable], both: Counter[Hashable]) -> Said:
    spare, left = Counter(both), []
    for place, form in enumerate(forms):
        if spare[form] > 0:
            spare[form] -= 1
        else:
            left.append(place)
    return said.only(left)


def told(table: Table) -> Callable[[Line], Cells]:
    """How a row is told: a number that only counts the rows is no part of it."""
    kept = [i for i in range(len(table.columns)) if not cols.running(table, i)]
    return lambda line: tuple([line.cells[i] for i in kept])
