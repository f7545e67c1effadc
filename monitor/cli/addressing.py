"""`sources address`: whether an address may be reached, and why not."""

from __future__ import annotations

import click

from monitor.cli import say
from monitor.cli.place import Place
from monitor.errors import FetchError


@click.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per address that the host has.")
@click.pass_obj
def address(place: Place, url: str, *, as_json: bool) -> int:
    """Hold an address against the rule of what may be reached, `settings.allow_networks` included.

    Its name is looked up; nothing is connected to. Exit 1 when a request to it would be refused.
    """
    from monitor.fetch import Networks
    from monitor.fetch.asking import Verdict, verdicts

    gate = Networks.parse(place.config.settings.allow_networks if place.config_path.exists() else ())
    try:
        found = verdicts(url, gate)
    except (ValueError, FetchError) as error:
        found = (Verdict("", str(error)),)
    for each in found:
        if as_json:
            answer = {"url": url, "address": each.address or None, "allowed": each.refusal is None}
            say.line(answer | {"reason": each.refusal})
        elif each.refusal is None:
            say.text(f"{url}: {each.address} may be reached")
        else:
            say.text(f"{url}: refused: {each.refusal}")
    return 1 if any(each.refusal for each in found) else 0
