"""Sentences as a programme's words are looked for in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

from monitor.prose import Prose, lower, prose
from monitor.values import dataclass


@dataclass(frozen=True)
class Sentence:
    """What a change says, as written and as it is matched."""

    text: str

    @cached_property
    def prose(self) -> Prose:
        return prose(self.text)

    @cached_property
    def low(self) -> str:
        return matched(self.text)

    def speaks_of(self, words: Iterable[str]) -> bool:
        return any(stands_in(word, self.low) for word in words)


def matched(text: str) -> str:
    return lower(prose(text).plain.replace("\n", " "))


def stands_in(word: str, text: str) -> bool:
    """True when a word or name stands in a text of lower case; Latin letters only as whole words."""
    return place_of(word, text) >= 0


def place_of(word: str, text: str) -> int:
    """Where a word first stands in a text of lower case, -1 when it does not."""
    wanted = _word(word)
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(wanted) : at + len(wanted) + 1]
        if not (_latin(before) and _latin(wanted[0])) and not (_latin(after) and _latin(wanted[-1])):
            return at
        at = text.find(wanted, at + len(wanted))
    return -1


@lru_cache(maxsize=4096)
def _word(written: str) -> str:
    return matched(written).strip()


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
