"""Telling: what is owed, digests, messages and deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from monitor.model.correcting import Correction
from monitor.model.deciding import Backlog
from monitor.model.holding import Hold
from monitor.model.meaning import Effect, Finding
from monitor.model.state import SourceState
from monitor.model.troubles import Slip
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Owed:
    """One change that one subscription is to hear of, and why (watchlist entries and filters met)."""

    subscription: str
    change: int  # position in the outcome's findings
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a notice stands: in a source, at an address."""

    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finding as it stands in the store. id: shown to people and never reused. before and after:
    SHA-256 of the contents compared. also_at: where else the same notice stands. held: the breaker holds it back
    now. untold: why nobody is ever told of it. effects: on the programmes it belongs to, one for each thread; none
    while it is held back. corrections: what was found to be wrong with it since.
    """

    id: str
    source: str
    detected: datetime
    finding: Finding
    before: str | None
    after: str | None
    also_at: tuple[Place, ...] = ()
    held: bool = False
    untold: str | None = None
    effects: tuple[Effect, ...] = field(default=(), compare=False)  # told anew at each load
    corrections: tuple[Correction, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a digest: a recorded change and why this reader gets it."""

    change: Recorded
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A source that is vouched for. read: checks in which it was read; last: the latest. compared: one of them had
    an earlier reading to be compared with.
    """

    source: str
    read: int
    last: datetime
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A change that a reader is owed and that is damaged. detected: when it was found, None when that is damaged too."""

    change: str
    source: str
    detected: datetime | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at in a stretch of time. checks: attempts by outcome name. unverified: the
    sources that are not good now or overdue, each as its state. idle: good ones that were not due. silent: good
    ones in which nothing new came for far longer than usual, when it is time to say so (faults Q07). held: what of
    this reader's changes is held back. slips: this reader's slots that had no mail in time and of which none told yet.
    looked: the sources that were read in this time and are good now. missed: by source, how many checks were due and
    never made before those of this time. damaged: what this reader is owed and nobody can read.
    """

    since: datetime
    until: datetime
    sources: int
    checks: Mapping[str, int]
    unverified: tuple[SourceState, ...]
    idle: tuple[SourceState, ...] = ()
    silent: tuple[str, ...] = ()
    held: tuple[Hold, ...] = ()
    slips: tuple[Slip, ...] = ()
    looked: tuple[Looked, ...] = ()
    missed: Mapping[str, int] = field(default_factory=dict)
    damaged: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Owing:
    """What a reader is owed and no digest tells yet, oldest first. damaged: of it what nobody can read."""

    lines: tuple[Line, ...]
    damaged: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day to come that a notice sets. change: the last recorded of that notice."""

    day: date
    kind: Literal["effective", "expires", "deadline"]
    change: str
    title: str
    url: str
    number: str | None
    source: str
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Stands:
    """A fact of a programme, at launch and as the last official notice has it; None while none speaks of it."""

    fact: str
    launch: str
    latest: str | None
    unit: str | None = None
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a programme stands. facts: those that moved; answered: questions that an official notice answered, each
    with that change; claimed: those that only the press answers; waiting: those that nobody does. confirmed,
    contradicted, open_claims: what became of what the press said first. notices: how many changes belong to it.
    """

    programme: str
    facts: tuple[Stands, ...] = ()
    answered: tuple[tuple[str, str], ...] = ()
    claimed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    confirmed: int = 0
    contradicted: int = 0
    open_claims: int = 0
    notices: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """What one subscription is owed for one slot. id: stable, it makes the Message-ID. late_from: the
    earlier slots merged into this one (T05). corrections: of what was told before. ahead: what takes effect or ends
    soon, the first first. standings: the programmes followed. chain: the head of the evidence chain when it was composed.
    backlog: what was told of before and is not decided.
    """

    id: str
    subscription: str
    slot: datetime
    composed: datetime
    lines: tuple[Line, ...]
    coverage: Coverage
    late_from: tuple[datetime, ...] = ()
    corrections: tuple[Correction, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    standings: tuple[Standing, ...] = ()
    chain: str | None = None
    backlog: Backlog = field(default_factory=Backlog)


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered digest, ready to leave: the exact bytes, which a retry sends again unchanged.

    mime: a mail; for other channels what they take, such as JSON; empty where it was not asked for or cannot be read.
    tells: ids of the changes in it. bare: they are told by their links only.
    """

    id: str  # the Message-ID, with its angle brackets
    subject: str
    mime: bytes
    tells: tuple[str, ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Addressed:
    """What one recipient is sent through one channel: a digest's messages, in order."""

    channel: str
    recipient: str
    messages: tuple[Message, ...]


class DeliveryState(StrEnum):
    WAITING = "waiting"  # due at next_try
    SENDING = "sending"  # handed over, answer not yet seen; after a crash: uncertain
    SENT = "sent"
    PARKED = "parked"  # given up, shown, never deleted
    SPLIT = "split"  # refused for what it says; its changes go on in smaller messages (M05)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one recipient through one channel."""

    id: str
    digest: str
    channel: str
    recipient: str
    message: Message = field(repr=False)
    state: DeliveryState
    attempts: int
    first_try: datetime | None
    next_try: datetime
    uncertain: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a subscription is owed of a change. digest: its id, None when none tells it yet; slot: of the digest."""

    subscription: str
    why: tuple[str, ...]
    digest: str | None = None
    slot: datetime | None = None
    composed: datetime | None = None
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """All that is recorded of who hears of a change.

    since: when each subscription became known. copies: by subscription, the change of the same notice on another site,
    and that site's source, that it was told instead. retractions: by subscription, what was found wrong with it, and in
    which digest's slot that was said, None while it waits.
    """

    tellings: Mapping[str, Telling]
    since: Mapping[str, datetime]
    copies: Mapping[str, tuple[str, str]]
    retractions: Mapping[str, tuple[tuple[Correction, datetime | None], ...]] = field(default_factory=dict)
