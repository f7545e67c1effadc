"""What is left between anchors: which old text became which new one, and what is neither."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from itertools import product, zip_longest

from monitor.compare.forms import writings
from monitor.compare.forms.sequences import rising
from monitor.compare.forms.text import likeness, unnumbered, words
from monitor.compare.noise.known import Noise
from monitor.compare.texts.candidates import candidates, is_rewritten
from monitor.compare.texts.fates import Fate, Gap, How, Place
from monitor.compare.texts.swallowed import parted
from monitor.values import dataclass

MOST_WEIGHED = 4_000  # pairs of texts whose likeness is weighed in one comparison
MOST_NOTICED = (
    2_000  # texts, or pairs of them, looked at as noise; among more changes a counter does not matter
)
MOST_BEGINNINGS = 10  # texts beginning with the same word that are looked at as one of several parts
ALIKE = 0.5  # between the same anchors
ALIKE_ELSEWHERE = 0.6
ALIKE_ALONE = 0.25  # the only two texts between their anchors
A_VALUE = 40  # characters; two such short texts alone in a place need not be alike

DIVIDED = "the same words divided differently"

Pair = tuple[Place, Place]


@dataclass(slots=True)
class _Left:
    """What the steps leave to each other."""

    gaps: list[Gap]
    noise: Noise
    fates: list[Fate] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    steady: set[Pair] = field(default_factory=set)
    groups: int = 0
    budget: int = MOST_WEIGHED
    looks: int = MOST_NOTICED

    def take(self, gap: Gap, found: Sequence[Pair]) -> None:
        """Move pairs out of a gap."""
        self.pairs += found
        gone, come = {old for old, _ in found}, {new for _, new in found}
        gap[0][:] = [place for place in gap[0] if place not in gone]
        gap[1][:] = [place for place in gap[1] if place not in come]

    def divide(self, gone: Sequence[Place], come: Sequence[Place], *, steady: bool) -> None:
        """Texts that say the same together."""
        self.groups += 1
        self.fates += [
            Fate(How.NOISE, old, new, DIVIDED, steady, self.groups) for old, new in zip_longest(gone, come)
        ]


def pair(gaps: Sequence[Gap], titles: Collection[str], noise: Noise) -> list[Fate]:
    """What became of the texts between the anchors.

    titles: normal forms of first headings that stand in both versions; their repetition says nothing.
    """
    left = _Left([(list(gone), list(come)) for gone, come in gaps], noise)
    for gap in left.gaps:
        _drop_noise(left, gap, titles)
        _drop_divided_differently(left, gap)
        _drop_swallowed(left, gap)
        found = _in_place(gap) or _alike(left, *gap, ALIKE)
        left.steady |= _in_order(found)
        left.take(gap, found)
    rest: Gap = (
        [place for gone, _ in left.gaps for place in gone],
        [place for _, come in left.gaps for place in come],
    )
    _drop_divided_elsewhere(left, rest)
    if len(gaps) > 1:
        left.take(rest, _alike(left, *rest, ALIKE_ELSEWHERE))
    others = bool(rest[0] or rest[1])
    left.fates += [_replaced(left, old, new, others=others) for old, new in left.pairs]
    left.fates += [Fate(How.GONE, old, None) for old in rest[0]]
    left.fates += [Fate(How.COME, None, new) for new in rest[1]]
    return left.fates


def _drop_noise(left: _Left, gap: Gap, titles: Collection[str]) -> None:
    for number, side in enumerate(gap):
        if left.looks < len(side):
            return
        left.looks -= len(side)
        stays = []
        for place in side:
            why = (
                "a repetition of the title"
                if place.form in titles
                else left.noise.why(place.block, place.form)
            )
            if why is None:
                stays.append(place)
                continue
            old, new = (None, place) if number else (place, None)
            left.fates.append(Fate(How.NOISE, old, new, why))
        side[:] = stays


def _drop_divided_differently(left: _Left, gap: Gap) -> None:
    """Take out what is the same words in other paragraphs, from both ends of a gap."""
    for backwards in (False, True):
        gone, come = (side[::-1] if backwards else list(side) for side in gap)
        same_old, same_new = _same_start(gone, come, backwards=backwards)
        if not same_old and not same_new:
            continue
        for side, count in zip(gap, (same_old, same_new), strict=True):
            side[:] = side[: len(side) - count] if backwards else side[count:]
        taken = gone[:same_old], come[:same_new]
        left.divide(*(side[::-1] if backwards else side for side in taken), steady=True)


def _drop_swallowed(left: _Left, gap: Gap) -> None:
    """Take out what stands within a text of the other version, and leave of that the rest."""
    for side, part, whole, rest in list(parted(gap)):
        if any(place is part for place in gap[side]) and any(place is whole for place in gap[1 - side]):
            gap[side][:] = [place for place in gap[side] if place is not part]
            gap[1 - side][:] = [rest if place is whole else place for place in gap[1 - side]]
            old, new = (None, part) if side else (part, None)
            left.fates.append(Fate(How.NOISE, old, new, DIVIDED))


def _same_start(gone: Sequence[Place], come: Sequence[Place], *, backwards: bool) -> tuple[int, int]:
    """How many texts of each side begin the gap with the very same words, ending together."""
    if len(gone) == len(come) == 1:
        return 0, 0
    together = (0, 0)
    counts, waiting = [0, 0], [deque[str](), deque[str]()]
    while all(waiting[side] or counts[side] < len((gone, come)[side]) for side in (0, 1)):
        for side in (0, 1):
            if not waiting[side]:
                waiting[side] += _words((gone, come)[side][counts[side]], backwards=backwards)
                counts[side] += 1
        while waiting[0] and waiting[1]:
            if waiting[0].popleft() != waiting[1].popleft():
                return together
        if not waiting[0] and not waiting[1]:
            together = counts[0], counts[1]
    return together


def _drop_divided_elsewhere(left: _Left, rest: Gap) -> None:
    """Take out texts that stand in one piece on one side and in several, one after the other, on the other."""
    if not all(rest) or max(map(len, rest)) > MOST_NOTICED:
        return
    for side in (0, 1):
        begins: dict[str, list[tuple[Place, list[str]]]] = defaultdict(list)
        for place in rest[side]:
            said = _words(place)
            begins[said[0] if said else ""].append((place, said))
        parts = [(place, _words(place)) for place in rest[1 - side]]
        taken: set[Place] = set()
        start = 0
        while start < len(parts):
            first = parts[start][1][:1]
            waiting = begins.get(first[0] if first else "", [])
            found = ((entry, _pieces(entry[1], parts, start)) for entry in waiting[:MOST_BEGINNINGS])
            whole, count = next((one for one in found if one[1]), (None, 1))
            if whole is not None:
                waiting.remove(whole)
                pieces = [place for place, _ in parts[start : start + count]]
                left.divide(*(([whole[0]], pieces) if side == 0 else (pieces, [whole[0]])), steady=False)
                taken |= {whole[0], *pieces}
            start += count
        for each in rest:
            each[:] = [place for place in each if place not in taken]


def _pieces(whole: Sequence[str], parts: Sequence[tuple[Place, list[str]]], start: int) -> int:
    """How many parts from there on say exactly the whole; 0 when they do not."""
    done = 0
    for number in range(start, len(parts)):
        said = parts[number][1]
        if done + len(said) > len(whole) or whole[done : done + len(said)] != said:
            return 0
        done += len(said)
        if done == len(whole):
            return number - start + 1
    return 0


def _words(place: Place, *, backwards: bool = False) -> list[str]:
    found = words(place.form)
    if place.target:  # where a link leads is a part of what is said
        found.append(place.target)
    return found[::-1] if backwards else found


def _in_place(gap: Gap) -> list[Pair]:
    """The only two texts between their anchors: a value that became another, or a text reworded."""
    if len(gap[0]) != 1 or len(gap[1]) != 1:
        return []
    old, new = gap[0][0], gap[1][0]
    values = len(old.shown) <= A_VALUE and len(new.shown) <= A_VALUE
    return [(old, new)] if values or _half_stands(old, new) or _score(old, new) >= ALIKE_ALONE else []


def _half_stands(old: Place, new: Place) -> bool:
    """Whether the first or the last half of the longer text stands in the other as it did."""
    half = max(len(old.form), len(new.form)) // 2
    return old.form[:half] == new.form[:half] or old.form[-half:] == new.form[-half:]


def _alike(left: _Left, gone: Sequence[Place], come: Sequence[Place], least: float) -> list[Pair]:
    """Pairs of texts that are versions of each other, the most alike first; each text once."""
    if not gone or not come:
        return []
    pairs: list[Pair] = []
    if len(gone) * len(come) > left.budget:
        if is_rewritten([place.form for place in gone], [place.form for place in come]):
            return []
        pairs = _same_but_for_numbers(gone, come)
        taken = {place for pair in pairs for place in pair}
        gone, come = ([place for place in side if place not in taken] for side in (gone, come))
    every = len(gone) * len(come) <= left.budget
    scored = []
    for i, j in _weighed(left, gone, come):
        score = _score(gone[i], come[j])
        if score >= least:  # among very many like texts the one that stands where it stood
            scored.append((-score if every else -round(score, 1), abs(j - i * len(come) // len(gone)), i, j))
    used_old, used_new = set(), set()
    for _, _, i, j in sorted(scored):
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((gone[i], come[j]))
    return pairs


def _weighed(left: _Left, gone: Sequence[Place], come: Sequence[Place]) -> Iterable[tuple[int, int]]:
    """Which texts are weighed against which: all while there is room, else those that share something rare."""
    if len(gone) * len(come) <= left.budget:
        left.budget -= len(gone) * len(come)
        return product(range(len(gone)), range(len(come)))
    return candidates([place.form for place in gone], [place.form for place in come])


def _same_but_for_numbers(gone: Sequence[Place], come: Sequence[Place]) -> list[Pair]:
    """Texts that begin with another number and say the same, in their order."""
    waiting: dict[tuple[str, str | None], deque[Place]] = defaultdict(deque)
    for place in come:
        if place.rest != place.form:
            waiting[place.rest, place.target].append(place)
    return [
        (place, found.popleft())
        for place in gone
        if (found := waiting.get((place.rest, place.target))) and place.rest != place.form
    ]


def _score(old: Place, new: Place) -> float:
    """How alike two blocks are; two links to the same place are one entry, whatever its title."""
    score = likeness(old.rest, new.rest)
    if old.target and old.target == new.target:
        return max(score, 0.9)
    return score


def _replaced(left: _Left, old: Place, new: Place, *, others: bool) -> Fate:
    """What a pair is: an edit, unless it differs in nothing that counts.

    others: texts came or went elsewhere, so a number that merely moved on follows from them.
    """
    steady = (old, new) in left.steady
    if old.target and new.target and old.target != new.target:
        return Fate(How.EDITED, old, new, steady=steady)
    why = _quieted(left, old, new, others=others)
    if why is None and old.form != new.form and others and steady and _renumbered(old, new):
        why = "only its number moved on"
    if why is None and old.form == new.form and not (old.target and new.target):
        why = "a link where there was none, or none where there was one"
    if why is not None:
        return Fate(How.NOISE, old, new, why, steady)
    return Fate(How.EDITED, old, new, steady=steady)


def _in_order(pairs: Sequence[Pair]) -> set[Pair]:
    """Those of some pairs that kept their order among each other."""
    by_place = {(old.at, new.at): (old, new) for old, new in pairs}
    return {by_place[match] for match in rising(sorted(by_place))}


def _quieted(left: _Left, old: Place, new: Place, *, others: bool) -> str | None:
    """Why two texts say the same once what means nothing is taken out; None when they do not."""
    if len(left.pairs) > MOST_NOTICED:
        return None
    before, after = left.noise.quiet_in(old.block, old.form), left.noise.quiet_in(new.block, new.form)
    if before[0] == after[0] and (why := before[1] or after[1]):
        return why
    if old.form == new.form or left.noise.keeps(old.form) or left.noise.keeps(new.form):
        return None
    return writings.reason(old.shown, new.shown, link=bool(old.target or new.target), others=others)


def _renumbered(old: Place, new: Place) -> bool:
    (number, rest), (other, same) = unnumbered(old.form), unnumbered(new.form)
    return bool(number and other) and rest == same and number != other
