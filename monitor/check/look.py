"""Ask one source once: survey its list, follow it to the notices, say what happened.

A source that fails is an outcome, not an exception. Nothing is stored here: an outcome carries all
that was received and found, and `Store.record` writes it down in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from monitor import compare
from monitor.check import damaged, handed, ways
from monitor.check.follow import (
    CONFIRM,
    Opened,
    Wanted,
    as_dated,
    as_it_stood,
    complete,
    follow,
    is_tired,
    wanted,
)
from monitor.check.heard import settled
from monitor.check.hold import hold_back
from monitor.check.learning import guide_of, noisiness
from monitor.check.settle import settle
from monitor.check.survey import survey
from monitor.check.turns import gone_after, remark, without_turns
from monitor.check.visit import Visit
from monitor.check.weigh import believed, moved, silence
from monitor.errors import BlockedError, ConfigError, FetchError, MismatchError, SourceError, SuspiciousError
from monitor.model import (
    LOST,
    Amended,
    Blocked,
    Change,
    Changed,
    Content,
    Failed,
    Finding,
    First,
    Known,
    Listed,
    New,
    Notice,
    Outcome,
    Partial,
    Reading,
    Removed,
    SourceState,
    Suspicious,
    Unchanged,
    Verdict,
)
from monitor.saved import SavedPages
from monitor.sources.base import BaseSource
from monitor.store import Before, content_sha256
from monitor.verdict import stood
from monitor.world import World

TOLD = 5  # troubles that a reason tells of


def check(
    source: BaseSource, state: SourceState, world: World, now: datetime, before: Before | None = None
) -> Outcome:
    """What one visit to a source found. state: as it was before; now: aware UTC, when it begins; before: see `Visit`."""
    visit = Visit(source, state, world, now, before)
    try:
        return look(visit)
    except BlockedError as error:
        return Blocked(visit.summary(error.verdict), ways.in_spite_of(error, visit), error.challenge)
    except MismatchError:  # what was handed in says nothing of the source
        raise
    except SuspiciousError as error:
        return Suspicious(visit.summary(error.verdict), str(error))
    except FetchError as error:
        return Failed(visit.summary(error.verdict), str(error), error.retry_after)
    except SourceError as error:
        return Failed(visit.summary(error.verdict), str(error))
    except ConfigError as error:
        return Failed(visit.summary(None), str(error))


def look(visit: Visit) -> Outcome:
    """The story of one check."""
    source, known = visit.source, visit.before.known
    if source.fetch == "saved" and visit.saved is None:
        return ways.by_hand(visit)
    if visit.saved is not None and not handed.seat_list(visit, visit.saved, known):
        return look_without_list(visit, visit.saved, known)
    seen = survey(visit, known)
    missing: tuple[str, ...] = ()
    away: frozenset[str] = frozenset()
    if seen.cut:  # what stood on the other pages is taken as it stood
        seen.remarks.append(handed.CUT)
        seen.listed = {**seen.listed, **{key: known[key].listed for key in stood(known) - seen.listed.keys()}}
    if not seen.same:
        missing, away = settle(visit, seen, known)
        away |= seen.swept
        if visit.proof and not seen.listed:
            seen.verdict, seen.remarks = Verdict.EMPTY, [*seen.remarks, f"the list is empty: {visit.proof}"]
    elif not seen.listed:
        seen.verdict = Verdict.EMPTY  # proven when these bytes were read
    seen.remarks += [*moved(visit), *silence(visit, known), *noisiness(visit, known), *remark(visit, known)]

    # a notice that a person handed in before may be known though no list ever was
    first = visit.anew or (visit.state.last_good is None and not (known and visit.state.notices))
    wants = [
        want for want in wanted(visit, known, seen.listed, missing) if want.entry.key not in seen.notices
    ]
    opened = open_wanted(visit, known, seen.listed, wants, first=first)
    if seen.same and not (opened.notices or opened.again or opened.failed):
        return Unchanged(
            visit.summary(seen.verdict, keep=True), None, len(seen.listed), "; ".join(seen.remarks) or None
        )

    opened.notices = seen.notices | opened.notices
    with_attachments(visit, known, opened)
    vanished = {key for key in missing if has_left(visit, known[key]) and says_all(source, known[key])}
    reading = Reading(
        listed=tuple(seen.listed.values()),
        notices=opened.notices,
        gone=frozenset(opened.gone | vanished),
        again=frozenset(opened.again),
        incomplete=frozenset(opened.incomplete),
        waiting=frozenset(opened.waiting),
        away=away,
        older=seen.older,
    )
    opened.flaws, opened.remarks = [*seen.flaws, *opened.flaws], [*seen.remarks, *opened.remarks]
    outcome = conclude(visit, known, reading, opened, seen.verdict, first=first)
    return hold_back(visit, known, outcome, partial(meaning, visit))


def says_all(source: BaseSource, was: Known) -> bool:
    """Whether the list alone can say that a notice has gone: it has no page of its own, and cannot have rolled off."""
    return source.open(was.listed) is None and (source.whole or not source.rolls)


def has_left(visit: Visit, was: Known) -> bool:
    """Whether a notice was missing at the last good readings, and is not long forgotten."""
    needed = gone_after(visit, was) - 1
    return needed <= was.missing <= max(CONFIRM, needed + 1)


def open_wanted(
    visit: Visit,
    known: Mapping[str, Known],
    listed: Mapping[str, Listed],
    wants: Sequence[Wanted],
    *,
    first: bool,
) -> Opened:
    """The notices read in full. Of pages saved by hand those that are there, and what else is among them."""
    if visit.saved is None:
        return follow(visit, wants, first=first)
    there, away = handed.split(visit, visit.saved, known, listed, wants)
    opened = follow(visit, there, first=first)
    handed.by_list_only(visit, away, opened, first=first)
    handed.beside(visit, visit.saved, known, listed, opened)
    return opened


def look_without_list(visit: Visit, saved: SavedPages, known: Mapping[str, Known]) -> Outcome:
    """Notices, or files of theirs, that a person saved; nothing is said of the others, nor of the source."""
    there, _ = handed.split(visit, saved, known, {}, ())
    opened = follow(visit, there, first=True)
    handed.beside(visit, saved, known, {}, opened)
    if not opened.notices:
        raise handed.nothing_read(visit, saved)
    with_attachments(visit, known, opened)
    reading = Reading((), opened.notices, incomplete=frozenset(opened.incomplete), alone=True)
    if visit.state.last_good is None and not known:
        findings = tuple(since(visit, reading))
    else:
        reading, findings = compared(visit, known, reading, whole=True)
    summary = visit.summary(Verdict.REAL, keep=True)
    remark = "; ".join([handed.ALONE, *opened.flaws, *opened.remarks][:TOLD])
    if findings:
        return Changed(summary, reading, findings, remark)
    return Unchanged(summary, reading, None, remark)


def with_attachments(visit: Visit, known: Mapping[str, Known], opened: Opened) -> None:
    """Fetch what the notices link to. A file that fails for now holds up no text; it is tried again."""
    for key, notice in list(opened.notices.items()):
        opened.notices[key], trouble = complete(visit, notice)
        if trouble:
            opened.remarks.append(trouble)
            opened.incomplete |= set() if is_tired(known.get(key)) else {key}


def conclude(
    visit: Visit,
    known: Mapping[str, Known],
    reading: Reading,
    opened: Opened,
    verdict: Verdict,
    *,
    first: bool,
) -> Outcome:
    """What it all comes to. first: a baseline, or one made anew under another configuration."""
    if opened.flaws:
        # faults Q21: half a result touches only what was never read
        fresh = {
            key: notice
            for key, notice in reading.notices.items()
            if key not in known or known[key].pending or not known[key].content_sha256
        }
        reading = replace(reading, notices=fresh, gone=frozenset())
    if first and not visit.anew:
        findings = tuple(since(visit, reading))
    else:
        reading, findings = compared(visit, known, reading, whole=not opened.flaws)
        held = frozenset(visit.held)
        reading = replace(reading, incomplete=reading.incomplete | held, held=held)
        opened.remarks = [*visit.held.values(), *visit.remarks, *opened.remarks]
        verdict = Verdict.TRUNCATED if held and verdict is Verdict.REAL else verdict
    summary, remark = visit.summary(verdict, keep=True), "; ".join(opened.remarks[:TOLD]) or None
    if opened.flaws:
        return Partial(summary, reading, findings, "; ".join(opened.flaws[:TOLD]), frozenset(opened.failed))
    if first:
        return First(summary, reading, findings, remark)
    if findings:
        return Changed(summary, reading, findings, remark)
    return Unchanged(summary, reading, len(reading.listed), remark)


def compared(
    visit: Visit, known: Mapping[str, Known], reading: Reading, *, whole: bool
) -> tuple[Reading, tuple[Finding, ...]]:
    """What happened since the last good reading; and the reading, with what it could not fetch as it stood.

    A notice that is gone is told as it last stood, so its text is needed too; and where its page is dead
    the list's own word of it is compared. whole: the check is good; else only what is new is told.
    """
    dead = {entry.key: entry for entry in reading.listed if entry.key in reading.again} if whole else {}
    wanted = {*reading.notices, *reading.gone, *dead}
    keys = {key for key in wanted if key in known and known[key].content_sha256}
    stood = {} if visit.anew else word_for_word(known, {key: reading.notices.get(key) for key in keys})
    before = {key: reading.notices[key] for key in stood}
    others = {} if visit.anew else {key: known[key].content_sha256 or "" for key in keys - stood.keys()}
    if others:
        wordings = visit.world.store.wordings(set(others.values()))
        before |= {key: wordings[sha256] for key, sha256 in others.items() if sha256 in wordings}
    again, lost = damaged.texts(visit, known, {k: sha256 for k, sha256 in others.items() if k not in before})
    before |= again | lost
    dead = {key: entry for key, entry in dead.items() if key not in lost or entry != lost[key].listed}
    filled = filled_in(visit, before, reading.notices)
    before |= filled
    notices = {key: replace(before[key], listed=entry) for key, entry in dead.items() if key in before}
    listed = {entry.key: entry for entry in reading.listed}
    for key, notice in reading.notices.items():
        was = before.get(key)
        if was is not None and was is not notice:
            whole_one = as_it_stood(as_dated(notice, was), was)
            notices[key] = believed(visit, known[key], whole_one, was, listed)
        else:
            notices[key] = notice
    comparable = {key: notice for key, notice in before.items() if key not in filled and key not in lost}
    as_before = dict(as_they_stood(visit, comparable, notices))
    notices |= as_before
    stood |= {key: sha256 for key, sha256 in others.items() if key in as_before}
    guide, habits = guide_of(visit, comparable, notices if whole else {})
    reading = replace(reading, notices=notices, habits=habits, stood=stood, lost=frozenset(lost))
    old = stood_unseen(visit, known, reading.listed) if visit.state.last_good is None else visit.old
    changes = [
        replace(change, silent=False)
        if isinstance(change, Amended) and change.notice.key in filled
        else change
        for change in compare.changes(known, before, reading, guide)
        if change.notice.key not in old and is_news(visit, change)
    ]
    if whole:
        reading, changes = without_turns(visit, known, comparable, reading, changes, guide=guide)
        reading, changes = settled(visit, known, comparable | lost, reading, changes, guide=guide)
    return reading, tuple(meaning(visit, change) for change in changes if whole or isinstance(change, New))


def word_for_word(known: Mapping[str, Known], now: Mapping[str, Notice | None]) -> dict[str, str]:
    """Of the notices that are what they were, the SHA-256 of that version, which then need not be read: most pages
    that come in other bytes say the same, their furniture apart.
    """
    written = {key: content_sha256(notice) for key, notice in now.items() if notice is not None}
    return {key: sha256 for key, sha256 in written.items() if known[key].content_sha256 == sha256}


def as_they_stood(
    visit: Visit, before: Mapping[str, Notice], now: Mapping[str, Notice]
) -> Iterator[tuple[str, Notice]]:
    """The notices that say what they said, but for counters and clocks: no version comes of these, and what a reader
    knows stays the measure of the next reading.
    """
    others = {key: was for key, was in before.items() if now.get(key) is not was}
    if others:
        from monitor.compare.noise import alike, known as noise  # start-up time counts
    for key, was in others.items():
        notice = now.get(key)
        if notice is None or (was.listed, was.language) != (notice.listed, notice.language):
            continue
        if alike.says_the_same(was.content, notice.content, noise.Noise(visit.source.guide)):
            yield key, was


def filled_in(visit: Visit, before: Mapping[str, Notice], now: Mapping[str, Notice]) -> dict[str, Notice]:
    """The notices that were told without their text and whose text has come: all of it is to be told (C31).

    What a baseline could not read was told to nobody, unless a person handed its list in.
    """
    unread = {
        key: was for key, was in before.items() if was.content.unread not in (None, LOST) and key in now
    }
    texts = {key: was for key, was in unread.items() if now[key].content.unread is None}
    told = visit.world.store.told(visit.source.id, texts) if texts else frozenset()
    return {
        key: replace(was, content=Content())
        for key, was in texts.items()
        if key in told or was.content.unread == handed.NOT_SAVED
    }


def is_news(visit: Visit, change: Change) -> bool:
    """Whether a change happened since we look, and not only because we look otherwise.

    When the configuration is another one, notices turn up that stood there all the time; of those a date tells
    which are new.
    """
    published, content = change.notice.listed.published, change.notice.content
    read = content.unread in (None, LOST)
    if isinstance(change, Removed) and not (read or content.blocks or content.attachments):
        return False  # nobody ever read it, so nothing went
    if visit.anew and visit.state.last_good:
        last = visit.state.last_good.astimezone(visit.source.zone).date()
        return isinstance(change, New) and published is not None and published >= last
    return True


def stood_unseen(visit: Visit, known: Mapping[str, Known], listed: Sequence[Listed]) -> frozenset[str]:
    """Unknown notices that may have stood there at first contact, in a part of its list that we did not get.

    Only of a list that was cut off may that be thought, and only of what stands behind all that it showed: there an
    earlier date decides. Elsewhere a date says nothing, as notices are put in days and weeks after theirs.
    """
    unknown = {entry.key for entry in listed if entry.key not in known or known[entry.key].pending}
    looks = visit.world.store.looks(visit.source.id, visit.state.checks) if unknown else ()
    contact = next((look for look in reversed(looks) if look.outcome == Partial.name), None)
    if contact is None or contact.verdict is Verdict.REAL:
        return frozenset()
    shown = [
        place
        for place, entry in enumerate(listed)
        if entry.key in known and known[entry.key].first_seen <= contact.started
    ]
    day = contact.started.astimezone(visit.source.zone).date()
    behind = listed[shown[-1] + 1 :] if shown else listed
    return frozenset(
        entry.key for entry in behind if entry.key in unknown and entry.published and entry.published < day
    )


def since(visit: Visit, reading: Reading) -> Iterator[Finding]:
    """What a first sight announces: nothing, unless the source says since when."""
    day = visit.source.announce_since
    for notice in reading.notices.values():
        if day and notice.listed.published and notice.listed.published >= day:
            yield meaning(visit, New(notice))


def meaning(visit: Visit, change: Change) -> Finding:
    from monitor import classify, programmes  # most checks find nothing to classify

    world = visit.world
    classification = classify.classify_change(change, world.rules())
    cited = world.store.cited() if world.config.programmes else {}
    threads = programmes.threads(change, classification, world.config.programmes, cited)
    return Finding(change, classification, threads, programmes.status(visit.source.tier))
