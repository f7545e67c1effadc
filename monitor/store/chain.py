"""The evidence chain in the database: what each check and each digest adds to it, in their own transaction.

The last number is taken under a lock that ends with the transaction: two writers never follow the same entry.
On SQLite that is the write lock; on PostgreSQL one of its own, taken last, so that who holds it waits for nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select

from monitor.evidence import chain as written
from monitor.evidence.chain import BEGUN, CHECK, COMPACTED, DIGEST, Head, Saying, Value
from monitor.store import recalled
from monitor.store.archive import bodies
from monitor.store.columns import clean
from monitor.store.schema import chain, changes, checks, deliveries, digests, documents, notices, versions
from monitor.values import dataclass

_LOCK = 0x6D6F6E69746F7280  # PostgreSQL names its locks by number
_AT_ONCE = 500  # rows held in memory while they are walked
FEW = 20  # the same of large ones

_HEAD = select(chain.c.id, chain.c.sha256, chain.c.at).order_by(chain.c.id.desc()).limit(1)
_NEW_ENTRY = insert(chain)


def head(connection: Connection) -> Head | None:
    """The last entry; None only before anything was ever recorded."""
    row = connection.execute(_HEAD).first()
    return Head(row.id, row.sha256, row.at) if row else None


def append(connection: Connection, sayings: Sequence[Saying]) -> None:
    """Write entries at the end of the chain. The last thing that a transaction does."""
    if not sayings:
        return
    before = _alone(connection)
    if before is None:
        fresh = {int(saying.subject) for saying in sayings if saying.kind == CHECK}
        told = {saying.subject for saying in sayings if saying.kind == DIGEST}
        sayings = [begun(connection, sayings[0].at, fresh, told), *sayings]
    _add(connection, before, sayings)


def begin(connection: Connection, at: datetime) -> None:
    """Write the first entry, where there is none yet: what was recorded before anything was chained."""
    if _alone(connection) is None:
        _add(connection, None, [begun(connection, at, (), ())])


def _alone(connection: Connection) -> Head | None:
    """The head, which nobody else adds to until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    return head(connection)


def _add(connection: Connection, before: Head | None, sayings: Sequence[Saying]) -> None:
    rows = [
        {
            "id": link.number,
            "at": link.saying.at,
            "kind": link.saying.kind,
            "subject": link.saying.subject,
            "said": link.saying.said,
            "sha256": link.sha256,
        }
        for link in written.joined(before, sayings)
    ]
    connection.execute(_NEW_ENTRY, rows)


# -- parts -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Trail:
    """The parts of one check, gathered while it is written down; only their SHA-256 are kept. check: its row."""

    check: int
    documents: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    _rows: dict[int, str] = field(default_factory=dict)  # of documents

    def document(self, row: int, values: Mapping[Any, Any]) -> None:
        self._rows[row] = sha256_of(document_part(values))
        self.documents.append(self._rows[row])

    def version(self, key: str, content: str, document: int | None) -> None:
        read_in = self._rows.get(document) if document is not None else None
        self.versions.append(sha256_of(version_part(key, content, read_in)))

    def change(self, id_: int, key: str, values: Mapping[Any, Any]) -> None:
        self.changes.append(sha256_of(change_part(id_, key, values)))

    def saying(self, check: Mapping[Any, Any]) -> Saying:
        """What the chain says of this check."""
        parts = [sha256_of(check_part(check)), *self.documents, *self.versions, *self.changes]
        said = written.check_said(
            clean(check["source"]),
            check["outcome"],
            parts,
            documents=len(self.documents),
            versions=len(self.versions),
            changes=len(self.changes),
        )
        return Saying(check["started"], CHECK, str(self.check), said)


def check_part(row: Mapping[Any, Any]) -> bytes:
    named = ("source", "took_ms", "outcome", "reason", "verdict", "challenge")
    return _part("check", row, named, started=written.moment(row["started"]))


def document_part(row: Mapping[Any, Any]) -> bytes:
    """An answer as received: where, when, how, its headers and the SHA-256 of its body."""
    named = ("request", "asked", "url", "status", "sha256", "size", "came", "line")
    return _part(
        "document",
        row,
        named,
        fetched_at=written.moment(row["fetched_at"]),
        headers=sha256_of(written.shown_headers(clean(row["headers"])).encode()),
        not_modified=1 if row["not_modified"] else None,
        kept=None if row["kept"] is None else int(row["kept"]),
        posted=sha256_of(bytes(row["posted"])) if row["posted"] is not None else None,
    )


