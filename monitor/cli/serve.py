"""`serve`: the archive in a browser."""

from __future__ import annotations

import getpass
import os
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from monitor.cli import journal, say
from monitor.cli.place import Place
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from monitor.store import Store
    from monitor.web.doors import Office

QUESTION = timedelta(seconds=10)  # for what one question asks of the database, while a reader waits (W14)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it can be reached.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--login", is_flag=True, help="Ask for an account also where only this machine can reach it.")
@click.pass_obj
def serve(place: Place, host: str, port: int, *, login: bool) -> int:
    """The archive in a browser: look, search, decide.

    Where only this machine can reach it, whoever sits there may do everything. Anywhere else everybody needs an
    account: `monitor users add NAME`.
    """
    from monitor.web import serving

    journal.begin(place.log_format)
    with place.store(QUESTION) as store, serving.listen(host, port) as taken:
        name, number = taken.getsockname()[:2]
        near = serving.is_loopback(name)
        if (login or not near) and not store.people.anybody():
            raise ConfigError(
                f"{'--login' if near else f'--host {host}'}: nobody has an account yet, so nobody could log in; "
                "monitor users add NAME --role admin makes the first"
            )
        office = _office(place, store, login=login or not near, names=(host.lower(),))
        if office.login and not near and not office.is_https:
            say.talk(
                "passwords travel unprotected over http: put a proxy that does TLS before it, and name its "
                "address in sources.yaml (settings: web: public_url)"
            )
        address = f"http://{f'[{name}]' if ':' in name else name}:{number}/"
        serving.serve(office, taken, lambda: say.talk(f"{address} is ready; Ctrl-C ends it"))
    return 0


def _office(place: Place, store: Store, *, login: bool, names: tuple[str, ...]) -> Office:
    from monitor.config import load
    from monitor.config.followed import Followed
    from monitor.templates import load_templates
    from monitor.web.doors import Office
    from monitor.web.press import Presses

    config = place.config
    presses = Presses(load_templates(config.templates), config.settings.timezone)
    return Office(
        config,
        store,
        presses,
        place.clock,
        login=login,
        local=_me(),
        names=names,
        followed=Followed(config, lambda: load(place.config_path, os.environ)),
    )


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no account of this machine has our number
        return "local"
