"""`why`: why a change reached a reader, or did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from monitor import schedule
from monitor.answers import Answer, delivery_answer, iso
from monitor.cli import say
from monitor.cli.looking import named
from monitor.cli.place import Place
from monitor.config.mistakes import nearest
from monitor.errors import ConfigError
from monitor.model import Correction, Recorded, Told, Trouble
from monitor.route import Subscription
from monitor.watchlists import parse
from monitor.why import Why, why as asked


@click.command()
@click.argument("change", metavar="CHANGE")
@click.argument("subscription", metavar="[SUBSCRIPTION]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per subscription.")
@click.pass_obj
def why(place: Place, change: str, subscription: str | None, *, as_json: bool) -> None:
    """Why a change reached each reader, or did not."""
    with place.store() as store:
        recorded = store.change(change)
        told = store.told_of(change) if recorded else None
        troubles = store.troubles_about(_subjects(recorded, told)) if recorded and told else ()
    if recorded is None or told is None:
        raise ConfigError(f"no change is called {change}; `monitor changes` lists them")
    found = list(_found(place, recorded, told, troubles, subscription))
    if as_json:
        for each in found:
            say.line(answer(recorded, each, told.retractions.get(each.subscription, ())))
        return
    change_ = recorded.finding.change
    say.text(f"{recorded.id}  {named(change_)}  {change_.notice.title}  (source {recorded.source})")
    for each in found:
        say.text("\n".join(_lines(each)))
    if not found:
        say.talk("there is no subscription, so nobody is told of anything")


def _subjects(recorded: Recorded, told: Told) -> set[str]:
    """What troubles may have kept a change from its readers: with its source, or with their mail."""
    mails = (mail for telling in told.tellings.values() for mail in telling.deliveries)
    return {recorded.source, *(f"{mail.recipient} by {mail.channel}" for mail in mails)}


def _found(
    place: Place, recorded: Recorded, told: Told, troubles: Sequence[Trouble], only: str | None
) -> Iterator[Why]:
    config = place.config
    configured = {each.name: each for each in config.subscriptions}
    names = list(dict.fromkeys((*configured, *told.tellings)))
    if only is not None and only not in names:
        raise ConfigError(f"no subscription is called {only}, {nearest(only, names)}")
    zone = config.settings.timezone
    for name in names if only is None else (only,):
        yield asked(
            recorded,
            name,
            told,
            configured=configured.get(name),
            source=next((each for each in config.sources if each.id == recorded.source), None),
            watch=config.watch,
            clock=lambda moment: moment.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            slot=_next_slot(configured.get(name), zone, place.now()),
            troubles=troubles,
        )


def _next_slot(configured: Subscription | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    if configured is None or configured.send.immediately:
        return None
    own = ZoneInfo(configured.timezone) if configured.timezone else zone
    return schedule.next_slot(configured.send, own, now)


def _lines(found: Why) -> Iterator[str]:
    yield f"{found.subscription}: {found.fate}"
    yield from (f"    {sentence}" for sentence in found.because)
    yield from (f"    reason: {reason}" for reason in found.reasons)


def answer(
    recorded: Recorded, found: Why, retractions: Sequence[tuple[Correction, datetime | None]] = ()
) -> Answer:
    """A line of `why --json`. reached: it is owed or told; of a watchlist's reason its parts stand beside its text."""
    telling = found.telling
    return {
        "change": recorded.id,
        "subscription": found.subscription,
        "fate": found.fate.value,
        "reached": found.reached,
        "because": list(found.because),
        "reasons": [_reason(reason) for reason in found.reasons],
        "digest": {"id": telling.digest, "slot": iso(telling.slot), "composed": iso(telling.composed)}
        if telling and telling.digest
        else None,
        "deliveries": [delivery_answer(each) for each in telling.deliveries] if telling else [],
        "corrections": [
            {
                "id": correction.id,
                "mistake": correction.wrong.mistake.value,
                "said": list(correction.wrong.said),
                "by": correction.wrong.by,
                "found": iso(correction.found),
                "told": iso(slot),
            }
            for correction, slot in retractions
        ],
    }


def _reason(text: str) -> Answer:
    met = parse(text)
    return {"text": text} | ({"watchlist": asdict(met)} if met else {})
