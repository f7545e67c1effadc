"""What was told and turns out to be wrong: by a later change, or by a better reading of the same words.

A line is taken back when what it said was not so when we said it. That an authority changed its mind later is news and
no correction. Pure: changes in, corrections out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from monitor.model import (
    Amended,
    ClaimState,
    Content,
    Effect,
    FactKind,
    Facts,
    Mistake,
    New,
    Recorded,
    Removed,
    Restored,
    Wrong,
)

SOON = timedelta(days=3)  # gone and back within this time is the site's doing, whatever it showed meanwhile
TROUBLED = timedelta(days=14)  # the same, when checks of the source failed or were blocked around it
DATES = (
    ("effective", FactKind.EFFECTIVE),
    ("expires", FactKind.EXPIRES),
    ("deadline", FactKind.DEADLINE),
    ("published", FactKind.PUBLISHED),
    ("number", FactKind.NUMBER),
)


def shown_by(recorded: Recorded, earlier: Sequence[Recorded], *, troubled: bool) -> Iterator[Wrong]:
    """What a change shows to have been told wrongly.

    earlier: the changes of the same notice before it that people heard of, oldest first. troubled: whether checks of
    its source went wrong between the last of them and now.
    """
    yield from _contradicted(recorded, recorded.effects)
    if not earlier:
        return
    last = earlier[-1]
    if came_back(recorded, last, troubled=troubled):
        said = ("troubled",) if troubled else ()
        yield Wrong(last.id, Mistake.RESTORED, said, recorded.id)
    yield from _misread_before(recorded, last)


def came_back(recorded: Recorded, last: Recorded, *, troubled: bool) -> bool:
    """Whether a notice that was told as gone is there again unchanged, so soon that it never was withdrawn."""
    change = recorded.finding.change
    if not isinstance(change, Restored) or change.flapping or not change.comparison.same:
        return False
    away = recorded.detected - last.detected
    return isinstance(last.finding.change, Removed) and away <= (TROUBLED if troubled else SOON)


def _contradicted(recorded: Recorded, effects: Sequence[Effect]) -> Iterator[Wrong]:
    """What only the press had said, and an official notice says otherwise."""
    for effect in effects:
        for claim in effect.settles:
            if claim.state is ClaimState.CONTRADICTED and claim.change and claim.by:
                said = (claim.programme, claim.fact, claim.value, claim.by.value)
                yield Wrong(claim.change, Mistake.CONTRADICTED, said, recorded.id)


def _misread_before(recorded: Recorded, last: Recorded) -> Iterator[Wrong]:
    """Facts that read otherwise now although their words stood there already, and still do."""
    change, told = recorded.finding.change, last.finding.change
    if not isinstance(change, Amended) or not isinstance(told, New | Amended | Restored):
        return
    facts = last.finding.classification.facts, recorded.finding.classification.facts
    for name, before, after in _differing(*facts):
        words = (_words(facts[0], name, before), _words(facts[1], name, after))
        if all(said and _stood_untouched(said, change) for said in words):
            yield Wrong(last.id, Mistake.MISREAD, (name, before, after), recorded.id)


def misread(recorded: Recorded, now: Facts) -> Iterator[Wrong]:
    """Facts of a change that the present reader reads otherwise. now: its facts as they are read now.

    That a fact is not found any more, or only now, is no correction: the line that was told is short of it, not wrong.
    """
    for name, before, after in _differing(recorded.finding.classification.facts, now):
        yield Wrong(recorded.id, Mistake.MISREAD, (name, before, after))


def _differing(told: Facts, now: Facts) -> Iterator[tuple[str, str, str]]:
    """The days and the number that both have, and not alike."""
    for name, _ in DATES:
        before, after = getattr(told, name), getattr(now, name)
        if before is not None and after is not None and before != after:
            yield name, _written(before), _written(after)


def _written(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _words(facts: Facts, name: str, value: str) -> str | None:
    kind = dict(DATES)[name]
    return next((said.text for said in facts.mentions if said.kind is kind and said.value == value), None)


def _stood_untouched(words: str, change: Amended) -> bool:
    """Whether the words stand in both versions, and in nothing that was edited."""
    edited = (side for edit in change.comparison.edits for side in (edit.before, edit.after) if side)
    return (
        _stands(words, change.before.content)
        and _stands(words, change.notice.content)
        and not any(words in text for text in edited)
    )


def _stands(words: str, content: Content) -> bool:
    return any(words in block.text for block in content.blocks if block.kind == "text")


def in_words(wrong: Wrong) -> str:
    """What is wrong with a change, in a line, for whoever runs the tool."""
    match wrong.mistake, wrong.said:
        case Mistake.MISREAD, (name, before, after):
            return f"misread: {name} is {after}, not {before}"
        case Mistake.PERSON, (why,):
            return f"taken back: {why}"
        case Mistake.RESTORED, _:
            return "taken back: it is listed again, word for word"
        case Mistake.CONTRADICTED, (_, name, press, official):
            return f"taken back: the press said {name} {press}, an official notice says {official}"
        case Mistake.COPY, (first,):
            return f"taken back: the same notice as {first}, told twice"
        case _, said:
            return f"taken back: {' '.join(said)}"
