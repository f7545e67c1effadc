"""What the store remembers of sources: how they are, which notices stand there, what they last answered."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, func, or_, select

from monitor.errors import DamagedError
from monitor.model import (
    Changed,
    Coverage,
    First,
    Known,
    Listed,
    Looked,
    Notice,
    Partial,
    SourceState,
    Unchanged,
    Validators,
    Verdict,
)
from monitor.store.archive import Archive
from monitor.store.codec import decode
from monitor.store.columns import clean
from monitor.store.schema import answers, checks, missed, notices, pauses, sources
from monitor.values import dataclass

AT_ONCE = 500  # values in one IN
Sighting = tuple[date | None, datetime]  # of a notice: the day it bears, the moment we first saw it
OVERDUE = timedelta(hours=1)  # a turn may be late by so much
NEVER = datetime.min.replace(tzinfo=UTC)
GOOD = (First.name, Unchanged.name, Changed.name)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """An earlier check in short."""

    started: datetime
    outcome: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Stored:
    """The last answer to a request that made a good reading. fetched_at: when the bytes really came,
    a 304 does not count (N13).
    """

    validators: Validators
    fetched_at: datetime


# in the order of the fields; the verdict is the last
_STATES = select(*(sources.c["id" if each.name == "source" else each.name] for each in fields(SourceState)))
_NAMED: BindParameter[Any] = bindparam("named", expanding=True)


def states(connection: Connection, only: Collection[str] | None = None) -> dict[str, SourceState]:
    if only is None:
        return _by_id(connection.execute(_STATES))
    query = _STATES.where(sources.c.id.in_(_NAMED))
    found: dict[str, SourceState] = {}
    for some in in_parts(sorted(only)):
        found |= _by_id(connection.execute(query, {"named": some}))
    return found


def planned(
    connection: Connection, until: datetime, beyond: datetime | None = None
) -> dict[str, SourceState]:
    """The sources whose next check is planned for `until` or before it, or not at all; and those later than `beyond`."""
    due = or_(sources.c.next_check.is_(None), sources.c.next_check <= until)
    return _by_id(
        connection.execute(_STATES.where(due if beyond is None else or_(due, sources.c.next_check > beyond)))
    )


def unwell(connection: Connection) -> dict[str, SourceState]:
    """The sources whose last checks were not good."""
    return _by_id(connection.execute(_STATES.where(sources.c.bad_since.is_not(None))))


def published(connection: Connection, first: date, last: date) -> frozenset[str]:
    """The ids of the sources with a notice that bears one of these days."""
    query = select(notices.c.source).where(notices.c.published.between(first, last)).distinct()
    return frozenset(connection.execute(query).scalars())


def checked(connection: Connection) -> frozenset[str]:
    """The ids of all that were ever checked."""
    return frozenset(connection.execute(select(sources.c.id)).scalars())


def _by_id(rows: Iterable[Row[Any]]) -> dict[str, SourceState]:
    return {
        row[0]: SourceState(row[0], *row[1:-1], verdict=Verdict(row[-1]) if row[-1] else None) for row in rows
    }


KNOWN_COLUMNS = (
    notices.c.id,
    notices.c.key,
    notices.c.title,
    notices.c.url,
    notices.c.number,
    notices.c.published,
    notices.c.published_text,
    notices.c.content,
    notices.c.first_seen,
    notices.c.last_read,
    notices.c.rereads,
    notices.c.attempts,
    notices.c.missing,
    notices.c.removed,
    notices.c.pending,
    notices.c.edited,
    notices.c.flaps,
    notices.c.heard,
)
KNOWN = select(*KNOWN_COLUMNS).where(notices.c.source == bindparam("source"))
_KNOWN_IN_ORDER = KNOWN.order_by(notices.c.id)


def known(connection: Connection, source: str) -> dict[str, Known]:
    """Every notice of a source, in the order in which they were first seen."""
    return {row.key: as_known(row) for row in connection.execute(_KNOWN_IN_ORDER, {"source": source})}


def as_known(row: Any) -> Known:
    """A row of `KNOWN`, as a value."""
    _, key, title, url, number, published, published_text, *rest = row
    return Known(Listed(key, title, url, number, published, published_text), *rest)


_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
KNOWN_OF = KNOWN.where(notices.c.key_hash.in_(_KEYS))
_CONTENTS = select(notices.c.key, notices.c.content).where(
    notices.c.source == bindparam("source"), notices.c.key_hash.in_(_KEYS), notices.c.content.is_not(None)
)


_HEARD = select(notices.c.key, notices.c.heard).where(
    notices.c.source == bindparam("source"), notices.c.key_hash.in_(_KEYS), notices.c.heard.is_not(None)
)


def last_read(connection: Connection, source: str, keys: Collection[str]) -> dict[str, Notice]:
    """The last version of each of these notices that was ever read in full, as far as it can be read again."""
    return _versions(connection, _CONTENTS, source, keys)


def versions(connection: Connection, wanted: Collection[str]) -> dict[str, Notice]:
    """These versions of notices by their SHA-256, which `Known` names, without those that are damaged."""
    return _decoded(Archive(connection).readable(wanted))


def _decoded(bodies: Mapping[str, bytes]) -> dict[str, Notice]:
    found: dict[str, Notice] = {}
    for sha256, body in bodies.items():
        with suppress(DamagedError):
            found[sha256] = decode(Notice, body)
    return found


def last_heard(connection: Connection, source: str, keys: Collection[str]) -> dict[str, Notice]:
    """The version of each of these notices that readers last heard of, as far as it can be read again."""
    return _versions(connection, _HEARD, source, keys)


def _versions(
    connection: Connection, query: Select[Any], source: str, keys: Collection[str]
) -> dict[str, Notice]:
    found: dict[str, str] = {}
    for some in in_parts([key_hash(key) for key in keys]):
        rows = connection.execute(query, {"source": source, "keys": some})
        found |= {row[0]: row[1] for row in rows}
    texts = versions(connection, found.values())
    return {key: texts[sha256] for key, sha256 in found.items() if sha256 in texts}


def key_hash(key: str) -> bytes:
    return hashlib.sha256(clean(key).encode()).digest()[:16]


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


_ANSWERS = select(
    answers.c.request, answers.c.sha256, answers.c.etag, answers.c.last_modified, answers.c.fetched_at
).where(answers.c.source == bindparam("source"))


def validators(connection: Connection, source: str) -> dict[str, Stored]:
    """By the request's identity."""
    return {row.request: as_stored(row) for row in connection.execute(_ANSWERS, {"source": source})}


