"""The JSON of `programmes list` and `programmes show` that scripts rely on. Keys may be added, never renamed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo

from monitor.answers import Answer, change_answer, claim_answer, iso
from monitor.model import Recorded
from monitor.programmes.course import Course
from monitor.programmes.policy import Programme
from monitor.programmes.stand import Asked, FactNow, Stand, stand


def summary(programme: Programme, course: Course) -> Answer:
    return _summary(stand(programme, course))


def _summary(found: Stand) -> Answer:
    programme = found.programme
    return {
        "id": programme.id,
        "name": programme.name,
        "status": found.sureness.value,
        "since": iso(programme.since),
        "notices": found.notices,
        "facts": len(found.facts),
        "moved": found.moved,
        "awaited": len(found.questions),
        "answered": found.answered,
        "claims": len(found.claims),
        "claims_open": found.claims_open,
    }


def whole(programme: Programme, course: Course, thread: Iterable[Recorded], zone: tzinfo) -> Answer:
    found = stand(programme, course)
    return _summary(found) | {
        "baseline": [fact(each) for each in found.facts],
        "questions": [question(each) for each in found.questions],
        "press": [claim_answer(claim, zone) for claim in found.claims],
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


def fact(found: FactNow) -> Answer:
    """A fact at launch and as the last official notice that speaks of it has it."""
    said = found.said
    return {
        "fact": found.name,
        "launch": found.launch,
        "unit": found.unit,
        "latest": found.latest,
        "moved": found.moved,
        "state": found.status.value,
        "sentence": said.sentence if said else None,
        "id": said.change if said else None,
        "number": said.number if said else None,
        "since": iso(said.at) if said else None,
    }


def question(asked: Asked) -> Answer:
    answer = asked.answer
    return {
        "question": asked.question,
        "state": asked.state.value,
        "sentence": answer.sentence if answer else None,
        "id": answer.change if answer else None,
        "number": answer.number if answer else None,
        "since": iso(answer.at) if answer else None,
        "more": list(answer.more) if answer else [],
    }


def day_of(recorded: Recorded, zone: tzinfo) -> date:
    """The day a change was seen, in the zone people read."""
    return recorded.detected.astimezone(zone).date()
