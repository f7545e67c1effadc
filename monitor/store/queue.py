"""How the queue of the workers fares, for `doctor` and for metrics. Its tables are Procrastinate's; none are on SQLite."""

from __future__ import annotations

from sqlalchemy import Connection, text

from monitor.values import dataclass

SCHEMA = "jobs"  # where they stand, apart from ours
HOST = "host:"  # how the locks of jobs begin that ask a host


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs by state, and workers that gave a sign of life in the last minute. failed: shown for a week. oldest_s: how long the
    job that waits longest has done so.
    """

    waiting: int
    under_way: int
    failed: int
    workers: int
    oldest_s: float = 0.0


_THERE = text("SELECT to_regclass(:name) IS NOT NULL")
_JOBS = text(f"SELECT status::text, count(*) FROM {SCHEMA}.procrastinate_jobs GROUP BY status")  # noqa: S608
_OLDEST = text(  # a job bears no time of its own
    f"SELECT extract(epoch FROM now() - min(at))::float FROM {SCHEMA}.procrastinate_events WHERE job_id IN "  # noqa: S608
    f"(SELECT id FROM {SCHEMA}.procrastinate_jobs WHERE status = 'todo')"
)
_WORKERS = text(
    f"SELECT count(*) FROM {SCHEMA}.procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"  # noqa: S608
)


def queue(connection: Connection) -> Queue | None:
    """None where no worker ever was."""
    if connection.dialect.name != "postgresql":
        return None
    if not connection.execute(_THERE, {"name": f"{SCHEMA}.procrastinate_jobs"}).scalar():
        return None
    jobs = {status: int(count) for status, count in connection.execute(_JOBS)}
    workers = int(connection.execute(_WORKERS).scalar_one())
    return Queue(
        jobs.get("todo", 0),
        jobs.get("doing", 0),
        jobs.get("failed", 0) + jobs.get("aborted", 0),
        workers,
        max(0.0, connection.execute(_OLDEST).scalar() or 0.0),
    )
