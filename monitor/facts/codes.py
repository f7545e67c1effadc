"""HS codes as a text writes them, and not the many numbers that look like one.

A code needs a reason: a cue word before it (税则号列, heading), a place in a list behind such a word, a table column
that holds codes, an "ex" before it, or a shape that nothing else has (9903.80.01, 2710.1912).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.facts import bare
from monitor.facts.columns import in_columns
from monitor.facts.cues import CUE, chapter_exists, is_code, is_column, is_national, known
from monitor.patterns import regex
from monitor.prose import Prose

__all__ = ["BETWEEN", "CUE", "chapter_exists", "codes", "is_code", "is_column"]

_TOKEN = regex(
    # A search that begins with a digit looks at digits only; what stands before it comes second: a hyphen before the
    # end of a range, a stroke between two codes, "ex" before a part of a line.
    r"\d(?:(?<![a-z0-9.\-/§$¥€£+].)|(?<=\bex.)|(?<=\d\d-.)(?=\d{3}(?:[. ]\d|(?!\d)))|(?<=\d\d/.)(?=\d{3}(?:\.\d|\d{4})))"
    r"(?:\d{3}\.\d{2}(?:\.\d{2}(?:\.?\d{2})?)?-\d{3,4}"  # Japan, Korea: 8542.31-010, 8507.60-0000
    r"|\d{3}\.\d{2}\.\d{4}|\d{3}\.\d{2}(?:\.\d{2}){1,4}(?:-\d)?|\d{3}\.\d{4,6}|\d{3}\.\d{2}|\d\.\d{2}"
    r"|\d{3} \d{2} \d{3} \d|\d{3}(?: \d{2}){2,3}|\d{3} \d{4}|\d{3} \d{2}|\d{5} \d{2}(?: \d{2})?|\d{7} \d{2}"  # blanks
    r"|\d{7}\.\d{2}|\d{11}|\d{10}|\d{9}(?:-\d{2}-\d{2}|-\d)?|\d{7}|\d{5}|\d{3})"
    r"(?![a-z0-9%‰]|/(?!\d{4}(?:\.\d|\d{4}))|\.\d|-(?!\d{4}(?:[. ]\d|(?!\d))))",
    re.ASCII,
)
_EX = regex(r"\bex[ \-/]{0,3}$", re.ASCII)
_LISTED = regex(r"(?:^|[\n()\"“、,;:|和及或]|\band|\bor)[ ]?$")
_BLANKS = regex(r"\d{4,8}(?: \d{2}){1,3}(?! ?\d)", re.ASCII)
BETWEEN = regex(
    r"(?:[ 、,;/()\"“”~—–\-和与或及至到等→>]|(?<=[、,;])\n|and|or|through|to|ex|its|[eyou]|und|et|with|by"
    r"|(?:taric|cn|hs|commodity|tariff|codes?|items?|nos?\.?)(?![a-z])|subheadings?|headings?|品目|子目|税号|税目"
    r"|部分|项下|的?商品|[改调变修]整?[为更]|改|更|拆分为|归并为|原|由|从|now|is|are|was|become|becomes|replaced|replaces?"
    r"|changed|formerly|previously|instead|of|moved|reclassified|under|from|from the|new){1,12}",
    re.ASCII,
)
# After a number: it counts, weighs, dates or pays. Before it: it is the number of something else.
_UNIT = regex(
    r" ?(?:年|月|日|号|期|千克|公斤|克|吨|元|万|亿|%|家|个|项(?!下)|种|条(?!下)|位|次|件|票|美元|人|percent|kg|tonnes?|usd|dollars?|u\.s\.c|fed\. reg"
    r"|us dollars?|euros?|pieces|entries|sq\. ?m)",
    re.ASCII,
)
_OTHER = regex(
    r"(?:aeo[a-z]{0,2}|(?<!商品)代码|电话|传真|邮编|账号|证号|信用代码|编号表?第|第|u\.s\.c\.|(?<!heading )(?<!code )no\.|proclamation|orders?|additional codes?|〔|law|stat\.|reg\.)"
    r"[ :“\"]{0,2}$",
    re.ASCII,
)
_WEAK = "税号"  # also the number of a taxpayer
_SYSTEM = regex(r"(?:hs|h\.s\.|htsus|hts|ahtn|taric|ncm)$", re.ASCII)  # before a year: an edition of it
_JAPANESE = regex(r"(?:表|番号|の|则) ?第$")  # 関税率表第8541.43号
_WITH_CHECK = 11
_LONGEST_GAP = 14  # characters between a cue word and its code
_LONGEST_LINK = 80  # between two codes of a list
_NAMED = regex(r"(?: ?\([^()\n。;\d]{1,60}\)(?=.))")


@lru_cache(maxsize=4)  # labels and facts both ask, one after the other
def _read(prose: Prose) -> tuple[tuple[int, int], ...]:
    text = prose.simple
    found = [match for match in _TOKEN.finditer(text) if _may_be(text, match)]
    if not found and "\t" not in text:
        return ()
    cues = [match.end() for match in CUE.finditer(text)]
    spans = dict(in_columns(text)) if "\t" in text else {}
    if found:
        spans.update(
            (start, end) for start, end in _in_running_text(text, found, cues) if end > spans.get(start, 0)
        )
    return tuple(_apart(sorted(spans.items())))


def codes(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where the codes of a text stand in its matched form, in order."""
    return iter(_read(prose))


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    behind = 0
    for start, end in spans:
        if start >= behind:
            yield start, end
            behind = end


