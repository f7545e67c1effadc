"""`export atom`: the changes as a feed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor.cli.export import between, into, writing
from monitor.cli.looking import in_zone
from monitor.cli.place import Place


@click.command()
@between
@into
@click.pass_obj
def atom(place: Place, *, since: datetime | None, until: datetime | None, out: Path) -> None:
    """The changes as an Atom feed (RFC 4287), the newest first."""
    from monitor.digest.mail import address
    from monitor.feeds import atom as writer, words_of
    from monitor.templates import load_templates

    zone = place.config.settings.timezone
    words = words_of(load_templates(place.config.templates), "en")
    domain, name = address(place.config.sender).domain, words.say("feed.all")
    named = {source.id: source.authority for source in place.config.sources}
    with place.store() as store, writing(out, text=True) as stream:
        found = store.outlines(in_zone(since, zone), in_zone(until, zone, end_of_day=True))
        stream.write(writer.feed(found, words, domain=domain, name=name, authorities=named, most=None))
