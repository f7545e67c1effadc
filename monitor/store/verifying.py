"""Whether everything is as it was recorded: the database, the bodies, the chain, its rows, the outbox.

A streamed walk: what is in memory at a time is one check's rows, one digest's messages, some bodies. Faults are
said as they are found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, union

from monitor.evidence.chain import (
    BEGUN,
    CHECK,
    COMPACTED,
    DIGEST,
    NOTHING,
    Head,
    Saying,
    linked,
    moment,
    parts_sha256,
)
from monitor.store import chain as chained, health, steps as decided
from monitor.store.archive import Archive, bodies
from monitor.store.columns import UNREADABLE
from monitor.store.compacting import FOUND_SOMETHING
from monitor.store.schema import chain, changes, checks, deliveries, digests, documents, owed, versions
from monitor.store.watching import in_parts
from monitor.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was recorded. what: database, body, chain, check, digest or triage. entry: of the chain."""

    what: str
    text: str
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at. head: the last entry of the chain; since: of the chain, when it began."""

    head: Head | None
    begun: datetime | None
    faults: int
    entries: int
    checks: int
    documents: int
    versions: int
    changes: int
    digests: int
    messages: int
    steps: int
    bodies: int


@dataclass
class _Counts:
    faults: int = 0
    entries: int = 0
    checks: int = 0
    documents: int = 0
    versions: int = 0
    changes: int = 0
    digests: int = 0
    messages: int = 0
    steps: int = 0


def verify(
    connection: Connection, say: Callable[[Fault], None], *, since: datetime | None, head: str | None
) -> Verified:
    """Look at everything, or at what was recorded from `since` on. head: a hash, or how it begins, that must be
    in the chain.
    """
    counts = _Counts()
    archive = Archive(connection)
    for found in _faults(connection, archive, counts, since, head):
        counts.faults += 1
        say(found)
    last = _if_readable(lambda: chained.head(connection))
    begun = _if_readable(lambda: connection.execute(_FIRST.with_only_columns(chain.c.at)).scalar())
    return Verified(last, begun, **vars(counts), bodies=archive.looked_at)


def _if_readable(read: Callable[[], T | None]) -> T | None:
    """What it reads; nothing when that is damaged, which was said of the chain already."""
    try:
        return read()
    except UNREADABLE:
        return None


def _faults(
    connection: Connection, archive: Archive, counts: _Counts, since: datetime | None, head: str | None
) -> Iterator[Fault]:
    for mistake in health.of_database(connection):
        yield Fault("database", mistake)
    for mistake in archive.damaged(None if since is None else _received(since)):
        yield Fault("body", mistake)
    yield from _readable("body", _missing(connection, since))
    begun = _begun(connection)
    yield from _readable("chain", _links(connection, counts, since, head))
    yield from _readable("check", _rows(connection, counts, since, begun))
    yield from _readable("digest", _outbox(connection, counts, since, begun))
    yield from _readable("triage", _decided(connection, counts, since))


def _decided(connection: Connection, counts: _Counts, since: datetime | None) -> Iterator[Fault]:
    def met() -> None:
        counts.steps += 1

    for text, entry in decided.faults(connection, since, met):
        yield Fault("triage", text, entry)


def _readable(what: str, faults: Iterator[Fault]) -> Iterator[Fault]:
    """The faults; SQLite holds what it is given, and a time that is none, or text for bytes, is one as well."""
    try:
        yield from faults
    except UNREADABLE as error:
        why = getattr(error, "found", error)  # of a DamagedError, without what others are told to do
        yield Fault(what, f"a row cannot be read, what follows was not looked at: {why}")


def _received(since: datetime) -> Select[Any]:
    """The SHA-256 of what came and was read from then on."""
    came = select(documents.c.sha256).join(checks, checks.c.id == documents.c.check)
    read = select(versions.c.content).join(checks, checks.c.id == versions.c.check)
    both = union(*(query.where(checks.c.started >= since) for query in (came, read))).subquery()
    return select(both.c.sha256)


_COMPACTED = select(chain.c.said).where(chain.c.kind == COMPACTED)
_MISSING = (
    select(documents.c.id, documents.c.url, documents.c.fetched_at, documents.c.sha256)
    .outerjoin(bodies, bodies.c.sha256 == documents.c.sha256)
    .where(documents.c.kept.is_(True), bodies.c.id.is_(None))
    .order_by(documents.c.id)
)


def _missing(connection: Connection, since: datetime | None) -> Iterator[Fault]:
    """Bodies that were kept and are no more, though nobody said that they were removed."""
    times = [_said(row).get("before") for row in connection.execute(_COMPACTED).mappings()]
    removed = max((datetime.fromisoformat(time) for time in times if time), default=None)
    query = _MISSING
    if since is not None:
        query = query.where(documents.c.fetched_at >= since)
    if removed is not None:  # evidence never is
        query = query.where(or_(documents.c.fetched_at >= removed, documents.c.check.in_(FOUND_SOMETHING)))
    for row in chained.stream(connection, query):
        yield Fault(
            "body",
            f"body {row['sha256']} is not in the archive, though it was kept: {row['url']}, received "
            f"{moment(row['fetched_at'])} (document {row['id']})",
        )


# -- the links -------------------------------------------------------------------------------------

_FIRST = select(chain.c.kind, chain.c.said).order_by(chain.c.id).limit(1)
_ENTRIES = select(chain).where(chain.c.id >= bindparam("first")).order_by(chain.c.id)
_BEFORE = select(chain.c.sha256).where(chain.c.id == bindparam("number"))
_THERE = select(chain.c.id).where(chain.c.sha256.between(bindparam("least"), bindparam("most"))).limit(1)


def _links(
    connection: Connection, counts: _Counts, since: datetime | None, noted: str | None
) -> Iterator[Fault]:
    """The first break, and whether a head that somebody noted is still there."""
    first, last = _start(connection, since)
    number, met = first, noted is None or (last != NOTHING and last.startswith(noted))
    broken: Fault | None = None
    for row in chained.stream(connection, _ENTRIES, first=first):
        counts.entries += 1
        should = linked(last, _saying(row).own)
        if broken is None:
            broken = _break(row, number, should)
            if broken:
                yield broken
        met = met or (broken is None and row["sha256"].startswith(noted or ""))
        number, last = number + 1, row["sha256"]
    if broken is None and not counts.entries and since is None and _anything(connection):
        yield Fault(
            "chain", "the evidence chain is empty, though checks are recorded: its entries were removed"
        )
    if noted and not met and (since is None or not _is_there(connection, noted)):
        yield Fault(
            "chain",
            f"the head {noted} is not in the chain: entries were removed or written anew since it was noted, "
            "or it is of another database",
        )


def _is_there(connection: Connection, noted: str) -> bool:
    """Whether an entry's hash begins so."""
    ends = {"least": noted.ljust(64, "0"), "most": noted.ljust(64, "f")}
    return connection.execute(_THERE, ends).first() is not None


