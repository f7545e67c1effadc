"""Does a notice go to and fro? Where two servers disagree, a site shows old and new in turn (faults Q09).

A wording that comes back is an edit like any other: A -> B -> A is two. When a notice comes back for the second
time within a week, that is told as well, and said to be the last time: no further turn is told until a wording
comes that never stood there, or until the notice rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.compare.guide import PLAIN, Guide
from monitor.compare.notices import amendment
from monitor.model import Amended, Change, Known, Notice, Removed, Restored
from monitor.values import dataclass

WEEK = timedelta(days=7)
READINGS = 4  # of a source that is read daily or less often, which take longer than that
RETURNS = 2  # to a wording that stood before; then it is no longer an edit like any other
REST = timedelta(days=3)  # what reads the same for so long has come to rest; twice as long where it had not
LONGEST = 8  # times that, and
AT_MOST = timedelta(days=30)  # in all
HISTORY = 12  # changes of a notice that are looked at


@dataclass(frozen=True, slots=True)
class Told:
    """A change of a notice that was told, and when."""

    at: datetime
    change: Change


@dataclass(frozen=True, slots=True)
class History:
    """What was told of a notice, oldest first, and how often its source is read."""

    told: Sequence[Told]
    every: timedelta
    guide: Guide = PLAIN

    def lately(self, now: datetime) -> list[Told]:
        """What was told in the week before `now`, or in the time of a few readings where that is longer."""
        span = max(WEEK, READINGS * self.every)
        return [one for one in self.told[-HISTORY:] if now - one.at <= span]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a reading of a known notice comes to.

    change: to be told. turned: it reads otherwise than the last time, and nobody is told. rested: it goes to and
    fro no more.
    """

    change: Amended | None = None
    turned: bool = False
    rested: bool = False


def turn_of(was: Known, stood: Notice, notice: Notice, history: History, now: datetime) -> Turn:
    """What a notice has come to. stood: as it was last read."""
    if was.flaps and history.told:
        return _to_and_fro(was, stood, notice, history, now)
    change = amendment(stood, notice, history.guide)
    if change is None:
        return Turn()
    before = list(_wordings(history.lately(now)))
    again = any(amendment(one, notice, history.guide) is None for one in before)
    return Turn(replace(change, flapping=again and _returns([*before, notice], history.guide) >= RETURNS))


def came_back_before(history: History, now: datetime) -> bool:
    """Whether a notice that is listed again had gone and come back before, not long ago."""
    return any(isinstance(one.change, Restored) for one in history.lately(now))


def patience(usual: int, longest: int, *, every: timedelta) -> int:
    """How many readings must miss a notice that comes and goes until it has gone: those of a week."""
    return max(usual, min(longest, -(-WEEK // every) if every else longest))


def rest(every: timedelta, times: int = 1) -> timedelta:
    """How long a notice must read the same until it has come to rest. every: how often its source is read."""
    once = max(REST, READINGS * every)
    return max(once, min(once * times, AT_MOST))


def _to_and_fro(was: Known, stood: Notice, notice: Notice, history: History, now: datetime) -> Turn:
    """The turn of a notice of which it was said that further turns are not told."""
    told, guide = history.told[-HISTORY:], history.guide
    last = told[-1]
    family = list(_wordings(history.lately(last.at)))
    if not any(amendment(one, notice, guide) is None for one in family):
        return Turn(_nearest(family, notice, guide))
    if amendment(stood, notice, guide) is not None:
        return Turn(turned=True)
    times = min(2 ** max(sum(_is_last(one.change) for one in told) - 1, 0), LONGEST)
    if now - (was.edited or last.at) < rest(history.every, times):
        return Turn()
    return Turn(amendment(last.change.notice, notice, guide), rested=True)


def _nearest(family: Sequence[Notice], notice: Notice, guide: Guide) -> Amended | None:
    """What is new in a wording that never stood there: against the one among the others that it comes from."""
    found = [change for one in family[::-1] if (change := amendment(one, notice, guide))]
    return min(found, key=_size, default=None)


def _size(change: Amended) -> int:
    """How many things an amendment names: a text that was replaced by another is two."""
    tables = change.comparison.tables
    rows = sum(len(table.added) + len(table.removed) + 2 * len(table.changed) for table in tables)
    sides = [side for edit in change.comparison.edits for side in (edit.before, edit.after)]
    return len(sides) - sides.count(None) + rows


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
