"""What the people who watch a source, and its own history, say about comparing its notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of a volatile place: what a reader is told of it, and the names of the texts it has shown.

    links: it shows another link at every reading, of which none ever read like news.
    """

    why: str
    seen: frozenset[str] = frozenset()
    links: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """How one source's versions are compared, beyond what holds everywhere.

    ignore: phrases that are noise there, keep: phrases that never are, both as people write them ("Rate of the day:
    {number}", see `phrases`). row_key: names of the columns that table rows are known by. volatile: the places that
    change at most readings and never say anything, by their mark (see `habits`).
    """

    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    row_key: tuple[str, ...] = ()
    volatile: Mapping[str, Learned] = field(default_factory=dict)


PLAIN = Guide()
