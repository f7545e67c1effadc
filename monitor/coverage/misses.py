"""Checks that were due and never made, by the day on which they were due (faults T01).

A check that comes late stands for the last time that passed; the earlier ones were missed. Where it comes on a
later day than that last time, that one was missed as well: nobody looked on the day for which it was promised.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice

from monitor import schedule
from monitor.coverage.calendar import DAY, begin, day_of
from monitor.schedule import Scheduled
from monitor.values import dataclass

GRACE = timedelta(hours=1)  # a turn may be late by so much
MOST_TIMES = (
    2_000  # that are counted one by one; after them by the usual interval, which only cron lines may not keep
)
MOST_DAYS = 1_000  # after a clock that was years wrong; what was due earlier counts on the first day


@dataclass(frozen=True, slots=True)
class PutBack:
    """A check under a clock that was put back: on which day, and how much of the day had passed."""

    day: date
    passed: timedelta

    def passed_of(self, number: int) -> int:
        """How many of the times of that day had passed by then, when they are spread evenly."""
        return int(number * self.passed / DAY)


def put_back(before: datetime | None, made: datetime, zone: tzinfo) -> PutBack | None:
    """Of a check that was made then, when the one before it stands later on the clock."""
    if before is None or before <= made:
        return None
    day = day_of(made, zone)
    return PutBack(day, min(made - begin(day, zone), DAY))


def misses(source: Scheduled, due: datetime, made: datetime, zone: tzinfo) -> Counter[date]:
    """What was missed before a check that was due and made then. zone: of the days."""
    if made <= due or not (source.cron or source.every):
        return Counter()
    counts, last = _due(source, due, made, zone)
    if made - last <= GRACE or day_of(last, zone) == day_of(made, zone):
        counts[day_of(last, zone)] -= 1
    return +counts


def overdue(source: Scheduled, due: datetime | None, now: datetime, zone: tzinfo) -> Counter[date]:
    """What was due by now and is not made. due: its beginning; None of a source that was never checked."""
    if due is None:
        return Counter({day_of(now, zone): 1})
    if now <= due:
        return Counter()
    if not (source.cron or source.every):
        return Counter({day_of(due, zone): 1}) if now - due > GRACE else Counter()
    counts, last = _due(source, due, now, zone)
    if now - last <= GRACE:
        counts[day_of(last, zone)] -= 1
    return +counts


def _due(source: Scheduled, due: datetime, until: datetime, zone: tzinfo) -> tuple[Counter[date], datetime]:
    """The times from `due` to `until`, both included, by their days; and the last of them."""
    times = [due, *islice(schedule.missed(source, due, until), MOST_TIMES)]
    first = max(day_of(due, zone), day_of(until, zone) - DAY * MOST_DAYS)
    counts = Counter(max(day_of(at, zone), first) for at in times)
    last = times[-1]
    if len(times) <= MOST_TIMES:
        return counts, last
    every = schedule.interval(source, last)
    rest, passed, day, end = (until - last) // every, 0, max(day_of(last, zone), first), day_of(until, zone)
    while passed < rest:
        within = rest if day >= end else min(rest, -((last - begin(day + DAY, zone)) // every) - 1)
        counts[day] += within - passed
        passed, day = within, day + DAY
    return counts, last + every * rest
