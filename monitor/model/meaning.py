"""Meaning: labels with evidence, facts with their place, programmes and their claims."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from monitor.model.comparing import Change, FactDelta
from monitor.values import dataclass


class LabelName(StrEnum):
    ELIGIBILITY = "eligibility"
    HS_MAPPING = "hs-mapping"
    DOCUMENTATION = "documentation"


class Direction(StrEnum):
    """Which way eligibility moves, from the side of the traders and goods named."""

    EXPANSION = "expansion"
    RESTRICTION = "restriction"
    MIXED = "mixed"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words behind a label: text stands verbatim in `place` ("title", "body", "paragraph 4")."""

    text: str
    rule: str
    place: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a change is about. score: 0 to 1. direction: only with eligibility."""

    name: LabelName
    score: float
    evidence: tuple[Evidence, ...]
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number with what it counts: 1,842 家 企业; value as a plain decimal string ("1842", "1.8")."""

    value: str
    unit: str
    of: str


class FactKind(StrEnum):
    """What sort of thing a text says at a place."""

    NUMBER = "number"  # of this notice
    ISSUER = "issuer"
    PUBLISHED = "published"
    DOCUMENT = "document"  # the day a notice is signed
    EFFECTIVE = "effective"
    EXPIRES = "expires"
    DEADLINE = "deadline"
    HS_CODE = "hs-code"
    RATE = "rate"
    COUNT = "count"
    LIMIT = "limit"
    STANDARD = "standard"
    PAPER = "paper"
    PORT = "port"
    COUNTRY = "country"  # or a bloc of countries
    SCHEME = "scheme"
    REFERENCE = "reference"  # to another document


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact where a text says it.

    value: in one spelling ("2026-05-08", "6.5%", "ISO 14067:2018", "72 hours", "CN"); text: verbatim. place: "title",
    "body", or of a notice that was read from a page its "paragraph 4", "table Annex 1, row 8541430010". start, end: offsets in the
    title or the body as they were given. of: what it is said of: a rate's duty and code, a count's noun, a limit's
    act, and of a reference "amends", "repeals", "implements", "corrects", "extends", "supersedes" or "cites".
    """

    kind: FactKind
    value: str
    text: str
    place: str
    start: int
    end: int
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Typed values found in a text. Codes and numbers as the text writes them.

    document: the day the notice is signed; deadline: the last day to comment, apply or file. mentions: where each is
    said, and what has no field of its own, in order of place.
    """

    number: str | None = None
    published: date | None = None
    effective: date | None = None
    expires: date | None = None
    hs_codes: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    issuer: str | None = None
    document: date | None = None
    deadline: date | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """What a text or a change means: its labels and its facts."""

    labels: tuple[Label, ...]
    facts: Facts


class Status(StrEnum):
    """How far a change can be trusted: press alone never confirms anything."""

    OFFICIAL = "official"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Saying:
    """What a change says of a fact of a programme.

    value: a number or a day as facts have them ("12", "2026-06-05"); "+8" where only the increase is said; of a fact
    that is told in words the points of it that are named, each after "not " where it is denied. sentence: verbatim.
    launch: the same fact at launch, written alike. unit: what the value counts or measures. since: the day of a
    launch of which only the press has told.
    """

    fact: str
    value: str
    sentence: str
    launch: str
    unit: str | None = None
    in_words: bool = False
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A change's place in a programme. moves: baseline facts it moved; answers: awaited questions it
    seems to answer, each with the sentence that does; why: the name or number it was known by. says: what it says
    of the programme's facts, moved or not. number: its own, when the notice is about the programme as a whole and a
    later notice that cites it belongs to the programme as well.
    """

    programme: str
    why: str
    moves: tuple[FactDelta, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    says: tuple[Saying, ...] = ()
    number: str | None = None


class ClaimState(StrEnum):
    """What became of something that only the press had said."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an official notice says of a claim. change: its id; number: of the notice."""

    change: str
    at: datetime
    value: str
    sentence: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact of a programme of which the press told first. by: the official notice that confirms or contradicts it.

    change: the press report, by its id; None for a baseline that came from the press before we looked. made: when we
    saw it; day: the day it bears. value, unit, in_words: as in `Saying`.
    """

    programme: str
    fact: str
    value: str
    change: str | None = None
    sentence: str | None = None
    unit: str | None = None
    in_words: bool = False
    made: datetime | None = None
    day: date | None = None
    state: ClaimState = ClaimState.UNCONFIRMED
    by: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact of a programme that is not what it was, with the sentence that says so. unit: of its values."""

    delta: FactDelta
    sentence: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class More:
    """Something more on a question that an official notice had answered. first: that change's id, seen at `at`."""

    question: str
    sentence: str
    first: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to a programme as it stood before it, by all that was recorded.

    official: whether an authority says it. moves: facts that it moves, from their latest value. answers: questions
    that it is the first to answer; more: those an official notice had answered. claims: what it, as a press report,
    says first, as that stands today. settles: claims that it confirms or contradicts.
    """

    programme: str
    official: bool
    moves: tuple[Moved, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    more: tuple[More, ...] = ()
    claims: tuple[Claim, ...] = ()
    settles: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A change, and everything we say about it."""

    change: Change
    classification: Classification
    threads: tuple[Thread, ...]
    status: Status
