"""Dates as authorities print them, and the dates of HTTP.

A printed date is the authority's own calendar day: no zone is applied, and what cannot be understood
is None and never a reason to drop anything (T07). 03/04/2026 is two days; it is only read when the
caller says which of them comes first. A Hijri and a Gregorian date beside each other are one day.

1405/02/18 is two days as well, of 1984 where years are counted by the moon and of 2026 where they are
counted by the sun; it is read by the moon where the source counts so or the text says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Literal

from monitor import calendars
from monitor.calendars import HAN_DIGITS, era_year, hijri_month, month, number
from monitor.patterns import regex
from monitor.values import dataclass

Order = Literal["dmy", "mdy"]
Years = Literal["lunar", "solar", "buddhist"]  # how a source counts years beside ours

LONGEST_WAIT = timedelta(hours=24)  # whatever a server asks for (N08)

_LONGEST = 120  # characters; a longer text is prose that mentions a date
_MONTH = r"(?P<m>[^\W\d_]{3,12}\.?|[ก-์.]{3,12})"
_YEAR = r"(?P<y>(?:1[34589]|2[0-6])\d\d)"
_HAN_YEAR = rf"(?P<y>[{HAN_DIGITS}]{{4}})"
_HAN_DAY = (
    r"(?P<m>[一二三四五六七八九十]{1,2}|\d{1,2})\s*月\s*(?P<d>[一二三四五六七八九十]{1,3}|\d{1,2})\s*[日号]"
)
_ERA_YEAR = r"(?P<y>\d{1,3}|元|[一二三四五六七八九十百]{1,6})\s*年\s*"


@dataclass(frozen=True, slots=True)
class Printed:
    """A date found in a text, and where."""

    day: date
    start: int
    end: int


_Reader = Callable[[re.Match[str], Years | None], date | None]


def _digits(found: re.Match[str], _: Years | None) -> date | None:
    year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    return calendars.lunar_day(year, month, day) if _is_hijri(found) else calendars.day(year, month, day)


def _named(found: re.Match[str], _: Years | None) -> date | None:
    return calendars.day(int(found["y"]), month(found["m"]), int(found["d"]))


def _named_short(found: re.Match[str], years: Years | None) -> date | None:
    """A year of two digits, of the Buddhist era in any case where the month is Thai."""
    year = int(found["y"])
    full = 2500 + year if found["m"] > "\u0e00" else calendars.full_year(year, buddhist=years == "buddhist")
    return calendars.day(full, month(found["m"]), int(found["d"]))


def _han(found: re.Match[str], _: Years | None) -> date | None:
    return calendars.day(number(found["y"] or found["w"]), number(found["m"]), number(found["d"]))


def _era(found: re.Match[str], _: Years | None) -> date | None:
    return calendars.day(era_year(found["e"], found["y"]), number(found["m"]), number(found["d"]))


def _hijri(found: re.Match[str], _: Years | None) -> date | None:
    return calendars.lunar_day(int(found["y"]), hijri_month(found["m"]), int(found["d"]))


def _short(found: re.Match[str], years: Years | None) -> date | None:
    if len(found["y"]) == 4:
        return _digits(found, years)
    year = calendars.full_year(int(found["y"]), buddhist=years == "buddhist")
    return calendars.day(year, int(found["m"]), int(found["d"]))


def _is_hijri(found: re.Match[str]) -> bool:
    """Whether the year is one that the Hijri calendars count, of the moon or of the sun."""
    return len(found["y"]) == 4 and found["y"].startswith(("13", "14", "15"))


@cache  # compiled when the first date is looked for: most commands look for none
def _forms() -> tuple[tuple[str, re.Pattern[str], _Reader], ...]:
    """(what a text must hold for the form to be looked for, the form, how it is read), the surest first."""
    return (
        (
            "",
            regex(rf"(?<!\d){_YEAR}\s*([-/])\s*(?P<m>\d{{1,2}})\s*\2\s*(?P<d>\d{{1,2}})(?!\d)"),
            _digits,
        ),
        (".", regex(rf"(?<![\d.]){_YEAR}\. ?(?P<m>\d{{1,2}})\. ?(?P<d>\d{{1,2}})(?!\d)"), _digits),
        (
            "年",
            regex(rf"(?<!\d){_YEAR}\s*年\s*(?P<m>\d{{1,2}})\s*月\s*(?P<d>\d{{1,2}})\s*[日号]"),
            _digits,
        ),
        ("년", regex(rf"(?<!\d){_YEAR}\s*년\s*(?P<m>\d{{1,2}})\s*월\s*(?P<d>\d{{1,2}})\s*일"), _digits),
        (
            "年",
            regex(rf"(?:{_HAN_YEAR}|(?<!\d){_YEAR.replace('?P<y>', '?P<w>')})\s*年\s*{_HAN_DAY}"),
            _han,
        ),
        ("年", regex(rf"(?:中[華华])?(?P<e>令和|平成|昭和|民[國国])\s*{_ERA_YEAR}{_HAN_DAY}"), _era),
        (
            "",
            regex(r"(?<![^\W_])(?P<e>[RHS])(?P<y>\d{1,2})([./-])(?P<m>\d{1,2})\3(?P<d>\d{1,2})(?!\d)"),
            _era,
        ),
        (".", regex(rf"(?<![\d.])(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}(?!\d)"), _digits),
        (
            "",
            regex(
                rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de |of )?{_MONTH}[\s,-]+(?:de |del |พ\.ศ\.\s*|ค\.ศ\.\s*)?{_YEAR}(?!\d)",
                re.IGNORECASE,
            ),
            _named,
        ),
        (
            "",
            regex(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)", re.IGNORECASE),
            _named,
        ),
        ("", regex(rf"(?<!\d)(?P<d>\d{{1,2}})-{_MONTH}-(?P<y>\d\d)(?!\d)", re.IGNORECASE), _named_short),
        (".", regex(r"(?<!\d)(?P<d>\d{1,2})\s+(?P<m>[ก-์.]{3,12})\s*(?P<y>\d\d)(?!\d)"), _named_short),
        (
            "tháng",
            regex(
                rf"(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})\s*(?:,|năm|/)?\s*{_YEAR}(?!\d)",
                re.IGNORECASE,
            ),
            _digits,
        ),
        (
            "1",
            regex(
                r"(?<!\d)(?P<d>\d{1,2})[\s-]+(?P<m>[^\W\d_][^\W\d_'’-]+(?:[ -][^\W\d_'’-]+){0,2})[\s,-]+(?P<y>1[345]\d\d)(?!\d)",
                re.IGNORECASE,
            ),
            _hijri,
        ),
        ("", regex(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"), _digits),
    )


_ORDERED: dict[Order, re.Pattern[str]] = {
    "dmy": regex(r"(?<!\d)(?P<d>\d{1,2})\s*([-/])\s*(?P<m>\d{1,2})\s*\2\s*(?P<y>(?:1[345]|19|2[0-6])\d\d|\d\d)(?!\d)"),
    "mdy": regex(r"(?<!\d)(?P<m>\d{1,2})\s*([-/])\s*(?P<d>\d{1,2})\s*\2\s*(?P<y>(?:19|20)\d\d|\d\d)(?!\d)"),
}  # fmt: skip
# A Hijri year at the end has its day first, whatever the order: 21/11/1447.
_HIJRI_LAST = regex(r"(?<!\d)(?P<d>\d{1,2})\s*([-/])\s*(?P<m>\d{1,2})\s*\2\s*(?P<y>1[345]\d\d)(?!\d)")
# How Taiwan writes in digits, where a text is nothing but its date: 115/05/08, 115年5月8日.
_MINGUO = regex(
    r"(?P<y>1[0-4]\d)(?:([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})|年(?P<M>\d{1,2})月(?P<D>\d{1,2})日)"
)
_ISO = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HINT = regex(r"\d|年")
# How a text begins that may be a date: most titles do not.
_BEGINS = regex(rf"[^:]{{0,30}}:|\W*(?:[\d{HAN_DIGITS}令平昭民中]|[^\W\u3000-\uabff])")
# What may stand around a date that is printed by itself.
_BEFORE = regex(
    r"(?:[^:]{0,30}:)?[\s\[(（【「]*"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*|(?:posted|published|updated|issued|dated?|on|as of|le|el|em|am|ngày|วันที่|الموافق|بتاريخ)\s*(?:on\s+)?)*",
    re.IGNORECASE,
)
_AFTER = regex(
    r"[\s,T]*(?:at\s+)?(?:\d{1,2}[:.时h]\d{2}(?:[:分]\d{2}(?:[.,]\d+)?)?秒?)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:Z|UTC|GMT|[A-Z]{2,4}T|[+-]\d\d:?\d\d|hrs?|г\.|น\.|هـ?|هجري[ةه]?|م|ه‍?|AH|AD|H|G)?\s*(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
    r"[\s\])）】」.,;|]*(?:(?:至|到|to|until|[-–—~])\s*\d.*)?",
    re.IGNORECASE,
)
_BESIDE = regex(r"[\s\-–/|,()=]*(?:هـ|ه‍|ه|AH|H|م|G)?[\s\-–/|,()=]*(?:الموافق|corresponding to|i\.e\.)?[\s:\-–/|,()=]*", re.IGNORECASE)  # fmt: skip
# What says of a date in digits that its year is counted by the moon; "هـ.ش" and "شمسي" say: by the sun.
_SAYS_LUNAR_BEFORE = regex(r"(?:hijri|هجري)[^\d]{0,20}$", re.IGNORECASE)
_SAYS_LUNAR_AFTER = regex(
    r"[ ,(]{0,3}(?:(?:هـ|ه‍|ه|هجري[ةه]?)(?![^\W\d_])(?!\s*\.?\s*ش)|A\.?H\b|H\b|hijri)", re.IGNORECASE
)
_NEAR = timedelta(days=2)  # that a moon sighted in one place and computed in another may be apart


def parse(text: str, *, order: Order | None = None, years: Years | None = None) -> date | None:
    """The calendar day that a text is, as lists and labels print it: "[2026-05-08]", "发布日期：二〇二六年五月八日".

    Words, a weekday or a time around it do no harm; a sentence that mentions a date is not a date.
    order: how the source writes days in digits, where the year stands last. years: how it counts them.
    """
    if _ISO.fullmatch(text) and text[0] == "2":
        return calendars.day(int(text[:4]), int(text[5:7]), int(text[8:]))
    if len(text) > _LONGEST or _HINT.search(text) is None:
        return None
    plain = calendars.plain(text).strip()
    if _BEGINS.match(plain) is None:
        return None
    if alone := _MINGUO.fullmatch(plain.strip("[]()（）")):
        return calendars.day(
            1911 + int(alone["y"]), int(alone["m"] or alone["M"]), int(alone["d"] or alone["D"])
        )
    printed = list(find(plain, order=order, years=years))
    if not printed:
        return None
    first, last = printed[0], printed[0]
    for other in printed[1:]:  # one day in two calendars
        if other.day != first.day or not _BESIDE.fullmatch(plain[last.end : other.start]):
            break
        last = other
    before, after = plain[: first.start], plain[last.end :]
    return first.day if _BEFORE.fullmatch(before) and _AFTER.fullmatch(after) else None


def find(text: str, *, order: Order | None = None, years: Years | None = None) -> Iterator[Printed]:
    """Every date in a text, in its order. Impossible days (2026-02-30) are none, and days of a Hijri year only
    where it is known to be the moon's.
    """
    plain = calendars.same_length(text)
    forms = [(pattern, read) for sign, pattern, read in _forms() if sign in plain]
    forms.append((_HIJRI_LAST, _digits))
    if order:
        forms.append((_ORDERED[order], _short))
    found = [
        (Printed(day, m.start(), m.end()), read not in (_digits, _short) or not _is_hijri(m))
        for pattern, read in forms
        for m in pattern.finditer(plain)
        if (day := read(m, years)) is not None
    ]
    end, apart = 0, []
    for one, sure in sorted(found, key=lambda each: (each[0].start, -each[0].end)):
        if one.start >= end:
            apart.append((one, sure))
            end = one.end
    for place, (one, sure) in enumerate(apart):
        beside = (other for other, known in apart[max(place - 1, 0) : place + 2] if known)
        if sure or (years != "solar" and (years == "lunar" or _says_lunar(plain, one, beside))):
            yield one


def _says_lunar(plain: str, one: Printed, beside: Iterator[Printed]) -> bool:
    """Whether the text says that a year is the moon's: by a sign, or by the same day in our calendar beside it."""
    if _SAYS_LUNAR_AFTER.match(plain, one.end):
        return True
    if _SAYS_LUNAR_BEFORE.search(plain, max(0, one.start - 30), one.start):
        return True
    return any(
        abs(other.day - one.day) <= _NEAR
        and _BESIDE.fullmatch(plain, min(other.end, one.end), max(other.start, one.start))
        for other in beside
    )


def http_date(value: str) -> datetime | None:
    """An HTTP date (RFC 9110, 5.6.7) as aware UTC; None for what is none."""
    try:
        moment = parsedate_to_datetime(value.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks to wait, a day at most; None when it says nothing usable (RFC 9110, 10.2.3)."""
    text = (value or "").strip()
    if re.fullmatch(r"\d+(?:\.\d*)?", text):
        seconds = float(text[:12])  # a longer number is absurd in any case
        return min(timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds())), LONGEST_WAIT)
    if (moment := http_date(text)) is None:
        return None
    return max(timedelta(0), min(moment - now, LONGEST_WAIT))
