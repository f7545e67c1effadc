"""`export jsonl`: the changes, a line each, as `changes --json` writes them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from monitor.answers import change_answer
from monitor.cli.export import between, into, writing
from monitor.cli.looking import in_zone, refuse
from monitor.cli.place import Place


@click.command()
@between
@click.option("--source", help="Only this source.")
@into
@click.pass_obj
def jsonl(
    place: Place, *, since: datetime | None, until: datetime | None, source: str | None, out: Path
) -> None:
    """The changes, one JSON line each, oldest first."""
    zone = place.config.settings.timezone
    with place.store() as store, writing(out, text=True) as stream:
        refuse(place, store, since=since, until=until, source=source)
        found = store.changes(
            since=in_zone(since, zone), until=in_zone(until, zone, end_of_day=True), source=source
        )
        for recorded in found:
            line = json.dumps(change_answer(recorded), ensure_ascii=False)
            stream.write(line.encode("utf-8", "backslashreplace") + b"\n")
