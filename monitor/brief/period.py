"""The stretch of days that a brief is about: a quarter, or from one day to another."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from monitor.patterns import regex
from monitor.values import dataclass

_QUARTER = regex(r"([0-9]{4})[- ]?[Qq]([1-4])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it. quarter: its name ("2026Q4"), None when it is none."""

    first: date
    last: date
    quarter: str | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}, and a brief goes forward")

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From when, included, to when, not included: those days in the zone people read."""
        return _midnight(self.first, zone), _midnight(self.last, zone, after=1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def _midnight(day: date, zone: tzinfo, after: int = 0) -> datetime:
    try:
        return datetime.combine(day + timedelta(days=after), time(), zone).astimezone(UTC)
    except OverflowError:  # at the end of the calendar, or its beginning
        return datetime.max.replace(tzinfo=UTC) if day.year > 1 else datetime.min.replace(tzinfo=UTC)


def quarter(written: str) -> Period:
    """The quarter of that name. ValueError says how quarters are written."""
    found = _QUARTER.fullmatch(written.strip())
    if found is None or found[1] == "0000":
        raise ValueError(f"{written!r} is no quarter, write 2026Q4: the year and Q1 to Q4")
    year, number = int(found[1]), int(found[2])
    first = date(year, 3 * number - 2, 1)
    last = date(year, 12, 31) if number == 4 else date(year, 3 * number + 1, 1) - timedelta(days=1)
    return Period(first, last, f"{year:04d}Q{number}")
