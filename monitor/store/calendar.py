"""What falls on which day: asked of every notice as it stands last, without a look at the texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, select

from monitor.ahead import Dated, falls
from monitor.model import Correction, Falls, Outline
from monitor.store import corrections as taken_back
from monitor.store.feeding import histories
from monitor.store.holding import silenced
from monitor.store.schema import corrections, notices, outlines, owed
from monitor.store.transactions import Transactions
from monitor.wanted import Reach, Wanted

_DAYS = (outlines.c.effective, outlines.c.expires, outlines.c.deadline)
_later = outlines.alias("later")
_told = outlines.alias("told")
_LATEST = (
    select(outlines.c.change, outlines.c.source, outlines.c.notice, notices.c.shared, *_DAYS)
    .join(notices, notices.c.id == outlines.c.notice)
    .where(
        outlines.c.sort != "removed",
        ~silenced(outlines.c.change),
        ~exists().where(
            _later.c.notice == outlines.c.notice,
            _later.c.change > outlines.c.change,
            ~silenced(_later.c.change),
        ),
    )
)


class Calendar:
    """What pages with days ask of the store."""

    def __init__(self, units: Transactions) -> None:
        self._read = units.read

    def falls(self, first: date, last: date, subscription: str | None = None) -> tuple[Falls, ...]:
        """What takes effect, ends or closes on these days, both included; a notice on several sites once.

        subscription: only notices of which it is owed or was told something, each as it stands now: what was told keeps
        its day, also when a later change of the notice is none for them.
        """
        return self._read(lambda connection: _falls(connection, first, last, subscription))

    def histories(self, wanted: Wanted, reach: Reach, first: date, last: date) -> tuple[Outline, ...]:
        """Every change, oldest first, of the notices of which one that passes ever named one of these days.

        So a day that was moved, or is named no more, is told of as well.
        """
        return self._read(lambda connection: histories(connection, wanted, reach, first, last))


def _falls(connection: Connection, first: date, last: date, subscription: str | None) -> tuple[Falls, ...]:
    mine = _LATEST
    if subscription is not None:
        # one in the other, not joined: SQLite would begin with all that it is owed, for every notice anew
        to_them = exists().where(owed.c.change == _told.c.change, owed.c.subscription == subscription)
        of_it = and_(_told.c.notice == outlines.c.notice, ~silenced(_told.c.change))
        mine = mine.where(exists().where(of_it, to_them.correlate(_told)))
    found: dict[int, Dated] = {}
    for day in _DAYS:
        found |= _dated(connection, mine, day.between(first, last))
    wrong = _wrong(connection, found)
    misread = select(corrections.c.change).where(taken_back.is_misread())
    moved = _dated(connection, mine, outlines.c.change.in_(misread))
    wrong |= taken_back.of(connection, list(moved))
    return falls({**found, **moved}.values(), wrong, first, last)


def _dated(connection: Connection, query: Select[Any], which: ColumnElement[bool]) -> dict[int, Dated]:
    return {
        change: Dated(
            change,
            source,
            shared or notice,
            dict(zip(("effective", "expires", "deadline"), days, strict=True)),
        )
        for change, source, notice, shared, *days in connection.execute(query.where(which)).all()
    }


def _wrong(connection: Connection, found: Iterable[int]) -> dict[int, tuple[Correction, ...]]:
    """What was taken back of these; of most nothing ever is."""
    ever = set(connection.execute(select(corrections.c.change).distinct()).scalars())
    return taken_back.of(connection, sorted(ever.intersection(found)))
