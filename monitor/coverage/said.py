"""A report in the words of one language: what a table, a page and a picture show of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from monitor import shown
from monitor.coverage.report import Day, Report, Sight, SourceReport
from monitor.coverage.statement import Lack
from monitor.digest.words import Words
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A source in a table. tone: "sure", "changed" or "doubt"."""

    title: str
    id: str
    due: str
    good: str
    missed: str
    bad: str
    changes: str
    gap: str
    last_good: str
    statement: str
    tone: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A day on which not all was well."""

    day: str
    title: str
    id: str
    said: str
    blind: bool


def title(report: Report, words: Words) -> str:
    first, last = report.period.days[0], report.period.days[-1]
    if first == last:
        return words.say("page.title_day", since=words.day(first))
    return words.say("page.title", since=words.day(first), until=words.day(last))


def kicker(report: Report, words: Words) -> str:
    sources = words.say("page.sources", n=len(report.sources))
    return words.say("page.kicker", n=len(report.period.days), sources=sources, zone=words.zone.key)


def signed(report: Report, words: Words) -> Iterator[str]:
    """What may be said of the period, the numbers it rests on, and by whom: a statement that somebody can hold us to."""
    sources, given = report.sources, report.signed
    if not sources:
        yield words.say("page.nothing")
    elif len(given) == len(sources):
        yield words.say("signed.all", n=len(given), **_span(given, words))
    elif given:
        yield words.say("signed.some", n=len(given), all=len(sources))
    else:
        yield words.say("signed.none")
    if sources:
        yield words.say("signed.meaning")
        due, good, missed = (
            sum(getattr(each, name) for each in sources) for name in ("due", "good", "missed")
        )
        changes = sum(each.changes for each in sources)
        yield words.say(
            "signed.counts", due=due, good=good, bad=due - good - missed, missed=missed, changes=changes
        )
    yield words.say("signed.by", version=report.version, written=words.moment(report.written))
    if report.chain:
        yield words.say("signed.chain", sha=report.chain)
    else:
        yield words.say("signed.unchained")


def _span(given: tuple[SourceReport, ...], words: Words) -> Mapping[str, str]:
    """The time of which all these statements are true."""
    begun = [each.statement.since for each in given if each.statement.since]
    ended = [each.statement.until for each in given if each.statement.until]
    return {"since": words.moment(max(begun)), "until": words.moment(min(ended))}


def line(source: SourceReport, words: Words) -> Line:
    return Line(
        title=shown.line(source.authority),
        id=shown.line(source.id),
        due=f"{source.due:,}",
        good=f"{source.good:,}",
        missed=f"{source.missed:,}",
        bad=f"{source.due - source.good - source.missed:,}",
        changes=f"{source.changes:,}",
        gap=span(source.gap, words),
        last_good=words.moment(source.last_good) if source.last_good else words.say("span.none"),
        statement=statement(source, words),
        tone=tone(source),
    )


def tone(source: SourceReport) -> str:
    if source.statement.given:
        return "sure"
    return (
        "changed"
        if all(lack in (Lack.CHANGED, Lack.ALONE) for lack, _ in source.statement.lacks)
        else "doubt"
    )


def statement(source: SourceReport, words: Words) -> str:
    """That nothing changed, and from when to when; or what is missing for that."""
    said = source.statement
    if said.given and said.since and said.until:
        return words.say("statement.given", since=words.moment(said.since), until=words.moment(said.until))
    return words.say("statement.refused", lacks=lacks(source, words))


def lacks(source: SourceReport, words: Words) -> str:
    return words.join([words.say(f"lack.{lack}", n=number) for lack, number in source.statement.lacks])


def span(length: timedelta | None, words: Words) -> str:
    """How long, in its largest unit: "3 days", "5 hours"."""
    if length is None:
        return words.say("span.none")
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes < 120:
        return words.say("span.minute", n=minutes)
    hours = round(minutes / 60)
    return words.say("span.hour", n=hours) if hours < 72 else words.say("span.day", n=round(hours / 24))


def doubts(report: Report, words: Words) -> Iterator[Doubt]:
    """The days on which something was missed or not good, the latest first."""
    found = [
        (day, source)
        for source in report.sources
        for day in source.days
        if day.sight in (Sight.BLIND, Sight.GAPS)
    ]
    for day, source in sorted(found, key=lambda pair: pair[0].day, reverse=True):
        yield Doubt(
            words.day(day.day),
            shown.line(source.authority),
            shown.line(source.id),
            what(day, words),
            day.sight is Sight.BLIND,
        )


def what(day: Day, words: Words) -> str:
    """What happened on a day, in numbers."""
    said = [
        words.say("day.outcome", n=number, outcome=words.name("outcome", name))
        for name, number in day.outcomes.items()
    ]
    if day.missed:
        said.append(words.say("day.missed", n=day.missed))
    if day.changes:
        said.append(words.say("day.changes", n=day.changes))
    return words.join(said)


def of_day(day: Day, words: Words) -> str:
    """The same with its date and its meaning; empty for a day on which all went as it should."""
    if day.sight in (Sight.QUIET, Sight.REST):
        return ""
    meaning = words.say(f"sight.{day.sight}")
    told = what(day, words)
    return words.say("day.said", day=words.day(day.day), what=f"{meaning}: {told}" if told else meaning)


def slips(report: Report, words: Words) -> Iterator[str]:
    for slip in report.slips:
        yield words.say(
            "page.slip",
            subscription=shown.line(slip.subscription),
            slot=words.moment(slip.slot),
            reason=words.say(f"reason.{slip.kind}"),
        )


def counted(source: SourceReport, first: date) -> str:
    """Of a month: how many checks were good, of how many that were due."""
    those = [day for day in source.days if (day.day.year, day.day.month) == (first.year, first.month)]
    due = sum(day.due for day in those)
    return f"{sum(day.good for day in those)}/{due}" if due else ""


def month(first: date, words: Words) -> str:
    name = words.name("month", str(first.month))
    return words.say("month_of.name", month=name, year=str(first.year))
