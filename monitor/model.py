"""The words: what a notice, a reading, a change and a digest are. Imports nothing of ours.

Everything is a frozen value. Every time is aware UTC; a `date` is the authority's own calendar date.
Absence is None, alternatives are types. Read top-down it is the pipeline: ask, answer, notice,
change, meaning, outcome, telling.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Literal

# -- asking and answering --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice as a list shows it, before anybody opens it.

    key: its identity within the source (the document number where there is one, else the canonical
    address). published_text keeps the date as printed, also when it could not be understood.
    """

    key: str
    title: str
    url: str
    number: str | None = None
    published: date | None = None
    published_text: str | None = None


class Part(StrEnum):
    """What a request asks for; limits on size and time follow from it."""

    PAGE = "page"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Tls:
    """What one source's TLS may differ in; verification itself is never switched off (faults N10 to N12).

    ca_file: further certificates that are trusted there, an absolute path to a PEM file: a missing intermediate,
    or the authority's own root. pin: SHA-256 of the server's certificate (64 hex digits), trusted instead of any
    chain. legacy: what only old servers still speak (TLS 1.0 and 1.1, legacy renegotiation, short DH keys).
    """

    ca_file: str | None = None
    pin: str | None = None
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """How a source is reached, where the ordinary way does not lead there.

    jar: whose cookies are sent and kept; sources share none (faults N18). home: the source's own address; the
    cookies below, the source's headers and its pin are for that origin only (faults N06). browser: pages are rendered;
    wait_for: CSS that a rendered page must hold (faults Q24). proxy: the name of one of the settings'
    proxies. cookies: sent from the start. cookies_from: an address that is asked first for its cookies.
    robots: whether robots.txt is obeyed (RFC 9309).
    """

    jar: str = ""
    home: str | None = None
    browser: bool = False
    wait_for: str | None = None
    proxy: str | None = None
    tls: Tls = Tls()
    cookies: tuple[tuple[str, str], ...] = ()
    cookies_from: str | None = None
    robots: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask a server for.

    listed: set when the answer is the notice that a list named; the pipeline may then decide that
    the notice is known and need not be asked for again.
    accept: media types we can read there, as an Accept header has them. page: which page of a list
    this is, counted from 1. hop: how many requests led here, each by what its answer said. spare: others are asked for
    the same, such as this year's list and last year's; it may be missing as long as one of them is there.
    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    accept: str = "*/*"
    part: Part = Part.PAGE
    listed: Listed | None = None
    page: int = 1
    hop: int = 0
    spare: bool = False
    access: Access = Access()

    @property
    def identity(self) -> str:
        """The same for every time the same thing is asked for; versions of its answer form one line."""
        asked = f"{self.method}\n{self.url}".encode() + b"\n" + (self.body or b"")
        return hashlib.sha256(asked).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What a site's robots.txt said when it was last asked (RFC 9309).

    status: 0 when no answer came that says anything, and fetched_at is then since when. body: the text of a
    good answer, else empty.
    """

    status: int
    body: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "is it still the same?": its own ETag and Last-Modified, verbatim.

    sha256: of the body they stand for, so that a 304 can be answered from the archive.
    """

    sha256: str
    etag: str | None = None
    last_modified: str | None = None


class Came(StrEnum):
    """How a document reached us."""

    HTTP = "http"
    BROWSER = "browser"  # as it stood after the page's scripts had run
    SAVED = "saved"  # handed in by a person


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes a server answered with, decoded from their transfer coding, and how they came.

    url: the final address, after redirects. headers: as received, in order. status: of the last hop; 200
    when not_modified. held: the body, or what gets it. not_modified: the server said 304 and the body is
    the archive's; most of these are never read, so it is got only when it is. moved_to: where the address
    leads for good, when every redirect on the way said so (faults N07). parse: what parses its body when that is of
    a kind whose parsers are not to be trusted (faults S07); None parses here.
    """

    request: Request
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    held: bytes | Callable[[], bytes]
    sha256: str
    fetched_at: datetime
    not_modified: bool = False
    came: Came = Came.HTTP
    moved_to: str | None = None
    parse: Parse | None = field(default=None, compare=False, repr=False)

    @property
    def body(self) -> bytes:
        return self.held if isinstance(self.held, bytes) else self.held()

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


# -- notices ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A heading, paragraph or list item, as a reader sees it: white space folded, inline markup gone.

    href: the absolute target when the block is one link (an item of a list page, an annex).
    """

    text: str
    role: Literal["heading", "paragraph", "item"] = "paragraph"
    href: str | None = None
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table by rows and columns; every row is as wide as `columns`. name: its caption or sheet."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


