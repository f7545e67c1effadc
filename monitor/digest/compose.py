"""What one reader is owed for one slot: which changes, in which order, in how many mails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from monitor import severity
from monitor.model import Coverage, Digest, Line
from monitor.route import Subscription


def compose(  # noqa: PLR0917 - told in the order one would say it
    subscription: Subscription,
    slot: datetime,
    lines: Iterable[Line],
    coverage: Coverage,
    now: datetime,
    late_from: Sequence[datetime] = (),
    *,
    today: date | None = None,
) -> Digest:
    """The digest of a slot, what matters most first. today: the reader's, UTC's when not given.

    The id depends on the subscription and the slot alone: composed again after a crash it is the
    same digest, and its mails keep their Message-IDs.
    """
    return Digest(
        id=digest_id(subscription.name, slot),
        subscription=subscription.name,
        slot=slot,
        composed=now,
        lines=tuple(order(lines, today or now.date())),
        coverage=coverage,
        late_from=tuple(late_from),
    )


def digest_id(subscription: str, slot: datetime) -> str:
    return hashlib.sha256(f"{subscription}\n{slot.astimezone(UTC).isoformat()}".encode()).hexdigest()[:16]


def order(lines: Iterable[Line], today: date) -> list[Line]:
    """What matters most first: see `monitor.severity`."""
    return sorted(lines, key=lambda line: severity.rank(line, today))


def watched(line: Line) -> bool:
    """Whether the reader's watchlist was met."""
    return severity.watched(line.why)
