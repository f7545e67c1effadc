"""A change and the programmes we follow -> its place in each: what it moves, what it answers.

A programme is a policy followed over time: names, facts as they stood at launch, questions whose
answers are awaited. A notice belongs to it when it bears its number or speaks of it by a full name or
alias; one weak word never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from monitor.classify.changed import said
from monitor.facts import counts
from monitor.model import Amended, Change, Classification, Count, FactDelta, Facts, Status, Thread
from monitor.prose import body, lower, narrow, prose

# A sentence that only promises an answer is none.
_NOT_YET = re.compile(
    r"另行(?:制定|公布|通知|发布|规定)|尚未|有待|will be (?:announced|published|issued)|to be (?:announced|published)|not yet"
)


def _name(written: str) -> str:
    """A name must say enough to stand alone: four Chinese signs, or two words."""
    chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in written)
    if chinese < 4 and len(written.split()) < 2:
        raise ValueError(f'"{written}" is too weak a name, write at least two words or four Chinese signs')
    return written


Name = Annotated[str, AfterValidator(_name)]
Value = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else str(value))]


class Baseline(BaseModel):
    """A fact as it stood at launch. words: what it is spoken of with; unit: as facts name it (hours)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: Value
    unit: str | None = None
    words: tuple[str, ...] = ()


class Awaited(BaseModel):
    """A question that is not answered yet. words: any of them in a sentence may be the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    words: tuple[str, ...] = Field(min_length=1)


class Programme(BaseModel):
    """A policy followed over time. status: unconfirmed while only the press has told of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$")
    name: Name
    aliases: tuple[Name, ...] = ()
    numbers: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    since: date | None = None
    status: Literal["official", "unconfirmed"] = "official"
    baseline: tuple[Baseline, ...] = ()
    awaited: tuple[Awaited, ...] = ()


def status(tier: str) -> Status:
    """How far a change from a source of that tier can be trusted; press never confirms anything."""
    return Status.UNCONFIRMED if tier == "secondary" else Status.OFFICIAL


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a change says, as written and as it is matched."""

    text: str
    low: str


def threads(
    change: Change, classification: Classification, programmes: Iterable[Programme]
) -> tuple[Thread, ...]:
    """The programmes a change belongs to, in their order."""
    found = []
    text = _matched(f"{change.notice.title}\n{body(change.notice.content)}")
    sentences: list[Sentence] | None = None
    for programme in programmes:
        why = _known_by(programme, text, classification.facts)
        if why is None:
            continue
        if sentences is None:
            sentences = [Sentence(sentence, _matched(sentence)) for sentence in said(change)]
        moves = tuple(_moves(change, classification.facts, programme, sentences))
        found.append(Thread(programme.id, why, moves, tuple(_answers(programme, sentences))))
    return tuple(found)


def _matched(text: str) -> str:
    return lower(prose(text).plain.replace("\n", " "))


def _known_by(programme: Programme, text: str, found: Facts) -> str | None:
    own = re.sub(r"\s", "", narrow(found.number or ""))
    for number in programme.numbers:
        wanted = re.sub(r"\s", "", narrow(number))
        if wanted and (own == wanted or wanted.lower() in text.replace(" ", "")):
            return number
    for name in (programme.name, *programme.aliases):
        if stands_in(name, text):
            return name
    return None


def stands_in(word: str, text: str) -> bool:
    """True when a word or name stands in a text of lower case; Latin letters only as whole words."""
    wanted = _word(word)
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(wanted) : at + len(wanted) + 1]
        if not (_latin(before) and _latin(wanted[0])) and not (_latin(after) and _latin(wanted[-1])):
            return True
        at = text.find(wanted, at + len(wanted))
    return False


@lru_cache(maxsize=4096)
def _word(written: str) -> str:
    return _matched(written).strip()


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _moves(
    change: Change, found: Facts, programme: Programme, sentences: list[Sentence]
) -> Iterator[FactDelta]:
    """Baseline facts that no longer are what they were.

    Of an amended notice the comparison must show the move too, and gives the value before; what other
    notices said in between is not known here.
    """
    shown = (
        {delta.after: delta for delta in reversed(change.comparison.facts)}
        if isinstance(change, Amended)
        else None
    )
    for baseline in programme.baseline:
        for value in _values(baseline, found, sentences):
            if shown is not None and value not in shown:
                continue
            seen = shown[value] if shown is not None else FactDelta(baseline.name, None, value)
            before = seen.before or baseline.value
            if value != before:
                yield FactDelta(baseline.name, before, value, seen.place)
                break


def _values(baseline: Baseline, found: Facts, sentences: list[Sentence]) -> list[str]:
    """What the sentences now say of a baseline fact, the last first: 由12个增至20个 means 20."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", baseline.value):
        days = {"effective": found.effective, "expires": found.expires, "published": found.published}
        day = days.get(baseline.name)
        return [] if day is None else [day.isoformat()]
    if re.fullmatch(r"[\d,.]+", baseline.value) is None:
        return []  # told to people as it stands; no number that could move
    values = [
        count.value
        for sentence in sentences
        if not baseline.words or any(stands_in(word, sentence.low) for word in baseline.words)
        for count in counts.counts(prose(sentence.text))
        if _is_about(count, baseline)
    ]
    return values[::-1]


def _is_about(count: Count, baseline: Baseline) -> bool:
    if count.of and any(count.of == lower(word) for word in baseline.words):
        return True
    return baseline.unit is not None and counts.canonical(baseline.unit) in (
        counts.name_of(count),
        counts.canonical(count.unit),
    )


def _answers(programme: Programme, sentences: list[Sentence]) -> Iterator[tuple[str, str]]:
    for awaited in programme.awaited:
        for sentence in sentences:
            text = sentence.low
            if any(stands_in(word, text) for word in awaited.words) and not _NOT_YET.search(text):
                yield awaited.question, sentence.text
                break
