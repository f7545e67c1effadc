"""Is a source silently dead? It answers well, and nothing new has come for longer than ever usual (faults Q07).

The usual gap is learnt from the days on which its notices were published, or first seen. Three times that
without anything new, and seven days at least, is said once and then weekly; no memory is needed for that,
as it follows from the day of the last good reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise

from monitor.values import dataclass

Sighting = tuple[date | None, datetime]  # of a notice: the day it bears, the moment we first saw it

TIMES = 3
AT_LEAST = timedelta(days=7)
AGAIN = timedelta(days=7)
LEARNT_FROM = 4  # gaps; fewer teach nothing
RECENT = 30  # gaps that count; a place may have become livelier


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that has been quiet for longer than its `limit`. last: when something new came."""

    last: date
    usual: timedelta
    limit: timedelta
    today: date

    def __str__(self) -> str:
        return (
            f"nothing new for {(self.today - self.last).days} days (since {self.last.isoformat()}); "
            f"usually something comes every {_days(self.usual)}: is the place still in use?"
        )

    def is_news(self, told: date) -> bool:
        """Whether it is to be said today, when the source was last read on that day: at first, then weekly."""
        return self._weeks(self.today) > self._weeks(told)

    def _weeks(self, day: date) -> int:
        return (day - self.last - self.limit) // AGAIN


def silence(days: Iterable[date], today: date) -> Silence | None:
    """How long a source has been quiet, when that is too long. days: on which something came, in any order."""
    past = sorted({day for day in days if day <= today})
    gaps = [later - earlier for earlier, later in pairwise(past)][-RECENT:]
    if len(gaps) < LEARNT_FROM:
        return None
    usual = _usual(gaps)
    limit = max(TIMES * usual, AT_LEAST)
    return Silence(past[-1], usual, limit, today) if today - past[-1] >= limit else None


def silence_of(sightings: Collection[Sighting], zone: tzinfo, now: datetime) -> Silence | None:
    """The same of a source's notices, by its own calendar."""
    return silence(days_of(sightings, zone), now.astimezone(zone).date())


def days_of(sightings: Collection[Sighting], zone: tzinfo) -> Iterator[date]:
    """The days on which notices came: those that they bear, else those on which we first saw them.

    What stood there at the first look came nobody knows when.
    """
    begun = min((seen for _, seen in sightings), default=None)
    for published, seen in sightings:
        if published is not None:
            yield published
        elif seen != begun:
            yield seen.astimezone(zone).date()


def _usual(gaps: list[timedelta]) -> timedelta:
    """The mean gap, without the longest: one summer or one notice pinned for years says little."""
    kept = sorted(gaps)[:-1]
    return sum(kept, timedelta()) / len(kept)


def _days(span: timedelta) -> str:
    days = max(round(span / timedelta(days=1)), 1)
    return "day" if days == 1 else f"{days} days"
