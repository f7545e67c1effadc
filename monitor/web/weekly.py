"""Changes a week: which weeks, and what their picture and their table say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from monitor.digest.words import Words
from monitor.model import LabelName, Week
from monitor.pictures import weeks as drawing
from monitor.values import dataclass

MANY, FEW = 26, 12  # weeks on a wide screen, on a phone
_TINTS: dict[str, drawing.Tint] = {
    LabelName.ELIGIBILITY: "eligibility",
    LabelName.HS_MAPPING: "hs",
    LabelName.DOCUMENTATION: "docs",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A week of the table. numbers: in all, then one for each label."""

    first: date
    numbers: tuple[int, ...]


def begins(now: datetime, zone: tzinfo, many: int) -> tuple[datetime, ...]:
    """When each of the last weeks begins, Monday on the reader's clock, and the end of this one."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    days = (monday + timedelta(weeks=place) for place in range(1 - many, 2))
    return tuple(datetime.combine(day, time(), zone).astimezone(UTC) for day in days)


def lines(found: Sequence[Week], starts: Sequence[datetime], zone: tzinfo) -> tuple[Line, ...]:
    """The latest week first."""
    return tuple(
        Line(start.astimezone(zone).date(), (week.total, *(n for _, n in week.labels)))
        for week, start in zip(found, starts, strict=False)
    )[::-1]


def picture(
    found: Sequence[Week], starts: Sequence[datetime], zone: tzinfo, words: Words, *, narrow: bool
) -> str:
    firsts = [start.astimezone(zone).date() for start in starts[: len(found)]]
    rows = [drawing.Row(words.say("weeks.all"), "all", [week.total for week in found])]
    for place, name in enumerate(LabelName):
        numbers = [week.labels[place][1] for week in found]
        rows.append(drawing.Row(words.name("label", name), _TINTS[name], numbers))
    total = sum(week.total for week in found)
    speech = drawing.Speech(
        words.say("weeks.title"),
        words.say("weeks.said", n=total, weeks=len(found)),
        words.say("weeks.empty"),
        [(place, _month(firsts[place], words)) for place in drawing.month_starts(firsts)],
        words.say("weeks.running"),
    )
    return drawing.weeks(rows, speech, wide=drawing.NARROW if narrow else drawing.WIDE)


def _month(first: date, words: Words) -> str:
    name = words.name("calendar_month", str(first.month))
    return f"{name}月" if words.language == "zh" else name
