"""A brief as a page that stands alone: on a desk, on a phone, on paper.

What other people wrote is only ever a value in a template, escaped by Jinja (faults C13). The page asks nobody for
anything and runs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from monitor import shown
from monitor.brief.sheet import Brief, Milestone, Sort
from monitor.brief.tables import STANDS, Row, Source, Table, Told
from monitor.brief.told import told
from monitor.digest.press import Press, Printed, Templates, from_best_press, presses_of
from monitor.digest.words import Words
from monitor.pictures import timeline
from monitor.severity import Level
from monitor.values import dataclass

MOST = 200  # rows of a section; a longer page is read by nobody
AHEAD = timedelta(days=183)  # how far behind the period the picture goes
LONGEST = timedelta(days=800)  # that are drawn whole
MARGIN = timedelta(days=14)
_SHAPES: Mapping[Sort, timeline.Shape] = {
    Sort.EFFECTIVE: "circle",
    Sort.DEADLINE: "diamond",
    Sort.EXPIRES: "square",
}


def html(brief: Brief, templates: Templates, language: str, zone: ZoneInfo, rest: str) -> Printed:
    """The page. The same values give the same page. rest: the command that lists every change."""
    return from_best_press("brief", templates, language, zone, lambda press: _page(brief, press, rest))


def words_of(templates: Templates, language: str, zone: ZoneInfo) -> Words:
    """The phrases of a language, the operator's own where they can be read."""
    return presses_of("brief", templates, language, zone)[0][0].words


def _page(brief: Brief, press: Press, rest: str) -> str:
    from markupsafe import Markup

    said = told(brief, press.words, rest, most=MOST)
    events, frame, speech = picture(brief, press.words)
    beyond = brief.milestones.cut
    return press.set(
        "brief/page.html",
        brief=said,
        tell=Teller(press.words, said),
        wide=Markup(timeline.wide(events, frame, speech, beyond=beyond)),  # noqa: S704 - every text in it is escaped there
        narrow=Markup(timeline.narrow(events, frame, speech, beyond=beyond)),  # noqa: S704
        picture_style=Markup(timeline.STYLE),  # noqa: S704
    )


# -- the picture -----------------------------------------------------------------------------------


def picture(brief: Brief, words: Words) -> tuple[list[timeline.Event], timeline.Frame, timeline.Speech]:
    """What the timeline shows: the days of the period, and half a year behind it."""
    period = brief.period
    end = period.last + min(AHEAD, date.max - period.last)
    inside = [one for one in brief.milestones.lines if one.day <= end]
    frame = _frame(brief, [one.day for one in inside])
    shapes = [(_SHAPES[sort], words.say(f"picture.legend_{sort.value}")) for sort in Sort]
    speech = timeline.Speech(
        words.say("picture.title"),
        words.say("picture.today"),
        words.say("picture.empty"),
        lambda day: short_day(day, words),
        lambda day: (
            f"{words.name('short_month', str(day.month))} {day.year}"
            if words.language == "en"
            else f"{day.year}年{day.month}月"
        ),
        lambda more: words.say("picture.more", n=more),
        shapes,
    )
    return [_event(one) for one in inside], frame, speech


def _frame(brief: Brief, days: list[date]) -> timeline.Frame:
    """From the period's first day to the last that is set; of a very long period as much as holds anything."""
    first, last = brief.period.first, max([brief.period.last, *days])
    if last - first > LONGEST:
        held = [*days, brief.today] if brief.period.holds(brief.today) else days or [first]
        first, last = max(first, min(held)), min(last, max(held) + min(MARGIN, date.max - max(held)))
    shaded = (max(brief.period.first, first), min(brief.period.last, last))
    return timeline.Frame(first, last, shaded, brief.today)


def _event(one: Milestone) -> timeline.Event:
    number = shown.line(one.proof.number or "", 40)
    title = shown.line(one.proof.title, 90)
    said = "".join(number.split()) in "".join(title.split())
    label = title if not number or said else f"{title} ({number})"
    return timeline.Event(one.day, label, _SHAPES[one.sort], one.level in (Level.URGENT, Level.HIGH))


def short_day(day: date, words: Words) -> str:
    month = words.name("short_month", str(day.month))
    return words.say("date.short", d=str(day.day), m=month)


# -- what the template asks ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Teller:
    """How the cells of a row read on a page."""

    words: Words
    brief: Told

    def cell(self, row: Row, column: str) -> str:
        """A cell as a column has room for it."""
        value = row.cells.get(column)
        if isinstance(value, date) and not isinstance(value, datetime):
            month = self.words.name("short_month", str(value.month))
            return self.words.say("date.narrow", d=str(value.day), m=month, y=str(value.year))
        return text(value, self.words)

    def filled(self, table: Table, section: str) -> list[tuple[str, str]]:
        """The columns in which anything stands, with their share of the width."""
        kept = [
            column
            for column in table.columns
            if column.id not in _TOLD_ABOVE.get(section, ())
            and any(text(row.cells.get(column.id), self.words) for row in table.rows)
        ]
        whole = sum(column.width for column in kept)
        return [(column.id, f"{100 * column.width / whole:.1f}%") for column in kept]

    def groups(self, table: Table) -> list[Group]:
        """Rows one below the other that come from the same change, with their proof once."""
        found = []
        for _, some in groupby(self.moving(table), key=lambda row: row.source.id if row.source else id(row)):
            rows = tuple(some)
            said = "\n".join(text(cell, self.words) for row in rows for cell in row.cells.values())
            quotes = dict.fromkeys(each for row in rows if row.source for each in row.source.quotes)
            new = [each for each in quotes if not _is_said(each[0], said)][:QUOTES]
            places = dict.fromkeys(where for words, where in quotes if where and _is_said(words, said))
            found.append(Group(rows, rows[0].source, tuple(new), tuple(places)[:QUOTES]))
        return found

    def moving(self, table: Table) -> list[Row]:
        """The rows of a table without the facts that stand as they stood."""
        return [row for row in table.rows if not _stands(row)]

    def standing(self, table: Table) -> list[str]:
        """The facts that stand as they stood, each with its evidence."""
        return [self.stood(row) for row in table.rows if _stands(row)]

    def stood(self, row: Row) -> str:
        say = self.words.say
        said = f"{row.cells['fact']}{say('sign.colon')}{row.cells['before']}"
        state = text(row.cells.get("state"), self.words)
        evidence = say("item.evidence", id=row.source.id) if row.source else ""
        beside = self.words.join([each for each in (state, evidence) if each])
        return f"{said} {say('sign.round', text=beside)}" if beside else said


@dataclass(frozen=True, slots=True)
class Group:
    """Rows with one proof. quotes: words that no cell says already; places: where those stand that one does."""

    rows: tuple[Row, ...]
    source: Source | None
    quotes: tuple[tuple[str, str], ...]
    places: tuple[str, ...]


QUOTES = 2  # beside a row
_TOLD_ABOVE = {"programmes": ("programme",), "impacts": ("client",), "doubts": ("link",)}


def _is_said(words: str, said: str) -> bool:
    """Whether cells say already what a quote says, codes with their dots or without."""
    bare = said.replace(".", "")
    return words in said or all(part.replace(".", "") in bare for part in words.split(" · "))


def _stands(row: Row) -> bool:
    return row.cells.get("after") == STANDS


def text(cell: object, words: Words) -> str:
    """A cell as people read it."""
    if isinstance(cell, datetime):
        return words.moment(cell)
    if isinstance(cell, date):
        return words.day(cell)
    return "" if cell is None else str(cell)
