"""Whether the database is sound, for `doctor` and `verify`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, or_, select

from monitor.errors import DamagedError
from monitor.store import chain
from monitor.store.archive import Archive
from monitor.store.codec import Circumstances, decode
from monitor.store.engine import SOUND_SQLITE
from monitor.store.schema import changes, digests, outlines


def mistakes(connection: Connection) -> Iterator[str]:
    """What is wrong in the database, a sentence each; nothing when all is well. Reads every body."""
    yield from of_database(connection)
    yield from Archive(connection).damaged()


def of_database(connection: Connection) -> Iterator[str]:
    """The same without the bodies: what the database itself can tell."""
    if connection.dialect.name == "sqlite":
        for (found,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
            if found != "ok":
                yield f"integrity_check: {found}"
        for table, row, other, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"row {row} of {table} refers to {other}, which is not there"
    for change in connection.execute(_STRAYS).scalars():
        yield f"change {change} is not in the lists of changes as it was recorded (its row of outlines)"


_DIGESTS = select(digests.c.id, digests.c.said).order_by(digests.c.composed)


def of_digests(connection: Connection, since: datetime | None) -> Iterator[str]:
    """Digests of which nobody can read any more what was looked at for them. since: of those composed from then on."""
    query = _DIGESTS if since is None else _DIGESTS.where(digests.c.composed >= since)
    for row in chain.stream(connection, query, size=chain.FEW):
        try:
            decode(Circumstances, row["said"])
        except DamagedError as error:
            yield f"digest {row['id']}: {error.found}"


_STRAYS = (
    select(changes.c.id)
    .outerjoin(outlines, outlines.c.change == changes.c.id)
    .where(
        or_(
            outlines.c.change.is_(None),
            outlines.c.notice != changes.c.notice,
            outlines.c.source != changes.c.source,
            outlines.c.detected != changes.c.detected,
        )
    )
    .order_by(changes.c.id)
    .limit(20)
)


def cautions(dialect: str, version: tuple[int, ...] = sqlite3.sqlite_version_info) -> tuple[str, ...]:
    """What an operator should know though nothing is wrong yet (D03)."""
    if dialect != "sqlite" or version >= SOUND_SQLITE:
        return ()
    found, sound = (".".join(map(str, number)) for number in (version, SOUND_SQLITE))
    caution = (
        f"SQLite {found} has a rare fault that damages databases with several writers; "
        f"{sound} or newer has not. Run one `monitor` at a time, or use PostgreSQL"
    )
    return (caution,)
