"""Lists of changes: what a filter lets by, a page at a time, in the order that is asked for.

A row of `outlines` holds all that most filters ask of a change, and its indexes hold it in each order: a page of
200,000 changes is found by a walk along an index, without a look at the changes themselves. Only the thirty or fifty
of the page are read.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)

from monitor.model import (
    Amended,
    Direction,
    Finding,
    Glance,
    LabelName,
    Leaf,
    Stand,
    State,
    Status,
    Week,
)
from monitor.store import holding, outlines as outlined, threads
from monitor.store.backlog import read_stand
from monitor.store.schema import marks, outlines, owed, triage
from monitor.store.transactions import Transactions
from monitor.values import dataclass
from monitor.wanted import Codes, Known, Order, Reach, Sort, Wanted

LABELS = {LabelName.ELIGIBILITY: 1, LabelName.HS_MAPPING: 2, LabelName.DOCUMENTATION: 4}
DIRECTIONS = {Direction.EXPANSION: 1, Direction.RESTRICTION: 2, Direction.MIXED: 4, Direction.NEUTRAL: 8}

NARROW = 60_000  # rows of another table that are laid beside all changes; more are asked about one by one
BOUND = 10_000  # changes that are counted where counting is dear

_Where = tuple[ColumnElement[bool], ...]

_ROW = insert(outlines)


def record(
    connection: Connection, change: int, notice: int, row: Mapping[str, object], finding: Finding
) -> None:
    """Write down what lists find a change by, in the transaction in which it is recorded."""
    connection.execute(_ROW, outline(change, notice, row, finding))


def outline(change: int, notice: int, row: Mapping[str, object], finding: Finding) -> dict[str, object]:
    """The row of a change. row: of `changes`."""
    labels, facts = finding.classification.labels, finding.classification.facts
    silent = isinstance(finding.change, Amended) and finding.change.silent
    return {
        "change": change,
        "notice": notice,
        "source": row["source"],
        "sort": Sort.SILENT.value if silent else finding.change.name,
        "detected": row["detected"],
        "effective": facts.effective,
        "expires": facts.expires,
        "deadline": facts.deadline,
        "labels": sum({LABELS[each.name] for each in labels}),
        "directions": sum({DIRECTIONS[each.direction] for each in labels if each.direction}),
        "official": finding.status is not Status.UNCONFIRMED,
        **_chapters(facts.hs_codes),
    }


_LOW = 60  # chapters in the first of the two numbers that have a bit for each


def _chapters(codes: Iterable[str]) -> dict[str, int]:
    digits = ("".join(sign for sign in code if sign.isdecimal()) for code in codes)
    low, high = _bits(int(each[:2]) for each in digits if len(each) >= 2)
    return {"chapters": low, "chapters_above": high}


def _bits(chapters: Iterable[int]) -> tuple[int, int]:
    low = high = 0
    for chapter in chapters:
        if chapter <= _LOW:
            low |= 1 << chapter
        else:
            high |= 1 << (chapter - _LOW)
    return low, high


class Listing:
    """What pages with lists ask of the store."""

    def __init__(self, units: Transactions) -> None:
        self._read = units.read

    def page(self, wanted: Wanted, reach: Reach, number: int = 1, size: int = 50) -> Leaf:
        """The changes that pass, this page of them; a number too large is the last page."""
        return self._read(lambda connection: _page(connection, wanted, reach, number, size))

    def behind(self, wanted: Wanted, reach: Reach, change: int | None, most: int) -> list[int]:
        """The changes that pass and were seen before this one, the newest first; of all without one."""
        return self._read(lambda connection: _behind(connection, wanted, reach, change, most))

    def count(self, wanted: Wanted, reach: Reach) -> tuple[int, bool]:
        """How many pass, and whether there are more than that."""
        return self._read(lambda connection: _count(connection, _conditions(connection, wanted, reach)))

    def weeks(self, wanted: Wanted, reach: Reach, begins: Sequence[datetime]) -> tuple[Week, ...]:
        """How many of the changes that pass were seen in each week. begins: of each, and the end of the last."""
        return self._read(lambda connection: _weeks(connection, wanted, reach, begins))

    def glances(self, ids: Sequence[int]) -> tuple[Glance, ...]:
        """These changes in this order; unknown ones are left out."""
        return self._read(lambda connection: _glances(connection, ids))


# -- which -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Conditions:
    """What a change must meet. dear: counting all that do would take long. but: those of the changes that meet the
    others that are left out because of rows elsewhere.
    """

    some: tuple[ColumnElement[bool], ...]
    but: ColumnElement[bool] | None = None
    dear: bool = False

    @property
    def all(self) -> tuple[ColumnElement[bool], ...]:
        return self.some if self.but is None else (*self.some, ~self.but)


def _conditions(connection: Connection, wanted: Wanted, reach: Reach) -> _Conditions:
    some, but, dear = _columns(wanted, reach), None, False
    if wanted.status in (Known.CONFIRMED, Known.UNCONFIRMED):
        confirmed = outlines.c.change.in_(threads.confirmed(connection))
        some.append(confirmed if wanted.status is Known.CONFIRMED else ~confirmed)
    for other in _elsewhere(wanted, reach):
        condition, many = _beside(connection, other)
        dear = dear or many
        if other.none:
            but = condition
        else:
            some.append(condition)
    return _Conditions(tuple(some), but, dear)


def passing(connection: Connection, wanted: Wanted, reach: Reach) -> tuple[ColumnElement[bool], ...]:
    """What a row of `outlines` must meet, for questions of other rooms."""
    return _conditions(connection, wanted, reach).all


def _columns(wanted: Wanted, reach: Reach) -> list[ColumnElement[bool]]:
    """What the row itself says."""
    row = outlines.c
    found: list[ColumnElement[bool]] = []
    if wanted.label:
        found.append(row.labels.bitwise_and(sum(LABELS[each] for each in wanted.label)) != 0)
    if wanted.direction:
        found.append(row.directions.bitwise_and(sum(DIRECTIONS[each] for each in wanted.direction)) != 0)
    if wanted.change:
        names = {each.value for each in wanted.change}
        found.append(row.sort.in_(sorted(names | ({"silent"} if "amended" in names else set()))))
    if reach.sources is not None:
        found.append(row.source.in_(sorted(reach.sources)) if reach.sources else false())
    bounds = (
        (wanted.effective_from, operator.ge, row.effective),
        (wanted.effective_to, operator.le, row.effective),
        (reach.since, operator.ge, row.detected),
        (reach.until, operator.lt, row.detected),
    )
    found += [compare(column, bound) for bound, compare, column in bounds if bound]
    if wanted.hs:
        found.append(_in_chapters((*wanted.hs, *reach.as_well)))
    if wanted.status:
        found.append(row.official.is_(wanted.status is Known.OFFICIAL))
    return found


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Rows of another table that a change must have one of, or none of."""

    change: ColumnElement[int]
    where: ColumnElement[bool]
    none: bool = False


