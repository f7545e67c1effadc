"""Cells that differ -> what is told of them: not what an export damaged, nor what only follows from a new unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction

from monitor.compare.tables import damage, headings
from monitor.compare.tables.cells import number
from monitor.compare.tables.regrouped import glued
from monitor.compare.tables.rows import Found, differences
from monitor.compare.tables.sides import Line, View
from monitor.model import CellEdit, Ignored
from monitor.values import dataclass

FEW = 0.1  # share of a column's numbers that may have moved otherwise than its unit; one always may


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell that says something else."""

    old: Line
    new: Line
    column: int

    @property
    def sides(self) -> tuple[str, str]:
        return self.old.said[self.column], self.new.said[self.column]


def cells(view: View, found: Found) -> tuple[list[CellEdit], list[Ignored]]:
    """The cells that changed, row by row, and what was ignored of them."""
    differ = [_Cell(old, new, i) for old, new in found.pairs for i in differences(view, old, new)]
    columns: dict[int, list[_Cell]] = defaultdict(list)
    for cell in differ:
        columns[cell.column].append(cell)
    quiet: dict[int, str] = {}  # id of a cell -> why it is not told
    ignored: list[Ignored] = []
    for index, changed in columns.items():
        _drop(quiet, ignored, changed, _damaged(view, found, index, changed), view.heading(index))
        rest = [cell for cell in changed if id(cell) not in quiet]
        if (times := _scaled(view, index, rest)) is not None:
            why = {
                id(cell): f"all its values follow from the new unit (times {times})"
                for cell in rest
                if _ratio(cell) == times
            }
            quiet |= why
            ignored.append(Ignored(next(iter(why.values())), view.heading(index)))
    whole = _whole_keys(view, quiet, differ)
    lines = {id(cell.new): cell.new for cell in differ}
    keys = {known: view.shown(line) for known, line in lines.items()} | whole
    edits = [
        CellEdit(keys[id(cell.new)], view.heading(cell.column), *cell.sides)
        for cell in differ
        if id(cell) not in quiet
    ]
    return edits, ignored


def _whole_keys(view: View, quiet: dict[int, str], differ: Sequence[_Cell]) -> dict[int, str]:
    """Lines by the key they had before it was damaged."""
    return {
        id(cell.new): view.shown(cell.old)
        for cell in differ
        if cell.column in view.key and id(cell) in quiet and _kind(*cell.sides) is not None
    }


# -- damage ----------------------------------------------------------------------------------------


def _drop(
    quiet: dict[int, str],
    ignored: list[Ignored],
    changed: Sequence[_Cell],
    damaged: dict[int, str],
    heading: str,
) -> None:
    quiet |= damaged
    for why, many in Counter(damaged.values()).items():
        example = next(cell for cell in changed if damaged.get(id(cell)) == why)
        ignored.append(
            Ignored(f"{heading}: {why} ({many:,} cells)", " · ".join(example.sides), doubtful=True)
        )


def _damaged(view: View, found: Found, index: int, changed: Sequence[_Cell]) -> dict[int, str]:
    """The cells of one column that an export damaged, or that are whole again."""
    kinds: dict[tuple[str, bool], list[_Cell]] = defaultdict(list)
    for cell in changed:
        one, other = cell.sides
        if (why := _kind(one, other)) is not None:
            kinds[why, False].append(cell)
        elif (why := _kind(other, one)) is not None:
            kinds[why, True].append(cell)
    damaged: dict[int, str] = {}
    for (why, mended), hit in kinds.items():
        if why == damage.TAIL and index not in view.codes:
            continue
        table, place = (view.old, view.columns[index][0]) if mended else (view.new, view.columns[index][1])
        sides = [(cell.sides[::-1] if mended else cell.sides) for cell in hit]
        known = [cell for cell in hit if found.known_damaged(view, index, *cell.sides)]
        if len(known) == len(hit) or damage.believable(why, sides, (row[place] for row in table.rows)):
            known = hit
        damaged |= {id(cell): f"whole again after damage: {why}" if mended else why for cell in known}
    return damaged


def _kind(whole: str, cell: str) -> str | None:
    return damage.kind(whole, cell) or (damage.GLUED if glued(whole, cell) else None)


# -- units -----------------------------------------------------------------------------------------


def _scaled(view: View, index: int, changed: Sequence[_Cell]) -> Fraction | None:
    """By how much all numbers of a column grew with its unit; None when they did not, or not together."""
    left, right = view.columns[index]
    before, after = headings.unit(view.old.columns[left]), headings.unit(view.new.columns[right])
    if before[1] == after[1] or not changed:
        return None
    times, many = (
        Counter(filter(None, map(_ratio, changed))).most_common(1)[0]
        if any(map(_ratio, changed))
        else (None, 0)
    )
    numbers = sum(bool(number(row[right])) for row in view.new.rows)
    unmoved = numbers - len(changed)  # in rows that are as they were, and in those that came
    others = len(changed) - many + max(0, unmoved - _came(view))
    if times is None or others > max(1, FEW * numbers) or many <= others:
        return None
    return times if many > 1 or _power_of_ten(times) else None


def _came(view: View) -> int:
    return max(0, len(view.new.rows) - len(view.old.rows))


def _ratio(cell: _Cell) -> Fraction | None:
    one, other = map(number, cell.sides)
    return other / one if one and other else None


def _power_of_ten(times: Fraction) -> bool:
    digits = str(times.numerator * times.denominator)
    return min(times.numerator, times.denominator) == 1 and digits.strip("0") == "1"
