"""What a check found, written down whole: the evidence, the notices, the changes, what is owed for them.

Everything here happens in the caller's one transaction (D01, D09, M01).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from monitor.coverage import PutBack
from monitor.evidence.chain import Saying
from monitor.model import (
    Amended,
    Blocked,
    Changed,
    Document,
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
from monitor.store import amendments, asking, coverage, habits, heard, holding, judging
from monitor.store.archive import Archive
from monitor.store.chain import Trail
from monitor.store.changes import record_changes
from monitor.store.codec import encode_texts
from monitor.store.columns import inserted
from monitor.store.copies import Sameness, mark, unheard
from monitor.store.noticing import COUNTED_MISSING, Seen, Standing, record_notices
from monitor.store.schema import answers, checks, documents, notices, owed, pauses, sources


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


def record(connection: Connection, entry: Entry) -> tuple[tuple[Recorded, ...], Saying]:
    """The entry's findings as they now stand in the store, in their order; and what the evidence chain says of it."""
    outcome = entry.outcome
    baseline, read_before = _is_baseline(connection, outcome)
    counted = _counted(connection, outcome)
    _record_state(connection, entry)
    check_row = _check_row(outcome)
    trail = Trail(inserted(connection, _NEW_CHECK, check_row | counted))
    if entry.put_back is not None:
        coverage.unmiss(connection, outcome.check.source, outcome.check.started, entry.put_back)
    if not counted["alone"]:
        coverage.record_missed(connection, outcome.check.source, entry.missed, outcome.check.started)
        if entry.asked:
            asking.answered(connection, outcome.check.source)
    places = _record_documents(connection, outcome, trail)
    recorded: tuple[Recorded, ...] = ()
    if reading := _reading(outcome):
        seen = _seen(outcome, reading, baseline=baseline, anew=baseline and read_before)
        rows = record_notices(connection, outcome.check, seen, trail, places)
        recorded = _record_findings(connection, entry, reading, trail, rows)
    return recorded, trail.saying(check_row)


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
        good=_is_good(outcome) and not reading.alone,
        baseline=baseline,
        anew=anew,
        edited=frozenset(change.notice.key for change in turns.values()),
        flapping=frozenset(
            change.notice.key for place, change in turns.items() if change.flapping and place not in silent
        ),
    )


def _record_findings(
    connection: Connection, entry: Entry, reading: Reading, trail: Trail, rows: Mapping[str, Standing]
) -> tuple[Recorded, ...]:
    """What a reading found, who is to hear of it, and what it shows to have been told wrongly."""
    outcome = entry.outcome
    source, now = outcome.check.source, outcome.check.started
    findings, due = _findings(outcome), entry.owed
    if entry.same is not None:
        findings, due = amendments.join(connection, findings, due, rows, same=entry.same, now=now)
    recorded = record_changes(connection, outcome.check, findings, trail, rows)
    recorded = _hold(connection, outcome, recorded)
    heard.record(connection, source, recorded, _holding(outcome))
    if reading.habits:
        habits.record(connection, source, reading.habits)
    if not reading.alone:
        connection.execute(_COUNT_NOTICES, {"source_": source})
    if entry.same is not None:
        first_places = mark(connection, source, entry.same, reading.notices, rows)
        judging.told_twice(connection, rows, first_places, now)
        due = unheard(connection, due, recorded, first_places)
    _record_owed(connection, due, recorded)
    _judge(connection, outcome, recorded)
    return recorded


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


def _reading(outcome: Outcome) -> Reading | None:
    return outcome.reading if isinstance(outcome, First | Unchanged | Changed | Partial) else None


def _findings(outcome: Outcome) -> tuple[Finding, ...]:
    return outcome.findings if isinstance(outcome, First | Changed | Partial) else ()


def _is_good(outcome: Outcome) -> bool:
    return isinstance(outcome, First | Unchanged | Changed)


# -- the source and the check ----------------------------------------------------------------------

_BEFORE = select(sources.c.last_good, sources.c.notices).where(sources.c.id == bindparam("source_"))


def _is_baseline(connection: Connection, outcome: Outcome) -> tuple[bool, bool]:
    """Whether nothing was known of the source before, so that nothing in the reading is news; and whether
    it was read before all the same, under another configuration.
    """
    if not isinstance(outcome, First | Partial):
        return False, True
    state = connection.execute(_BEFORE, {"source_": outcome.check.source}).first()
    read_before = state is not None and state.last_good is not None
    if isinstance(outcome, First):
        return True, read_before
    return state is None or (state.last_good is None and not state.notices), read_before


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