def _elsewhere(wanted: Wanted, reach: Reach) -> list[_Elsewhere]:
    found = []
    if any(_further(each) for each in wanted.hs):
        codes = or_(*(_coded(each) for each in (*wanted.hs, *reach.as_well)))
        found.append(_Elsewhere(marks.c.change, and_(marks.c.kind == "hs", codes)))
    if wanted.programme:
        named = and_(marks.c.kind == "programme", marks.c.value.in_(wanted.programme))
        found.append(_Elsewhere(marks.c.change, named))
    if wanted.subscription:
        found.append(_Elsewhere(owed.c.change, owed.c.subscription == wanted.subscription))
    if wanted.triage:
        states = set(wanted.triage)
        if State.NEW in states:  # a change without a row is new
            others = [each.value for each in State if each not in states]
            found.append(_Elsewhere(triage.c.change, triage.c.state.in_(others), none=True))
        else:
            found.append(
                _Elsewhere(triage.c.change, triage.c.state.in_([each.value for each in wanted.triage]))
            )
    if wanted.owner:
        found.append(_Elsewhere(triage.c.change, triage.c.owner == wanted.owner))
    if wanted.overdue:
        found.append(_Elsewhere(triage.c.change, and_(triage.c.state.in_(_OPEN), triage.c.due < reach.today)))
    return found


