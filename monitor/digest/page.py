"""The frame of a digest: its headline, what could not be verified, and what was looked at.

"Nothing changed" is said of sources that were verified, and of no other (M14).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice

from monitor import shown
from monitor.digest.compose import watched
from monitor.digest.few import Some, some
from monitor.digest.items import Item
from monitor.digest.names import Names
from monitor.digest.sections import (
    Coming,
    Followed,
    TakenBack,
    Waiting,
    coming,
    followed,
    next_day,
    still_open,
    taken_back,
)
from monitor.digest.storm import Storm
from monitor.digest.words import Words
from monitor.model import (
    Changed,
    Coverage,
    Digest,
    First,
    Hold,
    Line,
    Looked,
    Partial,
    SlipKind,
    SourceState,
    Status,
    Unchanged,
    Unreadable,
)
from monitor.values import dataclass

SLOTS = 7  # without a mail, that are named
SOURCES = 40  # that a quiet day names
DAMAGED = 20  # changes that cannot be read, that are named
MISSED = 10  # sources whose missed checks are named
ON_TIME = timedelta(minutes=30)  # a digest written later than this after its slot says so
GOOD = (First.name, Unchanged.name, Changed.name, Partial.name)  # outcomes in which something was read
STIRRED = (Changed.name, Partial.name)
_ATTESTED = {"quiet": "attest", "quiet_here": "attest_here", "unseen": "attest_unseen"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a mail, or a pile of them. item is None when it cannot be shown; text and html are finished.

    storm: of a pile. tells: ids of its changes.
    """

    place: int
    id: str
    link: str | None
    item: Item | None
    text: str
    html: str
    tells: tuple[str, ...]
    storm: Storm | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A source that could not be verified."""

    title: str
    source: str
    since: str
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """A source of which changes are held back. headline: how many, since when."""

    title: str
    source: str
    headline: str
    reason: str
    release: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """A change that cannot be read. found: under which number, and when."""

    title: str
    source: str
    found: str


@dataclass(frozen=True, slots=True)
class Page:
    """A digest, or one part of it, ready to be laid out. total counts the changes of all parts."""

    name: str
    language: str
    written: str
    headline: str
    notes: tuple[str, ...]
    alert: str | None
    entries: tuple[Entry, ...]
    total: int
    part: int
    parts: int
    verified: int  # sources that were compared with what was there before
    looked: int  # sources that were read
    first: bool  # what was read was read for the first time
    resting: bool
    stirred: bool
    missed: int  # checks that were due and never made
    doubts: tuple[Doubt, ...]
    held: tuple[Held, ...]
    waiting: int  # changes that are held back
    damaged: Some[Damaged]  # what is owed and cannot be read
    lost: int  # how many these are
    mend: str
    coverage: tuple[str, ...]
    footer: tuple[str, ...]
    corrections: Some[TakenBack]
    coming: Some[Coming]
    next_day: str | None  # of a quiet digest, in place of them
    followed: Some[Followed]
    open: Some[Waiting]  # of a quiet digest only what is overdue

    @property
    def top(self) -> Item | None:
        """The first change that can be shown."""
        return next((entry.item for entry in self.entries if entry.item), None)


def page(
    digest: Digest,
    entries: Sequence[Entry],
    names: Names,
    words: Words,
    *,
    part: int,
    parts: int,
    stop: str | None = None,
) -> Page:
    """One part of a digest, around its entries. stop: where a reader asks to get no more."""
    coverage, today = digest.coverage, digest.composed.astimezone(words.zone).date()
    calm = not digest.lines and not digest.corrections
    return Page(
        name=shown.line(digest.subscription),
        language=words.language,
        written=words.moment(digest.composed),
        headline=headline(digest, words),
        notes=tuple(notes(digest, part, parts, words)),
        alert=words.say("head.unverified", n=len(coverage.unverified)) if coverage.unverified else None,
        entries=tuple(entries),
        total=len(digest.lines),
        part=part,
        parts=parts,
        verified=compared(coverage),
        looked=verified(coverage),
        first=bool(verified(coverage)) and not compared(coverage),
        resting=resting(coverage),
        stirred=stirred(coverage),
        missed=missed(coverage),
        doubts=tuple(doubt(state, names, words) for state in coverage.unverified),
        held=tuple(kept(hold, names, words) for hold in coverage.held),
        waiting=waiting(coverage),
        damaged=some(
            coverage.damaged,
            DAMAGED,
            lambda each: unreadable(each, names, words),
            lambda more: words.say("item.more", n=more),
        ),
        lost=len(coverage.damaged),
        mend=words.say("damaged.mend", verify="monitor verify", backup="monitor backup"),
        coverage=tuple(sentences(digest, names, words)),
        footer=tuple(footer(digest, words, stop)),
        # each of these once: what is wrong in the first mail, what one looks up in the last
        corrections=taken_back(digest.corrections, names, words) if part == 1 else Some(),
        coming=coming(digest.ahead, today, names, words) if part == parts and not calm else Some(),
        next_day=next_day(digest.ahead, today, words) if calm else None,
        followed=followed(digest.standings, names, words) if part == parts else Some(),
        open=still_open(digest.backlog, today, words, calm=calm) if part == parts else Some(),
    )


def verified(coverage: Coverage) -> int:
    """How many sources we may speak for: none when nothing was read in this time."""
    silent = len(coverage.unverified) + len(coverage.idle)
    return coverage.sources - silent if read(coverage.checks) else 0


def compared(coverage: Coverage) -> int:
    """Of how many sources we may say that nothing changed: a first reading is compared with nothing."""
    return verified(coverage) - sum(not each.compared for each in coverage.looked)


def resting(coverage: Coverage) -> bool:
    """Whether nothing was read because nothing was due: no news, and no fault either."""
    return bool(coverage.idle) and not coverage.unverified and not verified(coverage)


def read(checks: Mapping[str, int]) -> int:
    """How many checks read something."""
    return sum(checks.get(outcome, 0) for outcome in GOOD)


def stirred(coverage: Coverage) -> bool:
    """Whether anything changed at all, be it outside of this digest's filters."""
    return any(coverage.checks.get(outcome, 0) for outcome in STIRRED)


