"""What the breaker holds back: recorded like everything else, and in no digest until it is let go.

A change is held by its own row in `held`; the source's episode stands in `holds` as long as one such row has not
ended. Both are written in the transaction of the check, or of the release, that they follow from (D01).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, or_, select, update

from monitor.model import Hold, Holding
from monitor.store.schema import held, holds, owed
from monitor.store.watching import in_parts

OPEN = held.c.ended.is_(None)


def silenced(change: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a change is held back, or nobody is ever told of it."""
    return exists().where(held.c.change == change, or_(OPEN, held.c.untold.is_not(None)))


# -- in --------------------------------------------------------------------------------------------


def record(connection: Connection, source: str, now: datetime, holding: Holding, ids: Sequence[int]) -> None:
    """Write down what a check makes of the breaker. ids: of its findings, in their order."""
    let_go = [(id_, None) for id_ in holding.released] + list(holding.dropped)
    for why in dict.fromkeys(why for _, why in let_go):
        _end(connection, [int(id_) for id_, reason in let_go if reason == why], now, why)
    fates: list[tuple[int, datetime | None, str | None]] = [(place, None, None) for place in holding.held]
    fates += [(place, now, why) for place, why in holding.untold]
    if fates:
        rows = [
            {"change": ids[place], "source": source, "ended": ended, "untold": why}
            for place, ended, why in fates
        ]
        connection.execute(insert(held), rows)
    if holding.reason and holding.held:
        _begin(connection, source, now, holding.reason)
    _end_episode(connection, source)


def release(connection: Connection, source: str, now: datetime, untold: str | None) -> int:
    """Let go of all that is held of a source; how many. untold: why nobody is told, None when they are."""
    found = connection.execute(select(held.c.change).where(held.c.source == source, OPEN)).scalars().all()
    _end(connection, found, now, untold)
    _end_episode(connection, source)
    return len(found)


def _end(connection: Connection, ids: Sequence[int], now: datetime, untold: str | None) -> None:
    for some in in_parts(ids):
        ended = update(held).where(held.c.change.in_(some), OPEN)
        connection.execute(ended.values(ended=now, untold=untold))


def _begin(connection: Connection, source: str, now: datetime, reason: str) -> None:
    """An episode lasts from the first time; its reason is the latest."""
    again = update(holds).where(holds.c.source == source).values(reason=reason)
    if not connection.execute(again).rowcount:
        connection.execute(insert(holds), {"source": source, "since": now, "reason": reason})


def _end_episode(connection: Connection, source: str) -> None:
    left = exists().where(held.c.source == source, OPEN)
    connection.execute(delete(holds).where(holds.c.source == source, ~left))


# -- out -------------------------------------------------------------------------------------------


def episodes(connection: Connection) -> dict[str, Hold]:
    """What is held back now, by source."""
    counts = select(held.c.source, func.count().label("changes")).where(OPEN).group_by(held.c.source)
    return _episodes(connection, dict(tuple(row) for row in connection.execute(counts)))


def episodes_for(connection: Connection, subscription: str) -> tuple[Hold, ...]:
    """The same, as far as a subscription is owed it."""
    counts = (
        select(held.c.source, func.count())
        .join(owed, and_(owed.c.change == held.c.change, owed.c.subscription == subscription))
        .where(OPEN)
        .group_by(held.c.source)
    )
    return tuple(_episodes(connection, dict(tuple(row) for row in connection.execute(counts))).values())


def _episodes(connection: Connection, counts: Mapping[str, int]) -> dict[str, Hold]:
    rows = connection.execute(select(holds).order_by(holds.c.since, holds.c.source))
    return {
        row.source: Hold(row.source, row.since, row.reason, counts[row.source])
        for row in rows
        if row.source in counts
    }


def held_of(connection: Connection, source: str) -> list[int]:
    """The changes of a source that are held back, oldest first."""
    query = select(held.c.change).where(held.c.source == source, OPEN).order_by(held.c.change)
    return list(connection.execute(query).scalars())


def fates(connection: Connection, ids: Collection[int]) -> dict[int, tuple[bool, str | None]]:
    """Of these changes those that were ever held back: whether they still are, and why nobody is told."""
    found: dict[int, tuple[bool, str | None]] = {}
    for some in in_parts(list(ids)):
        for row in connection.execute(select(held).where(held.c.change.in_(some))):
            found[row.change] = (row.ended is None, row.untold)
    return found
