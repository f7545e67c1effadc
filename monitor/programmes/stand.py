"""How a programme stands: its facts at launch and now, what is awaited and by what it is answered, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from monitor.model import Claim, ClaimState, Status
from monitor.programmes.course import Answer, Course, Latest
from monitor.programmes.policy import Baseline, Programme
from monitor.values import dataclass


class Sureness(StrEnum):
    """How far a programme can be trusted as a whole."""

    OFFICIAL = "official"
    CONFIRMED = "confirmed"
    IN_PART = "confirmed in part"
    UNCONFIRMED = "unconfirmed"


class Openness(StrEnum):
    """What became of an awaited question."""

    AWAITED = "awaited"
    PRESS = "answered by the press only"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class FactNow:
    """A fact at launch and as the last official notice that speaks of it has it. said: that notice's words."""

    name: str
    launch: str
    unit: str | None
    latest: str
    moved: bool
    sure: bool
    said: Latest | None = None

    @property
    def status(self) -> Status:
        return Status.OFFICIAL if self.sure else Status.UNCONFIRMED

    @property
    def worded_anew(self) -> bool:
        """Whether it is told in words, and those are others now."""
        return self.moved and self.said is not None and self.latest == self.said.sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """An awaited question, and who answered it first."""

    question: str
    answer: Answer | None = None

    @property
    def state(self) -> Openness:
        if self.answer is None:
            return Openness.AWAITED
        return Openness.ANSWERED if self.answer.official else Openness.PRESS


@dataclass(frozen=True, slots=True)
class Stand:
    """A programme up to now. notices: how many changes belong to it."""

    programme: Programme
    sureness: Sureness
    facts: tuple[FactNow, ...]
    questions: tuple[Asked, ...]
    claims: tuple[Claim, ...]
    notices: int

    @property
    def moved(self) -> int:
        return sum(fact.moved for fact in self.facts)

    @property
    def answered(self) -> int:
        return sum(asked.state is Openness.ANSWERED for asked in self.questions)

    @property
    def claims_open(self) -> int:
        return sum(claim.state is ClaimState.UNCONFIRMED for claim in self.claims)


def stand(programme: Programme, course: Course) -> Stand:
    """course: all that its changes said."""
    facts = facts_now(programme, course)
    return Stand(
        programme,
        _sureness(programme, facts),
        facts,
        tuple(Asked(each.question, course.answered.get(each.question)) for each in programme.awaited),
        course.claims,
        len(course.effects),
    )


def facts_now(programme: Programme, course: Course) -> tuple[FactNow, ...]:
    moved = {
        move.delta.name: move.delta.after
        for effect in course.effects.values()
        if effect.official
        for move in effect.moves
    }
    official = programme.status == "official"
    return tuple(_fact(baseline, course, moved, official=official) for baseline in programme.baseline)


def _sureness(programme: Programme, facts: tuple[FactNow, ...]) -> Sureness:
    """official, or how much of what the press told first an official notice has confirmed."""
    if programme.status == "official":
        return Sureness.OFFICIAL
    if facts and all(fact.sure for fact in facts):
        return Sureness.CONFIRMED
    return Sureness.IN_PART if any(fact.sure for fact in facts) else Sureness.UNCONFIRMED


def _fact(baseline: Baseline, course: Course, moved: Mapping[str, str | None], *, official: bool) -> FactNow:
    """moved: by fact, what the last change that moved it made of it."""
    latest = course.latest.get(baseline.name)
    now = latest.value if latest and not baseline.in_words else None
    if baseline.name in moved:
        now = latest.sentence if latest and baseline.in_words else moved[baseline.name]
    return FactNow(
        baseline.name,
        baseline.value,
        baseline.unit,
        now or baseline.value,
        moved=baseline.name in moved,
        sure=latest is not None or official,
        said=latest,
    )
