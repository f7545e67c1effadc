"""Texts that stand elsewhere in the newer version: where that means something, and where it is another order.

A list is the same list in any order, and chapters in another order are the same chapters. But what stands under
another heading or in another article says another thing, and a paragraph that left its place among others that kept
theirs has been moved by somebody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from monitor.compare.forms.sequences import Match
from monitor.compare.forms.text import normal, unnumbered
from monitor.compare.texts.swaps import swapped
from monitor.compare.texts.titled import LONGEST, titled
from monitor.model import Text
from monitor.patterns import regex
from monitor.values import dataclass

PROSE = 20  # characters of the shortest paragraph whose place among others is told
MOST_SHOWN = 60  # characters of a text that others are placed by
MOST_MOVED = 20_000  # texts that left their order; among more a paragraph's place among others says nothing

Moves = dict[Match, tuple[str, str]]

_ARTICLE = regex(
    r"第[零一二三四五六七八九十百千\d]{1,7}[条條]|(?:article|section|rule|regulation) \d{1,4}[a-z]?\b",
    re.IGNORECASE,
)
_FIRST = frozenset("第AaSsRr")  # what the beginning of an article begins with
_SENTENCE = (".", ";", "!", "?")


@dataclass(frozen=True, slots=True)
class _Section:
    """What a text stands under. name: its beginning, as shown; form: what it is the same by; "" for none."""

    name: str = ""
    form: str = ""


class Sections:
    """What the texts of two versions stand under.

    anchors: the pairs that stand in both and kept their order; others: those that did not.
    """

    def __init__(
        self, old: Sequence[Text], new: Sequence[Text], anchors: Sequence[Match], others: Sequence[Match]
    ) -> None:
        self._texts = old, new
        self._anchors, self._others = anchors, others
        named = titled(old, new) if others else frozenset[str]()  # nothing crossed where all kept its order
        self._openings = _openings(old, named), _openings(new, named)
        self._both = (set(self._openings[0].values()) & set(self._openings[1].values())) - {""}

    @cached_property
    def _above(self) -> tuple[list[_Section], list[_Section]]:
        old, new = self._texts
        return _sections(old, self._openings[0]), _sections(new, self._openings[1])

    @cached_property
    def _steady(self) -> set[str]:
        return {self._above[0][i].form for i, j in (*self._anchors, *self._others) if not self._crosses(i, j)}

    def _crosses(self, i: int, j: int) -> bool:
        return self._above[0][i].form != self._above[1][j].form

    def elsewhere(self, i: int, j: int) -> tuple[str, str] | None:
        """From under what to under what a text went, when both stand in both versions."""
        if len(self._both) < 2:
            return None
        one, other = self._above[0][i], self._above[1][j]
        if one.form == other.form or not {one.form, other.form} <= self._both:
            return None
        return one.name, other.name

    def moved(self) -> Moves:
        """The texts of both versions whose new place says another thing, with the places in a reader's words."""
        found: Moves = {}
        if len(self._both) > 1:
            found |= self._under_another()
        if self._others:
            if len(self._others) <= MOST_MOVED:
                found |= self._among_others([pair for pair in self._others if pair not in found])
            found |= self._to_other_labels(found)
        return found

    def _under_another(self) -> Moves:
        """Under another heading now, as from "allowed" to "forbidden".

        Only where the text stands once, and it is the text that moved and not the heading: it left its order, or
        others stayed under one of the two headings.
        """
        every = (*self._anchors, *self._others)
        crossed = {pair: where for pair in every if (where := self.elsewhere(*pair))}
        if not crossed:
            return {}
        left = set(self._others)
        seen = Counter(normal(text.text) for side in self._texts for text in side)
        return {
            (i, j): where
            for (i, j), where in crossed.items()
            if seen[normal(self._texts[1][j].text)] == 2
            and ((i, j) in left or {self._above[0][i].form, self._above[1][j].form} & self._steady)
        }

    def _to_other_labels(self, told: Moves) -> Moves:
        """Values and other texts that stand behind another label now, and have not been told yet."""
        every = sorted((*self._anchors, *self._others))
        return {pair: where for pair, where in swapped(*self._texts, every) if pair not in told}

    def _among_others(self, left: Sequence[Match]) -> Moves:
        """Paragraphs of one section that changed places while most of its paragraphs kept theirs."""
        prose = [(i, j) for i, j in left if _is_prose(self._texts[1][j])]
        moved = [(i, j) for i, j in prose if not self._crosses(i, j)]
        if not moved:
            return {}
        stays: dict[str, list[Match]] = {}
        for i, j in self._anchors:
            if _is_prose(self._texts[1][j]) and not self._crosses(i, j):
                stays.setdefault(self._above[0][i].form, []).append((i, j))
        counts = Counter(self._above[0][i].form for i, _ in moved)
        total = sum(map(_is_prose, self._texts[1]))
        return {
            (i, j): (_after(self._texts[0], i), _after(self._texts[1], j))
            for i, j in moved
            if _outnumber(len(stays.get(form := self._above[0][i].form, ())), counts[form], total)
        }


def _openings(texts: Sequence[Text], named: Collection[str]) -> dict[int, str]:
    """Where headings, articles and lines that are named like sections stand, and what each is the same by."""
    likely = [
        (index, text)
        for index, text in enumerate(texts)
        if text.text[:1] in _FIRST or text.role == "heading"
        if text.role != "item"
    ]
    found = {
        index: normal(text.text) if text.role == "heading" else unnumbered(normal(text.text))[1]
        for index, text in likely
        if text.role == "heading" or _ARTICLE.match(text.text)
    }
    for index, text in enumerate(texts if named else ()):
        if text.role == "paragraph" and len(text.text) <= LONGEST and (form := normal(text.text)) in named:
            found.setdefault(index, form)
    return found


def _sections(texts: Sequence[Text], openings: Mapping[int, str]) -> list[_Section]:
    """What each text stands under: the last heading or article before it; an article, under the last heading."""
    nothing = chapter = now = _Section()
    above = []
    for index, text in enumerate(texts):
        if index not in openings:
            above.append(now)
        elif text.role == "heading":
            now = chapter = _Section(text.text, openings[index])
            above.append(nothing)
        else:
            above.append(chapter)
            number = _ARTICLE.match(text.text)
            now = _Section(number.group() if number else text.text, openings[index])
    return above


def _outnumber(stay: int, moved: int, total: int) -> bool:
    """Whether paragraphs left the place that the others kept; of two that are all there is, one did."""
    return stay >= max(2, moved) or (stay == moved == 1 and total == 2)


def _is_prose(text: Text) -> bool:
    """Whether a text is a paragraph of sentences, not an entry of a list."""
    if text.role != "paragraph" or text.href is not None or len(text.text) < PROSE:
        return False
    last = text.text[-1]
    return last in _SENTENCE or (not last.isalnum() and normal(text.text).endswith(_SENTENCE))


def _after(texts: Sequence[Text], index: int) -> str:
    return f"after “{_shown(texts[index - 1].text)}”" if index else "first"


def _shown(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