_OPEN = [state.value for state in State if Stand(state).is_open]


def _in_chapters(wanted: Collection[Codes]) -> ColumnElement[bool]:
    """Whether it has codes of the chapters that these are of: all there is to ask of beginnings so short."""
    low, high = _bits(
        chapter
        for each in wanted
        for chapter in range(
            int(each.first[:2].ljust(2, "0")), int((each.last or each.first)[:2].ljust(2, "9")) + 1
        )
    )
    asked = [(outlines.c.chapters, low), (outlines.c.chapters_above, high)]
    return or_(*(column.bitwise_and(bits) != 0 for column, bits in asked if bits))


def _further(codes: Codes) -> bool:
    return len(codes.first) > 2


def _coded(codes: Codes) -> ColumnElement[bool]:
    """Whether a code begins so. Digits only, so every collation has them in one order."""
    after = _after(codes.last or codes.first)
    begins = marks.c.value >= codes.first
    return begins if after is None else and_(begins, marks.c.value < after)


def _after(digits: str) -> str | None:
    """The first beginning behind all codes that begin so; none behind 99."""
    kept = digits.rstrip("9")
    return kept[:-1] + str(int(kept[-1]) + 1) if kept else None


def _beside(connection: Connection, other: _Elsewhere) -> tuple[ColumnElement[bool], bool]:
    """Whether there is such a row, and whether that is dear to ask.

    Few rows are laid beside the changes as a list; about very many, each change that passes all else is asked.
    """
    some = select(true()).where(other.where).limit(NARROW + 1).subquery()
    if connection.execute(select(func.count()).select_from(some)).scalar_one() > NARROW:
        return exists().where(other.change == outlines.c.change, other.where), True
    return outlines.c.change.in_(select(other.change).where(other.where)), False


# -- how many, and where ---------------------------------------------------------------------------


