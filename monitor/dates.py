"""Dates as authorities print them, and the dates of HTTP.

A printed date is the authority's own calendar day: no zone is applied, and what cannot be understood
is None and never a reason to drop anything (T07). 03/04/2026 is two days; it is only read when the
caller says which of them comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

Order = Literal["dmy", "mdy"]

LONGEST_WAIT = timedelta(hours=24)  # whatever a server asks for (N08)

_LONGEST = 120  # characters; a longer text is prose that mentions a date
_DIGITS = {0xFF10 + n: str(n) for n in range(10)} | {
    0x3000: " ",
    0xA0: " ",
    0xFF1A: ":",
    0xFF0F: "/",
    0xFF0E: ".",
    0xFF0D: "-",
}
_HAN = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "元": 1,
}
_HAN_DIGIT = "零〇○ＯO一二三四五六七八九"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january enero ene janeiro janvier januari",
            "feb february febrero fevereiro fev février fevrier februari",
            "mar march marzo março marco mars mac",
            "apr april abril abr avril",
            "may mayo maio mai mei",
            "jun june junio junho juin juni",
            "jul july julio julho juillet juli julai",
            "aug august agosto ago août aout agustus ogos",
            "sep sept september septiembre setembro set septembre",
            "oct october octubre outubro out octobre oktober okt",
            "nov november noviembre novembro novembre",
            "dec december diciembre dic dezembro dez décembre decembre desember disember dis",
        ),
        1,
    )
    for name in names.split()
} | {
    name: number
    for number, names in enumerate(
        (
            "ม.ค. มกราคม", "ก.พ. กุมภาพันธ์", "มี.ค. มีนาคม", "เม.ย. เมษายน", "พ.ค. พฤษภาคม", "มิ.ย. มิถุนายน",
            "ก.ค. กรกฎาคม", "ส.ค. สิงหาคม", "ก.ย. กันยายน", "ต.ค. ตุลาคม", "พ.ย. พฤศจิกายน", "ธ.ค. ธันวาคม",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<m>[^\W\d_]{3,10}\.?|[ก-์.]{3,12})"
_YEAR = r"(?P<y>[12]\d{3})"


@dataclass(frozen=True, slots=True)
class Printed:
    """A date found in a text, and where."""

    day: date
    start: int
    end: int


def _han_number(text: str) -> int:
    """二〇二五 by digits, 二十五 by value."""
    if "十" not in text:
        return int("".join(str(_HAN[sign]) for sign in text))
    tens, _, ones = text.partition("十")
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


def _month(text: str) -> int:
    return _MONTHS.get(text.lower(), 0) or _MONTHS.get(text.lower().rstrip("."), 0)


_Reader = Callable[[re.Match[str]], tuple[int, int, int]]


def _plain(found: re.Match[str]) -> tuple[int, int, int]:
    return int(found["y"]), int(found["m"]), int(found["d"])


def _named(found: re.Match[str]) -> tuple[int, int, int]:
    return int(found["y"]), _month(found["m"]), int(found["d"])


def _han(found: re.Match[str]) -> tuple[int, int, int]:
    return _han_number(found["y"]), _han_number(found["m"]), _han_number(found["d"])


def _era(start: int) -> _Reader:
    def read(found: re.Match[str]) -> tuple[int, int, int]:
        year = 1 if found["y"] == "元" else int(found["y"])
        return start + year, int(found["m"]), int(found["d"])

    return read


_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(rf"(?<!\d){_YEAR}\s*([-/])\s*(?P<m>\d{{1,2}})\s*\2\s*(?P<d>\d{{1,2}})(?!\d)"), _plain),
    (re.compile(rf"(?<!\d){_YEAR}\. ?(?P<m>\d{{1,2}})\. ?(?P<d>\d{{1,2}})(?!\d)"), _plain),
    (
        re.compile(rf"(?<!\d){_YEAR}\s*[年년]\s*(?P<m>\d{{1,2}})\s*[月월]\s*(?P<d>\d{{1,2}})\s*[日号일]"),
        _plain,
    ),
    (
        re.compile(
            rf"(?P<y>[{_HAN_DIGIT}]{{4}})\s*年\s*(?P<m>[一二三四五六七八九十元]{{1,2}})\s*月\s*(?P<d>[一二三四五六七八九十]{{1,3}})\s*[日号]"
        ),
        _han,
    ),
    (re.compile(r"令和\s*(?P<y>\d{1,2}|元)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"), _era(2018)),
    (re.compile(r"民[國国]\s*(?P<y>\d{2,3})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"), _era(1911)),
    (re.compile(rf"(?<![\d.])(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}(?!\d)"), _plain),
    (
        re.compile(
            rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º)?[\s-]+(?:de |of )?{_MONTH}[\s,-]+(?:de )?{_YEAR}(?!\d)",
            re.IGNORECASE,
        ),
        _named,
    ),
    (re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)", re.IGNORECASE), _named),
    (re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"), _plain),
)
_ORDERED: dict[Order, re.Pattern[str]] = {
    "dmy": re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s*([-/])\s*(?P<m>\d{{1,2}})\s*\2\s*{_YEAR}(?!\d)"),
    "mdy": re.compile(rf"(?<!\d)(?P<m>\d{{1,2}})\s*([-/])\s*(?P<d>\d{{1,2}})\s*\2\s*{_YEAR}(?!\d)"),
}
# What may stand around a date that is printed by itself.
_BEFORE = re.compile(
    r"(?:[^:]{0,30}:)?[\s\[(（【「]*"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*|(?:posted|published|updated|issued|dated?|on|as of|le|el)\s+(?:on\s+)?)*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,T]*(?:at\s+)?(?:\d{1,2}[:.时h]\d{2}(?:[:分]\d{2}(?:[.,]\d+)?)?秒?)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:Z|UTC|GMT|[A-Z]{2,4}T|[+-]\d\d:?\d\d|hrs?)?\s*(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
    r"[\s\])）】」.,;|]*(?:(?:至|到|to|until|[-–—~])\s*\d.*)?",
    re.IGNORECASE,
)


def parse(text: str, *, order: Order | None = None) -> date | None:
    """The calendar day that a text is, as lists and labels print it: "[2026-05-08]", "发布日期：二〇二六年五月八日".

    Words, a weekday or a time around it do no harm; a sentence that mentions a date is not a date.
    order: how the source writes days in digits, where the year stands last.
    """
    plain = text.translate(_DIGITS).strip()
    if len(plain) > _LONGEST:
        return None
    for found in find(plain, order=order):
        before, after = plain[: found.start], plain[found.end :]
        return found.day if _BEFORE.fullmatch(before) and _AFTER.fullmatch(after) else None
    return None


def find(text: str, *, order: Order | None = None) -> Iterator[Printed]:
    """Every date in a text, in its order. Impossible days (2026-02-30) are none."""
    plain = text.translate(_DIGITS)
    forms = (*_FORMS, (_ORDERED[order], _plain)) if order else _FORMS
    found = [
        Printed(day, m.start(), m.end())
        for pattern, read in forms
        for m in pattern.finditer(plain)
        if (day := _day(*read(m))) is not None
    ]
    end = 0
    for one in sorted(found, key=lambda printed: (printed.start, -printed.end)):
        if one.start >= end:
            yield one
            end = one.end


def _day(year: int, month: int, day: int) -> date | None:
    if 2400 <= year <= 2700:  # the Buddhist era, which Thailand counts in
        year -= 543
    try:
        return date(year, month, day)
    except ValueError:
        return None


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
