"""`--view` of `show` and `compare`: two versions as a page, or as lines in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import say
from monitor.errors import ConfigError, of_disk
from monitor.values import dataclass

if TYPE_CHECKING:
    from monitor.cli.place import Place
    from monitor.compare import Guide
    from monitor.model import Recorded
    from monitor.views import About, View

LOOKS = ("inline", "side", "mail")
STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to look. look: None for lines in the terminal."""

    look: str | None
    out: Path
    language: str


def option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with --view, --out and --language, which it gets as one `wish`."""

    @click.option(
        "--view",
        "look",
        type=click.Choice(LOOKS),
        help="An HTML page: both versions in one text, side by side, or fit for a mail.",
    )
    @click.option("--out", type=click.Path(path_type=Path), help="Where the page goes; - is stdout.")
    @click.option("--language", type=click.Choice(["en", "zh"]), default="en", help="Of the words around it.")
    @wraps(command)
    def wishing(
        *args: object, look: str | None, out: Path | None, language: str, as_json: bool, **values: object
    ) -> object:
        if as_json and (look or out):
            raise click.UsageError("--json and a page are two answers: leave out --json, or --view and --out")
        wish = Wish(look or ("inline" if out else None), out or STDOUT, language)
        return command(*args, wish=wish, as_json=as_json, **values)

    return wishing


def page(place: Place, view: View, about: About, wish: Wish) -> None:
    """Write the page. ConfigError names a file that cannot be written."""
    write(html(place, view, about, wish), wish.out)


def html(place: Place, view: View, about: About, wish: Wish) -> str:
    """The page, by the user's templates or the shipped ones."""
    from zoneinfo import ZoneInfo

    from monitor.templates import load_templates
    from monitor.views import Look, printed

    config = place.config if place.config_path.exists() else None
    made = printed(
        view,
        about,
        load_templates(config.templates if config else None),
        Look(wish.look or Look.INLINE),
        language=wish.language,
        zone=config.settings.timezone if config else ZoneInfo("UTC"),
    )
    for mistake in made.mistakes:
        say.talk(f"{mistake}: the shipped template was used")
    return made.html


def write(html: str, out: Path) -> None:
    if out == STDOUT:
        click.echo(html)
        return
    try:
        out.write_text(html, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{out}: cannot be written: {of_disk(error)}; name another with --out") from error
    except ValueError as error:  # a NUL, or half a surrogate pair
        raise ConfigError(f"{out}: no file can be called so ({error})") from error
    say.talk(f"{out}: written")


def of_change(place: Place, recorded: Recorded) -> View:
    """The view of a recorded change: of both versions, or of the one there is."""
    from monitor.views import of_change

    return of_change(recorded, guide(place, recorded.source))


def guide(place: Place, source: str) -> Guide:
    """How this source's versions are compared, with what was learned; by that alone when no configuration names it."""
    from monitor.proving import guide

    try:
        sources = place.config.sources if place.config_path.exists() else ()
    except ConfigError:  # what was recorded can be looked at whatever became of the file
        sources = ()
    with place.store() as store:
        return guide(sources, store, source)


def about(recorded: Recorded) -> About:
    from monitor.views import about

    return about(recorded)


def lines(view: View) -> Iterator[tuple[tuple[str, str], ...]]:
    """The view for `say.spans`."""
    from monitor.views import lines as told

    return told(view)
