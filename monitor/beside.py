"""What a digest tells beside today's changes: what is taken back, what is still open, what is ahead, how programmes stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.ahead import HORIZON, ahead
from monitor.model import Ahead, Digest, Standing
from monitor.programmes.standing import standing
from monitor.route import Subscription
from monitor.world import World


def complete(world: World, digest: Digest, subscription: Subscription, today: date) -> Digest:
    """The digest with all that. today: the reader's."""
    head = world.store.chain_head()
    return replace(
        digest,
        corrections=world.store.retractions(subscription.name),
        ahead=to_come(world, subscription, today),
        standings=tuple(standings(world, subscription)),
        chain=head.sha256 if head else None,
        backlog=world.store.triage.told_open(subscription.name, today),
    )


def to_come(world: World, subscription: Subscription, today: date) -> tuple[Ahead, ...]:
    """The days to come of all notices of which this reader was ever told, or is to be told now."""
    days = today, today + HORIZON
    named = {one.notice for one in world.store.outlines_with_day(*days, subscription=subscription.name)}
    latest = list(world.store.latest_outlines(named))
    return ahead(latest, world.store.corrections_of([one.change.id for one in latest]), today)


def standings(world: World, subscription: Subscription) -> list[Standing]:
    """The programmes that this reader follows and of which anything was ever recorded."""
    wanted = subscription.programmes
    followed = [each for each in world.config.programmes if wanted is None or each.id in wanted]
    courses = world.store.courses([each.id for each in followed])
    found = (standing(programme, courses[programme.id]) for programme in followed)
    return [one for one in found if one.notices]
