"""A change in one sentence: what happened, and why it matters. What a reader reads who reads nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor import shown
from monitor.digest.moved import LONGEST_DUTY, SETS, fact, value
from monitor.digest.strands import asked, measure, phrase
from monitor.digest.weight import within
from monitor.digest.words import Words
from monitor.model import (
    Claim,
    ClaimState,
    Comparison,
    Direction,
    Effect,
    FactDelta,
    Finding,
    Label,
    Moved,
    New,
    Recorded,
    Status,
)
from monitor.programmes.course import lag
from monitor.severity import Severity
from monitor.values import dataclass

FEW = 2  # facts, questions, claims or entries in the sentence; more are counted below
LONGEST = 150  # characters of what happened


@dataclass(frozen=True, slots=True)
class About:
    """What the sentence is made of. effects: on the programmes it belongs to; happened: what the authority did, when
    nothing says more, without a full stop; counts: of each table what became of its rows; authority: by its name.
    """

    recorded: Recorded
    effects: Sequence[Effect]
    comparison: Comparison
    severity: Severity
    happened: str
    counts: Sequence[str]
    authority: str


@dataclass(frozen=True, slots=True)
class Lead:
    """what: happened, without a full stop; why: it matters, "" when nothing says so; whole: both as a sentence."""

    what: str
    why: str
    whole: str


def lead(about: About, programmes: Mapping[str, str], words: Words) -> Lead:
    """programmes: their names by id."""
    what = next(_what(about, programmes, words), about.happened)
    what = shown.line(what, LONGEST).rstrip(".。")
    what = what[:1].upper() + what[1:]
    why = words.say("sign.comma").join(dict.fromkeys(_why(about.recorded.finding, about.severity, words)))
    key = "lead.whole" if why else "lead.alone"
    return Lead(what, why, words.say(key, what=what, why=why))


def moved_in_short(comparison: Comparison, words: Words) -> str:
    """The facts that moved, a few, where no programme says more about them; "" when none did."""
    said = shown.line(words.join(list(_facts(comparison, words))[:FEW]), LONGEST)
    return said[:1].upper() + said[1:]


# -- what ------------------------------------------------------------------------------------------


def _what(about: About, programmes: Mapping[str, str], words: Words) -> Iterator[str]:
    for effect in about.effects:
        name = shown.line(programmes.get(effect.programme, effect.programme))
        if said := next(_of_programme(effect, words), None):
            yield words.say("lead.programme", programme=name, said=said)
    if told := list(_facts(about.comparison, words))[:FEW]:
        yield words.join(told)
    if about.counts:
        yield words.join(list(about.counts[:FEW]))
    if isinstance(about.recorded.finding.change, New):
        yield words.say("lead.new", authority=about.authority)


def _facts(comparison: Comparison, words: Words) -> Iterator[str]:
    """What moved in few words: values one by one, of codes and names how many came and went."""
    for delta in comparison.facts:
        if delta.name not in (*SETS, "attachments") and (short := _short(delta, None, words)):
            yield short
    for name in SETS:
        for side, key in (("after", "lead.came"), ("before", "lead.went")):
            values = {
                each
                for delta in comparison.facts
                if delta.name == name
                for each in (getattr(delta, side) or "").split(", ")
                if each
            }
            if values:
                yield words.say(key, n=len(values), fact=words.name("fact", name))


def _of_programme(effect: Effect, words: Words) -> Iterator[str]:
    """What a change does to a programme; the weightiest first."""
    wrong = [claim for claim in effect.settles if claim.state is ClaimState.CONTRADICTED]
    right = [claim for claim in effect.settles if claim.state is ClaimState.CONFIRMED]
    if wrong:
        yield words.say("lead.contradicted", what=_phrases(wrong, words))
    if effect.moves and not right:
        yield words.join([_moved(each, words) for each in effect.moves[:FEW]])
    if right:
        days = max((lag(claim, words.zone) or 0 for claim in right), default=0)
        key = "lead.confirmed" if days else "lead.confirmed_at_once"
        yield words.say(key, n=days, what=_phrases(right, words))
    if effect.answers:
        questions = words.join(
            [within(asked(question, words), words) for question, _ in effect.answers[:FEW]]
        )
        yield words.say("lead.answered" if effect.official else "lead.answered_press", question=questions)
    if effect.more:
        yield words.say("lead.more", question=within(asked(effect.more[0].question, words), words))
    if effect.claims:
        yield words.say("lead.claimed", what=_phrases(effect.claims, words))


def _phrases(claims: Sequence[Claim], words: Words) -> str:
    plain = [claim for claim in claims if not claim.in_words] or list(claims)
    plain.sort(key=lambda claim: "-" in claim.value)  # a day stands in the mail's own line for it
    said = list(dict.fromkeys(phrase(claim, words) for claim in plain))
    more = [words.say("item.more", n=len(said) - FEW)] if len(said) > FEW else []
    return words.join([*said[:FEW], *more])


def _moved(moved: Moved, words: Words) -> str:
    return _short(moved.delta, moved.unit, words) or fact(replace(moved.delta, place=None), words)


def _short(delta: FactDelta, unit: str | None, words: Words) -> str | None:
    """A fact from value to value in few words; None when its values are no few words."""
    sides = [delta.before or "", delta.after or ""]
    name = within(words.name("fact", shown.line(delta.name).removeprefix("count:")), words)
    if any(len(side) > LONGEST_DUTY for side in sides):
        return words.say("lead.worded", fact=name) if delta.after and not delta.place else None
    if sides[1].startswith("+"):
        return words.say("lead.added", fact=name, n=value(sides[1][1:], words))
    if not all(sides):
        return None
    before, after = (value(side, words) for side in sides)
    measured = measure(unit, words)
    if measured:
        after = words.say("fact.measured", value=after, unit=measured)
    return words.say("lead.fact", fact=name, before=before, after=after)


# -- why -------------------------------------------------------------------------------------------


def _why(finding: Finding, severity: Severity, words: Words) -> Iterator[str]:
    if finding.status is Status.UNCONFIRMED:
        yield words.say("lead.press")
    yield from (_consequence(label, words) for label in finding.classification.labels)
    kinds = {reason.kind for reason in severity.reasons}
    if "unread" in kinds:
        yield words.say("severity.unread")
    if "silent" in kinds:
        yield words.say("lead.silent")
    if met := _entries(severity, words):
        yield words.say("lead.watched", met=met)


def _consequence(label: Label, words: Words) -> str:
    if label.direction in (None, Direction.NEUTRAL):
        return words.say(f"lead.{label.name.value}")
    return words.say(f"lead.{label.direction.value}")


def _entries(severity: Severity, words: Words) -> str:
    met = [reason for reason in severity.reasons if reason.kind == "watch"]
    named = list(dict.fromkeys(_entry(reason.sort, reason.value, words) for reason in met))
    more = [words.say("item.more", n=len(named) - FEW)] if len(named) > FEW else []
    return words.join([*named[:FEW], *more])


def _entry(sort: str, entry: str, words: Words) -> str:
    key, met = f"severity.entry_{sort}", shown.line(entry, 40)
    return words.say(key, met=met) if key in words.phrases else met