Block = Text | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a notice. blocks is None when its text is not available; unread says why."""

    name: str
    url: str
    sha256: str | None = None
    blocks: tuple[Block, ...] | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Words within a text or a cell that lead to another page. near: the paragraph or the table's row they stand in."""

    words: str
    href: str
    near: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a notice says. fields: labelled metadata of the page (文号, 效力, Effective date), in order.

    unread: why the text of the notice itself is not available, None when it is. links: those within its texts and
    tables (not compared by ==: a notice that was read before links were looked at says the same).
    """

    blocks: tuple[Block, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    unread: str | None = None
    links: tuple[Link, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its rows as text, merged cells filled."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser found in a file: the sheets of a workbook, what it says of any other."""

    content: Content = Content()
    sheets: tuple[Sheet, ...] = ()


Parse = Callable[[bytes, str], Parsed]  # a body, and what kind of file it is ("pdf", "docx")


@dataclass(frozen=True, slots=True)
class Notice:
    """What an authority published, as one check read it. language: BCP 47, of the text."""

    listed: Listed
    content: Content
    language: str

    @property
    def key(self) -> str:
        return self.listed.key

    @property
    def title(self) -> str:
        return self.listed.title

    @property
    def url(self) -> str:
        return self.listed.url


class Verdict(StrEnum):
    """Is this the real page? Only real and proven-empty answers are compared with anything."""

    REAL = "real"
    EMPTY = "empty"  # nothing there, and the page itself proves it
    CHALLENGED = "challenged"  # a script or a captcha asks who we are
    BLOCKED = "blocked"  # a firewall, a 403
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    MISSING = "soft-404"  # "not found", whatever the status says
    TRUNCATED = "truncated"  # cut off, or fewer notices than the page itself counts
    MOVED = "moved"
    FEED_GONE = "feed-gone"  # a page where a feed was
    WRONG = "wrong-content"  # another kind of answer, an error message, another page
    UNREADABLE = "unreadable"  # the page was built anew, or its letters are lost
    UNREACHABLE = "unreachable"  # no usable answer


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why an answer is only partly readable (a feed cut off in the middle); what was read still counts.

    minor: it concerns single entries, and says nothing against the others. verdict: what it makes of the
    answer, when not minor.
    """

    reason: str
    minor: bool = False
    verdict: Verdict = Verdict.TRUNCATED


@dataclass(frozen=True, slots=True)
class Habit:
    """A place of a source's pages that changes again and again. mark: what it is known by. sample: as it last read.

    history: a letter a reading, the latest last (`monitor.compare.noise.habits`). since, moved: when it changed first and
    last. kept: somebody said that it is no noise. seen: short names of the texts it has shown. id: for people.
    """

    mark: str
    sample: str
    history: str
    since: datetime
    moved: datetime
    kept: bool = False
    seen: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one check found: everything listed, in the page's order, and the notices read in full.

    gone: keys of notices that are no longer listed and whose own page is gone too, or that have no
    page and are missing from a complete list for the second time (Q15). again: keys of notices whose
    own page was asked for again in vain; they are left alone until they are due the next time.
    incomplete: keys of notices of whose files some could not be fetched; the next check reads them again.
    waiting: keys of known notices of which the list says something new and which the next check opens.
    held: those of notices whose new text is not believed yet, and is looked at again soon.
    away: keys of notices that left the list together with most others; nobody counts them as missing.
    alone: notices that a person handed in without their list, which says nothing of the others.
    older: what stands on further pages of the list since before our time; it is kept in mind and never opened.
    turned: keys of notices that read as another version again of those that the site shows in turn (faults Q09),
    and nobody is told. rested: those that stopped doing so.
    habits: the places of its pages of which the reading taught something, as they stand now.
    """

    listed: tuple[Listed, ...]
    notices: Mapping[str, Notice]
    gone: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    alone: bool = False
    habits: tuple[Habit, ...] = ()
    older: tuple[Listed, ...] = ()
    turned: frozenset[str] = frozenset()
    rested: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store remembers of a notice: enough to decide whether to read it again.

    content_sha256: of its last version, None while it was never read in full. attempts: failed
    tries to read it since then. rereads: how often it was read again. missing: good readings in a
    row that no longer listed it. removed: we have said so. pending: listed since the baseline and not
    yet announced, because its own page could not be read so far. edited: when it last turned out to be otherwise.
    flaps: it goes to and fro between versions, or in and out of the list, and further turns are not told.
    heard_sha256: of the version that readers last heard of: told, or the one that stood there at first.
    """

    listed: Listed
    content_sha256: str | None
    first_seen: datetime
    last_read: datetime | None  # when its page was last asked for
    rereads: int = 0
    attempts: int = 0
    missing: int = 0
    removed: bool = False
    pending: bool = False
    edited: datetime | None = None
    flaps: bool = False
    heard_sha256: str | None = None


# -- comparing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """One block that differs. path: where, for a reader ("paragraph 4", "附件1"). A move has both sides."""

    op: Literal["insert", "delete", "replace", "move"]
    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A table row by its key; cells in the order of the columns, without one that only counts the rows."""

    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell that differs in a row that stayed."""

    key: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TableEdit:
    """What happened to a table, row by row. key: the column the rows are known by."""

    name: str
    key: str
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[CellEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class FactDelta:
    """A fact that moved. before or after is None when it appeared or went.

    place: the paragraph, row or file in which it moved, for a reader ("paragraph 4", "Annex 1, row 8541430010").
    """

    name: str
    before: str | None
    after: str | None
    place: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that differs and means nothing, and why we think so.

    doubtful: it looks like damage done on the way, such as codes glued together by an export, and people should know.
    """

    why: str
    text: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two contents differ."""

    edits: tuple[Edit, ...] = ()
    tables: tuple[TableEdit, ...] = ()
    facts: tuple[FactDelta, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    @property
    def same(self) -> bool:
        """True when only noise differs."""
        return not (self.edits or self.tables)


@dataclass(frozen=True, slots=True)
class New:
    """A notice that was not there before."""

    notice: Notice
    name: ClassVar[str] = "new"


@dataclass(frozen=True, slots=True)
class Amended:
    """A notice whose text, table, title or date is not what it was. silent: it gave no sign of it.

    flapping: the site shows its versions in turn, and this is the last turn that is told (faults Q09).
    """

    before: Notice
    notice: Notice
    comparison: Comparison
    silent: bool
    flapping: bool = False
    name: ClassVar[str] = "amended"


@dataclass(frozen=True, slots=True)
class Removed:
    """A notice that is no longer listed. notice: as it last stood."""

    notice: Notice
    name: ClassVar[str] = "removed"


@dataclass(frozen=True, slots=True)
class Restored:
    """A notice that had been removed and is listed again.

    before: as it last stood, when it came back otherwise; comparison: how it differs from that. flapping: it goes
    and comes in turn, and this is the last turn that is told.
    """

    notice: Notice
    before: Notice | None = None
    comparison: Comparison = Comparison()
    flapping: bool = False
    name: ClassVar[str] = "restored"


Change = New | Amended | Removed | Restored


# -- meaning ---------------------------------------------------------------------------------------


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


# -- what is held back -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hold:
    """What the breaker holds back of a source, since when and why. changes: how many."""

    source: str
    since: datetime
    reason: str
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Holding:
    """What a check makes of the changes that the breaker holds back.

    reason: why it tripped, None when it did not. held: positions of the findings that are held back; untold: of
    those that nobody is ever told, each with why. released: ids of changes held before that go out now; dropped:
    of those that nobody is told, each with why. left: how many stay held of those held before.
    """

    reason: str | None = None
    held: frozenset[int] = frozenset()
    untold: tuple[tuple[int, str], ...] = ()
    released: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    left: int = 0

    @property
    def changes(self) -> int:
        """How many are held back after this check."""
        return self.left + len(self.held)


# -- outcomes of a check ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Check:
    """One attempt to read one source, and what was received on the way.

    kept: documents whose bodies are evidence and are archived; the others are logged by hash. verdict:
    whether it was the real page; None when we ended it ourselves, before anything came.
    """

    source: str
    started: datetime
    took: timedelta
    documents: tuple[Document, ...] = ()
    kept: frozenset[str] = frozenset()  # of sha256
    verdict: Verdict | None = Verdict.REAL


@dataclass(frozen=True, slots=True)
class First:
    """The first good reading: a baseline, nothing is announced unless the source says since when.

    remark, of this and the other good outcomes: what could not be had beside the text, such as an annex.
    holding: what it makes of changes that are held back, where there are any.
    """

    check: Check
    reading: Reading
    findings: tuple[Finding, ...] = ()
    remark: str | None = None
    holding: Holding | None = None
    name: ClassVar[str] = "first"


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A good reading in which nothing happened. reading is None when the bytes were the same.

    listed: how many notices stand there, also then.
    """

    check: Check
    reading: Reading | None
    listed: int | None = None
    remark: str | None = None
    holding: Holding | None = None
    name: ClassVar[str] = "unchanged"


