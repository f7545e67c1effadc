"""How soon a reader must look at a change, and why: levels, an order among them, and the reasons one by one.

urgent  on the reader's list, asks for something or shuts somebody out, and is in force
high    on the list and in force, or within 30 days; a restriction so soon; a programme that moved or was answered;
        a text that nobody could read, since it may be any of these
normal  labelled, or on the list
low     the rest

What only the press says is one level lower. Pure: the present day is an argument.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from monitor.model import (
    Amended,
    Direction,
    Effect,
    Finding,
    Label,
    LabelName,
    Line,
    Recorded,
    Removed,
    Status,
)
from monitor.values import dataclass

STILL_URGENT = timedelta(days=30)  # what came into force this lately still needs somebody to act
STEPS = (7, 30, 90)  # days ahead that people plan in
SOON = 30


class Level(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


LEVELS = tuple(Level)

ReasonKind = Literal[
    "watch", "restriction", "mixed", "expansion", "label", "in_force", "days", "deadline",
    "moved", "answered", "claimed", "confirmed", "contradicted", "unread", "silent", "press",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that makes a change matter. sort, value: of a watchlist's entry, its kind and words; of a label its
    name; of a programme its id. days: from today, 0 is today.
    """

    kind: ReasonKind
    value: str = ""
    sort: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Severity:
    """level, and the reasons for it, the weightiest first. days: until it bites, None when nothing says when."""

    level: Level
    reasons: tuple[Reason, ...]
    days: int | None = None

    @property
    def watched(self) -> bool:
        return any(reason.kind == "watch" for reason in self.reasons)


def severity(recorded: Recorded, why: Sequence[str], today: date) -> Severity:
    """How soon a reader must look. why: the reasons for which the reader gets it, as `route` gives them."""
    return _severity(recorded.finding, recorded.effects, why, today)


def _severity(finding: Finding, effects: Sequence[Effect], why: Sequence[str], today: date) -> Severity:
    reasons = tuple(_reasons(finding, effects, why, today))
    days = min(
        (reason.days for reason in reasons if reason.kind in ("in_force", "days", "deadline")), default=None
    )
    level = _level(finding, {reason.kind for reason in reasons}, days)
    if finding.status is Status.UNCONFIRMED:
        level = LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]
    return Severity(level, reasons, days)


def reaches(finding: Finding, why: Sequence[str], today: date) -> Level:
    """The highest level that a change has today or will have by the day on which it takes effect or is due.

    A reader who takes only what weighs much is told at once of what will weigh much, and not too late.
    """
    facts = finding.classification.facts
    days = {today, *(day for day in (facts.effective, facts.deadline) if day and day > today)}
    levels = [_severity(finding, (), why, day).level for day in days]
    return min(levels, key=LEVELS.index)


def rank(line: Line, today: date) -> tuple[object, ...]:
    """What a digest's lines are sorted by: level, the list, what bites soonest, official first, restriction first."""
    recorded = line.change
    found = severity(recorded, line.why, today)
    return (
        LEVELS.index(found.level),
        not found.watched,
        *bite(recorded.finding, today),
        recorded.finding.status is Status.UNCONFIRMED,
        not _restrictive(recorded.finding.classification.labels),
        recorded.detected,
        len(recorded.id),  # 9 before 10
        recorded.id,
    )


def bite(finding: Finding, today: date) -> tuple[int, int]:
    """Soonest first; then changes without a day, then those long in force."""
    found = [reason.days for reason in _times(finding, today)]
    if found:
        return 0, min(found)
    effective = finding.classification.facts.effective
    return (1, 0) if effective is None else (2, (today - effective).days)


def watched(why: Sequence[str]) -> bool:
    """Whether a reader's watchlist was met."""
    return any(reason.startswith("watchlist") for reason in why)


# -- the level -------------------------------------------------------------------------------------


def _level(finding: Finding, kinds: set[str], days: int | None) -> Level:
    labels = finding.classification.labels
    soon = days is not None and days <= SOON
    if "watch" in kinds and days is not None and days <= 0 and _asks(labels):
        return Level.URGENT
    if kinds & {"moved", "answered", "claimed", "confirmed", "contradicted", "unread"}:
        return Level.HIGH
    if soon and ("watch" in kinds or _restrictive(labels)):
        return Level.HIGH
    if "watch" in kinds and labels and days is None:  # nobody knows when, so perhaps now
        return Level.HIGH
    return Level.NORMAL if labels or "watch" in kinds else Level.LOW


def _asks(labels: Sequence[Label]) -> bool:
    """Whether somebody must do something, or may no longer: not only that somebody now may."""
    return any(label.name is not LabelName.ELIGIBILITY for label in labels) or _restrictive(labels)


def _restrictive(labels: Sequence[Label]) -> bool:
    return any(label.direction in (Direction.RESTRICTION, Direction.MIXED) for label in labels)


# -- the reasons -----------------------------------------------------------------------------------


def _reasons(
    finding: Finding, effects: Sequence[Effect], why: Sequence[str], today: date
) -> Iterator[Reason]:
    yield from (_entry(reason) for reason in why if reason.startswith("watchlist"))
    yield from _labels(finding.classification.labels)
    yield from _times(finding, today)
    yield from _of_programmes(finding, effects)
    content = finding.change.notice.content
    if content.unread or any(reason.startswith("text not available") for reason in why):
        yield Reason("unread")
    if isinstance(finding.change, Amended) and finding.change.silent:
        yield Reason("silent")
    if finding.status is Status.UNCONFIRMED:
        yield Reason("press")


def _entry(why: str) -> Reason:
    """An entry of a watchlist, from `watchlist hs 8541.43; met 8541430010`."""
    _, _, rest = why.partition(" ")
    sort, _, entry = rest.partition(" ")
    return Reason("watch", entry.partition("; ")[0].strip(), sort)


def _labels(labels: Sequence[Label]) -> Iterator[Reason]:
    for label in labels:
        match label.direction:
            case Direction.RESTRICTION:
                yield Reason("restriction")
            case Direction.MIXED:
                yield Reason("mixed")
            case Direction.EXPANSION:
                yield Reason("expansion")
            case _:
                yield Reason("label", label.name.value)


def _times(finding: Finding, today: date) -> Iterator[Reason]:
    """When it bites: in force lately, or to be; a deadline to come. An amendment of what is in force bites now."""
    change, facts = finding.change, finding.classification.facts
    if isinstance(change, Removed):
        return
    if facts.effective is not None:
        days = (facts.effective - today).days
        if -STILL_URGENT.days <= days <= 0 or (days < 0 and isinstance(change, Amended)):
            yield Reason("in_force", days=min(max(days, -STILL_URGENT.days), 0))
        elif days > 0:
            yield Reason("days", days=days)
    if facts.deadline is not None and 0 <= (facts.deadline - today).days <= STEPS[-1]:
        yield Reason("deadline", days=(facts.deadline - today).days)


def _of_programmes(finding: Finding, told: Sequence[Effect]) -> Iterator[Reason]:
    effects = {effect.programme: effect for effect in told}
    for thread in finding.threads:
        effect = effects.get(thread.programme)
        moves, answers = (effect.moves, effect.answers) if effect else (thread.moves, thread.answers)
        if effect and effect.claims:
            yield Reason("claimed", thread.programme)
        elif moves:
            yield Reason("moved", thread.programme)
        if answers:
            yield Reason("answered", thread.programme)
        for claim in dict.fromkeys(claim.state for claim in effect.settles) if effect else ():
            yield Reason("confirmed" if claim.value == "confirmed" else "contradicted", thread.programme)
