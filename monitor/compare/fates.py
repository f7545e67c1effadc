"""What became of each text of two versions: the words that matching, edits and the view side by side share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.model import Edit, Ignored, Text


class How(StrEnum):
    """What became of a place."""

    SAME = "same"  # it says the same, however it is set
    NOISE = "noise"  # it differs, and that means nothing
    EDITED = "edited"
    GONE = "gone"
    COME = "come"
    MOVED = "moved"  # to where it means something else; it may be edited as well


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One text of one version. at: its position among all blocks. path: where it stands, for a reader
    ("paragraph 4"). form: its normal form. target: what its link leads to.
    """

    block: Text
    at: int
    path: str
    form: str
    target: str | None = None

    @property
    def shown(self) -> str:
        return self.block.text


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one place. steady: it kept its order, so that others can be placed by it."""

    how: How
    old: Place | None
    new: Place | None
    why: str | None = None
    edits: tuple[Edit, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    steady: bool = False


Seat = tuple[int, int, int]  # sorts places of both versions into one reading order


def seats(stands: Sequence[tuple[int | None, int | None, bool]]) -> list[Seat]:
    """Where each place is read: as in the newer version, and what went where it stood.

    stands: position in the older and in the newer version, and whether the place kept its order.
    """
    # position in the older version -> position in the newer one
    follows = {old: new for old, new, steady in stands if old is not None and new is not None and steady}
    last, after = -1, {}
    for old in sorted(old for old, _, _ in stands if old is not None):
        after[old] = last = follows.get(old, last)
    return [
        (new, 0, 0) if new is not None else (after[old] if old is not None else -1, 1, old or 0)
        for old, new, _ in stands
    ]


def in_reading_order(fates: Iterable[Fate]) -> list[Fate]:
    """Fates as `seats` has them."""
    fates = list(fates)
    places = seats([(_at(fate.old), _at(fate.new), fate.steady) for fate in fates])
    return [fates[number] for number in sorted(range(len(fates)), key=places.__getitem__)]


def _at(place: Place | None) -> int | None:
    return place.at if place else None
