"""How a database is spoken to, and what its errors mean to a person.

SQLite: write-ahead log, every commit on the disk before it counts (D02), no memory map (D03), ten
seconds of patience (D05), foreign keys on. Python's own transaction handling is switched off, it
begins too late: writers say BEGIN IMMEDIATE, so that two never find out at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, TimeoutError as PoolTimeoutError

from monitor.errors import ConfigError, StoreError, of_disk

PATIENCE = timedelta(seconds=10)  # how long a writer waits for another
SOUND_SQLITE = (3, 51, 3)  # before it, several writers can rarely damage a write-ahead log (D03)

_LOG_BYTES = 8 << 20  # is left of a write-ahead log that was longer once; SQLite by itself never cuts it

_PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "mmap_size = 0",
    "trusted_schema = OFF",
    f"journal_size_limit = {_LOG_BYTES}",
)


def parse_url(url: str) -> URL:
    """The database a URL names. Raises ConfigError when it names none of ours."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError(
            "the database is no URL, write sqlite:///monitor.db or postgresql://user@host/name"
        ) from None
    if parsed.drivername in ("sqlite", "postgresql"):
        parsed = parsed.set(
            drivername={"sqlite": "sqlite+pysqlite"}.get(parsed.drivername, "postgresql+psycopg")
        )
    if parsed.drivername not in ("sqlite+pysqlite", "postgresql+psycopg"):
        raise ConfigError(f"database {parsed.drivername}: only sqlite and postgresql are known")
    if parsed.drivername == "sqlite+pysqlite" and parsed.database in (None, "", ":memory:"):
        raise ConfigError("the database needs a file, write sqlite:///monitor.db")
    return parsed


def database_file(url: URL) -> Path | None:
    """The file of an SQLite database."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def shown(url: URL) -> str:
    """The database as messages name it; never with its password (M18)."""
    file = database_file(url)
    return str(file) if file else url.render_as_string(hide_password=True)


def connect(
    url: URL, patience: timedelta = PATIENCE, *, create: bool = False, foreign_keys: bool = True
) -> Engine:
    """An engine for the database; nothing is opened yet. create: a missing file may come into being."""
    file = database_file(url)
    if file is None:
        return _postgresql(url, patience)

    def open_file() -> sqlite3.Connection:
        address = f"file:{quote(str(file.absolute()))}?mode={'rwc' if create else 'rw'}"
        opened = sqlite3.connect(
            address,
            uri=True,
            timeout=patience.total_seconds(),
            isolation_level=None,
            check_same_thread=False,
        )
        _prepare(opened, foreign_keys=foreign_keys)
        return opened

    engine = create_engine(url, creator=open_file)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(opened: sqlite3.Connection, *, foreign_keys: bool) -> None:
    try:
        opened.execute("PRAGMA journal_mode = WAL").fetchone()
        for pragma in _PRAGMAS:
            opened.execute(f"PRAGMA {pragma}")
        if not foreign_keys:
            opened.execute("PRAGMA foreign_keys = OFF")
    except sqlite3.Error:
        opened.close()
        raise


def _begin(connection: Connection) -> None:
    """Said to the driver itself: every transaction begins here, and most are a single question."""
    opened: Any = connection.connection.dbapi_connection
    writing = connection.get_execution_options().get("writing", False)
    opened.execute("BEGIN IMMEDIATE" if writing else "BEGIN")


# A machine that vanishes says no farewell: each side asks the other after half a minute of silence, and gives up after
# a minute. By themselves servers wait for two hours, and all locks of that machine with them.
_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
_ALIVE_THERE = "; ".join(f"SET tcp_{name.removeprefix('tcp_')} = {value}" for name, value in _ALIVE.items())


def _postgresql(url: URL, patience: timedelta) -> Engine:
    own = {name: value for name, value in _ALIVE.items() if name not in url.query}
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,  # it may have gone away and come back (D22)
            connect_args={"connect_timeout": max(2, round(patience.total_seconds())), **own},
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            "PostgreSQL needs its driver: pip install 'regulatory-monitor[postgresql]'"
        ) from error
    event.listen(engine, "connect", _stay_in_sight)
    return engine


def _stay_in_sight(opened: Any, _record: object) -> None:
    opened.autocommit = True
    opened.execute(_ALIVE_THERE)
    opened.autocommit = False


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take the write lock when they begin."""
    return engine.execution_options(writing=True)


