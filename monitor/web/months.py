"""A month as a calendar shows it: what falls on each day, the first few by name, the others by number."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from monitor.digest.words import Words
from monitor.model import Falls, Glance
from monitor.pictures import timeline
from monitor.values import dataclass

A_DAY = 3  # entries of a day in the grid
OF_A_DAY = 100  # of one day when it is looked at alone
SHAPES: Mapping[str, timeline.Shape] = {"effective": "circle", "deadline": "diamond", "expires": "square"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What falls on a day. change: where to read of it."""

    day: date
    kind: str
    change: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid. here: it is of this month; total: how much falls on it."""

    day: date
    here: bool
    is_today: bool = False
    entries: tuple[Entry, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.entries)


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day. before, after: the first days of those beside it; None at the ends of the calendar."""

    first: date

    @property
    def last(self) -> date:
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def before(self) -> date | None:
        return (self.first - timedelta(days=1)).replace(day=1) if self.first > date(1, 2, 1) else None

    @property
    def after(self) -> date | None:
        return self.last + timedelta(days=1) if self.first < date(9999, 12, 1) else None


def month(written: str, today: date) -> Month | None:
    """The month that is asked for, this one when none is; None when it cannot be read. `2026-07`."""
    written = written.strip()
    if not written:
        return Month(today.replace(day=1))
    if len(written) != 7:
        return None
    first = day(f"{written}-01")
    # a grid begins and ends with whole weeks, so the calendar's own first and last month have none
    return Month(first) if first is not None and date(1, 2, 1) <= first <= date(9999, 11, 1) else None


def day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip()) if len(written.strip()) == 10 else None
    except ValueError:
        return None


def picked(falls: Iterable[Falls], most: int = A_DAY) -> list[Falls]:
    """The first few of each day."""
    by_day = groupby(falls, key=lambda each: each.day)
    return [each for _, some in by_day for place, each in enumerate(some) if place < most]


def entries(falls: Iterable[Falls], glances: Iterable[Glance]) -> tuple[Entry, ...]:
    titles = {each.outline.change.id: each.outline.change.finding.change.notice.title for each in glances}
    return tuple(
        Entry(each.day, each.kind, str(each.change), titles[str(each.change)], each.source)
        for each in falls
        if str(each.change) in titles
    )


def grid(of: Month, falls: Sequence[Falls], named: Sequence[Entry], today: date) -> list[list[Day]]:
    """The weeks of a month, each from Monday on."""
    by_day: dict[date, list[Entry]] = {}
    for entry in named:
        by_day.setdefault(entry.day, []).append(entry)
    totals: dict[date, int] = {}
    for fall in falls:
        totals[fall.day] = totals.get(fall.day, 0) + 1
    weeks = Calendar().monthdatescalendar(of.first.year, of.first.month)
    return [
        [
            Day(
                each,
                each.month == of.first.month,
                each == today,
                tuple(by_day.get(each, ())),
                totals.get(each, 0),
            )
            for each in week
        ]
        for week in weeks
    ]


# -- as a picture ----------------------------------------------------------------------------------


def picture(
    of: Month, named: Sequence[Entry], beyond: int, today: date, words: Words, *, narrow: bool
) -> str:
    """The same as a line of time. beyond: how much more there is than is named."""
    events = [timeline.Event(each.day, each.title, SHAPES[each.kind]) for each in named]
    speech = timeline.Speech(
        title(of, words),
        words.say("date.today"),
        words.say("calendar.empty"),
        lambda each: words.say(
            "calendar.short_day", m=words.name("calendar_month", str(each.month)), d=str(each.day)
        ),
        lambda each: words.say("calendar.month", m=words.name("month", str(each.month)), y=str(each.year)),
        lambda more: words.say("calendar.more", n=more),
        tuple((shape, words.say(f"ahead.{kind}")) for kind, shape in SHAPES.items()),
    )
    frame = timeline.Frame(of.first, of.last, (of.first, of.last), today)
    drawn = timeline.narrow if narrow else timeline.wide
    return drawn(events, frame, speech, beyond=beyond)


def title(of: Month, words: Words) -> str:
    return words.say("calendar.month", m=words.name("month", str(of.first.month)), y=str(of.first.year))
