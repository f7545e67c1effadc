"""Many words and names, and which of them stand in a text; the work hardly grows with their number.

A word can only stand in a text that has its longest Latin run as a whole word, or two of its other signs side by
side. So the text is taken apart once, and only the words it has a piece of are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from monitor.hanzi import simplified
from monitor.patterns import regex
from monitor.prose import lower, prose

_LATIN = regex(r"[a-z0-9]+", re.ASCII)
_OTHER = regex(r"[^\x00-\x7f]+")


@lru_cache(maxsize=4096)
def folded(written: str) -> str:
    """A text as words are looked for in it: lower case, narrow, on one line, Chinese signs simplified."""
    low = lower(prose(written).plain.replace("\n", " "))
    return low if low.isascii() else simplified(low)


def places_in(term: str, text: str) -> Iterator[int]:
    """Where a term stands in a folded text; Latin letters and digits only as whole words."""
    at = text.find(term) if term else -1
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(term) : at + len(term) + 1]
        if not (_latin(before) and _latin(term[0])) and not (_latin(after) and _latin(term[-1])):
            yield at
        at = text.find(term, at + 1)


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def pieces(text: str) -> frozenset[str]:
    """What a folded text is taken apart into."""
    found = set(_LATIN.findall(text))
    for run in _OTHER.findall(text) if not text.isascii() else ():
        found.update(run)
        found.update(map("".join, pairwise(run)))
    return frozenset(found)


def _piece(term: str) -> str:
    """A piece that every text has in which the term stands; empty when there is none to go by."""
    runs: list[str] = _LATIN.findall(term) or [run[:2] for run in _OTHER.findall(term)]
    return max(runs, key=len, default="")


class Terms:
    """Folded terms, each with the number of the entry it stands for."""

    def __init__(self, terms: Iterable[tuple[str, int]]) -> None:
        self._by_piece: dict[str, dict[str, list[int]]] = {}
        for term, number in terms:
            if term:
                self._by_piece.setdefault(_piece(term), {}).setdefault(term, []).append(number)

    def __bool__(self) -> bool:
        return bool(self._by_piece)

    def met(self, text: str, there: frozenset[str]) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        """Each term that stands in a text: the term, its first place, its entries. there: the text's pieces."""
        for piece in sorted((there & self._by_piece.keys()) | ({""} & self._by_piece.keys())):
            for term, numbers in self._by_piece[piece].items():
                if (at := next(places_in(term, text), -1)) >= 0:
                    yield term, at, tuple(numbers)
