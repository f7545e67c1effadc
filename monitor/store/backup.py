"""Copies of an SQLite database: whole, on the disk, and made while others read and write it (D14)."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from monitor.errors import ConfigError, StoreError
from monitor.store import engine as database
from monitor.values import dataclass

# who is logged in, and what signs their forms: of no use elsewhere, and a way in for who finds the copy (W10)
_LEFT_OUT = ("sessions", "logins", "keys")
_HAS_CHAIN = "SELECT 1 FROM sqlite_master WHERE name = 'chain'"  # an older schema has none
_HEAD = "SELECT sha256 FROM chain ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was looked at. head: of its evidence chain, None when nothing was recorded yet."""

    file: Path
    size: int
    sha256: str
    head: str | None


def back_up(url: str, target: Path) -> Backup:
    """The database as it is at one moment, in a file of its own; `target.sha256` beside it holds its hash.

    Raises ConfigError when the target stands already or the database is no file, StoreError when the copy could not
    be made; then no part of it is left.
    """
    parsed = database.parse_url(url)
    file = database.database_file(parsed)
    if file is None:
        shown = database.shown(parsed)
        raise ConfigError(
            f"{shown}: PostgreSQL makes its own copies: pg_dump --format=custom --file=monitor.dump "
            f"'{shown.replace('+psycopg', '')}'"
        )
    if not file.is_file():
        raise StoreError(f"{file}: there is no database here; `monitor init` makes one")
    if target.exists():
        raise ConfigError(f"{target}: stands already and is kept; name another file")
    if not target.parent.is_dir():
        raise ConfigError(f"{target}: its folder does not exist; make it, or name another file")
    with database.trouble(parsed):
        copy(file, target, partial(_prepare, file))
        try:
            return _described(target)
        except BaseException:  # a copy of which nobody knows the hash looks like one that was looked at
            with suppress(OSError):
                target.unlink()
                _beside(target).unlink(missing_ok=True)
            raise


def copy(file: Path, target: Path, prepare: Callable[[sqlite3.Connection], None] | None = None) -> None:
    """The database in `file`, complete and on the disk under its new name; until then no such name is there.

    prepare: what is done to the copy before it gets its name.
    """
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(0o600)  # hashes of passwords stay in it
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as made:
            source.backup(made)  # in one go: a reader of the write-ahead log holds up nobody
            if prepare is not None:
                prepare(made)
        sync(unfinished)
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError):  # which the disk may refuse as well
            unfinished.unlink(missing_ok=True)
        raise
    sync(target.parent)


def sync(path: Path) -> None:
    """What was written to this file or folder is on the disk afterwards."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prepare(file: Path, made: sqlite3.Connection) -> None:
    """Nothing secret stays in the copy, not even in pages that are free; and it is sound."""
    made.execute("PRAGMA journal_mode = DELETE").fetchone()
    made.execute("PRAGMA secure_delete = ON").fetchone()
    there = {name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in there:
        raise StoreError(f"{file}: this is no database of monitor's; name the right one with --database")
    with made:
        for table in there.intersection(_LEFT_OUT):
            made.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    if (found := made.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise StoreError(
            f"the copy is damaged (quick_check: {' '.join(found.split())}); so is the database, see `monitor verify`"
        )
    made.execute("PRAGMA journal_mode = WAL").fetchone()


def _beside(target: Path) -> Path:
    return target.with_name(target.name + ".sha256")


def _described(target: Path) -> Backup:
    with target.open("rb") as copied:
        sha256 = hashlib.file_digest(copied, "sha256").hexdigest()
    beside = _beside(target)
    beside.write_text(f"{sha256}  {target.name}\n", encoding="utf-8")  # as sha256sum -c reads it
    sync(beside)
    with closing(sqlite3.connect(f"{target.absolute().as_uri()}?immutable=1", uri=True)) as made:
        row = made.execute(_HEAD).fetchone() if made.execute(_HAS_CHAIN).fetchone() else None
    return Backup(target, target.stat().st_size, sha256, row[0].hex() if row else None)
