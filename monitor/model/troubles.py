"""Trouble: what whoever runs the tool is to hear of, and never a reader."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from monitor.values import dataclass


class TroubleKind(StrEnum):
    """What went wrong; `subject` of a trouble says where."""

    SOURCE = "source"  # it cannot be verified; a source
    SILENT = "silent"  # nothing new comes any more (Q07); a source
    HELD = "held"  # the breaker holds changes back; a source
    PARKED = "parked"  # mails were given up; a recipient and a channel
    WAITING = "waiting"  # mails cannot be handed over; a channel
    OVERDUE = "overdue"  # checks were not made when they were due; the schedule
    SLOT = "slot"  # no digest went out in a slot; a subscription and the slot
    DISK = "disk"  # it is nearly full; a folder
    CERTIFICATE = "certificate"  # it ends soon; a host
    DAMAGED = "damaged"  # what is owed cannot be read; a subscription
    LOST = "lost"  # a stored text was damaged when it was to be compared; a source
    TEMPLATE = "template"  # one of the operator's own failed, the shipped one stepped in; a subscription


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that is wrong at this moment. detail: a word that decides what to do, such as a source's outcome."""

    kind: TroubleKind
    subject: str
    since: datetime
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A sign and what operators were told of it.

    id: 0 before it is written down. turns: how often it went and came back untold. told: when its begin was mailed;
    reminded: when a mail last named it; ended: since when it is gone; ended_told: when that was mailed, or found to
    be nothing to mail, and the matter closed.
    """

    kind: TroubleKind
    subject: str
    since: datetime
    reason: str
    detail: str = ""
    id: int = 0
    turns: int = 0
    told: datetime | None = None
    reminded: datetime | None = None
    ended: datetime | None = None
    ended_told: datetime | None = None

    @property
    def closed(self) -> bool:
        return self.ended_told is not None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A TLS certificate that a server showed: for how long it holds."""

    host: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Stuck:
    """A reader's mail that was tried and did not arrive, without its text."""

    subscription: str
    channel: str
    recipient: str
    parked: bool
    since: datetime
    reason: str | None


class SlipKind(StrEnum):
    """Why a slot had no mail in time."""

    MERGED = "merged"  # nothing ran; a later digest stands for it (T05)
    LATE = "late"  # its digest was written late
    UNSENT = "unsent"  # its mails did not leave
    EARLY = "early"  # they left before it, under a clock that ran ahead (T04)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slot for which no digest went out in time. digest: the one that tells of it; None while none does."""

    subscription: str
    slot: datetime
    found: datetime
    reason: str
    kind: SlipKind = SlipKind.MERGED
    digest: str | None = None
