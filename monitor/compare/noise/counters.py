"""A text without what counts how often a file was fetched or a page was seen: "Application sheet Downloads: 745"."""

from __future__ import annotations

import re
from functools import cache

from monitor.compare.noise import pieces, sayings
from monitor.extract.chrome import says_something
from monitor.patterns import regex

LONGEST = 2_000  # characters of a text that counters are taken out of
_BEHIND = 60  # characters of a counter behind a text
_OF_INSPECTORS = regex("查看|访问|visit")  # who looks at a firm, not at a page
_NUMBER = r"\d{1,12}(?:[.,' ٬]\d{3}){0,4}"


def without_counters(form: str) -> str:
    """A normal form without each counter: with its colon wherever it stands, without one only behind the text."""
    if len(form) > LONGEST or not any(map(str.isdigit, form)):
        return form
    if ":" in form:
        form = _counters().sub("", form)
    at = _behind(form) or _of_downloads(form)
    return form[:at] if at else form


# A word for fetching before a number, which a unit must follow or a colon set off; and behind a number, by itself.
_FETCHED = "已下载|已下載|下载|下載|ダウンロード|다운로드|ดาวน์โหลด(?:แล้ว)?|مرات التحميل|مرات التنزيل|تم التحميل|скачан[оа]?|загружен[оа]?|diunduh|descargado|baixado|téléchargé|downloaded"
_UNIT = "次|回|件|회|건|ครั้ง|คน|kali|veces|vezes|fois|раза?|مرة|مرات|times"
_FETCHES = (
    "descargas?|downloads?|téléchargements?|lượt tải(?: về| xuống)?|скачивани[йея]|загруз(?:ок|ки|ка)|unduhan|muat turun|"
    "次下载|次下載|回ダウンロード|회 ?다운로드|ครั้งดาวน์โหลด|تحميل|تنزيل|تحميلات|indirme"
)
_DOWNLOADS = regex(
    rf"[(\[]?(?:(?<![^\W\d_])|(?<=[⺀-鿿가-힯\u0e00-\u0e7f]))(?:(?:{_FETCHED})(?: ?{_NUMBER} ?(?:{_UNIT})|: ?{_NUMBER})"
    rf"|(?<![\d.,:])(?<!: ){_NUMBER} ?(?:{_FETCHES}))[)\]]?$",
    re.IGNORECASE,
)
_NAME = 200  # characters of the name of a file


def _of_downloads(form: str) -> int:
    """Where it begins how often a file was fetched, behind its name; 0 where none stands, or a sentence does."""
    if len(form) > _NAME or (found := _DOWNLOADS.search(form, max(1, len(form) - _BEHIND))) is None:
        return 0
    return 0 if says_something(form) else found.start()


@cache
def _counters() -> re.Pattern[str]:
    counted = {
        name
        for name, why in sayings.labels().items()
        if why == sayings.COUNTER and not _OF_INSPECTORS.search(name)
    }
    names, units = (_any(words) for words in (counted, sayings.UNITS.split("|")))
    return regex(
        rf"(?:(?<![^\W\d_])|(?<=[⺀-鿿가-힯\u0e00-\u0e7f]))(?:{names}) ?: ?{_NUMBER}(?: ?(?:{units})\b)?"
        r"(?![\d%.,]*\d)(?! ?%)(?! (?:per|an?|by|of|in|for|each|every|times|or)\b)",
        re.IGNORECASE,
    )


def _any(words: set[str] | list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _behind(form: str) -> int:
    """Where a counter begins that ends the text; 0 where none does."""
    if not any(map(str.isdigit, form[-12:])):
        return 0
    small = form.casefold()
    if len(small) != len(form):
        return 0
    for start in range(max(1, len(form) - _BEHIND), len(form) - 3):
        begins = not form[start - 1].isalnum() or form[start] >= "\u2e80"
        if (
            begins
            and sayings.begins_with_counter(small, start)
            and pieces.reason(form[start:]) == sayings.COUNTER
            and not (form[start - 1].isalpha() and _OF_INSPECTORS.match(form, start))
        ):
            return start
    return 0
