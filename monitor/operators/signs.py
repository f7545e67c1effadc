"""What is wrong at this moment, from what the store and the machine say: a sign for each, with since when and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from monitor.model import (
    Certificate,
    Hold,
    Partial,
    Sign,
    Slip,
    SlipKind,
    SourceState,
    Stuck,
    Suspicious,
    Trouble,
    TroubleKind as Kind,
    Unreadable,
)
from monitor.operators.course import Key
from monitor.schedule import Scheduled, first_moment, interval
from monitor.verdict.quiet import Silence

LOOKS = 2  # at an answer that cannot be believed, or only in part, before the operator hears of it
OVER = timedelta(minutes=30)
LATE = timedelta(hours=1)  # a check that has not begun by then is overdue
LONG = timedelta(hours=1)  # a mail that waits for so long
NEARLY_FULL = 1_000_000_000  # bytes free
ROOM_AGAIN = 1_200_000_000  # so much must be free again until it is over
SOON = timedelta(days=14)  # a certificate's end; of a short-lived one, the last quarter of its time
OWN_LIFE = 4
NAMED = 5  # changes that a reader is owed and nobody can read
DAY = timedelta(days=1)

SCHEDULE = "schedule"


def of_sources(states: Mapping[str, SourceState], watched: Iterable[str]) -> Iterator[Sign]:
    """The sources that cannot be verified. What is only not believed yet is looked at again first (Q04)."""
    for source in watched:
        state = states.get(source)
        if state is None or state.bad_since is None or state.outcome is None:
            continue
        if state.outcome in (Suspicious.name, Partial.name) and not _stays(state):
            continue
        yield Sign(Kind.SOURCE, source, state.bad_since, state.reason or state.outcome, state.outcome)


def _stays(state: SourceState) -> bool:
    last, begun = state.last_attempt, state.bad_since
    return state.failures >= LOOKS and last is not None and begun is not None and last - begun >= OVER


def of_silence(silences: Mapping[str, Silence], zones: Mapping[str, tzinfo]) -> Iterator[Sign]:
    """The sources in which nothing new came for far longer than usual (Q07)."""
    for source, found in silences.items():
        since = first_moment(found.last + found.limit, datetime.min.time(), zones[source])
        yield Sign(Kind.SILENT, source, since, str(found))


def of_holds(holds: Iterable[Hold]) -> Iterator[Sign]:
    for hold in holds:
        changes = f"{hold.changes} changes" if hold.changes != 1 else "1 change"
        yield Sign(Kind.HELD, hold.source, hold.since, f"{changes}: {hold.reason}", str(hold.changes))


def of_mails(stuck: Sequence[Stuck], now: datetime) -> Iterator[Sign]:
    """Mails given up, by recipient; and the ways on which mails wait for long."""
    ordered = sorted((each for each in stuck if each.parked), key=lambda each: (each.recipient, each.channel))
    for (recipient, channel), group in groupby(ordered, key=lambda each: (each.recipient, each.channel)):
        mails = list(group)
        since = min(each.since for each in mails)
        yield Sign(Kind.PARKED, f"{recipient} by {channel}", since, mails[-1].reason or "", str(len(mails)))
    waiting = [each for each in stuck if not each.parked and now - each.since >= LONG]
    for channel, group in groupby(
        sorted(waiting, key=lambda each: each.channel), key=lambda each: each.channel
    ):
        mails = list(group)
        since = min(each.since for each in mails)
        yield Sign(Kind.WAITING, channel, since, mails[-1].reason or "", str(len(mails)))


def shut(stuck: Sequence[Stuck], channel: str, operators: Collection[str]) -> frozenset[Key]:
    """What is not to be mailed while it lasts: that the very way of operators' mail is shut.

    When a single reader's mails wait, that reader's address may be at fault, and the way is open.
    """
    waiting = {each.recipient for each in stuck if not each.parked and each.channel == channel}
    alone = len(waiting) == 1 and not waiting & set(operators)
    return frozenset() if alone or not waiting else frozenset({(Kind.WAITING, channel)})


def of_schedule(
    sources: Iterable[Scheduled],
    states: Mapping[str, SourceState],
    beats: Mapping[str, datetime],
    now: datetime,
) -> Iterator[Sign]:
    """That checks begin far later than they were due: whoever turns the crank stood still (T01, T09).

    Asked before a turn's checks. A check is late by an hour, or by a quarter of the usual time between two when that is
    longer. beats: the last sign of life of each role.
    """
    late = dict(_late(sources, states, now))
    if late:
        last = max(beats.values(), default=None)
        alive = f"; the last sign of life before was {last:%Y-%m-%d %H:%M} UTC" if last else ""
        names = ", ".join(sorted(late, key=lambda name: late[name])[:5])
        more = f" and {len(late) - 5} others" if len(late) > 5 else ""
        checks = "1 check" if len(late) == 1 else f"{len(late)} checks"
        reason = f"{checks} late: {names}{more}{alive}"
        yield Sign(Kind.OVERDUE, SCHEDULE, min(late.values()), reason, str(len(late)))


def _late(
    sources: Iterable[Scheduled], states: Mapping[str, SourceState], now: datetime
) -> Iterator[tuple[str, datetime]]:
    for source in sources:
        state = states.get(source.id)
        if state is None or state.next_check is None or state.last_attempt is None or now <= state.next_check:
            continue
        usual = interval(source, state.last_attempt)
        due = max(state.next_check, state.last_attempt + usual)  # a second look soon is nobody's promise
        if now - due > max(LATE, usual / 4):
            yield source.id, due


def of_slots(slips: Iterable[Slip]) -> Iterator[Sign]:
    """The slots of a subscription without a mail in time, those found at once together.

    A slot that was missed is a trouble of its own. That digests are written late, or under a clock that ran ahead, is
    one trouble for as long as it happens: a cron line an hour behind the slot shall not mail every day.
    """

    def subject(slip: Slip) -> str:
        lasting = slip.kind in (SlipKind.LATE, SlipKind.EARLY)
        return f"{slip.subscription} {slip.kind if lasting else format(slip.found, '%Y-%m-%dT%H:%M:%SZ')}"

    for name, group in groupby(sorted(slips, key=subject), key=subject):
        slots = sorted(group, key=lambda slip: slip.slot)
        first, last = slots[0], slots[-1]
        count = f"{len(slots)} slots, the last {last.slot:%Y-%m-%d %H:%M} UTC: " if len(slots) > 1 else ""
        yield Sign(Kind.SLOT, name, first.slot, f"{count}{last.reason}", str(len(slots)))


def of_disk(folder: str, free_bytes: int, now: datetime, *, known: bool) -> Iterator[Sign]:
    """That the disk is nearly full. known: it was at the last look, so that it does not come and go at the edge."""
    if free_bytes < (ROOM_AGAIN if known else NEARLY_FULL):
        yield Sign(Kind.DISK, folder, now, f"{free_bytes / 1e9:.1f} GB free")


def of_certificates(seen: Iterable[Certificate], now: datetime) -> Iterator[Sign]:
    for each in seen:
        soon = min(SOON, (each.until - each.since) / OWN_LIFE)
        if each.until - now <= soon:
            yield Sign(Kind.CERTIFICATE, each.host, now, f"it holds until {each.until:%Y-%m-%d %H:%M} UTC")


def of_templates(subscription: str, mistakes: Sequence[str], now: datetime) -> Iterator[Sign]:
    """That a digest was not set as the operator's own templates say."""
    if mistakes:
        more = f"; and {len(mistakes) - 3} more" if len(mistakes) > 3 else ""
        yield Sign(Kind.TEMPLATE, subscription, now, "; ".join(mistakes[:3]) + more)


def of_owed(subscription: str, damaged: Sequence[Unreadable], now: datetime) -> Iterator[Sign]:
    """That a reader is owed what cannot be read."""
    if damaged:
        named = ", ".join(
            f"change {each.change} of {each.source}"
            + (f", found {each.detected:%Y-%m-%d %H:%M} UTC" if each.detected else "")
            for each in damaged[:NAMED]
        )
        more = f" and {len(damaged) - NAMED} more" if len(damaged) > NAMED else ""
        yield Sign(Kind.DAMAGED, subscription, now, named + more, str(len(damaged)))


def of_texts(before: Iterable[Trouble], now: datetime) -> Iterator[Sign]:
    """The stored texts that were found damaged, for a day: by then it was told, and the texts of today stand in their place."""
    for each in before:
        if each.kind is Kind.LOST and not each.ended and now - each.since < DAY:
            yield Sign(each.kind, each.subject, each.since, each.reason, each.detail)
