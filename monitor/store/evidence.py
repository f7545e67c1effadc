"""What stands behind a notice: each of its versions, and the answer in which it was read."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from monitor.model import Came, Partial
from monitor.store.schema import checks, documents, notices, versions
from monitor.store.watching import GOOD, key_hash
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as it came: final address, status, headers in order, time, way. sha256: of its body."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    sha256: str
    came: Came = Came.HTTP


@dataclass(frozen=True, slots=True)
class Version:
    """A notice as one check read it. sha256: of its content, as in `Recorded.before` and `after`.

    received: None when it was read in an answer about several notices, such as a feed.
    """

    sha256: str
    seen: datetime
    received: Received | None


def versions_of(connection: Connection, source: str, key: str) -> tuple[Version, ...]:
    """Every version, oldest first. One that came back is there again."""
    answer = documents.c["url", "status", "headers", "fetched_at", "sha256", "came"]
    query = (
        select(versions.c.content, checks.c.started, *answer)
        .join(notices, notices.c.id == versions.c.notice)
        .join(checks, checks.c.id == versions.c.check)
        .outerjoin(documents, documents.c.id == versions.c.document)
        .where(notices.c.source == source, notices.c.key_hash == key_hash(key))
        .order_by(versions.c.id)
    )
    return tuple(
        Version(row["content"], row["started"], _received(row) if row["url"] else None)
        for row in connection.execute(query).mappings()
    )


_READ_IN = (
    select(versions.c.check, checks.c.started)
    .join(notices, notices.c.id == versions.c.notice)
    .join(checks, checks.c.id == versions.c.check)
    .where(
        notices.c.source == bindparam("source"),
        notices.c.key_hash == bindparam("hash"),
        versions.c.content == bindparam("content_"),
    )
    .order_by(versions.c.id)
    .limit(1)
)
_CAME = ("request", "url", "status", "headers", "fetched_at", "sha256", "came")
_CAME_IN = select(*(documents.c[name] for name in _CAME)).where(
    documents.c.check == bindparam("check_"), documents.c.kept
)


def read_in(
    connection: Connection, source: str, key: str, sha256: str
) -> tuple[datetime, dict[str, Received]] | None:
    """When that version of a notice was first read, and by request identity the answers of that check."""
    named = {"source": source, "hash": key_hash(key), "content_": sha256}
    first = connection.execute(_READ_IN, named).first()
    if first is None:
        return None
    rows = connection.execute(_CAME_IN, {"check_": first.check}).mappings()
    return first.started, {row["request"]: _received(row) for row in rows}


_LAST = (
    select(func.max(documents.c.id))
    .join(checks, checks.c.id == documents.c.check)
    .where(
        checks.c.source == bindparam("source"),
        checks.c.outcome.in_((*GOOD, Partial.name)),
        documents.c.status.in_((200, 304)),
    )
    .group_by(documents.c.request)
)
_STANDING = (
    select(*documents.c["request", "sha256", "headers", "fetched_at", "came"])
    .where(documents.c.id.in_(_LAST))
    .order_by(documents.c.id)  # older rows name a request in another way, and the last one counts
)


def standing(connection: Connection, source: str) -> dict[str, tuple[str, datetime]]:
    """By request identity, what stands: the SHA-256 of the last good answer, and of when it is.

    A page saved by hand is of when it was saved, as far as that is known and before it was read.
    """
    found: dict[str, tuple[str, datetime]] = {}
    for row in connection.execute(_STANDING, {"source": source}):
        moment = row.fetched_at
        if row.came == Came.SAVED:
            saved_at = dict(json.loads(row.headers)).get("Saved-At")
            if saved_at is None:
                found.pop(row.request, None)
                continue
            moment = min(moment, datetime.fromisoformat(saved_at))
        found[row.request] = row.sha256, moment
    return found


def _received(answer: RowMapping) -> Received:
    pairs = tuple((name, value) for name, value in json.loads(answer["headers"]))
    return Received(
        answer["url"], answer["status"], pairs, answer["fetched_at"], answer["sha256"], Came(answer["came"])
    )
