"""What two sequences have in common, in order: the base of comparing blocks with blocks and words with words.

The ends that are alike leave first. What is left is cut at the entries that stand once on each side, and what then
is small gets the longest common run there is. The work stays near linear whatever the input (C19): what is large,
without a landmark and not alike at its ends is left unmatched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise

Match = tuple[int, int]  # where an entry stands in the older and in the newer sequence

MOST_CELLS = 4_000_000  # entries of one side times entries of the other, where every pairing is weighed
MOST_IN_ALL = 40_000_000  # of these in one comparison
DEEPEST = 12  # times a stretch is cut at landmarks of its own


def in_order(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Equal entries of both, rising on both sides; as many as can be found cheaply, all of them in short sequences."""
    found: list[Match] = []
    budget = MOST_IN_ALL
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        i, to_i, j, to_j, depth = waiting.pop()
        while i < to_i and j < to_j and old[i] == new[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < to_i and j < to_j and old[to_i - 1] == new[to_j - 1]:
            to_i, to_j = to_i - 1, to_j - 1
            found.append((to_i, to_j))
        if i == to_i or j == to_j:
            continue
        cells = (to_i - i) * (to_j - j)
        if cells <= min(MOST_CELLS, budget):
            budget -= cells
            found += [(i + one, j + other) for one, other in _longest(old[i:to_i], new[j:to_j])]
        elif depth < DEEPEST:
            for one, other in [*_landmarks(_once(old, i, to_i), _once(new, j, to_j)), (to_i, to_j)]:
                if one > i and other > j:
                    waiting.append((i, one, j, other, depth + 1))
                if one < to_i:
                    found.append((one, other))
                i, j = one + 1, other + 1
    found.sort()
    return found


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


def _landmarks(here: Mapping[Hashable, int], there: Mapping[Hashable, int]) -> list[Match]:
    """Entries that stand once on each side and kept their order."""
    return rising([(one, there[entry]) for entry, one in here.items() if entry in there])


def _once(entries: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    for place in range(start, end):
        entry = entries[place]
        places[entry] = -1 if entry in places else place
    return {entry: place for entry, place in places.items() if place >= 0}


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
