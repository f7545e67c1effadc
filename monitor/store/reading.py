"""What somebody asks who looks at one notice or one change: its versions, its neighbours, the answers behind it.

Every question is bounded: by a row, or by how many rows it may give.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from monitor.evidence.chain import shown_headers
from monitor.model import Came, Notice, Outline
from monitor.store import captures, holding, outlines
from monitor.store.archive import Archive
from monitor.store.codec import decode
from monitor.store.schema import changes, checks, documents, notices, threads, versions
from monitor.store.transactions import Transactions
from monitor.values import dataclass

VERSIONS = 200  # of one notice, the latest
TURNS = 200  # changes of one notice, the latest
COPIES = 50
ANSWERS = 40  # behind one version: its page, the lists it stood in, its files


@dataclass(frozen=True, slots=True)
class Answered:
    """A document as it came. id: its row; asked: the address that led to `url`; kept: whether its body may be had."""

    id: int
    url: str
    asked: str | None
    status: int
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    sha256: str
    size: int
    not_modified: bool
    came: Came
    kept: bool

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a notice. sha256: of its content, as in `Recorded.before` and `after`; seen: when the check that read
    it began; answer: it was read in, None when that was about several notices.
    """

    row: int
    sha256: str
    check: int
    seen: datetime
    answer: Answered | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """A notice as the list says of it now. content: SHA-256 of its last version, None while none was read in full."""

    id: int
    source: str
    key: str
    title: str
    url: str
    number: str | None
    published: date | None
    published_text: str | None
    content: str | None
    first_seen: datetime
    last_read: datetime | None
    removed: bool
    flaps: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of a notice in short. before, after: SHA-256 of the versions compared."""

    id: str
    name: str
    silent: bool
    detected: datetime
    before: str | None
    after: str | None
    held: bool = False
    untold: str | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What a change stands among. notice: its row; earlier, later: the changes of the same notice beside it."""

    notice: Stands
    check: int
    earlier: str | None
    later: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a long list, the latest first. older: the id behind which the next part begins, None when it is the last."""

    outlines: tuple[Outline, ...]
    older: int | None = None
    held: frozenset[str] = field(default=frozenset())
    untold: frozenset[str] = field(default=frozenset())


_STANDS = tuple(
    notices.c[name]
    for name in (
        "id", "source", "key", "title", "url", "number", "published", "published_text", "content",
        "first_seen", "last_read", "removed", "flaps", "shared",
    )
)  # fmt: skip
_ANSWER = tuple(
    documents.c[name]
    for name in (
        "id", "url", "asked", "status", "headers", "fetched_at", "sha256", "size", "not_modified", "came",
    )
)  # fmt: skip
_NOTICE = select(*_STANDS).where(notices.c.id == bindparam("row"))
_OF_CHANGE = select(changes.c.notice, changes.c.check).where(changes.c.id == bindparam("change_"))
_EARLIER = select(func.max(changes.c.id)).where(
    changes.c.notice == bindparam("row"), changes.c.id < bindparam("change_")
)
_LATER = select(func.min(changes.c.id)).where(
    changes.c.notice == bindparam("row"), changes.c.id > bindparam("change_")
)
_VERSIONS = (
    select(
        versions.c.id.label("row"),
        versions.c.content,
        versions.c.check,
        checks.c.started,
        *(column.label(f"answer_{column.name}") for column in _ANSWER),
    )
    .join(checks, checks.c.id == versions.c.check)
    .outerjoin(documents, documents.c.id == versions.c.document)
    .where(versions.c.notice == bindparam("row_"))
    .order_by(versions.c.id.desc())
)
_TURNS = (
    select(*changes.c["id", "name", "silent", "detected", "before", "after"])
    .where(changes.c.notice == bindparam("row"))
    .order_by(changes.c.id.desc())
    .limit(TURNS)
)
_COPIES = (
    select(*_STANDS)
    .where(notices.c.shared == bindparam("shared_"), notices.c.id != bindparam("row"))
    .order_by(notices.c.id)
    .limit(COPIES)
)
_OF_CHECK = (
    select(*_ANSWER).where(documents.c.check == bindparam("check_")).order_by(documents.c.id).limit(ANSWERS)
)
_ONE_ANSWER = select(*_ANSWER).where(documents.c.id == bindparam("row"))


class Reading:
    """These questions to an open database."""

    def __init__(self, units: Transactions) -> None:
        self._read = units.read

    def notice(self, row: int) -> Stands | None:
        """The notice of that number."""
        return self._read(lambda connection: _notice(connection, row))

    def around(self, change: str) -> Around | None:
        """The notice of a change, and its changes just before and after."""
        return self._read(lambda connection: _around(connection, int(change)))

    def versions(self, row: int, only: Collection[str] = (), most: int = VERSIONS) -> tuple[Kept, ...]:
        """The last versions of a notice, the latest first. only: of these SHA-256."""
        return self._read(lambda connection: _versions(connection, row, only, most))

    def turns(self, row: int) -> tuple[Turn, ...]:
        """The last changes of a notice, the latest first."""
        return self._read(lambda connection: _turns(connection, row))

    def copies(self, row: int) -> tuple[Stands, ...]:
        """The same notice on other sites."""
        return self._read(lambda connection: _copies(connection, row))

    def texts(self, sha256s: Collection[str]) -> dict[str, Notice]:
        """Versions of notices by their SHA-256."""

        def unit(connection: Connection) -> dict[str, Notice]:
            bodies = Archive(connection).read_all(dict.fromkeys(sha256s))
            return {sha256: decode(Notice, body) for sha256, body in bodies.items()}

        return self._read(unit)

    def answers(self, check: int, only: Collection[str] = ()) -> tuple[Answered, ...]:
        """What came in a check, its first answers first. only: with these bodies."""
        query = _OF_CHECK.where(documents.c.sha256.in_(list(only))) if only else _OF_CHECK
        return self._read(
            lambda connection: tuple(
                _answers(connection, connection.execute(query, {"check_": check}).mappings())
            )
        )

    def body(self, answer: int, sha256: str) -> tuple[Answered, bytes] | None:
        """The answer of that number with its body; None when it has another one, or it was not kept."""

        def unit(connection: Connection) -> tuple[Answered, bytes] | None:
            row = connection.execute(_ONE_ANSWER, {"row": answer}).mappings().first()
            if row is None or row["sha256"] != sha256 or not captures.is_kept(connection, sha256):
                return None
            return _answer(row, kept=True), Archive(connection).read(sha256)

        return self._read(unit)

    def thread(self, programme: str, before: int | None = None, most: int = 50) -> Part:
        """The changes that belong to a programme, the latest first. before: only those older than this one."""
        return self._read(lambda connection: _thread(connection, programme, before, most))


# -- one notice ------------------------------------------------------------------------------------


def _notice(connection: Connection, row: int) -> Stands | None:
    found = connection.execute(_NOTICE, {"row": row}).mappings().first()
    return None if found is None else _stands(found)


def _stands(row: Mapping[Any, Any]) -> Stands:
    return Stands(**{name: value for name, value in row.items() if name != "shared"})


def _around(connection: Connection, change: int) -> Around | None:
    own = connection.execute(_OF_CHANGE, {"change_": change}).first()
    notice = None if own is None else _notice(connection, own.notice)
    if own is None or notice is None:
        return None
    named = {"row": own.notice, "change_": change}
    earlier, later = (connection.execute(query, named).scalar() for query in (_EARLIER, _LATER))
    return Around(notice, own.check, *(None if one is None else str(one) for one in (earlier, later)))


def _versions(connection: Connection, row: int, only: Collection[str], most: int) -> tuple[Kept, ...]:
    query = _VERSIONS.limit(most)
    if only:
        query = query.where(versions.c.content.in_(list(only)))
    rows = connection.execute(query, {"row_": row}).mappings().all()
    read_in = [
        {name.removeprefix("answer_"): value for name, value in each.items() if name.startswith("answer_")}
        for each in rows
    ]
    answers = {
        one.id: one for one in _answers(connection, [each for each in read_in if each["id"] is not None])
    }
    return tuple(
        Kept(each["row"], each["content"], each["check"], each["started"], answers.get(part["id"]))
        for each, part in zip(rows, read_in, strict=True)
    )


def _turns(connection: Connection, row: int) -> tuple[Turn, ...]:
    rows = connection.execute(_TURNS, {"row": row}).all()
    fates = holding.fates(connection, [each.id for each in rows])
    return tuple(
        Turn(
            str(each.id),
            each.name,
            each.silent,
            each.detected,
            each.before,
            each.after,
            *fates.get(each.id, (False, None)),
        )
        for each in rows
    )


def _copies(connection: Connection, row: int) -> tuple[Stands, ...]:
    own = connection.execute(_NOTICE, {"row": row}).mappings().first()
    if own is None or own["shared"] is None:
        return ()
    rows = connection.execute(_COPIES, {"row": row, "shared_": own["shared"]}).mappings()
    return tuple(map(_stands, rows))


# -- answers ---------------------------------------------------------------------------------------


def _answers(connection: Connection, rows: Iterable[Mapping[Any, Any]]) -> list[Answered]:
    some = list(rows)
    kept = captures.kept(connection, {each["sha256"] for each in some})
    return [_answer(each, kept=each["sha256"] in kept) for each in some]


def _answer(row: Mapping[Any, Any], *, kept: bool) -> Answered:
    pairs = tuple((name, value) for name, value in json.loads(shown_headers(row["headers"])))
    return Answered(**{**row, "headers": pairs, "came": Came(row["came"]), "kept": kept})


# -- programmes ------------------------------------------------------------------------------------


def _thread(connection: Connection, programme: str, before: int | None, most: int) -> Part:
    query = select(threads.c.change).where(threads.c.programme == programme)
    if before is not None:
        query = query.where(threads.c.change < before)
    rows = connection.execute(query.order_by(threads.c.change.desc()).limit(most + 1)).scalars().all()
    ids = rows[:most]
    fates = holding.fates(connection, ids)
    return Part(
        tuple(outlines.read(connection, ids))[::-1],
        ids[-1] if len(rows) > most else None,
        frozenset(str(id_) for id_, (held, _) in fates.items() if held),
        frozenset(str(id_) for id_, (_, untold) in fates.items() if untold),
    )
