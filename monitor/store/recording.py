"""What a check found, written down whole: the evidence, the notices, the changes, what is owed for them.

Everything here happens in the caller's one transaction (D01, D09, M01).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, func, insert, select, update

from monitor.coverage import PutBack
from monitor.evidence.chain import Saying
from monitor.model import (
    Amended,
    Blocked,
    Changed,
    Finding,
    First,
    Holding,
    New,
    Outcome,
    Owed,
    Partial,
    Reading,
    Recorded,
    Restored,
    Unchanged,
)
from monitor.store import amendments, answering, asking, coverage, habits, heard, holding, judging
from monitor.store.answering import is_good, reading_of
from monitor.store.chain import Trail
from monitor.store.changes import record_changes
from monitor.store.codec import encode_texts
from monitor.store.columns import clean, inserted_all
from monitor.store.copies import Own, Sameness, mark, mark_own, unheard, without_mark
from monitor.store.noticing import COUNTED_MISSING, Seen, Standing, Visited, record_notices
from monitor.store.schema import checks, notices, owed, pauses, sources
from monitor.store.watching import in_parts
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """An outcome and what follows from it.

    fingerprint: of the source's configuration. owed: who is to hear of which of its findings. same: when two
    notices are one; without it nothing is taken for a copy. missed: checks that were due before and never made, by day.
    put_back: when the clock ran ahead at the check before. asked: somebody wanted this reading.
    """

    outcome: Outcome
    next_check: datetime | None
    fingerprint: str
    owed: Sequence[Owed] = ()
    same: Sameness | None = None
    missed: Mapping[date, int] = field(default_factory=dict)
    put_back: PutBack | None = None
    asked: bool = False


def record(connection: Connection, entries: Sequence[Entry]) -> list[tuple[tuple[Recorded, ...], Saying]]:
    """Of each entry its findings as they now stand in the store, in their order; and what the evidence chain says of it.

    Of several checks of one source each sees what the one before it left.
    """
    done: list[tuple[tuple[Recorded, ...], Saying]] = []
    for some in _in_parts(entries):
        done += _record(connection, some)
    return done


_AT_ONCE = 2 * 2**20  # bytes received; so much is at hand while it is packed


def _in_parts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """No source twice in a part, and no more in it than fits into memory."""
    some: dict[str, Entry] = {}
    size = 0
    for entry in entries:
        check = entry.outcome.check
        received = sum(len(each.body) for each in check.documents if not each.not_modified)
        if some and (check.source in some or size + received > _AT_ONCE):
            yield list(some.values())
            some, size = {}, 0
        some[check.source] = entry
        size += received
    if some:
        yield list(some.values())


def _record(connection: Connection, entries: Sequence[Entry]) -> list[tuple[tuple[Recorded, ...], Saying]]:
    """What every check leaves is written for all of them in few statements; then what each of them read, one by one."""
    before = _before(connection, entries)
    _record_states(connection, entries, before)
    trails = _record_checks(connection, entries, before)
    places = answering.record(connection, [entry.outcome for entry in entries], trails)
    made = [_Made(*each) for each in zip(entries, trails, places, strict=True)]
    return [one for some in _in_groups(made, before) for one in _record_readings(connection, some, before)]


@dataclass(frozen=True, slots=True)
class _Made:
    """A check whose row is written. places: see `answering.record`."""

    entry: Entry
    trail: Trail
    places: Mapping[str, int]


_ROWS = 2_000  # notices of which so much is known at a time


def _in_groups(made: Sequence[_Made], before: Mapping[str, Row[Any, Any, Any]]) -> Iterator[list[_Made]]:
    """As many at a time as have so few notices together."""
    some, size = list[_Made](), 0
    for each in made:
        reading, stood = reading_of(each.entry.outcome), before.get(each.entry.outcome.check.source)
        count = (len(reading.listed) if reading else 0) + (stood.notices if stood else 0)
        if some and size + count > _ROWS:
            yield some
            some, size = [], 0
        some.append(each)
        size += count
    if some:
        yield some


def _record_readings(
    connection: Connection, made: Sequence[_Made], before: Mapping[str, Row[Any, Any, Any]]
) -> list[tuple[tuple[Recorded, ...], Saying]]:
    """What these checks read: the notices of all of them in few statements, then what each of them found."""
    visits = [visited for each in made if (visited := _visited(each, before)) is not None]
    rows = dict(zip((each.check.source for each in visits), record_notices(connection, visits), strict=True))
    known = [row for each in made for row in _read_again(each.entry, rows)]
    unmarked = without_mark(connection, known) if known else set()
    own: list[Own] = []
    done: list[tuple[tuple[Recorded, ...], Saying]] = []
    for each in made:
        outcome, recorded = each.entry.outcome, tuple[Recorded, ...]()
        if reading := reading_of(outcome):
            standing = rows[outcome.check.source]
            recorded, marks = _record_findings(connection, each, reading, standing, unmarked)
            own += marks
        done.append((recorded, each.trail.saying(_check_row(outcome))))
    mark_own(connection, own)
    heard.record_first(connection, [each.check.source for each in visits])
    counted = [{"source_": each.check.source} for each in visits if not each.seen.reading.alone]
    if counted:
        connection.execute(_COUNT_NOTICES, counted)
    return done


def _visited(made: _Made, before: Mapping[str, Row[Any, Any, Any]]) -> Visited | None:
    outcome = made.entry.outcome
    if (reading := reading_of(outcome)) is None:
        return None
    stood = before.get(outcome.check.source)
    baseline, read_before = _is_baseline(outcome, stood)
    seen = _seen(outcome, reading, baseline=baseline, anew=baseline and read_before)
    return Visited(outcome.check, seen, made.trail, made.places, unheard_of=stood is None)


def _read_again(entry: Entry, rows: Mapping[str, Mapping[str, Standing]]) -> Iterator[int]:
    """The rows of the notices that were known before and were read, where copies are looked for."""
    reading = reading_of(entry.outcome)
    if reading is None or entry.same is None:
        return
    there = rows[entry.outcome.check.source]
    for key in map(clean, reading.notices):
        if key in there and not there[key].new:
            yield there[key].row


def _seen(outcome: Outcome, reading: Reading, *, baseline: bool, anew: bool) -> Seen:
    turns = {
        place: finding.change
        for place, finding in enumerate(_findings(outcome))
        if isinstance(finding.change, Amended | Restored)
    }
    silent = _silent(outcome)
    return Seen(
        reading=reading,
        failed=outcome.failed if isinstance(outcome, Partial) else frozenset(),
        good=is_good(outcome) and not reading.alone,
        baseline=baseline,
        anew=anew,
        edited=frozenset(change.notice.key for change in turns.values()),
        flapping=frozenset(
            change.notice.key for place, change in turns.items() if change.flapping and place not in silent
        ),
    )


def _record_findings(
    connection: Connection,
    made: _Made,
    reading: Reading,
    rows: Mapping[str, Standing],
    unmarked: Collection[int],
) -> tuple[tuple[Recorded, ...], list[Own]]:
    """What a reading found, who is to hear of it, and what it shows to have been told wrongly; beside it, see `mark`."""
    entry, own = made.entry, list[Own]()
    outcome = entry.outcome
    source, now = outcome.check.source, outcome.check.started
    findings, due = _findings(outcome), entry.owed
    if entry.same is not None:
        findings, due = amendments.join(connection, findings, due, rows, same=entry.same, now=now)
    recorded = record_changes(connection, outcome.check, findings, made.trail, rows)
    recorded = _hold(connection, outcome, recorded)
    heard.record(connection, source, recorded, _holding(outcome))
    if reading.habits:
        habits.record(connection, source, reading.habits)
    if entry.same is not None:
        first_places, own = mark(connection, source, entry.same, reading.notices, rows, unmarked=unmarked)
        judging.told_twice(connection, rows, first_places, now)
        due = unheard(connection, due, recorded, first_places)
    _record_owed(connection, due, recorded)
    _judge(connection, outcome, recorded)
    return recorded, own


def _judge(connection: Connection, outcome: Outcome, recorded: Sequence[Recorded]) -> None:
    """Take back what this check shows to have been told wrongly."""
    source, now, made = outcome.check.source, outcome.check.started, _holding(outcome)
    ids = [int(id_) for id_ in made.released] if made else []
    ids += [
        int(one.id) for one in recorded if not one.held and one.untold is None and judging.worth_judging(one)
    ]
    if ids:
        judging.judge(connection, source, ids, now)
    if made and made.dropped:
        judging.untold(connection, [(int(id_), why) for id_, why in made.dropped], now)


def _hold(connection: Connection, outcome: Outcome, recorded: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """Hold back what the breaker says, let go what it lets go; the findings as they then stand."""
    made = _holding(outcome)
    if made is None:
        return recorded
    ids = [int(one.id) for one in recorded]
    holding.record(connection, outcome.check.source, outcome.check.started, made, ids)
    untold = dict(made.untold)
    return tuple(
        replace(one, held=place in made.held, untold=untold.get(place)) for place, one in enumerate(recorded)
    )


def _holding(outcome: Outcome) -> Holding | None:
    return outcome.holding if isinstance(outcome, First | Unchanged | Changed | Partial) else None


def _silent(outcome: Outcome) -> set[int]:
    """The positions of the findings that nobody is told now."""
    made = _holding(outcome)
    return {*made.held, *dict(made.untold)} if made else set()


def _findings(outcome: Outcome) -> tuple[Finding, ...]:
    return outcome.findings if isinstance(outcome, First | Changed | Partial) else ()


# -- the source and the check ----------------------------------------------------------------------

_BEFORE = select(sources.c.id, sources.c.last_good, sources.c.notices).where(
    sources.c.id.in_(bindparam("sources", expanding=True))
)


def _before(connection: Connection, entries: Sequence[Entry]) -> dict[str, Row[Any, Any, Any]]:
    """How these sources were, as far as they were ever checked."""
    named = [entry.outcome.check.source for entry in entries]
    return {row.id: row for some in in_parts(named) for row in connection.execute(_BEFORE, {"sources": some})}


def _is_baseline(outcome: Outcome, stood: Row[Any, Any, Any] | None) -> tuple[bool, bool]:
    """Whether nothing was known of the source before, so that nothing in the reading is news; and whether
    it was read before all the same, under another configuration.
    """
    if not isinstance(outcome, First | Partial):
        return False, True
    read_before = stood is not None and stood.last_good is not None
    if isinstance(outcome, First):
        return True, read_before
    return stood is None or (stood.last_good is None and not stood.notices), read_before


def _or_before(name: str) -> object:
    column = sources.c[name]
    return func.coalesce(bindparam(f"{name}_", type_=column.type), column)


_LIFE = {
    "outcome": bindparam("outcome_"),
    "reason": bindparam("reason_"),
    "verdict": bindparam("verdict_"),
    "last_attempt": bindparam("started_"),
    "last_change": _or_before("last_change"),
    "last_new": _or_before("last_new"),
    "next_check": bindparam("next_check_"),
    "checks": sources.c.checks + 1,
}
_OF_NOTICES = ("last_change", "last_new", "checks")  # what a notice handed in alone says of its source
_GOOD = {
    "last_good": bindparam("started_"),
    "failures": 0,
    "bad_since": None,
    "fingerprint": bindparam("fingerprint_"),
}
_BAD = {
    "failures": sources.c.failures + 1,
    "bad_since": func.coalesce(sources.c.bad_since, bindparam("started_", type_=sources.c.bad_since.type)),
}
_THIS = sources.c.id == bindparam("source_")
_WENT_WELL = update(sources).where(_THIS).values(_LIFE | _GOOD)
_WENT_BADLY = update(sources).where(_THIS).values(_LIFE | _BAD)
_NOT_OF_ITS_LIST = update(sources).where(_THIS).values({name: _LIFE[name] for name in _OF_NOTICES})
_NOBODY = insert(sources).values(failures=0, notices=0, checks=0)
_OF_OUR_TIME = notices.c.content.is_not(None) | (notices.c.missing < COUNTED_MISSING)
_COUNT_NOTICES = (
    update(sources)
    .where(_THIS)
    .values(
        notices=select(func.count())
        .select_from(notices)
        .where(notices.c.source == sources.c.id, notices.c.removed.is_(False), _OF_OUR_TIME)
        .scalar_subquery()
    )
)
_NEW_CHECK = insert(checks)


def _record_states(
    connection: Connection, entries: Sequence[Entry], before: Mapping[str, Row[Any, Any, Any]]
) -> None:
    new = [
        {"id": entry.outcome.check.source} for entry in entries if entry.outcome.check.source not in before
    ]
    if new:
        connection.execute(_NOBODY, new)
    by_statement: defaultdict[Update, list[dict[str, object]]] = defaultdict(list)
    for entry in entries:
        statement, values = _state(entry)
        by_statement[statement].append(values)
    for statement, rows in by_statement.items():
        connection.execute(statement, rows)


def _state(entry: Entry) -> tuple[Update, dict[str, object]]:
    """How the source is after a check, and in which words the database is told."""
    outcome, check, findings = entry.outcome, entry.outcome.check, _findings(entry.outcome)
    news = any(isinstance(finding.change, New) for finding in findings)
    values: dict[str, object] = {
        "source_": check.source,
        "outcome_": outcome.name,
        "reason_": _reason(outcome),
        "verdict_": check.verdict,
        "started_": check.started,
        "last_change_": check.started if findings else None,
        "last_new_": check.started if news else None,
        "next_check_": entry.next_check,
    }
    reading = reading_of(outcome)
    if reading and reading.alone:
        return _NOT_OF_ITS_LIST, {name: values[name] for name in ("source_", "last_change_", "last_new_")}
    if is_good(outcome):
        return _WENT_WELL, values | {"fingerprint_": entry.fingerprint}
    return _WENT_BADLY, values


def _record_checks(
    connection: Connection, entries: Sequence[Entry], before: Mapping[str, Row[Any, Any, Any]]
) -> list[Trail]:
    """The rows of the checks, with what coverage counts; the beginnings of their entries in the chain."""
    rows = [
        _check_row(entry.outcome) | _counted(entry.outcome, before.get(entry.outcome.check.source))
        for entry in entries
    ]
    trails = [Trail(number) for number in inserted_all(connection, _NEW_CHECK, rows)]
    for entry, row in zip(entries, rows, strict=True):
        check = entry.outcome.check
        if entry.put_back is not None:
            coverage.unmiss(connection, check.source, check.started, entry.put_back)
        if not row["alone"]:
            coverage.record_missed(connection, check.source, entry.missed, check.started)
            if entry.asked:
                asking.answered(connection, check.source)
    return trails


def _reason(outcome: Outcome) -> str | None:
    return outcome.remark if isinstance(outcome, First | Unchanged | Changed) else outcome.reason


def _check_row(outcome: Outcome) -> dict[str, object]:
    check = outcome.check
    return {
        "source": check.source,
        "started": check.started,
        "took_ms": round(check.took / timedelta(milliseconds=1)),
        "outcome": outcome.name,
        "reason": _reason(outcome),
        "verdict": check.verdict,
        "challenge": outcome.challenge if isinstance(outcome, Blocked) else None,
    }


def _counted(outcome: Outcome, stood: Row[Any, Any, Any] | None) -> dict[str, object]:
    """What only coverage asks of a check; it is not evidence."""
    reading = reading_of(outcome)
    alone, waited = reading is not None and reading.alone, None
    if is_good(outcome) and not alone and stood is not None and stood.last_good is not None:
        waited = max(0, int((outcome.check.started - stood.last_good).total_seconds()))
    return {"alone": alone, "waited_s": waited}


# -- what follows ----------------------------------------------------------------------------------


def _record_owed(connection: Connection, due: Sequence[Owed], recorded: Sequence[Recorded]) -> None:
    rows = {
        (one.subscription, recorded[one.change].id): encode_texts(one.why) for one in due
    }  # once per reader and change, whoever asked twice
    if rows:
        connection.execute(
            insert(owed),
            [{"subscription": name, "change": int(id_), "why": why} for (name, id_), why in rows.items()],
        )


_PAUSE = update(pauses).where(pauses.c.host == bindparam("host_")).values(until=bindparam("until_"))


def longest(asked: Iterable[Mapping[str, datetime]]) -> dict[str, datetime]:
    """Of each host the last moment that somebody names."""
    until: dict[str, datetime] = {}
    for named in asked:
        until |= {host: max(end, until.get(host, end)) for host, end in named.items()}
    return until


def record_pauses(connection: Connection, until: Mapping[str, datetime]) -> None:
    for host, end in until.items():
        if not connection.execute(_PAUSE, {"host_": host, "until_": end}).rowcount:
            connection.execute(insert(pauses), {"host": host, "until": end})
