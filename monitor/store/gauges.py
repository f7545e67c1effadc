"""Figures for machines that ask every few seconds: each is a step into an index, or counted no further than so far.

What only ever grows (checks, changes) is counted from where the last count ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from sqlalchemy import URL, Connection, Select, Table, func, select, text

from monitor.model import DeliveryState
from monitor.store.engine import database_file
from monitor.store.schema import asked, changes, checks, deliveries, marks, owed
from monitor.store.transactions import Transactions
from monitor.values import dataclass

MOST = 100_000  # rows of one sort that are counted; more is said to be so many
NEWS = 50_000  # rows that one count goes on; the next one goes on from there


@dataclass(frozen=True, slots=True)
class Seen:
    """How far checks and changes were counted: the last row of each."""

    check: int
    change: int


@dataclass(frozen=True, slots=True)
class News:
    """What came since then. upto: how far was counted now."""

    upto: Seen
    outcomes: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """deliveries: by state; owed: changes that wait to be told, held back or not; each at most `MOST`."""

    deliveries: Mapping[str, int]
    owed: int
    asked: int
    size_bytes: int


class Gauges:
    def __init__(self, units: Transactions, url: URL) -> None:
        self._read, self._url = units.read, url

    def seen(self) -> Seen:
        """The newest check and change there are."""
        return self._read(lambda connection: Seen(*(_last(connection, each) for each in (checks, changes))))

    def since(self, seen: Seen) -> News:
        return self._read(lambda connection: _news(connection, seen))

    def figures(self) -> Figures:
        return self._read(
            lambda connection: Figures(
                {state.value: _bounded(connection, _in_state(state)) for state in DeliveryState},
                _bounded(connection, select(owed.c.change).where(owed.c.digest.is_(None))),
                _bounded(connection, select(asked.c.source)),
                self._size(connection),
            )
        )

    def _size(self, connection: Connection) -> int:
        """Bytes on the disk; of SQLite with what is not written into the file yet."""
        file = database_file(self._url)
        if file is None:
            return connection.execute(text("SELECT pg_database_size(current_database())")).scalar() or 0
        parts = (file, file.with_name(f"{file.name}-wal"))
        return sum(each.stat().st_size for each in parts if each.exists())


def _last(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.max(table.c.id))).scalar() or 0


def _bounded(connection: Connection, query: Select[Any]) -> int:
    return connection.execute(select(func.count()).select_from(query.limit(MOST).subquery())).scalar() or 0


def _in_state(state: DeliveryState) -> Select[Any]:
    return select(deliveries.c.state).where(deliveries.c.state == state.value)


def _news(connection: Connection, seen: Seen) -> News:
    new = select(checks.c.id, checks.c.outcome).where(checks.c.id > seen.check)
    some = new.order_by(checks.c.id).limit(NEWS).subquery()
    query = select(some.c.outcome, func.count().label("number"), func.max(some.c.id).label("last"))
    found = connection.execute(query.group_by(some.c.outcome)).all()
    later = (
        select(changes.c.id).where(changes.c.id > seen.change).order_by(changes.c.id).limit(NEWS).subquery()
    )
    ids = connection.execute(select(func.count(), func.max(later.c.id)).select_from(later)).one()
    upto = Seen(max((row.last for row in found), default=seen.check), ids[1] or seen.change)
    labels = (
        select(marks.c.value, func.count())
        .where(marks.c.change > seen.change, marks.c.change <= upto.change, marks.c.kind == "label")
        .group_by(marks.c.value)
    )
    by_label = {row[0]: int(row[1]) for row in connection.execute(labels)}
    return News(upto, {row.outcome: row.number for row in found}, by_label, ids[0])
