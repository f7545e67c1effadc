"""What is said of a change, as the records of answers: key by key what `changes --json` and `show --json` write."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from monitor.model import Direction, LabelName, State, Status
from monitor.web.api.base import Record

Sort = Literal["new", "amended", "removed", "restored"]


class Evidence(Record):
    text: str = Field(description="The words, verbatim.")
    rule: str
    place: str = Field(description="title, body, or a paragraph of it.")


class Label(Record):
    name: LabelName
    direction: Direction | None
    score: float
    evidence: list[Evidence]


class FactMoved(Record):
    name: str
    before: str | None
    after: str | None
    place: str | None


class NoticeSaid(Record):
    key: str = Field(description="Its identity within the source.")
    title: str
    url: str = Field(description="The official address, as the source gave it.")
    number: str | None
    published: date | None
    effective: date | None
    language: str


class Correction(Record):
    mistake: str
    said: list[str]
    by: str | None = Field(description="The change that shows it.")
    found: datetime


class Versions(Record):
    before: str | None = Field(description="SHA-256 of the content.")
    after: str | None


class Place(Record):
    source: str
    url: str


class Change(Record):
    """A change as it was recorded."""

    id: str
    source: str
    change: Sort
    silent: bool = Field(description="Nothing on the notice tells of it.")
    flapping: bool
    notice: NoticeSaid
    detected: datetime
    labels: list[Label]
    facts: list[FactMoved]
    hs_codes: list[str]
    programmes: list[str]
    status: Status
    held: bool = Field(description="It is held back, and is in no digest yet.")
    untold: str | None = Field(description="Why nobody is ever told of it.")
    corrections: list[Correction]
    versions: Versions
    places: list[Place]


# -- in full ---------------------------------------------------------------------------------------


class Edit(Record):
    op: Literal["insert", "delete", "replace", "move"]
    path: str
    before: str | None
    after: str | None


class Row(Record):
    key: str
    cells: list[str]


class Cell(Record):
    key: str
    column: str
    before: str
    after: str


class Table(Record):
    name: str
    key: str
    added: list[Row]
    removed: list[Row]
    changed: list[Cell]


class Ignored(Record):
    why: str
    text: str
    doubtful: bool


class Compared(Record):
    """How two versions differ."""

    same: bool
    changes: list[Edit]
    tables: list[Table]
    facts: list[FactMoved]
    ignored: list[Ignored]


class Count(Record):
    value: str
    unit: str
    of: str


class Mention(Record):
    kind: str
    value: str
    text: str
    place: str
    start: int
    end: int
    of: str | None


class Facts(Record):
    number: str | None
    published: date | None
    effective: date | None
    expires: date | None
    hs_codes: list[str]
    standards: list[str]
    places: list[str]
    counts: list[Count]
    issuer: str | None
    document: date | None
    deadline: date | None
    mentions: list[Mention]


class Answered(Record):
    question: str
    sentence: str


class Saying(Record):
    fact: str
    value: str
    sentence: str


class MovedWith(FactMoved):
    sentence: str | None


class More(Record):
    question: str
    sentence: str
    first: str
    at: datetime


class Claim(Record):
    """What the press said first, and what became of it."""

    programme: str
    fact: str
    value: str
    unit: str | None
    state: str
    id: str | None
    day: date | None
    said: str | None
    by: str | None
    number: str | None
    official: str | None
    sentence: str | None
    lag_days: int | None


class Effect(Record):
    official: bool
    moves: list[MovedWith]
    answers: list[Answered]
    more: list[More]
    claims: list[Claim]
    settles: list[Claim]


class Thread(Record):
    """A change's place in a programme."""

    id: str
    why: str
    moves: list[FactMoved]
    answers: list[Answered]
    says: list[Saying]
    effect: Effect | None


# -- the team's work -------------------------------------------------------------------------------


class Stands(Record):
    """Where the work on a change stands."""

    state: State
    owner: str | None
    due: date | None
    step: int = Field(description="How many steps led here; send it back with the next one.")


class Step(Record):
    number: int
    state: State
    owner: str | None
    due: date | None
    note: str | None
    who: str
    at: datetime


class Work(Stands):
    """The work on a change, with every step that led there."""

    change: str
    steps: list[Step] = Field(description="Oldest first; rows are only ever added.")


class Listed(Change):
    """A change of a list."""

    triage: Stands


class InFull(Change):
    """A change with all that is said of it."""

    comparison: Compared | None
    found: Facts
    threads: list[Thread]
    notice_id: str | None = Field(description="Of its notice, for /notices/{id}.")
    earlier: str | None = Field(description="The change of the same notice before it.")
    later: str | None
    triage: Work