@dataclass(frozen=True, slots=True)
class Changed:
    """A good reading in which something happened."""

    check: Check
    reading: Reading
    findings: tuple[Finding, ...]
    remark: str | None = None
    holding: Holding | None = None
    name: ClassVar[str] = "changed"


@dataclass(frozen=True, slots=True)
class Partial:
    """Some of it could not be read: what is new counts, nothing is amended or removed.

    failed: keys of listed notices that could not be read this time.
    """

    check: Check
    reading: Reading
    findings: tuple[Finding, ...]
    reason: str
    failed: frozenset[str] = frozenset()
    holding: Holding | None = None
    name: ClassVar[str] = "partial"


@dataclass(frozen=True, slots=True)
class Suspicious:
    """An answer that cannot be believed yet; nothing is touched."""

    check: Check
    reason: str
    name: ClassVar[str] = "suspicious"


@dataclass(frozen=True, slots=True)
class Blocked:
    """The server answers, but not to us. challenge: the kind of gate."""

    check: Check
    reason: str
    challenge: str
    retry_after: timedelta | None = None
    name: ClassVar[str] = "blocked"


@dataclass(frozen=True, slots=True)
class Failed:
    """No usable answer, or one we no longer understand."""

    check: Check
    reason: str
    retry_after: timedelta | None = None
    name: ClassVar[str] = "failed"


