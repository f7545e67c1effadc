"""`export ics`: a calendar of what takes effect, what ends, and until when to comment or apply."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor.cli.export import into, writing
from monitor.cli.looking import Moment, in_zone
from monitor.cli.place import Place


@click.command()
@click.option("--since", type=Moment(), help="Days of which something was recorded from this day or time on.")
@into
@click.pass_obj
def ics(place: Place, *, since: datetime | None, out: Path) -> None:
    """A calendar (RFC 5545) of the days that notices name; those that hold no longer are cancelled in it."""
    from monitor.digest.mail import address
    from monitor.feeds import calendar, words_of
    from monitor.templates import load_templates

    words = words_of(load_templates(place.config.templates), "en")
    domain, name = address(place.config.sender).domain, words.say("feed.all")
    begin = in_zone(since, place.config.settings.timezone)
    named = {source.id: source.authority for source in place.config.sources}
    with place.store() as store, writing(out, text=True) as stream:
        stream.write(
            calendar.calendar(
                store.outlines(), words, domain=domain, name=name, authorities=named, since=begin
            )
        )
