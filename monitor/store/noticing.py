"""What a reading does to the notices we know: seen for the first time, read again, missing, gone."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from monitor.model import Check, Known, Listed, Notice, Reading
from monitor.store.archive import Archive, Kept
from monitor.store.chain import Trail
from monitor.store.codec import encode
from monitor.store.columns import clean
from monitor.store.schema import notices, versions
from monitor.store.watching import KNOWN_COLUMNS, KNOWN_OF, as_known, in_parts, key_hash
from monitor.values import dataclass

COUNTED_MISSING = 9  # nobody asks for more; the counter rests there, and so does the disk


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check says of a source's notices. good: its list can be trusted to be whole.

    baseline: nothing was known before, so nothing in it is news. anew: the source was read otherwise before.
    edited: keys of notices that are told to be otherwise than they were; flapping: those among them that are so in turn.
    """

    reading: Reading
    failed: frozenset[str]
    good: bool
    baseline: bool
    anew: bool = False
    edited: frozenset[str] = frozenset()
    flapping: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one check says of one notice. listed: None when the list did not show it.

    content: SHA-256 of its text, when it was read in full. again: its page was asked for in vain, and is
    left alone until it is due the next time. incomplete: read without some of its files, and due again.
    waiting: the list says something new of it, and it was not opened yet.
    away: it left the list together with most others, and its absence is not counted.
    titled: what its own page calls it, where no list did.
    edited: it is otherwise than it was. flaps: it turns out to be so in turn. rests: it does so no more.
    """

    listed: Listed | None = None
    content: str | None = None
    titled: str | None = None
    failed: bool = False
    again: bool = False
    gone: bool = False
    incomplete: bool = False
    waiting: bool = False
    away: bool = False
    edited: bool = False
    flaps: bool = False
    rests: bool = False


def first_sight(entry: Listed, seen: Sighting, now: datetime, *, baseline: bool) -> Known:
    """What is known of a notice that was never seen before."""
    return Known(
        listed=entry,
        content_sha256=seen.content,
        first_seen=now,
        last_read=now if (seen.content and not seen.incomplete) or seen.again else None,
        attempts=int(seen.failed or seen.incomplete),
        missing=COUNTED_MISSING if seen.away else 0,
        pending=seen.content is None and not baseline,
    )


def next_sight(before: Known, seen: Sighting, now: datetime, *, good: bool) -> Known:
    """What is known of a notice after one more check. Only a good one takes the list's word for it.

    The list's new title of a notice that was not read is not remembered after a partial check, nor while the notice
    waits to be opened: the difference is what makes the next check open it.
    """
    after = before
    if seen.content is not None:
        after = replace(
            after,
            content_sha256=seen.content,
            last_read=before.last_read if seen.incomplete else now,
            rereads=before.rereads + (before.content_sha256 is not None),
            attempts=before.attempts + 1 if seen.incomplete else 0,
            pending=False,
        )
    elif seen.again:
        after = replace(after, last_read=now, attempts=0)
    elif seen.failed:
        after = replace(after, attempts=before.attempts + 1)
    if seen.edited:
        after = replace(after, edited=now)
    after = replace(after, flaps=seen.flaps or (before.flaps and not seen.rests))
    if seen.listed and not seen.waiting and (good or seen.content is not None):
        after = replace(after, listed=seen.listed)
    elif seen.titled:
        after = replace(after, listed=replace(after.listed, title=seen.titled))
    if not good:
        return after
    missing = 0 if seen.listed else min(before.missing + 1, COUNTED_MISSING)
    missing = COUNTED_MISSING if seen.away else missing
    return replace(after, missing=missing, removed=seen.gone or (before.removed and not seen.listed))


# -- rows ------------------------------------------------------------------------------------------

_STILL_COUNTED = select(notices.c.source, *KNOWN_COLUMNS).where(
    notices.c.source.in_(bindparam("these", expanding=True)),
    notices.c.removed.is_(False),
    notices.c.missing < COUNTED_MISSING,
)
_MOVING = (
    *("title", "url", "number", "published", "published_text", "content"),
    *("last_read", "rereads", "attempts", "missing", "removed", "pending", "edited", "flaps"),
)
_MOVE_ON = (
    update(notices)
    .where(notices.c.id == bindparam("id_"))
    .values({name: bindparam(f"{name}_") for name in _MOVING})
)
_FORGET_TEXTS = (
    update(notices)
    .where(notices.c.source == bindparam("source_"))
    .values(content=None, last_read=None, heard=None)
)
_NEW_NOTICE = insert(notices).returning(notices.c.id, notices.c.source, notices.c.key)
_NEW_VERSION = insert(versions)


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice's row, and what is known of it. new: it came into being just now."""

    row: int
    known: Known
    new: bool = False


