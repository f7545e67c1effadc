"""How the rooms of the store read and write: each unit is one transaction, done whole or not at all.

A server may commit a unit and be gone before it says so. So each unit that writes on a server leaves a key in the same
transaction, and whoever does it again looks first whether that key is there. SQLite has no such moment: its commit is a
call in this very process, which fails or has written, and no unit of it pays for a key.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from threading import Lock
from time import monotonic
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from monitor.errors import StoreError
from monitor.store import engine as database

T = TypeVar("T")

THIN_S = 3600.0


class Transactions:
    """The units of one open database. Threads may share it. Whatever goes wrong in it is a StoreError."""

    def __init__(self, engine: Engine, url: URL, patience: timedelta) -> None:
        self._engine, self._writer = engine, database.for_writing(engine)
        self._still = database.for_looking_long(engine)
        self._url, self._patience = url, patience
        self._afar, self._thin_at = engine.dialect.name != "sqlite", 0.0
        # SQLite lets those who wait for its one lock come in by chance; our own threads come in by turns, so that none
        # of many loses its patience with the others
        self._turn: AbstractContextManager[object] = nullcontext() if self._afar else Lock()

    def read(self, unit: Callable[[Connection], T]) -> T:
        with database.trouble(self._url, self._patience), self._engine.begin() as connection:
            return unit(connection)

    def read_still(self, unit: Callable[[Connection], T]) -> T:
        """The same of the database as it is when the unit begins, however long it takes."""
        with database.trouble(self._url, self._patience), self._still.begin() as connection:
            return unit(connection)

    def write(self, unit: Callable[[Connection], T]) -> T:
        """StoreError: `unsure` when nobody can tell whether it was written."""
        key = secrets.token_bytes(16) if self._afar else b""
        gave: list[T] = []  # what the unit gave, as soon as nothing but its commit is missing
        try:
            with database.trouble(self._url, self._patience):
                try:
                    return self._commit(unit, key, gave)
                except DBAPIError as error:
                    if not error.connection_invalidated:
                        gave.clear()  # the server answered that it did nothing
                    if not _again(error):
                        raise
                    return self._commit(unit, key, gave)
        except StoreError as error:
            error.unsure = self._afar and bool(gave)
            raise

    def _commit(self, unit: Callable[[Connection], T], key: bytes, gave: list[T]) -> T:
        with self._turn, self._writer.begin() as connection:
            if gave and not _leave(connection, key):
                return gave[0]
            gave.clear()
            given = unit(connection)
            if key and connection.in_transaction():  # else it undid what it did
                _leave_if_it_wrote(connection, key)
                gave.append(given)
            return given

    def thin(self) -> None:
        """Remove the keys of yesterday, at most once an hour; whoever lost an answer asks within seconds."""
        if self._afar and monotonic() >= self._thin_at:
            self._thin_at = monotonic() + THIN_S
            with database.trouble(self._url, self._patience), self._writer.begin() as connection:
                connection.execute(_THIN)


def _again(error: DBAPIError) -> bool:
    """Whether the whole unit may go well the second time: another worker was first, or the line broke (D22)."""
    return isinstance(error, IntegrityError) or error.connection_invalidated


# -- keys of units, on a server ----------------------------------------------------------------------

_KEY = "INSERT INTO units (key, at) SELECT :key, now()"
_ONCE = "ON CONFLICT (key) DO NOTHING"
_LEAVE = text(f"{_KEY} {_ONCE}")
_LEAVE_IF_IT_WROTE = text(f"{_KEY} WHERE txid_current_if_assigned() IS NOT NULL {_ONCE}")
_THIN = text(  # nobody waits for another who does the same
    "DELETE FROM units WHERE key IN (SELECT key FROM units WHERE at < now() - interval '1 day' "
    "LIMIT 10000 FOR UPDATE SKIP LOCKED)"
)


def _leave(connection: Connection, key: bytes) -> bool:
    """Leave the key; False when it is there, so the unit was done. One that the server is still about is waited for."""
    return connection.execute(_LEAVE, {"key": key}).rowcount > 0


def _leave_if_it_wrote(connection: Connection, key: bytes) -> None:
    """What only looked can be done again, and shall not become a write for its key."""
    connection.execute(_LEAVE_IF_IT_WROTE, {"key": key})
