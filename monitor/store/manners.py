"""What sites asked of robots, remembered from one run to the next (RFC 9309)."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Connection, bindparam, insert, select, update

from monitor.model import RobotsFile
from monitor.store.schema import robots
from monitor.store.transactions import Transactions

_ROBOTS = select(robots.c.status, robots.c.body, robots.c.fetched_at).where(
    robots.c.origin == bindparam("origin")
)
_AGAIN = (
    update(robots)
    .where(robots.c.origin == bindparam("origin_"))
    .values(
        status=bindparam("status_"),
        body=bindparam("body_"),
        fetched_at=bindparam("fetched_at_"),
    )
)


def robots_of(connection: Connection, origin: str) -> RobotsFile | None:
    """What an origin's robots.txt said when it was last asked; None when it never was."""
    row = connection.execute(_ROBOTS, {"origin": origin}).first()
    return RobotsFile(row.status, row.body, row.fetched_at) if row else None


def record_robots(connection: Connection, origin: str, file: RobotsFile) -> None:
    values = {
        "origin_": origin,
        "status_": file.status,
        "body_": file.body,
        "fetched_at_": file.fetched_at,
    }
    if not connection.execute(_AGAIN, values).rowcount:
        connection.execute(
            insert(robots),
            {"origin": origin, "status": file.status, "body": file.body, "fetched_at": file.fetched_at},
        )


class Shelf:
    """The same for whoever asks sites: what a file said is written down with the next checks, as each by itself would wait
    for the disk. What a kill loses is asked again. A silence is written at once: it is counted from its first day.
    """

    def __init__(self, units: Transactions) -> None:
        self._units, self._lock = units, Lock()
        self._waiting: dict[str, RobotsFile] = {}

    def robots(self, origin: str) -> RobotsFile | None:
        waiting = self._waiting.get(origin)
        return waiting or self._units.read(lambda connection: robots_of(connection, origin))

    def record_robots(self, origin: str, file: RobotsFile) -> None:
        with self._lock:
            self._waiting[origin] = file
        if not file.status:
            self.empty()

    def write(self, connection: Connection) -> dict[str, RobotsFile]:
        """Write down what waits; what was written, for `written` when the transaction is over."""
        with self._lock:
            waiting = dict(self._waiting)
        for origin, file in waiting.items():
            record_robots(connection, origin, file)
        return waiting

    def written(self, files: dict[str, RobotsFile]) -> None:
        with self._lock:
            for origin, file in files.items():
                if self._waiting.get(origin) is file:  # and not a later one
                    del self._waiting[origin]

    def empty(self) -> None:
        """Write down what waits, if anything does, in a transaction of its own."""
        if self._waiting:
            self.written(self._units.write(self.write))
