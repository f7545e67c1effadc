"""HS codes as a text writes them, and not the many numbers that look like one.

A code needs a reason: a cue word before it (税则号列, heading), a place in a list behind such a word,
a table column headed by one, or a shape that nothing else has (9903.80.01, 2710.1912).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.prose import Prose

CUE = re.compile(
    r"税则号列|税则号|税则税目|税目|税号|品目|子目|商品编[号码]|海关编[号码]|归入"
    r"|\bhs ?(?:codes?|编码|headings?|subheadings?|nos?\.?)?\b|\bhtsus\b|\bhts\b|\bh\.s\."
    r"|\b(?:sub)?headings?\b|\btariff (?:items?|lines?|codes?|numbers?|classifications?)(?: nos?\.)?"
    r"|\bclassifi(?:ed|able) (?:under|in)\b|\bcommodity codes?\b|\bcn codes?\b|编码(?=[:为]? ?\d)",
    re.ASCII,
)
_TOKEN = re.compile(
    r"(?:(?<![a-z0-9.\-/§$¥€£])|(?<=\d\d-)(?=\d{4}(?:\.\d|(?!\d))))"  # a hyphen stands before the end of a range
    r"(\d{4}\.\d{2}\.\d{4}|\d{4}\.\d{2}(?:\.\d{2}){1,3}|\d{4}\.\d{4,6}|\d{4}\.\d{2}|\d{2}\.\d{2}"
    r"|\d{10}(?:-\d{2}-\d{2})?|\d{8}|\d{6}|\d{4})"
    r"(?![a-z0-9/%‰]|\.\d|-(?!\d{4}(?:\.\d|(?!\d))))",
    re.ASCII,
)
_LOOSE = re.compile(
    r"(?<![a-z0-9.])(?:ex ?)?(\d{4}(?:[ .]?\d{2}){0,3}|\d{4}\.\d{4,6}|\d{2}\.\d{2}|\d{7}|\d{9})(?:\.0)?(?![a-z0-9.])",
    re.ASCII,
)
_BETWEEN = re.compile(
    r"(?:[ 、,;/()\"“”~—–\-和与或及至到等]|and|or|through|to|ex|its|subheadings?|headings?|品目|子目|税号|税目){1,12}",
    re.ASCII,
)
# After a number: it counts, weighs, dates or pays. Before it: it is the number of something else.
_UNIT = re.compile(
    r" ?(?:年|月|日|号|期|千克|公斤|克|吨|元|万|亿|%|家|个|项(?!下)|种|条(?!下)|位|次|件|票|美元|人|percent|kg|tonnes?|usd|dollars?|u\.s\.c|fed\. reg)",
    re.ASCII,
)
_OTHER = re.compile(
    r"(?:aeo[a-z]{0,2}|代码|电话|传真|邮编|账号|证号|信用代码|编号表?第|第|u\.s\.c\.|no\.|proclamation|orders?|〔|law|stat\.|reg\.)[ :“\"]{0,2}$",
    re.ASCII,
)
_LONGEST_GAP = 14  # characters between a cue word and its code


def codes(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where the codes of a text stand in its matched form, in order."""
    text = prose.low
    cues = [match.end() for match in CUE.finditer(text)]
    spans = dict(_in_columns(text)) if cues and "\t" in text else {}
    if cues or "." in text:
        spans.update(_in_running_text(text, cues))
    return iter(sorted(spans.items()))


def is_column(name: str) -> bool:
    """True when a table column of that name holds HS codes."""
    return bool(CUE.search(name.lower()))


def is_code(written: str) -> bool:
    """True when a table's key can be nothing but an HS code of six digits or more."""
    digits = re.sub(r"[. ]", "", written)
    return digits.isdecimal() and 6 <= len(digits) <= 12 and len(digits) % 2 == 0 and chapter_exists(digits)


def _in_running_text(text: str, cues: list[int]) -> Iterator[tuple[int, int]]:
    behind, at = 0, 0  # behind: end of the last cue or code of a list; at: next cue
    for match in _TOKEN.finditer(text):
        start, end = match.span(1)
        while at < len(cues) and cues[at] <= start:
            behind, at = max(behind, cues[at]), at + 1
        cued = bool(behind) and _follows(
            text, behind, start, code_before=behind not in cues[max(0, at - 1) : at]
        )
        if _is_code(text, match, cued=cued, known=bool(cues)):
            behind = end
            yield start, end


def _follows(text: str, behind: int, start: int, *, code_before: bool) -> bool:
    gap = text[behind:start] if start - behind <= _LONGEST_GAP else None
    if gap is None:
        return False
    if code_before:
        return bool(_BETWEEN.fullmatch(gap))
    return not any(sign in gap for sign in "。;\n\t第") and not any(sign.isdigit() for sign in gap)


def _is_code(text: str, match: re.Match[str], *, cued: bool, known: bool) -> bool:
    """cued: a cue word or a listed code stands before it. known: the text has cue words somewhere."""
    code, end = match.group(1), match.end()
    digits = re.sub(r"\D", "", code)
    if not chapter_exists(digits) or _UNIT.match(text, end):
        return False
    before = text[max(0, match.start() - 14) : match.start()]
    if cued:
        return not _OTHER.search(before)
    if "." in code:
        return len(digits) >= 8 and not _is_date(digits[:8]) and not _OTHER.search(before)
    return known and len(digits) >= 8 and not _is_date(digits[:8]) and not _OTHER.search(before)


def chapter_exists(digits: str) -> bool:
    """01 to 97 without 77; 98 and 99 are for national use."""
    return "01" <= digits[:2] <= "99" and digits[:2] != "77"


def _is_date(digits: str) -> bool:
    return digits[:2] in ("19", "20") and "01" <= digits[4:6] <= "12" and "01" <= digits[6:8] <= "31"


def _in_columns(text: str) -> Iterator[tuple[int, int]]:
    """Codes in the columns of tables (cells split by tabs) whose heads name them."""
    columns: set[int] = set()
    place = 0
    for line in text.split("\n"):
        cells = line.split("\t") if "\t" in line else []
        heads = {index for index, cell in enumerate(cells[:64]) if len(cell) < 40 and CUE.search(cell)}
        if not cells or heads:
            columns = heads
        at = place
        for index, cell in enumerate(cells if columns and not heads else []):
            if index in columns and len(cell) < 400:
                yield from _in_cell(cell, at)
            at += len(cell) + 1
        place += len(line) + 1


def _in_cell(cell: str, at: int) -> Iterator[tuple[int, int]]:
    for match in _LOOSE.finditer(cell):
        digits = re.sub(r"\D", "", match.group(1))
        if len(digits) % 2:  # a spreadsheet dropped the leading zero
            digits = "0" + digits
        if chapter_exists(digits):
            yield at + match.start(1), at + match.end(1)
