"""Many prefixes and ranges of codes, and which of them a code meets: a prefix tree that lies flat.

A code stands for everything below it, so it is a span of numbers, and so is an entry. They meet where the spans do:
when either begins the other, or lies between a range's bounds.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from monitor.watchlists.written import LONGEST

Bounds = tuple[str, str]  # digits: where a prefix or range begins and ends

_AFTER = ":"  # follows every digit


def span(low: str, high: str) -> tuple[int, int]:
    """The numbers of full length that stand below a code, or between two."""
    return int(low[:LONGEST].ljust(LONGEST, "0")), int(high[:LONGEST].ljust(LONGEST, "9"))


class Codes:
    """Entries by number, in the order they are given."""

    def __init__(self, entries: Iterable[Bounds]) -> None:
        by_prefix: dict[str, list[int]] = {}
        ranges: list[tuple[int, int, int]] = []
        for number, (low, high) in enumerate(entries):
            if low == high:
                by_prefix.setdefault(low, []).append(number)
            else:
                ranges.append((*span(low, high), number))
        self._prefixes = sorted(by_prefix)
        self._ends = array("I", [0])  # where each prefix's numbers end in `_numbers`
        self._numbers = array("I")
        for prefix in self._prefixes:
            self._numbers.extend(by_prefix[prefix])
            self._ends.append(len(self._numbers))
        self._ranges = _Ranges(ranges)

    def meets(self, low: str, high: str | None = None) -> Iterator[int]:
        """The entries that a code meets, or a range of codes; each once."""
        low, high = low[:LONGEST], (high or low)[:LONGEST]
        for size in range(1, len(low)):  # those that begin the code
            at = bisect_left(self._prefixes, low[:size])
            if at < len(self._prefixes) and self._prefixes[at] == low[:size]:
                yield from self._numbers[self._ends[at] : self._ends[at + 1]]
        first, last = bisect_left(self._prefixes, low), bisect_left(self._prefixes, high + _AFTER)
        yield from self._numbers[self._ends[first] : self._ends[last]]  # those that the code begins
        yield from self._ranges.meets(*span(low, high))


class _Ranges:
    """Spans of numbers, and which of them another one touches: those that begin in time, by a tree of their ends."""

    def __init__(self, spans: Iterable[tuple[int, int, int]]) -> None:
        self._spans = sorted(spans)
        self._lows = array("q", (low for low, _, _ in self._spans))
        self._leaves = 1
        while self._leaves < len(self._spans):
            self._leaves *= 2
        self._ends = array("q", [-1]) * (2 * self._leaves)
        for at, (_, high, _) in enumerate(self._spans):
            self._ends[self._leaves + at] = high
        for node in range(self._leaves - 1, 0, -1):
            self._ends[node] = max(self._ends[2 * node], self._ends[2 * node + 1])

    def meets(self, low: int, high: int) -> Iterator[int]:
        begun = bisect_right(self._lows, high)
        waiting = [(1, 0, self._leaves)] if begun else []
        while waiting:
            node, first, width = waiting.pop()
            if first >= begun or self._ends[node] < low:
                continue
            if width == 1:
                yield self._spans[first][2]
            else:
                half = width // 2
                waiting += [(2 * node + 1, first + half, half), (2 * node, first, half)]


class Inside:
    """Spans that leave out, and whether a code lies wholly in them."""

    def __init__(self, entries: Sequence[Bounds]) -> None:
        self._lows: list[int] = []
        self._highs: list[int] = []
        for low, high in sorted(span(*bounds) for bounds in entries):
            if self._highs and low <= self._highs[-1] + 1:
                self._highs[-1] = max(self._highs[-1], high)
            else:
                self._lows.append(low)
                self._highs.append(high)

    def holds(self, low: str, high: str | None = None) -> bool:
        first, last = span(low, high or low)
        at = bisect_right(self._lows, first) - 1
        return at >= 0 and self._highs[at] >= last
