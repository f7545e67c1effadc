"""What was looked at in some months, counted once and remembered for a minute: a picture and its table ask alike."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from monitor import __version__
from monitor.coverage import Period, Report, day_of, report
from monitor.coverage.watched import watched
from monitor.errors import ConfigError
from monitor.sources.base import BaseSource
from monitor.store import Store
from monitor.values import dataclass
from monitor.web.doors import Office

T = TypeVar("T")

FRESH = timedelta(minutes=1)  # so long an answer may be old
PASSED = timedelta(minutes=10)  # the same of a month that is over: nothing is added to it any more
KEPT = 32  # answers
MONTHS = 3  # that are shown at once, at most


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months, the last of them named by its first day; as far as they have passed."""

    last: date
    months: int = 1

    @property
    def first(self) -> date:
        return back(self.last, self.months - 1)

    @property
    def end(self) -> date:
        """The last day."""
        return _next(self.last) - timedelta(days=1)


def span(month: str, months: str, today: date, begun: date) -> Span | None:
    """The months that are meant, from the one in which the first check was made to this one. None for what is none.

    month: as 2026-05; empty is this month.
    """
    number = int(months) if months.isascii() and months.isdecimal() and len(months) < 4 else 1
    number = min(max(number, 1), MONTHS)
    try:
        last = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
    except ValueError:
        return None
    if len(month) not in (0, 7):
        return None
    first = min(begun, today).replace(day=1)
    last = min(max(last, first), today.replace(day=1))
    while number > 1 and back(last, number - 1) < first:
        number -= 1
    return Span(last, number)


def fresh(of: Span, now: datetime, zone: tzinfo) -> timedelta:
    """How old an answer about these months may be."""
    return PASSED if of.end < day_of(now, zone) else FRESH


def back(month: date, months: int) -> date:
    """The first day of a month so many months earlier."""
    for _ in range(months):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


class Remembered:
    """Answers that may be a little old. Who asks while one is being made waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[object, tuple[datetime, object]] = OrderedDict()

    def get(self, key: object, now: datetime, make: Callable[[], T], fresh: timedelta = FRESH) -> T:
        with self._lock:
            known = self._known.get(key)
            if known is None or not timedelta(0) <= now - known[0] < fresh:
                known = self._known[key] = now, make()
                self._known.move_to_end(key)
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
        made: T = known[1]  # type: ignore[assignment]  # what stands under a key was made for it
        return made


def begun(store: Store, now: datetime) -> datetime:
    """When the first check of all was made; now, when none was."""
    return store.begun() or now


def look(office: Office, of: Span, only: str | None = None) -> Report:
    """The report on these months. only: a source. ConfigError for one that is not known."""
    now, zone, store = office.clock(), office.config.settings.timezone, office.store
    period = Period.of(of.first, min(of.end, day_of(now, zone)), zone, now)
    known: Sequence[BaseSource] = office.config.sources
    names = {source.id for source in known}
    if only is None or only not in names:
        names |= store.checked()
    if only is not None and only not in names:
        raise ConfigError(f"no source is called {only}")
    names = names if only is None else {only}
    counted, head = store.covered(period.offsets, period.until, names), store.chain_head()
    asked = [each for each in watched(known, counted, period, now) if only is None or each.id == only]
    return report(asked, counted, period, now=now, version=__version__, chain=head.sha256 if head else None)
