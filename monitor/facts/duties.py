"""What a text asks of people: may, shall, must not, is recommended, 可以, 应当, 不得, 无需; and what it negates.

Two words of the same force are the same here: "shall" that became "must" moved nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.patterns import regex
from monitor.prose import Prose
from monitor.values import dataclass

# By force; the words of one force are found whole, longest first.
FORCES: dict[str, tuple[str, ...]] = {
    "waived": (
        "need not", "is not required", "are not required", "not required", "not mandatory", "无需", "无须", "不需要",
        "不必", "不要求", "免于", "免予",
    ),
    "forbidden": (
        "shall not", "must not", "may not", "should not", "cannot", "can not", "is prohibited", "are prohibited",
        "prohibited", "forbidden", "不得", "禁止", "严禁", "不应", "不可", "不准", "不能", "不允许",
    ),
    "required": (
        "is required", "are required", "required", "shall", "must", "mandatory", "compulsory", "obligatory", "应当",
        "必须", "应", "须", "强制", "务必",
    ),
    "recommended": (
        "is recommended", "are recommended", "recommended", "is encouraged", "are encouraged", "encouraged", "is advised",
        "are advised", "should", "建议", "鼓励", "提倡", "推荐", "宜",
    ),
    "allowed": (
        "is permitted", "are permitted", "permitted", "is allowed", "are allowed", "allowed", "may", "can", "optional",
        "voluntary", "可以", "可", "自愿", "允许", "准予",
    ),
    "negated": ("not", "no", "never", "without", "neither", "nor", "except", "unless", "没有", "除外", "不", "未", "非", "无"),
}  # fmt: skip
_FORCE_OF = {word: force for force, words in FORCES.items() for word in words}
_LATIN = sorted((word for word in _FORCE_OF if word.isascii()), key=len, reverse=True)
_HAN = sorted((word for word in _FORCE_OF if not word.isascii()), key=len, reverse=True)
# not the month, and not the number of a document
_IN_LATIN = regex(rf"\b(?!no\.|no \d|may,? (?:19|20)\d\d|may \d)(?:{'|'.join(_LATIN)})\b", re.ASCII)
_IN_HAN = regex("|".join(_HAN))
_LATIN_WORD = regex("[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Duty:
    """A word of duty or negation, where it stands in the matched text, and its force."""

    start: int
    end: int
    force: str


def duties(prose: Prose, start: int, end: int) -> Iterator[Duty]:
    """The words of duty and negation between two places of the matched text, in order."""
    text = prose.low
    found = [*_IN_HAN.finditer(text, start, end)] if not text.isascii() else []
    if _LATIN_WORD.search(text, start, end):
        found = sorted([*found, *_IN_LATIN.finditer(text, start, end)], key=re.Match.start)
    return (Duty(match.start(), match.end(), _FORCE_OF[match.group()]) for match in found)
