"""Whether the archive is alive: is anything checked, and how late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from monitor.model import SourceState
from monitor.values import dataclass
from monitor.web.health.watched import Named, is_late

STILL = timedelta(
    hours=1
)  # without a sign of life while checks are overdue: nobody turns the crank (faults T09)


@dataclass(frozen=True, slots=True)
class Pulse:
    """beats: the last sign of life of each role. overdue: sources whose check should have begun; waits_s: how long the
    longest of them has waited. never: sources that were never checked.
    """

    sources: int
    overdue: int
    never: int
    waits_s: float
    beats: Mapping[str, datetime]
    now: datetime

    @property
    def last_beat(self) -> tuple[str, datetime] | None:
        """Of whatever showed itself last."""
        return max(self.beats.items(), key=lambda each: each[1], default=None)

    @property
    def stands_still(self) -> bool:
        """Whether checks are overdue and whatever makes them has not shown itself for an hour."""
        last = self.last_beat
        return self.overdue > 0 and (last is None or self.now - last[1] > STILL)


def pulse(
    sources: Iterable[Named], states: Mapping[str, SourceState], beats: Mapping[str, datetime], now: datetime
) -> Pulse:
    known = [states.get(source.id) for source in sources]
    waits = [
        (now - state.next_check).total_seconds()
        for state in known
        if state is not None and state.next_check is not None and is_late(state, now)
    ]
    return Pulse(len(known), len(waits), known.count(None), max(waits, default=0.0), beats, now)
