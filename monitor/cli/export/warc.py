"""`export warc`: everything that was received, as a web archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from monitor import __version__
from monitor.cli.export import between, into, writing
from monitor.cli.looking import in_zone, refuse
from monitor.cli.place import Place


@click.command()
@between
@click.option("--source", help="Only this source.")
@into
@click.pass_obj
def warc(
    place: Place, *, since: datetime | None, until: datetime | None, source: str | None, out: Path
) -> None:
    """What was received, as a web archive (WARC 1.1) that warcio and pywb read: answers, requests, digests.

    A file called .warc is written plainly, any other compressed a record at a time (.warc.gz).
    """
    from monitor.evidence.warc import archive, compressed
    from monitor.store.captures import Span

    config = place.config
    zone = config.settings.timezone
    span = Span(in_zone(since, zone), in_zone(until, zone, end_of_day=True), source)
    with place.store() as store, writing(out) as stream:
        refuse(place, store, since=since, until=until, source=source)
        head = store.chain_head()
        about = (
            ("software", f"regulatory-monitor/{__version__}"),
            ("operator", config.settings.contact or ""),
            ("evidence-chain", f"{head.sha256} entry {head.number}" if head else ""),
        )
        told = tuple((name, value) for name, value in about if value)
        records = archive(store.captures(span), store.kept_body, store.origin, told, place.now())
        for piece in records if out.suffix == ".warc" else compressed(records):
            stream.write(piece)
