"""Where "no change observed" is true, and what is missing where it is not.

It is true of the time from the reading at the beginning to the last one in the period, when every check that was
due was made, each was good, none of them was a new baseline, and nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from monitor.coverage.tally import Record, Tally
from monitor.model import Changed, First, Unchanged, Verdict
from monitor.values import dataclass

GOOD = (First.name, Unchanged.name, Changed.name)
SEEN = (Verdict.REAL, Verdict.EMPTY)  # verdicts of readings that hold nothing back


class Lack(StrEnum):
    """Why nothing can be stated."""

    NEVER = "never"  # checked at all
    UNLOOKED = "unlooked"  # no check in the period
    ALONE = "alone"  # one first reading, compared with nothing
    MISSED = "missed"
    OVERDUE = "overdue"
    BAD = "bad"  # checks that were not good
    DOUBTED = "doubted"  # good ones that held a text back
    ANEW = "anew"  # a baseline in the midst: the source was read in another way than before
    CHANGED = "changed"
    LEFT = "left"  # it is not in sources.yaml any more


@dataclass(frozen=True, slots=True)
class Statement:
    """since and until: of the readings between which nothing changed. lacks: how often each stands in the way;
    empty where "no change observed" is true.
    """

    since: datetime | None
    until: datetime | None
    lacks: tuple[tuple[Lack, int], ...] = ()

    @property
    def given(self) -> bool:
        return not self.lacks


def is_doubted(tally: Tally) -> bool:
    """Whether good readings held something back that is not believed yet (faults Q04)."""
    return tally.outcome in GOOD and tally.verdict not in SEEN


class Counts(Protocol):
    """What is counted of a source in the period."""

    @property
    def missed(self) -> int: ...
    @property
    def overdue(self) -> int: ...
    @property
    def changes(self) -> int: ...


def statement(
    record: Record, tallies: Sequence[Tally], counts: Sequence[Counts], since: datetime, *, watched: bool
) -> Statement:
    """What may be said of a source. since: when the period began. watched: it is in sources.yaml."""
    lacks = [
        (lack, int(number)) for lack, number in _lacks(record, tallies, counts, watched=watched) if number
    ]
    good = [tally.last for tally in tallies if tally.outcome in GOOD]
    if lacks:
        return Statement(None, max(good, default=record.good_before), tuple(lacks))
    new = record.begun if _is_new(record, tallies) else None
    return Statement(new or since, max(good))


def _is_new(record: Record, tallies: Sequence[Tally]) -> bool:
    """Whether the period holds the very first reading of a source."""
    return record.good_before is None and any(tally.outcome == First.name for tally in tallies)


def _lacks(
    record: Record, tallies: Sequence[Tally], counts: Sequence[Counts], *, watched: bool
) -> Iterator[tuple[Lack, int]]:
    made = {
        name: sum(each.number for each in tallies if each.outcome == name)
        for name in (First.name, Unchanged.name, Changed.name)
    }
    good = sum(made.values())
    yield Lack.LEFT, not watched
    yield Lack.NEVER, record.begun is None
    yield Lack.UNLOOKED, record.begun is not None and not tallies
    yield Lack.OVERDUE, sum(each.overdue for each in counts)
    yield Lack.MISSED, sum(each.missed - each.overdue for each in counts)
    yield Lack.BAD, sum(each.number for each in tallies) - good
    yield (
        Lack.DOUBTED,
        sum(each.number for each in tallies if is_doubted(each)),
    )
    baselines = made[First.name]
    yield Lack.ANEW, baselines - 1 if _is_new(record, tallies) else baselines
    yield Lack.CHANGED, max(sum(each.changes for each in counts), made[Changed.name])
    yield Lack.ALONE, good > 0 and not made[Unchanged.name] and not made[Changed.name]
