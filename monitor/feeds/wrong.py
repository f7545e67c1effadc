"""What was found to be wrong with a change: the change as it reads then, and a line of why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from monitor import shown
from monitor.ahead import better_days, is_no_news
from monitor.digest.words import Words
from monitor.model import Correction, Mistake, Recorded, Wrong


def as_it_reads(recorded: Recorded, known: Sequence[Correction]) -> Recorded:
    """A change with these of its corrections: days that were misread are right, of one taken back there are none."""
    read = recorded.finding.classification
    facts = read.facts
    if is_no_news(known):
        facts = replace(facts, effective=None, expires=None, deadline=None)
    elif better := better_days(known):
        facts = replace(
            facts,
            effective=better.get("effective", facts.effective),
            expires=better.get("expires", facts.expires),
            deadline=better.get("deadline", facts.deadline),
        )
    finding = replace(recorded.finding, classification=replace(read, facts=facts))
    return replace(recorded, finding=finding, corrections=tuple(known))


def last_word(recorded: Recorded) -> datetime:
    """When something of a change was recorded for the last time."""
    return max((recorded.detected, *(one.found for one in recorded.corrections)))


def reasons(recorded: Recorded, words: Words) -> Iterator[str]:
    """What was wrong, a line each."""
    for one in recorded.corrections:
        yield words.say("line.wrong", because=_because(one.wrong, words))


def _because(wrong: Wrong, words: Words) -> str:
    match wrong.mistake, wrong.said:
        case Mistake.RESTORED, _:
            return words.say("wrong.restored")
        case Mistake.MISREAD, (name, before, after):
            fact = words.name("read", name)
            return words.say(
                "wrong.misread", fact=fact, before=shown.line(before, 120), after=shown.line(after, 120)
            )
        case Mistake.CONTRADICTED, (_, name, press, official):
            told = {"press": shown.line(press, 120), "official": shown.line(official, 120)}
            return words.say("wrong.contradicted", fact=shown.line(name, 120), **told)
        case Mistake.COPY, (first,):
            return words.say("wrong.copy", id=shown.line(first))
        case Mistake.UNTOLD, said:
            return words.say("wrong.untold", why=shown.line(" ".join(said), 160))
        case _, said:
            return words.say("wrong.person", why=shown.line(" ".join(said), 300))
