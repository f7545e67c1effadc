"""The telling half of the tool, read top-down: compose the digests whose time has come, and send what waits.

It meets the watching half (`monitor.pipeline`) only in the store. A check that tells nobody loads nothing of this.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from monitor import beside, digest, reporting, schedule, ways
from monitor.deliver import deliver, refused
from monitor.digest import Letterhead, Limits, Names
from monitor.digest.render import Typeset, typeset
from monitor.errors import DamagedError, DeliveryError, StoreError
from monitor.lanes import Crash, side_by_side
from monitor.messages import Written, write
from monitor.model import (
    Coverage,
    Delivery,
    DeliveryState,
    Digest,
    Message,
    Unreadable,
)
from monitor.route import Subscription
from monitor.values import dataclass
from monitor.verdict.quiet import Silence
from monitor.world import World

log = logging.getLogger(__name__)

WAYS = 8  # out that are open at once
SIGN_OF_LIFE = timedelta(days=7) - timedelta(hours=1)  # a turn may come a little earlier than a week ago
NOTICED = timedelta(days=7)  # so long every run says that a mail was given up; then only doctor does


@dataclass(frozen=True)
class Due:
    """A digest to compose: for which slot, and the earlier slots that were missed (T05)."""

    subscription: Subscription
    slot: datetime
    missed: tuple[datetime, ...] = ()


def tell(world: World, now: datetime) -> Iterator[Delivery]:
    """Compose the digests whose time has come, then send everything that waits."""
    compose_all(world, due_digests(world, now), now)
    yield from send(world, now)
    if reporting.tell_operators(world, now):
        yield from send(world, now)


def compose_all(world: World, dues: Iterable[Due], now: datetime) -> None:
    """Fix these digests; and see, at the same times, whether a source has fallen silent."""
    fallen: Mapping[str, Silence] | None = None
    for due in dues:
        fallen = reporting.silences(world, now) if fallen is None else fallen
        compose(world, due, now, fallen)
    if fallen is not None:
        reporting.look_at_silence(world, now, fallen)


def due_digests(world: World, now: datetime, *, looking: bool = False) -> Iterator[Due]:
    """The digests whose time has come. looking: nobody is told, so slots that were missed are not written down yet."""
    if not looking:
        world.store.find_slips(now)
    for subscription in world.config.subscriptions:
        begun = world.store.begin_subscription(subscription.name, now)
        if subscription.send.immediately:
            if is_owed(world, subscription.name, now):
                yield Due(subscription, now)
            continue
        zone = ZoneInfo(subscription.timezone) if subscription.timezone else world.config.settings.timezone
        last = world.store.last_slot(subscription.name, now) or begun
        slots = schedule.slots(subscription.send, zone, after=last, until=now)
        if slots:
            yield Due(subscription, slots[-1], tuple(slots[:-1]))


def is_owed(world: World, name: str, now: datetime) -> bool:
    """Whether there is anything to tell a reader at once. What cannot be read is named once, then with what is told next."""
    owing = world.store.owing(name)
    if owing.lines or world.store.retractions(name):
        return True
    since = world.store.last_told(name, now) if owing.damaged else None
    return bool(owing.damaged) and (since is None or is_news(owing.damaged, since))


def is_news(damaged: Iterable[Unreadable], since: datetime) -> bool:
    """Whether any of these was found since then, so that no digest named it yet."""
    return any(each.detected is not None and each.detected > since for each in damaged)


def gather(world: World, due: Due, now: datetime, fallen: Mapping[str, Silence]) -> Digest:
    """What this reader is owed now, what was looked at since the last time, what is ahead and what was wrong.

    fallen: the sources that have fallen silent.
    """
    name = due.subscription.name
    since = world.store.last_told(name, now) or now - timedelta(days=1)
    owing = world.store.owing(name)
    coverage = world.store.coverage(since, now, [source.id for source in world.config.sources])
    coverage = replace(
        coverage,
        silent=tuple(silent(world, coverage, fallen)),
        held=world.store.holds_for(name),
        slips=world.store.slips(name, now),
        damaged=owing.damaged,
    )
    zone = (
        ZoneInfo(due.subscription.timezone) if due.subscription.timezone else world.config.settings.timezone
    )
    today = now.astimezone(zone).date()
    composed = digest.compose(due.subscription, due.slot, owing.lines, coverage, now, due.missed, today=today)
    return beside.complete(world, composed, due.subscription, today)


def written(world: World, composed: Digest, subscription: Subscription) -> Written:
    """The messages of a digest for every way out of a subscription."""
    return write(
        composed, subscription, world.templates(), letterhead(world), limits(world), mail=world.channel.name
    )


def silent(world: World, coverage: Coverage, fallen: Mapping[str, Silence]) -> Iterator[str]:
    """The verified sources of which it is to be said now that nothing new comes any more (faults Q07)."""
    unverified = {state.source for state in coverage.unverified}
    for source in reporting.paged(world):
        silence = fallen.get(source.id) if source.id not in unverified else None
        if silence and silence.is_news(coverage.since.astimezone(source.zone).date()):
            yield source.id


def letterhead(world: World) -> Letterhead:
    names = Names.of(world.config.sources, world.config.programmes)
    settings = world.config.settings
    return Letterhead(world.config.sender, settings.timezone, names, settings.unsubscribe)


def limits(world: World) -> Limits:
    settings = world.config.settings.limits
    return Limits(settings.digest_items, settings.digest_size, settings.storm, settings.digest_mails)


def compose(world: World, due: Due, now: datetime, fallen: Mapping[str, Silence]) -> None:
    """Fix a digest in the store with its messages for every channel; a quiet slot is written down too (M14)."""
    with world.span("digest", subscription=due.subscription.name) as span:
        composed = gather(world, due, now, fallen)
        messages = written(world, composed, due.subscription)
        for mistake in messages.mistakes:
            log.warning("%s", mistake)
        reporting.look_at_templates(world, due.subscription.name, messages.mistakes, now)
        reporting.look_at_owed(world, due.subscription.name, composed.coverage.damaged, now)
        quiet = (
            due.subscription.when_quiet == "skip" and not is_loud(composed) and not life_due(world, due, now)
        )
        world.store.compose(composed, () if quiet else messages.addressed)
        span.say(digest=composed.id, changes=len(composed.lines), quiet=quiet)


def is_loud(composed: Digest) -> bool:
    """Whether there is something to say. A day on which something could not be verified, was missed, or is held back, or
    that follows slots without a mail, is not a quiet one.
    """
    coverage = composed.coverage
    return bool(
        composed.lines
        or composed.corrections
        or composed.late_from
        or coverage.unverified
        or coverage.missed
        or coverage.held
        or coverage.slips
        or is_news(coverage.damaged, coverage.since)
    )


def life_due(world: World, due: Due, now: datetime) -> bool:
    """Whether a reader who skips quiet days has heard nothing for so long that it is time for a sign of life (M14)."""
    name = due.subscription.name
    last = world.store.last_mail(name, now) or world.store.begin_subscription(name, now)
    return now - last >= SIGN_OF_LIFE


def preview(world: World, due: Due, now: datetime) -> Typeset:
    """The digest in type as it would be mailed; nothing is stored, nobody is told."""
    composed = gather(world, due, now, reporting.silences(world, now))
    return typeset(composed, due.subscription, world.templates(), letterhead(world), limits(world))


def send(world: World, now: datetime, only: str | None = None) -> Iterator[Delivery]:
    """Hand over what waits, one recipient at a time; a quicker sender's claim is left alone. only: what goes this way.

    A message goes the way it was composed for; while that way is not open, it waits. The ways go side by side, so that
    one that hangs holds up no other (M10). A message that is refused for what it says goes again in halves, until the
    change that is not wanted goes as its link (M05).
    """
    world.store.free_orphans(now)
    shut: dict[str, str] = {}
    again = True
    while again and not world.stop.is_set():
        lanes: dict[str, list[Delivery]] = {}
        for delivery in world.store.due(now):
            way = way_of(world, delivery)
            if way is not None and only in (None, way):
                lanes.setdefault(way, []).append(delivery)
        settled = side_by_side(
            lanes, partial(hand_over, world, now, shut), per_host=1, workers=WAYS, stop=world.stop
        )
        again = False
        with closing(settled):  # see `pipeline.visit`
            for results in settled:
                for delivery, result in results:
                    after = stumbled(world, delivery, result, now) if isinstance(result, Crash) else result
                    if after is not None:
                        again = again or after.state is DeliveryState.SPLIT
                        yield after


def way_of(world: World, delivery: Delivery) -> str | None:
    """What goes it one after the other; None while it is not open."""
    channel = world.channels.get(delivery.channel)
    return channel.lane(delivery.recipient) if channel else None


def hand_over(world: World, now: datetime, shut: dict[str, str], delivery: Delivery) -> Delivery | None:
    """One message, one try, written down; None when somebody else had claimed it. shut: see `deliver`."""
    if not world.store.claim(delivery.id, now):
        return None
    channel, patience = world.channels[delivery.channel], world.config.settings.limits.mail_retry
    with world.span("delivery", digest=delivery.digest, channel=delivery.channel) as span:
        settled = written_down(world, deliver(delivery, channel, now, patience=patience, shut=shut))
        span.say(state=settled.state.value, attempts=settled.attempts)
        if (
            settled.state is not DeliveryState.SENT
        ):  # the reason may name the reader; `deliveries list` has it
            span.failed(f"{settled.state.value} after {settled.attempts} tries")
    return settled


def written_down(world: World, settled: Delivery) -> Delivery:
    """A try as it stands in the store: one that goes on in halves is given up where its digest cannot be read (D06)."""
    if settled.state is DeliveryState.SPLIT:
        try:
            world.store.send_in_parts(settled, list(in_halves(world, settled)))
        except DamagedError as error:
            reason = f"{settled.reason}; it cannot go on in halves, as {error}"
            settled = replace(settled, state=DeliveryState.PARKED, reason=reason)
        else:
            return settled
    world.store.settle(settled)
    return settled


def stumbled(world: World, delivery: Delivery, crash: Crash, now: datetime) -> Delivery:
    """Our own mistake on the way: it is logged whole, this message waits, and the others go on."""
    if isinstance(crash.error, StoreError):  # nothing can be written down, so nothing shall go on
        raise crash.error
    log.error("delivery %s ended by our own mistake", delivery.id, exc_info=crash.error)
    reason = f"internal error, please report it: {type(crash.error).__name__}: {crash.error}"
    settled = refused(delivery, DeliveryError(reason), now, world.config.settings.limits.mail_retry)
    world.store.settle(settled)
    return settled


def in_halves(world: World, refused: Delivery) -> Iterator[Message]:
    """The changes of a refused message as two smaller ones; a change that stands alone as its link only."""
    told = refused.message.tells
    middle = len(told) // 2
    for half in (told[:middle], told[middle:]) if middle else (told,):
        part = world.store.digest_telling(refused.digest, half)
        reader = next((s for s in world.config.subscriptions if s.name == part.subscription), None)
        reader = reader or Subscription(name=part.subscription, to=(refused.recipient,))
        alone = reader.model_copy(update=ways.only(refused.channel, refused.recipient))
        part = replace(part, id=f"{part.id}.{half[0]}-{len(half) if middle else 'link'}")
        written = write(
            part,
            alone,
            world.templates(),
            letterhead(world),
            limits(world),
            mail=refused.channel,
            bare=not middle,
        )
        yield from written.addressed[0].messages


def undelivered(world: World, now: datetime) -> tuple[Delivery, ...]:
    """What stays behind after everything that could be sent was: mails that wait, and those given up lately."""
    waiting = (DeliveryState.WAITING, DeliveryState.SENDING)
    since = now - world.config.settings.limits.mail_retry - NOTICED
    parked = world.store.deliveries(state=DeliveryState.PARKED, since=since)
    return (*(one for state in waiting for one in world.store.deliveries(state=state)), *parked)
