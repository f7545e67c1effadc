"""What a change does to the programmes it belongs to, each thing in one plain sentence with the words that prove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from monitor import shown
from monitor.digest.moved import LONGEST_DUTY, fact, value, with_names
from monitor.digest.weight import within
from monitor.digest.words import Words
from monitor.model import (
    Claim,
    ClaimState,
    Comparison,
    Effect,
    FactDelta,
    More,
    Moved,
    Recorded,
    Status,
    Thread,
)
from monitor.programmes.course import lag, made_on
from monitor.values import dataclass

Told = tuple[str, str | None]  # a sentence of ours, and the words of the notice behind it

_MEASURES = (
    "hours",
    "working days",
    "days",
    "months",
    "years",
    "percent",
)  # units that stand behind a number


@dataclass(frozen=True, slots=True)
class Strand:
    """The change's place in a programme. moves: facts that moved. answers: awaited questions with the sentence that
    answers each. settled: what the press had said and this notice confirms or contradicts. claims: what only the press
    says.
    """

    programme: str
    known_by: str | None
    moves: tuple[Told, ...]
    answers: tuple[Told, ...]
    settled: tuple[Told, ...] = ()
    claims: tuple[Told, ...] = ()


def strand(
    thread: Thread, recorded: Recorded, comparison: Comparison, programmes: Mapping[str, str], words: Words
) -> Strand:
    """recorded: the change with its effects; of one that has none the thread says what was known at the check."""
    name, why = shown.line(programmes.get(thread.programme, thread.programme)), shown.line(thread.why)
    effect = effect_of(thread, recorded)
    facts = recorded.finding.classification.facts
    own = facts.number or recorded.finding.change.notice.listed.number
    return Strand(
        programme=name,
        known_by=None if why.casefold() == name.casefold() else words.say("item.known_by", why=why),
        moves=tuple(moved(each, comparison, words) for each in effect.moves) if effect.official else (),
        answers=(*_answers(effect, words), *(_more(each, words) for each in effect.more)),
        settled=tuple(settled(claim, own, words) for claim in effect.settles),
        claims=tuple(claims(effect.claims, words)),
    )


def effect_of(thread: Thread, recorded: Recorded) -> Effect:
    """What a change does to the programme of one of its threads."""
    found = next((each for each in recorded.effects if each.programme == thread.programme), None)
    if found is not None:
        return found
    said = {saying.fact: saying for saying in thread.says}
    moves = tuple(
        Moved(delta, said[delta.name].sentence if delta.name in said else None) for delta in thread.moves
    )
    official = recorded.finding.status is not Status.UNCONFIRMED
    return Effect(thread.programme, official, moves=moves, answers=thread.answers)


# -- facts that moved ------------------------------------------------------------------------------


def moved(each: Moved, comparison: Comparison, words: Words) -> Told:
    """A fact of a programme that moved: "Ports: 12 → 20, added: Suzhou, Fuzhou"."""
    delta, quote = each.delta, quoted(each.sentence, words)
    name = words.name("fact", shown.line(delta.name))
    if delta.after and delta.after.startswith("+"):
        before = f"{value(delta.before, words)}" if delta.before else ""
        return words.say("fact.more", fact=name, before=before, n=value(delta.after[1:], words)), quote
    if is_wording(delta.before) or is_wording(delta.after):
        key = "fact.says" if delta.after else "fact.unsaid"
        return words.say(key, fact=name), quoted(delta.after or delta.before, words)
    told = fact(replace(delta, place=None), words, unit=measure(each.unit, words))
    ports = FactDelta("ports", delta.before, delta.after, delta.place)
    return (with_names(told, ports, comparison, words) if each.unit == "ports" else told), quote


def is_wording(written: str | None) -> bool:
    """Whether a value is a sentence and no number, day or word of duty."""
    return bool(written) and len(written or "") > LONGEST_DUTY


def measure(unit: str | None, words: Words) -> str | None:
    """The unit that stands behind a number: "hours"; None for a noun that the fact itself names."""
    return words.name("unit", unit) if unit in _MEASURES else None


# -- awaited ---------------------------------------------------------------------------------------


def _answers(effect: Effect, words: Words) -> Iterator[Told]:
    key = "item.answers" if effect.official else "item.answers_press"
    for question, sentence in effect.answers:
        yield words.say(key, question=asked(question, words)), quoted(sentence, words)


def _more(each: More, words: Words) -> Told:
    day = words.day(each.at.astimezone(words.zone).date())
    question = asked(each.question, words)
    return words.say("item.more_on", question=question, day=day, id=shown.line(each.first)), quoted(
        each.sentence, words
    )


def asked(question: str, words: Words) -> str:
    """A question as people of the reader's language read it, where the words file knows it."""
    return words.name("question", shown.line(question))


