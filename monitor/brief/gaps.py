"""Stretches of days on which a source was due and never seen well, from what is counted of its checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from monitor.brief.sheet import Doubt, Doubtful
from monitor.coverage import Day, Period, Report, Sight, SourceReport

DAY = timedelta(days=1)


def gaps(report: Report, addresses: dict[str, str], bad_now: Collection[str]) -> Iterator[Doubt]:
    """Each stretch once. bad_now: sources that are told as not verified now; a stretch that lasts until now is theirs."""
    for source in report.sources:
        if unlooked := _before_the_first(source, report.period):
            first, end = unlooked
            where = addresses.get(source.id, "")
            yield Doubt(Doubtful.GAP, source.id, source.authority, where, None, None, first, end)
        for stretch in _stretches(source):
            if source.id in bad_now and not any(day.good for day in source.days if day.day > stretch[-1].day):
                continue
            yield Doubt(
                Doubtful.GAP,
                source.id,
                source.authority,
                addresses.get(source.id, ""),
                _outcome(stretch),
                None,
                _midnight(stretch[0], report.period.zone),
                _midnight(stretch[-1], report.period.zone) + DAY,
                stretch[0].last_good,
            )


def _before_the_first(source: SourceReport, period: Period) -> tuple[datetime, datetime] | None:
    """The days of the period before anybody looked at a source: silence on them means nothing."""
    begun = next((day.day for day in source.days), None)
    if begun == period.days[0]:
        return None
    end = begun or period.days[-1] + DAY
    return _at(period.days[0], period.zone), _at(end, period.zone)


def _stretches(source: SourceReport) -> Iterator[list[Day]]:
    """Blind days one after the other; days on which nothing was due do not end a stretch."""
    blind: list[Day] = []
    for day in source.days:
        if day.sight is Sight.BLIND:
            blind.append(day)
        elif day.sight is not Sight.REST and blind:
            yield blind
            blind = []
    if blind:
        yield blind


def _outcome(stretch: list[Day]) -> str | None:
    """What came most often in place of a good reading; None where no check was made."""
    counted: dict[str, int] = {}
    for day in stretch:
        for name, number in day.outcomes.items():
            counted[name] = counted.get(name, 0) + number
    return max(counted, key=lambda name: counted[name], default=None)


def _midnight(day: Day, zone: tzinfo) -> datetime:
    return _at(day.day, zone)


def _at(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
