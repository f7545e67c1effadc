"""Whose coverage is asked for: those that are watched, and those that were."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Protocol

from monitor.coverage.calendar import Period
from monitor.coverage.misses import overdue
from monitor.coverage.report import Asked
from monitor.coverage.tally import Counted
from monitor.schedule import Scheduled


class Named(Scheduled, Protocol):
    @property
    def authority(self) -> str: ...


def watched(sources: Collection[Named], counted: Counted, period: Period, now: datetime) -> Iterator[Asked]:
    """Those of sources.yaml in its order, then those that left it and were looked at in the period."""
    for source in sources:
        record = counted.records.get(source.id)
        late = {}
        if period.until > now:
            due = record.next_check if record else None
            late = overdue(source, due, now, period.zone) if due or not (record and record.begun) else {}
        yield Asked(source.id, source.authority, overdue=late)
    looked_at = {each.source for each in counted.tallies}
    looked_at |= {each.source for each in (*counted.missed, *counted.changes)}
    for name in sorted(looked_at - {source.id for source in sources}):
        yield Asked(name, name, watched=False)
