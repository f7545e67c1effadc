"""Every typed fact of a text where the text says it: what sort of fact, which value, from where to where.

`find` says what facts a notice has. Here each time one is said counts by itself, so that two versions of a
sentence can be laid side by side, and no word belongs to two facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from monitor.facts import (
    codes,
    counts,
    days,
    inforce,
    money,
    nations,
    numbers,
    ports,
    publication,
    rates,
    standards,
)
from monitor.patterns import regex
from monitor.prose import Prose
from monitor.values import dataclass

MOST = 4_000  # mentions of one sort that are kept

DATES = frozenset(("effective", "expires", "deadline", "published", "date"))
PERIODS = frozenset(("hours", "working days", "days", "months", "years"))
RATES = frozenset((*rates.RATES, "percent"))
SETS = frozenset(
    ("hs_codes", "standards", "places", "markets", "documents")
)  # names: their order says nothing

_ZEROS = regex(r"(\.\d*?)0+$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact at its place in the matched text. value: as it is shown; means: as it is compared."""

    start: int
    end: int
    name: str
    value: str
    means: str


def mentions(prose: Prose) -> list[Mention]:
    """All that a text says, in order. Where two readings overlap, the surer one is kept."""
    taken: list[Mention] = []
    for reader in (_days, _documents, _standards, _codes, _money, _counts, _free, _places, _markets):
        found = list(islice(reader(prose), MOST))
        taken = _merged(taken, found) if taken else _merged([], found)
    return taken


def _merged(surer: list[Mention], found: list[Mention]) -> list[Mention]:
    """Both in order, without what of the second overlaps the first or itself."""
    kept, at, end = [], 0, 0
    for one in sorted(found, key=lambda each: (each.start, each.end)):
        while at < len(surer) and surer[at].end <= one.start:
            at += 1
        if one.start >= end and not (at < len(surer) and surer[at].start < one.end):
            kept.append(one)
            end = one.end
    return sorted([*surer, *kept], key=lambda each: each.start) if kept else surer


# -- by sort ---------------------------------------------------------------------------------------


def _days(prose: Prose) -> Iterator[Mention]:
    for day in days.days(prose):
        sort = inforce.sort_of(prose, day)
        yield Mention(day.start, day.end, sort, day.value.isoformat(), day.value.isoformat())
    for start, end in publication.on_publication(prose):
        written = prose.plain[start:end].strip()
        yield Mention(start, end, "effective", written, "on publication")


def _documents(prose: Prose) -> Iterator[Mention]:
    for number in numbers.cited(prose):
        yield _named("documents", prose, number.start, number.end)


def _standards(prose: Prose) -> Iterator[Mention]:
    for start, end in standards.standards(prose):
        yield _named("standards", prose, start, end)


def _codes(prose: Prose) -> Iterator[Mention]:
    for start, end in codes.codes(prose):
        value = prose.plain[start:end]
        yield Mention(start, end, "hs_codes", value, re.sub(r"\D", "", value))


def _money(prose: Prose) -> Iterator[Mention]:
    for start, end, amount in money.amounts(prose):
        yield Mention(start, end, "money", amount, amount)


def _counts(prose: Prose) -> Iterator[Mention]:
    for each in counts.counted(prose):
        name = counts.name_of(each.count) if each.count.unit not in PERIODS else each.count.unit
        if name == "percent":
            name = rates.rate_of(prose, each.start, each.end)
        yield Mention(each.start, each.end, name, each.count.value, number_meaning(each.count.value))


def number_meaning(value: str) -> str:
    """A number however many zeros it ends with behind its point: 5.50 is 5.5."""
    return _ZEROS.sub(r"\1", value).rstrip(".") if "." in value else value


def _free(prose: Prose) -> Iterator[Mention]:
    for start, end in rates.free(prose):
        kind = rates.rate_of(prose, start, end)
        yield Mention(start, end, "duty rate" if kind == "percent" else kind, prose.plain[start:end], "0")


def _places(prose: Prose) -> Iterator[Mention]:
    for start, end in ports.places(prose):
        yield Mention(start, end, "places", prose.plain[start:end], prose.plain[start:end])


def _markets(prose: Prose) -> Iterator[Mention]:
    for start, end, code in nations.nations(prose):
        yield Mention(start, end, "markets", prose.plain[start:end], code)


def _named(name: str, prose: Prose, start: int, end: int) -> Mention:
    value = prose.plain[start:end]
    return Mention(start, end, name, value, "".join(value.split()).casefold())
