"""One `monitor` at a time on a database, and signs of life from those that run (D12)."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from enum import IntEnum

from sqlalchemy import URL, Connection, Engine, bindparam, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from monitor.errors import BusyError
from monitor.store.engine import connect, database_file, for_writing, shown, trouble
from monitor.store.schema import heartbeats, holders

_ADVISORY_KEY = 0x6D6F6E69746F7200  # "monitor": PostgreSQL names its locks by number
_RECORDING = _ADVISORY_KEY + 16
_MIGRATING = _ADVISORY_KEY + 17
_LOOK_AGAIN_S = 0.05
MIGRATION_S = 900.0  # that somebody waits until another has brought a large database up to date


class Scope(IntEnum):
    """What is held: one turn of watching and telling, or the place of the one scheduler."""

    TURN = 0
    SCHEDULER = 1


_TURN = _ADVISORY_KEY + Scope.TURN


@contextmanager
def exclusive(
    engine: Engine, url: URL, role: str, wait_s: float, now: datetime, *, scope: Scope
) -> Iterator[None]:
    """Nobody else holds the same scope of this database meanwhile. BusyError after `wait_s` seconds."""
    lock = _file_lock if database_file(url) else _advisory_lock
    with ExitStack() as held:
        with trouble(url):
            held.enter_context(lock(engine, url, wait_s, scope))
            with for_writing(engine).begin() as connection:
                _sign(connection, role, now, scope)
        yield


@contextmanager
def _file_lock(engine: Engine, url: URL, wait_s: float, scope: Scope) -> Iterator[None]:
    from filelock import FileLock, Timeout

    ending = "lock" if scope is Scope.TURN else "scheduler.lock"
    lock = FileLock(f"{database_file(url)}.{ending}", timeout=wait_s, poll_interval=_LOOK_AGAIN_S)
    try:
        lock.acquire()
    except Timeout:
        raise _busy(engine, url, scope) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _advisory_lock(engine: Engine, url: URL, wait_s: float, scope: Scope) -> Iterator[None]:
    with _numbered(engine, _ADVISORY_KEY + scope, wait_s, lambda: _busy(engine, url, scope)):
        yield


@contextmanager
def _numbered(engine: Engine, key: int, wait_s: float, busy: Callable[[], BusyError]) -> Iterator[None]:
    until = time.monotonic() + wait_s
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(select(func.pg_try_advisory_lock(key))).scalar():
            if time.monotonic() >= until:
                raise busy()
            time.sleep(_LOOK_AGAIN_S)
        try:
            yield
        finally:
            with suppress(DBAPIError):  # a server that is gone holds no lock
                connection.execute(select(func.pg_advisory_unlock(key)))


@contextmanager
def shared(engine: Engine, url: URL, role: str, now: datetime) -> Iterator[None]:
    """Many hold the turn together. BusyError when somebody has it alone."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        with trouble(url):
            join(connection, engine, url)
            if role == "worker":  # whoever joins them for a while leaves their name
                with for_writing(engine).begin() as writer:
                    _sign(writer, role, now, Scope.TURN)
        try:
            yield
        finally:
            with suppress(DBAPIError):  # a server that is gone holds no lock
                connection.execute(select(func.pg_advisory_unlock_shared(_TURN)))


def join(connection: Connection, engine: Engine, url: URL) -> None:
    """Have a part in the turn for as long as the line lasts. BusyError when somebody has it alone."""
    if not connection.execute(select(func.pg_try_advisory_lock_shared(_TURN))).scalar():
        raise _busy(engine, url, Scope.TURN)


@contextmanager
def migrating(url: URL, wait_s: float = MIGRATION_S) -> Iterator[None]:
    """Of the programs that start at once on an older database one brings it up to date, the others wait for it.

    BusyError after `wait_s` seconds. Nothing is asked of our tables: they may be of any age.
    """
    busy = BusyError(
        f"{shown(url)}: another `monitor` brings it up to date just now; wait for it, nothing was done"
    )
    if (file := database_file(url)) is None:
        engine = connect(url)  # of its own: whoever migrates closes all others
        try:
            with _numbered(engine, _MIGRATING, wait_s, lambda: busy):
                yield
        finally:
            engine.dispose()
        return
    from filelock import FileLock, Timeout

    lock = FileLock(f"{file}.migration.lock", timeout=wait_s, poll_interval=_LOOK_AGAIN_S)
    try:
        lock.acquire()
    except Timeout:
        raise busy from None
    try:
        yield
    finally:
        lock.release()


def in_turn(connection: Connection) -> None:
    """Until the transaction ends nobody else writes down checks: a notice that two find at once is told once.

    SQLite has its write lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_RECORDING)))


def _sign(connection: Connection, role: str, now: datetime, scope: Scope) -> None:
    signature = {"role": role, "pid": os.getpid(), "host": platform.node(), "since": now}
    name = scope.name.lower()
    if not connection.execute(update(holders).where(holders.c.name == name), signature).rowcount:
        connection.execute(insert(holders), {"name": name} | signature)


def _busy(engine: Engine, url: URL, scope: Scope) -> BusyError:
    with engine.connect() as connection:
        row = connection.execute(select(holders).where(holders.c.name == scope.name.lower())).first()
    who = (
        f"`monitor {row.role}`, process {row.pid} on {row.host} since {row.since:%Y-%m-%d %H:%M} UTC"
        if row
        else "another"
    )
    return BusyError(f"{shown(url)} is in use by {who}; nothing was done")


# -- heartbeats ------------------------------------------------------------------------------------

_BEAT = update(heartbeats).where(heartbeats.c.role == bindparam("role_")).values(beat=bindparam("beat_"))


def beat(connection: Connection, role: str, now: datetime) -> None:
    if not connection.execute(_BEAT, {"role_": role, "beat_": now}).rowcount:
        connection.execute(insert(heartbeats), {"role": role, "beat": now})


def last_beats(connection: Connection) -> dict[str, datetime]:
    return {row.role: row.beat for row in connection.execute(select(heartbeats))}
