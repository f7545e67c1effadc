"""A text without what counts how often a file was fetched or a page was seen: "Application sheet Downloads: 745"."""

from __future__ import annotations

import re
from functools import cache

from monitor.compare.noise import pieces, sayings

LONGEST = 2_000  # characters of a text that counters are taken out of
_BEHIND = 60  # characters of a counter behind a text
_OF_INSPECTORS = re.compile("查看|访问|visit")  # who looks at a firm, not at a page
_NUMBER = r"\d{1,12}(?:[.,' ٬]\d{3}){0,4}"


def without_counters(form: str) -> str:
    """A normal form without each counter: with its colon wherever it stands, without one only behind the text."""
    if len(form) > LONGEST or not any(map(str.isdigit, form)):
        return form
    if ":" in form:
        form = _counters().sub("", form)
    at = _behind(form)
    return form[:at] if at else form


@cache
def _counters() -> re.Pattern[str]:
    counted = {
        name
        for name, why in sayings.labels().items()
        if why == sayings.COUNTER and not _OF_INSPECTORS.search(name)
    }
    names, units = (_any(words) for words in (counted, sayings.UNITS.split("|")))
    return re.compile(
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
            and small[start : start + 2] in sayings.beginnings()
            and pieces.reason(form[start:]) == sayings.COUNTER
            and not (form[start - 1].isalpha() and _OF_INSPECTORS.match(form, start))
        ):
            return start
    return 0