Outcome = First | Unchanged | Changed | Partial | Suspicious | Blocked | Failed
Good = First | Unchanged | Changed  # the outcomes after which a source counts as verified


# -- what the store remembers of a source ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source's life as people ask for it: last attempt, last good reading, last change (T16).

    outcome and reason: of the last check. failures: checks in a row that were not good. bad_since:
    the first of them. next_check: None means at once. fingerprint: of the source's configuration at
    the last good reading; readings made under another one are not compared byte for byte. verdict: whether
    the last check saw the real page.
    """

    source: str
    outcome: str | None = None
    reason: str | None = None
    last_attempt: datetime | None = None
    last_good: datetime | None = None
    last_change: datetime | None = None
    last_new: datetime | None = None
    next_check: datetime | None = None
    failures: int = 0
    bad_since: datetime | None = None
    notices: int = 0
    checks: int = 0
    fingerprint: str | None = None
    verdict: Verdict | None = None


# -- telling ---------------------------------------------------------------------------------------


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
    while it is held back.
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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a digest: a recorded change and why this reader gets it."""

    change: Recorded
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at in a stretch of time. checks: attempts by outcome name. unverified: the
    sources that are not good now or overdue, each as its state. idle: good ones that were not due. silent: good
    ones in which nothing new came for far longer than usual, when it is time to say so (faults Q07). held: what of
    this reader's changes is held back.
    """

    since: datetime
    until: datetime
    sources: int
    checks: Mapping[str, int]
    unverified: tuple[SourceState, ...]
    idle: tuple[SourceState, ...] = ()
    silent: tuple[str, ...] = ()
    held: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What one subscription is owed for one slot. id: stable, it makes the Message-ID. late_from: the
    earlier slots merged into this one (T05).
    """

    id: str
    subscription: str
    slot: datetime
    composed: datetime
    lines: tuple[Line, ...]
    coverage: Coverage
    late_from: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered digest, ready to leave: the exact bytes, which a retry sends again unchanged.

    tells: ids of the changes in it. bare: they are told by their links only.
    """

    id: str  # the Message-ID, with its angle brackets
    subject: str
    mime: bytes
    tells: tuple[str, ...] = ()
    bare: bool = False


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
    and that site's source, that it was told instead.
    """

    tellings: Mapping[str, Telling]
    since: Mapping[str, datetime]
    copies: Mapping[str, tuple[str, str]]