def missed(coverage: Coverage) -> int:
    """How many checks were due and never made: what came and went meanwhile, nobody has seen."""
    return sum(coverage.missed.values())


def waiting(coverage: Coverage) -> int:
    """How many of this reader's changes are held back."""
    return sum(hold.changes for hold in coverage.held)


def headline(digest: Digest, words: Words) -> str:
    if digest.lines:
        return words.say("head.changes", n=len(digest.lines))
    if digest.corrections:
        return words.say("head.corrections", n=len(digest.corrections))
    if digest.coverage.held or digest.coverage.damaged:
        return next(_withheld(digest.coverage, words))
    sure = compared(digest.coverage)
    if not sure and verified(digest.coverage):
        return words.say("head.first", n=verified(digest.coverage))
    if not sure:
        return words.say("head.resting" if resting(digest.coverage) else "head.blind")
    return words.say(f"head.{_quiet(digest.coverage)}", n=sure)


def _withheld(coverage: Coverage, words: Words, below: str = "") -> Iterator[str]:
    """What is owed and not told. below: that more is said of it further down."""
    if coverage.held:
        yield words.say(f"head.held{below}", n=waiting(coverage))
    if coverage.damaged:
        yield words.say(f"head.damaged{below}", n=len(coverage.damaged))


def notes(digest: Digest, part: int, parts: int, words: Words) -> Iterator[str]:
    """What to know before reading on."""
    counts = {
        "watched": sum(watched(line) for line in digest.lines),
        "unconfirmed": sum(map(unconfirmed, digest.lines)),
    }
    said = [words.say(f"head.{what}", n=n) for what, n in counts.items() if n]
    if said:
        yield words.say("sign.dot").join(said)
    if digest.lines and digest.corrections and part == 1:
        yield words.say("head.corrections_below", n=len(digest.corrections))
    told = bool(digest.lines or digest.corrections)  # else the first of these is the headline
    yield from islice(_withheld(digest.coverage, words, "_below"), 0 if told else 1, None)
    if digest.backlog.overdue and part == 1:
        yield words.say("head.overdue", n=digest.backlog.overdue)
    if digest.composed - digest.slot > ON_TIME:
        yield words.say("head.late", due=words.moment(digest.slot), written=words.moment(digest.composed))
    if digest.late_from:
        slots = words.join([words.moment(slot) for slot in digest.late_from[-SLOTS:]])
        yield words.say("head.missed", n=len(digest.late_from), slots=slots)
    for kind in SlipKind:
        slipped = [words.moment(slip.slot) for slip in digest.coverage.slips if slip.kind is kind]
        if slipped:
            yield words.say(f"slip.{kind}", n=len(slipped), slots=words.join(slipped[-SLOTS:]))
    if parts > 1:
        yield words.say("head.part", part=part, parts=parts)


def unconfirmed(line: Line) -> bool:
    return line.change.finding.status is Status.UNCONFIRMED


