"""The JSON of `programmes list` and `programmes show` that scripts rely on. Keys may be added, never renamed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo

from monitor.answers import Answer, change_answer, claim_answer, iso
from monitor.model import ClaimState, Recorded, Status
from monitor.programmes import Answer as Answered, Baseline, Course, Programme

OPEN, PRESS, ANSWERED = "awaited", "answered by the press only", "answered"


def summary(programme: Programme, course: Course) -> Answer:
    facts = [fact(baseline, programme, course) for baseline in programme.baseline]
    answered = [course.answered.get(awaited.question) for awaited in programme.awaited]
    return {
        "id": programme.id,
        "name": programme.name,
        "status": status(programme, course),
        "since": iso(programme.since),
        "notices": len(course.effects),
        "facts": len(facts),
        "moved": sum(each["moved"] for each in facts),
        "awaited": len(answered),
        "answered": sum(each is not None and each.official for each in answered),
        "claims": len(course.claims),
        "claims_open": sum(claim.state is ClaimState.UNCONFIRMED for claim in course.claims),
    }


def whole(programme: Programme, course: Course, thread: Iterable[Recorded], zone: tzinfo) -> Answer:
    return summary(programme, course) | {
        "baseline": [fact(baseline, programme, course) for baseline in programme.baseline],
        "questions": [
            question(awaited.question, course.answered.get(awaited.question)) for awaited in programme.awaited
        ],
        "press": [claim_answer(claim, zone) for claim in course.claims],
        "thread": [
            {
                "day": iso(day_of(one, zone)),
                "title": one.finding.change.notice.title,
                "id": one.id,
                "change": one.finding.change.name,
                "source": one.source,
                "status": one.finding.status.value,
                "held": one.held,
                "number": change_answer(one)["notice"]["number"],
            }
            for one in thread
        ],
    }


def status(programme: Programme, course: Course) -> str:
    """official, or how much of what the press told first an official notice has confirmed."""
    if programme.status == "official":
        return Status.OFFICIAL.value
    sure = [each["state"] for each in (fact(one, programme, course) for one in programme.baseline)]
    if sure and all(state != Status.UNCONFIRMED.value for state in sure):
        return Status.CONFIRMED.value
    return "confirmed in part" if any(state != Status.UNCONFIRMED.value for state in sure) else "unconfirmed"


def fact(baseline: Baseline, programme: Programme, course: Course) -> Answer:
    """A fact at launch and as the last official notice that speaks of it has it."""
    latest = course.latest.get(baseline.name)
    moves = [
        moved.delta
        for effect in course.effects.values()
        if effect.official
        for moved in effect.moves
        if moved.delta.name == baseline.name
    ]
    sure = latest is not None or programme.status == "official"
    now = latest.value if latest and not baseline.in_words else None
    if moves:
        now = latest.sentence if latest and baseline.in_words else moves[-1].after
    return {
        "fact": baseline.name,
        "launch": baseline.value,
        "unit": baseline.unit,
        "latest": now or baseline.value,
        "moved": bool(moves),
        "state": Status.OFFICIAL.value if sure else Status.UNCONFIRMED.value,
        "sentence": latest.sentence if latest else None,
        "id": latest.change if latest else None,
        "number": latest.number if latest else None,
        "since": iso(latest.at) if latest else None,
    }


def question(asked: str, answer: Answered | None) -> Answer:
    state = OPEN if answer is None else ANSWERED if answer.official else PRESS
    return {
        "question": asked,
        "state": state,
        "sentence": answer.sentence if answer else None,
        "id": answer.change if answer else None,
        "number": answer.number if answer else None,
        "since": iso(answer.at) if answer else None,
        "more": list(answer.more) if answer else [],
    }


def day_of(recorded: Recorded, zone: tzinfo) -> date:
    """The day a change was seen, in the zone people read."""
    return recorded.detected.astimezone(zone).date()
