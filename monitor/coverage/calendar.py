"""Days as people read them: which moments they hold, in a zone whose clocks are put back and forward."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitor.schedule import first_moment
from monitor.values import dataclass

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)  # so that what happened just now is in a period that ends now


class Offset(NamedTuple):
    """How far a zone is ahead of UTC from a moment on."""

    since: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both ends included. since and until: the moments that they hold, `until` excluded; now where the last
    day has not passed yet.
    """

    days: tuple[date, ...]
    since: datetime
    until: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, first: date, last: date, zone: ZoneInfo, now: datetime) -> Period:
        """The period as far as it has passed. ValueError when nothing of it has."""
        today = day_of(now, zone)
        if first > last or first > today:
            raise ValueError(f"there is no day from {first} to {min(last, today)}")
        until = begin(last + DAY, zone) if last < today else now + INSTANT
        return cls(days(first, min(last, today)), begin(first, zone), until, zone)

    @property
    def offsets(self) -> tuple[Offset, ...]:
        return offsets(self.since, self.until, self.zone)


def day_of(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def begin(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day, as aware UTC; of one that the zone skipped, of the day after."""
    return first_moment(day, time(0), zone)


def days(since: date, until: date) -> tuple[date, ...]:
    """Every day, both ends included."""
    return tuple(since + DAY * number for number in range((until - since).days + 1))


def offsets(since: datetime, until: datetime, zone: tzinfo) -> tuple[Offset, ...]:
    """Each stretch of time in which a zone is equally far from UTC, the earliest first; to the second."""
    found = [Offset(since, _ahead(since, zone))]
    at = since
    while at < until:
        after = min(at + DAY, until)
        if _ahead(after, zone) != _ahead(at, zone):
            turn = _turn(at, after, zone)
            found.append(Offset(turn, _ahead(turn, zone)))
        at = after
    return tuple(found)


def _turn(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The moment between two at which the clocks were put otherwise."""
    old = _ahead(before, zone)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _ahead(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _ahead(moment: datetime, zone: tzinfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return round(offset.total_seconds()) if offset else 0
