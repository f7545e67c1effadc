"""`deliveries`: what was handed over, what waits and what was given up; one of them once more; and a test of the ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches

import click

from monitor.answers import delivery_answer, iso
from monitor.cli import say
from monitor.cli.looking import Moment, in_zone
from monitor.cli.place import Place
from monitor.errors import ConfigError, DeliveryError
from monitor.model import Delivery, DeliveryState

AGAIN = (DeliveryState.SENT, DeliveryState.PARKED)


@click.group()
def deliveries() -> None:
    """Messages on their way to one recipient each, by mail or another channel."""


@deliveries.command("list")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), help="Only these.")
@click.option("--since", type=Moment(), help="Of digests composed from this day or time on.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per delivery.")
@click.pass_obj
def listed(place: Place, *, state: str | None, since: datetime | None, as_json: bool) -> None:
    """The deliveries in the order in which they were made."""
    zone = place.config.settings.timezone
    with place.store() as store:
        found = store.posted(
            state=DeliveryState(state) if state else None, since=in_zone(since, zone) if since else None
        )
        if as_json:
            for one in found:
                say.line(delivery_answer(one))
            return
        rows = list(_rows(found))
    say.table(("id", "state", "channel", "to", "subject", "tries", "next or last", "reason"), rows)
    if not rows:
        say.talk("there are none" + (f" that are {state}" if state else ""))


def _rows(found: Iterator[Delivery]) -> Iterator[tuple[str, ...]]:
    for one in found:
        uncertain = f" ({one.uncertain} uncertain)" if one.uncertain else ""
        yield (
            one.id,
            one.state.value,
            one.channel,
            one.recipient,
            one.message.subject,
            f"{one.attempts}{uncertain}",
            iso(one.next_try) or "",
            one.reason or "",
        )


@deliveries.command()
@click.argument("id_", metavar="ID")
@click.pass_obj
def resend(place: Place, id_: str) -> None:
    """Let one that was sent or given up go out again with the next send: the same bytes, the same Message-ID."""
    with place.store() as store:
        one = store.delivery(id_)
        if one is None:
            raise ConfigError(_unknown(id_, [each.id for each in store.posted()]))
        if one.state not in AGAIN or not store.resend(id_, place.now()):
            raise ConfigError(f"delivery {id_} {_otherwise(store.delivery(id_) or one)}")
    whom = f"{one.recipient} ({one.channel})"
    say.text(
        f"delivery {id_} to {whom} waits again and goes out with the next `monitor once`: {one.message.subject}"
    )
    say.text(f"the same bytes and the same id as before, {one.message.id}; its tries are counted anew")
    if one.state is DeliveryState.SENT:
        say.text("it was taken before, so the recipient may get it twice and can tell by that id")
    elif one.reason:
        say.text(f"it was given up: {one.reason}")


@deliveries.command()
@click.argument("name", metavar="SUBSCRIPTION")
@click.pass_obj
def test(place: Place, name: str) -> int:
    """Send a test message now by every way of a subscription; nothing is written down, and no change is told."""
    from monitor.cli.telling import subscriptions
    from monitor.messages import trial

    (reader,) = subscriptions(place.config.subscriptions, [name])
    sender, failed = place.config.sender, []
    with place.world_beside("deliveries test", wait_s=30.0) as (world, _):
        mails = [(world.channel.name, to, trial.mailed(name, to, sender, place.now())) for to in reader.to]
        others = [
            (way.kind, way.recipient, trial.posted(name, way, sender, place.now())) for way in reader.channels
        ]
        for channel, recipient, message in (*mails, *others):
            try:
                world.channels[channel].send(message, recipient)
            except DeliveryError as error:
                failed.append(f"{recipient} ({channel})")
                say.text(f"{recipient}  {channel}  failed: {error}")
            else:
                say.text(f"{recipient}  {channel}  taken")
    if failed:
        say.talk(f"not taken: {', '.join(failed)}")
    return 1 if failed else 0


def _unknown(id_: str, there: list[str]) -> str:
    near = get_close_matches(id_, there, n=1)
    hint = f"did you mean {near[0]}?" if near else "`monitor deliveries list` shows them"
    return f"no delivery is called {id_}; {hint}"


def _otherwise(one: Delivery) -> str:
    """Why a delivery cannot be sent again."""
    match one.state:
        case DeliveryState.WAITING:
            return f"waits already: its next try is due {iso(one.next_try)}; `monitor once` makes it"
        case DeliveryState.SENDING:
            return "is being sent now; look again when that is done"
        case DeliveryState.SPLIT:
            return (
                f"was refused for what it says, and its changes went on in smaller messages of digest {one.digest}; "
                "`monitor deliveries list` shows those"
            )
    return f"is {one.state.value}"