def version_part(key: str, content: str, read_in: str | None) -> bytes:
    """A notice as it was read. content: SHA-256 of the reading; read_in: of the part of its document."""
    return written.part("version", {"notice": clean(key), "content": content, "read_in": read_in})


def change_part(id_: int, key: str, row: Mapping[Any, Any]) -> bytes:
    """A change as it was recorded. said: SHA-256 of all that was said about it."""
    return _part(
        "change",
        row,
        ("source", "name", "before", "after"),
        id=id_,
        notice=clean(key),
        detected=written.moment(row["detected"]),
        silent=1 if row["silent"] else None,
        said=sha256_of(clean(row["said"]).encode()),
    )


def _part(kind: str, row: Mapping[Any, Any], names: Iterable[str], **more: Value) -> bytes:
    return written.part(kind, {name: _plain(row[name]) for name in names} | more)


def _plain(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    return str(value) if value.isprintable() else clean(value)  # what is printable is clean


def sha256_of(part: bytes) -> str:
    return hashlib.sha256(part).hexdigest()


# -- digests ---------------------------------------------------------------------------------------


def compose(
    connection: Connection,
    digest: str,
    at: datetime,
    messages: Iterable[Mapping[str, Any]],
    *,
    subscription: str | None = None,
    told: Iterable[int] = (),
) -> None:
    """Chain a digest that was composed, or more messages that were made of it: what it tells, what goes to whom.

    messages: rows of `deliveries`; told: ids of its changes.
    """
    sent = [message_sha256(row["recipient"], row["mime"]) for row in messages]
    ids = sorted(told)
    said: dict[str, Value] = {"messages": len(sent), "sent": written.parts_sha256(sent)}
    if subscription is not None:
        said |= {"subscription": clean(subscription), "changes": len(ids), "told": told_sha256(ids)}
    append(connection, [Saying(at, DIGEST, one_line(digest), written.line(said).rstrip("\n"))])


def compacted(connection: Connection, at: datetime, before: datetime, gone: str, **counts: int) -> None:
    """Chain that bodies last received before a time were removed on purpose. Rows stay, and so does what they prove.

    gone: the SHA-256 of each, a line each, in their order.
    """
    said: dict[str, Value] = {
        "before": written.moment(before),
        "removed": written.sha256(gone.encode()),
        **counts,
    }
    append(connection, [Saying(at, COMPACTED, "bodies", written.line(said).rstrip("\n"))])


def told_sha256(ids: Iterable[int]) -> str:
    return written.sha256("".join(f"{id_}\n" for id_ in ids).encode())


def message_sha256(recipient: str, mime: bytes | None) -> str:
    """mime: None where it cannot be read any more, which is the hash of no message."""
    return sha256_of(written.part("message", {"to": clean(recipient), "sha256": sha256_of(mime or b"")}))


def one_line(text: str) -> str:
    return " ".join(clean(text).splitlines())


# -- walking what is recorded -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parts:
    """A check and the parts that its rows make now, each by its SHA-256."""

    check: int
    row: Mapping[Any, Any]
    documents: tuple[str, ...]
    versions: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def saying(self) -> Saying:
        trail = Trail(self.check, list(self.documents), list(self.versions), list(self.changes))
        return trail.saying(self.row)

    @property
    def written(self) -> bytes:
        """The check's own part."""
        return check_part(self.row)

    @property
    def all(self) -> tuple[str, ...]:
        """In the order in which they are hashed."""
        return (sha256_of(self.written), *self.documents, *self.versions, *self.changes)


_LAST = 2**62
_CHECKS = select(checks).order_by(checks.c.id)
_DOCUMENTS = select(documents).order_by(documents.c.check, documents.c.id)
_VERSIONS = (
    select(versions.c.check, versions.c.content, versions.c.document, notices.c.key)
    .join(notices, notices.c.id == versions.c.notice)
    .order_by(versions.c.check, versions.c.id)
)
_CHANGES = (
    select(changes, notices.c.key)
    .join(notices, notices.c.id == changes.c.notice)
    .order_by(changes.c.check, changes.c.id)
)


def walk(connection: Connection, first: int = 0, last: int = _LAST) -> Iterator[Parts]:
    """Every check from one row to another, with what its rows are; a check's rows are in memory at a time."""
    found = _OfCheck(connection, _DOCUMENTS.where(documents.c.check.between(first, last)))
    read = _OfCheck(connection, _VERSIONS.where(versions.c.check.between(first, last)))
    told = _OfCheck(connection, _CHANGES.where(changes.c.check.between(first, last)), FEW, recalled.whole)
    for row in stream(connection, _CHECKS.where(checks.c.id.between(first, last))):
        trail = Trail(row["id"])
        for each in found.of(row["id"]):
            trail.document(each["id"], each)
        for each in read.of(row["id"]):
            trail.version(each["key"], each["content"], each["document"])
        for each in told.of(row["id"]):
            trail.change(each["id"], each["key"], each)
        yield Parts(row["id"], row, tuple(trail.documents), tuple(trail.versions), tuple(trail.changes))


_Row = Mapping[Any, Any]
_Whole = Callable[[Connection, Sequence[_Row]], list[_Row]]


class _OfCheck:
    """Rows in the order of their checks, handed out check by check."""

    def __init__(
        self,
        connection: Connection,
        query: Select[Any],
        size: int = _AT_ONCE,
        whole: _Whole | None = None,
    ) -> None:
        """whole: what makes of some rows those that are handed out."""
        self._rows: Iterator[_Row] = stream(connection, query, size=size)
        if whole is not None:
            self._rows = _whole(connection, self._rows, size, whole)
        self._next = next(self._rows, None)

    def of(self, check: int) -> Iterator[_Row]:
        while self._next is not None and self._next["check"] <= check:
            row, self._next = self._next, next(self._rows, None)
            if row["check"] == check:
                yield row


def _whole(connection: Connection, rows: Iterator[_Row], size: int, whole: _Whole) -> Iterator[_Row]:
    while some := list(islice(rows, size)):
        yield from whole(connection, some)


def stream(
    connection: Connection, query: Select[Any], *, size: int = _AT_ONCE, **values: object
) -> Iterator[RowMapping]:
    """Rows as they are read, so many at a time."""
    with connection.execute(query, values, execution_options={"yield_per": size}) as result:
        yield from result.mappings()


# -- the beginning ---------------------------------------------------------------------------------

_SENT = select(deliveries.c.digest, deliveries.c.recipient, deliveries.c.mime).order_by(deliveries.c.id)


def begun(connection: Connection, at: datetime, fresh: Collection[int], told: Collection[str]) -> Saying:
    """The first entry: how much there was before it, and one SHA-256 over it all.

    fresh, told: checks and digests that have entries of their own.
    """
    past = Past()
    for parts in walk(connection):
        if parts.check not in fresh:
            past.add(parts)
    for row in stream(connection, _SENT, size=FEW):
        if one_line(row["digest"]) not in told:
            past.add_message(row)
    counts = {"digests": _count(connection, digests) - len(told)}
    if not fresh:
        counts["bodies"] = _count(connection, bodies)
    return Saying(at, BEGUN, "database", past.said(counts))


def _count(connection: Connection, table: Any) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


class Past:
    """What was recorded before the chain began, as one SHA-256, fed check by check and message by message."""

    def __init__(self) -> None:
        self._hash, self._sent = hashlib.sha256(), hashlib.sha256()
        self.counts = {"checks": 0, "documents": 0, "versions": 0, "changes": 0, "messages": 0}
        self.last = 0

    def add(self, parts: Parts) -> None:
        self._hash.update(f"{parts.check} {parts.saying.own}\n".encode())
        self.last = parts.check
        counted = {"documents": parts.documents, "versions": parts.versions, "changes": parts.changes}
        for name, found in counted.items():
            self.counts[name] += len(found)
        self.counts["checks"] += 1

    def add_message(self, row: Mapping[Any, Any]) -> None:
        self._sent.update(f"{message_sha256(row['recipient'], row['mime'])}\n".encode())
        self.counts["messages"] += 1

    @property
    def state(self) -> str:
        return self._hash.hexdigest()

    @property
    def sent(self) -> str:
        return self._sent.hexdigest()

    def told(self, said: Mapping[str, Any] | None = None) -> str:
        """It in words, or what the first entry says of it."""
        counts = self.counts if said is None else said
        state = self.state if said is None else said.get("state")
        words = [f"{counts.get(name, 0)} {name}" for name in ("checks", "documents", "versions", "changes")]
        return f"{', '.join(words)}, SHA-256 {state}"

    def said(self, more: Mapping[str, int]) -> str:
        state: dict[str, Value] = {"state": self.state, "sent": self.sent, "last_check": self.last}
        state |= {**self.counts, **more}
        return written.line(state).rstrip("\n")
