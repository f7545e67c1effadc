"""Stretches of days on which a source was due and never seen well, from what is counted of its checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo

from monitor.brief.sheet import Doubt, Doubtful
from monitor.coverage import Day, Report, Sight, SourceReport

DAY = timedelta(days=1)


def gaps(report: Report, addresses: dict[str, str], bad_now: Collection[str]) -> Iterator[Doubt]:
    """Each stretch once. bad_now: sources that are told as not verified now; a stretch that lasts until now is theirs."""
    for source in report.sources:
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
    return datetime.combine(day.day, time(), zone).astimezone(UTC)
