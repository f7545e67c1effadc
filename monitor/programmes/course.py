"""What became of a programme: everything its changes said, in order -> latest facts, answers, claims and their fate.

What was recorded is never edited; all this is worked out anew from it whenever it is asked for. A change that is
held back is no part of it until it is let go. The press claims, only an official notice rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, datetime, tzinfo

from monitor.model import (
    Claim,
    ClaimState,
    Effect,
    FactDelta,
    More,
    Moved,
    Ruling,
    Saying,
    Status,
    Thread,
)
from monitor.patterns import regex
from monitor.values import dataclass

# What goes back to the value at launch must say so; a notice that only tells how it began moves nothing.
_BACK = regex(r"恢复|减少|缩减|调回|改回|降至|\b(?:restor|reduc|return|revert|back to|cut)", re.IGNORECASE)
_STANDARD = regex(r"[A-Z]{2,5}(?:/[A-Z]{1,3})?[ -]\d")


@dataclass(frozen=True, slots=True)
class Heard:
    """A change of a programme, as far as it says something of it. day: that the notice bears. amends: it is an
    amendment, and its moves have the value before from the text.
    """

    change: str
    detected: datetime
    official: bool
    thread: Thread
    number: str | None = None
    day: date | None = None
    amends: bool = False


@dataclass(frozen=True, slots=True)
class Latest:
    """A fact as the last change that speaks of it has it. sentence: its words."""

    value: str
    sentence: str
    change: str
    at: datetime
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered an awaited question first, with which sentence; official before press."""

    sentence: str
    change: str
    at: datetime
    official: bool
    number: str | None = None
    more: tuple[str, ...] = ()  # ids of later changes that say more on it


@dataclass(frozen=True, slots=True)
class Course:
    """A programme up to now. effects: by change id. latest: by fact, official only. answered: by question."""

    effects: Mapping[str, Effect]
    latest: Mapping[str, Latest]
    answered: Mapping[str, Answer]
    claims: tuple[Claim, ...]


@dataclass
class _State:
    """What is known so far, while a programme is told from its beginning."""

    programme: str
    latest: dict[str, Latest] = field(default_factory=dict)
    named: dict[str, dict[str, Ruling]] = field(
        default_factory=dict
    )  # by fact in words, its points officially named
    answered: dict[str, Answer] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)


def course(programme: str, heard: Iterable[Heard]) -> Course:
    """All that became of a programme. heard: its changes in the order in which they were recorded."""
    state = _State(programme)
    effects: dict[str, Effect] = {}
    own: dict[str, list[int]] = {}  # places of a press report's claims
    for one in heard:
        answers, more = _answers(state, one)
        moves: tuple[Moved, ...] = ()
        settles: tuple[Claim, ...] = ()
        if one.official:
            moves, settles = tuple(_moves(state, one)), tuple(_settles(state, one))
            _take(state, one)
        else:
            own[one.change] = list(_claims(state, one))
        effects[one.change] = Effect(programme, one.official, moves, answers, more, (), settles)
    for change, places in own.items():
        effects[change] = replace(effects[change], claims=tuple(state.claims[place] for place in places))
    return Course(effects, state.latest, state.answered, tuple(state.claims))


def status(recorded: Status, effects: Iterable[Effect]) -> Status:
    """How far a change can be trusted now: a press report is confirmed when all that it claimed first is."""
    claims = [claim for effect in effects for claim in effect.claims]
    if (
        recorded is Status.UNCONFIRMED
        and claims
        and all(claim.state is ClaimState.CONFIRMED for claim in claims)
    ):
        return Status.CONFIRMED
    return recorded


def made_on(claim: Claim, zone: tzinfo) -> date | None:
    """The day of a press report, as it bears it or as we saw it."""
    return claim.day or (claim.made.astimezone(zone).date() if claim.made else None)


def lag(claim: Claim, zone: tzinfo) -> int | None:
    """How many days the press was ahead of the official notice that rules a claim; None when it was not."""
    made = made_on(claim, zone)
    if claim.by is None or made is None:
        return None
    days = (claim.by.at.astimezone(zone).date() - made).days
    return days if days >= 0 and (claim.made is None or claim.by.at >= claim.made) else None


# -- one change ------------------------------------------------------------------------------------


def _answers(state: _State, one: Heard) -> tuple[tuple[tuple[str, str], ...], tuple[More, ...]]:
    """Questions answered for the first time, and those on which it says more."""
    answers, more = [], []
    for question, sentence in one.thread.answers:
        first = state.answered.get(question)
        if first is not None and first.official:
            more.append(More(question, sentence, first.change, first.at))
            state.answered[question] = replace(first, more=(*first.more, one.change))
            continue
        answers.append((question, sentence))
        if first is None or one.official:
            state.answered[question] = Answer(sentence, one.change, one.detected, one.official, one.number)
    return tuple(answers), tuple(more)


