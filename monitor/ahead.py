"""The days to come that notices set: when they take effect, end, or close for comments and filings.

Asked of each notice as it stands last: a day that an authority moved is told as it is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

from monitor.model import Ahead, Correction, Falls, Mistake, Outline, Removed, Status
from monitor.values import dataclass

HORIZON = timedelta(days=90)

_KINDS: tuple[Literal["effective", "deadline", "expires"], ...] = ("effective", "deadline", "expires")
_NO_NEWS = (Mistake.COPY, Mistake.UNTOLD, Mistake.PERSON)  # nothing of such a line is to be relied on


def ahead(
    latest: Iterable[Outline],
    corrections: Mapping[str, tuple[Correction, ...]],
    today: date,
    horizon: timedelta = HORIZON,
) -> tuple[Ahead, ...]:
    """What happens from today on and within the horizon, the first first; a notice on several sites once.

    latest: the last change of each notice. corrections: by change, what was found to be wrong with it.
    """
    found: dict[tuple[object, ...], Ahead] = {}
    for outline in latest:
        wrong = corrections.get(outline.change.id, ())
        if isinstance(outline.change.finding.change, Removed) or is_no_news(wrong):
            continue
        for each in _days(outline, better_days(wrong)):
            if today <= each.day <= today + horizon:
                found.setdefault((outline.shared or outline.notice, each.kind, each.day), each)
    return tuple(
        sorted(found.values(), key=lambda each: (each.day, _KINDS.index(each.kind), int(each.change)))
    )


def _days(outline: Outline, better: Mapping[str, date]) -> Iterator[Ahead]:
    recorded, finding = outline.change, outline.change.finding
    facts, listed = finding.classification.facts, finding.change.notice.listed
    for kind in _KINDS:
        day = better.get(kind, getattr(facts, kind))
        if day is not None:
            yield Ahead(
                day,
                kind,
                recorded.id,
                listed.title,
                listed.url,
                listed.number or facts.number,
                recorded.source,
                finding.status is Status.UNCONFIRMED,
            )


def is_no_news(corrections: Iterable[Correction]) -> bool:
    """Whether nothing of a change is to be relied on, after what was found to be wrong with it."""
    return any(one.wrong.mistake in _NO_NEWS for one in corrections)


def better_days(corrections: Iterable[Correction]) -> dict[str, date]:
    """Days that were misread, as they read now."""
    misread = (one.wrong.said for one in corrections if one.wrong.mistake is Mistake.MISREAD)
    return {name: date.fromisoformat(now) for name, _, now in misread if name in _KINDS}


@dataclass(frozen=True, slots=True)
class Dated:
    """The last change of a notice and the days that it sets. same: equal for copies of one notice."""

    change: int
    source: str
    same: object
    days: Mapping[str, date | None]


def falls(
    latest: Iterable[Dated], corrections: Mapping[int, tuple[Correction, ...]], first: date, last: date
) -> tuple[Falls, ...]:
    """The same as `ahead` in little room: what falls on these days, both included, the first first."""
    found: dict[tuple[object, ...], Falls] = {}
    for each in sorted(latest, key=lambda dated: dated.change):
        wrong = corrections.get(each.change, ())
        if is_no_news(wrong):
            continue
        better = better_days(wrong)
        for kind in _KINDS:
            day = better.get(kind, each.days.get(kind))
            if day is not None and first <= day <= last:
                found.setdefault((each.same, kind, day), Falls(day, kind, each.change, each.source))
    return tuple(sorted(found.values(), key=place))


def place(fall: Falls) -> tuple[date, int, int]:
    """Where in a list of days one stands."""
    return fall.day, _KINDS.index(fall.kind), fall.change
