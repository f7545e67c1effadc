"""Which table of one version is which table of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import nsmallest

from monitor.compare.forms.text import normal
from monitor.compare.tables import columns as cols
from monitor.compare.tables.titles import goes_on
from monitor.model import Table
from monitor.values import dataclass

FEW = 100  # pairs of tables; among so few none is told apart beforehand
MOST_TABLES = (
    2_000  # tables of one version that do not stand in the other; beyond it they pair in their order
)
MOST_SCORED = 10_000  # pairs of tables that are all weighed; beyond it those that share something rare
RARE = 5  # tables that have a value or a name that is taken for rare
MOST_MARKS = 50  # of one table
MOST_LOOKED_AT = 50  # tables that one table is weighed with
MOST_PARTS = 20  # tables without a counterpart that may be parts of others; more is a rewritten page
MOST_VALUES = 500  # of one table, to recognise it by
A_PART = 0.5  # share of a table's rows that must stand in another one to be a part of it

Partner = dict[int, int]  # position in the newer version -> position in the older one


@dataclass(frozen=True, slots=True)
class Counterparts:
    """One table in both versions; None where it has no counterpart.

    places: positions in the older and in the newer version; several where a table was cut in parts.
    """

    old: Table | None
    new: Table | None
    places: tuple[tuple[int, ...], tuple[int, ...]]


def counterparts(before: Sequence[Table], after: Sequence[Table]) -> Iterator[Counterparts]:
    """Tables of both versions side by side, in the newer one's order, then those that went.

    A table that is cut in two on one side only, as by a page break, is put together again.
    """
    partner = _partner(before, after)
    left_old, left_new = _rest(before, after, partner)
    old, new = dict(enumerate(before)), dict(enumerate(after))
    parts_old: dict[int, tuple[int, ...]] = {i: (i,) for i in old}
    parts_new: dict[int, tuple[int, ...]] = {j: (j,) for j in new}
    for j in left_new[:MOST_PARTS]:
        names = [after[other].name for other in partner]
        if (
            whole := _whole_of(
                after[j],
                [(i, before[i]) for other, i in partner.items() if _alike(after[other], after[j])],
                names,
            )
        ) is not None:
            host = next(other for other, i in partner.items() if i == whole)
            new[host] = _together(new[host], new.pop(j))
            parts_new[host] += (j,)
    for i in left_old[:MOST_PARTS]:
        names = [before[other].name for other in partner.values()]
        if (
            whole := _whole_of(
                before[i],
                [(j, after[j]) for j, other in partner.items() if _alike(before[other], before[i])],
                names,
            )
        ) is not None:
            old[partner[whole]] = _together(old[partner[whole]], old.pop(i))
            parts_old[partner[whole]] += (i,)
    for j, table in new.items():
        i = partner.get(j, -1)
        other = old.get(i)
        if other is not None and not cols.common(other, table):
            yield Counterparts(other, None, (parts_old[i], ()))
            other = None
        yield Counterparts(other, table, (parts_old[i] if other is not None else (), parts_new[j]))
    yield from (Counterparts(old[i], None, (parts_old[i], ())) for i in left_old if i in old)


def _partner(before: Sequence[Table], after: Sequence[Table]) -> Partner:
    partner = _the_same(before, after)
    rest_old, rest_new = _rest(before, after, partner)
    if max(len(rest_old), len(rest_new)) <= MOST_TABLES:
        partner |= _by_fit(before, after, rest_old, rest_new)
        rest_old, rest_new = _rest(before, after, partner)
    if len(rest_old) == len(rest_new):  # rewritten in place
        partner |= {
            j: i
            for i, j in zip(rest_old, rest_new, strict=True)
            if len(before[i].columns) == len(after[j].columns)
        }
    return partner


def _rest(before: Sequence[Table], after: Sequence[Table], partner: Partner) -> tuple[list[int], list[int]]:
    """Positions of the tables that have no partner yet."""
    taken = set(partner.values())
    return [i for i in range(len(before)) if i not in taken], [
        j for j in range(len(after)) if j not in partner
    ]


def _the_same(before: Sequence[Table], after: Sequence[Table]) -> Partner:
    """Tables that stand in both versions without any change, the first with the first."""
    if len(before) * len(after) <= FEW:
        return {}
    waiting: dict[Table, list[int]] = {}
    for i in reversed(range(len(before))):
        waiting.setdefault(before[i], []).append(i)
    return {j: found.pop() for j, table in enumerate(after) if (found := waiting.get(table))}


def _by_fit(
    before: Sequence[Table], after: Sequence[Table], old: Sequence[int], new: Sequence[int]
) -> Partner:
    """The best fitting pairs first, each table once."""
    outlines = {i: _Outline(before[i]) for i in old}, {j: _Outline(after[j]) for j in new}
    alone = len(old) == len(new) == 1
    scored = sorted(
        (-score, abs(i - j), i + j, i, j)
        for i, j in _candidates(*outlines)
        if (score := outlines[0][i].fit(outlines[1][j], alone=alone)) >= 1
    )
    partner: Partner = {}
    taken: set[int] = set()
    for _, _, _, i, j in scored:
        if j not in partner and i not in taken:
            partner[j] = i
            taken.add(i)
    return partner


def _candidates(old: dict[int, _Outline], new: dict[int, _Outline]) -> Iterator[tuple[int, int]]:
    """Pairs of tables whose fit is weighed: all of them, or where there are many those that share a rare value or name."""
    if len(old) * len(new) <= MOST_SCORED:
        yield from ((i, j) for i in old for j in new)
        return
    holders: dict[str, list[int]] = {}
    for i, one in old.items():
        for mark in one.marks():
            holders.setdefault(mark, []).append(i)
    for j, other in new.items():
        found = [i for mark in other.marks() for i in holders.get(mark, ()) if len(holders[mark]) <= RARE]
        yield from ((i, j) for i in dict.fromkeys(found[:MOST_LOOKED_AT]))


class _Outline:
    """What a table is recognised by: its name, its columns, some of its values."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.name = normal(table.name).casefold()
        self.columns = {normal(name).casefold() for name in table.columns} - {""}
        self.width = len(table.columns)

    @cached_property
    def values(self) -> set[str]:
        """The smallest ones: the same choice in both versions, whatever rows came or went."""
        return set(
            nsmallest(MOST_VALUES, {cell for row in self._table.rows for cell in row if len(cell) > 3})
        )

    def marks(self) -> list[str]:
        """Some of what tells it from other tables."""
        return ([self.name] if self.name else []) + nsmallest(MOST_MARKS, self.values)

    def fit(self, other: _Outline, *, alone: bool) -> float:
        """0 to 4.25; 1 is enough to be the same table. alone: there is no other that might fit better."""
        name = 1.0 if self.name and self.name == other.name else 0.0
        columns = 1.5 * _overlap(self.columns, other.columns) + 0.25 * (self.width == other.width)
        if alone and name + columns >= 1:
            return name + columns
        return name + columns + 1.5 * _overlap(self.values, other.values)


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _whole_of(part: Table, candidates: Sequence[tuple[int, Table]], names: Sequence[str]) -> int | None:
    """The candidate that holds most of a table's rows under the same headings.

    names: of the tables that the part would go on from. A table with a name of its own is no part, even
    when all its rows come from another one: they have moved.
    """
    if not part.rows or not any(goes_on(part.name, name) for name in names):
        return None
    for number, table in candidates:
        if not _alike(table, part):
            continue
        columns = tuple(pair for pair in cols.common(table, part) if not cols.running(table, pair[0]))
        telling = [index for index, _ in cols.key(table, part, columns) or columns]
        rows = {_cells(row, telling) for row in table.rows}
        if sum(_cells(row, telling) in rows for row in part.rows) >= A_PART * len(part.rows):
            return number
    return None


def _alike(table: Table, part: Table) -> bool:
    """Whether two tables have the same headings."""
    return _cells(table.columns, range(len(table.columns))) == _cells(part.columns, range(len(part.columns)))


def _cells(row: tuple[str, ...], indexes: Sequence[int]) -> tuple[str, ...]:
    return tuple(normal(row[index]) for index in indexes)


def _together(table: Table, part: Table) -> Table:
    return replace(table, rows=table.rows + part.rows)