def _page(connection: Connection, wanted: Wanted, reach: Reach, number: int, size: int) -> Leaf:
    conditions = _conditions(connection, wanted, reach)
    total, more = _count(connection, conditions)
    pages = max(1, -(-total // size))
    number = min(max(number, 1), pages)
    start = (number - 1) * size
    stretch = range(start, min(start + size, total))
    if more or start <= total // 2:
        ids = _ids(connection, _runs(conditions, wanted.sort), stretch)
    else:  # nearer from the end
        runs = [(where, order.turned) for where, order in reversed(_runs(conditions, wanted.sort))]
        ids = _ids(connection, runs, range(total - stretch.stop, total - stretch.start))[::-1]
    return Leaf(_glances(connection, ids), total, number, pages, more)


def _behind(connection: Connection, wanted: Wanted, reach: Reach, change: int | None, most: int) -> list[int]:
    where = _conditions(connection, wanted, reach).all
    if change is not None:
        where = (*where, outlines.c.change < change)
    return _ids(connection, [(where, Order.NEWEST)], range(most))


def _count(connection: Connection, conditions: _Conditions) -> tuple[int, bool]:
    """How many there are, and whether there are more than that."""
    if conditions.dear:
        some = select(outlines.c.change).where(*conditions.all).limit(BOUND + 1).subquery()
        found = connection.execute(select(func.count()).select_from(some)).scalar_one()
        return min(found, BOUND), found > BOUND
    total = _exactly(connection, conditions.some)
    if conditions.but is not None:  # few are left out: to count them is cheaper than to ask all
        total -= _exactly(connection, (*conditions.some, conditions.but))
    return total, False


def _exactly(connection: Connection, where: _Where) -> int:
    return connection.execute(select(func.count()).select_from(outlines).where(*where)).scalar_one()


def _runs(conditions: _Conditions, order: Order) -> list[tuple[_Where, Order]]:
    """What stands behind each other in a list: what has no day in force behind all that have one, the newest first."""
    if order.by != "effective":
        return [(conditions.all, order)]
    day = outlines.c.effective
    return [((*conditions.all, day.is_not(None)), order), ((*conditions.all, day.is_(None)), Order.NEWEST)]


def _ids(connection: Connection, runs: Sequence[tuple[_Where, Order]], stretch: range) -> list[int]:
    """The changes at these places of the runs."""
    found: list[int] = []
    skip, size = stretch.start, len(stretch)
    for place, (where, order) in enumerate(runs):
        if len(found) == size:
            break
        query = select(outlines.c.change).where(*where).order_by(*_BY[order])
        some = list(connection.execute(query.offset(skip).limit(size - len(found))).scalars())
        if not some and place < len(runs) - 1:
            skip -= _exactly(connection, where)
        else:
            skip = 0
        found += some
    return found


_SEEN, _DAY, _SOURCE = outlines.c.change, outlines.c.effective, outlines.c.source
_BY: Mapping[Order, tuple[ColumnElement[Any], ...]] = {
    Order.NEWEST: (_SEEN.desc(),),  # changes are numbered as they are seen
    Order.OLDEST: (_SEEN.asc(),),
    Order.EFFECTIVE: (_DAY.asc(), _SEEN.asc()),
    Order.EFFECTIVE_LAST: (_DAY.desc(), _SEEN.desc()),
    Order.SOURCE: (_SOURCE.asc(), _SEEN.asc()),
    Order.SOURCE_LAST: (_SOURCE.desc(), _SEEN.desc()),
}


# -- what ------------------------------------------------------------------------------------------

_STANDS = select(triage).where(triage.c.change.in_(bindparam("ids", expanding=True)))


def _glances(connection: Connection, ids: Sequence[int]) -> tuple[Glance, ...]:
    found = {int(each.change.id): each for each in outlined.read(connection, ids)}
    fates = holding.fates(connection, ids)
    stands = {row.change: read_stand(row) for row in connection.execute(_STANDS, {"ids": ids})}
    return tuple(
        Glance(
            found[id_],
            *fates.get(id_, (False, None)),
            wrong=bool(found[id_].change.corrections),
            stand=stands.get(id_, Stand()),
        )
        for id_ in ids
        if id_ in found
    )


# -- how many a week -------------------------------------------------------------------------------


def _weeks(
    connection: Connection, wanted: Wanted, reach: Reach, begins: Sequence[datetime]
) -> tuple[Week, ...]:
    conditions = _conditions(connection, wanted, reach)
    within = and_(outlines.c.detected >= begins[0], outlines.c.detected < begins[-1])
    week = _place(begins[1:], 0).label("week")
    query = select(week, outlines.c.labels, func.count().label("n")).where(*conditions.all, within)
    counts: dict[int, dict[int, int]] = {}
    for place, bits, n in connection.execute(query.group_by(week, outlines.c.labels)):
        counts.setdefault(place, {})[bits] = n
    return tuple(
        _week(begin.date(), counts.get(place, {})) for place, (begin, _) in enumerate(pairwise(begins))
    )


def _place(ends: Sequence[datetime], first: int) -> ColumnElement[int]:
    """Which of these stretches of time a change was seen in, asked by halves."""
    if len(ends) == 1:
        return literal(first)
    half = len(ends) // 2
    sooner = outlines.c.detected < ends[half - 1]
    return case((sooner, _place(ends[:half], first)), else_=_place(ends[half:], first + half))


def _week(first: date, counts: Mapping[int, int]) -> Week:
    labels = tuple(
        (name.value, sum(n for bits, n in counts.items() if bits & bit)) for name, bit in LABELS.items()
    )
    return Week(first, sum(counts.values()), labels)
