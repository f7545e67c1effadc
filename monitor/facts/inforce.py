"""What happens on the days a text names: issued, signed, in force, at an end, the last day to comment.

The day in force is a sentence about this notice: periods of certificates (自签发之日起6个月) and the
days on which other notices took effect or were repealed are not it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from monitor.facts import columns, ends, publication, starts
from monitor.facts.days import Day, days, without_year
from monitor.patterns import regex
from monitor.prose import Prose
from monitor.values import dataclass

_ISSUED_BEFORE = regex(
    r"(?:发布日期|发布时间|公布日期|印发日期|日期|date of issue|issued(?: on)?|published(?: on)?|dated?|posted(?: on)?|publication date|date published)"
    r"[:,]? ?$",
    re.ASCII,
)
_DOCUMENT_BEFORE = regex(
    r"(?:成文日期|发文日期|签发日期|签署日期|dated:?|done at [a-z]{3,20},?|done in [a-z]{3,20},?|made at [a-z]{3,20}[^\n]{0,20} this)[:,]? ?$",
    re.ASCII,
)
# A notice is signed with the name of its authority and the day, at its end.
_SIGNED = regex(r"(?:[署部局委会厅办院行关]|^|\n) ?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with what happens on it. clear: 0 nothing of the sort is said, 4 the notice says it of itself."""

    start: int
    end: int
    value: date | None  # None: until further notice
    sort: str  # effective, expires, deadline, published, document, date
    clear: int = 1


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a notice (None: not said), and all that was read."""

    published: date | None
    document: date | None
    effective: date | None
    expires: date | None
    deadline: date | None
    read: tuple[Dated, ...]
    signed: int | None  # where the day stands with which the notice is signed


def dates(prose: Prose, published: date | None = None) -> Dates:
    """When a notice was issued, takes effect and ends. published: what its list or page field says."""
    named = days(prose)
    if len(named) > MOST:
        named = named[: MOST // 2] + named[-MOST // 2 :]
    read = [_read(prose, day) for day in named]
    signed = _signed(prose, read)
    labelled = next((one.value for one in read[:8] if one.sort == "published"), None)
    document = next((one.value for one in read if one.sort == "document"), None) or (
        signed.value if signed else None
    )
    issued = published or labelled or document
    if signed is not None:
        read = [
            Dated(one.start, one.end, one.value, "document", 1)
            if one.start == signed.start and one.sort == "date"
            else one
            for one in read
        ]
    read += _without_year(prose, issued)
    said = sorted(
        [
            *_in_columns(prose, read),
            *_at_once(prose, issued),
            *_so_long_after(prose, issued),
            *_open_ended(prose),
        ],
        key=lambda one: one.start,
    )
    said = [_history(one, issued, prose.simple) for one in _without_overlaps(said)]
    return Dates(
        published or labelled or document,
        document,
        _best(said, "effective"),
        next((one.value for one in said if one.sort == "expires" and _to_come(one, issued)), None),
        _best([one for one in said if _to_come(one, issued)], "deadline"),
        tuple(said),
        signed.start if signed else None,
    )


def _without_overlaps(said: list[Dated]) -> list[Dated]:
    """Each place once: the clearer reading is kept."""
    kept: list[Dated] = []
    for one in said:
        if kept and one.start < kept[-1].end:
            if one.clear > kept[-1].clear:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


MOST = 2_000  # days of a text that are judged, at its head and at its foot
LONG_AGO = timedelta(
    days=60
)  # before publication: such a day is history, unless the notice says it of itself
VERY_LONG_AGO = timedelta(days=400)


def _history(one: Dated, issued: date | None, text: str) -> Dated:
    """A day long before publication on which something else took effect says less, or nothing."""
    if (
        one.sort != "effective"
        or issued is None
        or one.value is None
        or issued - one.value < LONG_AGO
        or one.clear > 3
    ):
        return one
    if _BACKWARDS.search(text, max(0, one.start - 60), one.start):
        return one
    gone = one.clear < 2 or issued - one.value > VERY_LONG_AGO
    return Dated(one.start, one.end, one.value, "date" if gone else one.sort, 1)


def _to_come(one: Dated, issued: date | None) -> bool:
    """Whether a day is said clearly to be the last of something, and was still to come at publication."""
    return one.clear > 1 and one.value is not None and (issued is None or one.value >= issued)


_BACKWARDS = regex(r"retro|追溯", re.ASCII)


def _best(said: list[Dated], sort: str) -> date | None:
    """The day that says it best; the first of equals."""
    best: Dated | None = None
    for one in said:
        if one.sort == sort and one.clear and one.value and (best is None or one.clear > best.clear):
            best = one
    return best.value if best else None


def sort_of(prose: Prose, day: Day) -> str:
    """What happens on a day, as its sentence says: deadline, expires, effective, published; else "date"."""
    sort = _read(prose, day).sort
    return "published" if sort == "document" else sort


# -- one day -------------------------------------------------------------------------------------------


def _read(prose: Prose, day: Day) -> Dated:
    text = prose.simple
    deadline = ends.deadline(prose, day)
    if deadline:
        return Dated(day.start, day.end, day.value, "deadline", deadline)
    expires = ends.expires(prose, day)
    if expires:
        return Dated(day.start, day.end, day.value, "expires", expires)
    strength = starts.strength(prose, day)
    if strength:
        return Dated(day.start, day.end, day.value, "effective", strength)
    before = max(0, day.start - 40)
    if _DOCUMENT_BEFORE.search(text, before, day.start):
        return Dated(day.start, day.end, day.value, "document")
    issued = _ISSUED_BEFORE.search(text, max(0, day.start - 24), day.start)
    return Dated(day.start, day.end, day.value, "published" if issued else "date")


# -- signed ---------------------------------------------------------------------------------------------


def _signed(prose: Prose, read: list[Dated]) -> Dated | None:
    text = prose.simple
    for day in reversed(read[-4:]):
        after = text[day.end : day.end + 1]
        if (
            day.sort in ("date", "document", "published")
            and after not in ("起", "止", "前", "至", "(")
            and _SIGNED.search(text, max(0, day.start - 2), day.start)
        ):
            return day
    return None


# -- from the day of publication on ------------------------------------------------------------------


def _at_once(prose: Prose, issued: date | None) -> Iterator[Dated]:
    """Where a notice says that it applies from the day of publication, and how clearly."""
    if issued is None:
        return
    text = prose.simple
    for start, end in publication.on_publication(prose):
        after = text[end : end + 24]
        if starts.ENDS.match(after):  # all it says is that something older ends
            clear = 1
        else:
            before = text[max(0, start - 60) : start]
            said = "本" in text[start:end] or starts.IN_FORCE.match(after) or starts.SELF.search(before)
            clear = 3 if said else 2
        yield Dated(start, end, issued, "effective", clear)


_STARTS_THEN = regex(
    r"enter|into force|take effect|takes effect|effective|come into|apply|applies|commence|operative",
    re.ASCII,
)
_HAN_STARTS = regex(r"[^。;\n]{0,6}?(?:施行|实施|生效|执行|起适用)")


def _so_long_after(prose: Prose, issued: date | None) -> Iterator[Dated]:
    """Days that are said as so long after publication; none when nobody knows when that was."""
    text = prose.simple
    for after in publication.so_long_after(prose, issued) if issued else ():
        low, high = prose.sentence(after.start)
        before = text[max(low, after.start - 160) : after.start]
        if after.within:
            near = text[max(low, after.start - 60) : min(high, after.end + 40)]
            if ends.ASKED_UNTIL.search(near):
                yield Dated(after.start, after.end, after.day, "deadline", 3)
        elif after.within is False:
            if _HAN_STARTS.match(text, after.end, high):
                yield Dated(after.start, after.end, after.day, "effective", 4)
        elif _STARTS_THEN.search(before) and "until" not in before[-40:]:
            yield Dated(after.start, after.end, after.day, "effective", starts.of_a_part(before, 3))
        elif "comment" in before or "comment" in text[after.end : min(high, after.end + 60)]:
            yield Dated(after.start, after.end, after.day, "deadline", 3)


def _without_year(prose: Prose, issued: date | None) -> Iterator[Dated]:
    """自4月1日起: as any day, where it starts something."""
    found = islice(without_year(prose, issued), MOST) if issued else ()
    return (one for day in found if (one := _read(prose, day)).sort == "effective")


def _in_columns(prose: Prose, read: list[Dated]) -> Iterator[Dated]:
    """Days of which nothing is said but by the head of their column: "Effective date"."""
    cells = list(columns.of_days(prose.simple)) if "\t" in prose.simple else []
    starts_of = [cell[0] for cell in cells]
    for one in read:
        at = bisect_right(starts_of, one.start) - 1 if one.sort in ("date", "published") else -1
        if at >= 0 and one.start < cells[at][1]:
            yield Dated(one.start, one.end, one.value, cells[at][2], 1)
        else:
            yield one


_OPEN = regex(
    r"until further notice|until otherwise (?:notified|provided)|另行通知(?:为止|之日止|前)|直至另行通知",
    re.ASCII,
)


def _open_ended(prose: Prose) -> Iterator[Dated]:
    return (Dated(match.start(), match.end(), None, "expires", 1) for match in _OPEN.finditer(prose.simple))
