"""Which days a text names, in every way of writing them that a notice may use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from monitor import dates
from monitor.facts.words import any_of, begins
from monitor.patterns import regex
from monitor.prose import Prose
from monitor.values import dataclass

_MONTH_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug"
    "|september sept sep|october oct|november nov|december dec"
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
_MONTH = rf"({any_of(_MONTHS)})\.?"
_HAN = regex(
    r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]"
    r"|([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
    r"|民国 ?(\d{1,3}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日"
    r"|民国([〇○零一二三四五六七八九十百]{1,6})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日",
    re.ASCII,
)
# 109年2月27日: only where the text is written in traditional signs, as they are in Taiwan.
_MINGUO = regex(
    r"(\d{2,3}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日"
    r"|([〇○零一二三四五六七八九十百]{2,6})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日",
    re.ASCII,
)
_DIGITS = regex(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.\-/]\d|\d)"
    r"|(\d{1,2})([-/.])(\d{1,2})\6(\d{4})(?![\d.\-/]\d|\d)",
    re.ASCII,
)
_ENGLISH = regex(
    rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})(?!\d)"
    rf"|(\d{{1,2}})(?:st|nd|rd|th)?[ -](?:day of |of )?{_MONTH}[ ,-]{{1,2}}(\d{{4}})(?!\d)",
    re.ASCII,
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
    "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
ORDINALS = {word: number for number, word in enumerate(_ORDINALS.split(), 1)}
_TO_NINETEEN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = {word: n for n, word in enumerate(_TO_NINETEEN.split())}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
# this second day of April, in the year of our Lord two thousand twenty-five
_SOLEMN = regex(
    rf"this ([a-z]{{5,8}}(?:-[a-z]{{5,7}})?) day of {_MONTH},? in the year of our lord two thousand (?:and )?([a-z]{{3,9}}(?:-[a-z]{{3,5}})?)",
    re.ASCII,
)
# Signs and words of tongues in which `monitor.dates` reads days and the patterns above do not.
_OTHER_SIGNS = regex(r"[\u0401-\u06f9\u0e01-\u0e5b\uac00-\ud7a3]|令和|平成")
_OTHER_MONTHS = regex(
    r"\d(?:er|º|\.)? (?:de )?(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|janvier|février|mars|avril|mai|juin"
    r"|juillet|août|septembre|octobre|novembre|décembre|januar|märz|oktober|dezember|januari|februari|maret|mei|juni|juli|agustus|desember"
    r"|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|ocak|şubat|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"
    r"|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|tháng)"
)
# Before 05/04/2026 in tongues that write the day first.
_DAY_FIRST = regex(
    r"(?:ngày|tanggal|\b(?:le|du|au|el|del|al|em|de|do|dia|até|am|dem|vom|zum|dal)|с|от|до|по) $", re.ASCII
)
_HAN_DIGITS = {**{sign: n for n, sign in enumerate("〇一二三四五六七八九")}, "○": 0, "零": 0}
_YEAR = regex(r"(?:19|20)\d\d", re.ASCII)
_LONGEST = 24  # characters of a day in front of its year: "the 30th day of September, "
_YEARS = range(1900, 2100)  # of which notices speak
_Reader = Callable[[re.Match[str]], tuple[int, int, int]]  # -> year, month, day


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in a text and where it stands."""

    start: int
    end: int
    value: date


def days(prose: Prose) -> list[Day]:
    """Every day a text names, in order. Impossible ones (31 February) are left out."""
    text = prose.simple
    found: list[Day] = []
    if "年" in text:
        found += _read(text, _HAN, _han)
        if text is not prose.low:
            found += _read(text, _MINGUO, _minguo)
    if "." in text or "-" in text or "/" in text:
        found += _read(text, _DIGITS, _digits)
    if _LETTERS.search(text):
        found += _days_in_english(text)
        if "our lord" in text:
            found += _read(text, _SOLEMN, _solemn)
    if (not text.isascii() and _OTHER_SIGNS.search(text)) or (not found and _OTHER_MONTHS.search(text)):
        found += (
            Day(one.start, one.end, one.day) for one in dates.find(prose.plain) if one.day.year in _YEARS
        )
    found += [half for day in found for half in _other_half(text, day)]
    found.sort(key=lambda day: (day.start, -day.end))
    kept, end = [], 0
    for day in found:
        if day.start >= end:
            kept.append(day)
            end = day.end
    return kept


