"""Many words as one pattern, quick however many they are: a tree of their beginnings, the longest word first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from monitor.patterns import regex

_Tree = dict[str, Any]  # by sign what may follow it; under "" what must stand behind the end of a word


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words. Behind one that ends with a Latin letter no letter stands.

    Nothing stands before the first sign, so that a search tries only places that begin like a word; what
    may stand before it, the caller looks at (`begins`).
    """
    tree: _Tree = {}
    for word in words:
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = "(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return _pattern(tree)


def _pattern(node: _Tree) -> str:
    branches = [re.escape(sign) + _pattern(rest) for sign, rest in sorted(node.items()) if sign]
    if "" in node:
        if not branches:
            return str(node[""])
        branches.append(node[""])
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


class Lexicon:
    """Words and what each is called by its one name; found in a text in order."""

    def __init__(self, name_of: Mapping[str, str]) -> None:
        self._name_of = dict(name_of)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
        """Where each word stands in a text, and its name. Latin words only where no letter runs into them."""
        end = len(text) if end is None else end
        found: list[tuple[int, int, str]] = []
        latin, first, other = self._patterns
        if latin is not None and first is not None:
            at_once = first.match(text, start, end) if begins(text, start) else None
            if at_once is not None:
                found.append((*at_once.span(1), self._name_of[at_once.group(1)]))
            found += (
                (*match.span(1), self._name_of[match.group(1)]) for match in latin.finditer(text, start, end)
            )
        if other is not None and not text.isascii():
            found += (
                (*match.span(), self._name_of[match.group()]) for match in other.finditer(text, start, end)
            )
            found.sort()
        return iter(found)

    @cached_property  # compiled when first needed: most commands need none
    def _patterns(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]:
        latin = [word for word in self._name_of if _latin(word[0])]
        other = [word for word in self._name_of if not _latin(word[0])]
        words = f"({any_of(latin)})"
        return (
            regex(f"[^A-Za-z0-9]{words}") if latin else None,
            regex(words) if latin else None,
            regex(any_of(other)) if other else None,
        )


def begins(text: str, start: int) -> bool:
    """Whether a word may begin here: no Latin letter runs on into another."""
    return not (start and start < len(text) and _latin(text[start]) and _latin(text[start - 1]))


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
