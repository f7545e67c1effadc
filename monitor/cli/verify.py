"""`verify`: whether everything is as it was recorded, and the hash that proves it later."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.answers import iso
from monitor.cli import say
from monitor.cli.looking import Moment, in_zone
from monitor.cli.place import Place

if TYPE_CHECKING:
    from monitor.store.verifying import Fault, Verified

SHOWN = 50  # faults told in full; a table that was lost makes one a row


class Hash(click.ParamType[str]):
    """A SHA-256, or how it begins, as `verify` and the digests tell it."""

    name = "SHA256"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        written = str(value).strip().lower()
        if not 16 <= len(written) <= 64 or set(written) - set("0123456789abcdef"):
            why = "it has 64 hexadecimal digits, of which the first 16 are enough"
            self.fail(f"{value!r} is no head of the chain: {why}", param, ctx)
        return written


@click.command()
@click.option("--since", type=Moment(), help="Only what was recorded from this day or time on.")
@click.option("--head", type=Hash(), help="A head that you noted earlier: it must be in the chain.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON line per fault, then one of what was looked at."
)
@click.pass_obj
def verify(place: Place, *, since: datetime | None, head: str | None, as_json: bool) -> int:
    """The database, every body against its SHA-256, what was recorded and sent against the evidence chain.

    Says the head of the chain: note it elsewhere, and --head tells later whether anything before it was removed or
    written anew. Exit 1 when something is not as it was recorded.
    """
    shown = 0

    def tell(fault: Fault) -> None:
        nonlocal shown
        shown += 1
        if as_json:
            say.line({"what": fault.what, "problem": fault.text, "entry": fault.entry})
        elif shown <= SHOWN:
            say.text(f"{fault.what}: {fault.text}")

    zone = place.config.settings.timezone if since is not None else None
    with place.store() as store:
        found = store.verify(tell, since=in_zone(since, zone) if zone else None, head=head)
    if as_json:
        say.line(answer(found))
    else:
        if found.faults > SHOWN:
            say.text(f"and {found.faults - SHOWN} more")
        for line in told(found):
            say.text(line)
    return 1 if found.faults else 0


def answer(found: Verified) -> dict[str, object]:
    """The last line of `verify --json`."""
    counts = asdict(found)
    head = counts.pop("head")
    return {
        "verified": not found.faults,
        **counts,
        "begun": iso(found.begun),
        "head": head["sha256"] if head else None,
        "entry": head["number"] if head else None,
        "at": iso(found.head.at) if found.head else None,
    }


def told(found: Verified) -> list[str]:
    looked = (
        f"{found.bodies} bodies, {found.entries} entries of the chain, {found.checks} checks ({found.documents} "
        f"documents, {found.versions} versions, {found.changes} changes), {found.digests} digests, {found.messages} messages, "
        f"{found.steps} steps of triage"
    )
    verdict = f"{found.faults} not as recorded" if found.faults else "all as it was recorded"
    lines = [f"{verdict}: {looked}"]
    if found.begun:
        lines.append(f"the chain began {found.begun:%Y-%m-%d %H:%M} UTC")
    if found.head:
        lines.append(
            f"head {found.head.sha256}  entry {found.head.number}, {found.head.at:%Y-%m-%d %H:%M} UTC"
        )
    return lines
