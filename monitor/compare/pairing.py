"""What is left between anchors: which old text became which new one, and what is neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile, zip_longest

from monitor.compare.fates import Fate, How, Place
from monitor.compare.noise import Noise
from monitor.compare.targets import shown
from monitor.compare.text import likeness, unnumbered, words
from monitor.model import Edit, Ignored

MOST_WEIGHED = 4_000  # pairs of texts whose likeness is weighed in one comparison
MOST_NOTICED = 2_000  # texts looked at as noise; among more changes a counter does not matter
ALIKE = 0.5  # between the same anchors
ALIKE_ELSEWHERE = 0.6
ALIKE_ALONE = 0.25  # the only two texts between their anchors
A_VALUE = 40  # characters; two such short texts alone in a place need not be alike

DIVIDED = "the same words divided differently"

Gap = tuple[list[Place], list[Place]]  # what is left of both versions between two anchors
Pair = tuple[Place, Place]


@dataclass(slots=True)
class _Left:
    """What the steps leave to each other."""

    gaps: list[Gap]
    noise: Noise
    fates: list[Fate] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    steady: set[Pair] = field(default_factory=set)
    budget: int = MOST_WEIGHED
    looks: int = MOST_NOTICED

    def take(self, gap: Gap, found: Sequence[Pair]) -> None:
        """Move pairs out of a gap."""
        self.pairs += found
        gone, come = {old for old, _ in found}, {new for _, new in found}
        gap[0][:] = [place for place in gap[0] if place not in gone]
        gap[1][:] = [place for place in gap[1] if place not in come]


def pair(gaps: Sequence[Gap], title: str | None, noise: Noise) -> list[Fate]:
    """What became of the texts between the anchors.

    title: normal form of the first heading, when it stands in both versions; its repetition says nothing.
    """
    left = _Left([(list(gone), list(come)) for gone, come in gaps], noise)
    for gap in left.gaps:
        _drop_noise(left, gap, title)
        _drop_divided_differently(left, gap)
        found = _in_place(gap) or _alike(left, *gap, ALIKE)
        left.steady |= set(found)
        left.take(gap, found)
    rest: Gap = (
        [place for gone, _ in left.gaps for place in gone],
        [place for _, come in left.gaps for place in come],
    )
    left.take(rest, _alike(left, *rest, ALIKE_ELSEWHERE))
    others = bool(rest[0] or rest[1])
    left.fates += [_replaced(left, old, new, others=others) for old, new in left.pairs]
    left.fates += [
        Fate(How.GONE, old, None, edits=(Edit("delete", old.path, _text(old), None),)) for old in rest[0]
    ]
    left.fates += [
        Fate(How.COME, None, new, edits=(Edit("insert", new.path, None, _text(new)),)) for new in rest[1]
    ]
    return left.fates


def _text(place: Place) -> str:
    """A block as an edit shows it; where it leads when it is nothing but a link."""
    return f"{place.shown} <{shown(place.block.href)}>" if place.block.href else place.shown


def _drop_noise(left: _Left, gap: Gap, title: str | None) -> None:
    for number, side in enumerate(gap):
        if left.looks < len(side):
            return
        left.looks -= len(side)
        stays = []
        for place in side:
            why = "a repetition of the title" if place.form == title else left.noise.reason(place.form)
            if why is None:
                stays.append(place)
                continue
            old, new = (None, place) if number else (place, None)
            left.fates.append(Fate(How.NOISE, old, new, why, ignored=(Ignored(why, place.shown),)))
        side[:] = stays


def _drop_divided_differently(left: _Left, gap: Gap) -> None:
    """Take out what is the same words in other paragraphs, from both ends of a gap."""
    for backwards in (False, True):
        gone, come = (
            [_Words(place, backwards) for place in (reversed(side) if backwards else side)] for side in gap
        )
        same_old, same_new = _same_start(gone, come)
        if not same_old and not same_new:
            continue
        for side, count in zip(gap, (same_old, same_new), strict=True):
            side[:] = side[: len(side) - count] if backwards else side[count:]
        taken = [entry.place for entry in gone[:same_old]], [entry.place for entry in come[:same_new]]
        left.fates += _divided(*(side[::-1] if backwards else side for side in taken))


def _divided(gone: Sequence[Place], come: Sequence[Place]) -> Iterator[Fate]:
    ignored: tuple[Ignored, ...] = (Ignored(DIVIDED, gone[0].shown if gone else ""),)
    for old, new in zip_longest(gone, come):
        yield Fate(How.NOISE, old, new, DIVIDED, ignored=ignored, steady=True)
        ignored = ()


@dataclass(slots=True)
class _Words:
    place: Place
    backwards: bool
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        found = words(self.place.form)
        if self.place.target:  # where a link leads is a part of what is said
            found.append(self.place.target)
        self.words = found[::-1] if self.backwards else found


def _same_start(gone: Sequence[_Words], come: Sequence[_Words]) -> tuple[int, int]:
    """How many blocks of each side begin the gap with the very same words, ending together."""
    if len(gone) == len(come) == 1 or not gone or not come:
        return 0, 0
    old = [word for entry in gone for word in entry.words]
    new = [word for entry in come for word in entry.words]
    common = sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(old, new, strict=False)))
    ends_old, ends_new = _ends(gone), _ends(come)
    shared = max((end for end in ends_old.keys() & ends_new.keys() if end <= common), default=0)
    return (ends_old[shared], ends_new[shared]) if shared else (0, 0)


def _ends(side: Sequence[_Words]) -> dict[int, int]:
    """Number of words up to the end of each block -> number of blocks."""
    total, ends = 0, {}
    for number, entry in enumerate(side, 1):
        total += len(entry.words)
        ends[total] = number
    return ends


def _in_place(gap: Gap) -> list[Pair]:
    """The only two texts between their anchors: a value that became another, or a text reworded."""
    if len(gap[0]) != 1 or len(gap[1]) != 1:
        return []
    old, new = gap[0][0], gap[1][0]
    values = len(old.shown) <= A_VALUE and len(new.shown) <= A_VALUE
    return [(old, new)] if values or _score(old, new) >= ALIKE_ALONE else []


def _alike(left: _Left, gone: Sequence[Place], come: Sequence[Place], least: float) -> list[Pair]:
    """Pairs of texts that are versions of each other, the most alike first; each text once."""
    if not gone or not come or len(gone) > left.budget:
        return []
    band = max(1, left.budget // len(gone)) if len(gone) * len(come) > left.budget else len(come)
    scored = []
    for i, old in enumerate(gone):
        middle = i * len(come) // len(gone)
        start = max(0, min(middle - band // 2, len(come) - band))
        for j in range(start, min(len(come), start + band)):
            score = _score(old, come[j])
            if score >= least:
                scored.append((-score, abs(j - middle), i, j))
    left.budget = max(0, left.budget - len(gone) * min(band, len(come)))
    used_old, used_new, pairs = set(), set(), []
    for _, _, i, j in sorted(scored):
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((gone[i], come[j]))
    return pairs


def _score(old: Place, new: Place) -> float:
    """How alike two blocks are; two links to the same place are one entry, whatever its title."""
    score = likeness(unnumbered(old.form)[1], unnumbered(new.form)[1])
    if old.target and old.target == new.target:
        return max(score, 0.9)
    return score


def _replaced(left: _Left, old: Place, new: Place, *, others: bool) -> Fate:
    """What a pair is: an edit, unless it differs in nothing that counts.

    others: texts came or went elsewhere, so a number that merely moved on follows from them.
    """
    steady = (old, new) in left.steady
    before, after = left.noise.quiet(old.form), left.noise.quiet(new.form)
    why = None
    if before[0] == after[0]:
        why = before[1] or after[1]
    if why is None and old.form != new.form and others and _renumbered(old, new):
        why = "only its number moved on"
    if why is None and old.form == new.form and not (old.target and new.target):
        why = "a link where there was none, or none where there was one"
    if why is not None:
        return Fate(How.NOISE, old, new, why, ignored=(Ignored(why, new.shown),), steady=steady)
    linked = old.form == new.form
    edit = Edit("replace", new.path, _text(old) if linked else old.shown, _text(new) if linked else new.shown)
    return Fate(How.EDITED, old, new, edits=(edit,), steady=steady)


def _renumbered(old: Place, new: Place) -> bool:
    (number, rest), (other, same) = unnumbered(old.form), unnumbered(new.form)
    return bool(number and other) and rest == same and number != other
