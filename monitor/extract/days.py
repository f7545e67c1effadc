"""Days as pages print them beside titles: in figures, by signs, or with the name of a month in many languages."""

from __future__ import annotations

from monitor import calendars
from monitor.patterns import regex

_DAY = regex(r"[\[(（【]?\s*(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?\s*[\])）】]?")
BEGIN = "12[(（【"  # how a day in figures does, with its bracket
# 2026-05-08, 08.05.2026, 8 tháng 5 năm 2026; the first figure stands in front, so that texts without one are soon read
_IN_FIGURES = regex(
    r"\d(?:(?:(?<=1)9|(?<=2)0)\d\d\s*[-/.年년]\s*\d{1,2}\s*[-/.月월]\s*\d{1,2}|"
    r"(?<!\w.)\d?(?:[-/.](?:\d{1,2}|[A-Z][a-z]{2})[-/.]| tháng \d{1,2} năm )(?:19|20)\d\d\b)"
)
# 26 de octubre de 2026, October 26, 2026; whether the word is a month is asked then
_WRITTEN_OUT = regex(
    r"\b\d{1,2}(?:st|nd|rd|th|er|\.|º)? (?:de )?([^\W\d_][^\s\d,]{2,11}),? (?:del? )?\d{4}\b|"
    r"\b([^\W\d_][^\s\d,]{2,11}) \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
)
_YEAR_AT_END = regex(r" \d{4}\b")  # of either


def is_day(text: str) -> bool:
    """Whether a text is a day in figures, with its hour or in brackets, and nothing else."""
    return len(text) < 26 and text[:1] in BEGIN and _DAY.fullmatch(text) is not None


def holds_day(text: str) -> bool:
    """Whether a day stands in a text."""
    if ("20" in text or "19" in text) and _IN_FIGURES.search(text) is not None:
        return True
    if _YEAR_AT_END.search(text) is None:
        return False
    return any(calendars.month(found[1] or found[2]) for found in _WRITTEN_OUT.finditer(text))
