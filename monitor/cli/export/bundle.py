"""`export bundle`: one change with all that proves it, for somebody who has neither the database nor this program."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from monitor.cli import say
from monitor.cli.export import into, writing
from monitor.cli.place import Place
from monitor.errors import ConfigError


@click.command()
@click.argument("id_", metavar="CHANGE")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", help="Of the words around the diff."
)
@into
@click.pass_obj
def bundle(place: Place, id_: str, *, language: str, out: Path) -> None:
    """One change as a ZIP that a third party can check: both versions as received, diff, labels, evidence chain.

    README.txt in it says how to check it with sha256sum alone; verify.py does the same in one go.
    """
    from monitor.evidence.bundle import zipped
    from monitor.proving import bundle
    from monitor.templates import load_templates

    config = place.config if place.config_path.exists() else None
    with place.store() as store:
        made = bundle(
            store,
            id_,
            config.sources if config else (),
            load_templates(config.templates if config else None),
            language=language,
            zone=config.settings.timezone if config else ZoneInfo("UTC"),
        )
    if made is None:
        raise ConfigError(f"no change is called {id_}; `monitor changes` lists them")
    found, mistakes = made
    for mistake in mistakes:
        say.talk(f"{mistake}: the shipped template was used")
    with writing(out) as stream:
        stream.write(zipped(found))
