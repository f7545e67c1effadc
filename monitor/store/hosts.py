"""A host is asked by one program at a time, on whatever machines, and so are its sources written down by one.

PostgreSQL keeps these locks for a line to it, and lets go of them when the line ends; so whoever is killed holds
nothing, and whoever is only slow holds on.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from sqlalchemy import URL, Connection, Engine, TextClause, text
from sqlalchemy.exc import DBAPIError, OperationalError

from monitor.errors import StoreError
from monitor.store import locks
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
_THERE = text("SELECT 1")
_LEAVE_ALL = text("SELECT pg_advisory_unlock_all()")
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
        self._one = threading.Lock()  # speaks on a line
        self._held: dict[str, Connection | None] = {}  # on which line; on none while it is asked for
        self._lost: set[str] = set()  # of them, until those who ask there are through: somebody else has them
        self._closed = False

    def close(self) -> None:
        with self._one:
            self._closed = True
            if self._line is not None:
                with suppress(DBAPIError):
                    self._line.execute(_LEAVE_ALL)  # at once, not when the server notices that we are gone
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
                self._held[host] = None
        if not ours:
            yield False
            return
        try:
            with self._waited(host, wait_s) if wait_s else self._at_once(host) as got:
                yield got
        finally:
            with self._one:
                del self._held[host]
                self._lost.discard(host)

    def keep(self, host: str) -> None:
        """To be called right before a host is asked: if it was ours it still is, or is again. StoreError, from then on until
        `alone` ends: the server let go of it, as it does when it is begun anew, and somebody else has it now.

        The server is asked only when it has said something by itself, as it does when it ends a line.
        """
        with self._one:
            if self._is_kept(host):
                return
            self._held[host] = None
            self._lost.add(host)
        raise StoreError(
            f"{host}: the database let go of our lock, and another worker asks there now; what is due stays due"
        )

    def _is_kept(self, host: str) -> bool:
        if host in self._lost:
            return False
        line = self._held.get(host)
        if line is None or self._closed or _is_quiet(line) or _answers(line):
            return True
        if line is self._line:
            self._hang_up()
        if not self._ask(_TRY, host=_number(host)):
            return False
        self._held[host] = self._line
        return True

    def wanted(self, host: str) -> bool:
        """Whether somebody waits to ask it after us: a worker's job, or a person's check."""
        return self._waits(host) or bool(self._say(_QUEUES, lock=f"{HOST}{host}"))

    def _waits(self, host: str) -> bool:
        return bool(self._say(_WAITS, unsigned=_number(host) % 2**32))

    @contextmanager
    def _at_once(self, host: str) -> Iterator[bool]:
        with self._one:
            got = bool(self._ask(_TRY, host=_number(host)))
            self._held[host] = self._line if got else None
        try:
            yield got
        finally:
            self._leave(host)

    @contextmanager
    def _waited(self, host: str, wait_s: float) -> Iterator[bool]:
        """On a line of its own, so that the server puts us in its row of those who wait."""
        with ExitStack() as opened:
            with trouble(self._url):
                line = opened.enter_context(self._engine.connect())
                got = _granted(line, host, wait_s)
            with self._one:
                self._held[host] = line if got else None
            try:
                yield got
            finally:
                self._leave(host)

    def _leave(self, host: str) -> None:
        with self._one:
            line, self._held[host] = self._held[host], None
            if line is None or line.closed or line.invalidated:
                return
            try:
                line.execute(_LEAVE, {"family": _FAMILY, "host": _number(host)})
                line.commit()
            except DBAPIError:  # a server that is gone holds no lock
                if line is self._line:
                    self._hang_up()

    def _say(self, question: TextClause, **values: object) -> Any:
        with self._one:
            return self._ask(question, **values)

    def _ask(self, question: TextClause, **values: object) -> Any:
        """The answer, on the line of all; whoever asks has the word."""
        with trouble(self._url):
            if self._closed:  # and whatever was held is free
                return None
            if self._line is None:
                self._line = self._opened()
            try:
                given = {"family": _FAMILY} | values if "family" in question.compile().params else values
                return self._line.execute(question, given).scalar()
            except DBAPIError:
                self._hang_up()
                raise

    def _opened(self) -> Connection:
        """A line that has its part in the database: after the server was begun anew somebody may have it alone."""
        line = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            locks.join(line, self._engine, self._url)
        except BaseException:
            line.close()
            raise
        return line

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(DBAPIError):
                line.invalidate()  # and with it whatever it still holds
                line.close()


def _is_quiet(line: Connection) -> bool:
    """Whether nothing came on a line since it was last asked; what is broken is not quiet."""
    if line.closed or line.invalidated:
        return False
    driver: Any = line.connection.driver_connection
    if driver.closed:
        return False
    with DefaultSelector() as selector:
        selector.register(driver.fileno(), EVENT_READ)
        return not selector.select(0)


def _answers(line: Connection) -> bool:
    try:
        if not line.closed and not line.invalidated:
            line.execute(_THERE)
            line.commit()
            return True
    except DBAPIError:
        pass
    return False


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
