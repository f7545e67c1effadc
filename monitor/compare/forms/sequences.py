"""What two sequences have in common, in order: the base of comparing blocks with blocks and words with words.

The ends that are alike leave first. What is left is cut at the entries that stand once on each side, and what then
is small gets the longest common run there is. The work stays near linear whatever the input (C19): what is large
and without a landmark is matched entry by entry, in turn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence
from itertools import pairwise

Match = tuple[int, int]  # where an entry stands in the older and in the newer sequence

LONG = 5_000  # entries; so long sequences are first walked side by side
REACH = 48  # entries after a difference among which both sides meet again
MEETING = 4  # entries alike that are a meeting and no chance
ALIKE = 0.9  # share of entries found alike that makes a walk worth it

MOST_CELLS = 4_000_000  # entries of one side times entries of the other, where every pairing is weighed
MOST_IN_ALL = 40_000_000  # of these in one comparison
DEEPEST = 12  # times a stretch is cut at landmarks of its own


def in_order(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Equal entries of both, rising on both sides; as many as can be found cheaply, all of them in short sequences."""
    found: list[Match] = []
    budget = MOST_IN_ALL
    begin = alike(old, new, 0, 0)
    found += zip(range(begin), range(begin), strict=True)
    waiting = [(begin, len(old), begin, len(new), 0)]
    while waiting:
        i, to_i, j, to_j, depth = waiting.pop()
        here, there = old[i:to_i], new[j:to_j]
        ends = alike(here[::-1], there[::-1], 0, 0)
        found += zip(range(to_i - ends, to_i), range(to_j - ends, to_j), strict=True)
        here, there = here[: len(here) - ends], there[: len(there) - ends]
        cells = len(here) * len(there)
        if cells <= min(MOST_CELLS, budget):
            budget -= cells
            found += [(i + one, j + other) for one, other in _longest(here, there)]
            continue
        if not set(here).intersection(there):
            continue
        landmarks = rising(_landmarks(here, there)) if depth < DEEPEST else []
        if not landmarks:
            found += [(i + one, j + other) for one, other in rising(_in_turn(here, there))]
            continue
        same, gaps = _between(here, there, landmarks)
        found += [(i + one, j + other) for one, other in same]
        waiting += [(i + a, i + b, j + c, j + d, depth + 1) for a, b, c, d in gaps]
    found.sort()
    return found


def walked(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match] | None:
    """Equal entries of two long sequences that differ in little, rising on both sides; None when they differ in more."""
    if min(len(old), len(new)) < LONG:
        return None
    found: list[Match] = []
    i = j = 0
    while True:
        count = alike(old, new, i, j)
        found += zip(range(i, i + count), range(j, j + count), strict=True)
        i, j = i + count, j + count
        if i == len(old) or j == len(new):
            break
        if (meeting := _meeting(old, new, i, j)) is None:
            return None
        to_i, to_j = meeting
        found += [(i + one, j + other) for one, other in _longest(old[i:to_i], new[j:to_j])]
        i, j = to_i, to_j
    return found if len(found) >= ALIKE * max(len(old), len(new)) else None


def _meeting(old: Sequence[Hashable], new: Sequence[Hashable], i: int, j: int) -> Match | None:
    """Where both sides go on alike after a difference, as near as can be; None when that is out of reach."""
    there: dict[Hashable, int] = {}
    for place in range(min(j + REACH, len(new)), j - 1, -1):
        there[tuple(new[place : place + MEETING])] = place
    meetings = (
        (place, there[ahead])
        for place in range(i, min(i + REACH, len(old)) + 1)
        if (ahead := tuple(old[place : place + MEETING])) in there
    )
    return min(meetings, key=lambda pair: (pair[0] + pair[1], pair[0]), default=None)


def _between(
    old: Sequence[Hashable], new: Sequence[Hashable], landmarks: Sequence[Match]
) -> tuple[list[Match], list[tuple[int, int, int, int]]]:
    """The landmarks with what is alike right after each, and the stretches that are left."""
    same: list[Match] = []
    gaps = []
    firsts = [one for one, _ in landmarks]
    i = j = number = 0
    while number < len(landmarks):
        one, other = landmarks[number]
        if i < one and j < other:
            gaps.append((i, one, j, other))
        count = alike(old, new, one, other)
        same += zip(range(one, one + count), range(other, other + count), strict=True)
        i, j = one + count, other + count
        number = bisect_left(firsts, i, number)
        while number < len(landmarks) and landmarks[number][1] < j:
            number += 1
    return same, [*gaps, (i, len(old), j, len(new))]


def alike(old: Sequence[Hashable], new: Sequence[Hashable], i: int, j: int) -> int:
    """How many entries from there on are the same on both sides; compared in ever longer stretches."""
    start, step, longest = i, 1, min(len(old) - i, len(new) - j)
    while longest > 0 and step:
        step = min(step, longest)
        if old[i : i + step] == new[j : j + step]:
            i, j, longest = i + step, j + step, longest - step
            step *= 2
        else:
            longest = step - 1
            step //= 2
    return i - start


def rising(pairs: Sequence[Match]) -> list[Match]:
    """The longest run of pairs that kept their order (patience sorting, n log n). pairs: ordered by the older side."""
    if all(one[1] < other[1] for one, other in pairwise(pairs)):
        return list(pairs)
    tops: list[int] = []  # smallest last place of a run of each length
    holders: list[int] = []  # which pair that is
    previous: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tops, place)
        previous.append(holders[length - 1] if length else -1)
        tops[length : length + 1] = [place]
        holders[length : length + 1] = [number]
    run: list[Match] = []
    number = holders[-1] if holders else -1
    while number >= 0:
        run.append(pairs[number])
        number = previous[number]
    return run[::-1]


def _landmarks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Entries that stand once on each side, ordered by the older one."""
    here, there = Counter(old), Counter(new)
    where = dict(zip(new, range(len(new)), strict=True))
    single = {entry for entry, count in here.items() if count == 1 and there.get(entry) == 1}
    return [(i, where[entry]) for i, entry in enumerate(old) if entry in single]


def _in_turn(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Each entry with the next equal one, ordered by the older side."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for j, entry in enumerate(new):
        waiting[entry].append(j)
    return [(i, waiting[entry].popleft()) for i, entry in enumerate(old) if waiting.get(entry)]


def _longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """The longest common run of two short sequences: one bit a pair of entries (Hyyrö, 2004)."""
    where: dict[Hashable, int] = defaultdict(int)
    for place, entry in enumerate(old):
        where[entry] |= 1 << place
    every = (1 << len(old)) - 1
    row, rows = every, []
    for entry in new:
        if same := where.get(entry, 0) & row:
            row = ((row + same) | (row - same)) & every
        rows.append(row)
    found: list[Match] = []
    i, j = len(old), len(new)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
        elif j > 1 and not rows[j - 2] >> (i - 1) & 1:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found
