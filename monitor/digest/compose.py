"""What one reader is owed for one slot: which changes, in which order, in how many mails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from monitor.model import Coverage, Digest, Direction, Line, Status
from monitor.route import Subscription

# A rule that came into force this recently still needs somebody to act; an older date is history.
STILL_URGENT = timedelta(days=30)


def compose(  # noqa: PLR0917 - told in the order one would say it
    subscription: Subscription,
    slot: datetime,
    lines: Iterable[Line],
    coverage: Coverage,
    now: datetime,
    late_from: Sequence[datetime] = (),
) -> Digest:
    """The digest of a slot, what matters most first.

    The id depends on the subscription and the slot alone: composed again after a crash it is the
    same digest, and its mails keep their Message-IDs.
    """
    return Digest(
        id=digest_id(subscription.name, slot),
        subscription=subscription.name,
        slot=slot,
        composed=now,
        lines=tuple(order(lines, now.date())),
        coverage=coverage,
        late_from=tuple(late_from),
    )


def digest_id(subscription: str, slot: datetime) -> str:
    return hashlib.sha256(f"{subscription}\n{slot.astimezone(UTC).isoformat()}".encode()).hexdigest()[:16]


def order(lines: Iterable[Line], today: date) -> list[Line]:
    """Labelled and on the watchlist first, then labelled, watched, the rest; within these by when it bites."""
    return sorted(
        lines,
        key=lambda line: (
            *(rank(line), bite(line, today), doubt(line), line.change.detected),
            *(len(line.change.id), line.change.id),  # 9 before 10
        ),
    )


def rank(line: Line) -> int:
    labelled = bool(line.change.finding.classification.labels)
    if labelled:
        return 0 if watched(line) else 1
    return 2 if watched(line) else 3


def doubt(line: Line) -> tuple[bool, bool]:
    """Official before press; what shuts somebody out before what lets somebody in."""
    finding = line.change.finding
    shuts = any(
        label.direction in (Direction.RESTRICTION, Direction.MIXED) for label in finding.classification.labels
    )
    return finding.status is Status.UNCONFIRMED, not shuts


def watched(line: Line) -> bool:
    """Whether the reader's watchlist was met."""
    return any(reason.startswith("watchlist") for reason in line.why)


def bite(line: Line, today: date) -> tuple[int, int]:
    """Soonest effective date first, then changes without one, then those long in force."""
    effective = line.change.finding.classification.facts.effective
    if effective is None:
        return 1, 0
    if effective < today - STILL_URGENT:
        return 2, -effective.toordinal()
    return 0, effective.toordinal()
