"""What was looked at in a period, source by source and day by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from monitor.coverage.calendar import Period, day_of
from monitor.coverage.statement import GOOD, Statement, is_doubted, statement
from monitor.coverage.tally import Amount, Counted, Record, Tally
from monitor.model import Changed, First, Slip
from monitor.values import dataclass


class Sight(StrEnum):
    """How well a source was seen on a day, the worst first."""

    BLIND = "blind"  # something was due and nothing was verified
    GAPS = "gaps"  # verified, and yet a check was missed or not good
    CHANGED = "changed"
    FIRST = "first"  # the first reading, compared with nothing
    QUIET = "quiet"  # all that was due was made and good, and nothing changed
    REST = "rest"  # nothing was due


@dataclass(frozen=True)
class Day:
    """A source's day. missed: checks that were due and not made; overdue: how many of them may still come.

    verdicts: what came in place of its page, by how often. doubted: good readings that held a text back.
    changes: recorded that day.
    """

    source: str
    day: date
    outcomes: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)
    missed: int = 0
    overdue: int = 0
    doubted: int = 0
    changes: int = 0
    last_good: datetime | None = None

    @cached_property
    def made(self) -> int:
        return sum(self.outcomes.values())

    @cached_property
    def due(self) -> int:
        return self.made + self.missed

    @cached_property
    def good(self) -> int:
        return sum(self.outcomes.get(name, 0) for name in GOOD)

    @cached_property
    def sight(self) -> Sight:
        if not self.due:
            return Sight.CHANGED if self.changes else Sight.REST
        if not self.good:
            return Sight.BLIND
        if self.missed or self.doubted or self.good < self.made:
            return Sight.GAPS
        if self.changes or Changed.name in self.outcomes:
            return Sight.CHANGED
        return Sight.FIRST if First.name in self.outcomes else Sight.QUIET


@dataclass(frozen=True)
class SourceReport:
    """A source in the period. days: from the day of its first check on. gap: the longest time without a good
    reading that ended in the period, or had not ended at its end.
    """

    id: str
    authority: str
    watched: bool
    begun: datetime | None
    days: tuple[Day, ...]
    gap: timedelta | None
    last_good: datetime | None
    statement: Statement
    verified: bool  # at the end of the period

    @cached_property
    def due(self) -> int:
        return sum(day.due for day in self.days)

    @cached_property
    def missed(self) -> int:
        return sum(day.missed for day in self.days)

    @cached_property
    def good(self) -> int:
        return sum(day.good for day in self.days)

    @cached_property
    def changes(self) -> int:
        return sum(day.changes for day in self.days)

    @cached_property
    def outcomes(self) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for day in self.days:
            found.update(day.outcomes)
        return dict(sorted(found.items()))

    @cached_property
    def blind(self) -> tuple[Day, ...]:
        """The days on which it was not verified though it was due."""
        return tuple(day for day in self.days if day.sight is Sight.BLIND)


@dataclass(frozen=True)
class Report:
    """chain: SHA-256 of the newest entry of the evidence chain, None where there is none."""

    period: Period
    sources: tuple[SourceReport, ...]
    slips: tuple[Slip, ...]
    written: datetime
    version: str
    chain: str | None = None

    @cached_property
    def signed(self) -> tuple[SourceReport, ...]:
        """The sources of which "no change observed" is true."""
        return tuple(source for source in self.sources if source.statement.given)

    @cached_property
    def unverified(self) -> tuple[SourceReport, ...]:
        """Those that were blind on a day, or are not verified at the end."""
        return tuple(source for source in self.sources if source.blind or not source.verified)


@dataclass(frozen=True, slots=True)
class Asked:
    """A source somebody asks of. watched: it is in sources.yaml; overdue: what was due by now and is not made."""

    id: str
    authority: str
    watched: bool = True
    overdue: Mapping[date, int] = field(default_factory=dict)


def report(
    asked: Sequence[Asked],
    counted: Counted,
    period: Period,
    *,
    now: datetime,
    version: str,
    chain: str | None = None,
) -> Report:
    """Everything about these sources in a period."""
    by_source = Sorted(counted.tallies, counted.missed, counted.changes)
    return Report(
        period=period,
        sources=tuple(
            _source(each, counted.records.get(each.id, Record(each.id)), by_source, period) for each in asked
        ),
        slips=counted.slips,
        written=now,
        version=version,
        chain=chain,
    )


class Sorted:
    """What was counted, by source and day."""

    def __init__(self, tallies: Iterable[Tally], missed: Iterable[Amount], changes: Iterable[Amount]) -> None:
        self.tallies: dict[str, list[Tally]] = defaultdict(list)
        self.missed: dict[str, Counter[date]] = defaultdict(Counter)
        self.changes: dict[str, Counter[date]] = defaultdict(Counter)
        for tally in tallies:
            self.tallies[tally.source].append(tally)
        for found, amounts in ((self.missed, missed), (self.changes, changes)):
            for one in amounts:
                found[one.source][one.day] += one.number


def _source(
    asked: Asked,
    record: Record,
    counted: Sorted,
    period: Period,
) -> SourceReport:
    tallies = counted.tallies.get(asked.id, [])
    made = _days(asked, record, counted, period)
    good = [tally.last for tally in tallies if tally.outcome in GOOD]
    last_good = max(good, default=record.good_before)
    waited = [timedelta(seconds=tally.waited_s) for tally in tallies if tally.waited_s is not None]
    if last_good is not None and asked.watched:
        waited.append(period.until - last_good)
    latest = max(tallies, key=lambda tally: tally.last, default=None)
    return SourceReport(
        id=asked.id,
        authority=asked.authority,
        watched=asked.watched,
        begun=record.begun,
        days=made,
        gap=max(waited, default=None),
        last_good=last_good,
        statement=statement(record, tallies, made, period.since, watched=asked.watched),
        verified=last_good is not None
        and not any(day.overdue for day in made)
        and (latest is None or latest.outcome in GOOD),
    )


def _days(asked: Asked, record: Record, counted: Sorted, period: Period) -> tuple[Day, ...]:
    """A source's days from its first check on; of one that nobody watches any more, up to the last on which
    anything happened.
    """
    by_day: dict[date, list[Tally]] = defaultdict(list)
    for tally in counted.tallies.get(asked.id, []):
        by_day[tally.day].append(tally)
    missed: Mapping[date, int] = counted.missed.get(asked.id, {})
    changes: Mapping[date, int] = counted.changes.get(asked.id, {})
    known = {*by_day, *missed, *changes, *asked.overdue} & set(period.days)
    begun = day_of(record.begun, period.zone) if record.begun else None
    first = min([*known, *([begun] if begun else [])], default=None)
    last = period.days[-1] if asked.watched else max(known, default=None)
    if first is None or last is None:
        return ()
    return tuple(
        _day(asked, day, by_day.get(day, ()), missed.get(day, 0), changes.get(day, 0))
        for day in period.days
        if first <= day <= last
    )


def _day(asked: Asked, day: date, tallies: Sequence[Tally], missed: int, changes: int) -> Day:
    outcomes: dict[str, int] = {}
    verdicts: dict[str, int] = {}
    for tally in tallies:
        verdict = tally.verdict or "none"
        outcomes[tally.outcome] = outcomes.get(tally.outcome, 0) + tally.number
        verdicts[verdict] = verdicts.get(verdict, 0) + tally.number
    overdue = asked.overdue.get(day, 0)
    return Day(
        source=asked.id,
        day=day,
        outcomes=dict(sorted(outcomes.items())),
        verdicts=dict(sorted(verdicts.items())),
        missed=missed + overdue,
        overdue=overdue,
        doubted=sum(tally.number for tally in tallies if is_doubted(tally)),
        changes=changes,
        last_good=max((tally.last for tally in tallies if tally.outcome in GOOD), default=None),
    )
