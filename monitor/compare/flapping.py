"""Does a notice go to and fro? Where two servers disagree, a site shows old and new in turn (faults Q09).

A wording that comes back is an edit like any other: A -> B -> A is two. When a notice comes back for the second
time within a week, that is told as well, and said to be the last time: no further turn is told until a wording
comes that never stood there, or until the notice rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.compare.guide import PLAIN, Guide
from monitor.compare.notices import amendment
from monitor.model import Amended, Change, Known, Notice, Removed, Restored

WEEK = timedelta(days=7)
READINGS = 4  # of a source that is read less than daily, which take longer than a week
RETURNS = 2  # to a wording that stood before; then it is no longer an edit like any other
REST = timedelta(days=3)  # what reads the same for so long has come to rest; each time it had not, twice as long
LONGEST = 8  # times that
HISTORY = 12  # changes of a notice that are looked at


@dataclass(frozen=True, slots=True)
class Told:
    """A change of a notice that was told, and when."""

    at: datetime
    change: Change


@dataclass(frozen=True, slots=True)
class Turn:
    """What a reading of a known notice comes to.

    change: to be told. turned: it reads otherwise than the last time, and nobody is told. rested: it goes to and
    fro no more.
    """

    change: Amended | None = None
    turned: bool = False
    rested: bool = False


def turn_of(
    was: Known,
    stood: Notice,
    notice: Notice,
    told: Sequence[Told],
    now: datetime,
    *,
    every: timedelta,
    guide: Guide = PLAIN,
) -> Turn:
    """What a notice has come to, by how it was last read and by what was told of it.

    stood: as it was last read; told: its last changes, oldest first; every: how often its source is read.
    """
    told = told[-HISTORY:]
    if was.flaps and told:
        return _to_and_fro(was, stood, notice, told, now, every, guide)
    change = amendment(stood, notice, guide)
    if change is None:
        return Turn()
    wordings = [*_wordings(_lately(told, now, every)), notice]
    return Turn(replace(change, flapping=_returns(wordings, guide) >= RETURNS))


def came_back_before(told: Sequence[Told], now: datetime, *, every: timedelta) -> bool:
    """Whether a notice that is listed again had gone and come back before, not long ago."""
    return any(isinstance(one.change, Restored) for one in _lately(told[-HISTORY:], now, every))


def patience(was: Known, usual: int, longest: int, *, every: timedelta) -> int:
    """How many readings must miss a notice until it has gone: those of a week where it comes and goes."""
    if not was.flaps:
        return usual
    return max(usual, min(longest, -(-WEEK // every) if every else longest))


def _to_and_fro(
    was: Known,
    stood: Notice,
    notice: Notice,
    told: Sequence[Told],
    now: datetime,
    every: timedelta,
    guide: Guide,
) -> Turn:
    """The turn of a notice of which it was said that further turns are not told."""
    last = told[-1]
    family = list(_wordings(_lately(told, last.at, every)))
    if not any(amendment(one, notice, guide) is None for one in family):
        return Turn(_nearest(family, notice, guide))
    if amendment(stood, notice, guide) is not None:
        return Turn(turned=True)
    times = min(2 ** max(sum(_is_last(one.change) for one in told) - 1, 0), LONGEST)
    if now - (was.edited or last.at) < max(REST, 2 * every) * times:
        return Turn()
    return Turn(amendment(last.change.notice, notice, guide), rested=True)


def _nearest(family: Sequence[Notice], notice: Notice, guide: Guide) -> Amended | None:
    """What is new in a wording that never stood there: against the one among the others that it comes from."""
    found = [change for one in family[::-1] if (change := amendment(one, notice, guide))]
    return min(found, key=_size, default=None)


def _size(change: Amended) -> int:
    tables = change.comparison.tables
    rows = sum(len(table.added) + len(table.removed) + len(table.changed) for table in tables)
    return len(change.comparison.edits) + rows


def _lately(told: Sequence[Told], now: datetime, every: timedelta) -> list[Told]:
    span = max(WEEK, READINGS * every)
    return [one for one in told if now - one.at <= span]


def _wordings(told: Sequence[Told]) -> Iterator[Notice]:
    """The notice as it stood, one time after the other."""
    for place, one in enumerate(told):
        if place == 0 and isinstance(one.change, Amended):
            yield one.change.before
        if not isinstance(one.change, Removed):
            yield one.change.notice


def _returns(wordings: Sequence[Notice], guide: Guide) -> int:
    """How often a wording came back that another one had followed."""
    seen: list[Notice] = []
    last, returns = -1, 0
    for wording in wordings:
        which = next(
            (place for place, one in enumerate(seen) if amendment(one, wording, guide) is None), None
        )
        if which is None:
            which = len(seen)
            seen.append(wording)
        elif which != last:
            returns += 1
        last = which
    return returns


def _is_last(change: Change) -> bool:
    """Whether it was said that a change is the last of its kind that is told."""
    return isinstance(change, Amended | Restored) and change.flapping
