"""The tables. Reached through the store only; `migrations/` brings an older database here.

A name that may be long (a notice's key, an address) is never indexed itself but by its hash:
PostgreSQL bears 2,700 bytes in an index, SQLite anything (C26).

An index over some rows says so for SQLite alone: naming PostgreSQL here would load its dialect with every start. The steps
in `migrations/`, which alone make tables, say it for both.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    UniqueConstraint,
    false,
    text,
)

from monitor.store.columns import (
    Clean,
    Instant,
    Mail,
    Moment,
    Packed,
    RequestId,
    Sha256,
    StatusLine,
    metadata,
)

REVISION = "0015"  # of migrations/ that these tables are; a test compares the two

_Number = BigInteger().with_variant(
    Integer, "sqlite"
)  # SQLite numbers rows only in a column of this very type


def _number(*, never_again: bool = False) -> Column[int]:
    return Column("id", _Number, Identity(always=never_again), primary_key=True)


# -- watching --------------------------------------------------------------------------------------

sources = Table(
    "sources",
    metadata,
    Column("id", Clean, primary_key=True),
    Column("outcome", Clean),
    Column("reason", Clean),
    Column("last_attempt", Moment),
    Column("last_good", Moment),
    Column("last_change", Moment),
    Column("last_new", Moment),
    Column("next_check", Moment),
    Column("failures", Integer, nullable=False),
    Column("bad_since", Moment),
    Column("notices", Integer, nullable=False),
    Column("checks", Integer, nullable=False),
    Column("fingerprint", Clean),
    Column("verdict", Clean),  # of the last check
)

checks = Table(
    "checks",
    metadata,
    _number(),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("started", Instant, nullable=False),
    Column("took_ms", Integer, nullable=False),
    Column("outcome", Clean, nullable=False),
    Column("reason", Clean),
    Column("challenge", Clean),
    Column("verdict", Clean),
    Column("waited_s", Integer),  # of a good one: since the good one before
    Column("alone", Boolean, nullable=False, server_default=false()),  # notices handed in without their list
    # all that coverage counts, so that a million checks are counted without a look at the rows
    Index("ix_checks_covered", "source", "started", "outcome", "verdict", "waited_s", "alone"),
)

documents = Table(  # what was received, also when its body was not kept
    "documents",
    metadata,
    _number(),
    Column("check", ForeignKey("checks.id"), nullable=False, index=True),
    Column("request", RequestId, nullable=False),  # its identity
    Column("asked", Clean),  # the address asked for, when it is not `url`
    Column("url", Clean, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", Packed, nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("sha256", Sha256, nullable=False),
    Column("size", Integer, nullable=False),
    Column("not_modified", Boolean, nullable=False),
    Column("came", Clean, nullable=False, server_default="http"),
    Column("line", StatusLine),  # the status line as received; none of what came another way
    Column("posted", LargeBinary),  # the form that was sent; none when it was only asked for
    Column("kept", Boolean),  # whether its body is in the archive; older ones do not say
)

answers = Table(  # to each request of a source, the last that made a good reading
    "answers",
    metadata,
    Column("source", ForeignKey("sources.id"), primary_key=True),
    Column("request", Clean, primary_key=True),
    Column("sha256", ForeignKey("bodies.sha256"), nullable=False),
    Column("etag", Clean),
    Column("last_modified", Clean),
    Column("fetched_at", Moment, nullable=False),
)

# -- notices ---------------------------------------------------------------------------------------

notices = Table(
    "notices",
    metadata,
    _number(),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("key", Clean, nullable=False),
    Column("key_hash", LargeBinary(16), nullable=False),
    Column("title", Clean, nullable=False),
    Column("url", Clean, nullable=False),
    Column("number", Clean),
    Column("published", Date),
    Column("published_text", Clean),
    Column("content", ForeignKey("bodies.sha256")),  # of the last version
    Column("first_seen", Moment, nullable=False),
    Column("last_read", Moment),
    Column("rereads", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("shared", LargeBinary(16), index=True),  # the same for one notice on several sites
    Column("edited", Moment),  # when it last turned out to be otherwise
    Column("flaps", Boolean, nullable=False, server_default=false()),
    Column("heard", Sha256),  # the wording that readers last heard of
    UniqueConstraint("source", "key_hash"),
)

versions = Table(
    "versions",
    metadata,
    _number(),
    Column("notice", ForeignKey("notices.id"), nullable=False, index=True),
    Column("content", ForeignKey("bodies.sha256"), nullable=False),
    Column("check", ForeignKey("checks.id"), nullable=False),
    Column("document", ForeignKey("documents.id")),  # where it was read
)

changes = Table(
    "changes",
    metadata,
    _number(never_again=True),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("notice", ForeignKey("notices.id"), nullable=False, index=True),
    Column("check", ForeignKey("checks.id"), nullable=False),
    Column("name", Clean, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("detected", Instant, nullable=False),
    Column("before", ForeignKey("bodies.sha256")),
    Column("after", ForeignKey("bodies.sha256")),
    # labels, facts, threads, comparison: as it was said then. Lists read `said`, whoever wants all of it asks store/said.py
    Column("said", Packed, nullable=False),
    Column("rest", LargeBinary),  # what lists do not ask for; none of what stands in `said` whole
    Column("leans", _Number),  # the change of the same notice without whose rest this one's cannot be read
    sqlite_autoincrement=True,  # an id that people saw is never another change
)

marks = Table(  # what changes are looked up by
    "marks",
    metadata,
    Column("change", ForeignKey("changes.id"), primary_key=True),
    Column("kind", Clean, primary_key=True),  # label, direction, programme, hs, effective (the day)
    Column("value", Clean, primary_key=True),
    Index(None, "kind", "value"),
    sqlite_with_rowid=False,
)


def _dated(name: str, day: str, *more: str) -> Index:
    """Few changes have that day."""
    those = text(f"{day} IS NOT NULL")
    return Index(name, day, *more, sqlite_where=those)


_NARROWED_BY = ("detected", "labels", "directions", "official", "chapters", "chapters_above")

outlines = Table(  # what lists find changes by, in little room: a row each, written with it and never edited
    "outlines",
    metadata,
    Column("change", ForeignKey("changes.id"), primary_key=True),
    Column("notice", ForeignKey("notices.id"), nullable=False),
    Column("source", Clean, nullable=False),
    Column(
        "sort", Clean, nullable=False
    ),  # the name of the change; `silent` of an edit that nothing tells of
    Column("detected", Instant, nullable=False),
    Column("effective", Date),
    Column("expires", Date),
    Column("deadline", Date),
    Column("labels", SmallInteger, nullable=False),  # bits, see store/listing.py
    Column("directions", SmallInteger, nullable=False),  # the same
    Column("official", Boolean, nullable=False),  # False: known from the press when it was seen
    Column("chapters", BigInteger, nullable=False),  # of the HS that its codes are of: bits, 1 to 60
    Column("chapters_above", BigInteger, nullable=False),  # the same, 61 to 99
    # each holds all that a list is narrowed by, so that every combination is found without a look at the rows
    _dated("ix_outlines_by_day", "effective", "change", "source", "sort", *_NARROWED_BY),
    Index("ix_outlines_by_source", "source", "change", "sort", "effective", *_NARROWED_BY),
    Index("ix_outlines_by_time", *_NARROWED_BY, "source", "sort", "effective"),
    Index(None, "notice", "change"),
    _dated("ix_outlines_expires", "expires"),
    _dated("ix_outlines_deadline", "deadline"),
)

threads = Table(  # what each change says of the programmes it belongs to
    "threads",
    metadata,
    Column("change", ForeignKey("changes.id"), primary_key=True),
    Column("programme", Clean, primary_key=True),
    Column("official", Boolean, nullable=False),
    Column("amends", Boolean, nullable=False),
    Column("number", Clean),  # of the notice
    Column("day", Date),  # that the notice bears
    Column("said", Clean, nullable=False),
    Index(None, "programme", "change"),
)

habits = Table(  # places of a source's pages that change again and again
    "habits",
    metadata,
    _number(),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("mark", Clean, nullable=False),
    Column("sample", Clean, nullable=False),  # as it last read
    Column("history", Clean, nullable=False),  # a letter a reading, the latest last
    Column("since", Moment, nullable=False),  # when it changed first
    Column("moved", Moment, nullable=False),  # when it last changed
    Column("seen", Clean, nullable=False),  # short names of the texts it has shown, a blank between
    Column("kept", Boolean, nullable=False),  # somebody said that it is no noise
    UniqueConstraint("source", "mark"),
)

# -- telling ---------------------------------------------------------------------------------------

holds = Table(  # sources of which the breaker holds changes back
    "holds",
    metadata,
    Column("source", ForeignKey("sources.id"), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("reason", Clean, nullable=False),
)

held = Table(  # the changes that it held back; until `ended` they are in no digest
    "held",
    metadata,
    Column("change", ForeignKey("changes.id"), primary_key=True),
    Column("source", ForeignKey("sources.id"), nullable=False),
    Column("ended", Moment),
    Column("untold", Clean),  # why nobody is ever told
    Index(None, "source", "ended"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("name", Clean, primary_key=True),
    Column("since", Moment, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("id", Clean, primary_key=True),
    Column("subscription", Clean, nullable=False),
    Column("slot", Moment, nullable=False),
    Column("composed", Moment, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("quiet", Boolean, nullable=False),  # nothing new, and nobody wanted to be told so (M14)
    Column("said", Packed, nullable=False),  # coverage and late slots
    Index(None, "subscription", "slot"),
    Index(None, "composed"),
)

owed = Table(
    "owed",
    metadata,
    Column("subscription", Clean, primary_key=True),
    Column("change", ForeignKey("changes.id"), primary_key=True),
    Column("why", Clean, nullable=False),
    Column("digest", ForeignKey("digests.id"), index=True),  # none yet: still to be told
)
_WAITS = text("digest IS NULL")
Index("ix_owed_change", owed.c.change)  # who was told of it
Index("ix_owed_waits", owed.c.subscription, owed.c.change, sqlite_where=_WAITS)

deliveries = Table(
    "deliveries",
    metadata,
    _number(never_again=True),
    Column("digest", ForeignKey("digests.id"), nullable=False),
    Column("channel", Clean, nullable=False),
    Column("recipient", Clean, nullable=False),
    Column("message", Clean, nullable=False),  # the Message-ID
    Column("subject", Clean, nullable=False),
    Column("mime", Mail, nullable=False),
    Column("tells", Clean, nullable=False),  # ids of its changes, a blank between
    Column("bare", Boolean, nullable=False),
    Column("state", Clean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_try", Moment),
    Column("next_try", Moment, nullable=False),
    Column("uncertain", Integer, nullable=False),
    Column("reason", Clean),
    Column("lease_until", Moment),
    Column("taken", Boolean, nullable=False, server_default=false()),  # before it was asked for once more
    UniqueConstraint("digest", "channel", "recipient", "message"),
    Index(None, "state", "next_try"),
    sqlite_autoincrement=True,
)

corrections = Table(  # what was told and turned out to be wrong
    "corrections",
    metadata,
    _number(),
    Column("change", ForeignKey("changes.id"), nullable=False, index=True),  # that was told
    Column("by", ForeignKey("changes.id")),  # the change that shows it, if one does
    Column("found", Moment, nullable=False),
    Column("reason", Clean, nullable=False),
)

retractions = Table(  # to whom a correction is owed
    "retractions",
    metadata,
    Column("subscription", Clean, primary_key=True),
    Column("correction", ForeignKey("corrections.id"), primary_key=True),
    Column("digest", ForeignKey("digests.id"), index=True),  # none yet: still to be told
)

slips = Table(  # slots for which no digest went out in time
    "slips",
    metadata,
    Column("subscription", Clean, primary_key=True),
    Column("slot", Moment, primary_key=True),
    Column("found", Moment, nullable=False),
    Column("kind", Clean, nullable=False),
    Column("reason", Clean, nullable=False),
    Column("digest", ForeignKey("digests.id")),  # the later one that tells of it; none yet: still to be told
)

# -- running ---------------------------------------------------------------------------------------

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("role", Clean, primary_key=True),
    Column("beat", Moment, nullable=False),
)

pauses = Table(
    "pauses",
    metadata,
    Column("host", Clean, primary_key=True),
    Column("until", Moment, nullable=False),
)

robots = Table(  # what each site's robots.txt said when it was last asked
    "robots",
    metadata,
    Column("origin", Clean, primary_key=True),
    Column("status", SmallInteger, nullable=False),
    Column("body", Clean, nullable=False),
    Column("fetched_at", Moment, nullable=False),
)

holders = Table(  # who took the lock last; only the lock itself says whether it is still held
    "holders",
    metadata,
    Column("name", Clean, primary_key=True),
    Column("role", Clean, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("host", Clean, nullable=False),
    Column("since", Moment, nullable=False),
)

missed = Table(  # checks that were due and never made, by the day on which they were due
    "missed",
    metadata,
    Column("source", ForeignKey("sources.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("found", Moment, primary_key=True),  # by the check that came after them
    Column("number", Integer, nullable=False),
)

troubles = Table(  # what operators are mailed about; see model.Trouble
    "troubles",
    metadata,
    _number(),
    Column("kind", Clean, nullable=False),
    Column("subject", Clean, nullable=False),  # a source, a mail channel, a folder
    Column("since", Moment, nullable=False),
    Column("reason", Clean, nullable=False),
    Column("detail", Clean, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("told", Moment),
    Column("reminded", Moment),
    Column("ended", Moment),
    Column("ended_told", Moment),
    Index(None, "ended_told", "since"),
)

certificates = Table(  # that servers showed when they were last connected to
    "certificates",
    metadata,
    Column("host", Clean, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
)

# -- deciding: what the team does with changes -----------------------------------------------------

triage = Table(  # where the work on a change stands; without a row it is new
    "triage",
    metadata,
    Column("change", ForeignKey("changes.id"), primary_key=True),
    Column("state", Clean, nullable=False),
    Column("owner", Clean),
    Column("due", Date),
    Column("step", Integer, nullable=False),  # how many there were: who decides on an older one is told
    Index(None, "state", "due"),
    Index(None, "owner", "state"),
)

steps = Table(  # how it came to stand there; rows are only ever added
    "steps",
    metadata,
    _number(never_again=True),
    Column("change", ForeignKey("changes.id"), nullable=False),
    Column("step", Integer, nullable=False),  # 1, 2, 3 of its change
    Column("at", Moment, nullable=False),
    Column("who", Clean, nullable=False),
    Column("state", Clean, nullable=False),
    Column("owner", Clean),
    Column("due", Date),
    Column("note", Clean),
    UniqueConstraint("change", "step"),
    sqlite_autoincrement=True,
)

asked = Table(  # sources that somebody wants read now
    "asked",
    metadata,
    Column("source", ForeignKey("sources.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Clean, nullable=False),
)

# -- people ----------------------------------------------------------------------------------------

users = Table(
    "users",
    metadata,
    _number(never_again=True),
    Column("name", Clean, nullable=False, unique=True),
    Column("role", Clean, nullable=False),
    Column("password", Clean, nullable=False),  # as Argon2 writes it
    Column("created", Moment, nullable=False),
    Column("ended", Moment),  # may not come in any more; the name stays with what it did
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", Sha256, primary_key=True),  # of what the browser holds
    Column("user", ForeignKey("users.id"), nullable=False, index=True),
    Column("begun", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)

tokens = Table(  # for programs; and the secret addresses of feeds
    "tokens",
    metadata,
    _number(never_again=True),
    Column("user", ForeignKey("users.id"), nullable=False, index=True),
    Column("kind", Clean, nullable=False),
    Column("name", Clean, nullable=False),
    Column("key", Sha256, nullable=False, unique=True),  # of what the program holds
    Column("wish", Clean),  # of a feed: what it holds, as a query; of a program: `read` when it only reads
    Column("created", Moment, nullable=False),
    Column("used", Moment),
    Column("ended", Moment),
    sqlite_autoincrement=True,
)

logins = Table(  # failed ones, by account and by address
    "logins",
    metadata,
    Column("subject", Clean, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Moment, nullable=False),
    Column("until", Moment),  # nobody is let in so long
)

keys = Table(  # that this archive signs its forms with
    "keys",
    metadata,
    Column("name", Clean, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)


units = Table(  # of work that a server committed lately, as its answer may have been lost; none on SQLite
    "units",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# -- searching: of the tables below, everything can be made anew from the notices -------------------

texts = Table(  # what can be found: each wording of a notice once
    "texts",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),  # the later its day, the higher
    Column("version", ForeignKey("versions.id"), nullable=False, unique=True),
    Column("notice", ForeignKey("notices.id"), nullable=False),
    Column("day", Date, nullable=False),  # that it bears, or on which it was read
)

indexing = Table(  # how far the index of words reaches
    "indexing",
    metadata,
    Column("name", Clean, primary_key=True),
    Column("rules", Integer, nullable=False),  # by which it was made
    Column("version", _Number, nullable=False),  # all versions up to it are in
)

WORDS = "words"  # the index itself; each database has its own sort, and a migration makes it


def is_plain(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether a thing in the database is described here: all but the index of words and what SQLite keeps of it."""
    return kind != "table" or name is None or not (name == WORDS or name.startswith(f"{WORDS}_"))


# -- proof -----------------------------------------------------------------------------------------

chain = Table(  # what was received and recorded, each entry over the one before
    "chain",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),  # 1, 2, 3 without a gap
    Column("at", Moment, nullable=False),
    Column("kind", Clean, nullable=False),
    Column("subject", Clean, nullable=False),  # the row it is about
    Column("said", Packed, nullable=False),  # what is hashed, as written
    Column("sha256", Sha256, nullable=False),
)
