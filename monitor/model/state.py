"""What the store remembers of a source."""

from __future__ import annotations

from datetime import datetime

from monitor.model.notices import Verdict
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source's life as people ask for it: last attempt, last good reading, last change (T16).

    outcome and reason: of the last check. failures: checks in a row that were not good. bad_since:
    the first of them. next_check: None means at once. fingerprint: of the source's configuration at
    the last good reading; readings made under another one are not compared byte for byte. verdict: whether
    the last check saw the real page.
    """

    source: str
    outcome: str | None = None
    reason: str | None = None
    last_attempt: datetime | None = None
    last_good: datetime | None = None
    last_change: datetime | None = None
    last_new: datetime | None = None
    next_check: datetime | None = None
    failures: int = 0
    bad_since: datetime | None = None
    notices: int = 0
    checks: int = 0
    fingerprint: str | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class ReadNow:
    """That somebody wants a source read now, before its time."""

    source: str
    at: datetime
    who: str
