"""Lists: one page of changes, each in outline and with what became of it."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Literal

from monitor.model.deciding import Stand
from monitor.model.outlines import Outline
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Glance:
    """A change as a list shows it. held: the breaker holds it back now; untold: why nobody is ever told of it; wrong:
    something of it was taken back since. stand: of the team's work on it.
    """

    outline: Outline
    held: bool = False
    untold: str | None = None
    wrong: bool = False
    stand: Stand = field(default_factory=Stand)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list. total: how many there are in all, at least that many with `more`."""

    glances: tuple[Glance, ...]
    total: int
    page: int = 1
    pages: int = 1
    more: bool = False


@dataclass(frozen=True, slots=True)
class Falls:
    """A day that a notice sets, as it stands last. change: the last recorded of that notice."""

    day: date
    kind: Literal["effective", "expires", "deadline"]
    change: int
    source: str


@dataclass(frozen=True, slots=True)
class Week:
    """Changes seen in one week. labels: how many bear each label; a change may bear several or none."""

    first: date
    total: int = 0
    labels: tuple[tuple[str, int], ...] = ()
