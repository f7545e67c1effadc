"""What the people who watch a source, and its own history, say about comparing its notices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guide:
    """How one source's versions are compared, beyond what holds everywhere.

    ignore: phrases that are noise there, keep: phrases that never are, both as people write them ("Rate of the day:
    {number}"). row_key: names of the columns that table rows are known by. volatile: marks of the places that change
    at most readings and never say anything.
    """

    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    row_key: tuple[str, ...] = ()
    volatile: frozenset[str] = frozenset()


PLAIN = Guide()
