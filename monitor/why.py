"""Why a change reached a reader, or did not: what was recorded of it, held against what the subscription asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from monitor.model import Correction, DeliveryState, Recorded, Telling, Told, Trouble, TroubleKind
from monitor.route import Published, Subscription, unmet
from monitor.values import dataclass
from monitor.watchlists import Watch


class Fate(StrEnum):
    """What became of a change for one subscription."""

    TOLD = "told"  # a digest tells it, and it was handed over to somebody
    UNDER_WAY = "under way"  # a digest tells it, and is not handed over yet
    PARKED = "parked"  # a digest tells it, and was given up for everybody
    WAITING = "waiting"  # the next digest will
    HELD = "held"  # the breaker holds it back
    UNTOLD = "untold"  # nobody is ever told
    JOINED = "joined"  # told already, as the same notice on another site
    UNMET = "unmet"  # a filter does not let it by
    EARLIER = "earlier"  # it was found before the subscription began
    OTHERWISE = "otherwise"  # it would be owed now, and was not when it was found
    UNKNOWN = "unknown"  # its source is configured no more


@dataclass(frozen=True, slots=True)
class Why:
    """What became of a change for one subscription. because: in sentences; reasons: as they were recorded."""

    subscription: str
    fate: Fate
    because: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    telling: Telling | None = None

    @property
    def reached(self) -> bool:
        """Whether it is owed or told, or told as a copy; what was given up is not."""
        return self.fate in (Fate.TOLD, Fate.UNDER_WAY, Fate.WAITING, Fate.HELD, Fate.JOINED)


class Clock(Protocol):
    """Writes a moment as people read it."""

    def __call__(self, moment: datetime) -> str: ...


def why(
    recorded: Recorded,
    subscription: str,
    told: Told,
    *,
    configured: Subscription | None,
    source: Published | None,
    watch: Watch,
    clock: Clock,
    slot: datetime | None = None,
    troubles: Sequence[Trouble] = (),
) -> Why:
    """What became of a change for one subscription. configured, source: None when they are configured no more.

    slot: when its next digest is due. troubles: with the source and with mail, as operators were mailed of them.
    """
    found = _why(recorded, subscription, told, configured, source, watch, clock, slot)
    more = (
        *_taken_back(told.retractions.get(subscription, ()), clock),
        *_operators(recorded, found, troubles, clock),
    )
    return replace(found, because=(*found.because, *more))


def _why(  # noqa: PLR0917 - as `why` has them
    recorded: Recorded,
    subscription: str,
    told: Told,
    configured: Subscription | None,
    source: Published | None,
    watch: Watch,
    clock: Clock,
    slot: datetime | None,
) -> Why:
    telling = told.tellings.get(subscription)
    if telling is None:
        return _not_owed(recorded, subscription, told, configured, source, watch, clock)
    if recorded.untold and telling.digest is None:
        return Why(subscription, Fate.UNTOLD, (f"nobody is told: {recorded.untold}",), telling.why, telling)
    if recorded.held and telling.digest is None:
        mend = f"too much of {recorded.source} changed at once; `monitor release {recorded.source}` tells it"
        return Why(subscription, Fate.HELD, (f"it is held back: {mend}",), telling.why, telling)
    if telling.digest is None:
        due = f", due {clock(slot)}" if slot else ""
        because = f"it waits for the next digest ({configured.send}){due}" if configured else _GONE
        return Why(subscription, Fate.WAITING, (because,), telling.why, telling)
    return Why(subscription, _handed_over(telling), tuple(_sent(telling, clock)), telling.why, telling)


def _handed_over(telling: Telling) -> Fate:
    """How far the digest got that tells a change: to somebody, to nobody yet, or nowhere."""
    states = {mail.state for mail in telling.deliveries} - {DeliveryState.SPLIT}
    if DeliveryState.SENT in states or not states:
        return Fate.TOLD
    return Fate.PARKED if states == {DeliveryState.PARKED} else Fate.UNDER_WAY


def _taken_back(retractions: Sequence[tuple[Correction, datetime | None]], clock: Clock) -> Iterator[str]:
    """What was found wrong with a change since, and when this reader hears of it."""
    for correction, slot in retractions:
        wrong = correction.wrong
        by = f" by change {wrong.by}" if wrong.by else ""
        said = f" ({', '.join(wrong.said)})" if wrong.said else ""
        when = f"said in the digest of {clock(slot)}" if slot else "the next digest says so"
        yield f"found wrong on {clock(correction.found)}{by}: {wrong.mistake}{said}; {when}"


def _operators(recorded: Recorded, found: Why, troubles: Sequence[Trouble], clock: Clock) -> Iterator[str]:
    """What operators were mailed of what kept a change from its reader."""
    parked = {
        f"{mail.recipient} by {mail.channel}"
        for mail in (found.telling.deliveries if found.telling else ())
        if mail.state is DeliveryState.PARKED
    }
    for trouble in troubles:
        held = trouble.kind is TroubleKind.HELD and trouble.subject == recorded.source and recorded.held
        if held or (trouble.kind is TroubleKind.PARKED and trouble.subject in parked):
            when = (
                f"were mailed of it on {clock(trouble.told)}" if trouble.told else "are not mailed of it yet"
            )
            yield f"operators {when} ({trouble.kind} {trouble.subject})"


_GONE = "it waits, and no subscription is called so any more"


def _sent(telling: Telling, clock: Clock) -> Iterator[str]:
    if telling.slot and telling.composed:
        late = f", composed {clock(telling.composed)}" if telling.composed != telling.slot else ""
        yield f"told in the digest of {clock(telling.slot)}{late}"
    for mail in telling.deliveries:
        reason = f": {mail.reason}" if mail.reason else ""
        match mail.state:
            case DeliveryState.SENT:
                yield f"sent to {mail.recipient} by {mail.channel} as {mail.message.id}"
            case DeliveryState.WAITING:
                yield f"to {mail.recipient} by {mail.channel}: waits until {clock(mail.next_try)}{reason}"
            case DeliveryState.SENDING:
                yield f"to {mail.recipient} by {mail.channel}: on its way"
            case DeliveryState.PARKED:
                yield f"to {mail.recipient} by {mail.channel}: given up{reason}"
            case DeliveryState.SPLIT:
                yield f"to {mail.recipient} by {mail.channel}: refused, sent on in smaller mails{reason}"


def _not_owed(  # noqa: PLR0917 - as `why` has them
    recorded: Recorded,
    subscription: str,
    told: Told,
    configured: Subscription | None,
    source: Published | None,
    watch: Watch,
    clock: Clock,
) -> Why:
    if configured is None or source is None:
        return Why(subscription, Fate.UNKNOWN, (f"{recorded.source} is no longer in sources.yaml",))
    if sentences := unmet(recorded.finding, source, configured, watch, today=recorded.detected.date()):
        return Why(subscription, Fate.UNMET, sentences)
    if recorded.untold:
        return Why(subscription, Fate.UNTOLD, (f"nobody is told: {recorded.untold}",))
    if subscription in told.copies:
        change, site = told.copies[subscription]
        return Why(subscription, Fate.JOINED, (f"the same notice was told as change {change}, of {site}",))
    begun = told.since.get(subscription)
    if begun is None or begun > recorded.detected:
        when = f"began {clock(begun)}" if begun else "has not begun yet"
        return Why(subscription, Fate.EARLIER, (f"it was found before the subscription, which {when}",))
    otherwise = "it passes every filter now, and did not when it was found; sources.yaml has changed since"
    return Why(subscription, Fate.OTHERWISE, (otherwise,))
