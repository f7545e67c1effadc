"""Documents as they were received, for web archives and bundles."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

from monitor.evidence.captures import Capture
from monitor.evidence.chain import shown_headers
from monitor.model import Came
from monitor.store.archive import bodies
from monitor.store.schema import checks, documents
from monitor.values import dataclass

_AT_ONCE = 200
_ALL = select(documents, checks.c.source).join(checks, checks.c.id == documents.c.check)
_KEPT = select(bodies.c.id).where(bodies.c.sha256 == bindparam("sha256_", type_=bodies.c.sha256.type))


@dataclass(frozen=True, slots=True)
class Span:
    """Which documents. since is included, until is not."""

    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None


def after(connection: Connection, row: int, span: Span) -> list[Capture]:
    """The next of them after that row, in the order in which they came; none at the end."""
    query = _ALL.where(documents.c.id > row).order_by(documents.c.id).limit(_AT_ONCE)
    if span.since is not None:
        query = query.where(documents.c.fetched_at >= span.since)
    if span.until is not None:
        query = query.where(documents.c.fetched_at < span.until)
    if span.source is not None:
        query = query.where(checks.c.source == span.source)
    return [capture(each) for each in connection.execute(query).mappings()]


def origin(connection: Connection, of: Capture) -> Capture | None:
    """The last answer before it whose body it stands for."""
    row = origin_row(connection, of.sha256, of.row)
    return capture(row) if row else None


def origin_row(connection: Connection, sha256: str, before: int) -> RowMapping | None:
    """The last document before that row in which this body came."""
    query = _ALL.where(
        documents.c.sha256 == sha256, documents.c.not_modified.is_(False), documents.c.id < before
    )
    return connection.execute(query.order_by(documents.c.id.desc()).limit(1)).mappings().first()


def is_kept(connection: Connection, sha256: str) -> bool:
    """Whether that body is in the archive."""
    return connection.execute(_KEPT, {"sha256_": sha256}).first() is not None


def kept(connection: Connection, sha256s: Collection[str]) -> frozenset[str]:
    """Those of these bodies that are in the archive."""
    query = select(bodies.c.sha256).where(bodies.c.sha256.in_(list(sha256s)))
    return frozenset(connection.execute(query).scalars()) if sha256s else frozenset()


def capture(row: Mapping[Any, Any]) -> Capture:
    """A row of `documents` with its source; the cookies it set are withheld."""
    pairs = tuple((name, value) for name, value in json.loads(shown_headers(row["headers"])))
    names = (
        "check",
        "source",
        "asked",
        "url",
        "status",
        "line",
        "fetched_at",
        "sha256",
        "size",
        "not_modified",
    )
    return Capture(
        row=row["id"],
        headers=pairs,
        came=Came(row["came"]),
        posted=bytes(row["posted"]) if row["posted"] is not None else None,
        **{name: row[name] for name in names},
    )