def _start(connection: Connection, since: datetime | None) -> tuple[int, str]:
    """The number of the first entry to look at, and the hash of the one before, which is taken as it stands."""
    if since is None:
        return 1, NOTHING
    number = connection.execute(select(func.min(chain.c.id)).where(chain.c.at >= since)).scalar()
    if number is None:
        number = (connection.execute(select(func.max(chain.c.id))).scalar() or 0) + 1
    return number, connection.execute(_BEFORE, {"number": number - 1}).scalar() or NOTHING


def _break(row: Mapping[Any, Any], number: int, should: str) -> Fault | None:
    about = f"{row['kind']} {row['subject']}, {moment(row['at'])}"
    if row["id"] != number:
        gap = f"entry {number}" if row["id"] == number + 1 else f"entries {number} to {row['id'] - 1}"
        return Fault("chain", f"{gap} missing: the next is entry {row['id']} ({about})", number)
    if row["sha256"] == should:
        return None
    text = (
        f"the chain breaks at entry {number} ({about}): its SHA-256 should be {should}, and {row['sha256']} is "
        "written there. What it says, or the hash before it, was changed afterwards"
    )
    return Fault("chain", text, number)


def _anything(connection: Connection) -> bool:
    return connection.execute(select(checks.c.id).limit(1)).first() is not None


def _saying(row: Mapping[Any, Any]) -> Saying:
    return Saying(row["at"], row["kind"], row["subject"], row["said"])


