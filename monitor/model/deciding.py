"""Deciding: what a team makes of a change, step by step."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from monitor.values import dataclass


class State(StrEnum):
    """Where the work on a change stands."""

    NEW = "new"  # nobody took it up
    ASSIGNED = "assigned"
    IN_REVIEW = "in-review"
    DONE = "done"
    NOT_RELEVANT = "not-relevant"  # it should not have concerned anybody: rules can be improved by it


DECIDED = (State.DONE, State.NOT_RELEVANT)
UNDER_WAY = (State.ASSIGNED, State.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the work on one change stands now. step: how many steps led here. due: the team's own calendar day."""

    state: State = State.NEW
    owner: str | None = None
    due: date | None = None
    step: int = 0

    @property
    def is_open(self) -> bool:
        return self.state not in DECIDED

    def overdue(self, today: date) -> bool:
        return self.is_open and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody decides: how it shall stand from now on, and why."""

    state: State
    owner: str | None = None
    due: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the history of a change. number: 1, 2, 3 of its change."""

    number: int
    state: State
    owner: str | None
    due: date | None
    note: str | None
    who: str
    at: datetime

    @property
    def stand(self) -> Stand:
        """How the work stood after it."""
        return Stand(self.state, self.owner, self.due, self.number)


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A change that a reader was told of and that is not decided. change: its id."""

    change: str
    title: str
    url: str
    source: str
    stand: Stand


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a reader was told of and is still open: the most urgent ones, and how many there are in all."""

    shown: tuple[StillOpen, ...] = ()
    total: int = 0
    overdue: int = 0
