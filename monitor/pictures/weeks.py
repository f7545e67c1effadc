"""Changes a week as a picture: a row of bars for each label, side by side in time, every bar with its number.

All rows have one scale, so bars can be compared across them; they are told apart by their place and name, colours only
say it again. The week that is not over is striped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Literal

from monitor.values import dataclass

Tint = Literal["all", "eligibility", "hs", "docs"]

WIDE, NARROW = 1000, 340  # of the drawing, in its own units
_HEAD, _TALL, _NAME, _FOOT = 26, 44, 20, 22  # the title; a row's highest bar, its name; the months
_SIDE = 6

STYLE = """
.wk text{font-family:-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-size:12px;fill:#1b1f24}
.wk .wk-title{font-size:14px;font-weight:600}.wk .wk-name{font-weight:600}.wk .wk-soft{fill:#4f5863;font-size:11px}
.wk-paper{fill:#fff}.wk-line{stroke:#d5dbe1}.wk-all{fill:#4f5863}.wk-eligibility{fill:#0d6573}.wk-hs{fill:#1f5fbf}.wk-docs{fill:#6b3fb5}
.wk-stripes{stroke:#fff;stroke-width:1.5}
@media (prefers-color-scheme:dark){.wk text{fill:#e6e9ec}.wk .wk-soft{fill:#a4adb8}.wk-paper{fill:#14181d}.wk-line{stroke:#363d46}
.wk-all{fill:#a4adb8}.wk-eligibility{fill:#6fc6d3}.wk-hs{fill:#84b4ff}.wk-docs{fill:#bf9cf5}.wk-stripes{stroke:#14181d}}
""".replace("\n", "")


@dataclass(frozen=True, slots=True)
class Row:
    """name: of the label; numbers: one a week."""

    name: str
    tint: Tint
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Speech:
    """said: the picture in a sentence or two. months: by the place of a week that is the first of its month. running:
    what the striped week is.
    """

    title: str
    said: str
    empty: str
    months: Sequence[tuple[int, str]]
    running: str


def weeks(rows: Sequence[Row], speech: Speech, *, wide: int = WIDE, running: bool = True) -> str:
    """The rows below each other. running: the last week is not over."""
    many = max((len(row.numbers) for row in rows), default=0)
    most = max((number for row in rows for number in row.numbers), default=0)
    high = _HEAD + len(rows) * (_NAME + _TALL + 8) + _FOOT
    parts = [f'<text class="wk-title" x="{_SIDE}" y="17">{escape(speech.title)}</text>']
    if running and most:
        parts.append(
            f'<text class="wk-soft" x="{wide - _SIDE}" y="17" text-anchor="end">{escape(speech.running)}</text>'
        )
    step = (wide - 2 * _SIDE) / many if many else 0
    for place, row in enumerate(rows):
        top = _HEAD + place * (_NAME + _TALL + 8)
        parts.append(_row(row, top, step, most, striped=running))
    for place, name in speech.months:
        parts.append(
            f'<text class="wk-soft" x="{_SIDE + place * step:.1f}" y="{high - 6}">{escape(name)}</text>'
        )
    if not most:
        parts.append(
            f'<text class="wk-soft" x="{wide / 2:.0f}" y="{high / 2:.0f}" text-anchor="middle">{escape(speech.empty)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wk" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" aria-labelledby="wk-t wk-d"><title id="wk-t">{escape(speech.title)}</title>'
        f'<desc id="wk-d">{escape(speech.said)}</desc><style>{STYLE}</style>'
        f'<rect class="wk-paper" width="{wide}" height="{high}"/>{"".join(parts)}</svg>'
    )


def _row(row: Row, top: int, step: float, most: int, *, striped: bool) -> str:
    base = top + _NAME + _TALL
    end = _SIDE + step * len(row.numbers)
    parts = [
        f'<text class="wk-name" x="{_SIDE}" y="{top + 12}">{escape(row.name)}</text>',
        f'<path class="wk-line" d="M{_SIDE} {base + 0.5}H{end:.1f}"/>',
    ]
    room = _TALL - 12  # above the highest bar stands its number
    broad = max(step - 4, 1)
    for place, number in enumerate(row.numbers):
        if not number:
            continue
        high, x = max(room * number / most, 2), _SIDE + place * step + 2
        parts.append(
            f'<rect class="wk-{row.tint}" x="{x:.1f}" y="{base - high:.1f}" width="{broad:.1f}" height="{high:.1f}"/>'
        )
        if striped and place == len(row.numbers) - 1:
            parts.append(_stripes(x, base, broad, high))
        if len(written := _short(number)) * 6.5 <= step + 4:
            parts.append(
                f'<text class="wk-soft" x="{x + broad / 2:.1f}" y="{base - high - 3:.1f}" text-anchor="middle">{written}</text>'
            )
    return "".join(parts)


def _stripes(x: float, base: int, broad: float, high: float) -> str:
    lines = "".join(f"M{x:.1f} {base - at}h{broad:.1f}" for at in range(3, int(high), 4))
    return f'<path class="wk-stripes" d="{lines}"/>' if lines else ""


def _short(number: int) -> str:
    """1240 -> 1.2k, so that it fits above a bar; the table beside the picture has it whole."""
    if number < 1_000:
        return str(number)
    return f"{number / 1000:.1f}k" if number < 9_950 else f"{number / 1000:.0f}k"


def month_starts(firsts: Sequence[date]) -> tuple[int, ...]:
    """The places of the weeks in which a month begins, and of the first, unless the next is too near."""
    places = [
        place for place, first in enumerate(firsts) if not place or first.month != firsts[place - 1].month
    ]
    return tuple(places[1:] if len(places) > 1 and places[1] < 3 else places)
