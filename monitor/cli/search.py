"""`search`: what was ever said about something, in all versions of all notices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

import click

from monitor.cli import say
from monitor.cli.looking import Moment
from monitor.cli.place import Place
from monitor.errors import ConfigError, StoreError
from monitor.search import Found, Order, Piece, Query, Results, Sought, parse
from monitor.search.results import LARGEST, SIZE, answer

if TYPE_CHECKING:
    from monitor.store import Store

Span = tuple[str, str]


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True)
@click.option("--source", help="Only notices of this source.")
@click.option("--since", type=Moment(), help="Only texts of this day or later.")
@click.option("--until", type=Moment(), help="Only texts of this day or earlier.")
@click.option("--latest", is_flag=True, help="Only the last version of each notice.")
@click.option("--newest", is_flag=True, help="The newest first, however well they fit.")
@click.option("--limit", type=click.IntRange(1, LARGEST), default=SIZE, show_default=True, help="So many.")
@click.option("--page", type=click.IntRange(1), default=1, help="The next ones: 2, 3.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per notice.")
@click.pass_obj
def search(
    place: Place,
    words: tuple[str, ...],
    *,
    source: str | None,
    since: datetime | None,
    until: datetime | None,
    latest: bool,
    newest: bool,
    limit: int,
    page: int,
    as_json: bool,
) -> int:
    """Look for words in every version of every notice, with its tables and attached files.

    \b
    太阳能 口岸             both, anywhere in the text
    '"carbon footprint"'    side by side (the shell takes one pair of quotation marks away)
    光伏 -组件              without that word
    solar OR 太阳能         either
    illumin*                words that begin so
    8541.43                 an HS code that begins so, however it is written
    公告2026年第58号        that document, and what cites it

    A text's day is the one the notice bears, and that on which we read it where it bears none or was amended.
    """  # noqa: D301  click knows it by that
    if mistyped := [word for word in words if word.startswith("--")]:
        raise click.UsageError(f"no such option: {mistyped[0]}")
    query = parse(" ".join(words))
    zone = place.config.settings.timezone
    sought = Sought(
        source,
        day(since, zone),
        day(until, zone),
        latest,
        Order.NEWEST if newest else Order.BEST,
        page,
        limit,
    )
    if sought.since and sought.until and sought.since > sought.until:
        raise ConfigError(f"--since {sought.since} is after --until {sought.until}")
    with place.store() as store:
        known = {each.id for each in place.config.sources}
        if source is not None and source not in known and source not in store.checked():
            raise ConfigError(f"no source is called {source}; `monitor sources list` lists them")
        trouble = bring_up(store, zone)
        results = store.search.find(query, sought)
    for found in results.found:
        if as_json:
            say.line(answer(found))
        else:
            say.spans(lines(found))
    tell(results, query, trouble)
    return 1 if trouble else 0


def day(moment: datetime | None, zone: tzinfo) -> date | None:
    if moment is None:
        return None
    try:
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()
    except OverflowError:  # at the end of the calendar, or its beginning
        return moment.date()


def bring_up(store: Store, zone: tzinfo) -> str | None:
    """Bring the index up to date; why that is not possible, if it is not. What is in it is found all the same."""
    try:
        waiting = store.search.waiting()
        if waiting > 5_000:
            say.talk(f"{waiting} texts are being made searchable, once")
        with say.progress("indexing", waiting) as progress:

            def said(added: int) -> None:
                for _ in range(added):
                    progress.advance("indexing")

            store.search.catch_up(zone, said=said)
    except StoreError as error:
        return f"the newest texts could not be looked through: {error}"
    return None


def lines(found: Found) -> Iterator[list[Span]]:
    """A notice in three lines for a terminal."""
    version = "" if found.latest else "  (an earlier version)"
    yield [(f"{found.day}  {found.source}  ", "quiet"), *painted(found.title), (version, "quiet")]
    if found.excerpt:
        where = [(f"{found.file}: ", "quiet")] if found.file else []
        yield [("    ", ""), *where, *painted(found.excerpt)]
    ids = (
        f"change {', '.join(found.changes[:8])}{' …' if len(found.changes) > 8 else ''}  "
        if found.changes
        else ""
    )
    yield [(f"    {ids}{found.url}", "quiet")]


def painted(pieces: tuple[Piece, ...]) -> list[Span]:
    return [(" ".join(piece.text.split("\n")), "come" if piece.marked else "") for piece in pieces]


def tell(results: Results, query: Query, trouble: str | None) -> None:
    if not results.found:
        say.talk(f"nothing is found for {query.written}")
    elif results.more:
        say.talk(
            f"page {results.page} of {results.pages}; only the newest texts were looked at: add a word, or --until"
        )
    elif results.pages > 1:
        say.talk(
            f"page {results.page} of {results.pages}, {results.total} notices; --page or --limit shows more"
        )
    if trouble:
        say.talk(trouble)
