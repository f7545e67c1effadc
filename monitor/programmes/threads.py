"""A change -> the programmes it belongs to, and what it says there: facts, moves, answers.

It belongs to one when it bears its number or cites it, cites a notice that is about it, speaks of it by a full name
or alias, or says so many of its facts that it can mean nothing else; one weak word never does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from monitor.classify.changed import said
from monitor.model import Amended, Change, Classification, FactDelta, Facts, Removed, Saying, Thread
from monitor.patterns import regex
from monitor.programmes import numbers, points
from monitor.programmes.policy import Baseline, Programme
from monitor.programmes.words import Sentence, matched, stands_in
from monitor.prose import body, narrow, prose
from monitor.values import dataclass

ENOUGH = 3  # facts of a programme that a text without its name must say, one of them wholly in words
_LONGEST = 60_000  # characters in which a programme without its name is looked for

# A sentence that only promises an answer is none.
_NOT_YET = regex(
    r"另行(?:制定|公布|通知|发布|规定)|尚未|有待|will be (?:announced|published|issued)|to be (?:announced|published)|not yet"
)
_DRAFT = regex(r"征求意见|草案|公开征询|\bdraft\b|\bproposed\b|\bproposal\b|\bconsultation\b")
_SHORT = regex(r"(?:(?:19|20)\d{2}年)?第?\d{1,4}号|no\.?\d{1,6}(?:of(?:19|20)\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Text:
    """A notice as programmes are looked for in it."""

    change: Change
    facts: Facts
    title: str  # as it is matched
    whole: str
    own: str | None  # its number, closed up
    tight: str = field(repr=False)  # the whole text without blanks


def threads(
    change: Change,
    classification: Classification,
    programmes: Iterable[Programme],
    cited: Mapping[str, Collection[str]] | None = None,
) -> tuple[Thread, ...]:
    """The programmes a change belongs to, in their order. cited: by programme, numbers of the notices about it."""
    found = []
    notice, facts = change.notice, classification.facts
    title, whole = matched(notice.title), matched(f"{notice.title}\n{body(notice.content)}")
    own = closed_up(facts.number or notice.listed.number or "") or None
    text = Text(change, facts, title, whole, own, whole.replace(" ", ""))
    sentences: list[Sentence] | None = None
    for programme in programmes:
        why = known_by(programme, text, (cited or {}).get(programme.id, ()))
        if why is None and not might_mean(programme, whole):
            continue
        if sentences is None:
            sentences = [Sentence(sentence) for sentence in said(change)]
        why = why or known_by_facts(programme, facts, change)
        if why is not None:
            found.append(thread(programme, text, sentences, why))
    return tuple(found)


def thread(programme: Programme, text: Text, sentences: Sequence[Sentence], why: str) -> Thread:
    change, facts = text.change, text.facts
    named = any(stands_in(name, text.title) for name in programme.names)
    number = (facts.number or change.notice.listed.number) if named else None
    if isinstance(change, Removed) or _DRAFT.search(
        text.title
    ):  # what is only proposed moves and answers nothing
        return Thread(programme.id, why)
    says, moves = [], []
    for baseline in programme.baseline:
        saying, moved = _fact(baseline, change, facts, sentences, title=text.title, named=named)
        if saying is not None:
            since = programme.since if programme.status == "unconfirmed" else None
            says.append(Saying(baseline.name, *saying, baseline.unit, baseline.in_words, since))
        if moved is not None:
            moves.append(moved)
    answers = tuple(_answers(programme, sentences))
    return Thread(programme.id, why, tuple(moves), answers, tuple(says), number)


# -- which programmes ------------------------------------------------------------------------------


def known_by(programme: Programme, text: Text, cited: Collection[str] = ()) -> str | None:
    """The number or name by which a notice belongs to a programme; None when it has none."""
    for number in (*programme.numbers, *cited):
        wanted = closed_up(number)
        if wanted and (text.own == wanted or stands_in(wanted, text.tight) or _cites_its_own(text, wanted)):
            return number
    return next((name for name in programme.names if stands_in(name, text.whole)), None)


def _cites_its_own(text: Text, wanted: str) -> bool:
    """Whether an authority cites a notice of its own by the short number: 海关总署公告2026年第74号 says 2026年第58号."""
    short = _SHORT.search(wanted)
    if short is None or text.own is None or not re.search(r"\d{4}", short.group()):
        return False
    issuer = wanted[: short.start()]
    return len(issuer) >= 4 and text.own.startswith(issuer) and stands_in(short.group(), text.tight)


def closed_up(number: str) -> str:
    """A number as it is compared: narrow, lower case, without blanks."""
    return re.sub(r"\s", "", narrow(number)).lower()


def might_mean(programme: Programme, text: str) -> bool:
    """Whether a text holds all points of a fact in words, which a look at its facts can cost."""
    return len(text) <= _LONGEST and any(_wholly_in(baseline, text) for baseline in programme.baseline)


def _wholly_in(baseline: Baseline, text: str) -> bool:
    return (
        baseline.in_words
        and len(baseline.points) > 1
        and all(any(stands_in(each, text) for each in point) for point in baseline.points)
    )


def known_by_facts(programme: Programme, facts: Facts, change: Change) -> str | None:
    """The facts by which a notice can mean no other programme, in words."""
    notice = change.notice
    whole = [Sentence(one) for one in _sentences(f"{notice.title}\n{body(notice.content)}")]
    text = "\n".join(sentence.low for sentence in whole)
    met, in_words = [], 0
    for baseline in programme.baseline:
        if baseline.is_number:
            value = numbers.number(baseline, whole)
            if value is not None and value.value == numbers.plain(baseline.value):
                met.append(f"{baseline.name} {baseline.value}")
        elif baseline.is_day:
            if facts.effective is not None and facts.effective.isoformat() == baseline.value:
                met.append(f"{baseline.name} {baseline.value}")
        elif _wholly_in(baseline, text):
            met.append(baseline.name)
            in_words += 1
    return "its facts: " + ", ".join(met) if in_words and len(met) >= ENOUGH else None


def _sentences(text: str) -> Iterator[str]:
    ready = prose(text)
    for start, end in ready.sentences():
        if sentence := ready.original(start, end):
            yield sentence


# -- what it says there ----------------------------------------------------------------------------

Found = tuple[tuple[str, str, str] | None, FactDelta | None]  # (value, sentence, launch), and what moved


def _fact(
    baseline: Baseline,
    change: Change,
    facts: Facts,
    sentences: Sequence[Sentence],
    *,
    title: str,
    named: bool,
) -> Found:
    if baseline.in_words:
        return _in_words(baseline, change, sentences)
    if isinstance(change, Amended):
        return _amended(baseline, change, facts, sentences)
    if baseline.is_day:
        value, launch = numbers.day(baseline, facts, sentences, title=title, named=named), baseline.value
    else:
        value, launch = numbers.number(baseline, sentences), numbers.plain(baseline.value)
    if value is None or not (named or value.surely or value.value == launch):
        return None, None  # another number in passing moves nothing
    moved = FactDelta(baseline.name, launch, value.value) if value.value != launch else None
    return (value.value, value.sentence, launch), moved


def _amended(baseline: Baseline, change: Amended, facts: Facts, sentences: Sequence[Sentence]) -> Found:
    """Of an amended notice the comparison must show the value too, and gives the one before."""
    shown = {delta.after: delta for delta in reversed(change.comparison.facts) if delta.after is not None}
    launch = baseline.value if baseline.is_day else numbers.plain(baseline.value)
    if baseline.is_day:
        value = numbers.day(baseline, facts, sentences, title="", named=True)
    else:
        value = numbers.number(baseline, sentences)
    delta = shown.get(value.value.removeprefix("+")) if value else None
    if value is None or delta is None or (baseline.is_day and delta.name != baseline.name):
        return None, None
    before = delta.before or launch
    moved = FactDelta(baseline.name, before, value.value, delta.place) if value.value != before else None
    return (value.value, value.sentence, launch), moved


def _in_words(baseline: Baseline, change: Change, sentences: Sequence[Sentence]) -> Found:
    """What is said of a fact in words, and the sentence that says it otherwise than before."""
    named = points.points(baseline, sentences)
    launch = ", ".join(points.at_launch(baseline))
    says_most = max(sentences, key=lambda each: len(list(points.named(baseline, each))), default=None)
    saying = (", ".join(named), says_most.text, launch) if named and says_most else None
    if isinstance(change, Amended):
        return saying, _reworded(baseline, change)
    for sentence in sentences:
        if sentence.speaks_of(baseline.spellings) and _says_otherwise(baseline, sentence):
            return saying, FactDelta(baseline.name, baseline.value, sentence.text)
    return saying, None


def _says_otherwise(baseline: Baseline, sentence: Sentence) -> bool:
    """Whether a sentence of a notice that came says that a fact is changed, or names another standard for it."""
    if _NOT_YET.search(sentence.low):
        return False
    named = list(points.named(baseline, sentence))
    standards = {point for point in points.at_launch(baseline) if points.is_standard(point)}
    other = any(points.is_standard(point) and point not in standards for point in named) and bool(standards)
    denied = any(point.startswith(points.NOT) for point in named)
    return other or denied or numbers.ACT.search(sentence.low) is not None


def _reworded(baseline: Baseline, change: Amended) -> FactDelta | None:
    """The sentence of an edit that speaks of a fact, before and after; its duty alone where that is what moved."""
    for edit in change.comparison.edits:
        if edit.op == "move":
            continue
        old, new = [[Sentence(one) for one in _sentences(text or "")] for text in (edit.before, edit.after)]
        stood, stands = {one.text for one in old}, {one.text for one in new}
        gone = [one for one in old if one.text not in stands and one.speaks_of(baseline.spellings)]
        come = [one for one in new if one.text not in stood and one.speaks_of(baseline.spellings)]
        if not (gone or come):
            continue
        duty = next(
            (d for d in change.comparison.facts if d.name == "obligation" and d.place == edit.path), None
        )
        if gone and come and duty and duty.before and duty.after:
            return FactDelta(baseline.name, duty.before, duty.after, edit.path)
        before, after = (one[0].text if one else None for one in (gone, come))
        return FactDelta(baseline.name, before, after, edit.path)
    return None


def _answers(programme: Programme, sentences: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    for awaited in programme.awaited:
        for sentence in sentences:
            if sentence.speaks_of(awaited.words) and not _NOT_YET.search(sentence.low):
                yield awaited.question, sentence.text
                break
