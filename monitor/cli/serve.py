"""`serve`: the archive in a browser."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from monitor.cli import say
from monitor.cli.place import Place

if TYPE_CHECKING:
    from monitor.store import Store
    from monitor.web.doors import Office


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it can be reached.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.pass_obj
def serve(place: Place, host: str, port: int) -> int:
    """The archive in a browser: look, search, decide."""
    from monitor.web import serving

    with place.store() as store:
        office = _office(place, store)
        taken = serving.listen(host, port)
        name, number = taken.getsockname()[:2]
        address = f"http://{f'[{name}]' if ':' in name else name}:{number}/"
        serving.serve(office, taken, lambda: say.talk(f"{address} is ready; Ctrl-C ends it"))
    return 0


def _office(place: Place, store: Store) -> Office:
    from monitor.templates import load_templates
    from monitor.web.doors import Office
    from monitor.web.press import Presses

    config = place.config
    presses = Presses(load_templates(config.templates), config.settings.timezone)
    return Office(config, store, presses, place.clock, local=_me())


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no account of this machine has our number
        return "local"
