"""How often a source is looked at, counted by hand: what the tool plans is held against this."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = {
    "CN": "Asia/Shanghai",
    "GB": "Europe/London",
    "IN": "Asia/Kolkata",
    "TR": "Europe/Istanbul",
    "JP": "Asia/Tokyo",
}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cadence:
    """hours and weekdays: of a cron line in the country's zone; every: of a source without one."""

    jurisdiction: str
    hours: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()  # 0 is Monday; none means every day
    every: timedelta = timedelta(0)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(ZONES[self.jurisdiction])

    @property
    def written(self) -> str:
        if self.every:
            return f"every: {self.every // timedelta(hours=1)}h"
        days = ",".join(str((day + 1) % 7) for day in self.weekdays) or "*"
        return f'cron: "0 {",".join(map(str, self.hours))} * * {days}"'

    @property
    def usual(self) -> timedelta:
        """How long it is at most from one look to the next."""
        return self.every or (
            DAY * 7 if len(self.weekdays) == 1 else DAY * 4 if self.weekdays else DAY
        ) + timedelta(hours=1)

    def times(self, after: datetime) -> Iterator[datetime]:
        """The regular moments after `after`, counted from there where no hours are named."""
        if self.every:
            at = after
            while True:
                at += self.every
                yield at
        day = after.astimezone(self.zone).date()
        while True:
            for hour in self.hours:
                at = moment(day, time(hour), self.zone)
                if at > after and (not self.weekdays or day.weekday() in self.weekdays):
                    yield at
            day += DAY


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first moment at which clocks there show it; the end of the gap where none ever does."""
    local = datetime.combine(day, at, tzinfo=zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    back = found - timedelta(hours=2)  # before the gap
    while back.astimezone(zone).replace(tzinfo=None) < local.replace(tzinfo=None):
        back += timedelta(minutes=1)
    return back


def choose(number: int, rng: random.Random) -> Cadence:
    """Most are looked at daily or weekly, few more often."""
    where = rng.choice(list(ZONES))
    match number % 20:
        case 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8:
            return Cadence(where, (rng.choice((6, 9, 14)),))
        case 9 | 10:
            return Cadence(where, every=DAY)
        case 11:
            return Cadence(where, (6, 15))
        case 12 | 13:
            return Cadence(where, (9,), (0, 3))
        case 14 if number % 100 == 14:
            return Cadence(where, every=timedelta(hours=6))
        case _:
            return Cadence(where, (9,), (rng.randrange(5),))
