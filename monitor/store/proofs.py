"""All that stands behind one change, as it is recorded: what a bundle is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from monitor.evidence.bundle import Answer, Entry, Links, Proof, Side
from monitor.evidence.chain import CHECK, NOTHING, Saying, shown_headers
from monitor.model import Attachment, Notice
from monitor.store import captures, chain as chained, recalled
from monitor.store.archive import Archive
from monitor.store.codec import decode
from monitor.store.schema import chain, changes, checks, documents, notices, versions

Rows = list[Mapping[Any, Any]]

LISTS = 20  # answers of a check about several notices that are taken along

_CHANGE = (
    select(changes, notices.c.key)
    .join(notices, notices.c.id == changes.c.notice)
    .where(changes.c.id == bindparam("change_"))
)
_VERSION = (
    select(versions.c.check, versions.c.document)
    .where(
        versions.c.notice == bindparam("notice_"),
        versions.c.content == bindparam("content_", type_=versions.c.content.type),
        versions.c.check <= bindparam("check_"),
    )
    .order_by(versions.c.id.desc())
    .limit(1)
)
_ENTRY = (
    select(chain).where(chain.c.kind == CHECK, chain.c.subject == bindparam("check_")).order_by(chain.c.id)
)
_OWN = select(chain).where(chain.c.id >= bindparam("first")).order_by(chain.c.id)
_DOCUMENTS = (
    select(documents, checks.c.source)
    .join(checks, checks.c.id == documents.c.check)
    .where(documents.c.check == bindparam("check_"))
    .order_by(documents.c.id)
)
_ANNEX = (
    select(documents, checks.c.source)
    .join(checks, checks.c.id == documents.c.check)
    .where(
        documents.c.sha256 == bindparam("sha256_", type_=documents.c.sha256.type),
        or_(documents.c.url == bindparam("url_"), documents.c.asked == bindparam("url_")),
        documents.c.check <= bindparam("check_"),
    )
    .order_by(documents.c.id.desc())
    .limit(1)
)
_ADDRESSES = select(notices.c.url).where(
    notices.c.source == bindparam("source_"), notices.c.url.in_(bindparam("urls", expanding=True))
)


def proof(connection: Connection, id_: int) -> Proof | None:
    """Everything about the change people know by this id."""
    found = connection.execute(_CHANGE, {"change_": id_}).mappings().all()
    if not found:
        return None
    (change,) = recalled.whole(connection, found)
    sides = {name: _side(connection, change, change[name]) for name in ("before", "after") if change[name]}
    lists = _lists(connection, change, sides.values())
    rows = {change["check"], *(side.check for side in sides.values() if side.check)}
    answers = [*lists, *(answer for side in sides.values() for answer in side.answers)]
    entries = _entries(connection, rows | {answer.capture.check for answer in answers})
    return Proof(
        id=str(id_),
        source=change["source"],
        part=chained.change_part(id_, change["key"], change),
        said=change["said"],
        before=sides.get("before"),
        after=sides.get("after"),
        lists=lists,
        entries=entries,
        links=_links(connection, min((entry.number for entry in entries), default=None)),
    )


def _side(connection: Connection, change: Mapping[Any, Any], content: str) -> Side:
    reading = Archive(connection).read(content)
    named = {"notice_": change["notice"], "content_": content, "check_": change["check"]}
    version = connection.execute(_VERSION, named).first()
    notice = decode(Notice, reading)
    if version is None:  # it was only ever compared with, such as a copy on another site
        return Side(content, reading, notice.content, None, None, ())
    rows = _documents(connection, version.check)
    own = [row for row in rows if row["id"] == version.document]
    read_in = chained.sha256_of(chained.document_part(own[0])) if own else None
    if not own:  # it was read in an answer about several notices
        own = _about_several(connection, change["source"], rows)
    for annex in notice.content.attachments:
        own += _received(connection, annex, version.check)
    first = {row["id"]: row for row in _with_origins(connection, own)}
    part = chained.version_part(change["key"], content, read_in)
    answers = tuple(_answer(connection, row) for row in first.values())
    return Side(content, reading, notice.content, version.check, part, answers)


def _documents(connection: Connection, check: int) -> Rows:
    return list(connection.execute(_DOCUMENTS, {"check_": check}).mappings())


def _received(connection: Connection, annex: Attachment, check: int) -> Rows:
    """The last answer up to that check in which this file came."""
    named = {"sha256_": annex.sha256, "url_": annex.url, "check_": check}
    return list(connection.execute(_ANNEX, named).mappings()) if annex.sha256 else []


def _with_origins(connection: Connection, rows: Rows) -> Iterator[Mapping[Any, Any]]:
    """The answers; before each 304 the one whose body it stands for."""
    for row in rows:
        if row["not_modified"] and (first := captures.origin_row(connection, row["sha256"], row["id"])):
            yield first
        yield row


def _lists(connection: Connection, change: Mapping[Any, Any], sides: Iterable[Side]) -> tuple[Answer, ...]:
    """The lists that the check of the change read, where they alone show what happened: it stands there no more."""
    if change["after"] is not None and any(side.answers for side in sides):
        return ()
    rows = _about_several(connection, change["source"], _documents(connection, change["check"]))
    return tuple(_answer(connection, row) for row in rows)


def _about_several(connection: Connection, source: str, rows: Rows) -> Rows:
    """Those of a check's answers that are at no notice's own address."""
    urls = {row[name] for row in rows for name in ("url", "asked") if row[name]}
    own = set(connection.execute(_ADDRESSES, {"source_": source, "urls": sorted(urls)}).scalars())
    lists = [row for row in rows if row["url"] not in own and row["asked"] not in own]
    return (lists or rows[:1])[:LISTS]


def _answer(connection: Connection, row: Mapping[Any, Any]) -> Answer:
    body = Archive(connection).read(row["sha256"]) if captures.is_kept(connection, row["sha256"]) else None
    return Answer(captures.capture(row), chained.document_part(row), shown_headers(row["headers"]), body)


# -- the chain -------------------------------------------------------------------------------------


def _entries(connection: Connection, check_rows: Iterable[int]) -> tuple[Entry, ...]:
    """The entries of these checks with the list of their parts, as the rows make them now."""
    found = []
    for check in sorted(check_rows):
        row = connection.execute(_ENTRY, {"check_": str(check)}).mappings().first()
        if row is not None:
            parts = next(chained.walk(connection, check, check))
            saying = Saying(row["at"], row["kind"], row["subject"], row["said"])
            found.append(Entry(row["id"], check, saying.written, parts.written, parts.all))
    return tuple(found)


def _links(connection: Connection, first: int | None) -> Links | None:
    """What it takes to compute the chain from there to its head."""
    if first is None:
        return None
    before = connection.execute(select(chain.c.sha256).where(chain.c.id == first - 1)).scalar()
    own, head = [], ""
    for row in chained.stream(connection, _OWN, first=first):
        own.append(Saying(row["at"], row["kind"], row["subject"], row["said"]).own)
        head = row["sha256"]
    return Links(first, before or NOTHING, tuple(own), head)
