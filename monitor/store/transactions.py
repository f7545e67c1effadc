"""How the rooms of the store read and write: each unit is one transaction, done whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from threading import Lock
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from monitor.store import engine as database

T = TypeVar("T")


class Transactions:
    """The units of one open database. Threads may share it. Whatever goes wrong in it is a StoreError."""

    def __init__(self, engine: Engine, url: URL, patience: timedelta) -> None:
        self._engine, self._writer = engine, database.for_writing(engine)
        self._still = database.for_looking_long(engine)
        self._url, self._patience = url, patience
        # SQLite lets those who wait for its one lock come in by chance; our own threads come in by turns, so that none
        # of many loses its patience with the others
        self._turn: AbstractContextManager[object] = (
            Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    def read(self, unit: Callable[[Connection], T]) -> T:
        with database.trouble(self._url, self._patience), self._engine.begin() as connection:
            return unit(connection)

    def read_still(self, unit: Callable[[Connection], T]) -> T:
        """The same of the database as it is when the unit begins, however long it takes."""
        with database.trouble(self._url, self._patience), self._still.begin() as connection:
            return unit(connection)

    def write(self, unit: Callable[[Connection], T]) -> T:
        with database.trouble(self._url, self._patience):
            try:
                return self._commit(unit)
            except DBAPIError as error:
                if not _again(error):
                    raise
                return self._commit(unit)

    def _commit(self, unit: Callable[[Connection], T]) -> T:
        with self._turn, self._writer.begin() as connection:
            return unit(connection)


def _again(error: DBAPIError) -> bool:
    """Whether the whole unit may go well the second time: another worker was first, or the line broke (D22)."""
    return isinstance(error, IntegrityError) or error.connection_invalidated
