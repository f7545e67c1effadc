"""`init` and `demo`: the first minutes."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import say
from monitor.cli.place import Place


@click.command()
@click.pass_obj
def init(place: Place) -> None:
    """A starter sources.yaml (one that exists is kept) and the database."""
    from monitor.config.starter import starter, write_new
    from monitor.store import create_store
    from monitor.store.engine import parse_url, shown

    if place.config_path.exists():
        say.talk(f"{place.config_path} is kept as it is")
    else:
        write_new(place.config_path, starter())
        say.talk(f"{place.config_path} is written: name your sources and readers in it")
    create_store(place.database_url, place.now())
    with place.store():  # one that was there already is looked at as every command looks at it
        pass
    say.talk(f"database ready: {shown(parse_url(place.database_url))}; `monitor once` does the rest")


@click.command()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default="demo", help="Where the mails go."
)
def demo(out: Path) -> int:
    """Play the history of both programmes on a replica site on loopback, with the real pipeline."""
    from monitor.demo import play

    return play(out, say.text)
