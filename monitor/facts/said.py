"""Two texts of a notice -> every fact where it stands, and the facts of the notice that these make up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from monitor.facts import (
    authorities,
    charged,
    codes,
    counts,
    inforce,
    limits,
    lines,
    nations,
    numbers,
    papers,
    ports,
    references,
    schemes,
    standards,
)
from monitor.facts.counts import Counted
from monitor.facts.numbers import Number
from monitor.model import Count, FactKind, Facts, Mention
from monitor.prose import Prose
from monitor.values import dataclass

MOST = 2_000  # values of one sort that are kept; an annex has hundreds, hostile text has millions
MOST_SAID = 200  # mentions of one kind that are kept, title and body together
MOST_ALIKE = 5  # of these, of one and the same value

_DATED = {
    "effective": FactKind.EFFECTIVE,
    "expires": FactKind.EXPIRES,
    "deadline": FactKind.DEADLINE,
    "published": FactKind.PUBLISHED,
    "document": FactKind.DOCUMENT,
}


class Found(NamedTuple):
    """A fact at its place in the matched text."""

    start: int
    end: int
    kind: FactKind
    value: str
    of: str | None = None


@dataclass(frozen=True)
class Reading:
    """One text, the title or the body, and what stands in it; each sort is looked for once."""

    prose: Prose
    place: str

    @cached_property
    def codes(self) -> list[tuple[int, int]]:
        return list(islice(codes.codes(self.prose), MOST * 4))

    @cached_property
    def counted(self) -> list[Counted]:
        return list(islice(counts.counted(self.prose), MOST))

    @cached_property
    def standards(self) -> list[tuple[int, int]]:
        return list(islice(standards.standards(self.prose), MOST))

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        return list(islice(ports.places(self.prose), MOST))

    @cached_property
    def numbers(self) -> list[Number]:
        return list(islice(numbers.cited(self.prose), MOST))

    def words(self, start: int, end: int) -> str:
        return self.prose.plain[start:end]

    def mention(self, found: Found) -> Mention:
        start, end = self.prose.span(found.start, found.end)
        return Mention(found.kind, found.value, self.prose.text[start:end], self.place, start, end, found.of)


def facts(heading: Prose, text: Prose, published: date | None) -> Facts:
    """The facts of a notice, each sort in order of first appearance, without repeats."""
    title, body = Reading(heading, "title"), Reading(text, "body")
    dated = inforce.dates(text, published)
    named = inforce.dates(heading, dated.published)
    number = numbers.own(heading, text, title.numbers, body.numbers)
    issuer = authorities.issuer(heading, text, number, dated.signed)
    own = ((FactKind.NUMBER, number), (FactKind.ISSUER, issuer))
    both = (title, body)
    said = [
        (part, [*_own(part, own), *_days(days), *_said(part)])
        for part, days in ((title, named), (body, dated))
    ]
    return Facts(
        number=_shown(number),
        published=dated.published,
        effective=dated.effective or named.effective,
        expires=dated.expires or named.expires,
        hs_codes=_once(part.words(*span) for part in both for span in part.codes),
        standards=_once(part.words(*span) for part in both for span in part.standards),
        places=_once(part.words(*span) for part in both for span in part.places),
        counts=tuple(islice(dict.fromkeys(each.count for part in both for each in part.counted), MOST)),
        issuer=_shown(issuer),
        document=dated.document,
        deadline=dated.deadline or named.deadline,
        mentions=tuple(_kept(said)),
    )


_Own = tuple[Prose, int, int] | None  # in which text something of the notice's own stands, and where


def _shown(own: _Own) -> str | None:
    return own[0].original(*own[1:]) if own else None


def _own(part: Reading, own: Iterable[tuple[FactKind, _Own]]) -> Iterator[Found]:
    for kind, where in own:
        if where is not None and where[0] is part.prose:
            yield Found(where[1], where[2], kind, part.words(*where[1:]))


def _days(dates: inforce.Dates) -> Iterator[Found]:
    for day in dates.read:
        kind = _DATED.get(day.sort)
        if kind is not None:
            yield Found(
                day.start, day.end, kind, day.value.isoformat() if day.value else "until further notice"
            )


def _said(part: Reading) -> Iterator[Found]:
    """Everything but the notice's own number, issuer and days."""
    yield from _measured(part)
    for line in lines.lines(part.prose, part.codes):
        yield Found(line.start, line.end, FactKind.HS_CODE, line.value, line.of)
    for start, end in part.standards:
        yield Found(start, end, FactKind.STANDARD, standards.standard_of(part.words(start, end)))
    for start, end in part.places:
        yield Found(start, end, FactKind.PORT, ports.english(part.words(start, end)))
    for start, end in ports.districts(part.prose):
        yield Found(start, end, FactKind.PORT, ports.english(part.words(start, end)), "customs district")
    for start, end, name in papers.papers(part.prose, part.standards):
        yield Found(start, end, FactKind.PAPER, name)
    for start, end, name in schemes.schemes(part.prose):
        yield Found(start, end, FactKind.SCHEME, name)
    for start, end, code, bloc in nations.markets(part.prose):
        yield Found(start, end, FactKind.COUNTRY, code, "bloc" if bloc else None)
    yield from _cited(part)


def _measured(part: Reading) -> Iterator[Found]:
    """Rates, time limits and counts: each number is one of them."""
    rated = (
        *charged.in_tables(part.prose, part.codes),
        *charged.in_sentences(part.prose, part.counted, part.codes),
    )
    taken: set[int] = set()
    for rate in rated:
        if rate.start not in taken:
            taken.add(rate.start)
            of = " ".join(filter(None, (rate.of, rate.code)))
            yield Found(rate.start, rate.end, FactKind.RATE, rate.value, of)
    for each in part.counted:
        if each.start in taken:
            continue
        act = limits.act_of(part.prose, each) if limits.is_period(each.count.unit) else None
        if act is not None:
            yield Found(each.start, each.end, FactKind.LIMIT, f"{each.count.value} {each.count.unit}", act)
        else:
            yield Found(each.start, each.end, FactKind.COUNT, *_count(each.count))


def _count(count: Count) -> tuple[str, str]:
    """A number and what it counts or measures: ("1842", "exporters"), ("65%", "percent")."""
    return count.value, counts.name_of(count)


def _cited(part: Reading) -> Iterator[Found]:
    for number in (*part.numbers, *islice(references.titles(part.prose, part.numbers), MOST)):
        value = " ".join(part.words(number.start, number.end).split())
        yield Found(
            number.start, number.end, FactKind.REFERENCE, value, references.relation(part.prose, number)
        )


def _kept(said: Iterable[tuple[Reading, list[Found]]]) -> Iterator[Mention]:
    """Mentions in order of place, so many of a kind; the notice's own number is no reference to another."""
    room: Counter[FactKind] = Counter()
    alike: Counter[tuple[FactKind, str, str | None]] = Counter()
    for part, found in said:
        own = [(one.start, one.end) for one in found if one.kind is FactKind.NUMBER]
        for one in sorted(found, key=lambda each: (each.start, each.end)):
            if one.kind is FactKind.REFERENCE and any(
                one.start < end and start < one.end for start, end in own
            ):
                continue
            alike[one.kind, one.value, one.of] += 1
            if alike[one.kind, one.value, one.of] <= MOST_ALIKE and room[one.kind] < MOST_SAID:
                room[one.kind] += 1
                yield part.mention(one)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(values), MOST))
