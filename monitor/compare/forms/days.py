"""The same day written in another way: "22 January 2026" and "2026-01-22" are one."""

from __future__ import annotations

import re

from monitor import dates
from monitor.compare.forms.text import normal
from monitor.patterns import regex

SAME_DAY = "the same day written otherwise"
LONGEST = 2_000  # characters of a text whose days are looked at
# A day is told by two numbers near each other, by one of eight digits, or by signs for numbers.
_MAY_TELL = regex(r"\d\D{1,40}\d|\d{8}|年")
# Words that only say that a day comes or was told: ngày 29 tháng 5, 7 мая 2026 г.
_BEFORE = regex(r"(?:ngày|วันที่|tanggal|tarikh) ?$", re.IGNORECASE)
_BEHIND = regex(r" ?(?:г\.|года\b|г\b|م(?!\w))")


def same_days(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but how they write their days.

    03/04/2026 may be two days: it stays as it is written, and so a difference.
    """
    if max(len(before), len(after)) > LONGEST or not (_MAY_TELL.search(before) and _MAY_TELL.search(after)):
        return False
    one, other = _with_days(before), _with_days(after)
    return one is not None and one == other


def _with_days(text: str) -> str | None:
    """The normal form with every day written in one way; None where it tells none."""
    parts, end = [], 0
    for printed in dates.find(text):
        if printed.start < end:
            continue
        parts += [_BEFORE.sub("", text[end : printed.start]), f" {printed.day} "]
        behind = _BEHIND.match(text, printed.end)
        end = behind.end() if behind else printed.end
    return normal("".join([*parts, text[end:]])) if parts else None
