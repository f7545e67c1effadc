"""A report -> an HTML page that stands alone, or one picture.

Whatever other people wrote is only ever a value in a template, escaped by Jinja (C13). The page asks nobody for
anything and runs nothing; its pictures are drawn into it, and all they say stands in its tables too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.coverage import said
from monitor.coverage.report import Report, Sight, SourceReport
from monitor.digest.press import Press, Printed, Templates, from_best_press, presses_of
from monitor.digest.words import Words
from monitor.pictures import heatmap
from monitor.pictures.heatmap import Cell, Mark, Month, Row

DRAWN = 120  # sources in the pictures; the table has all
DRAWN_CELLS = 40_000  # a year of a hundred sources; beyond that the latest months only
BROAD = 940  # of what the signs mean, where there is room
DOUBTS = 200  # days that are listed one by one
MARKS: tuple[Mark, ...] = ("quiet", "changed", "first", "gaps", "blind", "rest", "none")


def words_of(report: Report, templates: Templates, language: str) -> Words:
    """The shipped words of a language."""
    return presses_of("coverage", templates, language, report.period.zone)[0][-1].words


def printed(report: Report, templates: Templates, language: str) -> Printed:
    """The report as a page. The same values give the same page."""
    return from_best_press(
        "coverage", templates, language, report.period.zone, lambda made: _page(report, made)
    )


def picture(report: Report, words: Words) -> str:
    """The whole report as one SVG."""
    shown, months = _drawn(report, words)
    text = " ".join(said.signed(report, words))
    return heatmap.sheet(
        said.title(report, words),
        text,
        months,
        [_row(source, months, words) for source in shown],
        _keys(words),
    )


def month(sources: Sequence[SourceReport], first: date, words: Words) -> str:
    """One month of some sources as a picture that stands alone, as wide as a phone. first: its first day."""
    of = Month(first, said.month(first, words), _told(sources, words))
    return heatmap.month(of, [_row(source, [of], words) for source in sources])


def legend(words: Words, *, wide: int = heatmap.WIDTH) -> str:
    """What the signs mean, as a picture of its own."""
    return heatmap.legend(_keys(words), wide=wide)


def meanings(words: Words) -> list[str]:
    """The same in words."""
    return [text for _, text in _keys(words)]


def _page(report: Report, press: Press) -> str:
    words = press.words
    drawn, months = _drawn(report, words)
    rows = [_row(source, months, words) for source in drawn]
    doubts = list(said.doubts(report, words))
    return press.set(
        "coverage/page.html",
        title=said.title(report, words),
        kicker=said.kicker(report, words),
        whole=bool(report.sources) and len(report.signed) == len(report.sources),
        signed=list(said.signed(report, words)),
        pictures=[_safe(heatmap.month(each, rows)) for each in months] if rows else [],
        legends=[_safe(heatmap.legend(_keys(words), wide=wide)) for wide in (heatmap.WIDTH, BROAD)],
        undrawn=len(report.sources) - len(drawn),
        lines=[said.line(source, words) for source in report.sources],
        doubts=doubts[:DOUBTS],
        more=len(doubts) - DOUBTS,
        slips=list(said.slips(report, words)),
    )


def _safe(svg: str) -> str:
    """A picture that is drawn into the page as it is: every text in it was escaped when it was drawn."""
    from markupsafe import Markup

    return Markup(svg)  # noqa: S704 - see above


def _drawn(report: Report, words: Words) -> tuple[Sequence[SourceReport], list[Month]]:
    """The sources and months that are drawn."""
    drawn = report.sources[:DRAWN]
    months = heatmap.months(report.period.days)
    most = max(1, DRAWN_CELLS // (31 * max(1, len(drawn))))
    return drawn, [Month(first, said.month(first, words), _told(drawn, words)) for first in months[-most:]]


def _told(drawn: Sequence[SourceReport], words: Words) -> str:
    return " ".join(f"{source.authority}: {said.statement(source, words)}." for source in drawn[:20])


def _row(source: SourceReport, months: Sequence[Month], words: Words) -> Row:
    return Row(
        label=source.authority,
        cells={day.day: Cell(_mark(day.sight), said.of_day(day, words)) for day in source.days},
        counted={each.first: said.counted(source, each.first) for each in months},
    )


def _mark(sight: Sight) -> Mark:
    return next(mark for mark in MARKS if mark == sight.value)


def _keys(words: Words) -> list[tuple[Mark, str]]:
    return [(mark, words.say(f"sight.{mark}")) for mark in MARKS]
