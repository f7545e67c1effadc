"""The JSON that scripts rely on: our values in the shapes that DESIGN.md promises, key by key.

Times are ISO 8601 in UTC, dates are the authority's own, absence is null. Keys may be added, never
renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from monitor.model import (
    Amended,
    Changed,
    Check,
    Claim,
    Classification,
    Comparison,
    Delivery,
    Effect,
    FactDelta,
    Facts,
    First,
    Hold,
    Holding,
    Label,
    Mention,
    Outcome,
    Partial,
    Place,
    Recorded,
    Restored,
    SourceState,
    TableEdit,
    Thread,
    Unchanged,
)

if TYPE_CHECKING:
    from monitor.sources.base import BaseSource

Answer = dict[str, Any]  # one JSON object, on its way out


def iso(moment: datetime | date | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return moment.isoformat() if moment else None


def check_answer(outcome: Outcome) -> Answer:
    """A line of `check --json`. notices: how many are listed; null when that could not be read. held: changes of the
    source that are held back now.
    """
    read = isinstance(outcome, First | Changed | Partial | Unchanged) and outcome.reading
    findings = outcome.findings if isinstance(outcome, First | Changed | Partial) else ()
    return {
        "source": outcome.check.source,
        "outcome": outcome.name,
        "reason": getattr(outcome, "reason", None) or getattr(outcome, "remark", None),
        "challenge": getattr(outcome, "challenge", None),
        "verdict": outcome.check.verdict,
        "notices": len(read.listed) if read and not read.alone else getattr(outcome, "listed", None),
        "changes": len(findings),
        "held": held_back(outcome),
        "ms": milliseconds(outcome.check),
    }


def held_back(outcome: Outcome) -> int:
    """How many changes of its source are held back after a check."""
    holding = getattr(outcome, "holding", None)
    return holding.changes if isinstance(holding, Holding) else 0


def hold_answer(hold: Hold | None) -> Answer | None:
    """What is held back of a source."""
    if hold is None:
        return None
    return {"since": iso(hold.since), "reason": hold.reason, "changes": hold.changes}


def milliseconds(check: Check) -> int:
    return round(check.took.total_seconds() * 1000)


def compare_answer(comparison: Comparison) -> Answer:
    """The object of `compare --json`."""
    from monitor.compare.excerpts import excerpt

    return {
        "same": comparison.same,
        "changes": [
            asdict(edit) | dict(zip(("before", "after"), excerpt(edit), strict=True))
            for edit in comparison.edits
        ],
        "tables": [table_answer(table) for table in comparison.tables],
        "facts": facts_moved(comparison.facts),
        "ignored": [asdict(ignored) for ignored in comparison.ignored],
    }


def table_answer(table: TableEdit) -> Answer:
    return {
        "name": table.name,
        "key": table.key,
        "added": [asdict(row) for row in table.added],
        "removed": [asdict(row) for row in table.removed],
        "changed": [asdict(cell) for cell in table.changed],
    }


def facts_moved(deltas: Iterable[FactDelta]) -> list[Answer]:
    return [asdict(delta) for delta in deltas]


def label_answer(label: Label) -> Answer:
    return {
        "name": label.name.value,
        "direction": label.direction.value if label.direction else None,
        "score": round(label.score, 3),
        "evidence": [asdict(evidence) for evidence in label.evidence],
    }


def facts_answer(facts: Facts) -> Answer:
    return {
        "number": facts.number,
        "published": iso(facts.published),
        "effective": iso(facts.effective),
        "expires": iso(facts.expires),
        "hs_codes": list(facts.hs_codes),
        "standards": list(facts.standards),
        "places": list(facts.places),
        "counts": [asdict(count) for count in facts.counts],
        "issuer": facts.issuer,
        "document": iso(facts.document),
        "deadline": iso(facts.deadline),
        "mentions": [mention_answer(mention) for mention in facts.mentions],
    }


def mention_answer(mention: Mention) -> Answer:
    """A fact where it stands; written out, since a notice has hundreds."""
    return {
        "kind": mention.kind,
        "value": mention.value,
        "text": mention.text,
        "place": mention.place,
        "start": mention.start,
        "end": mention.end,
        "of": mention.of,
    }


def classify_answer(id_: object, classification: Classification) -> Answer:
    """A line of `classify --jsonl`."""
    return {
        "id": id_,
        "labels": [label_answer(label) for label in classification.labels],
        "facts": facts_answer(classification.facts),
    }


def thread_answer(thread: Thread, effect: Effect | None = None) -> Answer:
    """A change's place in a programme; with its effect also what it confirms, and what it is the first to answer."""
    return {
        "id": thread.programme,
        "why": thread.why,
        "moves": facts_moved(thread.moves),
        "answers": [{"question": question, "sentence": sentence} for question, sentence in thread.answers],
        "says": [
            {"fact": saying.fact, "value": saying.value, "sentence": saying.sentence}
            for saying in thread.says
        ],
        "effect": effect_answer(effect) if effect else None,
    }