def _may_be(text: str, match: re.Match[str]) -> bool:
    """What no cue could make a code falls out at once: years, counts, sums, chapters that are none."""
    start, end = match.span()
    if not chapter_exists(text[start : start + 2]):
        return False
    unit = _UNIT.match(text, end)
    return not unit or (unit.group() == "号" and bool(_JAPANESE.search(text, max(0, start - 3), start)))


def _in_running_text(text: str, found: list[re.Match[str]], cues: list[int]) -> Iterator[tuple[int, int]]:
    behind, at, cue = 0, 0, 0  # behind: end of the last cue or code of a list; at: next cue
    listed = frozenset() if cues else bare.listed(text, [match.span() for match in found])
    for match in found:
        start, end = match.span()
        while at < len(cues) and cues[at] <= start:
            if cues[at] > behind:
                behind = cue = cues[at]
            at += 1
        cued = bool(behind) and _follows(text, behind, start, code_before=behind != cue)
        end = _end(text, start, end, cued=cued)
        if end > start and _is_code(
            text, match, text[start:end], cue if cued else 0, known_of=bool(cues) or start in listed
        ):
            behind = end
            yield start, end


def _end(text: str, start: int, end: int, *, cued: bool) -> int:
    """Where a code ends: blanks belong to it only where the Harmonized System knows what they make."""
    code = text[start:end]
    if len(code) == _WITH_CHECK and code.isdecimal():  # Taiwan: 84571000004, the last digit proves the others
        return end - 1
    if " " not in code or not cued:
        return end
    digits = re.sub(r"\D", "", code)
    if known(digits) or is_national(digits) or (len(digits) >= 8 and known(digits[:4])):
        return end
    first = start + code.index(" ")
    return first if known(text[start:first]) else start


def _follows(text: str, behind: int, start: int, *, code_before: bool) -> bool:
    if start - behind > (_LONGEST_LINK if code_before else _LONGEST_GAP):
        return False
    gap = text[behind:start]
    if code_before:
        named = _NAMED.match(gap)  # 8471 (computers), 8473 (their parts)
        return bool(BETWEEN.fullmatch(gap, named.end() if named else 0)) or not gap
    if "第" in gap and not _JAPANESE.search(text, max(0, start - 3), start):
        return False
    return not any(sign in gap for sign in "。;\n\t") and not any(sign.isdigit() for sign in gap)


def _is_code(text: str, match: re.Match[str], code: str, cue: int, *, known_of: bool) -> bool:
    """cue: where the cue word ends that it follows, by itself or in a list. known_of: the text has cue words somewhere."""
    digits = re.sub(r"\D", "", code)
    start = match.start()
    before = text[max(0, start - 14) : start]
    # "Tariff item No." and "HS nos." name the code themselves.
    named = text[cue:start].strip(" :") in ("no.", "nos.", "no", "") if cue else False
    if not named and _OTHER.search(before) and not _JAPANESE.search(before):
        return False
    if cue:
        return _stands_behind(text, code, digits, cue)
    if _is_date(digits[:8]):
        return False
    if _EX.search(before):  # "ex" is said of nothing else that the system knows
        return len(digits) >= 6 and known(digits)
    if len(digits) == 6 and "." in code:
        return known_of and known(digits) and bool(_LISTED.search(before))
    return len(digits) >= 8 and _stands_alone(code, digits, known_of=known_of)


def _stands_alone(code: str, digits: str, *, known_of: bool) -> bool:
    """Whether a code needs no cue word: dots where only codes have them, or digits that the system knows."""
    if "." in code:
        return known(digits[:4]) or is_national(digits)
    return known(digits) and (_BLANKS.fullmatch(code) is not None if " " in code else known_of)


def _stands_behind(text: str, code: str, digits: str, cue: int) -> bool:
    """Whether what follows a cue word is a code and not a taxpayer, a year or the edition of a nomenclature."""
    if text.endswith(_WEAK, 0, cue) and code.isdecimal() and len(code) >= 8 and not known(code[:4]):
        return False
    if len(code) == 4 and code[:2] in ("19", "20"):
        return known(code) and not _SYSTEM.search(text, max(0, cue - 6), cue)
    return len(digits) <= 11 or "-" in code or known(digits)


def _is_date(digits: str) -> bool:
    return digits[:2] in ("19", "20") and "01" <= digits[4:6] <= "12" and "01" <= digits[6:8] <= "31"
