"""Days that a text counts from its publication: 自公布之日起30日后, the first day of the second month following."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from monitor.facts.days import ORDINALS, small
from monitor.patterns import regex
from monitor.prose import Prose

_ON_PUBLICATION_HAN = regex(
    r"(?:发布|公布|印发|下发|发文|颁布|刊登|刊宪|公告)(?:政府公报)?(?:之?日(?:起(?!\d|[一二三四五六七八九十]|满|第)|(?=施行|实施|生效|执行))|后(?=施行|实施|生效|执行))|(?:刊登宪报|刊宪|公布|发布|公告)当[日天](?:起|(?=施行|实施|生效|执行))|今[日天]起|即日(?:起|(?=施行|实施|生效|执行))"
    r"|(?:公布|告示|公示|発布)の日から(?=施行|適用|适用|実施)|(?:공포|고시|발령|공고)한 날부터(?= ?(?:시행|적용))",
    re.ASCII,
)
_ITS_BEGINNING = regex(r"(?:自|从)?本?(?:公告|办法|通知|规定|决定|通告|令|条例|细则)?$")
_ON_PUBLICATION = regex(
    r"(?:from|as of|as from|starting|beginning|effective) today\b(?!['’])|effective (?:immediately|upon (?:its )?(?:publication|signature|issuance)|on (?:the (?:date|day) of )?(?:its )?publication|(?:as of|from) the date of (?:its )?(?:publication|issue|issuance)"
    r"|(?:on|from|with effect from) the (?:date|day) of (?:its |the |their )?(?:issue|issuance|notification))"
    r"|(?:(?:takes?|enters?|comes?) (?:effect|into (?:force|effect|operation))|starts?|begins?|commences?|appl(?:y|ies)|(?:is|are|becomes?|be) (?:effective|applicable)|(?:has|have) effect)"
    r" (?:immediately|at once|forthwith|today|with immediate effect|upon (?:its |their )?(?:publication|signature|issuance)"
    r"|(?:on|from|as of|as from|with effect from|on and from) (?:the (?:date|day) (?:of (?:its |the |their |this )?(?:publication|issue|issuance|notification|gazettal)"
    r"|(?:on which |that )?(?:it|they|this \w{4,14}) (?:is|are) (?:published|gazetted|issued|notified))|(?:publication|gazettal))(?: in the (?:official |government )?(?:gazette|journal))?)"
    r"|with immediate effect"
    r"|entra em vigor na data (?:de|da) sua publicação|entrará en vigor (?:al momento|el día) de su publicación|mulai berlaku pada tanggal diundangkan",
    re.ASCII,
)


def on_publication(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where a text says that it applies from the day it is published."""
    text = prose.simple
    if not text.isascii():
        for match in _ON_PUBLICATION_HAN.finditer(text):
            begins = _ITS_BEGINNING.search(text, max(0, match.start() - 6), match.start())
            yield begins.start() if begins else match.start(), match.end()
    yield from _around(_ANCHOR, _ON_PUBLICATION, text)


# In every English way of saying it stands one of these; the rest is looked for around it only.
_ANCHOR = regex(r"immediate|today|at once|forthwith|publi|issu|notif|gazett|signature|diundangkan", re.ASCII)
_AROUND = 90  # characters