def effect_answer(effect: Effect) -> Answer:
    """What a change does to a programme as it stood before it; none of a change that is held back."""
    return {
        "official": effect.official,
        "moves": [asdict(moved.delta) | {"sentence": moved.sentence} for moved in effect.moves],
        "answers": [{"question": question, "sentence": sentence} for question, sentence in effect.answers],
        "more": [asdict(more) | {"at": iso(more.at)} for more in effect.more],
        "claims": [claim_answer(claim, UTC) for claim in effect.claims],
        "settles": [claim_answer(claim, UTC) for claim in effect.settles],
    }


def claim_answer(claim: Claim, zone: tzinfo) -> Answer:
    """What the press said, and what an official notice says of it. official: its value; lag_days: the press was ahead."""
    from monitor.programmes.course import lag, made_on

    by = claim.by
    return {
        "programme": claim.programme,
        "fact": claim.fact,
        "value": claim.value,
        "unit": claim.unit,
        "state": claim.state.value,
        "id": claim.change,
        "day": iso(made_on(claim, zone)),
        "said": claim.sentence,
        "by": by.change if by else None,
        "number": by.number if by else None,
        "official": by.value if by else None,
        "sentence": by.sentence if by else None,
        "lag_days": lag(claim, zone),
    }


def change_answer(recorded: Recorded) -> Answer:
    """A line of `changes --json`. held: it waits, and is in no digest yet; untold: why it never will be."""
    finding = recorded.finding
    change, facts = finding.change, finding.classification.facts
    listed = change.notice.listed
    moved = change.comparison.facts if isinstance(change, Amended | Restored) else ()
    return {
        "id": recorded.id,
        "source": recorded.source,
        "change": change.name,
        "silent": isinstance(change, Amended) and change.silent,
        "flapping": isinstance(change, Amended | Restored) and change.flapping,
        "notice": {
            "key": listed.key,
            "title": listed.title,
            "url": listed.url,
            "number": listed.number or facts.number,
            "published": iso(listed.published or facts.published),
            "effective": iso(facts.effective),
            "language": change.notice.language,
        },
        "detected": iso(recorded.detected),
        "labels": [label_answer(label) for label in finding.classification.labels],
        "facts": facts_moved(moved),
        "hs_codes": list(facts.hs_codes),
        "programmes": [thread.programme for thread in finding.threads],
        "status": finding.status.value,
        "held": recorded.held,
        "untold": recorded.untold,
        "corrections": [
            {
                "mistake": one.wrong.mistake.value,
                "said": list(one.wrong.said),
                "by": one.wrong.by,
                "found": iso(one.found),
            }
            for one in recorded.corrections
        ],
        "versions": {"before": recorded.before, "after": recorded.after},
        "places": [asdict(place) for place in (Place(recorded.source, listed.url), *recorded.also_at)],
    }


def show_answer(recorded: Recorded) -> Answer:
    """The object of `show --json`: the change with its comparison, facts and threads."""
    change = recorded.finding.change
    effects = {effect.programme: effect for effect in recorded.effects}
    return change_answer(recorded) | {
        "comparison": compare_answer(change.comparison)
        if isinstance(change, Amended | Restored) and change.before is not None
        else None,
        "found": facts_answer(recorded.finding.classification.facts),
        "threads": [
            thread_answer(thread, effects.get(thread.programme)) for thread in recorded.finding.threads
        ],
    }


def source_answer(source: BaseSource, state: SourceState) -> Answer:
    """A line of `sources list --json`."""
    return {
        "source": source.id,
        "authority": source.authority,
        "kind": source.kind,
        "url": str(source.url),
        "outcome": state.outcome,
        "verdict": state.verdict,
        "reason": state.reason,
        "last_attempt": iso(state.last_attempt),
        "last_good": iso(state.last_good),
        "last_change": iso(state.last_change),
        "last_new": iso(state.last_new),
        "next_check": iso(state.next_check),
        "failures": state.failures,
        "notices": state.notices,
        "checks": state.checks,
    }


def delivery_answer(delivery: Delivery) -> Answer:
    return {
        "id": delivery.id,
        "digest": delivery.digest,
        "channel": delivery.channel,
        "recipient": delivery.recipient,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "uncertain": delivery.uncertain,
        "reason": delivery.reason,
        "next_try": iso(delivery.next_try),
        "message_id": delivery.message.id,
        "subject": delivery.message.subject,
    }