def for_looking_long(engine: Engine) -> Engine:
    """The same engine, whose transactions see the database as it is when they begin, whatever others write."""
    if engine.dialect.name == "sqlite":  # which always does so
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


# -- errors ----------------------------------------------------------------------------------------

_TOO_LONG = "that took too long and was broken off; ask for less: a shorter time, one source, more of a word"
_FULL = "the disk (or its quota) is full. Nothing was lost; make room and try again"
_MOUNTED = "and that the disk is not mounted read-only"
_SQLITE_SAYS = {
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR_SHMSIZE": _FULL,  # of the file that readers and writers share
    "SQLITE_BUSY": "locked by another program for longer than {patience:g} s. Nothing was lost; try again",
    "SQLITE_LOCKED": "locked by another program. Nothing was lost; try again",
    "SQLITE_INTERRUPT": "{too_long}",
    "SQLITE_READONLY": f"cannot be written: check the owner and the rights of the file, of those beside it (-wal, -shm) and of its folder, {_MOUNTED}",
    "SQLITE_PERM": "may not be opened: check the owner and the rights of the file and of its folder",
    "SQLITE_CANTOPEN": f"cannot be opened: check the file, its folder and their rights, {_MOUNTED}",
    "SQLITE_IOERR": "the disk failed to read or write. Check the disk before anything else",
    "SQLITE_CORRUPT": "damaged. {way_back}",
    "SQLITE_NOTADB": "not a database, or damaged. {way_back}",
}


@contextmanager
def trouble(url: URL, patience: timedelta = PATIENCE) -> Iterator[None]:
    """The one place where a database's errors become a StoreError that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _told(error.orig, url, patience) from error
    except sqlite3.Error as error:
        raise _told(error, url, patience) from error
    except OSError as error:
        raise StoreError(f"{error.filename or shown(url)}: {of_disk(error)}") from error
    except PoolTimeoutError as error:
        raise StoreError(f"{shown(url)}: too many connections at once", passing="busy") from error


def _told(error: BaseException | None, url: URL, patience: timedelta) -> StoreError:
    meaning = _meaning(error, url, patience)
    name = getattr(error, "sqlite_errorname", "") or ""
    if meaning == _TOO_LONG:
        return StoreError(f"{shown(url)}: {meaning}", passing="slow")
    return StoreError(
        f"{shown(url)}: {meaning}",
        passing="busy" if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) else "",
    )


def _meaning(error: BaseException | None, url: URL, patience: timedelta) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    for family, meaning in _SQLITE_SAYS.items():
        if name == family or name.startswith(family + "_"):
            return meaning.format(
                patience=patience.total_seconds(), way_back=way_back(url), too_long=_TOO_LONG
            )
    if getattr(error, "sqlstate", None) == "57014":  # PostgreSQL's word for a statement that was broken off
        return _TOO_LONG
    first_line, *_ = str(error).strip().splitlines() or [type(error).__name__]
    return first_line


def way_back(url: URL) -> str:
    """What an operator does about a damaged database."""
    file = database_file(url)
    if file is None:
        return "Restore it from its last backup"
    copies = sorted(copy.name for copy in file.parent.glob(f"{file.name}.before-*"))
    known = f" ({', '.join(copies)} stands beside it, made before a migration)" if copies else ""
    return f"Move it aside and put its last copy in its place{known}; `sqlite3 {file.name} .recover` saves what can be read"
