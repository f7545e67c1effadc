"""A calendar heat-map as SVG: a picture a month, things as rows, days as columns.

Each state has a colour, and a sign that says the same without colours; the colours differ in lightness too, so
that they can be told apart by everybody, on paper, and on dark screens. A month is as wide as a phone; months stand
side by side where there is room. Every picture has a title and a description, and each cell that is out of the
ordinary says on pointing what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from itertools import groupby
from typing import Literal
from unicodedata import east_asian_width

from monitor.values import dataclass

Mark = Literal["quiet", "changed", "first", "gaps", "blind", "rest", "none"]

CELL, TALL, GAP = 9, 14, 1  # of a cell; the space between two
ROW = 36  # a label and its cells
HEAD = 34
MARGIN = 2
BETWEEN = 18  # months on a sheet
WIDTH = 2 * MARGIN + 31 * (CELL + GAP)
ASIDE = 3  # months side by side on a sheet

STYLE = """
.hm text{font-family:-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-size:11px;fill:#1b1f24}
.hm .hm-head{font-size:13px;font-weight:600}.hm .hm-big{font-size:17px;font-weight:600}.hm .hm-soft{fill:#57606a;font-size:10px}
.hm-paper{fill:#fff}.hm-none{fill:#f1f3f5}.hm-rest{fill:#e3e7eb}.hm-quiet{fill:#a6cdeb}.hm-changed{fill:#0b5c9e}
.hm-first{fill:#d5e8f7}.hm-gaps{fill:#f0b429}.hm-blind{fill:#5b0a2e}
.hm-sign{fill:none;stroke-width:1.6;stroke-linecap:round}.hm-dot{stroke:none}
.hm-on-changed,.hm-on-blind{stroke:#fff}.hm-on-first{stroke:#0b5c9e}.hm-on-gaps{stroke:#1b1f24}.hm-on-rest{stroke:#57606a}
.hm-dot.hm-on-changed{fill:#fff;stroke:none}
@media (prefers-color-scheme:dark){.hm text{fill:#e6e9ec}.hm .hm-soft{fill:#9aa4af}
.hm-paper{fill:#1a1e23}.hm-none{fill:#22272d}.hm-rest{fill:#343b44}.hm-quiet{fill:#2f5d82}.hm-changed{fill:#9fd3ff}
.hm-first{fill:#25384a}.hm-gaps{fill:#d99a1c}.hm-blind{fill:#ffd0e2}
.hm-on-changed{stroke:#0d2b45}.hm-dot.hm-on-changed{fill:#0d2b45}.hm-on-blind{stroke:#5b0a2e}.hm-on-first{stroke:#9fd3ff}
.hm-on-gaps{stroke:#1b1f24}.hm-on-rest{stroke:#9aa4af}}
""".replace("\n", "")


@dataclass(frozen=True, slots=True)
class Cell:
    """A day. said: what there is to know of it; empty where the colour says all."""

    mark: Mark
    said: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """cells: by day; a day without one is left blank. counted: of a month, by its first day: a few signs at the right."""

    label: str
    cells: Mapping[date, Cell]
    counted: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Month:
    """first: its first day. name: as people write it. said: what the picture shows, for those who cannot see it."""

    first: date
    name: str
    said: str = ""


def months(days: Iterable[date]) -> tuple[date, ...]:
    """The first days of the months that these days are of."""
    return tuple(first for first, _ in groupby(day.replace(day=1) for day in days))


def month(of: Month, rows: Sequence[Row]) -> str:
    """A picture of one month that stands alone."""
    high = HEAD + ROW * len(rows) + MARGIN
    return _svg(WIDTH, high, of.name, of.said, _month(of, rows))


def legend(keys: Sequence[tuple[Mark, str]], *, wide: int = WIDTH) -> str:
    """What the signs mean, as a picture of its own."""
    drawn, high = _legend(keys, wide)
    return _svg(wide, high, "", "", drawn)


def sheet(
    title: str, said: str, of: Sequence[Month], rows: Sequence[Row], keys: Sequence[tuple[Mark, str]]
) -> str:
    """Everything in one picture: the title, what the signs mean, and the months, three side by side."""
    aside = max(1, min(ASIDE, len(of)))
    wide, tall = (WIDTH + BETWEEN) * aside + BETWEEN, HEAD + ROW * len(rows) + BETWEEN
    key, key_high = _legend(keys, wide - 2 * BETWEEN)
    top = 40 + key_high + 10
    parts = [
        f'<text class="hm-big" x="{BETWEEN + MARGIN}" y="27">{escape(_fit(title, wide - 2 * BETWEEN, 17))}</text>',
        f'<g transform="translate({BETWEEN} 40)">{key}</g>',
    ]
    for place, each in enumerate(of):
        x, y = BETWEEN + (WIDTH + BETWEEN) * (place % aside), top + tall * (place // aside)
        parts.append(f'<g transform="translate({x} {y})">{_month(each, rows)}</g>')
    high = top + tall * -(-len(of) // aside)
    return _svg(wide, high, title, said, "".join(parts))


def _svg(wide: int, high: int, title: str, said: str, drawn: str) -> str:
    about = f"<title>{escape(title)}</title>" if title else ""
    about += f"<desc>{escape(said)}</desc>" if said else ""
    role = 'role="img"' if title else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="hm" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'{role}>{about}<style>{STYLE}</style><rect class="hm-paper" width="{wide}" height="{high}"/>{drawn}</svg>'
    )


def _month(of: Month, rows: Sequence[Row]) -> str:
    days = _days(of.first)
    parts = [f'<text class="hm-head" x="{MARGIN}" y="14">{escape(of.name)}</text>']
    parts += [
        f'<text class="hm-soft" text-anchor="middle" x="{_x(day) + CELL / 2:g}" y="{HEAD - 5}">{day.day}</text>'
        for day in days
        if day.day == 1 or day.day % 5 == 0
    ]
    for place, row in enumerate(rows):
        parts.append(_row(row, of.first, days, HEAD + ROW * place))
    return "".join(parts)


def _row(row: Row, first: date, days: Sequence[date], y: int) -> str:
    counted = row.counted.get(first, "")
    room = WIDTH - 2 * MARGIN - (len(counted) * 6 + 8 if counted else 0)
    parts = [f'<text x="{MARGIN}" y="{y + 12}">{escape(_fit(row.label, room, 11))}</text>']
    if counted:
        parts.append(
            f'<text class="hm-soft" text-anchor="end" x="{WIDTH - MARGIN}" y="{y + 12}">{escape(counted)}</text>'
        )
    plain: dict[str, list[date]] = {}
    for day in days:
        cell = row.cells.get(day)
        if cell is None or not cell.said:
            plain.setdefault(cell.mark if cell else "none", []).append(day)
    for mark, those in plain.items():
        boxes = "".join(f"M{_x(day)} {y + 17}h{CELL}v{TALL}h-{CELL}z" for day in those)
        parts.append(f'<path class="hm-{mark}" d="{boxes}"/>')
        parts += [_sign(mark, _x(day), y + 17) for day in those]
    for day in days:
        cell = row.cells.get(day)
        if cell and cell.said:
            parts.append(
                f"<g><title>{escape(cell.said)}</title>"
                f'<rect class="hm-{cell.mark}" x="{_x(day)}" y="{y + 17}" width="{CELL}" height="{TALL}"/>'
                f"{_sign(cell.mark, _x(day), y + 17)}</g>"
            )
    return "".join(parts)


def _sign(mark: str, x: int, y: int) -> str:
    """What says the same as the colour."""
    middle, centre = x + CELL / 2, y + TALL / 2
    lines = {
        "blind": f"M{x + 2} {centre - 2.5:g}l5 5m0 -5l-5 5",
        "gaps": f"M{x + 1.5:g} {y + TALL - 2}L{x + CELL - 1.5:g} {y + 2}",
        "rest": f"M{middle - 1:g} {centre:g}h2",
    }
    if mark in lines:
        return f'<path class="hm-sign hm-on-{mark}" d="{lines[mark]}"/>'
    if mark == "changed":
        return f'<path class="hm-dot hm-on-changed" d="M{middle:g} {centre - 4:g}l3 4l-3 4l-3 -4z"/>'
    if mark == "first":
        return f'<circle class="hm-sign hm-on-first" cx="{middle:g}" cy="{centre:g}" r="2.4"/>'
    return ""


def _legend(keys: Sequence[tuple[Mark, str]], wide: int) -> tuple[str, int]:
    """What each sign means, in lines that fit; and how high they are."""
    parts, x, y = [], MARGIN, 2
    for mark, text in keys:
        need = CELL + 6 + _width(text, 11) + 16
        if x > MARGIN and x + need > wide - MARGIN:
            x, y = MARGIN, y + 21
        parts.append(
            f'<rect class="hm-{mark}" x="{x}" y="{y}" width="{CELL}" height="{TALL}"/>{_sign(mark, x, y)}'
        )
        parts.append(f'<text x="{x + CELL + 6}" y="{y + 11}">{escape(text)}</text>')
        x += round(need)
    return "".join(parts), y + 21


def _x(day: date) -> int:
    return MARGIN + (day.day - 1) * (CELL + GAP)


def _days(first: date) -> list[date]:
    every = [first + timedelta(days=number) for number in range(31)]
    return [day for day in every if day.month == first.month]


def _fit(text: str, room: float, size: int) -> str:
    """The text, cut where it would not fit."""
    if _width(text, size) <= room:
        return text
    while text and _width(text, size) + size > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _width(text: str, size: int) -> float:
    """About how wide a text is."""
    return sum(size if east_asian_width(letter) in "WF" else size * 0.56 for letter in text)
