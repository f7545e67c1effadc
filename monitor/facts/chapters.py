"""Chapters of the tariff, in numerals and in words, and not the chapters of laws and agreements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.facts.cues import chapter_exists
from monitor.patterns import regex
from monitor.prose import Prose

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ENGLISH = {word: number for number, word in enumerate(_UNITS, 1)} | {
    f"{ten}{f'-{_UNITS[more - 1]}' if more else ''}": 10 * tens + more
    for tens, ten in enumerate(_TENS, 2)
    for more in range(10)
}
_SIGNS = dict(zip("一二三四五六七八九", range(1, 10), strict=True))

_NUMBER = rf"(?:\d{{1,2}}|(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_UNITS[:9])}))?|{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![a-z0-9.])"
_LATIN = regex(
    rf"\b(?:chapters?|chapitres?|cap[ií]tulos?|capitol[io]|kapiteln?) "
    rf"({_NUMBER}(?:(?:,? (?:and|to|through|or|et|e|y|a|à|und|bis) |, ?| ?[\-–—] ?)(?:chapters? )?{_NUMBER}){{0,40}})",
    re.ASCII,
)
_ONE = regex(_NUMBER, re.ASCII)
_HAN = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?!\d))"
_CHINESE = regex(rf"第({_HAN}(?:章?[、,和与及或至到~\-—]{{1,2}}第?{_HAN}){{0,40}})章")
_ONE_HAN = regex(_HAN)
_RANGE = regex(r"(?:章?[至到~\-—]{1,2}第?|,? (?:to|through|à|a|bis) (?:chapters? )?| ?[\-–—] ?)", re.ASCII)

# What says that a chapter is one of goods: the nomenclature by name, near it.
_OF_GOODS = regex(
    r"税则|税目|税号|品目|税率表|协调制度|商品编码|归类|\bhs\b|\bhtsus\b|\bhts\b|harmoni[sz]ed|tariff|nomenclatur|headings?\b|\bncm\b|\btariefs?\b",
    re.ASCII,
)
_OF_LAWS = regex(
    r",? ?(?:of (?:this|that|the (?:agreement|act|code|law|constitution|regulation))|of title|,? title|u\.s\.c|\bof part)",
    re.ASCII,
)
_CHINESE_LAW = regex(r"(?:条例|办法|法|规定|协[定议]|程序|规[则程章]|细则|章程|、)》?的?$")
_NEAR = 90  # characters


def chapters(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Each chapter, or range of chapters, with its place in the matched text: "84", "50-63"."""
    text = prose.simple
    if "章" in text:
        for match in _CHINESE.finditer(text):
            start = match.start()
            if not _CHINESE_LAW.search(text, max(0, start - 6), start) and _is_of_goods(text, *match.span()):
                yield from _each(text, match.start(1), match.end(1), _ONE_HAN)
    if "ap" in text:  # cheaper than looking at every word of a text without any
        for match in _LATIN.finditer(text):
            if not _OF_LAWS.match(text, match.end()) and _is_of_goods(text, *match.span()):
                yield from _each(text, match.start(1), match.end(1), _ONE)


def _is_of_goods(text: str, start: int, end: int) -> bool:
    return bool(_OF_GOODS.search(text, max(0, start - _NEAR), min(len(text), end + _NEAR)))


def _each(text: str, start: int, end: int, one: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    found = [
        (*match.span(), number)
        for match in one.finditer(text, start, end)
        if chapter_exists(number := _number(match.group()))
    ]
    at = 0
    while at < len(found):
        low, high, first = found[at]
        until = found[at + 1] if at + 1 < len(found) else None
        if until and first < until[2] and _RANGE.fullmatch(text, high, until[0]):
            yield low, until[1], f"{first}-{until[2]}"
            at += 2
        else:
            yield low, high, first
            at += 1


def _number(written: str) -> str:
    """Two digits: 八十四, 84 and eighty-four are "84"; "" for what is no number."""
    if written.isdecimal():
        return written.zfill(2)
    if written.isascii():
        return f"{_ENGLISH.get(written, 0):02}"
    tens, ten, units = written.partition("十")
    if not ten:
        return f"{_SIGNS.get(written, 0):02}"
    return f"{_SIGNS.get(tens, 1 if not tens else 0) * 10 + _SIGNS.get(units, 0):02}"