def _around(anchor: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern stands, looked for near its anchors; each place once."""
    behind = 0
    for near in anchor.finditer(text):
        match = pattern.search(text, max(behind, near.start() - _AROUND), near.end() + _AROUND)
        if match is not None:
            yield match.span()
            behind = match.end()


class After(NamedTuple):
    """So long after publication, where a text says it. within: 30日内, False for 30日后, None where the words leave it open."""

    start: int
    end: int
    day: date
    within: bool | None = None


_COUNTED = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_HAN_AFTER = regex(
    rf"(?:发布|公布|印发|颁布|刊登|刊宪|公告(?=之?日))(?:之?日(?:期)?(?:起)?)?(?:算起|后)?(?:满|第)?({_COUNTED})(个工作日|个自然日|日|天|个月|月|年)(内|之内|以内)?(?:之后|以后|后|起)?",
    re.ASCII,
)
_WORDS = {"one": 1, "two": 2, "three": 3, "five": 5, "seven": 7, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45,
          "sixty": 60, "ninety": 90, "one hundred and eighty": 180, "six": 6, "four": 4, "eight": 8, "twelve": 12}  # fmt: skip
_NUMBER = rf"(\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?: ?\(\d{{1,3}}\))?"
_BASE = (
    r"(?:that of |the day of |the date of |the day following |the month of |the month in which |the day on which |the date on which |the day after )?"
    r"(?:its |the |this |their )?(?:date of |day of )?(?:its |the |this )?(?:official |formal )?"
    r"(?:publication|published|gazettal|gazetted|(?:it|they) (?:is|are|has been|have been|was|were) (?:published|gazetted|issued|notified)|issuance|issue\b|signature|signing|notification|promulgation|(?:proclamation|order|notice|rule|regulation|announcement|decree)\b(?= is published|,|\.|;| shall| and| in))"
)
_AFTER = regex(
    rf"{_NUMBER}[- ](?:calendar |consecutive )?(days|weeks|months|years|day|month|year) (?:after|from|following)(?: and including)? {_BASE}",
    re.ASCII,
)
_ORDINAL = rf"(\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})"
_NTH_DAY = regex(rf"the {_ORDINAL} (?:calendar |working )?day (?:following|after|from) {_BASE}", re.ASCII)
_NEXT_DAY = regex(rf"(?:the|on the) (?:day|date) (?:following|after) {_BASE}", re.ASCII)
_FIRST_OF_MONTH = regex(
    rf"the first day of the (?:{_ORDINAL} )?(?:calendar )?month (?:following|after|from) {_BASE}", re.ASCII
)
_SO_LONG_AFTER = regex(r"(?:days?|weeks?|months?|years?|date) (?:after|from|following)", re.ASCII)


def so_long_after(prose: Prose, issued: date) -> Iterator[After]:
    """Every day that is said as so long after publication."""
    text = prose.simple
    if "公布" in text or "发布" in text or "刊" in text or "印发" in text or "公告" in text:
        for match in _HAN_AFTER.finditer(text):
            if (day := _han_day(match, issued)) is not None:
                yield After(match.start(), match.end(), day, match.group(3) is not None)
    behind = 0
    for link in _SO_LONG_AFTER.finditer(text):
        for pattern, value in _RELATIVE:
            found = pattern.search(text, max(behind, link.start() - _AROUND), link.end() + 2 * _AROUND)
            if found is not None and (day := value(found, issued)) is not None:
                yield After(found.start(), found.end(), day)
                behind = found.end()
                break


def _han_day(match: re.Match[str], issued: date) -> date | None:
    count, unit, _ = match.groups()
    number = int(count) if count.isdigit() else small(count)
    if unit == "个工作日" or not number:
        return None
    return _later(
        issued, number, "day" if unit in ("日", "天", "个自然日") else "month" if "月" in unit else "year"
    )


def _after_days(match: re.Match[str], issued: date) -> date | None:
    count, unit = match.groups()
    number = int(count) if count.isdigit() else _WORDS[count]
    if unit.startswith("week"):
        number, unit = number * 7, "day"
    return _later(issued, number, unit.rstrip("s"))


def _nth_day(match: re.Match[str], issued: date) -> date | None:
    return _later(issued, _ordinal(match.group(1)), "day")


def _next_day(_: re.Match[str], issued: date) -> date | None:
    return _later(issued, 1, "day")


def _first_of_month(match: re.Match[str], issued: date) -> date | None:
    number = _ordinal(match.group(1)) if match.group(1) else 1
    return _later(issued.replace(day=1), number, "month")


_RELATIVE = (
    (_AFTER, _after_days),
    (_NTH_DAY, _nth_day),
    (_NEXT_DAY, _next_day),
    (_FIRST_OF_MONTH, _first_of_month),
)


def _ordinal(word: str) -> int:
    return ORDINALS.get(word) or int(re.sub(r"\D", "", word))


def _later(day: date, number: int, unit: str) -> date | None:
    try:
        if unit == "day":
            return day + timedelta(days=number)
        months = day.month - 1 + number * (12 if unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None
