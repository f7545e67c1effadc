"""When a mail to operators is due, and what it tells: begun, over, still lasting.

What begins is told at once; with much going on, what joins waits for the better part of an hour, so that a network
that is down makes one mail and not one per source. What lasts is named every morning of its first week, then weekly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from monitor import schedule
from monitor.model import Trouble, TroubleKind as Kind
from monitor.operators.course import calm, times
from monitor.values import dataclass

SUMMARY = schedule.Send.parse("daily 08:00")
FRESH = timedelta(hours=6)  # what was named so lately need not be named in the next summary
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
MANY = 5  # begun or ended within a day: from then on they are gathered
GATHERED = timedelta(minutes=45)

URGENT = frozenset({Kind.HELD, Kind.PARKED, Kind.DISK})  # never gathered
EVENTS = frozenset({Kind.PARKED, Kind.OVERDUE, Kind.SLOT, Kind.LOST})  # that they are over is nothing to tell
SLOW = frozenset({Kind.SILENT, Kind.CERTIFICATE})  # named weekly from the start
PAST = frozenset({Kind.OVERDUE, Kind.SLOT, Kind.LOST})  # over when they are told; no summary names them


@dataclass(frozen=True, slots=True)
class Report:
    """What one mail tells. sources: how many are watched."""

    begun: tuple[Trouble, ...]
    over: tuple[Trouble, ...]
    still: tuple[Trouble, ...]
    sources: int = 0

    @property
    def id(self) -> str:
        """The same for the same news, so that they are never mailed twice."""
        told = [f"begun {each.id}" for each in self.begun] + [f"over {each.id}" for each in self.over]
        told += [f"still {each.id} {each.reminded}" for each in self.still]
        return "op-" + hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

    def told(self, now: datetime) -> tuple[Trouble, ...]:
        """The troubles as they stand once this mail is composed."""
        begun = [replace(each, told=now, reminded=now) for each in self.begun]
        over = [replace(each, told=each.told or now, ended_told=now) for each in self.over]
        return (*begun, *over, *(replace(each, reminded=now) for each in self.still))


def report(
    troubles: Sequence[Trouble],
    now: datetime,
    zone: tzinfo,
    *,
    sources: int = 0,
    unmailed: Collection[tuple[Kind, str]] = (),
) -> Report | None:
    """The mail that is due now, None when none is.

    troubles: all that are open, and the closed ones of the last week. unmailed: those not to be mailed while they
    last, as the mail would go the very way that is shut.
    """
    open_ = [each for each in troubles if not each.closed]
    mute = {each.id for each in open_ if (each.kind, each.subject) in unmailed and not each.ended}
    begun = [each for each in open_ if not each.told and not each.ended and each.id not in mute]
    over = [each for each in open_ if _is_over(each, troubles, now)]
    still = [each for each in open_ if each.told and not each.ended and each.kind not in PAST]
    news = [*begun, *over]
    if not (_may_go(news, troubles, now) or _summary_due(still, now, zone)):
        return None
    return Report(tuple(begun), tuple(over), tuple(still), sources)


def quietly_over(troubles: Sequence[Trouble], now: datetime) -> tuple[Trouble, ...]:
    """Those that are over and that nobody is told of, as closed."""
    return tuple(
        replace(each, ended_told=now)
        for each in troubles
        if each.kind in EVENTS and each.told and not each.closed and _calm(each, troubles, now)
    )


def _is_over(each: Trouble, troubles: Sequence[Trouble], now: datetime) -> bool:
    """Whether it is to be told that a trouble is over. What was never told is told with its end."""
    if each.ended is None:
        return False
    return not each.told or (each.kind not in EVENTS and _calm(each, troubles, now))


def _calm(each: Trouble, troubles: Sequence[Trouble], now: datetime) -> bool:
    return each.ended is not None and now - each.ended >= calm(times(each, troubles, now))


def _may_go(news: Sequence[Trouble], troubles: Sequence[Trouble], now: datetime) -> bool:
    if not news or any(each.kind in URGENT and not each.told for each in news):
        return bool(news)
    moments = [at for each in troubles for at in (each.told, each.ended_told) if at and now - at < DAY]
    return len(moments) < MANY or now - max(moments) >= GATHERED


def _summary_due(still: Sequence[Trouble], now: datetime, zone: tzinfo) -> bool:
    return any(_to_be_named(each, now, zone) for each in still)


def _to_be_named(each: Trouble, now: datetime, zone: tzinfo) -> bool:
    if each.told is None or each.reminded is None:
        return False
    daily = now - each.told < WEEK and each.kind not in SLOW
    wait = FRESH if daily else WEEK - DAY + FRESH
    return bool(schedule.slots(SUMMARY, zone, after=each.reminded + wait, until=now))
