"""Where a changed sentence stands in its notice: in which part, and under which words that introduce it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise

from monitor.classify.parts import Layout
from monitor.prose import Prose, prose
from monitor.rules import Rules
from monitor.values import dataclass

_LOOKED_FOR = 200  # changed sentences that are looked for in their notice; the rest is read alone
_BACK = 3000  # characters in front of an entry of a list in which its introduction is looked for
_ENTRY = 80  # characters of the longest entry of a list


@dataclass
class Context:
    """A version of a notice."""

    text: str
    rules: Rules
    looked: int = 0

    @cached_property
    def _prose(self) -> Prose:
        return prose(self.text)

    @cached_property
    def _layout(self) -> Layout:
        return Layout(self._prose, self.rules.parts)

    def place(self, sentence: str) -> int | None:
        """Where a sentence starts in the notice as it is matched."""
        self.looked += 1
        words = prose(sentence).plain.strip()
        at = self._prose.plain.find(words) if words and self.looked <= _LOOKED_FOR else -1
        return None if at < 0 else at

    def counts(self, place: int) -> float:
        """What the words of a place count: those of recitals, history and background little."""
        return self._layout.counts(place)

    def introduction(self, place: int) -> str:
        """The words in front of a list ("…:") in which an entry stands; "" when it stands in none."""
        text = self._prose.plain
        colon = text.rfind(":", max(0, place - _BACK), place)
        if colon < 0 or not self._entries(colon + 1, place):
            return ""
        return self._prose.original(self._layout.clause(colon)[0], colon + 1)

    def _entries(self, low: int, high: int) -> bool:
        """Whether all sentences between two places are as short as entries of a list."""
        starts = self._prose.starts
        between = starts[bisect_right(starts, low) : bisect_left(starts, high)]
        return all(end - start <= _ENTRY for start, end in pairwise((*between, high)))