@dataclass(frozen=True, slots=True)
class Visited:
    """A check that read notices. places: the rows of its documents, by the key of a notice or by address; unheard_of: the
    source was never checked before.
    """

    check: Check
    seen: Seen
    trail: Trail
    places: Mapping[str, int]
    unheard_of: bool = False


class _Work:
    """What is to be written for one such check."""

    def __init__(self, visited: Visited) -> None:
        self.visited, seen = visited, visited.seen
        reading = seen.reading
        self.listed = {
            clean(entry.key): entry for entry in reversed(reading.listed)
        }  # of doubles the first counts
        self.read = {clean(key): notice for key, notice in reading.notices.items()}
        self._marks = _marks(seen)
        asked = self._marks["failed"] | self._marks["again"] | self._marks["gone"]
        self.keys = self.listed.keys() | self.read.keys() | asked
        self.before: dict[str, Standing] = {}
        self.contents: dict[str, str] = {}
        self.after: dict[str, Standing] = {}

    @property
    def source(self) -> str:
        return self.visited.check.source

    def _sighting(self, key: str) -> Sighting:
        marked = {name: key in keys for name, keys in self._marks.items()}
        alone = self.read[key].listed.title if key in self.read and key not in self.listed else None
        return Sighting(self.listed.get(key), self.contents.get(key), alone, **marked)

    def move_on(self) -> list[Standing]:
        """Those that were known and are otherwise now."""
        now, good = self.visited.check.started, self.visited.seen.good
        self.after = {
            key: Standing(standing.row, next_sight(standing.known, self._sighting(key), now, good=good))
            for key, standing in self.before.items()
        }
        return [standing for key, standing in self.after.items() if standing != self.before[key]]

    def new(self) -> dict[str, Known]:
        """Those that were never seen before."""
        now, baseline = self.visited.check.started, self.visited.seen.baseline
        entries = {key: notice.listed for key, notice in self.read.items()} | dict(
            reversed(self.listed.items())
        )
        return {
            key: first_sight(entry, self._sighting(key), now, baseline=baseline)
            for key, entry in entries.items()
            if key not in self.before
        }

    def fresh(self) -> dict[str, Standing]:
        """Those that say something else than they did."""
        return {
            key: self.after[key]
            for key, sha256 in self.contents.items()
            if key not in self.before or self.before[key].known.content_sha256 != sha256
        }


def record_notices(connection: Connection, visits: Sequence[Visited]) -> list[dict[str, Standing]]:
    """Bring the notices of these sources, each another one, up to date, in few statements for all of them. Of each check
    those it speaks of, by key, as they stand afterwards.
    """
    for visited in visits:
        if visited.seen.anew:  # what was read under another configuration is no measure for what is read now
            connection.execute(_FORGET_TEXTS, {"source_": visited.check.source})
    works = [_Work(visited) for visited in visits]
    _look_up(connection, works)
    _keep_notices(connection, works)
    _move_on(connection, [standing for work in works for standing in work.move_on()])
    for work, added in zip(
        works, _add_all(connection, {work.source: work.new() for work in works}), strict=True
    ):
        work.after |= added
        _keep_in_mind(connection, work.visited.check, work.visited.seen)
    _record_versions(connection, works)
    return [work.after for work in works]


def _keep_in_mind(connection: Connection, check: Check, seen: Seen) -> None:
    """What stands far down in the list, and stood there before us, is known from now on."""
    older = {clean(entry.key): entry for entry in seen.reading.older}
    if not older:
        return
    there = _known_of(connection, check.source, older)
    unseen = Sighting(away=True)
    fresh = {
        key: first_sight(entry, unseen, check.started, baseline=True)
        for key, entry in older.items()
        if key not in there
    }
    _add_all(connection, {check.source: fresh})


def _marks(seen: Seen) -> dict[str, set[str]]:
    """The keys that a check says something of, by the field of a sighting that says it."""
    told = seen.reading
    said = {
        "failed": seen.failed,
        "again": told.again,
        "gone": told.gone,
        "incomplete": told.incomplete,
        "waiting": told.waiting,
        "away": told.away,
        "edited": seen.edited | told.turned,
        "flaps": seen.flapping,
        "rests": told.rested | (seen.edited - seen.flapping),
    }
    return {name: set(map(clean, keys)) for name, keys in said.items()}


def _look_up(connection: Connection, works: Sequence[_Work]) -> None:
    """The known ones among the notices of each check, and those whose absence is still counted."""
    there = {work.source: work for work in works if not work.visited.unheard_of}
    counted = [source for source, work in there.items() if work.visited.seen.good]
    for some in in_parts(counted):
        for source, *columns in connection.execute(_STILL_COUNTED, {"these": some}):
            there[source].before[columns[1]] = Standing(columns[0], as_known(columns))
    for source, work in there.items():
        if missing := work.keys - work.before.keys():
            work.before |= _known_of(connection, source, missing)


