"""A host is asked by one program at a time, on whatever machines, and so are its sources written down by one.

PostgreSQL keeps these locks for a line to it, and lets go of them when the line ends; so whoever is killed holds
nothing, and whoever is only slow holds on.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from sqlalchemy import URL, Connection, Engine, TextClause, text
from sqlalchemy.exc import DBAPIError, OperationalError

from monitor.errors import StoreError
from monitor.store.engine import connect, parse_url, trouble
from monitor.store.queue import HOST, SCHEMA

_FAMILY = 0x6D6F6E68  # of locks with two numbers: ours
_TRY = text("SELECT pg_try_advisory_lock(:family, :host)")
_WAIT = text("SELECT pg_advisory_lock(:family, :host)")
_LEAVE = text("SELECT pg_advisory_unlock(:family, :host)")
_WAITS = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objsubid = 2 "
    "AND classid::bigint = :family AND objid::bigint = :unsigned AND database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database()))"
)
_QUEUES = text(
    f"SELECT EXISTS (SELECT 1 FROM {SCHEMA}.procrastinate_jobs WHERE lock = :lock AND status = 'todo')"  # noqa: S608
)
_TOO_LATE = "55P03"  # PostgreSQL's word for a lock that was not had in time


@contextmanager
def open_hosts(url: str) -> Iterator[Hosts]:
    """The locks on the hosts, in the PostgreSQL database with this URL."""
    parsed = parse_url(url)
    hosts = Hosts(connect(parsed), parsed)
    try:
        yield hosts
    finally:
        hosts.close()


class Hosts:
    """The hosts that this program asks just now. Threads share it; close it at the end."""

    def __init__(self, engine: Engine, url: URL) -> None:
        self._engine, self._url = engine, url
        self._line: Connection | None = None
        self._one = threading.Lock()  # speaks on the line
        self._held: set[str] = set()
        self._closed = False

    def close(self) -> None:
        with self._one:
            self._closed = True
            self._hang_up()
        self._engine.dispose()

    @contextmanager
    def alone(self, host: str, wait_s: float = 0) -> Iterator[bool]:
        """Whether the host is ours until the end of the block. wait_s: how long to wait for whoever has it; then we are the
        next.
        """
        with self._one:
            ours = host not in self._held  # the line would let us in twice
            if ours:
                self._held.add(host)
        if not ours:
            yield False
            return
        try:
            with self._waited(host, wait_s) if wait_s else self._at_once(host) as got:
                yield got
        finally:
            with self._one:
                self._held.discard(host)

    def wanted(self, host: str) -> bool:
        """Whether somebody waits to ask it after us: a worker's job, or a person's check."""
        return self._waits(host) or bool(self._say(_QUEUES, lock=f"{HOST}{host}"))

    def _waits(self, host: str) -> bool:
        return bool(self._say(_WAITS, unsigned=_number(host) % 2**32))

    @contextmanager
    def _at_once(self, host: str) -> Iterator[bool]:
        got = bool(self._say(_TRY, host=_number(host)))
        try:
            yield got
        finally:
            if got:
                with suppress(StoreError):  # a server that is gone holds no lock
                    self._say(_LEAVE, host=_number(host))

    @contextmanager
    def _waited(self, host: str, wait_s: float) -> Iterator[bool]:
        """On a line of its own, so that the server puts us in its row of those who wait."""
        with ExitStack() as opened:
            with trouble(self._url):
                line = opened.enter_context(self._engine.connect())
                got = _granted(line, host, wait_s)
            try:
                yield got
            finally:
                with suppress(DBAPIError):
                    if got:
                        line.execute(_LEAVE, {"family": _FAMILY, "host": _number(host)})
                        line.commit()

    def _say(self, question: TextClause, **values: object) -> Any:
        with self._one, trouble(self._url):
            if self._closed:  # and whatever was held is free
                return None
            if self._line is None:
                self._line = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            try:
                given = {"family": _FAMILY} | values if "family" in question.compile().params else values
                return self._line.execute(question, given).scalar()
            except DBAPIError:
                self._hang_up()
                raise

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(DBAPIError):
                line.invalidate()  # and with it whatever it still holds
                line.close()


def _granted(line: Connection, host: str, wait_s: float) -> bool:
    try:
        line.execute(text("SELECT set_config('lock_timeout', :ms, true)"), {"ms": f"{round(wait_s * 1000)}"})
        line.execute(_WAIT, {"family": _FAMILY, "host": _number(host)})
        line.commit()
    except OperationalError as error:
        line.rollback()
        if getattr(error.orig, "sqlstate", None) != _TOO_LATE:
            raise
        return False
    return True


def _number(host: str) -> int:
    """Two hosts of one number are asked one after the other, which harms nobody."""
    return int.from_bytes(hashlib.sha256(host.encode()).digest()[:4], "big", signed=True)