def _said(row: Mapping[Any, Any]) -> dict[str, Any]:
    """What an entry says; nothing when it was made unreadable, which its hash shows."""
    try:
        said = json.loads(row["said"])
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _begun(connection: Connection) -> dict[str, Any]:
    row = connection.execute(_FIRST).mappings().first()
    return _said(row) if row and row["kind"] == BEGUN else {}


# -- rows against entries --------------------------------------------------------------------------

_OF_CHECKS = select(chain).where(chain.c.kind == CHECK)  # numbers as text: by length, then by letter
_IN_ORDER = (func.length(chain.c.subject), chain.c.subject, chain.c.id)
_FIRST_CHECK = select(func.min(checks.c.id)).where(checks.c.started >= bindparam("since"))


def _rows(
    connection: Connection, counts: _Counts, since: datetime | None, begun: Mapping[str, Any]
) -> Iterator[Fault]:
    first = 0
    if since is not None:
        first = connection.execute(_FIRST_CHECK, {"since": since}).scalar() or 0
        if not first:
            return
    entries = _Entries(connection, first)
    past = chained.Past()
    for parts in chained.walk(connection, first):
        _count(counts, parts)
        yield from entries.without_rows(parts.check)
        entry = entries.of(parts.check)
        if entry is not None:
            yield from _compared(entry, parts)
        elif parts.check <= begun.get("last_check", 0):
            past.add(parts)
        else:
            yield Fault("check", f"{_named(parts)} is not in the chain: its rows came there another way")
    yield from entries.without_rows(None)
    if since is None and begun and past.state != begun.get("state"):
        yield Fault(
            "check",
            f"what was recorded before the chain began is not what it was: {past.told()}; the first entry says "
            f"{past.told(begun)}",
            1,
        )


class _Entries:
    """The entries of checks in the order of the checks."""

    def __init__(self, connection: Connection, first: int) -> None:
        length = func.length(chain.c.subject)
        from_there = or_(
            length > len(str(first)), and_(length == len(str(first)), chain.c.subject >= str(first))
        )
        self._rows = chained.stream(connection, _OF_CHECKS.where(from_there).order_by(*_IN_ORDER))
        self._next = next(self._rows, None)

    def without_rows(self, check: int | None) -> Iterator[Fault]:
        """Those that speak of a check before this one, which is no more; of any for None."""
        while self._next is not None and (check is None or decided.number(self._next) < check):
            row, self._next = self._next, next(self._rows, None)
            yield Fault(
                "check",
                f"check {row['subject']} of {moment(row['at'])} is gone from the database; entry {row['id']} "
                f"says of it: {row['said']}",
                row["id"],
            )

    def of(self, check: int) -> Mapping[Any, Any] | None:
        if self._next is None or decided.number(self._next) != check:
            return None
        row, self._next = self._next, next(self._rows, None)
        return row


def _count(counts: _Counts, parts: chained.Parts) -> None:
    counts.checks += 1
    counts.documents += len(parts.documents)
    counts.versions += len(parts.versions)
    counts.changes += len(parts.changes)


def _compared(entry: Mapping[Any, Any], parts: chained.Parts) -> Iterator[Fault]:
    now, then = parts.saying, _said(entry)
    if now.said == entry["said"] and now.at == entry["at"]:
        return
    is_now = json.loads(now.said)
    odd = [
        f"{name}: {is_now.get(name, 0)}, recorded were {then.get(name, 0)}"
        for name in ("documents", "versions", "changes")
        if is_now.get(name, 0) != then.get(name, 0)
    ]
    why = "; ".join(odd) or (
        "the same number of rows, and one of them says something else than it did: their list should have the "
        f"SHA-256 {then.get('parts')}, and has {is_now['parts']}"
    )
    yield Fault(
        "check", f"{_named(parts)} is not what entry {entry['id']} says was recorded: {why}", entry["id"]
    )


def _named(parts: chained.Parts) -> str:
    return f"check {parts.check} (source {parts.row['source']}, {moment(parts.row['started'])})"


# -- the outbox ------------------------------------------------------------------------------------

