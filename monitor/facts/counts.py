"""What a text counts, and how much: 1,842家企业, 12个口岸, 72 hours, 二十个口岸, 1.8 days, 25%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from monitor.facts.words import any_of, begins
from monitor.model import Count
from monitor.patterns import regex
from monitor.prose import Prose
from monitor.values import dataclass

# What is counted, by the word it is known by everywhere, with the words texts use. Longest first
# where one word holds another. Extend freely: only these nouns make a number a count.
NOUNS: dict[str, tuple[str, ...]] = {
    "ports": ("口岸", "港口", "ports", "port", "border crossings", "ports of entry"),
    "exporters": ("出口企业", "出口商", "exporters", "exporting companies", "exporting enterprises"),
    "importers": ("进口企业", "进口商", "importers"),
    "producers": ("生产企业", "加工企业", "producers", "manufacturers", "plants", "establishments"),
    "enterprises": ("企业", "公司", "enterprises", "companies", "firms", "operators", "entities", "实体"),
    "bodies": ("机构", "bodies", "laboratories", "institutions"),
    "countries": ("国家和地区", "国家", "countries", "economies", "markets", "partners"),
    "regions": ("地区", "regions"),
    "customs districts": ("直属海关", "关区", "海关", "customs districts", "customs offices"),
    "codes": ("商品编号", "税目", "税号", "品目", "子目", "tariff lines", "codes", "subheadings", "headings"),
    "products": ("产品", "商品", "品种", "products", "articles", "commodities"),
    "measures": ("措施", "measures"),
    "zones": ("综合保税区", "保税区", "试验区", "园区", "zones", "areas"),
    "pilots": ("试点", "pilots"),
    "forms": ("单证", "证书", "certificates", "documents", "forms"),
}
UNITS: dict[str, tuple[str, ...]] = {
    "hours": ("小时", "hours", "hour"),
    "working days": ("个工作日", "工作日", "working days", "business days", "working day"),
    "days": ("天", "日内", "个自然日", "days", "day"),
    "months": ("个月", "months", "month"),
    "years": ("年内", "年以上", "周年", "years", "year"),
    "percent": ("%", "个百分点", "percent", "per cent", "percentage points"),
    "tonnes": ("万吨", "吨", "tonnes", "metric tons"),
    "kilograms": ("千克", "公斤", "kilograms", "kg"),
}
# What a period is about, told by the words around it: 72小时内放行 is the time of clearance.
TOPICS: dict[str, tuple[str, ...]] = {
    "clearance": ("放行", "通关", "clearance", "release", "cleared"),
    "storage": ("保存", "留存", "retain", "keep records"),
    "validity": ("有效", "valid"),
    "filing": ("申报", "提交", "submit", "file", "filing"),
}
_NUMERALS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_TO_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_ENGLISH = {word: number for number, word in enumerate(_TO_TWENTY.split(), 1)} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
}
_NAMES = {word: name for table in (NOUNS, UNITS) for name, words in table.items() for word in words}


def _either(table: dict[str, tuple[str, ...]]) -> str:
    return any_of(word for words in table.values() for word in words)


NUMBER = r"(?<![\d.a-z\-/])(?<!\d,)(\d{1,3}(?:,\d{3}){1,4}|\d{1,12}(?:\.\d{1,6})?)(?![\d,]\d)"
_MEASURES = "家|个|项|种|类|户|条|处|批"
_HAN_SIGNS = "一二三四五六七八九十百千万零〇两"
# Every number, however it is written; then what stands behind it says what it counts.
_NUMERAL = regex(rf"\d[\d,.]*|[{_HAN_SIGNS}]{{1,9}}|{any_of(_ENGLISH)}", re.ASCII)
_PLAIN = regex(r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_THEN_UNIT = regex(rf"\)?[ -]?([万亿])?(?:余|多)?({_either(UNITS)})", re.ASCII)
_THEN_MEASURE = regex(rf" ?([万亿])?(?:余|多)?({_MEASURES})([\u4e00-\u9fff]{{0,10}})", re.ASCII)
_THEN_NOUN = regex(rf"[ -]((?:[a-z][a-z\-]{{1,20}} ){{0,3}}?)({_either(NOUNS)})", re.ASCII)
_NOUN = regex(_either(NOUNS), re.ASCII)
_YEAR = regex(r"(?:19|20)\d\d")  # of a date or a title, unless something is counted by the thousand


@dataclass(frozen=True, slots=True)
class Counted:
    """A count and where its number stands in the matched text, with the unit where that is a measure of its own."""

    start: int
    end: int
    count: Count


def counts(prose: Prose) -> Iterator[Count]:
    """Everything a text counts, in order."""
    return (each.count for each in counted(prose))


def counted(prose: Prose) -> Iterator[Counted]:
    """Everything a text counts, in order, each number once: 5个工作日 are days and nothing else."""
    text = prose.simple
    until = 0
    for match in _NUMERAL.finditer(text):
        start, end = match.span()
        if start < until:
            continue
        written = _written(text, start, end)
        if written is None:
            continue
        end = start + len(written)
        found = (
            _period(prose, start, end, written)
            or _measured(prose, start, end, written)
            or _noun(text, start, end, written)
        )
        if found is not None:
            until = found.end
            yield found


def _written(text: str, start: int, end: int) -> str | None:
    """A number as it is written, without the stop or comma behind it; None when it is part of something else."""
    sign, before = text[start], text[start - 1] if start else ""
    if "0" <= sign <= "9":
        if before in (".", "-", "/") or "a" <= before <= "z":
            return None
        written = text[start:end].rstrip(",.")
        return written if _PLAIN.fullmatch(written) else None
    if sign.isascii():
        return text[start:end] if begins(text, start) else None
    return None if end - start > 8 or (before and before in f"第{_HAN_SIGNS}") else text[start:end]


def noun_or_unit() -> re.Pattern[str]:
    """Any word that says what a number counts or measures."""
    return regex(rf"{_either(UNITS)}|{_either(NOUNS)}", re.ASCII)


def canonical(word: str) -> str:
    """The one name of a unit or noun: 小时 and hour are "hours"."""
    return _NAMES.get(word.lower(), word.lower())


def name_of(count: Count) -> str:
    """The word under which a count is compared with another: "exporters", "hours"."""
    return _NAMES.get(count.of) or _NAMES.get(count.unit) or count.of or count.unit


def _period(prose: Prose, start: int, end: int, written: str) -> Counted | None:
    match = _THEN_UNIT.match(prose.simple, end)
    if match is None or (match.group().startswith(")") and not written.isdigit()):
        return None
    scale, unit = match.groups()
    value = _value(written, scale)
    if value is None:
        return None
    of = "" if _NAMES[unit] == "percent" else _topic(prose, start, match.end())
    return Counted(start, match.end(), Count(value, _NAMES[unit], of))


def _topic(prose: Prose, first: int, last: int) -> str:
    """What a period is about, as the words around it say; empty when they do not."""
    start, end = prose.sentence(first)
    near = prose.simple[max(start, first - 24) : min(end, last + 24)]
    return next((name for name, words in TOPICS.items() if any(word in near for word in words)), "")


def _measured(prose: Prose, start: int, end: int, written: str) -> Counted | None:
    """12个口岸: a number with a measure word and what it counts."""
    match = _THEN_MEASURE.match(prose.simple, end)
    if match is None or (written[0].isascii() and not written[0].isdigit()):
        return None
    scale, measure, tail = match.groups()
    value = _value(written, scale)
    digits = written[0].isdigit() and written[0].isascii()
    noun = _NOUN.search(tail) if tail else None
    alone = not prose.simple[match.end() : match.end() + 1].isalnum()  # 增加至20个。 and not 两个10位
    of = noun.group() if noun else _before(prose, start) if (not tail or digits) and alone else ""
    if not value or not of or (not digits and value == "1"):
        return None
    last = match.end(3) - (len(tail) - noun.end() if noun else len(tail))
    return Counted(start, last, Count(value, measure, of))


def _before(prose: Prose, place: int) -> str:
    """口岸由12个增加至20个: the noun before, within the sentence, nearest to the number."""
    start = max(prose.sentence(place)[0], place - 24)
    last = ""
    for match in _NOUN.finditer(prose.simple, start, place):
        last = match.group()
    return last


def _noun(text: str, start: int, end: int, written: str) -> Counted | None:
    """1,842 certified exporters."""
    match = _THEN_NOUN.match(text, end) if written.isascii() else None
    if match is None or (
        _YEAR.fullmatch(written) and text[start - 3 : start] in ("in ", "of ", " , ", "to ")
    ):
        return None
    noun = match.group(2)
    value = plain_number(written) if written[0].isdigit() else str(_ENGLISH[written])
    return Counted(start, end, Count(value, noun, noun))


def _value(written: str, scale: str | None) -> str | None:
    """A number however it is written; 5万 is 50000."""
    if written[0].isascii():
        value: str | None = plain_number(written) if written[0].isdigit() else str(_ENGLISH[written])
    else:
        value = _numeral(written)
    if value is None or scale is None:
        return value
    return scaled(value, 10_000 if scale == "万" else 100_000_000)


def scaled(value: str, times: int) -> str:
    """A plain number so many times: 1.5 in ten thousands is 15000."""
    whole, _, rest = f"{Decimal(value) * times:f}".partition(".")
    return f"{whole}.{rest}".rstrip("0").rstrip(".") if rest else whole


def plain_number(digits: str) -> str:
    """A number in one spelling: 1,842 is 1842."""
    return digits.replace(",", "")


def _numeral(signs: str) -> str | None:
    """十二 -> 12, 二十 -> 20, 一百零五 -> 105; None when it is no number."""
    if not any(sign in _POWERS for sign in signs):
        return str(_NUMERALS[signs]) if len(signs) == 1 else None
    total = section = digit = 0
    for sign in signs:
        if sign in _NUMERALS:
            digit = _NUMERALS[sign]
        elif sign == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _POWERS[sign], 0
    return str(total + section + digit)
