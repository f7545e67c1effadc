"""What became of each text of two versions: the words that matching, edits and the view side by side share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum

from monitor.compare.forms.sequences import Match
from monitor.compare.forms.text import unnumbered
from monitor.model import Text
from monitor.values import dataclass

REORDERED = "the same texts in another order"


class How(StrEnum):
    """What became of a place."""

    SAME = "same"  # it says the same, however it is set
    NOISE = "noise"  # it differs, and that means nothing
    EDITED = "edited"
    GONE = "gone"
    COME = "come"
    MOVED = "moved"  # to where it means something else; it may be edited as well

    @property
    def mirrored(self) -> How:
        return How.COME if self is How.GONE else How.GONE if self is How.COME else self


# Places and fates are not frozen: there may be very many, and that costs three times as much.


@dataclass(slots=True, eq=False)
class Place:
    """One text of one version. at: its position among all blocks. path: where it stands, for a reader
    ("paragraph 4"). form: its normal form. target: what its link leads to. part: what of it is compared, when the rest
    stands in a text of its own in the other version.
    """

    block: Text
    at: int
    path: str
    form: str
    target: str | None = None
    part: str | None = None
    _rest: str | None = None

    @property
    def rest(self) -> str:
        """The normal form without the number it begins with."""
        if self._rest is None:
            self._rest = unnumbered(self.form)[1]
        return self._rest

    @property
    def shown(self) -> str:
        return self.block.text if self.part is None else self.part


Gap = tuple[list[Place], list[Place]]  # what is left of both versions between two places that stayed


@dataclass(slots=True, eq=False)
class Fate:
    """What became of one place that is not simply the same.

    why: of noise the reason. steady: it kept its order, so that others can be placed by it. group: those of one group
    are told as one. moved: from where to where, as a reader knows the places.
    """

    how: How
    old: Place | None
    new: Place | None
    why: str | None = None
    steady: bool = False
    group: int | None = None
    moved: tuple[str, str] | None = None

    def mirror(self) -> None:
        """Exchange the two versions."""
        self.how, self.old, self.new = self.how.mirrored, self.new, self.old
        if self.moved:
            self.moved = self.moved[1], self.moved[0]


@dataclass(frozen=True, slots=True)
class Matching:
    """Two versions of a text, matched. stood: positions of what is the same and kept its order, reordered: of what is
    the same and did not, where that means nothing; fates: all else.

    large: what went and what came between two places that stayed, where so much differs that nobody tells each.
    """

    stood: Sequence[Match]
    fates: Sequence[Fate]
    reordered: Sequence[Match] = ()
    large: Sequence[Gap] = ()

    def mirrored(self) -> Matching:
        """The same with the two versions exchanged; its fates are turned where they are."""
        for fate in self.fates:
            fate.mirror()
        large = [(come, gone) for gone, come in self.large]
        stood, reordered = ([(new, old) for old, new in each] for each in (self.stood, self.reordered))
        return Matching(stood, self.fates, reordered, large)

    def in_reading_order(self) -> list[Fate]:
        """As the newer version has them; what went, where it stood."""
        steady = [(fate.old.at, fate.new.at) for fate in self.fates if fate.steady and fate.old and fate.new]
        seats = Seats([*self.stood, *steady])
        return sorted(
            self.fates,
            key=lambda fate: seats.of(fate.old.at if fate.old else None, fate.new.at if fate.new else None),
        )


class Seats:
    """One reading order for the places of two versions: as in the newer one, and what went where it stood."""

    def __init__(self, steady: Sequence[Match]) -> None:
        """steady: positions in both versions of what kept its order."""
        pairs = sorted(steady)
        self._old = [old for old, _ in pairs]
        self._new = [new for _, new in pairs]

    def of(self, old: int | None, new: int | None) -> tuple[int, int, int]:
        """What to sort a place by; its positions in both versions."""
        if new is not None:
            return new, 0, 0
        assert old is not None
        before = bisect_left(self._old, old)
        return (self._new[before - 1] if before else -1), 1, old
