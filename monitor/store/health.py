"""Whether the database is sound, for `doctor` and `verify`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection

from monitor.store.archive import Archive
from monitor.store.engine import SOUND_SQLITE


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