# 2026年6月1日至8月31日, 1 June to 31 August 2026: one half of a range says the year of both.
_HAN_HALF = regex(r"起?(?:零时起?)?[至到~\-–—](\d{1,2})月(\d{1,2})日", re.ASCII)
_ENGLISH_HALF = regex(
    rf"(?<![a-z0-9])(?:{_MONTH} (\d{{1,2}})|(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}),?(?= (?:to|until|till|through|and|up to|-|–)(?: and including)? $)",
    re.ASCII,
)


def _other_half(text: str, day: Day) -> Iterator[Day]:
    match = _HAN_HALF.match(text, day.end)
    if match is not None:
        month, of_month = int(match.group(1)), int(match.group(2))
        year = day.value.year + ((month, of_month) < (day.value.month, day.value.day))
        value = _made(year, month, of_month)
        if value is not None:
            yield Day(match.start(1), match.end(), value)
    match = _ENGLISH_HALF.search(text, max(0, day.start - 40), day.start)
    if match is not None:
        us_month, us_day, uk_day, uk_month = match.groups()
        month, of_month = _MONTHS[us_month or uk_month], int(us_day or uk_day)
        value = _made(
            day.value.year - ((month, of_month) > (day.value.month, day.value.day)), month, of_month
        )
        if value is not None:
            yield Day(match.start(), match.end(), value)


_HAN_WITHOUT_YEAR = regex(r"[自从由](\d{1,2})月(\d{1,2})日(?![至到\-])", re.ASCII)
_ENGLISH_WITHOUT_YEAR = regex(
    rf"(?:from|as of|effective|starting|beginning)(?: on)? (?:{_MONTH} (\d{{1,2}})|(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH})(?!,? ?\d|[a-z])",
    re.ASCII,
)
_BEFORE_AND_AFTER = (-60, 300)  # days from publication between which such a day lies


def without_year(prose: Prose, issued: date) -> Iterator[Day]:
    """Days from which something is said to start without their year (自4月1日起): the ones nearest to the publication."""
    text = prose.simple
    found: list[tuple[re.Match[str], int, int, int]] = []  # where the day begins, month, day
    if "月" in text:
        found += ((m, m.start(1), int(m.group(1)), int(m.group(2))) for m in _HAN_WITHOUT_YEAR.finditer(text))
    for m in _ENGLISH_WITHOUT_YEAR.finditer(text) if _LINKED.search(text) else ():
        us_month, us_day, uk_day, uk_month = m.groups()
        if begins(text, m.start()):
            at = m.start(1) if us_month else m.start(3)
            found.append((m, at, _MONTHS[us_month or uk_month], int(us_day or uk_day)))
    low, high = _BEFORE_AND_AFTER
    for match, start, month, day in found:
        near = [value for year in (-1, 0, 1) if (value := _made(issued.year + year, month, day))]
        value = min(near, key=lambda each: abs(each - issued), default=None)
        if value is not None and low <= (value - issued).days <= high:
            yield Day(start, match.end(), value)


_LINKED = regex("from|as of|effective|starting|beginning", re.ASCII)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_LETTERS = regex("[a-z]{3}", re.ASCII)


def _days_in_english(text: str) -> Iterator[Day]:
    """Days by their month's name, looked for in front of every year: there are few."""
    at = 0
    for year in _YEAR.finditer(text):
        low = max(at, year.start() - _LONGEST)
        match = _ENGLISH.search(text, low, year.end())
        while match is not None and (_runs_on(text, match.start()) or match.end() != year.end()):
            match = _ENGLISH.search(text, match.start() + 1, year.end())
        if match is None or text[year.end() : year.end() + 1].isdigit():
            continue
        at = year.end()
        day = _day(match, _english)
        if day is not None:
            yield day


