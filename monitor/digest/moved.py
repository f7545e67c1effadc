"""The facts that moved, as a digest tells them: what, from what to what, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set as AbstractSet
from datetime import date

from monitor import shown
from monitor.digest.few import series, some
from monitor.digest.words import Words
from monitor.facts import duties, rates
from monitor.model import Comparison, FactDelta, Finding
from monitor.patterns import regex
from monitor.prose import prose

SETS = ("hs_codes", "standards", "places", "markets", "documents")  # facts that are several values
FACTS = 12  # others that are told one by one
LONGEST_PLACE = 60  # characters of a place that is told behind its fact
LONGEST_DUTY = 24  # characters of a word of duty
_ROW = regex(r"(?:(?P<table>.{1,80}), )?row (?P<code>\d[\d.]{3,14})(?:, column .{1,80})?")
_PLACE = regex(r"(paragraph|heading|item|table|row|column|field) (.+)")


def fact(delta: FactDelta, words: Words, *, unit: str | None = None) -> str:
    """A fact that moved, in a sentence: "Ports: 12 → 20", "8541.43: 0 % → 5 % (duty rate, Annex 1)". unit: of its values."""
    raw = shown.line(delta.name).removeprefix("count:")
    name, where = words.name("fact", raw), delta.place
    sides = [value(each, words) for each in (delta.before, delta.after)]
    if raw in rates.RATES or raw == "percent":
        unit = "%"
    if unit is not None:
        sides = [
            words.say("fact.measured", value=each, unit=unit) if _is_number(each) else each for each in sides
        ]
    forces = [_force(each) for each in (delta.before, delta.after)]
    if all(forces) and (raw == "obligation" or not any(map(_is_number, sides))):
        before, after = (_duty(force or "", each, words) for force, each in zip(forces, sides, strict=True))
        told = words.say("fact.duty", fact=name, before=before, after=after)
    else:
        key = "fact.moves" if delta.before and delta.after else "fact.appears" if delta.after else "fact.goes"
        row = _ROW.fullmatch(where or "")
        if row and key == "fact.moves":
            subject, about = (
                dotted(row["code"]),
                [name, place(row["table"], words)] if row["table"] else [name],
            )
            told = words.say(key, fact=subject, before=sides[0], after=sides[1])
            return words.say(
                "fact.placed", told=told, place=words.say("sign.comma").join(map(shown.line, about))
            )
        told = words.say(key, fact=name, before=sides[0], after=sides[1])
    if not where or len(where) > LONGEST_PLACE:
        return told
    return words.say("fact.placed", told=told, place=place(where, words))


def _is_number(written: str) -> bool:
    return re.fullmatch(r"\d[\d,.]*", written) is not None


def _force(written: str | None) -> str | None:
    """What a word asks for: "required" for 应当 and for shall; None for what is no such word."""
    if not written or len(written) > LONGEST_DUTY:
        return None
    ready = prose(written)
    return next(
        (duty.force for duty in duties.duties(ready, 0, len(ready.plain)) if duty.force != "negated"), None
    )


def _duty(force: str, written: str, words: Words) -> str:
    return words.say("fact.force", force=words.name("duty", force), written=written)


def dotted(code: str) -> str:
    """A code as people read it: 8541.43.00."""
    digits = code.replace(".", "").replace(" ", "")
    parts = [digits[:4], *(digits[at : at + 2] for at in range(4, len(digits), 2))]
    return ".".join(part for part in parts if part) if digits.isdecimal() else code


def moved(finding: Finding, comparison: Comparison, words: Words) -> Iterator[str]:
    """The facts that moved, but for those that a programme's thread or a table's rows tell already.

    Those that are one value first, each with its place; names (codes, ports) together, those of ports with their
    number where that moved too. Attachments are told as edits.
    """
    told = {delta for thread in finding.threads for delta in thread.moves}
    keys = {row.key for table in comparison.tables for row in (*table.added, *table.removed)}
    single = [
        delta
        for delta in comparison.facts
        if delta.name not in SETS and delta.name != "attachments" and delta not in told
    ]
    told_facts = some(
        single,
        FACTS,
        lambda delta: with_names(fact(delta, words), delta, comparison, words),
        lambda more: words.say("item.more", n=more),
    )
    yield from told_facts.shown
    if told_facts.more:
        yield told_facts.more
    counted = {delta.place for delta in comparison.facts if delta.name == "ports"}
    for name in SETS:
        deltas = [
            delta
            for delta in comparison.facts
            if delta.name == name and not (name == "places" and delta.place in counted)
        ]
        yield from names_moved(deltas, keys, words)


def with_names(told: str, delta: FactDelta, comparison: Comparison, words: Words) -> str:
    """A number of ports that moved, with the ports that came and went where it did: "Ports: 12 → 20, added: Suzhou"."""
    if delta.name != "ports":
        return told
    for key, side in (("fact.with_names", "after"), ("fact.without_names", "before")):
        names = [
            name
            for each in comparison.facts
            if each.name == "places" and each.place == delta.place
            for name in (getattr(each, side) or "").split(", ")
            if name
        ]
        if said := series(names, words):
            told = words.say(key, told=told, names=said)
    return told


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
