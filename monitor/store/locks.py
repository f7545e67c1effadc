"""One `monitor` at a time on a database, and signs of life from those that run (D12)."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from enum import IntEnum
from functools import partial

from sqlalchemy import URL, Connection, Engine, RowMapping, bindparam, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from monitor.errors import BusyError
from monitor.store.engine import connect, database_file, for_writing, shown, trouble
from monitor.store.schema import heartbeats, holders

_ADVISORY_KEY = 0x6D6F6E69746F7200  # "monitor": PostgreSQL names its locks by number
_RECORDING = _ADVISORY_KEY + 16
_MIGRATING = _ADVISORY_KEY + 17
_SIGNING = _ADVISORY_KEY + 18
_LOOK_AGAIN_S = 0.05
MIGRATION_S = 900.0  # that somebody waits until another has brought a large database up to date


class Scope(IntEnum):
    """What is held: one turn of watching and telling, or the place of the one scheduler."""

    TURN = 0
    SCHEDULER = 1


_TURN = _ADVISORY_KEY + Scope.TURN
Keep = Callable[[Connection], None]


@contextmanager
def exclusive(
    engine: Engine, url: URL, role: str, wait_s: float, now: datetime, *, scope: Scope
) -> Iterator[Keep | None]:
    """Nobody else holds the same scope of this database meanwhile. BusyError after `wait_s` seconds.

    A server that is begun anew lets go of it. Whoever writes down what nobody else may write meanwhile asks what this
    gives, in the same transaction: BusyError when somebody else has come since.
    """
    lock = _file_lock if database_file(url) else _advisory_lock
    with ExitStack() as held:
        with trouble(url):
            held.enter_context(lock(engine, url, wait_s, scope))
            signature = _signature(role, now)
            with for_writing(engine).begin() as connection:
                _sign(connection, signature, scope)
        yield None if database_file(url) else partial(_must_be_ours, url, signature, scope)


def _must_be_ours(url: URL, signature: Mapping[str, object], scope: Scope, connection: Connection) -> None:
    """Whoever comes signs, and until this transaction ends nobody does: it is over before they look at anything."""
    connection.execute(select(func.pg_advisory_xact_lock_shared(_SIGNING)))
    row = connection.execute(select(holders).where(holders.c.name == scope.name.lower())).mappings().first()
    if row is None or any(row[name] != value for name, value in signature.items()):
        who = _who(row) if row else "another"
        raise BusyError(
            f"{shown(url)}: the server was begun anew and gave our place to {who}; what is not written down stays due"
        )


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
                    _sign(writer, _signature(role, now), Scope.TURN)
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


def _signature(role: str, now: datetime) -> dict[str, object]:
    return {"role": role, "pid": os.getpid(), "host": platform.node(), "since": now}


def _sign(connection: Connection, signature: Mapping[str, object], scope: Scope) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_SIGNING)))
    name = scope.name.lower()
    if not connection.execute(update(holders).where(holders.c.name == name), signature).rowcount:
        connection.execute(insert(holders), {"name": name, **signature})


def _busy(engine: Engine, url: URL, scope: Scope) -> BusyError:
    with engine.connect() as connection:
        row = (
            connection.execute(select(holders).where(holders.c.name == scope.name.lower())).mappings().first()
        )
    return BusyError(f"{shown(url)} is in use by {_who(row) if row else 'another'}; nothing was done")


def _who(row: RowMapping) -> str:
    return f"`monitor {row['role']}`, process {row['pid']} on {row['host']} since {row['since']:%Y-%m-%d %H:%M} UTC"


# -- heartbeats ------------------------------------------------------------------------------------

_BEAT = update(heartbeats).where(heartbeats.c.role == bindparam("role_")).values(beat=bindparam("beat_"))


def beat(connection: Connection, role: str, now: datetime) -> None:
    if not connection.execute(_BEAT, {"role_": role, "beat_": now}).rowcount:
        connection.execute(insert(heartbeats), {"role": role, "beat": now})


def last_beats(connection: Connection) -> dict[str, datetime]:
    return {row.role: row.beat for row in connection.execute(select(heartbeats))}
