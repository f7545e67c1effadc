"""What of a check is not told yet because it is too much at once, and what becomes of that which was held before.

What is held is recorded as always and waits for the next normal check. What reads as it did before by then was an
episode of the site and is told to nobody, nor is its end; what still stands goes out; what has moved on is told
as one change from what people knew last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from enum import Enum, auto
from functools import partial

from monitor import breaker
from monitor.check.learning import guide_of
from monitor.check.visit import Visit
from monitor.check.weigh import STANDS
from monitor.compare.guide import PLAIN, Guide
from monitor.compare.notices import amendment
from monitor.model import (
    Amended,
    Change,
    Changed,
    Finding,
    First,
    Good,
    Holding,
    Known,
    New,
    Notice,
    Outcome,
    Partial,
    Reading,
    Recorded,
    Removed,
    Restored,
    Unchanged,
)
from monitor.values import dataclass

UNDONE = "it reads again as it did before"
UNLISTED = "it left the list again, and what stood there before is back"
RETURNED = "it is listed again"
TOGETHER = "it is told as one change with what came after it"

Meaning = Callable[[Change], Finding]
_Read = First | Unchanged | Changed | Partial


class Fate(Enum):
    """What became of a notice whose changes are held: not seen, standing, undone, or on its way elsewhere."""

    UNSEEN = auto()
    STANDS = auto()
    OVER = auto()
    MOVED = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """why: nobody is told. change: from what people knew last to what stands there now."""

    fate: Fate
    why: str = ""
    change: Change | None = None


@dataclass
class Line:
    """A finding of the check. untold: why nobody is told. moved: it takes the place of held changes. waits: for what is
    held of its notice.
    """

    finding: Finding
    untold: str | None = None
    moved: bool = False
    waits: bool = False

    @property
    def change(self) -> Change:
        return self.finding.change


@dataclass
class Review:
    """A check under review: its findings, and what becomes of what was held before.

    back: its list is the one that people know. stands: held changes that still say what is; goes: those that nobody
    can judge any more, told as they were recorded; stays: those of which nothing was seen.
    """

    reading: Reading
    lines: list[Line]
    guide: Guide
    back: bool
    stands: list[Recorded] = field(default_factory=list)
    goes: list[Recorded] = field(default_factory=list)
    stays: list[Recorded] = field(default_factory=list)
    dropped: list[tuple[Recorded, str]] = field(default_factory=list)

    def of(self, key: str) -> list[Line]:
        """What the check found of a notice."""
        return [line for line in self.lines if line.change.notice.key == key]

    def gone(self, key: str) -> Removed | None:
        return next((line.change for line in self.of(key) if isinstance(line.change, Removed)), None)

    def lists(self, key: str) -> bool:
        return any(entry.key == key for entry in self.reading.listed)

    def text(self, key: str) -> Notice | None:
        """A notice as it reads now; None when it was not read, or not well enough to say so."""
        unsure = self.reading.incomplete | self.reading.again | self.reading.held
        return self.reading.notices.get(key) if key not in unsure else None

    def amendment(self, before: Notice, now: Notice) -> Amended | None:
        return amendment(before, now, self.guide)


def hold_back(visit: Visit, known: Mapping[str, Known], outcome: Outcome, meaning: Meaning) -> Outcome:
    """The outcome, with what it says of changes that are held back."""
    if not isinstance(outcome, First | Unchanged | Changed | Partial) or outcome.reading is None:
        return outcome
    findings = () if isinstance(outcome, Unchanged) else outcome.findings
    before, listed = _before(visit, known), outcome.reading.listed
    back = 2 * sum(entry.key in before for entry in listed) >= max(len(listed), 1)
    guide = guide_of(visit, {}, {})[0] if visit.kept else PLAIN
    review = Review(outcome.reading, [Line(finding) for finding in findings], guide, back)
    for key, held in visit.kept.items():
        if isinstance(outcome, Good):
            _sort(review, held, _judge(review, key, held), None if visit.anew else meaning)
        else:
            review.stays += held
    trip = _trip(visit, known, outcome, review)
    holding = _holding(visit, review, trip, normal=isinstance(outcome, Good) and not visit.anew)
    if holding == Holding():
        return outcome
    return _said(
        outcome, tuple(line.finding for line in review.lines), holding, list(_sentences(visit, holding))
    )


# -- what was held before --------------------------------------------------------------------------


def _sort(review: Review, held: Sequence[Recorded], verdict: Verdict, meaning: Meaning | None) -> None:
    """Sort a notice's held changes by what has become of it. meaning: None under another configuration than theirs."""
    lines = review.of(held[0].finding.change.notice.key)
    match verdict.fate:
        case Fate.OVER:
            review.dropped += [(one, verdict.why) for one in held]
            for line in lines:
                line.untold = verdict.why
        case _ if meaning is None:
            review.goes += held
        case Fate.UNSEEN:
            review.stays += held
            for line in lines:
                line.waits = True
        case Fate.STANDS:
            review.stands += held
        case Fate.MOVED if (
            verdict.change is None
        ):  # it reads as people know it, though not as it stood when held
            review.dropped += [(one, UNDONE) for one in held]
        case Fate.MOVED:
            review.dropped += [(one, TOGETHER) for one in held]
            told = Line(meaning(verdict.change), moved=True)
            if lines:
                review.lines[review.lines.index(lines[0])] = told
            else:
                review.lines.append(told)


