"""What was checked and missed, counted by the database: one row a source, day and outcome, never one a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Interval,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    type_coerce,
    update,
)

from monitor.coverage import Amount, Offset, PutBack, Record, Tally
from monitor.store.schema import checks, missed, outlines, sources
from monitor.store.watching import GOOD

_MISSED = (
    update(missed)
    .where(
        missed.c.source == bindparam("source_"),
        missed.c.day == bindparam("day_"),
        missed.c.found == bindparam("found_"),
    )
    .values(number=missed.c.number + bindparam("number_"))
)


def record_missed(connection: Connection, source: str, numbers: Mapping[date, int], found: datetime) -> None:
    """Add what was due and not made to what is known of these days. found: when the check after it was made."""
    for day, number in numbers.items():
        row = {"source_": source, "day_": day, "number_": number, "found_": found}
        if not connection.execute(_MISSED, row).rowcount:
            new = {"source": source, "day": day, "number": number, "found": found}
            connection.execute(insert(missed), new)


def unmiss(connection: Connection, source: str, now: datetime, back: PutBack) -> None:
    """The clock was put back to `now`: what it took for missed while it ran ahead is true only as far as time went."""
    query = select(missed).where(missed.c.source == source, missed.c.found > now)
    wrong = connection.execute(query).all()
    if not wrong:
        return
    connection.execute(delete(missed).where(missed.c.source == source, missed.c.found > now))
    still: Counter[date] = Counter()
    for row in wrong:
        if row.day <= back.day:
            still[row.day] += row.number if row.day < back.day else back.passed_of(row.number)
    record_missed(connection, source, +still, now)


def tallies(
    connection: Connection, offsets: Sequence[Offset], until: datetime, only: Collection[str] | None = None
) -> list[Tally]:
    """The checks from the first offset on and before `until`, by the days of the zone that the offsets are of."""
    day = _day(connection, checks.c.started, offsets)
    query = select(
        checks.c.source,
        day.label("day"),
        checks.c.outcome,
        checks.c.verdict,
        func.count().label("number"),
        func.max(checks.c.started).label("last"),
        func.max(checks.c.waited_s).label("waited_s"),
    ).where(checks.c.started >= offsets[0].since, checks.c.started < until, checks.c.alone.is_(False))
    if only is not None:
        query = query.where(checks.c.source.in_(only))
    query = query.group_by(checks.c.source, day, checks.c.outcome, checks.c.verdict)
    return [
        Tally(source, _date(day_), outcome, verdict, number, last, waited_s)
        for source, day_, outcome, verdict, number, last, waited_s in connection.execute(query).all()
    ]


def changes_by_day(
    connection: Connection, offsets: Sequence[Offset], until: datetime, only: str | None = None
) -> list[Amount]:
    """How many changes were recorded, those that are held back as well. only: of this source."""
    day = _day(connection, outlines.c.detected, offsets)
    query = select(outlines.c.source, day.label("day"), func.count().label("number"))
    query = query.where(outlines.c.detected >= offsets[0].since, outlines.c.detected < until)
    if only is not None:
        query = query.where(outlines.c.source == only)
    rows = connection.execute(query.group_by(outlines.c.source, day))
    return [Amount(row.source, _date(row.day), row.number) for row in rows]


def missed_between(connection: Connection, since: date, until: date) -> list[Amount]:
    """What was missed on these days, both ends included."""
    query = (
        select(missed.c.source, missed.c.day, func.sum(missed.c.number).label("number"))
        .where(missed.c.day >= since, missed.c.day <= until)
        .group_by(missed.c.source, missed.c.day)
    )
    return [Amount(row.source, row.day, int(row.number)) for row in connection.execute(query)]


_OF_SOURCE = and_(checks.c.source == sources.c.id, checks.c.alone.is_(False))
_FIRST = (  # the step into the index where a source's checks begin; min() would walk through all of them
    select(checks.c.started)
    .where(_OF_SOURCE)
    .order_by(checks.c.started)
    .limit(1)
    .correlate(sources)
    .scalar_subquery()
)


def begun(connection: Connection) -> datetime | None:
    """When the first check of all was made."""
    every = select(_FIRST.label("first")).select_from(sources).subquery()
    return connection.execute(select(func.min(every.c.first))).scalar()


def records(
    connection: Connection, since: datetime, only: Collection[str] | None = None
) -> dict[str, Record]:
    """Every source that was ever checked, or these of them. since: when the period begins."""
    good = (
        select(checks.c.started)
        .where(_OF_SOURCE, checks.c.started < since, checks.c.outcome.in_(GOOD))
        .order_by(checks.c.started.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(sources.c.id, _FIRST.label("begun"), good.label("good"), sources.c.next_check)
    if only is not None:
        query = query.where(sources.c.id.in_(only))
    return {row.id: Record(row.id, row.begun, row.good, row.next_check) for row in connection.execute(query)}


def _day(connection: Connection, moment: Column[datetime], offsets: Sequence[Offset]) -> ColumnElement[Any]:
    """The calendar day of a moment, where clocks are as far from UTC as the offsets say."""
    *earlier, last = [_ahead(connection, each.seconds) for each in offsets]
    ends = [moment < each.since for each in offsets[1:]]
    ahead = case(*zip(ends, earlier, strict=True), else_=last) if earlier else last
    if connection.dialect.name == "sqlite":  # it has no times, only numbers
        return func.date(type_coerce(moment, BigInteger).op("/")(1_000_000), "unixepoch", ahead)
    return func.date(func.timezone("UTC", moment) + ahead)


def _ahead(connection: Connection, seconds: int) -> ColumnElement[Any]:
    if connection.dialect.name == "sqlite":
        return literal(f"{seconds:+d} seconds")
    return literal(timedelta(seconds=seconds), Interval)


def _date(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
