"""Days as pages print them beside titles: in figures, by signs, or with the name of a month in many languages."""

from __future__ import annotations

from monitor import calendars
from monitor.patterns import regex

_DAY = regex(r"[\[(（【]?\s*(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?\s*[\])）】]?")
_IN_FIGURES = regex(
    r"(?:19|20)\d\d\s*[-/.年년]\s*\d{1,2}\s*[-/.月월]\s*\d{1,2}|\b\d{1,2}[-/.](?:\d{1,2}|[A-Z][a-z]{2})[-/.](?:19|20)\d\d\b"
    r"|\b\d{1,2} tháng \d{1,2} năm (?:19|20)\d\d\b"
)
# 26 de octubre de 2026, October 26, 2026; whether the word is a month is asked then
_WRITTEN_OUT = regex(
    r"\b\d{1,2}(?:st|nd|rd|th|er|\.|º)? (?:de )?([^\W\d_][^\s\d,]{2,11}),? (?:del? )?\d{4}\b|"
    r"\b([^\W\d_][^\s\d,]{2,11}) \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
)


def is_day(text: str) -> bool:
    """Whether a text is a day in figures, with its hour or in brackets, and nothing else."""
    return len(text) < 26 and text[:1] in "12[(（【" and _DAY.fullmatch(text) is not None


def holds_day(text: str) -> bool:
    """Whether a day stands in a text."""
    if _IN_FIGURES.search(text) is not None:
        return True
    return any(calendars.month(found[1] or found[2]) for found in _WRITTEN_OUT.finditer(text))