def _judge(review: Review, key: str, held: Sequence[Recorded]) -> Verdict:
    """What became of a notice. held: its held changes, oldest first."""
    first, stood, now = held[0].finding.change, held[-1].finding.change.notice, review.text(key)
    match first:
        case New():
            left = review.gone(key) or (review.back and not review.lists(key))
            return Verdict(Fate.OVER, UNLISTED) if left else _against(review, stood, now, New)
        case Amended(before):
            return _amended(review, before, stood, now)
        case Removed(before):
            return _removed(review, before, now)
        case Restored():
            if review.gone(key):
                return Verdict(Fate.OVER, UNDONE)
            return Verdict(Fate.STANDS if review.lists(key) else Fate.UNSEEN)


def _amended(review: Review, before: Notice, stood: Notice, now: Notice | None) -> Verdict:
    if gone := review.gone(before.key):
        return Verdict(Fate.MOVED, change=Removed(replace(before, listed=gone.notice.listed)))
    if now and review.amendment(before, now) is None:
        return Verdict(Fate.OVER, UNDONE)
    return _against(review, stood, now, partial(review.amendment, before))


def _removed(review: Review, before: Notice, now: Notice | None) -> Verdict:
    if not review.lists(before.key):
        return Verdict(Fate.STANDS)
    if now is None:
        return Verdict(Fate.UNSEEN)
    change = review.amendment(before, now)
    return Verdict(Fate.MOVED, change=change) if change else Verdict(Fate.OVER, RETURNED)


def _against(
    review: Review, stood: Notice, now: Notice | None, change: Callable[[Notice], Change | None]
) -> Verdict:
    """Whether a notice still reads as it did when its change was held; else what is to be told in its place."""
    if now is None:
        return Verdict(Fate.UNSEEN)
    if review.amendment(stood, now) is None:
        return Verdict(Fate.STANDS)
    return Verdict(Fate.MOVED, change=change(now))


# -- what is too much now --------------------------------------------------------------------------


def _trip(visit: Visit, known: Mapping[str, Known], outcome: _Read, review: Review) -> breaker.Trip | None:
    """Whether the breaker trips: not at first contact, and not at what a person saw and saved."""
    if isinstance(outcome, First) or visit.anew or visit.saved or visit.state.last_good is None:
        return None
    places = [place for place, line in enumerate(review.lines) if not (line.untold or line.waits)]
    before = _before(visit, known)
    listed = [entry.key for entry in review.reading.listed]
    trip = breaker.trip(
        [review.lines[place].change for place in places],
        read=sum(key in before and known[key].content_sha256 is not None for key in review.reading.notices)
        + sum(isinstance(review.lines[place].change, Removed) for place in places),
        strange=bool(listed) and before.isdisjoint(listed),
        storm=visit.world.config.settings.limits.storm,
        waiting=len(visit.kept.keys() - before),
    )
    return replace(trip, held=frozenset(places[place] for place in trip.held)) if trip else None


def _before(visit: Visit, known: Mapping[str, Known]) -> set[str]:
    """The notices that people know of: not those that are held since they were new."""
    new = {key for key, held in visit.kept.items() if isinstance(held[0].finding.change, New)}
    return {key for key, was in known.items() if not was.pending} - new


def _holding(visit: Visit, review: Review, trip: breaker.Trip | None, *, normal: bool) -> Holding:
    """What waits, what goes out and what nobody is told."""
    held = set(trip.held if trip else ())
    held |= {
        place
        for place, line in enumerate(review.lines)
        if line.waits or (line.moved and (trip or breaker.garbled(line.change)))
    }
    young = {id_ for id_, at in _begun(visit).items() if visit.now - at < STANDS}
    released = [
        one
        for one in review.stands
        if normal and not trip and one.id not in young and not breaker.garbled(one.finding.change)
    ]
    return Holding(
        reason=trip.reason if trip else None,
        held=frozenset(held),
        untold=tuple((place, line.untold) for place, line in enumerate(review.lines) if line.untold),
        released=tuple(one.id for one in (*released, *review.goes)),
        dropped=tuple((one.id, why) for one, why in review.dropped),
        left=len(review.stands) + len(review.stays) - len(released),
    )


def _begun(visit: Visit) -> dict[str, datetime]:
    """When each held change was found."""
    return {one.id: one.detected for held in visit.kept.values() for one in held}


# -- said ------------------------------------------------------------------------------------------


def _sentences(visit: Visit, holding: Holding) -> Iterator[str]:
    name = visit.source.id
    if holding.reason:
        yield (
            f"{holding.reason}: {_changes(holding.changes)} held back until the next normal check; "
            f"`monitor release {name}` tells them at once"
        )
    elif holding.changes:
        yield f"{_changes(holding.changes)} still held back; `monitor release {name}` tells them at once"
    if holding.released and visit.anew:
        yield f"{_changes(len(holding.released))} told now as they were held back, as the source is configured otherwise"
    elif holding.released:
        yield f"{_changes(len(holding.released))} told now, as what was held back stays like that"
    undone = [why for _, why in holding.dropped if why in {UNDONE, UNLISTED, RETURNED}]
    if undone:
        yield f"{_changes(len(undone))} not told, as what was held back is undone"


def _changes(count: int) -> str:
    return f"{count} changes are" if count != 1 else "1 change is"


def _said(outcome: _Read, findings: tuple[Finding, ...], holding: Holding, sentences: list[str]) -> Outcome:
    if isinstance(outcome, Partial):
        reason = "; ".join([*sentences, outcome.reason])
        return replace(outcome, findings=findings, holding=holding, reason=reason)
    remark = "; ".join([*sentences, *([outcome.remark] if outcome.remark else [])]) or None
    if isinstance(outcome, Unchanged):
        if not findings or outcome.reading is None:
            return replace(outcome, holding=holding, remark=remark)
        return Changed(outcome.check, outcome.reading, findings, remark, holding)
    return replace(outcome, findings=findings, holding=holding, remark=remark)
