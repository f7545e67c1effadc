"""A notice read into parts: what leads to it, what it orders, what it only tells, what it quotes.

Words of the operative part count whole. In recitals, history, background, examples, lists of annexes and
sentences about travellers or staff they count little; titles of other notices and page furniture are not
read at all. Nothing here backtracks, so a hostile text costs no more than its length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from monitor.hanzi import simplified
from monitor.patterns import regex
from monitor.prose import Prose
from monitor.rules import Parts
from monitor.values import dataclass

ASIDE = 0.25  # what a witness counts in a recital, in history, in background
_ANNEX_LIST = 2000  # characters behind "附件" in which names of files are looked for
_HEAD = 24  # characters of a chapter's heading that are read
_LEADS = 1500  # characters in front of "as follows" in which its own verb is looked for

_QUOTED = regex("[《「]([^《》「」]{0,200})[》」]")
# (Imposing Duties to Address the Situation at Our Southern Border), behind an order's number and day
_TITLE_IN_BRACKETS = regex(r"\((?:[A-Z][a-z’']{2,20} (?:[a-z]{1,5} ){0,2}){2}[^()]{5,160}\)", re.ASCII)
_CHAPTER = regex(
    r"(?:(?<=[\n。;:!?\])])|^) ?(?:[一二三四五六七八九十壹贰叁肆伍]{1,3}、|\*{0,2}(?:section|sec\.) \d{1,2}\. ?\*{0,2})",
    re.ASCII,
)
_CLAUSE = regex(
    r"(?<=[\n。;:!?])(?= ?(?:\([一二三四五六七八九十\d]{1,3}\)|第[一二三四五六七八九十百]{1,5}条))"
)
_FILE = regex(r"\.(?:docx?|pdf|xlsx?|wps|et|ofd|zip|rar)(?![a-z])")
_OPENING = 600  # characters of a body in which its own title is looked for
_LONGEST_TITLE = 150
_ABOUT = ("关于", "關於", "海关总署", "商务部", "国务院")
_BRACKETS = (("(", ")"), ("〔", "〕"), ("[", "]"))


@dataclass(frozen=True)
class Layout:
    """A title or a body and its parts. `low` is the text to look for words in, as long as `prose.low`."""

    prose: Prose
    parts: Parts
    title: bool = False

    @cached_property
    def low(self) -> str:
        return self._simple if self.title else self._readable

    def counts(self, place: int) -> float:
        """1 where the notice speaks for itself, less where it only leads to that or tells of other things."""
        if self.title:
            return 1.0
        if place < self._operative:
            return self._decided(self.clause(place))
        if any(low <= place < high for low, high in self._annex_lists):
            return ASIDE
        index = bisect_right(self._chapters, (place, True)) - 1
        if index >= 0 and self._chapters[index][1]:
            return ASIDE
        return self._sentence_counts(self.clause(place))

    def clause(self, place: int) -> tuple[int, int]:
        """The sentence around a place; a numbered clause starts one of its own."""
        index = bisect_right(self._starts, place) - 1
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._simple)
        return self._starts[index], end

    def opening(self, start: int, words: tuple[str, ...]) -> bool:
        """Whether one of the words stands right in front of a place."""
        return bool(words) and self._simple.endswith(words, 0, start)

    @cached_property
    def subject_end(self) -> int:
        """Where the head noun of a title ends: in front of "的公告", "解读" and bracketed remarks."""
        end = before = len(self._simple.rstrip(" 。!"))
        while end:
            end = self._without_tail(end)
            if end == before:
                break
            before = end
        return end

    def _without_tail(self, end: int) -> int:
        text = self._simple
        for opens, closes in _BRACKETS:
            if text.endswith(closes, 0, end) and (at := text.rfind(opens, 0, end)) > 0:
                return len(text[:at].rstrip())
        for tail in self.parts.title_tails:
            if text.endswith(tail, 0, end) and end > len(tail):
                return len(text[: end - len(tail)].rstrip(' 》”’"—-:|'))
        return end

    @property
    def _simple(self) -> str:
        return self.prose.simple

    @cached_property
    def _starts(self) -> list[int]:
        starts = {start for start, _ in self._chapters} | {
            at.start() for at in _CLAUSE.finditer(self._simple)
        }
        return sorted(starts.union(self.prose.starts))

    def _decided(self, clause: tuple[int, int]) -> float:
        """What leads to the operative part only tells why, but for a sentence that says what is decided."""
        text = self._simple[clause[0] : clause[1]]
        return 1.0 if any(word in text for word in self.parts.decided) else ASIDE

    def _sentence_counts(self, clause: tuple[int, int]) -> float:
        text = self._simple[clause[0] : clause[1]]
        opens_as_history = text[:40].lstrip("( -*\n").startswith(self.parts.history)
        if opens_as_history and not any(word in text for word in self.parts.holds):
            return ASIDE
        told = any(word in text for word in (*self.parts.past, *self.parts.examples, *self.parts.others))
        return ASIDE if told else 1.0

    @cached_property
    def _operative(self) -> int:
        """Where the operative part starts; 0 when nothing marks it."""
        text = self._simple
        start = max((text.find(mark) for mark in self.parts.operative_from), default=0)
        follows = [at for mark in self.parts.as_follows if (at := text.find(mark, 0, 4 * _LEADS)) >= 0]
        if not follows:
            return start
        end = min(follows)
        first = max(0, end - _LEADS)
        decided = [at for word in self.parts.decides if (at := text.find(word, first, end)) >= 0]
        return max(start, min(decided, default=end))

    @cached_property
    def _chapters(self) -> list[tuple[int, bool]]:
        """Where chapters start, and whether they only explain."""
        starts = []
        for match in _CHAPTER.finditer(self._simple):
            heading = self._simple[match.end() : match.end() + _HEAD].lstrip(" *_(")
            starts.append((match.start(), heading.startswith(self.parts.background)))
        return starts

    @cached_property
    def _annex_lists(self) -> list[tuple[int, int]]:
        """The names of the annexes, from their mark to the last name of a file."""
        found = []
        for mark in self.parts.annexes:
            at = self._simple.rfind(mark)
            names = list(_FILE.finditer(self._simple, at, at + _ANNEX_LIST)) if at >= 0 else []
            if names:
                found.append((at, names[-1].end()))
        return found

    @cached_property
    def _readable(self) -> str:
        """The text without titles of other notices and without page furniture, as long as before."""
        low, spans = self._simple, []
        if "(" in low and _has_latin(low):
            spans += [match.span() for match in _TITLE_IN_BRACKETS.finditer(self.prose.plain)]
        if "《" in low or "「" in low:
            ends = self.parts.titles_end
            spans += [match.span() for match in _QUOTED.finditer(low) if match[1].rstrip(")").endswith(ends)]
        feet = [at for mark in self.parts.furniture if (at := low.find(mark, len(low) // 2)) >= 0]
        if feet:
            spans.append((min(feet), len(low)))
        return _blanked(low, sorted(spans))


def subject_line(title: str, body: Prose, parts: Parts) -> str:
    """The notice's own title where its listed one is only a number: a first line of the body that ends
    as titles do. Else "".
    """
    if "关于" in title or not parts.title_tails:
        return ""
    for line in body.text[:_OPENING].split("\n")[:4]:
        words = line.strip()
        if (
            words.startswith(_ABOUT)
            and len(words) <= _LONGEST_TITLE
            and simplified(words).endswith(parts.title_tails)
        ):
            return words
    return ""


def _has_latin(text: str) -> bool:
    return any("a" <= sign <= "z" for sign in text[:2000])


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept += (text[at:start], "\0" * (end - max(start, at)))
        at = max(at, end)
    return "".join((*kept, text[at:]))
