"""What a notice says of the tariff lines it names: a range, a part of one, what one was before, and whether it exists."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor import hs
from monitor.facts import columns
from monitor.facts.chapters import chapters
from monitor.facts.codes import BETWEEN
from monitor.facts.cues import is_national, known
from monitor.hs import Edition
from monitor.patterns import regex
from monitor.prose import Prose

_Span = tuple[int, int]

_TO = regex(
    r"[\"” ]{0,2}(?:through|to|up to|至|到|[~\-–—]{1,2}|bis|à|a)[\"“ ]{0,2}(?:(?:sub)?headings?|品目|税目|税号|子目)? ?",
    re.ASCII,
)
_PART_BEFORE = regex(r"\bex[ \-/]{0,3}$", re.ASCII)
_PART_BEHIND = regex(r"[\"” ]{0,2}\(?(?:部分|in part\b|ex\))", re.ASCII)
# Between an old code and the new one, between a new one and the old.
_BECAME = regex(
    r"[改调变修更][整订]?[为成作正]+|[拆归]分?[分并]为|→|->|=>|(?:is|are|was|were|been)? ?(?:replaced|superseded|renumbered|reclassified|changed|split|moved|amended)"
    r" ?(?:by|as|under|in|into|to)|\bbecomes?\b|\bis now\b|\bnow\b",
    re.ASCII,
)
_WAS = regex(
    r"\breplac(?:e|es|ing)\b|\b(?:formerly|previously|instead of|in place of)\b|原(?!产)|替代|取代", re.ASCII
)
_FROM = regex(r"(?:\bfrom|由|从|自)[ \"“]{0,2}(?:(?:sub)?headings?|品目|税目|税号|子目)? ?$", re.ASCII)
_MOVED = regex(r"reclassified|moved|transferred|changed|amended|renumbered|调整|变更|转", re.ASCII)
_LONGEST_LINK = 40
_MOST_BEFORE = 6  # codes that one is said to have been


class Line(NamedTuple):
    """A code, a range or a chapter at its place in the matched text, and what is said of it."""

    start: int
    end: int
    value: str
    of: str | None


def lines(prose: Prose, codes: Sequence[_Span]) -> Iterator[Line]:
    """Every code of a text, its ranges and its chapters. codes: where the codes stand, in order.

    of: "was 8541.40", "part", "range", "chapter"; "HS 2017" of what the edition of 2022 no longer has, "national" in
    chapters 98 and 99, "unknown" in no edition that is known here.
    """
    was = _before(prose, codes)
    text = prose.simple
    for number, (start, end) in enumerate(codes):
        value = _value(prose.plain[start:end])
        said = [
            f"was {', '.join(was[start])}" if start in was else "",
            "part" if _is_part(text, start, end) else "",
            _standing(value),
        ]
        yield Line(start, end, value, ", ".join(filter(None, said)) or None)
        if number + 1 < len(codes) and start not in was:
            yield from _range(prose, (start, end), codes[number + 1])
    for start, end, chapter in chapters(prose):
        yield Line(start, end, chapter, "chapters" if "-" in chapter else "chapter")


def _value(written: str) -> str:
    """One spelling: without the check digit of Taiwan, with the zero a spreadsheet dropped."""
    code = re.sub(r"(?<=\d\d)-\d$", "", written)
    return f"0{code}" if code.isdecimal() and len(code) % 2 else code


def _standing(code: str) -> str:
    digits = re.sub(r"\D", "", code)
    if is_national(digits):
        return "national"
    if not known(digits):
        return "unknown"
    return "" if hs.exists(digits) else f"HS {Edition.HS2017}"


def _is_part(text: str, start: int, end: int) -> bool:
    return bool(_PART_BEFORE.search(text, max(0, start - 6), start) or _PART_BEHIND.match(text, end))


def _range(prose: Prose, low: _Span, high: _Span) -> Iterator[Line]:
    if high[0] - low[1] > _LONGEST_LINK or not _TO.fullmatch(prose.simple, low[1], high[0]):
        return
    if _moves(prose.simple, low[0]):
        return
    first, last = (_value(prose.plain[slice(*span)]) for span in (low, high))
    digits = [re.sub(r"\D", "", code) for code in (first, last)]
    if len(digits[0]) == len(digits[1]) and digits[0] < digits[1]:
        yield Line(low[0], high[1], f"{first}-{last}", "range")


def _moves(text: str, start: int) -> bool:
    """Whether "from A to B" begins here as a move. "Headings from 8501 to 8504" is a range: no verb of moving before it."""
    return bool(
        _FROM.search(text, max(0, start - 16), start) and _MOVED.search(text, max(0, start - 60), start)
    )


# -- what was what ---------------------------------------------------------------------------------


def _before(prose: Prose, codes: Sequence[_Span]) -> dict[int, list[str]]:
    """By where a code starts, the codes that it was, as the notice itself says."""
    was: dict[int, list[str]] = defaultdict(list)
    for new, old in _mapped(prose, codes):
        code = prose.plain[slice(*old)]
        if code not in was[new[0]] and len(was[new[0]]) < _MOST_BEFORE and code != prose.plain[slice(*new)]:
            was[new[0]].append(code)
    return {start: before for start, before in was.items() if before}


def _mapped(prose: Prose, codes: Sequence[_Span]) -> Iterator[tuple[_Span, _Span]]:
    groups = list(_groups(prose.simple, codes))
    for (one, link), (other, _) in itertools.pairwise(groups):
        if link == "became":
            yield from ((new, old) for new in other[:_MOST_BEFORE] for old in one[-_MOST_BEFORE:])
        elif link == "was":
            yield from ((new, old) for new in one[-_MOST_BEFORE:] for old in other[:_MOST_BEFORE])
    if "\t" in prose.simple:
        there = set(codes)
        for new, old in columns.pairs(prose.simple):
            if new in there and old in there:
                yield new, old


def _groups(text: str, codes: Sequence[_Span]) -> Iterator[tuple[list[_Span], str]]:
    """Codes that stand in one list, and how the next list is linked: "became", "was" or ""."""
    group: list[_Span] = []
    for number, span in enumerate(codes):
        group.append(span)
        following = codes[number + 1] if number + 1 < len(codes) else None
        link = _link(text, span, following) if following else ""
        if link != "list":
            yield group, link
            group = []


def _link(text: str, one: _Span, other: _Span) -> str:
    if other[0] - one[1] > _LONGEST_LINK:
        return ""
    gap = text[one[1] : other[0]]
    if "\n" in gap or "\t" in gap or "。" in gap or ";" in gap:
        return ""
    if _BECAME.search(gap):
        return "became"
    if _WAS.search(gap):
        return "was"
    if _TO.fullmatch(gap) and _moves(text, one[0]):
        return "became"
    return "list" if BETWEEN.fullmatch(gap) else ""