def as_stored(row: Any) -> Stored:
    """A row of `answers`, as a value."""
    return Stored(Validators(row.sha256, row.etag, row.last_modified), row.fetched_at)


_LOOKS = (
    select(checks.c.started, checks.c.outcome, checks.c.verdict)
    .where(checks.c.source == bindparam("source"))
    .order_by(checks.c.started.desc(), checks.c.id.desc())
)


def looks(connection: Connection, source: str, most: int) -> tuple[Look, ...]:
    """The last checks of a source, the latest first."""
    return tuple(
        Look(row.started, row.outcome, Verdict(row.verdict) if row.verdict else None)
        for row in connection.execute(_LOOKS.limit(most), {"source": source})
    )


def sightings(connection: Connection, names: Collection[str]) -> dict[str, list[Sighting]]:
    """When each notice of these sources came, by source."""
    found: dict[str, list[Sighting]] = {name: [] for name in names}
    for some in in_parts(sorted(found)):
        query = select(notices.c.source, notices.c.published, notices.c.first_seen)
        for row in connection.execute(query.where(notices.c.source.in_(some))):
            found[row.source].append((row.published, row.first_seen))
    return found


def paused(connection: Connection, now: datetime) -> dict[str, datetime]:
    """The hosts that asked us to stay away, and until when."""
    query = select(pauses.c.host, pauses.c.until).where(pauses.c.until > now)
    return {row.host: row.until for row in connection.execute(query)}


def coverage(connection: Connection, since: datetime, until: datetime, names: Collection[str]) -> Coverage:
    """What was looked at after `since` and up to `until`; which of these sources are not good now, or not due."""
    counts: dict[str, int] = {}
    made: dict[str, dict[str, int]] = {name: {} for name in names}
    for some in in_parts(sorted(made)):
        query = (
            select(checks.c.source, checks.c.outcome, func.count())
            .where(checks.c.source.in_(some), checks.c.started > since, checks.c.started <= until)
            .group_by(checks.c.source, checks.c.outcome)
        )
        for source, outcome, count in connection.execute(query):
            counts[outcome] = counts.get(outcome, 0) + count
            made[source][outcome] = count
    now = states(connection)
    of_these = [now.get(name, SourceState(name)) for name in made]
    idle = tuple(state for state in of_these if _rests(state, since, until))
    bad = tuple(
        _in_part(state) if _holds_back(state) else _overdue(state) if state.outcome in GOOD else state
        for state in of_these
        if _holds_back(state) or (not _seen(state, since) and not _rests(state, since, until))
    )
    unsure = {state.source for state in (*bad, *idle)}
    looked = tuple(
        _looked(state, made[state.source])
        for state in of_these
        if state.source not in unsure and state.last_good is not None
    )
    all_checks, never = dict(sorted(counts.items())), _missed(connection, since, until, made)
    return Coverage(since, until, len(of_these), all_checks, bad, idle, looked=looked, missed=never)


def _missed(
    connection: Connection, since: datetime, until: datetime, names: Collection[str]
) -> dict[str, int]:
    """By source, how many checks were missed before those after `since` and up to `until`."""
    query = (
        select(missed.c.source, func.sum(missed.c.number))
        .where(missed.c.found > since, missed.c.found <= until)
        .group_by(missed.c.source)
        .order_by(missed.c.source)
    )
    return {source: int(number) for source, number in connection.execute(query) if source in names}


def _looked(state: SourceState, made: Mapping[str, int]) -> Looked:
    read = sum(made.get(outcome, 0) for outcome in (*GOOD, Partial.name))
    compared = read > made.get(First.name, 0)
    return Looked(state.source, read, state.last_good or NEVER, compared)


def _seen(state: SourceState, since: datetime) -> bool:
    """Whether a source is good now and was looked at after `since`."""
    return state.outcome in GOOD and state.last_good is not None and state.last_good > since


def _rests(state: SourceState, since: datetime, until: datetime) -> bool:
    """Whether a source is good as it was before `since`, and nobody was to look at it since."""
    if state.outcome not in GOOD or state.last_good is None or state.last_good > since:
        return False
    return until - (state.next_check or state.last_good) <= OVERDUE


def _holds_back(state: SourceState) -> bool:
    """Whether a good source shows a notice whose new text is not believed yet (faults Q04)."""
    return state.outcome in GOOD and state.verdict is Verdict.TRUNCATED


def _in_part(state: SourceState) -> SourceState:
    return replace(state, outcome=Partial.name, bad_since=state.last_attempt)


def _overdue(state: SourceState) -> SourceState:
    return replace(state, outcome=None, bad_since=state.next_check, reason="its check is overdue")