def _moves(state: _State, one: Heard) -> Iterator[Moved]:
    """Facts that are not what they last were."""
    recorded = {delta.name: delta for delta in one.thread.moves}
    said = {saying.fact: saying for saying in one.thread.says}
    for delta in one.thread.moves:
        if (saying := said.get(delta.name)) is None or saying.in_words:
            yield Moved(delta, saying.sentence if saying else None, saying.unit if saying else None)
    for saying in one.thread.says:
        if saying.in_words:
            continue
        before = state.latest[saying.fact].value if saying.fact in state.latest else saying.launch
        if one.amends and saying.fact in recorded:
            before = recorded[saying.fact].before or before
        known = state.latest.get(saying.fact)
        if saying.value == before or (known and known.value == saying.value):
            continue
        if saying.value == saying.launch and not one.amends and not _BACK.search(saying.sentence):
            continue
        place = recorded[saying.fact].place if saying.fact in recorded else None
        yield Moved(FactDelta(saying.fact, before, saying.value, place), saying.sentence, saying.unit)


def _take(state: _State, one: Heard) -> None:
    """What an official notice says is what holds from now on."""
    moved = {delta.name for delta in one.thread.moves}
    for saying in one.thread.says:
        ruling = Ruling(one.change, one.detected, saying.value, saying.sentence, one.number)
        if saying.in_words:
            state.named.setdefault(saying.fact, {}).update(dict.fromkeys(_points(saying.value), ruling))
            known = state.latest.get(saying.fact)
            if known and len(_points(saying.value)) < len(_points(known.value)) and saying.fact not in moved:
                continue  # spoken of in passing
        elif saying.fact in state.latest and _is_told_again(saying, one):
            continue
        state.latest[saying.fact] = Latest(
            saying.value, saying.sentence, one.change, one.detected, one.number
        )
    said = {saying.fact for saying in one.thread.says}
    for delta in one.thread.moves:
        if delta.name not in said and delta.after:
            state.latest[delta.name] = Latest(delta.after, delta.after, one.change, one.detected, one.number)


def _is_told_again(saying: Saying, one: Heard) -> bool:
    return saying.value == saying.launch and not one.amends and not _BACK.search(saying.sentence)


def _claims(state: _State, one: Heard) -> Iterator[int]:
    """What a press report is the first to say; what stands in an official notice already is confirmed at once."""
    for saying in one.thread.says:
        if saying.since is None and saying.value == saying.launch:
            continue  # an official fact, told again
        claim = Claim(
            state.programme,
            saying.fact,
            saying.value,
            one.change,
            saying.sentence,
            saying.unit,
            saying.in_words,
            one.detected,
            one.day,
        )
        stood = _stood_already(state, claim)
        state.claims.append(replace(claim, state=ClaimState.CONFIRMED, by=stood) if stood else claim)
        yield len(state.claims) - 1


def _stood_already(state: _State, claim: Claim) -> Ruling | None:
    if claim.in_words:
        return _names_all(claim, state.named.get(claim.fact, {}))
    known = state.latest.get(claim.fact)
    if known is None or known.value != claim.value:
        return None
    return Ruling(known.change, known.at, known.value, known.sentence, known.number)


def _settles(state: _State, one: Heard) -> Iterator[Claim]:
    """The claims that an official notice confirms or contradicts."""
    for saying in one.thread.says:
        _claim_of_launch(state, saying)
        for place, claim in enumerate(state.claims):
            if claim.fact != saying.fact or claim.state is ClaimState.CONFIRMED:
                continue
            ruled = _ruled(state, claim, saying, one)
            if ruled is not None and ruled.state is not claim.state:
                state.claims[place] = ruled
                yield ruled


def _claim_of_launch(state: _State, saying: Saying) -> None:
    """A baseline that only the press has told of is a claim, also when its report was never captured."""
    if saying.since is None or any(claim.fact == saying.fact for claim in state.claims):
        return
    if saying.fact not in state.latest and saying.fact not in state.named:
        state.claims.append(
            Claim(
                state.programme,
                saying.fact,
                saying.launch,
                unit=saying.unit,
                in_words=saying.in_words,
                day=saying.since,
            )
        )


def _ruled(state: _State, claim: Claim, saying: Saying, one: Heard) -> Claim | None:
    ruling = Ruling(one.change, one.detected, saying.value, saying.sentence, one.number)
    if claim.in_words:
        points = state.named.get(claim.fact, {}) | dict.fromkeys(_points(saying.value), ruling)
        if _names_all(claim, points):
            return replace(claim, state=ClaimState.CONFIRMED, by=ruling)
        otherwise = _denies(_points(claim.value), _points(saying.value))
    elif saying.value == claim.value:
        return replace(claim, state=ClaimState.CONFIRMED, by=ruling)
    else:
        otherwise = "+" not in (saying.value[:1], claim.value[:1])
    return replace(claim, state=ClaimState.CONTRADICTED, by=ruling) if otherwise else None


def _names_all(claim: Claim, points: Mapping[str, Ruling]) -> Ruling | None:
    """The last official notice that names a point of a claim, when all of them are named."""
    wanted = _points(claim.value)
    if not wanted or not all(point in points for point in wanted):
        return None
    return max((points[point] for point in wanted), key=lambda ruling: ruling.at)


def _denies(claimed: tuple[str, ...], official: tuple[str, ...]) -> bool:
    """Whether an official notice denies a point that is claimed, or names another standard in its place."""
    if {f"not {point}" for point in claimed} & set(official) or {f"not {point}" for point in official} & set(
        claimed
    ):
        return True
    standards = [{point for point in points if _STANDARD.match(point)} for points in (claimed, official)]
    return bool(standards[0] and standards[1]) and not standards[0] & standards[1]


def _points(value: str) -> tuple[str, ...]:
    return tuple(point for point in value.split(", ") if point)
