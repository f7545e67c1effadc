"""What operators are told: looks at how things are, writes down what is wrong, and mails what is due.

Whatever a mail tells is fixed in the store together with the mail, so a crash in between neither loses nor doubles
anything. While a mail to an operator has not been handed over, no further one is composed for that operator: a mail
server that is down makes one mail wait, not a heap of them.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from monitor.model import Addressed, Certificate, Sign, Trouble, TroubleKind as Kind, Unreadable
from monitor.operators import course, signs
from monitor.sources.base import PagedSource
from monitor.verdict import quiet
from monitor.world import World

if TYPE_CHECKING:
    from monitor.operators.report import Report
    from monitor.verdict.quiet import Silence

log = logging.getLogger(__name__)

OF_A_TURN = frozenset(
    {Kind.SOURCE, Kind.HELD, Kind.PARKED, Kind.WAITING, Kind.SLOT, Kind.DISK, Kind.CERTIFICATE, Kind.LOST}
)
DAY = timedelta(days=1)
LATELY = timedelta(days=7)  # so far back mails given up, slots slipped and certificates seen count


def look_at_schedule(world: World, now: datetime) -> None:
    """See whether checks are late, before they are made up for."""
    beats = {role: beat for role, beat in world.store.heartbeats().items() if beat < now}
    late = world.store.planned(now - signs.LATE)
    observe(world, Kind.OVERDUE, signs.of_schedule(world.config.sources, late, beats, now), now)


def look_at_templates(world: World, subscription: str, mistakes: Sequence[str], now: datetime) -> None:
    """See whether a digest was set as the operator's templates say."""
    found = signs.of_templates(subscription, mistakes, now)
    observe(world, Kind.TEMPLATE, found, now, of={subscription})


def look_at_owed(world: World, subscription: str, damaged: Sequence[Unreadable], now: datetime) -> None:
    """See whether all that a reader is owed can be read."""
    found = list(signs.of_owed(subscription, damaged, now))
    observe(world, Kind.DAMAGED, found, now, of={subscription})
    for sign in found:
        log.warning("%s is not told what cannot be read: %s; see `monitor verify`", subscription, sign.reason)


def damaged(world: World, now: datetime) -> bool:
    """Whether anybody is owed what cannot be read."""
    return any(not each.ended for each in world.store.troubles(now, {Kind.DAMAGED}))


def look_at_texts(world: World, lost: Mapping[str, str], now: datetime) -> None:
    """Write down of which sources a stored text was damaged when it was needed. lost: why, by source."""
    for source, reason in lost.items():
        observe(world, Kind.LOST, [Sign(Kind.LOST, source, now, reason)], now, of={source})


def look_at_silence(world: World, now: datetime, fallen: Mapping[str, Silence]) -> None:
    """Write down which sources have fallen silent. Of what is not verified nothing is concluded."""
    zones = verified(world)
    still = {id_: silence for id_, silence in fallen.items() if id_ in zones}
    observe(world, Kind.SILENT, signs.of_silence(still, zones), now, of=zones)


def silences(world: World, now: datetime) -> dict[str, Silence]:
    """The verified sources, by their id, in which nothing new came for far longer than usual.

    Most have a notice of these days, wherever their days begin, and cannot be silent: they are not looked through.
    """
    lively = world.store.published(now.date() - quiet.AT_LEAST + 2 * DAY, now.date() - DAY)
    zones = {id_: zone for id_, zone in verified(world).items() if id_ not in lively}
    came = world.store.sightings(zones)
    found = {id_: quiet.silence_of(came[id_], zone, now) for id_, zone in zones.items()}
    return {id_: silence for id_, silence in found.items() if silence}


def verified(world: World) -> dict[str, tzinfo]:
    """The zones of the sources that list notices and whose last check was good, by their id."""
    good = world.store.checked() - world.store.unwell().keys()
    return {one.id: one.zone for one in paged(world) if one.id in good}


def paged(world: World) -> Iterator[PagedSource]:
    """The sources that list notices: only in these can nothing new come."""
    return (source for source in world.config.sources if isinstance(source, PagedSource))