def _read(text: str, pattern: re.Pattern[str], value: _Reader) -> Iterator[Day]:
    for match in pattern.finditer(text):
        if not _runs_on(text, match.start()) and (day := _day(match, value)) is not None:
            yield day


def _day(match: re.Match[str], value: _Reader) -> Day | None:
    """None for an impossible day, and for words that only look like one."""
    try:
        year, month, day = value(match)
        return Day(match.start(), match.end(), date(year, month, day)) if year in _YEARS else None
    except (ValueError, KeyError):
        return None


def _runs_on(text: str, start: int) -> bool:
    """Whether what looks like a day is the rest of a longer number or word."""
    if text[start].isdigit():
        return start > 0 and text[start - 1].isdigit()
    return not begins(text, start)


def _han(match: re.Match[str]) -> tuple[int, int, int]:
    western, signs, minguo, minguo_signs = (match.groups()[at : at + 3] for at in (0, 3, 6, 9))
    if western[0]:
        return int(western[0]), int(western[1]), int(western[2])
    if minguo[0]:
        return 1911 + int(minguo[0]), int(minguo[1]), int(minguo[2])
    year, month, day = signs if signs[0] else minguo_signs
    return (0 if signs[0] else 1911) + _numeral(year), small(month), small(day)


def _minguo(match: re.Match[str]) -> tuple[int, int, int]:
    year, month, day, *signs = match.groups()
    if year:
        return 1911 + int(year), int(month), int(day)
    return 1911 + _numeral(signs[0]), small(signs[1]), small(signs[2])


def _numeral(signs: str) -> int:
    """二〇二六 is 2026, and 一百十五 and 一一五 are 115."""
    hundreds, hundred, rest = signs.rpartition("百")
    if not hundred and "十" not in signs:
        return int("".join(str(_HAN_DIGITS[sign]) for sign in signs))
    return (_HAN_DIGITS[hundreds] * 100 if hundred else 0) + (small(rest.lstrip("零〇○")) if rest else 0)


def _digits(match: re.Match[str]) -> tuple[int, int, int]:
    if match.string[match.start() - 1 : match.start()] in (".", "-", "/"):
        raise ValueError(match.group())  # 12.2026.5.8 is no day
    year, _, month, day, first, sign, second, last = match.groups()
    if year:
        return int(year), int(month), int(day)
    one, other = int(first), int(second)
    if sign == "." or one > 12:
        return int(last), other, one
    if other > 12 or one == other:
        return int(last), one, other
    if _DAY_FIRST.search(match.string, max(0, match.start() - 12), match.start()):
        return int(last), other, one
    raise ValueError(match.group())  # 05/04/2026: nobody can tell


def _english(match: re.Match[str]) -> tuple[int, int, int]:
    us_month, us_day, us_year, uk_day, uk_month, uk_year = match.groups()
    return int(us_year or uk_year), _MONTHS[us_month or uk_month], int(us_day or uk_day)


def _solemn(match: re.Match[str]) -> tuple[int, int, int]:
    day, month, year = match.groups()
    tens, _, ones = year.partition("-")
    since = _TENS[tens] + _UNITS[ones] if ones else _TENS.get(tens) or _UNITS[tens]
    return 2000 + since, _MONTHS[month], ORDINALS[day]


def small(signs: str) -> int:
    """一 to 九十九; 0 when it is none."""
    tens, ten, ones = signs.rpartition("十")
    if not ten:
        return _HAN_DIGITS[signs] if len(signs) == 1 else 0
    return (_HAN_DIGITS.get(tens, 99) if tens else 1) * 10 + (_HAN_DIGITS.get(ones, 99) if ones else 0)
