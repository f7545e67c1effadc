"""What is asked for and what became of it: taken, the same already, somebody was quicker, not allowed, no such change."""

from __future__ import annotations

from monitor.model import Stand, Step, Wish
from monitor.triage.deciding import ForMany, Refusal, applied
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A step that somebody asks for. on: how many steps of the change they had seen."""

    change: str
    on: int
    wish: Wish | ForMany

    def of(self, stand: Stand) -> Wish:
        return self.wish if isinstance(self.wish, Wish) else applied(stand, self.wish)


@dataclass(frozen=True, slots=True)
class Taken:
    change: str
    step: Step


@dataclass(frozen=True, slots=True)
class Same:
    """It stands so already."""

    change: str
    stand: Stand


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody decided since, and nothing was done. since: the steps that were not seen, oldest first."""

    change: str
    stand: Stand
    since: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class NotAllowed:
    change: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such change."""

    change: str


Result = Taken | Same | Conflict | NotAllowed | Unknown
