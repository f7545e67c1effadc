"""When things are due: sources to be checked, notices to be read again, digests to be sent.

Values in, values out; the due times themselves live in the store. Lateness never cancels anything:
whatever was missed is made up for by one late check or one late digest, and can be counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain, count, islice, takewhile
from typing import Annotated, Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from monitor.model import (
    Blocked,
    Changed,
    Failed,
    Good,
    Known,
    Outcome,
    Partial,
    SourceState,
    Suspicious,
    Unchanged,
)
from monitor.patterns import regex
from monitor.values import dataclass

DAY = timedelta(days=1)
LONGEST = DAY  # without a good answer no source waits longer, whatever it asked for
RETRY = timedelta(hours=1)  # the longest first wait after a failure
LOOK_AGAIN = timedelta(minutes=20)  # two looks span 30 minutes, also when the jitter takes its tenth
JITTER = 0.1
LEAST = timedelta(minutes=10)  # between two visits, however often people ask for one

# -- checks of sources -----------------------------------------------------------------------------


class Scheduled(Protocol):
    """What a source says about its own timing. cron, when given, goes before every; zone is cron's."""

    @property
    def id(self) -> str: ...
    @property
    def every(self) -> timedelta: ...
    @property
    def cron(self) -> str | None: ...
    @property
    def zone(self) -> tzinfo: ...


_Source = TypeVar("_Source", bound=Scheduled)


def due(
    sources: Iterable[_Source],
    states: Mapping[str, SourceState],
    now: datetime,
    asked: Mapping[str, datetime | None] | None = None,
) -> list[_Source]:
    """The sources to check now: those never checked first, then the longest overdue.

    asked: those that somebody wants read now, each with the moment until which its host wants to be left alone.
    """

    def at(source: _Source) -> datetime:
        state = states.get(source.id)
        regular = due_at(source, state, now)
        if asked is None or source.id not in asked or state is None:
            return regular
        return min(regular, earliest(state, now, asked[source.id]))

    waiting = [(at(source), source) for source in sources]
    waiting.sort(key=lambda pair: pair[0])  # stable: equals stay in the order of the file
    return [source for moment, source in waiting if moment <= now]


def earliest(state: SourceState, now: datetime, paused: datetime | None = None) -> datetime:
    """When a source may be read that somebody wants read before its time: not so soon after the last visit, and not
    while its host wants to be left alone. What is past means at once.
    """
    last = state.last_attempt
    after = now if last is None or last > now else last + LEAST  # a visit to come is a wrong clock's (T04)
    return max(after, paused) if paused else after


def due_at(source: Scheduled, state: SourceState | None, now: datetime) -> datetime:
    """When a source is due, as its state says; the beginning of time when it never was checked.

    A time later than any schedule could give was written under a wrong clock or an older
    configuration. It is not believed (T04): the source is due now.
    """
    if state is None or state.next_check is None:
        return datetime.min.replace(tzinfo=UTC)
    if state.next_check <= now + LONGEST or _is_regular(source, state.next_check, now):
        return state.next_check
    return now


def _is_regular(source: Scheduled, planned: datetime, now: datetime) -> bool:
    """Whether the schedule can give a time that late. The calendar is asked once a day: every turn asks of every source."""
    if source.cron and planned <= _next_of_day(source.cron, source.zone, now.date()):
        return True
    return planned <= _regular(source, now)


@lru_cache(maxsize=1024)
def _next_of_day(cron: str, zone: tzinfo, day: date) -> datetime:
    """The first regular time after a day (UTC) begins."""
    return next(cron_times(cron, zone, datetime.combine(day, time(), UTC)))


def next_check(source: Scheduled, state: SourceState, outcome: Outcome) -> datetime:
    """When to ask a source again. state: as it was before the check.

    The first wait after a failure is an hour or less and doubles per failure, up to a day; what the
    server asked for (RFC 9110, 10.2.3) is kept when longer, up to a day. A list that could be read, in part or not
    believed, is no reason to come later than usual: it may stay like that. What cannot be believed yet, a whole
    answer or a notice's new text, is looked at twice more soon (Q04).
    A wait is shortened by up to a tenth, the same tenth for the same source, so that sources drift
    apart (N16) and a cron line that runs `monitor once` as often still finds every one of them due.
    """
    started = outcome.check.started
    wait = regular = _regular(source, started) - started
    if _wants_another_look(state, outcome):
        wait = min(wait, LOOK_AGAIN)
    elif not isinstance(outcome, Good):
        wait = min(min(wait, RETRY) * 2 ** min(state.failures, 20), LONGEST)
    if isinstance(outcome, Good | Partial | Suspicious):
        wait = min(wait, regular)
        if source.cron and wait == regular:
            return started + wait  # whoever names the minute means it
    wait *= 1 - JITTER * _share(source.id)
    asked = outcome.retry_after if isinstance(outcome, Blocked | Failed) else None
    return started + max(wait, min(asked or timedelta(0), LONGEST))


