"""The lines of `coverage --json` that scripts rely on: one a source and day. Keys may be added, never renamed."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.answers import Answer, iso
from monitor.coverage.report import Day, Report, Sight, SourceReport


def answers(report: Report) -> Iterator[Answer]:
    for source in report.sources:
        for day in source.days:
            last = day is source.days[-1]
            yield of_day(day) | {"statement": of_source(source) if last else None}


def of_day(day: Day) -> Answer:
    """due: the sum of outcomes and missed. overdue: how many of the missed may still be made. verdicts: what came in
    place of the source's page. no_change: every check that was due that day was made and good, and nothing changed.
    """
    return {
        "source": day.source,
        "day": day.day.isoformat(),
        "due": day.due,
        "outcomes": dict(day.outcomes),
        "missed": day.missed,
        "overdue": day.overdue,
        "verdicts": dict(day.verdicts),
        "changes": day.changes,
        "sight": day.sight.value,
        "verified": day.good > 0,
        "no_change": day.sight is Sight.QUIET,
        "last_good": iso(day.last_good),
    }


def of_source(source: SourceReport) -> Answer:
    """The source in the whole period, told with its last day. given: whether "no change observed" is true, of the
    readings from when to when; lacks: what stands in its way.
    """
    statement = source.statement
    return {
        "given": statement.given,
        "since": iso(statement.since),
        "until": iso(statement.until),
        "lacks": {lack.value: number for lack, number in statement.lacks},
        "due": source.due,
        "good": source.good,
        "missed": source.missed,
        "changes": source.changes,
        "longest_gap_s": round(source.gap.total_seconds()) if source.gap is not None else None,
        "last_good": iso(source.last_good),
        "watched": source.watched,
    }
