"""The facts that moved, as a digest tells them: what, from what to what, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set as AbstractSet
from datetime import date

from monitor import shown
from monitor.digest.few import series, some
from monitor.digest.words import Words
from monitor.model import Comparison, FactDelta, Finding

SETS = ("hs_codes", "standards", "places", "markets", "documents")  # facts that are several values
FACTS = 12  # others that are told one by one
LONGEST_PLACE = 60  # characters of a place that is told behind its fact
_PLACE = re.compile(r"(paragraph|heading|item|table|row|column|field) (.+)")


def fact(delta: FactDelta, words: Words) -> str:
    """A fact that moved, in words: "Ports: 12 → 20"."""
    key = "fact.moves" if delta.before and delta.after else "fact.appears" if delta.after else "fact.goes"
    name = words.name("fact", shown.line(delta.name).removeprefix("count:"))
    told = words.say(key, fact=name, before=value(delta.before, words), after=value(delta.after, words))
    if not delta.place or len(delta.place) > LONGEST_PLACE:
        return told
    return words.say("fact.placed", told=told, place=place(delta.place, words))


def moved(finding: Finding, comparison: Comparison, words: Words) -> Iterator[str]:
    """The facts that moved, but for those that a programme's thread or a table's rows tell already.

    Those that are one value first, each with its place; names (codes, ports) together. Attachments are told as edits.
    """
    told = {delta for thread in finding.threads for delta in thread.moves}
    keys = {row.key for table in comparison.tables for row in (*table.added, *table.removed)}
    single = [
        delta
        for delta in comparison.facts
        if delta.name not in SETS and delta.name != "attachments" and delta not in told
    ]
    told_facts = some(
        single, FACTS, lambda delta: fact(delta, words), lambda more: words.say("item.more", n=more)
    )
    yield from told_facts.shown
    if told_facts.more:
        yield told_facts.more
    for name in SETS:
        yield from names_moved([delta for delta in comparison.facts if delta.name == name], keys, words)


def names_moved(deltas: Sequence[FactDelta], told: AbstractSet[str], words: Words) -> Iterator[str]:
    """Of facts that are several values: those that came, and those that went; one for one as a pair."""
    if len(deltas) == 1 and (one := deltas[0]).before and one.after and "," not in one.before + one.after:
        if one.before not in told and one.after not in told:
            yield fact(one, words)
        return
    for side, values in (
        ("came", [delta.after or "" for delta in deltas]),
        ("went", [delta.before or "" for delta in deltas]),
    ):
        names = dict.fromkeys(each for value in values for each in value.split(", ") if each)
        said = series([each for each in names if each not in told], words)
        if said:
            yield words.say(f"fact.{side}", fact=words.name("fact", deltas[0].name), values=said)


def place(path: str, words: Words) -> str:
    """Where in a notice, in the reader's language: "paragraph 4", "table Annex 1"; names stay as they are."""

    def translated(part: str) -> str:
        met = _PLACE.fullmatch(part)
        return words.say(f"place.{met[1]}", which=met[2]) if met else words.name("place", part)

    return words.say("sign.comma").join(translated(part) for part in shown.line(path).split(", "))


def value(raw: str | None, words: Words) -> str:
    """A fact's value as people read it: a date in words, a number with its thousands marked."""
    text = shown.line(raw or "")
    if text.isascii() and text.isdigit() and len(text) > 3 and not text.startswith("0"):
        return f"{int(text):,}" if len(text) < 10 else text
    try:
        return words.day(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text