def observe(
    world: World, kind: Kind, found: Iterable[Sign], now: datetime, of: Collection[str] | None = None
) -> None:
    """Hold what is wrong of this kind against what was, and write down what is otherwise. of: of these subjects alone."""
    known = world.store.troubles(now - course.REMEMBERED, {kind})
    before = [each for each in known if of is None or each.subject in of]
    world.store.keep_troubles(course.observe(before, list(found), {kind}, now))


def look_around(world: World, now: datetime) -> None:
    """See everything else that may be wrong after a turn, and let go what is no longer ours."""
    store, config = world.store, world.config
    store.keep_certificates([*world.fetch.certificates, *_of_channels(world)], now)
    folder = str(config.folder.resolve())
    before = store.troubles(now - course.REMEMBERED)
    known = any(each.kind is Kind.DISK and not each.closed and not each.ended for each in before)
    found: list[Sign] = [
        *signs.of_sources(store.unwell(), [source.id for source in config.sources]),
        *signs.of_holds(store.holds().values()),
        *signs.of_mails(store.stuck(now - LATELY), now),
        *signs.of_slots(store.slipped(now - LATELY)),
        *signs.of_disk(folder, shutil.disk_usage(folder).free, now, known=known),
        *signs.of_texts(before, now),
        *signs.of_certificates(store.certificates(now - LATELY, now + signs.SOON), now),
    ]
    dropped = list(course.let_go(before, no_longer_ours(world, before), now))
    ids = {each.id for each in dropped}
    left = [each for each in before if each.id not in ids]
    store.keep_troubles([*dropped, *course.observe(left, found, OF_A_TURN, now)])


def no_longer_ours(world: World, troubles: Sequence[Trouble]) -> frozenset[course.Key]:
    """Troubles of sources and subscriptions that sources.yaml names no more."""
    sources = {source.id for source in world.config.sources}
    readers = {subscription.name for subscription in world.config.subscriptions}
    ours = {Kind.SOURCE: sources, Kind.SILENT: sources, Kind.TEMPLATE: readers, Kind.DAMAGED: readers}
    return frozenset(
        course.key(each) for each in troubles if each.kind in ours and each.subject not in ours[each.kind]
    )


def tell_operators(world: World, now: datetime) -> bool:
    """Compose the mail to operators that is due now, if one is; it is sent from the store like any other."""
    from monitor.operators.report import quietly_over, report

    look_around(world, now)
    troubles = world.store.troubles(now - course.REMEMBERED)
    world.store.keep_troubles(quietly_over(troubles, now))
    reach = recipients(world)
    free = [each for each in reach if each not in world.store.waiting_operators()]
    if not free:
        return False
    shut = signs.shut(world.store.stuck(now - LATELY), world.channel.name, reach)
    zone, sources = world.config.settings.timezone, world.config.sources
    due = report(troubles, now, zone, sources=len(sources), unmailed=shut)
    if due is None:
        return False
    return world.store.tell_operators(due.id, now, due.told(now), written(world, due, troubles, free, now))


def written(
    world: World, due: Report, troubles: Sequence[Trouble], to: Sequence[str], now: datetime
) -> list[Addressed]:
    """The mail for each operator."""
    from monitor.digest import mail
    from monitor.digest.press import presses_of
    from monitor.operators.letter import letter

    settings = world.config.settings
    made, mistakes = presses_of(
        "operators", world.templates(), settings.operators.language, settings.timezone
    )
    names = {source.id: source.authority for source in world.config.sources}
    said, more = letter(due, troubles, made, names, now)
    for mistake in (*mistakes, *more):
        log.warning("%s", mistake)
    sender = world.config.sender
    return [
        Addressed(world.channel.name, recipient, (mail.message(said, recipient, sender),)) for recipient in to
    ]


def recipients(world: World) -> tuple[str, ...]:
    """Whom to mail. Where mails become files and there is no contact either, there is a file all the same."""
    named = world.config.operators
    unsaid = world.config.settings.operators.to is None and world.channel.name == "outbox"
    return named or ((world.config.sender,) if unsaid else ())


def _of_channels(world: World) -> list[Certificate]:
    return [each for channel in world.channels.values() for each in channel.certificates]
