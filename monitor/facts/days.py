"""Which days a text names, and which of them is the day it was issued, takes effect or ends.

The day in force is a sentence about this notice: periods of certificates (自签发之日起6个月) and the
days on which other notices took effect or were repealed are not it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.prose import Prose

_MONTH_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug"
    "|september sept sep|october oct|november nov|december dec"
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = re.compile(
    r"(?<!\d)(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日"
    r"|([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
    r"|(?<![\d.\-/])(\d{4})([-/.])(\d{1,2})\8(\d{1,2})(?![\d.\-/]\d|\d)"
    rf"|\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b"
    rf"|(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (\d{{4}})\b",
    re.ASCII,
)
_DIGITS = {**{sign: n for n, sign in enumerate("〇一二三四五六七八九")}, "○": 0, "零": 0}

# Read after a day. 起 alone starts something; the verb behind it says that a notice takes effect.
_STARTS = re.compile(r" ?(?:\(含(?:当日)?\)|\(含\d{1,2}日\))?(?:零时)?(?:起|开始)", re.ASCII)
_IN_FORCE = re.compile(r"正式?(?:施行|实施|执行|生效|启用)|施行|实施|执行|生效|启用|start|appl", re.ASCII)
_IN_FORCE_AT_ONCE = re.compile(r" ?(?:正式)?(?:施行|实施|执行|生效)", re.ASCII)
_FROM = re.compile(r"(?:^|[\n.;] ?)(?:from|starting|beginning|as of)(?: on)? $", re.ASCII)
_CLAUSE_END = re.compile("[,。;]", re.ASCII)
_ENDS = re.compile(r" ?(?:废止|失效|停止|终止|同时废止|不再)", re.ASCII)
_SELF = re.compile(
    r"本(?:公告|办法|通知|规定|措施|决定|细则|条例|目录|规则|令|规程|通告|规范)"
    r"|(?:this|these|the present) (?:notice|announcement|measure|regulation|rule|order|decision|proclamation|scheme)",
    re.ASCII,
)
_PERIOD = re.compile(r"有效期(?:限)?(?:为|是|:)?(?:自|从)?$", re.ASCII)
_EFFECTIVE_BEFORE = re.compile(
    r"(?:effective(?: date)?(?: on| from| as of| as from| beginning| starting)?:?"
    r"|(?:takes?|taking|took|took|come|comes|enters?|entry|put|brought) (?:effect|into (?:force|effect|operation))"
    r"(?: on| from| as from| as of)?|in force (?:on|from|since|as of)|with effect from|apply from|applies from"
    r"|applicable from|implemented (?:on|from)|commenc(?:es|ing) (?:on )?"
    r"|on or after (?:12:01 a\.m\.,? )?(?:eastern (?:daylight|standard)? ?time,? )?(?:on )?"
    r"|生效日期:|施行日期:|实施日期:|生效时间:) ?$",
    re.ASCII,
)
_EXPIRES_BEFORE = re.compile(
    r"(?:有效期(?:限)?(?:截止)?(?:为|是)?(?:至|到)|(?:执行|施行|实施|延长|延续|适用)(?:期限)?(?:至|到)|截止日期:|失效日期:"
    r"|expir(?:es?|ing|y date:?)(?: on| at)?|valid (?:until|through|to)|in (?:effect|force) (?:until|through)"
    r"|(?:ends?|sunsets?) on|extended (?:until|to|through)) ?$",
    re.ASCII,
)
_ISSUED_BEFORE = re.compile(
    r"(?:发布日期|发布时间|公布日期|印发日期|成文日期|发文日期|date of issue|issued(?: on)?|published(?: on)?|dated?|posted(?: on)?)"
    r"[:,]? ?$",
    re.ASCII,
)
# A notice is signed with the name of its authority and the day, at its end.
_SIGNED = re.compile(r"(?:[署部局委会厅办院行关]|^|\n) ?$", re.ASCII)
_ON_PUBLICATION = re.compile(
    r"(?:自|从)?本?(?:公告|办法|通知|规定|决定|通告|令)?(?:发布|公布|印发|发文)之?日起|(?:自|从)?即日起"
    r"|effective (?:immediately|upon publication|on (?:the date of )?publication|as of the date of publication)"
    r"|(?:takes?|enters?) (?:effect|into force) (?:immediately|upon publication|on the (?:date|day) of (?:its )?publication)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in a text and where it stands."""

    start: int
    end: int
    value: date


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a notice, each with its place in the matched text (None: not said)."""

    published: date | None
    effective: date | None
    expires: date | None


def days(prose: Prose) -> list[Day]:
    """Every day a text names, in order. Impossible ones (31 February) are left out."""
    found = []
    for match in _DAY.finditer(prose.low):
        value = _value(match)
        if value is not None:
            found.append(Day(match.start(), match.end(), value))
    return found


def dates(prose: Prose, published: date | None = None) -> Dates:
    """When a notice was issued, takes effect and ends. published: what its list or page field says."""
    named = days(prose)
    issued = published or _issued(prose, named)
    ends = next((day.value for day in named if _expires(prose.low, day)), None)
    return Dates(issued, _effective(prose, named, issued), ends)


def starts(prose: Prose, day: Day) -> bool:
    """Whether something takes effect on a day, as its sentence says."""
    return _strength(prose, day) > 0


def ends(text: str, day: Day) -> bool:
    """Whether something ends on a day, as the words before and after it say."""
    return _expires(text, day)


def is_issued(text: str, day: Day) -> bool:
    """Whether a day is named as the one of publication."""
    return _ISSUED_BEFORE.search(text, max(0, day.start - 24), day.start) is not None


def on_publication(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where a text says that it applies from the day it is published."""
    return (match.span() for match in _ON_PUBLICATION.finditer(prose.low))


