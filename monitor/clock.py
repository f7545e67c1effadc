"""The present time, from one place. MONITOR_CLOCK sets it for tests, demos and replays.

    MONITOR_CLOCK=2026-05-08T00:00:00Z         starts there and runs as clocks do
    MONITOR_CLOCK=2026-05-08T00:00:00Z*3600    an hour passes in a second
    MONITOR_CLOCK=2026-05-08T00:00:00Z*0       stands still

Only schedules, stamps and digests read it. Limits on the network and on children count real seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from monitor.errors import ConfigError
from monitor.patterns import regex

Clock = Callable[[], datetime]

_FORM = regex(r"(?P<start>[^*\s]+)(?:\*(?P<speed>[0-9]{1,7}(?:\.[0-9]{1,6})?))?")
_YEARS = range(1970, 2400)  # beyond, arithmetic on dates begins to fail


def real_clock() -> datetime:
    """The machine's own time, aware UTC."""
    return datetime.now(UTC)


def from_environment(environ: Mapping[str, str]) -> Clock:
    """The clock that MONITOR_CLOCK asks for, else the real one. Raises ConfigError on a bad value."""
    written = environ.get("MONITOR_CLOCK", "").strip()
    return moved_clock(*_parse(written)) if written else real_clock


def moved_clock(start: datetime, speed: float = 1.0, seconds: Callable[[], float] = time.monotonic) -> Clock:
    """A clock that shows `start` now and goes `speed` times as fast as `seconds`."""
    began = seconds()

    def clock() -> datetime:
        return start + timedelta(seconds=(seconds() - began) * speed)

    return clock


def _parse(written: str) -> tuple[datetime, float]:
    match = _FORM.fullmatch(written)
    try:
        start = datetime.fromisoformat(match["start"]) if match else None
    except ValueError:
        start = None
    if match is None or start is None or start.tzinfo is None or start.year not in _YEARS:
        raise ConfigError(
            f'MONITOR_CLOCK: "{written}" is no time with its zone, '
            "write 2026-05-08T00:00:00Z, or 2026-05-08T00:00:00Z*3600 for an hour a second"
        )
    return start.astimezone(UTC), float(match["speed"] or 1)
