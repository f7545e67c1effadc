"""A text as the words and signs that it is found by.

Words of spaced scripts and numbers are a token each; of Chinese, Japanese, Korean, Thai and the like every sign is one,
so that a word of any length is found as its signs side by side. What is written in several ways (a code with dots or
blanks, a document's number, 1,842) also gives a mark, which is the same however it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from monitor.patterns import regex
from monitor.search.folding import END

RULES = 2  # of this file and of folding.py; an index made by others is made anew

# Scripts without spaces between words, and Korean, whose particles cling to the word.
SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = rf"[^\W\d_{SIGNS}]"
_MARK = rf"[^\w\s{SIGNS}{END}]"
_LONGEST = 64  # letters of a word; PostgreSQL bears 2 KB
# “太阳能”路灯 is one word; what stands in “绿色”“通道” are two
_QUOTES = r"\s*(?:[“‘‛‟「『《〈«‹„‚〝]+|[”’」』》〉»›〞〟]+|[\"'])\s*"
# 上海、关税 says nothing of 海关
_BETWEEN = rf"(?<=[{SIGNS}])(?!{_QUOTES}[{SIGNS}])\s*{_MARK}(?:\s|{_MARK})*(?=[{SIGNS}])"
_TOKEN = regex(rf"[{SIGNS}]|\d{{1,{_LONGEST}}}|{_WORD}{{1,{_LONGEST}}}|{END}")
_PLACED = regex(rf"[{SIGNS}]|\d{{1,{_LONGEST}}}|{_WORD}{{1,{_LONGEST}}}|{END}|{_BETWEEN}")
_STOPPED = regex(_BETWEEN)
_SIGN = regex(rf"[{SIGNS}]")


def tokens(folded: str) -> list[str]:
    """The tokens of a folded text in their order; `END` where no phrase goes on."""
    return _TOKEN.findall(_STOPPED.sub(END, folded))


def placed(folded: str) -> Iterator[tuple[str, int, int]]:
    """The same, each with where it begins and ends."""
    for match in _PLACED.finditer(folded):
        token = match[0]
        yield (token if token[0].isalnum() or is_sign(token[0]) else END), match.start(), match.end()


def is_sign(token: str) -> bool:
    """Whether a token is a sign of a script that is written without spaces."""
    return len(token) == 1 and _is_sign(token)


@lru_cache(maxsize=16_384)
def _is_sign(letter: str) -> bool:
    return _SIGN.match(letter) is not None


# -- marks: what is written in several ways --------------------------------------------------------

# A search that begins with a digit looks at digits only; what stands before it comes second.
_CODE = regex(  # 8541.43, 8541.43.00, 8541.4300, 8541 43 00, 8541 4300, 8542.31-010, 85.41
    r"\d(?<![\d.].)(?:\d{3}\.\d{2}(?:\.?\d{2}){0,3}(?:-\d{2,4}(?!\.?\d)| \d{2}(?!\d))?|\d{3}(?: \d{2}){1,3}"
    r"|\d{3} \d{4}(?: \d{2})?|\d{5,7} \d{2}(?: \d{2})?|\d\.\d{2})(?!\d)",
    re.ASCII,
)
_NUMBER = regex(  # 2026年第58号, 〔2026〕58号, 2026年公告第58号
    r"([12](?<!\d.)[09]\d\d)\s?(?:年|[〕\])】])\s?(?:公告|通告|令)?\s?第?\s?(\d{1,6})\s?号", re.ASCII
)
_NUMBER_OF = regex(  # No. 58 of 2026, No. 58, 2026, No. 58 [2026]
    r"\bno\.?\s?(\d{1,6})\s?(?:of |,\s?|[\[(])\s?((?:19|20)\d\d)(?!\d)", re.ASCII
)
_GROUPED = regex(r"\d(?<![\d,].)\d{0,2}(?:,\d{3})+(?![\d,])", re.ASCII)


def marks(folded: str) -> Iterator[tuple[str, int, int]]:
    """What a folded text holds that is written in several ways, in one way, with its place."""
    for match in _CODE.finditer(folded):
        yield code_mark(match[0]), match.start(), match.end()
        first, dash, last = match[0].partition("-")
        if dash and len(last) == 2 and last > first[-2:]:  # 8541.43-49 may be from one to the other, too
            yield code_mark(first[:-2] + last), match.start(), match.end()
    if "号" in folded:
        for match in _NUMBER.finditer(folded):
            yield number_mark(match[1], match[2]), match.start(), match.end()
    if "no" in folded:
        for match in _NUMBER_OF.finditer(folded):
            yield number_mark(match[2], match[1]), match.start(), match.end()
    if "," in folded:
        for match in _GROUPED.finditer(folded):
            yield grouped_mark(match[0]), match.start(), match.end()


def code_mark(code: str) -> str:
    return "c" + "".join(filter(str.isdigit, code))


def number_mark(year: str, serial: str) -> str:
    return f"n{year}x{serial.lstrip('0') or '0'}"


def grouped_mark(number: str) -> str:
    return "d" + number.replace(",", "")


def numbers_in(folded: str) -> Iterator[tuple[str, int, int]]:
    """The document numbers among the marks."""
    return (mark for mark in marks(folded) if mark[0].startswith("n"))


# -- pairs: what a set of tokens without their places is looked up by ------------------------------


def pairs(found: Iterable[str]) -> Iterator[str]:
    """Each token with the one after it, and words and numbers for themselves; a phrase's pairs are all in its text.

    A sign stands for itself only where nothing follows it: elsewhere a pair begins with it.
    """
    before = END
    for token in found:
        if before != END:
            if token != END:
                yield pair(before, token)
            if token == END or not is_sign(before):
                yield before
        before = token
    if before != END:
        yield before


def pair(first: str, second: str) -> str:
    return first + second if is_sign(first) and is_sign(second) else f"{first} {second}"