_OF_DIGESTS = (
    select(chain).where(chain.c.kind == DIGEST, chain.c.id >= bindparam("first")).order_by(chain.c.id)
)
_OF_DIGEST = (
    select(deliveries.c.id, deliveries.c.recipient, deliveries.c.mime, deliveries.c.tells)
    .where(deliveries.c.digest == bindparam("digest"))
    .order_by(deliveries.c.id)
)
_TOLD = select(owed.c.change).where(owed.c.digest == bindparam("digest")).order_by(owed.c.change)
_SENT = select(deliveries.c.id, deliveries.c.digest, deliveries.c.recipient, deliveries.c.mime).order_by(
    deliveries.c.id
)
_DIGESTS = select(digests.c.id)
_KNOWN = select(changes.c.id).where(changes.c.id.in_(bindparam("ids", expanding=True)))


def _outbox(
    connection: Connection, counts: _Counts, since: datetime | None, begun: Mapping[str, Any]
) -> Iterator[Fault]:
    seen: dict[str, int] = {}  # messages that entries speak of, by digest
    first, _ = _start(connection, since)
    for row in chained.stream(connection, _OF_DIGESTS, first=first):
        counts.digests += 1
        yield from _digest(connection, counts, row, seen)
    if since is None:
        yield from _unspoken(connection, counts, seen, begun)
    yield from (Fault("digest", found) for found in health.of_digests(connection, since))


def _digest(
    connection: Connection, counts: _Counts, entry: Mapping[Any, Any], seen: dict[str, int]
) -> Iterator[Fault]:
    name, said = entry["subject"], _said(entry)
    start, most = seen.get(name, 0), said.get("messages", 0)
    seen[name] = start + most
    sent, tells = [], set()
    for number, row in enumerate(chained.stream(connection, _OF_DIGEST, size=chained.FEW, digest=name)):
        if start <= number < start + most:
            sent.append(chained.message_sha256(row["recipient"], row["mime"]))
            tells |= {int(each) for each in row["tells"].split()}
            counts.messages += 1
    if len(sent) != most or parts_sha256(sent) != said.get("sent"):
        found = f"{len(sent)} of {most} messages" if len(sent) != most else "a message, or who it went to,"
        yield Fault(
            "digest",
            f"digest {name}: {found} {'are there' if len(sent) != most else 'is not what was composed'} "
            f"(entry {entry['id']}, {moment(entry['at'])})",
            entry["id"],
        )
    if "told" not in said:
        return
    told = list(connection.execute(_TOLD, {"digest": name}).scalars())
    if chained.told_sha256(told) != said["told"]:
        yield Fault(
            "digest", f"digest {name}: it does not tell the changes that it told (entry {entry['id']})"
        )
    elif sent and (missing := sorted(set(told) - tells)):
        yield Fault("digest", f"digest {name}: change {missing[0]} is told in none of its messages")
    known = {
        id_ for some in in_parts(sorted(tells)) for id_ in connection.execute(_KNOWN, {"ids": some}).scalars()
    }
    if gone := sorted(tells - known):
        yield Fault("digest", f"digest {name}: it tells change {gone[0]}, which is not in the database")


def _unspoken(
    connection: Connection, counts: _Counts, seen: Mapping[str, int], begun: Mapping[str, Any]
) -> Iterator[Fault]:
    """Messages that no entry speaks of: those of before the chain, and any that came there another way."""
    past, met = chained.Past(), dict.fromkeys(seen, 0)
    for row in chained.stream(connection, _SENT, size=chained.FEW):
        name = chained.one_line(row["digest"])
        if name not in seen:
            past.add_message(row)
            counts.messages += 1
            continue
        met[name] += 1
        if met[name] == seen[name] + 1:
            yield Fault(
                "digest", f"digest {name}: delivery {row['id']} is not in the chain: it came another way"
            )
    if begun and past.sent != begun.get("sent"):
        yield Fault(
            "digest",
            f"the messages of before the chain are not what they were: {past.counts['messages']} are there, the first "
            f"entry says {begun.get('messages', 0)}",
            1,
        )
    unknown = sum(chained.one_line(name) not in seen for name in connection.execute(_DIGESTS).scalars())
    if begun and unknown != begun.get("digests", 0):
        yield Fault(
            "digest",
            f"{unknown} digests are not in the chain, {begun.get('digests', 0)} were there before it began",
            1,
        )