def _value(match: re.Match[str]) -> date | None:
    year, month, day, zh_year, zh_month, zh_day, iso_year, _, iso_month, iso_day, *english = match.groups()
    try:
        if year:
            return date(int(year), int(month), int(day))
        if zh_year:
            digits = int("".join(str(_DIGITS[sign]) for sign in zh_year))
            return date(digits, _small(zh_month), _small(zh_day))
        if iso_year:
            return date(int(iso_year), int(iso_month), int(iso_day))
        us_month, us_day, us_year, uk_day, uk_month, uk_year = english
        return date(int(us_year or uk_year), _MONTHS[us_month or uk_month], int(us_day or uk_day))
    except ValueError:
        return None


def _small(signs: str) -> int:
    """一 to 三十一."""
    tens, ten, ones = signs.rpartition("十")
    if not ten:
        return _DIGITS[signs] if len(signs) == 1 else 0
    return (_DIGITS.get(tens, 99) if tens else 1) * 10 + (_DIGITS.get(ones, 99) if ones else 0)


def _issued(prose: Prose, named: list[Day]) -> date | None:
    text = prose.low
    for day in named[:8]:
        if _ISSUED_BEFORE.search(text, max(0, day.start - 24), day.start):
            return day.value
    for day in reversed(named[-4:]):
        after = text[day.end : day.end + 1]
        if after not in ("起", "止", "前", "至", "(") and _SIGNED.search(
            text, max(0, day.start - 2), day.start
        ):
            return day.value
    return None


def _effective(prose: Prose, named: list[Day], issued: date | None) -> date | None:
    """The day that says it best; the first of equals. The day of publication is read like any other."""
    best: tuple[int, date] | None = None
    for day in named:
        strength = _strength(prose, day)
        if strength and (best is None or strength > best[0]):
            best = (strength, day.value)
    if issued is not None and (best is None or best[0] < 3):
        strength = _at_once(prose)
        if strength and (best is None or strength > best[0]):
            best = (strength, issued)
    return best[1] if best else None


def _strength(prose: Prose, day: Day) -> int:
    """0 when a day starts nothing; 4 when the notice says of itself that it takes effect then."""
    text = prose.low
    before = text[max(0, day.start - 48) : day.start]
    if _EFFECTIVE_BEFORE.search(before):
        return 3
    until = prose.sentence(day.start)[1]
    starts = _STARTS.match(text, day.end, until)
    after = text[starts.end() if starts else day.end : min(until, day.end + 24)]
    if starts:
        return _strength_of_start(before, after)
    if _IN_FORCE_AT_ONCE.match(after):
        return 3 if before.endswith(("于", "自")) else 2
    return 1 if _FROM.search(before) else 0


def _strength_of_start(before: str, after: str) -> int:
    """自…起, and what is said before and after it."""
    if _PERIOD.search(before):
        return 2
    if _ENDS.match(after):
        return 0
    if not _IN_FORCE.search(_CLAUSE_END.split(after, maxsplit=1)[0]):
        return 1
    return 4 if _SELF.search(before) else 3


def _at_once(prose: Prose) -> int:
    """How clearly a notice says that it applies from the day of publication; 0 when it does not."""
    text = prose.low
    best = 0
    for match in _ON_PUBLICATION.finditer(text):
        after = text[match.end() : match.end() + 24]
        if _ENDS.match(after):  # all it says is that something older ends
            best = max(best, 1)
            continue
        said = (
            "本" in match.group()
            or _IN_FORCE.match(after)
            or _SELF.search(text[max(0, match.start() - 16) : match.start()])
        )
        best = max(best, 3 if said else 2)
    return best


def _expires(text: str, day: Day) -> bool:
    before = text[max(0, day.start - 32) : day.start]
    if _EXPIRES_BEFORE.search(before):
        return True
    if re.match(r" ?\)? ?止", text[day.end : day.end + 4]):
        return True
    return before.endswith(("起至", "起至到", "日至")) and not text.startswith("期间", day.end)
