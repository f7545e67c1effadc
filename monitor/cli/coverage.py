"""`coverage`: what was due, what was checked, and where "no change observed" is true."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import say
from monitor.cli.looking import Moment
from monitor.cli.place import Place
from monitor.cli.viewing import write
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.coverage import Period, Report, SourceReport
    from monitor.digest.words import Words

WEEKS = 13  # a quarter, as planning meetings look back
OUT = (".html", ".svg")


@click.command()
@click.option("--since", type=Moment(), help=f"The first day; {WEEKS} weeks back when not said.")
@click.option("--until", type=Moment(), help="The last day; today when not said.")
@click.option("--source", "only", help="Only this source.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per source and day.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A page (FILE.html) or a picture (FILE.svg); - is a page on stdout.",
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", help="Of the words around it.")
@click.pass_obj
def coverage(
    place: Place,
    *,
    since: datetime | None,
    until: datetime | None,
    only: str | None,
    as_json: bool,
    out: Path | None,
    language: str,
) -> int:
    """What was due and checked, source by source and day by day, and where nothing changed."""
    if as_json and out:
        raise click.UsageError("--json and a page are two answers: leave out --json or --out")
    if out and str(out) != "-" and out.suffix.lower() not in OUT:
        raise ConfigError(f"{out}: a page or a picture? call the file something.html or something.svg")
    report = look(place, since, until, only)
    if as_json:
        from monitor.coverage.answers import answers

        for answer in answers(report):
            say.line(answer)
    elif out:
        paint(place, report, out, language)
    else:
        show(report, language)
    return verdict(report)


def look(place: Place, since: datetime | None, until: datetime | None, only: str | None) -> Report:
    """The report that somebody asked for. ConfigError says what is wrong with the period or the source."""
    from monitor import __version__
    from monitor.coverage import report
    from monitor.coverage.watched import watched

    now, zone = place.now(), place.config.settings.timezone
    with place.store() as store:
        states = store.states()
        known = {source.id for source in place.config.sources} | states.keys()
        if only is not None and only not in known:
            raise ConfigError(f"no source is called {only}; `monitor sources list` lists them")
        period = asked_for(since, until, zone, now, store.begun() or now)
        counted, head = store.covered(period.offsets, period.until), store.chain_head()
    everybody = watched(place.config.sources, counted, period, now)
    asked = [each for each in everybody if only is None or each.id == only]
    return report(asked, counted, period, now=now, version=__version__, chain=head.sha256 if head else None)


def asked_for(
    since: datetime | None, until: datetime | None, zone: ZoneInfo, now: datetime, begun: datetime
) -> Period:
    """The days that somebody asked for, as far as they have passed and there was anything to look back on."""
    from monitor.coverage import Period, day_of

    today, oldest = day_of(now, zone), min(day_of(begun, zone), day_of(now, zone))
    last = min(_day(until, zone), today) if until else today
    first = _day(since, zone) if since else max(oldest, _before(last, WEEKS * 7 - 1))
    if first > today:
        raise ConfigError(f"--since {first} has not come yet, today is {today}")
    if first > last and since:
        raise ConfigError(f"--since {first} is after --until {last}")
    if last < oldest:
        raise ConfigError(
            f"nothing was checked before {oldest}, so nothing is known up to {last}; choose a later --until"
        )
    if first < oldest:
        say.talk(f"nothing was checked before {oldest}; the period begins there")
    return Period.of(max(first, oldest), last, zone, now)


def _before(day: date, days: int) -> date:
    return day - timedelta(days=days) if day.toordinal() > days else date.min


def _day(moment: datetime, zone: ZoneInfo) -> date:
    """A day as it was written; of a time with its own zone, the day it is here."""
    try:
        return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except OverflowError:  # at the end of the calendar, or its beginning
        return moment.date()


def show(report: Report, language: str) -> None:
    """A table and the statement under it."""
    from monitor.coverage import pages, said
    from monitor.templates import load_templates

    words = pages.words_of(report, load_templates(), language)
    say.talk(f"{said.title(report, words)} ({said.kicker(report, words)})")
    columns = ("source", "due", "good", "missed", "bad", "changes", "gap", "last_good", "statement")
    say.table(
        [words.say(f"column.{column}") for column in columns],
        (row(source, words) for source in report.sources),
    )
    say.text("\n".join(["", *said.signed(report, words)]))
    for slip in said.slips(report, words):
        say.text(slip)


def row(source: SourceReport, words: Words) -> tuple[str, ...]:
    from monitor.coverage import said

    line = said.line(source, words)
    return (
        line.id,
        line.due,
        line.good,
        line.missed,
        line.bad,
        line.changes,
        line.gap,
        line.last_good,
        line.statement,
    )


def paint(place: Place, report: Report, out: Path, language: str) -> None:
    """Write the page, or the picture."""
    from monitor.coverage import pages
    from monitor.templates import load_templates

    templates = load_templates(place.config.templates)
    if out.suffix.lower() == ".svg":
        write(pages.picture(report, pages.words_of(report, templates, language)), out)
        return
    made = pages.printed(report, templates, language)
    for mistake in made.mistakes:
        say.talk(f"{mistake}: the shipped template was used")
    write(made.html, out)


def verdict(report: Report) -> int:
    """1 when a source was blind on a day or is not verified at the end, and which."""
    for source in report.unverified:
        blind = f"not verified on {len(source.blind)} of {len(source.days)} days" if source.blind else ""
        at_end = "" if source.verified else "not verified at the end of the period"
        say.talk(f"{source.id}: {', '.join(part for part in (blind, at_end) if part)}")
    if not report.sources:
        say.talk("no source is watched, so nothing can be said")
    return 1 if report.unverified else 0
