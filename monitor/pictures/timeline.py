"""What happens on which day, as a picture: a wide one to scale, and a narrow one, day below day, for a phone.

Shapes tell the sorts apart, colours only say it again. What has no room is counted, never left out in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from datetime import date, timedelta
from html import escape
from typing import Literal

from monitor.values import dataclass

Shape = Literal["circle", "diamond", "square"]

WIDE, NARROW = 1000, 340  # of the drawing, in its own units
MOST = 18  # days that are labelled
_LANE = 24
_TOP = 46
_SIDE = 14

STYLE = """
.timeline text{font:13px -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;fill:#1b1f24}
.timeline .label{paint-order:stroke;stroke:#ffffff;stroke-width:5px;stroke-linejoin:round}.timeline .in{stroke:#e8f0fa}
.timeline .quiet{fill:#57606a;font-size:12px}.timeline .heavy{font-weight:600}
.timeline .shade{fill:#e8f0fa}.timeline .axis{stroke:#8c959f;fill:none}.timeline .grid{stroke:#d8dee4}.timeline .stem{stroke:#c3cad1}
.timeline .today{stroke:#8c1d13;stroke-dasharray:4 3}.timeline .now{fill:#8c1d13;font-size:12px}
.timeline .circle{fill:#0b57a4;stroke:#0b57a4}.timeline .diamond{fill:#b3540a;stroke:#b3540a}.timeline .square{fill:#fff;stroke:#57606a;stroke-width:2}
@media screen and (prefers-color-scheme:dark){
.timeline text{fill:#e6e9ec}.timeline .label{stroke:#1a1e23}.timeline .in{stroke:#1d2733}.timeline .quiet{fill:#9aa4af}.timeline .shade{fill:#1d2733}.timeline .axis{stroke:#6e7781}.timeline .grid{stroke:#363d46}.timeline .stem{stroke:#4a525c}
.timeline .today{stroke:#ffb4ab}.timeline .now{fill:#ffb4ab}.timeline .circle{fill:#79b8ff;stroke:#79b8ff}.timeline .diamond{fill:#ffb77a;stroke:#ffb77a}.timeline .square{fill:#1a1e23;stroke:#9aa4af}}
"""


@dataclass(frozen=True, slots=True)
class Event:
    """label: what happens, in a few words. heavy: it matters more than others. href: where on the page it is told."""

    day: date
    label: str
    shape: Shape = "circle"
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """What a picture says. day: a day in few signs; month: of the axis; more: how many have no label; shapes: what each
    stands for, in order.
    """

    title: str
    today: str
    empty: str
    day: Callable[[date], str]
    month: Callable[[date], str]
    more: Callable[[int], str]
    shapes: Sequence[tuple[Shape, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class Frame:
    """The days of the axis, both included; shaded: the days that count most."""

    first: date
    last: date
    shaded: tuple[date, date]
    today: date

    @property
    def length(self) -> int:
        return max((self.last - self.first).days, 1)


def wide(events: Sequence[Event], frame: Frame, speech: Speech, *, beyond: int = 0) -> str:
    """To scale, for a page and for paper. beyond: how many more there are that were not handed in."""
    shown, others = _chosen(events, frame.today)
    placed, lanes = _lanes(shown, frame)
    bottom = _TOP + lanes * _LANE + 10
    height = bottom + (26 if speech.shapes else 4)
    parts = [*_axis(frame, speech, bottom)]
    for event in others:
        x = _x(event.day, frame)
        parts.append(f'<line class="axis" x1="{x:.1f}" y1="{_TOP - 12}" x2="{x:.1f}" y2="{_TOP - 4}"/>')
    for each in placed:
        y = _height(each)
        parts.append(f'<line class="stem" x1="{each.x:.1f}" y1="{_TOP - 8}" x2="{each.x:.1f}" y2="{y}"/>')
    for each in placed:
        parts += _drawn(each, frame, speech)
    if others or beyond:
        text = escape(speech.more(len(others) + beyond))
        parts.append(
            f'<text class="quiet" x="{WIDE - _SIDE}" y="{height - 8}" text-anchor="end">{text}</text>'
        )
    if not events:
        parts.append(
            f'<text class="quiet" x="{WIDE / 2}" y="{_TOP + 22}" text-anchor="middle">{escape(speech.empty)}</text>'
        )
    parts += _legend(speech, height - 8)
    return _svg(WIDE, height, parts, words=_alternative(events, speech), title=speech.title, ident="timeline")


def narrow(events: Sequence[Event], frame: Frame, speech: Speech, *, beyond: int = 0) -> str:
    """Day below day, not to scale, for a phone. beyond: as above."""
    shown, others = _chosen(events, frame.today)
    parts: list[str] = []
    y, told_today = 22, False
    for event in shown:
        if not told_today and event.day >= frame.today:
            told_today = True
            parts.append(f'<line class="today" x1="0" y1="{y - 8}" x2="{NARROW}" y2="{y - 8}"/>')
            parts.append(
                f'<text class="now" x="{NARROW}" y="{y - 12}" text-anchor="end">{escape(speech.today)}</text>'
            )
            y += 14
        lines = _wrapped(event.label, NARROW - 98, 2)
        kind = ' class="heavy"' if event.heavy else ""
        parts.append(
            f'<text class="quiet" x="66" y="{y + 4}" text-anchor="end">{escape(speech.day(event.day))}</text>'
        )
        parts.append(_mark(event.shape, 80, y))
        parts += [
            f'<text{kind} x="94" y="{y + 4 + 17 * number}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        ]
        y += 17 * len(lines) + 11
    if others or beyond:
        more = escape(speech.more(len(others) + beyond))
        parts.append(f'<text class="quiet" x="94" y="{y + 4}">{more}</text>')
        y += 20
    if not events:
        parts.append(f'<text class="quiet" x="0" y="{y}">{escape(speech.empty)}</text>')
        y += 8
    axis = f'<line class="axis" x1="80" y1="8" x2="80" y2="{y - 14}"/>' if events else ""
    return _svg(
        NARROW,
        y + 4,
        [axis, *parts],
        words=_alternative(events, speech),
        title=speech.title,
        ident="timeline-narrow",
    )


# -- what is shown ---------------------------------------------------------------------------------


def _chosen(events: Sequence[Event], today: date) -> tuple[list[Event], list[Event]]:
    """Those that get a label, and the others; both by day. The heavy ones go first, and what is to come before what was."""

    def last_choice(place: int) -> tuple[bool, bool, int]:
        away = (events[place].day - today).days
        return not events[place].heavy, away < 0, abs(away)

    order = sorted(range(len(events)), key=last_choice)
    kept = set(order[:MOST])
    by_day = sorted(range(len(events)), key=lambda place: (events[place].day, place))
    shown = [events[place] for place in by_day if place in kept]
    return shown, [events[place] for place in by_day if place not in kept]


@dataclass(frozen=True, slots=True)
class _Placed:
    event: Event
    x: float
    lane: int
    text: str
    before: bool  # the text stands left of its mark


def _lanes(events: Sequence[Event], frame: Frame) -> tuple[list[_Placed], int]:
    """Each label on the first line where it meets no other."""
    ends: list[float] = []
    placed = []
    for event in events:
        x = _x(event.day, frame)
        before = x > WIDE * 0.62
        text = _cut(event.label, (x if before else WIDE - x) - 92 - _SIDE)
        size = _width(text) + 92
        low, high = (x - size, x + 10) if before else (x - 10, x + size)
        lane = next((place for place, end in enumerate(ends) if end < low), len(ends))
        if lane == len(ends):
            ends.append(high)
        ends[lane] = high
        placed.append(_Placed(event, x, lane, text, before))
    return placed, max(len(ends), 1)


def _x(day: date, frame: Frame) -> float:
    inside = min(max(day, frame.first), frame.last)
    return _SIDE + (WIDE - 2 * _SIDE) * (inside - frame.first).days / frame.length


def _width(text: str) -> float:
    return sum(13.2 if unicodedata.east_asian_width(sign) in "WF" else 7.0 for sign in text)


def _cut(text: str, room: float, mark: str = "…") -> str:
    if _width(text) <= room:
        return text
    while text and _width(text) + 13 > room:
        text = text[:-1]
    return text.rstrip() + mark


def _wrapped(text: str, room: float, most: int) -> list[str]:
    """The text on at most so many lines; words of spaced scripts stay whole."""
    lines: list[str] = []
    while text and len(lines) < most - 1 and _width(text) > room:
        end = len(_cut(text, room, ""))
        blank = text.rfind(" ", 0, end + 1)
        end = blank if blank > end // 2 else max(end, 1)
        lines.append(text[:end].strip())
        text = text[end:].strip()
    return [*lines, _cut(text, room)]


# -- what is drawn ---------------------------------------------------------------------------------


def _axis(frame: Frame, speech: Speech, bottom: float) -> Iterator[str]:
    first, last = (_x(day, frame) for day in frame.shaded)
    yield f'<rect class="shade" x="{first:.1f}" y="22" width="{max(last - first, 1):.1f}" height="{bottom - 22:.1f}"/>'
    months = list(_months(frame))
    every = max(1, -(-len(months) // 14))
    for place, month in enumerate(months):
        if place % every:
            continue
        x = _x(month, frame)
        yield f'<line class="grid" x1="{x:.1f}" y1="22" x2="{x:.1f}" y2="{bottom:.1f}"/>'
        if x < WIDE - 60:
            yield f'<text class="quiet" x="{x + 4:.1f}" y="16">{escape(speech.month(month))}</text>'
    yield f'<line class="axis" x1="{_SIDE}" y1="{_TOP - 8}" x2="{WIDE - _SIDE}" y2="{_TOP - 8}"/>'
    if frame.first <= frame.today <= frame.last:
        x = _x(frame.today, frame)
        anchor, off = ("end", -4) if x > WIDE * 0.9 else ("start", 4)
        yield f'<line class="today" x1="{x:.1f}" y1="22" x2="{x:.1f}" y2="{bottom:.1f}"/>'
        yield f'<text class="now" x="{x + off:.1f}" y="{_TOP - 12}" text-anchor="{anchor}">{escape(speech.today)}</text>'


def _months(frame: Frame) -> Iterator[date]:
    month = frame.first.replace(day=1)
    while month <= frame.last:
        if month >= frame.first:
            yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _height(each: _Placed) -> int:
    return _TOP + each.lane * _LANE + 12


def _drawn(each: _Placed, frame: Frame, speech: Speech) -> Iterator[str]:
    y = _height(each)
    kind = " heavy" if each.event.heavy else ""
    inside = " in" if frame.shaded[0] <= each.event.day <= frame.shaded[1] else ""
    day = escape(speech.day(each.event.day))
    words = f'<tspan class="quiet">{day}</tspan> {escape(each.text)}'
    x, anchor = (each.x - 10, "end") if each.before else (each.x + 10, "start")
    text = (
        f'<text class="label{kind}{inside}" x="{x:.1f}" y="{y + 4.5}" text-anchor="{anchor}">{words}</text>'
    )
    yield text
    yield _mark(each.event.shape, each.x, y)


def _mark(shape: Shape, x: float, y: float) -> str:
    match shape:
        case "circle":
            return f'<circle class="circle" cx="{x:.1f}" cy="{y}" r="5"/>'
        case "diamond":
            return f'<path class="diamond" d="M{x:.1f} {y - 6.5}l6.5 6.5l-6.5 6.5l-6.5 -6.5z"/>'
        case "square":
            return f'<rect class="square" x="{x - 4.5:.1f}" y="{y - 4.5}" width="9" height="9"/>'


def _legend(speech: Speech, y: float) -> Iterator[str]:
    x = float(_SIDE + 6)
    for shape, name in speech.shapes:
        yield _mark(shape, x, y - 4)
        yield f'<text class="quiet" x="{x + 12:.1f}" y="{y}">{escape(name)}</text>'
        x += 34 + _width(name)


def _alternative(events: Sequence[Event], speech: Speech) -> str:
    """The picture in words."""
    names = dict(speech.shapes)
    ordered = sorted(events, key=lambda each: each.day)[:200]
    said = [f"{speech.day(each.day)}: {names.get(each.shape, '')} {each.label}".strip() for each in ordered]
    return "; ".join(said) or speech.empty


def _svg(width: int, height: float, parts: Sequence[str], *, words: str, title: str, ident: str) -> str:
    return (
        f'<svg class="timeline" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" width="{width}" '
        f'height="{height:.0f}" role="img" aria-labelledby="{ident}-title {ident}-words">'
        f'<title id="{ident}-title">{escape(title)}</title><desc id="{ident}-words">{escape(words)}</desc>'
        f"<style>{STYLE}</style>{''.join(parts)}</svg>"
    )
