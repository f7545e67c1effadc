"""A text and the rules -> which rules fire, where, and what they count there.

Every word is looked for once, as it stands; nothing here backtracks, so a hostile text costs no more
than its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

from monitor.classify.parts import Layout
from monitor.facts import codes
from monitor.model import Direction, LabelName
from monitor.patterns import regex
from monitor.prose import Prose
from monitor.rules import HS_CODE, Rule, Rules
from monitor.values import dataclass

_LOOKS = 200  # places of one word that are looked at: a rule needs one, hostile text has millions
_BESIDE = 200  # characters around an act in which the words beside it are looked for
_QUOTE = 60  # characters a quotation may grow on either side of the rule's own words
_BREAKS = ",。;!?\n\t:"
_HAN = regex("[\u3400-\u9fff]")
_KANA_OR_HANGUL = regex("[\u3041-\u30fa\uac00-\ud7a3]")
_ENGLISH = regex(r"\b(?:the|of|and|from|for|with)\b", re.ASCII)
_SAMPLE = 2000  # characters that show a text's language
_JOINTS = ":;|-–—"  # a title behind one of these opens anew: "CSMS # 1 - Removal of ..."


@dataclass(frozen=True, slots=True)
class Hit:
    """A witness: a rule that fired, or a change that speaks for itself. label is None when it speaks
    against. weight: what it counts there; quote: verbatim; place: "title", "body", "paragraph 4".
    """

    rule: str
    label: LabelName | None
    direction: Direction | None
    weight: float
    quote: str
    place: str
    spares: tuple[LabelName, ...] = ()
    at: int = 0  # where in the title or body
    aside: bool = False  # heard only in a recital, in history, of others
    joins: bool = False  # says more of a measure, and makes none
    cautious: bool = False  # in a language without a folder of rules of its own


class Testimony:
    """A text that rules can be asked about."""

    def __init__(self, prose: Prose, rules: Rules, place: str) -> None:
        self.prose = prose
        self.place = place
        self._parts = rules.parts
        self._layout = Layout(prose, rules.parts, title=place == "title")
        self._low = self._layout.low
        self._words = rules.words_in(self._low)

    def ask(self, rules: Iterable[Rule]) -> Iterator[Hit]:
        """The rules that fire, each once, at the place where it counts most."""
        latin = self._low.isascii() or not _HAN.search(self._low)
        for rule in rules:
            if rule.acts.isdisjoint(self._words) or (latin and not rule.latin):
                continue
            if rule.cautious and not self._other_language:
                continue
            best: tuple[float, int, int] | None = None
            for start, end in self._fires(rule):
                weight = rule.weight * self._layout.counts(start)
                if best is None or (weight, -start) > (best[0], -best[1]):
                    best = (weight, start, end)
                if weight == rule.weight and not rule.direction:
                    break
            if best is not None:
                quote = self._quote(best[1], best[2])
                yield Hit(
                    rule.rule,
                    rule.label,
                    rule.direction,
                    best[0],
                    quote,
                    self.place,
                    rule.spares,
                    at=best[1],
                    aside=best[0] < rule.weight,
                    joins=rule.joins,
                    cautious=rule.cautious or self._borrows_signs,
                )

    @cached_property
    def _other_language(self) -> bool:
        """Whether a text is neither English nor Chinese, as far as its first lines show."""
        sample = self._low[:_SAMPLE]
        return self._borrows_signs or not (_HAN.search(sample) or _ENGLISH.search(sample))

    @cached_property
    def _borrows_signs(self) -> bool:
        """Whether a text is Japanese or Korean: Chinese rules find words in it, and may misread them."""
        return _KANA_OR_HANGUL.search(self._low[:_SAMPLE]) is not None

    def _fires(self, rule: Rule) -> Iterator[tuple[int, int]]:
        acts = [word for word in rule.act if self._has(word)]
        objects = [word for word in rule.object if self._has(word)]
        if rule.object and not objects:
            return
        silencers = [word for word in rule.unless if self._has(word)]
        for act in acts:
            for start, end in self._places(act):
                sentence = self._layout.clause(start)
                if any(self._first(word, *sentence) for word in silencers):
                    continue
                if self._layout.opening(start, self._parts.negations):
                    continue
                if rule.firm and self._unsure(sentence[0], start, end):
                    continue
                if rule.beside and not self._beside(rule, start, end):
                    continue
                if not rule.object:
                    yield start, end
                elif with_object := self._near(rule, objects, (start, end), sentence):
                    yield min(start, with_object[0]), max(end, with_object[1])

    def _unsure(self, sentence: int, start: int, end: int) -> bool:
        """Whether an act is only foreseen: under a condition, or as what somebody may or must do."""
        if self._layout.opening(start, self._parts.modals):
            return True
        low = self._low
        return any(low.find(word, sentence, end) >= 0 for word in self._parts.conditions)

    def _beside(self, rule: Rule, start: int, end: int) -> bool:
        low, high = max(0, start - _BESIDE), end + _BESIDE
        return any(self._low.find(word, low, high) >= 0 for word in rule.beside if word in self._words)

    def _near(
        self, rule: Rule, objects: list[str], act: tuple[int, int], sentence: tuple[int, int]
    ) -> tuple[int, int] | None:
        low = act[1] if rule.order else max(sentence[0], act[0] - rule.near)
        high = min(sentence[1], act[1] + rule.near)
        for word in objects:
            found = self._first(word, low, high)
            if found and (found[1] <= act[0] or found[0] >= act[1]):
                return found
            if found and (later := self._first(word, act[1], high)):
                return later
        return None

    def _has(self, word: str) -> bool:
        return word in self._words and (word != HS_CODE or bool(self._codes))

    def _places(self, word: str) -> Iterator[tuple[int, int]]:
        at = 0
        for _ in range(_LOOKS):
            found = self._first(word, at, len(self._low))
            if found is None:
                return
            yield found
            at = found[1]

    def _first(self, word: str, low: int, high: int) -> tuple[int, int] | None:
        """The first place of a word between two places; words of letters stand between non-letters."""
        if word == HS_CODE:
            index = bisect_left(self._codes, (low, 0))
            return self._codes[index] if index < len(self._codes) and self._codes[index][1] <= high else None
        stem = word.strip("*^$")
        at = self._low.find(stem, low, high)
        looks = 0
        longer = self._parts.compounds.get(stem, ())
        while at >= 0 and looks < _LOOKS:
            end = at + len(stem)
            if (
                self._stands_alone(at, end, open_end=word.endswith("*"))
                and self._at_its_end(word, at, end)
                and not self._within(longer, stem, at)
            ):
                return at, end
            at, looks = self._low.find(stem, end, high), looks + 1
        return None

    def _stands_alone(self, start: int, end: int, *, open_end: bool) -> bool:
        text = self._low
        if _is_latin(text[start]) and start and _is_latin(text[start - 1]):
            return False
        return open_end or not (_is_latin(text[end - 1]) and end < len(text) and _is_latin(text[end]))

    def _within(self, longer: tuple[str, ...], stem: str, at: int) -> bool:
        """Whether a word is only a piece of a longer one that means something else."""
        return any(self._low.startswith(whole, max(0, at - whole.find(stem))) for whole in longer)

    def _at_its_end(self, word: str, start: int, end: int) -> bool:
        """^word opens the text or what stands behind its colon or dash, word$ is its head noun: what a
        Chinese title ends with.
        """
        front = self._low[max(0, start - 9) : start].rstrip(" \"“'‘*(") if word.startswith("^") else ""
        if front and (front[-1] not in _JOINTS or not self._low[start - 1].isspace()):
            return False
        return not word.endswith("$") or end == self._layout.subject_end

    @cached_property
    def _codes(self) -> list[tuple[int, int]]:
        return list(codes.codes(self.prose))

    def _quote(self, start: int, end: int) -> str:
        """The words of a rule with their clause around them, as they stand in the text."""
        low, high = self._layout.clause(start)
        text = self.prose.plain
        first = max(low, start - _QUOTE)
        last = min(max(high, end), end + _QUOTE)
        head = max((text.rfind(sign, first, start) for sign in _BREAKS), default=-1) + 1
        tails = [at for sign in _BREAKS if (at := text.find(sign, end, last)) >= 0]
        head = head or (first if first == low else _word_start(text, first, start))
        tail = min(tails) if tails else (last if last >= high else _word_end(text, end, last))
        return self.prose.original(head, tail)


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _word_start(text: str, low: int, high: int) -> int:
    blank = text.find(" ", low, high)
    return blank + 1 if blank >= 0 else low


def _word_end(text: str, low: int, high: int) -> int:
    blank = text.rfind(" ", low, high)
    return blank if blank >= 0 else high
