"""One message, one channel, one Delivery: what became of it, and when to try again.

The store claims a delivery before (`SENDING`) and records what is returned here after. A try that is
repeated carries the same bytes and the same Message-ID, so a mail that arrives twice can be known (M02).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.channels.base import Channel
from monitor.errors import DeliveryError
from monitor.model import Delivery, DeliveryState

__all__ = ["Channel", "backoff", "deliver"]

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
LONGEST_ASKED = timedelta(days=1)  # that a server may ask us to wait
PATIENCE = timedelta(hours=72)  # a mail server may be down over a long week-end (M03)
DAMAGED = (
    "what was composed cannot be read in the database any more, so nothing was sent; see `monitor verify`"
)
TRIES = 12  # seven hours of asking by `backoff`; hours alone also pass while our own machine is off


def deliver(
    delivery: Delivery,
    channel: Channel,
    now: datetime,
    *,
    patience: timedelta = PATIENCE,
    shut: MutableMapping[str, str] | None = None,
) -> Delivery:
    """The delivery as it stands after one try: sent, waiting for the next try, or parked with its reason.

    shut: the lanes found shut in this run, and why. What would go by one of them fails as the first one did, without
    waiting for the same silence again (M23).
    """
    if not delivery.message.mime:
        return refused(delivery, DeliveryError(DAMAGED, permanent=True), now, patience)
    shut = {} if shut is None else shut
    lane = channel.lane(delivery.recipient)
    if lane in shut:
        return refused(delivery, DeliveryError(shut[lane]), now, patience)
    try:
        channel.send(delivery.message, delivery.recipient)
    except DeliveryError as error:
        if error.way:
            shut[lane] = str(error)
        return refused(delivery, error, now, patience)
    return replace(tried(delivery, now), state=DeliveryState.SENT, reason=None)


def refused(
    delivery: Delivery, error: DeliveryError, now: datetime, patience: timedelta = PATIENCE
) -> Delivery:
    """What follows from a failed try. Nothing is ever dropped: what cannot go out is parked and shown."""
    after = replace(tried(delivery, now), uncertain=delivery.uncertain + error.uncertain, reason=str(error))
    if error.content and delivery.message.tells and not delivery.message.bare:
        return replace(after, state=DeliveryState.SPLIT)
    if error.permanent:
        return replace(after, state=DeliveryState.PARKED)
    if after.attempts >= TRIES and now - (after.first_try or now) >= patience:
        reason = f"{error}; given up after {after.attempts} tries since {after.first_try:%Y-%m-%d %H:%M} UTC"
        return replace(after, state=DeliveryState.PARKED, reason=reason)
    wait = max(backoff(after.attempts), min(error.retry_after or SHORTEST, LONGEST_ASKED))
    return replace(after, state=DeliveryState.WAITING, next_try=now + wait)


def tried(delivery: Delivery, now: datetime) -> Delivery:
    return replace(delivery, attempts=delivery.attempts + 1, first_try=delivery.first_try or now)


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many tries: a minute, doubling up to an hour."""
    return min(LONGEST, SHORTEST * (1 << min(attempts - 1, 10)))