def _known_of(connection: Connection, source: str, keys: Collection[str]) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for some in in_parts([key_hash(key) for key in keys]):
        for row in connection.execute(KNOWN_OF, {"source": source, "keys": some}):
            found[row.key] = Standing(row.id, as_known(row))
    return found


_BESIDE = 256 * 1024  # bytes of a page that a text in it is packed against, ..
_MUCH_MORE = 24  # .. and how many times as long it may be; beyond that it takes more time than it saves


def _keep_notices(connection: Connection, works: Sequence[_Work]) -> None:
    """Archive each notice that is not the one that stands there; for each its SHA-256 as it is archived."""
    Archive(connection).keep_all([kept for work in works for kept in _kept(work)])


def _kept(work: _Work) -> Iterator[Kept]:
    check, there = work.visited.check, {key: each.known.content_sha256 for key, each in work.before.items()}
    stood = {clean(key): sha256 for key, sha256 in work.visited.seen.reading.stood.items()}
    pages = _pages(check)
    for key, notice in work.read.items():
        if (
            key in stood and there.get(key) == stood[key]
        ):  # it was compared with what stands there, word for word
            work.contents[key] = stood[key]
            continue
        body = encode(Notice, notice)
        work.contents[key] = hashlib.sha256(body).hexdigest()
        if there.get(key) != work.contents[key]:
            sha256, size = pages.get(key) or pages.get(notice.url) or ("", 0)
            beside = sha256 if size <= min(_BESIDE, _MUCH_MORE * len(body)) else None
            yield Kept(_line(check.source, key), body, work.contents[key], beside)


def _pages(check: Check) -> dict[str, tuple[str, int]]:
    """The pages that the check keeps with their sizes, by the key of the notice they were asked for, or their address."""
    found: dict[str, tuple[str, int]] = {}
    for document in check.documents:
        if document.sha256 in check.kept and not document.not_modified:
            page, listed = (document.sha256, len(document.body)), document.request.listed
            found |= dict.fromkeys((document.url, document.request.url), page)
            found |= {clean(listed.key): page} if listed else {}
    return found


def keep_notice(connection: Connection, source: str, notice: Notice, there: Standing | None = None) -> str:
    """SHA-256 of the notice as it is archived, in a line of its own. there: how it stood before."""
    body = encode(Notice, notice)
    sha256 = hashlib.sha256(body).hexdigest()
    if there is None or there.known.content_sha256 != sha256:
        Archive(connection).keep_all([Kept(_line(source, notice.key), body, sha256)])
    return sha256


def _line(source: str, key: str) -> str:
    return f"notice {source} {clean(key)}"


def _move_on(connection: Connection, moved: Sequence[Standing]) -> None:
    if moved:
        connection.execute(
            _MOVE_ON,
            [
                {"id_": standing.row}
                | {f"{name}_": value for name, value in _columns(standing.known).items()}
                for standing in moved
            ],
        )


def _add_all(connection: Connection, new: Mapping[str, Mapping[str, Known]]) -> list[dict[str, Standing]]:
    """new: by source and key."""
    rows = [
        {"source": source, "key": key, "key_hash": key_hash(key), "first_seen": known.first_seen}
        | _columns(known)
        for source, by_key in new.items()
        for key, known in by_key.items()
    ]
    added: dict[str, dict[str, Standing]] = {source: {} for source in new}
    if rows:
        for row in connection.execute(_NEW_NOTICE, rows):
            added[row.source][row.key] = Standing(row.id, new[row.source][row.key], new=True)
    return list(added.values())


def _columns(known: Known) -> dict[str, object]:
    """What may change of a notice, by column."""
    return {
        "title": known.listed.title,
        "url": known.listed.url,
        "number": known.listed.number,
        "published": known.listed.published,
        "published_text": known.listed.published_text,
        "content": known.content_sha256,
        "last_read": known.last_read,
        "rereads": known.rereads,
        "attempts": known.attempts,
        "missing": known.missing,
        "removed": known.removed,
        "pending": known.pending,
        "edited": known.edited,
        "flaps": known.flaps,
    }


def _record_versions(connection: Connection, works: Sequence[_Work]) -> None:
    rows: list[dict[str, Any]] = []
    for work in works:
        places, trail = work.visited.places, work.visited.trail
        for key, standing in work.fresh().items():
            document = places.get(key, places.get(standing.known.listed.url))
            content = standing.known.content_sha256 or ""
            rows.append(
                {"notice": standing.row, "content": content, "check": trail.check, "document": document}
            )
            trail.version(key, content, document)
    if rows:
        connection.execute(_NEW_VERSION, rows)