def doubt(state: SourceState, names: Names, words: Words) -> Doubt:
    """Since when a source is not verified, and why."""
    last = words.say("doubt.last_good", moment=words.moment(state.last_good)) if state.last_good else None
    since = words.say("doubt.since", moment=words.moment(state.bad_since)) if state.bad_since else None
    outcome = words.name("outcome", state.outcome) if state.outcome else None
    return Doubt(
        title=shown.line(names.authorities.get(state.source, state.source)),
        source=shown.line(state.source),
        since=words.say("sign.dot").join(
            said for said in (outcome, since, last or words.say("doubt.never")) if said
        ),
        reason=shown.line(state.reason or ""),
    )


def kept(hold: Hold, names: Names, words: Words) -> Held:
    """What the breaker holds back of a source, and how it is let go."""
    return Held(
        title=shown.line(names.authorities.get(hold.source, hold.source)),
        source=shown.line(hold.source),
        headline=words.say("held.line", n=hold.changes, moment=words.moment(hold.since)),
        reason=shown.line(hold.reason),
        release=words.say("held.release", command=f"monitor release {shown.line(hold.source)}"),
    )


def unreadable(each: Unreadable, names: Names, words: Words) -> Damaged:
    """Where a change is to be looked for that cannot be read."""
    key = "damaged.line" if each.detected else "damaged.undated"
    return Damaged(
        title=shown.line(names.authorities.get(each.source, each.source)),
        source=shown.line(each.source),
        found=words.say(key, id=each.change, moment=words.moment(each.detected) if each.detected else ""),
    )


def sentences(digest: Digest, names: Names, words: Words) -> Iterator[str]:
    """What was checked, how often, with what outcomes; the quiet day's attestation."""
    coverage, sure = digest.coverage, compared(digest.coverage)
    fresh = verified(coverage) - sure
    if not sure and not fresh:
        none = "attest_part" if digest.lines else "attest_none"
        yield words.say("coverage.attest_resting" if resting(coverage) else f"coverage.{none}")
    elif sure:
        quiet = _ATTESTED[_quiet(coverage)]
        key = "line" if digest.lines or coverage.held or coverage.damaged else quiet
        times = words.say("coverage.times", n=read(coverage.checks))
        yield words.say(f"coverage.{key}", sources=words.say("coverage.sources", n=sure), times=times)
    if coverage.missed:
        yield words.say("coverage.missed", n=missed(coverage), sources=_missed(coverage, names, words))
    if fresh:
        yield words.say("coverage.fresh", n=fresh)
    if verified(coverage) and coverage.unverified:
        yield words.say("coverage.except", n=len(coverage.unverified))
    if not digest.lines:
        yield from each_source(coverage.looked, names, words)
    known = [state.last_good for state in coverage.idle if state.last_good]
    if known:
        yield words.say("coverage.idle", n=len(coverage.idle), moment=words.moment(min(known)))
    if coverage.silent:
        named = words.join([shown.line(names.authorities.get(source, source)) for source in coverage.silent])
        yield words.say("coverage.silent", n=len(coverage.silent), sources=named)
    yield words.say("coverage.span", since=words.moment(coverage.since), until=words.moment(coverage.until))
    outcomes = [
        words.say("coverage.outcome", n=n, outcome=words.name("outcome", name))
        for name, n in coverage.checks.items()
        if n
    ]
    if outcomes:
        yield words.say("coverage.attempts", outcomes=words.join(outcomes))


def _missed(coverage: Coverage, names: Names, words: Words) -> str:
    named = [shown.line(names.authorities.get(source, source)) for source in coverage.missed]
    more = len(named) - MISSED
    return words.join([*named[:MISSED], *([words.say("item.more", n=more)] if more > 0 else [])])


def _quiet(coverage: Coverage) -> str:
    """In what way a day on which nothing is told was quiet."""
    if stirred(coverage):
        return "quiet_here"
    return "unseen" if coverage.missed else "quiet"


def each_source(looked: Sequence[Looked], names: Names, words: Words) -> Iterator[str]:
    """What was checked, source by source, as a quiet day's mail has room for it."""

    def told(each: Looked) -> str:
        return words.say(
            "coverage.each",
            source=shown.line(names.authorities.get(each.source, each.source)),
            id=shown.line(each.source),
            times=words.say("coverage.times", n=each.read),
            moment=words.moment(each.last),
        )

    kept = some(looked, SOURCES, told, lambda more: words.say("item.more", n=more))
    yield from kept.shown
    if kept.more:
        yield kept.more


def footer(digest: Digest, words: Words, stop: str | None) -> Iterator[str]:
    yield words.say("foot.you", name=shown.line(digest.subscription))
    if stop:
        yield words.say("foot.stop_at" if shown.link(stop) else "foot.stop", address=shown.line(stop))
    yield words.say("foot.zone", zone=words.zone.key)
    if digest.lines:
        yield words.say("foot.proof")
    if digest.chain:
        yield words.say("foot.chain", head=digest.chain[:16])
