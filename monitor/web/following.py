"""A programme as its page tells it: launch against now, what is awaited, what the press said, its notices in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from monitor import shown
from monitor.digest.moved import value
from monitor.digest.names import Names
from monitor.digest.strands import asked as worded, claimed, measure
from monitor.digest.words import Words
from monitor.model import Claim, ClaimState, Outline
from monitor.programmes import Answer, Latest, Programme
from monitor.programmes.stand import Asked, FactNow, Openness, Stand, Sureness
from monitor.store.reading import Part
from monitor.values import dataclass
from monitor.web.changed import TONES as LABELS, WAYS, Chip, kind_of

SURE = {
    Sureness.OFFICIAL: Chip("official", "good"),
    Sureness.CONFIRMED: Chip("confirmed", "good"),
    Sureness.IN_PART: Chip("in_part", "warn"),
    Sureness.UNCONFIRMED: Chip("unconfirmed", "warn"),
}
OPEN = {
    Openness.AWAITED: Chip("awaited", ""),
    Openness.PRESS: Chip("press_only", "warn"),
    Openness.ANSWERED: Chip("answered", "good"),
}
CLAIMS = {
    ClaimState.UNCONFIRMED: Chip("claim_open", "warn"),
    ClaimState.CONFIRMED: Chip("claim_right", "good"),
    ClaimState.CONTRADICTED: Chip("claim_wrong", "bad"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a notice, and where they stand. change: its id."""

    text: str
    change: str
    number: str
    day: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at launch and now. now: "" when it is as it was."""

    name: str
    launch: str
    now: str
    anew: bool
    sure: bool
    said: Said | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is awaited. more: later changes that say more on it."""

    text: str
    chip: Chip
    said: Said | None
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the press said first, and what became of it."""

    chip: Chip
    text: str
    quote: str | None
    change: str
    by: str


@dataclass(frozen=True, slots=True)
class Member:
    """A change that belongs to the programme."""

    id: str
    title: str
    chips: tuple[Chip, ...]
    seen: datetime
    source: str
    held: bool
    untold: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A programme on a page. counts: notices, facts moved, questions answered and claims open, in words."""

    id: str
    name: str
    other_names: tuple[str, ...]
    chip: Chip
    since: str
    counts: tuple[str, ...]
    facts: tuple[Fact, ...]
    questions: tuple[Question, ...]
    claims: tuple[Claimed, ...]


def followed(stand: Stand, names: Names, words: Words) -> Followed:
    programme = stand.programme
    name = names.programmes.get(programme.id, programme.name)
    return Followed(
        id=programme.id,
        name=shown.line(name),
        other_names=tuple(shown.line(each) for each in programme.names if each != name),
        chip=_named(SURE[stand.sureness], words),
        since=words.day(programme.since) if programme.since else "",
        counts=tuple(_counts(stand, words)),
        facts=tuple(_fact(each, words) for each in stand.facts),
        questions=tuple(_question(each, words) for each in stand.questions),
        claims=tuple(_claim(each, words) for each in stand.claims),
    )


def _named(chip: Chip, words: Words) -> Chip:
    return Chip(words.say(f"programme.{chip.text}"), chip.tone)


def _counts(stand: Stand, words: Words) -> Iterator[str]:
    yield words.say("programme.notices", n=stand.notices)
    yield words.say("programme.moved", n=stand.moved, all=len(stand.facts))
    yield words.say("programme.answers", n=stand.answered, all=len(stand.questions))
    if stand.claims:
        yield words.say("programme.open_claims", n=stand.claims_open, all=len(stand.claims))


def _fact(found: FactNow, words: Words) -> Fact:
    unit = measure(found.unit, words)
    launch, now = (_measured(value(each, words), unit, words) for each in (found.launch, found.latest))
    return Fact(
        words.name("fact", shown.line(found.name)),
        launch,
        now if found.moved else "",
        found.worded_anew,
        found.sure,
        _said(found.said, words),
    )


def _measured(written: str, unit: str | None, words: Words) -> str:
    return words.say("fact.measured", value=written, unit=unit) if unit else written


def _said(found: Answer | Latest | None, words: Words) -> Said | None:
    if found is None:
        return None
    day = words.day(found.at.astimezone(words.zone).date())
    return Said(shown.line(found.sentence, 400), found.change, shown.line(found.number or "", 80), day)


def _question(found: Asked, words: Words) -> Question:
    more = found.answer.more if found.answer else ()
    return Question(
        worded(found.question, words), _named(OPEN[found.state], words), _said(found.answer, words), more
    )


def _claim(claim: Claim, words: Words) -> Claimed:
    text, quote = claimed(claim, words)
    by = claim.by.change if claim.by else ""
    return Claimed(_named(CLAIMS[claim.state], words), text, quote, claim.change or "", by)


def members(part: Part, words: Words) -> tuple[Member, ...]:
    """The changes of a part of the thread."""
    return tuple(_member(each, part, words) for each in part.outlines)


def _member(outline: Outline, part: Part, words: Words) -> Member:
    recorded = outline.change
    finding = recorded.finding
    silent = kind_of(finding) == "silent"
    chips = [Chip(words.say(f"change.{kind_of(finding)}"), "warn" if silent else "")]
    if finding.status.value != "official":
        chips.append(Chip(words.say(f"status.{finding.status.value}"), "warn"))
    for label in finding.classification.labels:
        way = label.direction.value if label.direction else ""
        name = words.name("label", label.name.value)
        text = (
            words.say("label.directed", label=name, direction=words.name("direction", way))
            if way in WAYS
            else name
        )
        chips.append(Chip(text, LABELS.get(label.name.value, "")))
    return Member(
        recorded.id,
        shown.line(finding.change.notice.title),
        tuple(chips),
        recorded.detected,
        recorded.source,
        recorded.id in part.held,
        recorded.id in part.untold,
    )


def named(programmes: tuple[Programme, ...], id_: str) -> Programme | None:
    return next((each for each in programmes if each.id == id_), None)
