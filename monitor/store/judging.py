"""What the changes that were just recorded, or let go, show to have been told wrongly: asked, and written down at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from monitor.corrections import shown_by
from monitor.model import Mistake, New, Recorded, Status, Wrong
from monitor.store import changes, corrections
from monitor.store.columns import clean
from monitor.store.noticing import Standing
from monitor.store.schema import changes as rows_of_changes, owed


def judge(connection: Connection, source: str, ids: Sequence[int], now: datetime) -> None:
    """Record what these changes of a source show. They are told, or will be. What is damaged shows nothing."""
    recorded = changes.readable(connection, ids)
    before = corrections.earlier(connection, source, recorded)
    telling = [one for one in recorded if one.id in before or _settles(one)]
    if telling:
        corrections.record(connection, _shown(connection, telling, before), now)


def _settles(recorded: Recorded) -> bool:
    return any(effect.settles for effect in recorded.effects)


def _shown(
    connection: Connection, recorded: Sequence[Recorded], before: Mapping[str, Sequence[int]]
) -> Iterator[Wrong]:
    stood = {
        one.id: one for one in changes.readable(connection, sorted({i for r in before.values() for i in r}))
    }
    for one in recorded:
        earlier = [stood[str(row)] for row in before.get(one.id, ()) if str(row) in stood]
        troubled = bool(earlier) and corrections.troubled(
            connection, one.source, earlier[-1].detected, one.detected
        )
        yield from shown_by(one, earlier, troubled=troubled)


def untold(connection: Connection, dropped: Sequence[tuple[int, str]], now: datetime) -> None:
    """Take back what was told of changes that now nobody is to hear of."""
    told = set(corrections.told(connection, [id_ for id_, _ in dropped]))
    found = (Wrong(str(id_), Mistake.UNTOLD, (why,)) for id_, why in dropped if id_ in told)
    corrections.record(connection, found, now)


_TOLD_NEW = (
    select(rows_of_changes.c.id, owed.c.subscription)
    .join(owed, owed.c.change == rows_of_changes.c.id)
    .where(
        rows_of_changes.c.notice.in_(bindparam("rows", expanding=True)),
        rows_of_changes.c.name == New.name,
        owed.c.digest.is_not(None),
    )
    .order_by(rows_of_changes.c.id)
)


def told_twice(
    connection: Connection,
    standings: Mapping[str, Standing],
    first_places: Mapping[str, Collection[int]],
    now: datetime,
) -> None:
    """Take back the new notice that now turns out to be a copy of one that the same readers were told of."""
    for key, places in first_places.items():
        own = _hearers(connection, [standings[clean(key)].row])
        first = _hearers(connection, list(places)) if own else {}
        for change, readers in own.items():
            for earlier, others in first.items():
                if readers & others and earlier < change:
                    wrong = Wrong(str(change), Mistake.COPY, (str(earlier),))
                    corrections.record(connection, [wrong], now, readers & others)
                    break


def _hearers(connection: Connection, rows: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in connection.execute(_TOLD_NEW, {"rows": rows}):
        found.setdefault(row.id, set()).add(row.subscription)
    return found


def worth_judging(recorded: Recorded) -> bool:
    """Whether a change may show that something was told wrongly: one that has a past, or an official word on a programme."""
    finding = recorded.finding
    spoken = finding.status is not Status.UNCONFIRMED and any(thread.says for thread in finding.threads)
    return spoken or not isinstance(finding.change, New)
