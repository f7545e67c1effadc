"""`brief`: what a planning meeting opens with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import say
from monitor.cli.export import STDOUT, into, writing
from monitor.cli.looking import Moment
from monitor.cli.place import Place
from monitor.errors import ConfigError
from monitor.values import dataclass

if TYPE_CHECKING:
    from monitor.brief import Brief, Period
    from monitor.digest.words import Words

FORMATS = ("html", "pdf", "xlsx", "md", "json")
MOST = 12  # sources that are named
TEXTS = ("html", "md", "json")  # a terminal may show them


@click.command()
@click.option("--quarter", metavar="2026Q4", help="A quarter.")
@click.option("--since", type=Moment(), help="Or from this day on.")
@click.option("--until", type=Moment(), help="Up to this day, included; today without it.")
@click.option("--check", is_flag=True, help="Ask every source first, as `check --all` does.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="html without it, or as --out ends.")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", help="Of the frame; quotes stay as they are."
)
@click.option("--subscription", metavar="NAME", help="Only what this subscription is told of.")
@click.option("--client", metavar="NAME", help="Only what meets this client's lists.")
@into
@click.pass_obj
def brief(
    place: Place,
    *,
    quarter: str | None,
    since: datetime | None,
    until: datetime | None,
    check: bool,
    form: str | None,
    language: str,
    subscription: str | None,
    client: str | None,
    out: Path,
) -> int:
    """A quarter in one paper: what changed, what takes effect when, codes, documents, eligibility, clients, doubts.

    With --check exit 1 when something could not be verified; it stands in the brief, too.
    """
    from monitor.briefing import Wish, brief as brief_of

    period = asked(quarter, since, until, place)
    form = form or shape(out)
    writer = Writer(place, form, language)
    writer.ready(out)
    config = place.config
    if subscription is not None and subscription not in {each.name for each in config.subscriptions}:
        known = ", ".join(each.name for each in config.subscriptions) or "none"
        raise ConfigError(f"no subscription is called {subscription}; {place.config_path} names: {known}")
    code = look_first(place) if check else 0
    with place.store() as store:
        made = brief_of(store, config, Wish(period, subscription, client), place.now())
    with writing(out, text=form in TEXTS) as stream:
        for piece in writer.written(made):
            stream.write(piece)
    for mistake in writer.mistakes:
        say.talk(mistake)
    tell_doubts(made)
    return 1 if check and (code or doubtful(made) or not made.looked) else 0


def asked(quarter: str | None, since: datetime | None, until: datetime | None, place: Place) -> Period:
    """The days that are meant. ConfigError when they are not said, twice, or backwards."""
    from monitor.brief import Period, quarter as quarter_of

    if (quarter is None) == (since is None):
        raise ConfigError("say which days: --quarter 2026Q4, or --since 2026-10-01 [--until 2026-12-31]")
    if quarter is not None:
        if until is not None:
            raise ConfigError("--until goes with --since; a quarter has its own end")
        try:
            return quarter_of(quarter)
        except ValueError as error:
            raise ConfigError(f"--quarter: {error}") from error
    assert since is not None
    last = day(until, place) if until else max(day(since, place), day(place.now(), place))
    try:
        return Period(day(since, place), last)
    except ValueError as error:
        raise ConfigError(f"--until: {error}") from error


def day(moment: datetime, place: Place) -> date:
    """The day of a moment in the zone people read; a bare day is itself."""
    if moment.tzinfo is None:
        return moment.date()
    return moment.astimezone(place.config.settings.timezone).date()


def shape(out: Path) -> str:
    """The format, by how the file's name ends."""
    ending = out.suffix.lower().removeprefix(".")
    ending = {"markdown": "md", "jsonl": "json", "htm": "html"}.get(ending, ending)
    if out != STDOUT and ending and ending not in FORMATS:
        raise ConfigError(
            f"{out}: no format is called {ending}; name one with --format: {', '.join(FORMATS)}"
        )
    return ending if ending in FORMATS else "html"


@dataclass
class Writer:
    """One format in one language."""

    place: Place
    form: str
    language: str
    mistakes: tuple[str, ...] = ()

    def ready(self, out: Path) -> None:
        """Everything that can be known to fail is known before any work is done."""
        if out != STDOUT and not out.parent.is_dir():
            raise ConfigError(f"{out}: there is no folder {out.parent}; make it, or name another with --out")
        if out.is_dir():
            raise ConfigError(f"{out}: is a folder; name a file with --out")
        if self.form == "pdf":
            from monitor.fetch.printing import lacking

            if (why := lacking()) is not None:
                raise ConfigError(why)
        if out == STDOUT and self.form not in TEXTS and sys.stdout.isatty():
            raise ConfigError(
                f"{self.form} is no text for a terminal: name a file with --out, or lead it into a pipe"
            )

    def written(self, made: Brief) -> Iterator[bytes]:
        """The brief, piece by piece."""
        import json

        match self.form:
            case "json":
                from monitor.brief.lines import lines

                for line in lines(made, rest(made)):
                    yield encoded(json.dumps(line, ensure_ascii=False) + "\n")
            case "md":
                from monitor.brief.markdown import markdown

                yield from map(encoded, markdown(made, self.words(), rest(made)))
            case "xlsx":
                from monitor.brief.xlsx import xlsx

                yield xlsx(made, self.words(), rest(made))
            case "pdf":
                from monitor.fetch.printing import pdf

                words = self.words()
                place = words.phrases["brief.page"]
                yield pdf(self.page(made), heading(made, words), place if isinstance(place, str) else "")
            case _:
                yield encoded(self.page(made))

    def page(self, made: Brief) -> str:
        from monitor.brief.html import html
        from monitor.templates import load_templates

        config = self.place.config
        templates = load_templates(config.templates)
        printed = html(made, templates, self.language, config.settings.timezone, rest(made))
        self.mistakes = printed.mistakes
        return printed.html

    def words(self) -> Words:
        from monitor.brief.html import words_of
        from monitor.templates import load_templates

        config = self.place.config
        return words_of(load_templates(config.templates), self.language, config.settings.timezone)


def heading(made: Brief, words: Words) -> str:
    """What stands at the foot of each sheet."""
    from monitor.brief.told import title

    return words.say("sign.colon").join((words.say("brief.kicker"), title(made, words)))


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def rest(made: Brief) -> str:
    """The command that lists every change, whatever the brief has no room for."""
    last = made.period.last
    return f"monitor export xlsx --since {made.period.first} --until {last} --out changes.xlsx"


def look_first(place: Place) -> int:
    """Ask every source, as `check --all` does; what it says goes to stderr, since stdout is for the brief."""
    from contextlib import redirect_stdout

    from monitor.cli.watching import check_now

    with redirect_stdout(sys.stderr):
        return check_now(place, everything=True)


def tell_doubts(made: Brief) -> None:
    """What could not be verified, by name; the brief says why and since when."""
    names = doubtful(made)
    if names:
        more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
        say.talk(f"could not be verified: {', '.join(names[:MOST])}{more}; the brief says why")


def doubtful(made: Brief) -> list[str]:
    """The sources that are not verified now, or of which changes are held back."""
    from monitor.brief.sheet import Doubtful

    now = (Doubtful.SOURCE, Doubtful.HELD)
    return list(dict.fromkeys(doubt.source for doubt in made.doubts if doubt.sort in now))