def _record_state(connection: Connection, entry: Entry) -> None:
    outcome, check, findings = entry.outcome, entry.outcome.check, _findings(entry.outcome)
    news = any(isinstance(finding.change, New) for finding in findings)
    values = {
        "source_": check.source,
        "outcome_": outcome.name,
        "reason_": _reason(outcome),
        "verdict_": check.verdict,
        "started_": check.started,
        "last_change_": check.started if findings else None,
        "last_new_": check.started if news else None,
        "next_check_": entry.next_check,
    }
    statement = _WENT_BADLY
    if _is_good(outcome):
        statement, values["fingerprint_"] = _WENT_WELL, entry.fingerprint
    reading = _reading(outcome)
    if reading and reading.alone:
        statement = _NOT_OF_ITS_LIST
        values = {name: values[name] for name in ("source_", "last_change_", "last_new_")}
    if not connection.execute(statement, values).rowcount:
        connection.execute(_NOBODY, {"id": check.source})
        connection.execute(statement, values)


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


_LAST_GOOD = select(sources.c.last_good).where(sources.c.id == bindparam("source_"))


def _counted(connection: Connection, outcome: Outcome) -> dict[str, object]:
    """What only coverage asks of a check; it is not evidence."""
    reading = _reading(outcome)
    alone, waited = reading is not None and reading.alone, None
    if _is_good(outcome) and not alone:
        before = connection.execute(_LAST_GOOD, {"source_": outcome.check.source}).scalar()
        waited = max(0, int((outcome.check.started - before).total_seconds())) if before else None
    return {"alone": alone, "waited_s": waited}


# -- documents -------------------------------------------------------------------------------------

_NEW_DOCUMENT = insert(documents)
_OF_REQUEST = (answers.c.source == bindparam("source_")) & (answers.c.request == bindparam("request_"))
_SAME_ANSWER = (
    update(answers)
    .where(_OF_REQUEST, answers.c.sha256 == bindparam("sha256_"))
    .values(
        etag=bindparam("etag_"),
        last_modified=bindparam("last_modified_"),
        fetched_at=bindparam("fetched_at_"),
    )
)
_FORGET_ANSWER = delete(answers).where(_OF_REQUEST)
_NEW_ANSWER = insert(answers).values({name: bindparam(f"{name}_") for name in answers.c.keys()})  # noqa: SIM118


def _record_documents(connection: Connection, outcome: Outcome, trail: Trail) -> dict[str, int]:
    """The rows of the documents, by the key of the notice they were asked for and by their address."""
    places: dict[str, int] = {}
    for document in outcome.check.documents:
        values = _document_row(document, trail.check, kept=document.sha256 in outcome.check.kept)
        row = inserted(connection, _NEW_DOCUMENT, values)
        trail.document(row, values)
        places |= dict.fromkeys((document.request.url, document.url), row)
        if document.request.listed:
            places[document.request.listed.key] = row
        if document.sha256 in outcome.check.kept and not document.not_modified:
            _keep(connection, document, outcome)
    return places


def _document_row(document: Document, check: int, *, kept: bool) -> dict[str, object]:
    return {
        "check": check,
        "request": document.request.identity,
        "asked": document.request.url if document.request.url != document.url else None,
        "url": document.url,
        "status": document.status,
        "headers": encode_texts(document.headers),
        "fetched_at": document.fetched_at,
        "sha256": document.sha256,
        "came": document.came,
        "size": 0 if document.not_modified else len(document.body),  # as received
        "not_modified": document.not_modified,
        "line": document.line,
        "posted": document.request.body if document.request.method == "POST" else None,
        "kept": kept,
    }


def _keep(connection: Connection, document: Document, outcome: Outcome) -> None:
    """Archive the body, and remember what the next conditional request needs.

    Only an answer that was read well is remembered: after a partial check the whole page is asked for
    and read again, even if its bytes are the same; so is a list of which something waits to be opened.
    """
    answer = {
        "source_": outcome.check.source,
        "request_": document.request.identity,
        "sha256_": document.sha256,
        "etag_": document.header("ETag"),
        "last_modified_": document.header("Last-Modified"),
        "fetched_at_": document.fetched_at,
    }
    reading = _reading(outcome)
    waits = reading is not None and bool(reading.waiting) and document.request.listed is None
    good = _is_good(outcome) and document.status == 200 and not waits
    if good and connection.execute(_SAME_ANSWER, answer).rowcount:
        return  # the body is in the archive since then
    Archive(connection).keep(document.request.identity, document.body)
    connection.execute(_FORGET_ANSWER, answer)
    if good:
        connection.execute(_NEW_ANSWER, answer)


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


def record_pauses(connection: Connection, until: Mapping[str, datetime]) -> None:
    for host, end in until.items():
        if not connection.execute(_PAUSE, {"host_": host, "until_": end}).rowcount:
            connection.execute(insert(pauses), {"host": host, "until": end})
