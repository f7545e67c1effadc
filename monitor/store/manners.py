"""What sites asked of robots, remembered from one run to the next (RFC 9309)."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from monitor.model import RobotsFile
from monitor.store.schema import robots

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
