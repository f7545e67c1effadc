"""What is held back, and until when."""

from __future__ import annotations

from datetime import datetime

from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Hold:
    """What the breaker holds back of a source, since when and why. changes: how many."""

    source: str
    since: datetime
    reason: str
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Holding:
    """What a check makes of the changes that the breaker holds back.

    reason: why it tripped, None when it did not. held: positions of the findings that are held back; untold: of
    those that nobody is ever told, each with why. released: ids of changes held before that go out now; dropped:
    of those that nobody is told, each with why. left: how many stay held of those held before.
    """

    reason: str | None = None
    held: frozenset[int] = frozenset()
    untold: tuple[tuple[int, str], ...] = ()
    released: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    left: int = 0

    @property
    def changes(self) -> int:
        """How many are held back after this check."""
        return self.left + len(self.held)