def _wants_another_look(state: SourceState, outcome: Outcome) -> bool:
    """Whether a check saw something that two more looks will tell: a whole answer, or the text of a notice."""
    if isinstance(outcome, Suspicious):
        return state.failures < 2 or state.outcome != Suspicious.name
    return isinstance(outcome, Changed | Unchanged) and bool(outcome.reading and outcome.reading.held)


def missed(source: Scheduled, due: datetime, now: datetime) -> Iterator[datetime]:
    """The regular times that passed unused between a due check and the check that came late, now."""
    if not source.cron and not source.every:
        return iter(())  # "as often as you can" misses nothing
    return takewhile(lambda at: at <= now, _regular_times(source, due))


def interval(source: Scheduled, now: datetime) -> timedelta:
    """How long it usually is from one check of a source to the next."""
    if not source.cron:
        return source.every
    first, second = islice(_regular_times(source, now), 2)
    return second - first


def _regular(source: Scheduled, after: datetime) -> datetime:
    return next(_regular_times(source, after))


def _regular_times(source: Scheduled, after: datetime) -> Iterator[datetime]:
    if source.cron:
        return cron_times(source.cron, source.zone, after)
    return (after + source.every * times for times in count(1))


def _share(name: str) -> float:
    """A number from 0 to 1 that is always the same for the same name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") / 2**32


# -- cron ------------------------------------------------------------------------------------------


def cron_times(expression: str, zone: tzinfo, after: datetime) -> Iterator[datetime]:
    """The moments after `after` that a cron expression of five fields names in a zone, as aware UTC.

    Daylight-saving time is met as by Debian's cron. Raises ValueError when there is none.
    """
    from cronsim import CronSim, CronSimError

    if len(expression.split()) != 5:
        raise ValueError(_cron_form(expression))
    try:
        found = CronSim(expression, after.astimezone(zone))
        moments = chain([next(found)], found)  # an impossible date ends the search, not the program
    except (CronSimError, StopIteration):
        raise ValueError(_cron_form(expression)) from None
    # In the repeated hour of autumn the search may start before `after`.
    return (at for at in (moment.astimezone(UTC) for moment in moments) if at > after)


def _cron_form(expression: str) -> str:
    return (
        f'"{expression}" is no cron expression that ever comes, '
        'write minute, hour, day, month and weekday: "30 8 * * mon-fri"'
    )


# -- notices to be read again ----------------------------------------------------------------------


def reread_due(known: Known, schedule: Sequence[timedelta], now: datetime) -> bool:
    """Whether a known notice is to be opened again, so that an edit without a sign is caught (Q14).

    schedule: ages at which a notice is looked at again. Ages that passed unused count once. One whose last
    reading is not finished (a file is missing, a text is not believed yet) is due at once. Who edits a notice
    often does so again: its ages are counted from its last edit as well.
    """
    if known.last_read is None or known.attempts:
        return True
    begun = [known.first_seen, known.edited or known.first_seen]
    return any(known.last_read < start + age <= now for start in begun for age in schedule)


# -- when digests leave ----------------------------------------------------------------------------

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = regex(r"(\d{1,2}):(\d{2})")
_FORMS = "write immediately, daily 08:00, daily 08:00, 16:00, weekdays 08:00 or weekly mon 08:00"


@dataclass(frozen=True, slots=True)
class Send:
    """When a digest leaves: at local times of some weekdays, or at once when there are no times.

    weekdays: 0 is Monday.
    """

    times: tuple[time, ...] = ()
    weekdays: frozenset[int] = frozenset(range(7))

    @classmethod
    def parse(cls, written: object) -> Send:
        """What `daily 08:00` or `weekly mon, thu 08:00, 16:00` means. ValueError shows the forms."""
        if isinstance(written, Send):
            return written
        rhythm, *words = str(written).lower().replace(",", " ").split() or [""]
        named = frozenset(_weekday(word) for word in words if word.isalpha())
        times = _times([word for word in words if not word.isalpha()])
        if rhythm == "immediately" and not words:
            return cls()
        if rhythm in ("daily", "weekdays") and times and not named:
            return cls(times, frozenset(range(7 if rhythm == "daily" else 5)))
        if rhythm == "weekly" and times and named and -1 not in named:
            return cls(times, named)
        raise ValueError(f'"{written}" is no time to send, {_FORMS}')

    @property
    def immediately(self) -> bool:
        """True when nothing waits for a time of day."""
        return not self.times

    def __str__(self) -> str:
        times = ", ".join(f"{at:%H:%M}" for at in self.times)
        if self.immediately:
            return "immediately"
        if len(self.weekdays) == 7:
            return f"daily {times}"
        return f"weekly {', '.join(_WEEKDAYS[day][:3] for day in sorted(self.weekdays))} {times}"


def _weekday(word: str) -> int:
    """0 for mon or monday, and so on; -1 when it is no weekday."""
    days = (day for day, name in enumerate(_WEEKDAYS) if len(word) >= 3 and name.startswith(word))
    return next(days, -1)


def _times(words: Sequence[str]) -> tuple[time, ...]:
    """Times of day in order; none at all when one of them is not a time of day."""
    found = [_CLOCK.fullmatch(word) for word in words]
    hands = {(int(match[1]), int(match[2])) for match in found if match}
    if None in found or any(hour > 23 or minute > 59 for hour, minute in hands):
        return ()
    return tuple(time(hour, minute) for hour, minute in sorted(hands))


def next_slot(send: Send, zone: tzinfo, after: datetime) -> datetime:
    """The first moment after `after` at which a digest leaves, as aware UTC; `after` when immediate.

    Every local day it names has each of its times exactly once (T03): a time that a change of clocks
    skips becomes the first moment after the gap, a time that comes twice counts the first time.
    """
    return after if send.immediately else next(_slots(send, zone, after))


def slots(send: Send, zone: tzinfo, *, after: datetime, until: datetime) -> tuple[datetime, ...]:
    """The slots after `after`, `until` included. More than one: the last stands for all of them (T05)."""
    if send.immediately:
        return (until,)
    if after >= until:
        return ()
    return tuple(takewhile(lambda at: at <= until, _slots(send, zone, after)))


def _slots(send: Send, zone: tzinfo, after: datetime) -> Iterator[datetime]:
    today = after.astimezone(zone).date()
    for day in (today + DAY * number for number in count()):
        if day.weekday() in send.weekdays and _exists(day, zone):
            for slot in sorted({first_moment(day, at, zone) for at in send.times}):
                if slot > after:
                    yield slot


def first_moment(day: date, at: time, zone: tzinfo) -> datetime:
    """The first moment, as aware UTC, at which a local calendar and clock show `at` of `day` or later."""
    local = datetime.combine(day, at, tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _end_of_gap(local.replace(fold=1).astimezone(UTC), moment, zone)


def _end_of_gap(before: datetime, behind: datetime, zone: tzinfo) -> datetime:
    """The moment between two at which the clocks of a zone were put forward."""
    old = before.astimezone(zone).utcoffset()
    while behind - before > timedelta(seconds=1):
        middle = (before + (behind - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            behind = middle
    return behind


def _exists(day: date, zone: tzinfo) -> bool:
    """False for the day that a country skipped when it crossed the date line."""
    return first_moment(day, time(0), zone).astimezone(zone).date() == day


# -- time zones ------------------------------------------------------------------------------------


def parse_zone(name: object) -> ZoneInfo:
    """The time zone of that name (T15). ValueError names the nearest known one."""
    if isinstance(name, ZoneInfo):
        return name
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(str(name), sorted(available_timezones()), n=1)
        hint = f", did you mean {near[0]}?" if near else ", write it like Asia/Shanghai or UTC"
        raise ValueError(f'"{name}" is no time zone{hint}') from None


Zone = Annotated[
    ZoneInfo,
    PlainValidator(parse_zone),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["Asia/Shanghai", "Europe/Brussels", "UTC"]}),
]
