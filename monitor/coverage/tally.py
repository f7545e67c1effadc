"""What the store counts of a period, as it is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from monitor.model import Slip
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """The checks of one source and day that came to the same. last: when the last of them began. waited_s: the
    longest that any of them came after the good reading before it; None of those that were not good.
    """

    source: str
    day: date
    outcome: str
    verdict: str | None
    number: int
    last: datetime
    waited_s: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of something on one day: missed checks, recorded changes."""

    source: str
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Record:
    """What the store knows of a source beyond the period. begun: its first check ever; good_before: the last good
    reading before the period. next_check: as it is now.
    """

    source: str
    begun: datetime | None = None
    good_before: datetime | None = None
    next_check: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """All that the store knows of a period. records: by source; slips: slots that had no mail in time."""

    records: Mapping[str, Record] = field(default_factory=dict)
    tallies: tuple[Tally, ...] = ()
    missed: tuple[Amount, ...] = ()
    changes: tuple[Amount, ...] = ()
    slips: tuple[Slip, ...] = ()
