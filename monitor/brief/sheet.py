"""What a brief holds, as values in no language: each line with what proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from monitor.brief.period import Period
from monitor.model import Claim, Direction, FactDelta, LabelName, Place, Status
from monitor.severity import Level, Reason
from monitor.values import dataclass
from monitor.watchlists import Met

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a notice, verbatim, and where they stand in it."""

    text: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a line comes from. change: the id of the recorded change; url: as the authority gives it. also_at: where
    else the same notice stands.
    """

    change: str
    kind: str
    source: str
    authority: str
    title: str
    url: str
    language: str
    detected: datetime
    status: Status
    number: str | None = None
    published: date | None = None
    quotes: tuple[Quote, ...] = ()
    also_at: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """The days a notice sets."""

    effective: date | None = None
    deadline: date | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change, with how soon it matters and why. gist: what moved. unread: what of it nobody could read."""

    proof: Proof
    silent: bool
    level: Level
    reasons: tuple[Reason, ...]
    labels: tuple[tuple[LabelName, Direction | None], ...]
    programmes: tuple[str, ...]
    days: Days
    moved: tuple[FactDelta, ...] = ()
    edits: int = 0
    rows: int = 0
    unread: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()


class Sort(StrEnum):
    """What a day in a calendar is."""

    EFFECTIVE = "effective"
    DEADLINE = "deadline"
    EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happens on a day. before: the day it was first said for. told: the change was seen in the
    period; otherwise earlier, or later. gone: the notice is no longer listed.
    """

    day: date
    sort: Sort
    proof: Proof
    level: Level
    labels: tuple[tuple[LabelName, Direction | None], ...]
    told: bool
    inside: bool
    before: date | None = None
    gone: bool = False


class What(StrEnum):
    """What moved about a code."""

    MAPPING = "mapping"  # goods have another code
    RATE = "rate"
    LIST = "list"  # it came to a list of codes, or left it
    ENTRY = "entry"  # something else in its row
    NAMED = "named"  # a new notice names it


@dataclass(frozen=True, slots=True)
class CodeMove:
    """What a code was and is. old or new is None where it only came or went. measure: the rate, or the column.
    before, after: its values. goods: what the row says of it. more: codes of the same notice that are not listed here.
    """

    old: str | None
    new: str | None
    what: What
    proof: Proof
    measure: str | None = None
    before: str | None = None
    after: str | None = None
    goods: str = ""
    effective: date | None = None
    more: int = 0


class Asked(StrEnum):
    """What happened to a document."""

    ASKED = "asked"
    RAISED = "raised"  # from recommended or optional to required
    CHANGED = "changed"
    LOWERED = "lowered"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is asked for otherwise than before. force: required, recommended, allowed, forbidden, waived, by
    the words of the notice. before, after: the sentences.
    """

    names: tuple[str, ...]
    how: Asked
    proof: Proof
    force: str | None = None
    force_before: str | None = None
    before: str | None = None
    after: str | None = None
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Who or what may take part, before and now."""

    direction: Direction | None
    proof: Proof
    moved: tuple[FactDelta, ...] = ()
    before: tuple[Quote, ...] = ()
    after: tuple[Quote, ...] = ()
    programmes: tuple[str, ...] = ()
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A fact of a programme when the period began, and now. proof: of the last official notice that speaks of it."""

    fact: str
    unit: str | None
    before: str
    now: str
    moved: bool
    official: bool
    in_words: bool = False
    change: str | None = None
    number: str | None = None
    sentence: str | None = None
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is awaited of a programme. state: open, press or answered. fresh: answered in the period."""

    question: str
    state: Literal["open", "press", "answered"]
    fresh: bool = False
    sentence: str | None = None
    change: str | None = None
    number: str | None = None
    at: datetime | None = None
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """A programme: how many changes of the period belong to it, where its facts stand, what is awaited. aliases: its
    other names.
    """

    id: str
    name: str
    status: str
    changes: int
    aliases: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """A change that meets a watchlist. client: whose; None where it is a reader's own list. met: its entries."""

    client: str | None
    reader: str | None
    met: tuple[Met, ...]
    proof: Proof
    level: Level
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class Rumour:
    """What only the press had said, and what became of it. lag: days from the press to the official notice.

    report: the press report; ruling: the official notice that confirms or contradicts it. A report that says nothing
    of a programme has no claim.
    """

    claim: Claim | None
    report: Proof | None
    ruling: Proof | None = None
    lag: int | None = None


class Doubtful(StrEnum):
    """Why something could not be verified."""

    SOURCE = "source"  # its last check was not good, or is overdue
    GAP = "gap"  # a stretch of the period in which nobody saw it well
    SILENT = "silent"  # nothing new for far longer than usual
    HELD = "held"  # changes that are held back
    UNREAD = "unread"  # a text or a file that nobody could read


@dataclass(frozen=True, slots=True)
class Doubt:
    """What could not be verified. reason: as the check gave it. since: None when it never could. changes: held back."""

    sort: Doubtful
    source: str
    authority: str
    url: str
    outcome: str | None = None
    reason: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    last_good: datetime | None = None
    changes: int = 0
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at in the period, up to now. good: attempts that saw the real page."""

    since: datetime
    until: datetime
    sources: int
    attempts: int
    good: int
    outcomes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """The lines of a section. looked_at: of so many changes these are; of: there are so many."""

    lines: tuple[T, ...] = ()
    looked_at: int = 0
    of: int = 0

    @property
    def cut(self) -> int:
        """Changes that were left out of it."""
        return self.of - self.looked_at


@dataclass(frozen=True, slots=True)
class Counts:
    """Of all changes of the period, also those that no list has room for. by label: "" for none."""

    changes: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)
    programmes: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a planning meeting opens with. today: in the readers' zone. subscription, client: for whom alone."""

    period: Period
    made: datetime
    today: date
    counts: Counts
    entries: Listing[Entry]
    milestones: Listing[Milestone]
    codes: Listing[CodeMove]
    papers: Listing[Paper]
    access: Listing[Access]
    programmes: tuple[Followed, ...]
    impacts: Listing[Impact]
    rumours: tuple[Rumour, ...]
    doubts: tuple[Doubt, ...]
    coverage: Coverage
    subscription: str | None = None
    client: str | None = None

    @property
    def state(self) -> Literal["past", "running", "future"]:
        if self.today < self.period.first:
            return "future"
        return "past" if self.today > self.period.last else "running"

    @property
    def unverified(self) -> tuple[Doubt, ...]:
        """The doubts for which nobody can vouch: sources, gaps and what could not be read."""
        return tuple(doubt for doubt in self.doubts if doubt.sort is not Doubtful.SILENT)

    @property
    def looked(self) -> bool:
        """Whether anything was seen well in this period at all."""
        return self.coverage.good > 0

    @property
    def verified(self) -> bool:
        """Whether silence means that nothing changed."""
        return self.looked and not self.unverified