# -- press and official ----------------------------------------------------------------------------


def claims(made: Sequence[Claim], words: Words) -> Iterator[Told]:
    """What a press report says: what is settled today one by one, the rest by the sentence that says it."""
    open_: dict[str | None, list[str]] = {}
    for claim in made:
        if claim.state is ClaimState.UNCONFIRMED:
            open_.setdefault(claim.sentence, []).append(phrase(claim, words))
        else:
            yield claimed(claim, words)
    for sentence, phrases in open_.items():
        yield words.say("claim.open", what=words.join(phrases)), quoted(sentence, words)


def claimed(claim: Claim, words: Words) -> Told:
    """What a press report said, and what an official notice says of it."""
    what = phrase(claim, words)
    if claim.by is None:
        return words.say("claim.open", what=what), quoted(claim.sentence, words)
    number = (
        shown.line(claim.by.number, 80)
        if claim.by.number
        else words.say("claim.notice", id=shown.line(claim.by.change))
    )
    days = lag(claim, words.zone)
    if claim.state is ClaimState.CONTRADICTED:
        return words.say("claim.wrong_now", what=what, number=number), quoted(claim.by.sentence, words)
    if days is None:
        return words.say("claim.stood", what=what, number=number), quoted(claim.by.sentence, words)
    return words.say("claim.right_now", n=days, what=what, number=number), quoted(claim.by.sentence, words)


def settled(claim: Claim, own: str | None, words: Words) -> Told:
    """What a notice says of something that the press said first: "Confirmed after 12 days: 12 ports (press, 5 June …)"."""
    ruling = claim.by
    number = shown.line(own, 80) if own else words.say("claim.this")
    made = made_on(claim, words.zone)
    values: dict[str, str | int] = {
        "what": phrase(claim, words),
        "press": words.say("claim.press", day=words.day(made)) if made else words.say("claim.press_once"),
        "number": number,
        "n": lag(claim, words.zone) or 0,
    }
    quote = quoted(ruling.sentence if ruling else None, words)
    if claim.state is ClaimState.CONTRADICTED:
        official = phrase_of(claim, ruling.value if ruling else "", words)
        key = "claim.contradicted_words" if claim.in_words else "claim.contradicted"
        return words.say(key, **values, official=official), quote
    return words.say("claim.confirmed" if values["n"] else "claim.confirmed_at_once", **values), quote


def phrase(claim: Claim, words: Words) -> str:
    """What is claimed, in few words: "12 ports", "clearance within 24 hours", "takes effect 5 June 2026"."""
    return phrase_of(claim, claim.value, words)


def phrase_of(claim: Claim, said: str, words: Words) -> str:
    name = words.name("fact", shown.line(claim.fact))
    if claim.in_words:
        points = [words.name("point", point) for point in said.split(", ") if point]
        return words.say("claim.words", fact=within(name, words), points=words.join(points))
    number = value(said.removeprefix("+"), words)
    if unit := measure(claim.unit, words):
        return words.say("claim.measured", fact=within(name, words), value=number, unit=unit)
    if _is_day(said):
        return words.say("claim.day", fact=within(name, words), day=number)
    return words.say("claim.counted", fact=within(name, words), value=number)


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return len(written) == 10


def quoted(text: str | None, words: Words) -> str | None:
    return words.say("item.quote", text=shown.line(text, 240)) if text else None


def gist(strands: Sequence[Strand]) -> list[str]:
    """What a change does to programmes, in sentences alone, what it moves first."""
    return [sentence for each in strands for sentence, _ in (*each.moves, *each.settled, *each.answers)]
