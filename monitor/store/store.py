"""The store: one class, a method a question. Each call is one transaction, done whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine

from monitor import lazily
from monitor.coverage import Counted
from monitor.errors import DamagedError, StoreError
from monitor.model import (
    Addressed,
    Certificate,
    Correction,
    Coverage,
    Delivery,
    DeliveryState,
    Digest,
    Habit,
    Hold,
    Known,
    Line,
    Message,
    Notice,
    Outcome,
    Outline,
    Owed,
    Owing,
    Recorded,
    RobotsFile,
    Slip,
    SourceState,
    Stuck,
    Told,
    Trouble,
    TroubleKind,
    Wrong,
)
from monitor.store import (
    beforehand,
    chain,
    coverage as covering,
    habits,
    heard,
    holding,
    locks,
    manners,
    recording,
    slips,
    telling,
    troubles,
    watching,
)
from monitor.store.archive import Archive, Lately
from monitor.store.asking import Asked
from monitor.store.beforehand import Ahead, Before
from monitor.store.codec import encode
from monitor.store.locks import Scope
from monitor.store.recording import Entry
from monitor.store.rooms import Rooms
from monitor.store.together import Together
from monitor.store.transactions import Transactions
from monitor.store.watching import Stored

if TYPE_CHECKING:
    from monitor.coverage import Offset
    from monitor.evidence.bundle import Proof
    from monitor.evidence.captures import Capture
    from monitor.evidence.chain import Head
    from monitor.programmes.course import Course
    from monitor.store import (
        captures,
        changes,
        corrections,
        evidence,
        health,
        judging,
        outlines,
        proofs,
        replaying,
        tellings,
        threads,
        verifying,
    )
    from monitor.store.captures import Span
    from monitor.store.evidence import Received, Version
    from monitor.store.queue import Queue
    from monitor.store.verifying import Fault, Verified
else:  # what a check of a page that did not change asks nothing of: start-up time counts
    (
        captures,
        changes,
        corrections,
        evidence,
        health,
        judging,
        outlines,
        proofs,
        replaying,
        tellings,
        threads,
        verifying,
    ) = lazily.rooms(
        "monitor.store",
        "captures",
        "changes",
        "corrections",
        "evidence",
        "health",
        "judging",
        "outlines",
        "proofs",
        "replaying",
        "tellings",
        "threads",
        "verifying",
    )

Checked = tuple[Sequence[Entry], Mapping[str, datetime]]  # checks and pauses to be written down

_AT_ONCE = 100  # changes held in memory while they are handed out
_OUTLINES = 1_000  # the same in outline


class Store(Rooms):
    """An open database. Threads may share it. Whatever goes wrong in it is a StoreError."""

    def __init__(self, engine: Engine, url: URL, *, patience: timedelta, opened: datetime) -> None:
        engine = engine.execution_options(lately=Lately())
        units = Transactions(engine, url, patience)
        super().__init__(units, engine, url)
        self._opened = opened
        self._read, self._read_still, self._write = units.read, units.read_still, units.write
        self._record = Together(self._record_some)
        self.asked = Asked(units)
        self._keep: locks.Keep | None = None
        self.shelf = manners.Shelf(units)

    def close(self) -> None:
        with suppress(StoreError):  # then sites are asked again
            self.shelf.empty()
        self._engine.dispose()

    @contextmanager
    def exclusive(self, role: str, wait_s: float = 0, scope: Scope = Scope.TURN) -> Iterator[None]:
        """Nobody else watches or tells meanwhile. BusyError names who does, after `wait_s` seconds; and from `record_many`,
        when a server was begun anew and somebody else has come in our place.
        """
        with locks.exclusive(self._engine, self._url, role, wait_s, self._opened, scope=scope) as keep:
            self._keep = keep if scope is Scope.TURN else self._keep
            try:
                yield
            finally:
                self._keep = None if scope is Scope.TURN else self._keep

    def shared(self, role: str) -> AbstractContextManager[None]:
        """Many with this role work at once; whoever wants the database alone is refused meanwhile. PostgreSQL only."""
        return locks.shared(self._engine, self._url, role, self._opened)

    # -- watching ----------------------------------------------------------------------------------

    def states(self, only: Collection[str] | None = None) -> dict[str, SourceState]:
        """How every source that was ever checked is, by its id; of these alone when they are named."""
        return self._read(lambda connection: watching.states(connection, only))

    def planned(self, until: datetime, beyond: datetime | None = None) -> dict[str, SourceState]:
        """How the sources are whose next check is planned for `until` or before it, or not at all; and those that are
        planned for later than `beyond`.
        """
        return self._read(lambda connection: watching.planned(connection, until, beyond))

    def unwell(self) -> dict[str, SourceState]:
        """How the sources are whose last checks were not good."""
        return self._read(watching.unwell)

    def published(self, first: date, last: date) -> frozenset[str]:
        """The ids of the sources with a notice that bears one of these days."""
        return self._read(lambda connection: watching.published(connection, first, last))

    def checked(self) -> frozenset[str]:
        """The ids of all sources that were ever checked."""
        return self._read(watching.checked)

    def before(self, sources: Sequence[str], rows: int | None = None) -> dict[str, Before]:
        """What a check wants to know of each of these sources. See `beforehand.read` about `rows`."""
        return self._read(lambda connection: beforehand.read(connection, sources, rows))

    def ahead(self, sources: Iterable[tuple[str, int]]) -> Ahead:
        """The same for a pass over many sources, in their order, each with about how many notices it has."""
        return Ahead(self.before, sources)

    def known(self, source: str) -> dict[str, Known]:
        """Every notice known of a source, by key, in the order of their first sight."""
        return self._read(lambda connection: watching.known(connection, source))

    def notices(self, source: str, keys: Collection[str]) -> dict[str, Notice]:
        """The last version of each of these notices, as far as they were ever read in full and can be read again."""
        return self._read(lambda connection: watching.last_read(connection, source, keys))

    def wordings(self, sha256s: Collection[str]) -> dict[str, Notice]:
        """Versions of notices by their SHA-256, as what is known of a notice names them; without those that are damaged."""
        return self._read(lambda connection: watching.versions(connection, sha256s))

    def heard(self, source: str, keys: Collection[str]) -> dict[str, Notice]:
        """The version of each of these notices that readers last heard of: told, or the one that stood at first."""
        return self._read(lambda connection: watching.last_heard(connection, source, keys))

    def validators(self, source: str) -> dict[str, Stored]:
        """By request identity, the last answer that made a good reading, and when its bytes came."""
        return self._read(lambda connection: watching.validators(connection, source))

    def standing(self, source: str) -> dict[str, tuple[str, datetime]]:
        """By request identity, the SHA-256 of the last good answer, and of when it is."""
        return self._read(lambda connection: evidence.standing(connection, source))

    def looks(self, source: str, most: int) -> tuple[watching.Look, ...]:
        """A source's last checks in short, the latest first."""
        return self._read(lambda connection: watching.looks(connection, source, most))

    def habits(self, source: str) -> dict[str, Habit]:
        """The places of a source's pages that were seen to change again and again, by their mark."""
        return self._read(lambda connection: habits.of(connection, source))

    def all_habits(self) -> dict[str, dict[str, Habit]]:
        """The same of every source that has any, by its id."""
        return self._read(habits.every)

    def forget_habit(self, source: str, id_: int) -> bool:
        """Begin anew to learn about a place; False when it is not known."""
        return self._write(lambda connection: habits.forget(connection, source, id_))

    def keep_habit(self, source: str, id_: int) -> bool:
        """Never take a place for noise again; False when it is not known."""
        return self._write(lambda connection: habits.keep(connection, source, id_))

    def amended_of(self, sources: Collection[str], looks: int) -> dict[str, tuple[int, int]]:
        """By source, how many of its last good checks found a notice amended, and of how many (at most `looks`)."""
        return self._read(lambda connection: habits.amended_of(connection, sources, looks))

    def sightings(self, sources: Collection[str]) -> dict[str, list[watching.Sighting]]:
        """By source, when each of its notices came: the day it bears, and the moment we first saw it."""
        return self._read(lambda connection: watching.sightings(connection, sources))

    def body(self, sha256: str) -> bytes:
        """A body as it was received, checked against its hash."""
        return self._read(lambda connection: Archive(connection).read(sha256))

    def pauses(self, now: datetime) -> dict[str, datetime]:
        """Hosts that asked us to stay away, and until when."""
        return self._read(lambda connection: watching.paused(connection, now))

    def robots(self, origin: str) -> RobotsFile | None:
        """What robots.txt of an origin (`https://www.mee.gov.cn`) said when it was last asked."""
        return self._read(lambda connection: manners.robots_of(connection, origin))

    def record_robots(self, origin: str, file: RobotsFile) -> None:
        self._write(lambda connection: manners.record_robots(connection, origin, file))

    def coverage(self, since: datetime, until: datetime, sources: Collection[str]) -> Coverage:
        """What was looked at after `since` and up to `until`, and which of these sources are not good now."""
        return self._read(lambda connection: watching.coverage(connection, since, until, sources))

    def begun(self) -> datetime | None:
        """When the first check of all was made."""
        return self._read(covering.begun)

    def covered(
        self, offsets: Sequence[Offset], until: datetime, only: Collection[str] | None = None
    ) -> Counted:
        """What was due and checked from the first offset on and before `until`, by the days of the zone they are of.

        only: the sources whose checks are counted; naming them is quicker than to look for all there are. What was missed
        and what changed is told of the others as well, unless a single one is named.
        """
        since = offsets[0].since
        first = (since + timedelta(seconds=offsets[0].seconds)).date()
        last = (until + timedelta(seconds=offsets[-1].seconds)).date()
        alone = next(iter(only)) if only is not None and len(only) == 1 else None
        return self._read(
            lambda connection: Counted(
                covering.records(connection, since, only),
                tuple(covering.tallies(connection, offsets, until, only)),
                tuple(covering.missed_between(connection, first, last)),
                tuple(covering.changes_by_day(connection, offsets, until, alone)),
                slips.between(connection, since, until),
            )
        )

    def record(
        self,
        outcome: Outcome,
        *,
        next_check: datetime | None,
        fingerprint: str,
        owed: Sequence[Owed] = (),
        pauses: Mapping[str, datetime] | None = None,
    ) -> tuple[Recorded, ...]:
        """Write down a check and all that follows from it; its findings as they now stand. See `Entry`."""
        return self.record_many([Entry(outcome, next_check, fingerprint, owed)], pauses)[0]

    def record_many(
        self, entries: Sequence[Entry], pauses: Mapping[str, datetime] | None = None
    ) -> list[tuple[Recorded, ...]]:
        """Several checks in one transaction: one wait for the disk instead of many.

        pauses: hosts that asked us to stay away, and until when.
        """
        return self._record((entries, pauses or {}))

    def _record_some(self, asked: Sequence[Checked]) -> list[list[tuple[Recorded, ...]]]:
        def unit(connection: Connection) -> Iterator[tuple[Recorded, ...]]:
            locks.in_turn(connection)
            if self._keep is not None:
                self._keep(connection)
            done = recording.record(connection, [entry for entries, _ in asked for entry in entries])
            recording.record_pauses(connection, recording.longest(pauses for _, pauses in asked))
            chain.append(connection, [saying for _, saying in done])
            robots.append(self.shelf.write(connection))
            return iter([recorded for recorded, _ in done])

        robots: list[dict[str, RobotsFile]] = []
        done = self._write(unit)
        self.shelf.written(robots[-1])
        return [[next(done) for _ in entries] for entries, _ in asked]

    # -- changes -----------------------------------------------------------------------------------

    def changes(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        label: str | None = None,
        programme: str | None = None,
        hs: str | Sequence[str] | None = None,
        limit: int | None = None,
    ) -> Iterator[Recorded]:
        """The recorded changes that pass every filter, oldest first; of more than `limit` the latest.

        since is included, until is not. hs: how a code begins, with or without dots; of several any.
        Raises DamagedError behind the others when some cannot be read.
        """
        begins = (hs,) if isinstance(hs, str) else tuple(hs or ())
        filters = changes.Filters(since, until, source, label, programme, begins)
        found = self._read(lambda connection: changes.find(connection, filters, limit))
        damaged = list[str]()
        for start in range(0, len(found), _AT_ONCE):
            some = found[start : start + _AT_ONCE]
            told = self._read(partial(changes.readable, ids=some))
            damaged += sorted({str(id_) for id_ in some} - {one.id for one in told}, key=int)
            yield from told
        if damaged:
            raise DamagedError(changes.named(damaged))

    def count_changes(self, since: datetime | None = None, until: datetime | None = None) -> int:
        """How many changes were recorded; since is included, until is not."""
        filters = changes.Filters(since, until)
        return len(self._read(lambda connection: changes.find(connection, filters)))

    def change(self, id_: str) -> Recorded | None:
        """The change people know by this id."""
        return next(iter(self._changes([int(id_)])), None) if _is_number(id_) else None

    def some_changes(self, ids: Sequence[str]) -> Iterator[Recorded]:
        """The changes people know by these ids, in this order; unknown ones are left out."""
        for start in range(0, len(ids), _AT_ONCE):
            yield from self._changes([int(id_) for id_ in ids[start : start + _AT_ONCE] if _is_number(id_)])

    def outlines(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        subscription: str | None = None,
    ) -> Iterator[Outline]:
        """The changes seen from `since` and before `until` in outline, oldest first; none that nobody is told.

        subscription: only what it is owed or was told.
        """
        yield from self._outlines(lambda connection: outlines.told_in(connection, since, until, subscription))

    def outlines_with_day(
        self,
        first: date,
        last: date,
        *,
        outside: tuple[datetime, datetime] | None = None,
        subscription: str | None = None,
    ) -> Iterator[Outline]:
        """The same of all changes, whenever seen, whose notice may take effect, end or close on one of these days.

        outside: only of those seen before it begins, or when it has ended.
        """
        yield from self._outlines(
            lambda connection: outlines.with_day_in(connection, first, last, outside, subscription)
        )

    def latest_outlines(self, notices: Collection[int]) -> Iterator[Outline]:
        """The last change of each of these notices in outline."""
        yield from self._outlines(lambda connection: outlines.latest(connection, notices))

    def _outlines(self, which: Callable[[Connection], list[int]]) -> Iterator[Outline]:
        found = self._read(which)
        for start in range(0, len(found), _OUTLINES):
            some = found[start : start + _OUTLINES]
            yield from self._read(lambda connection, some=some: outlines.read(connection, some))  # type: ignore[misc]

    def reasons(self, ids: Sequence[str]) -> dict[str, dict[str, tuple[str, ...]]]:
        """By change and subscription, why each is owed it."""
        return self._read(lambda connection: replaying.reasons(connection, [int(id_) for id_ in ids]))

    def instead(self, ids: Sequence[str]) -> dict[str, dict[str, tuple[str, str]]]:
        """By change and subscription, the change of a copy that was told before it, and that copy's source."""
        return self._read(lambda connection: replaying.instead(connection, [int(id_) for id_ in ids]))

    def told(self, source: str, keys: Collection[str]) -> frozenset[str]:
        """Those of a source's notices of which a change was recorded."""
        return self._read(lambda connection: changes.told(connection, source, keys))

    def history(self, source: str, key: str, most: int) -> tuple[Recorded, ...]:
        """The last changes of a notice that readers heard of, oldest first."""
        return self._read(lambda connection: tuple(changes.history(connection, source, key, most)))

    def told_of(self, id_: str) -> Told:
        """Who is owed the change people know by this id, in which digest it stands, how the mails fared."""
        return self._read(lambda connection: tellings.told(connection, int(id_)))

    def _changes(self, ids: Sequence[int]) -> list[Recorded]:
        return self._read(lambda connection: changes.load(connection, ids))

    def versions(self, source: str, key: str) -> tuple[Version, ...]:
        """Every version of a notice with the answer it was read in, oldest first."""
        return self._read(lambda connection: evidence.versions_of(connection, source, key))

    # -- evidence ----------------------------------------------------------------------------------

    def read_in(self, source: str, key: str, sha256: str) -> tuple[datetime, dict[str, Received]] | None:
        """When a version of a notice was first read, and by request identity the answers of that check."""
        return self._read(lambda connection: evidence.read_in(connection, source, key, sha256))

    def mend(self, notice: Notice) -> None:
        """Write a version of a notice anew, where the one that stands there is damaged."""
        body = encode(Notice, notice)
        self._write(lambda connection: Archive(connection).mend(body))

    def captures(self, span: Span) -> Iterator[Capture]:
        """What was received, with all that is known of how, in the order in which it came."""
        last = 0
        while some := self._read(partial(captures.after, row=last, span=span)):
            yield from some
            last = some[-1].row

    def origin(self, capture: Capture) -> Capture | None:
        """The answer whose body a 304 stands for, or an answer like it."""
        return self._read(lambda connection: captures.origin(connection, capture))

    def proof(self, id_: str) -> Proof | None:
        """All that stands behind the change people know by this id."""
        if not _is_number(id_):
            return None
        return self._read_still(lambda connection: proofs.proof(connection, int(id_)))

    def kept_body(self, sha256: str) -> bytes | None:
        """A body as it was received; None when it was not kept."""

        def unit(connection: Connection) -> bytes | None:
            return Archive(connection).read(sha256) if captures.is_kept(connection, sha256) else None

        return self._read(unit)

    # -- programmes --------------------------------------------------------------------------------

    def courses(self, programmes: Collection[str]) -> dict[str, Course]:
        """What became of each of these programmes, by all changes that belong to it."""
        return self._read(lambda connection: threads.courses(connection, programmes))

    def cited(self) -> dict[str, frozenset[str]]:
        """By programme, the numbers of official notices about it: what cites one belongs to it as well."""
        return self._read(threads.cited)

    # -- held back -----------------------------------------------------------------------------------

    def holds(self) -> dict[str, Hold]:
        """What the breaker holds back now, by source."""
        return self._read(holding.episodes)

    def holds_for(self, subscription: str) -> tuple[Hold, ...]:
        """The same, as far as a subscription is owed it; the longest held first."""
        return self._read(lambda connection: holding.episodes_for(connection, subscription))

    def held(self, source: str) -> tuple[Recorded, ...]:
        """The changes of a source that are held back, oldest first; without those that are damaged, which stay held."""
        ids = self._read(lambda connection: holding.held_of(connection, source))
        return tuple(self._read(lambda connection: changes.readable(connection, ids)))

    def release(self, source: str, now: datetime, untold: str | None = None) -> int:
        """Let what is held of a source go out with the next digests; how many changes. untold: why nobody is told."""

        def unit(connection: Connection) -> int:
            locks.in_turn(connection)
            heard.let_go(connection, source)
            ids = holding.held_of(connection, source)
            count = holding.release(connection, source, now, untold)
            if untold:
                judging.untold(connection, [(id_, untold) for id_ in ids], now)
            else:
                judging.judge(connection, source, ids, now)
            return count

        return self._write(unit)

    # -- taken back ----------------------------------------------------------------------------------

    def retract(self, wrong: Wrong, now: datetime) -> Correction | None:
        """Take back what was told of a change, in the next digests of those who were told; None when that is known."""
        return next(iter(self.retract_all([wrong], now)), None)

    def retract_all(self, wrongs: Sequence[Wrong], now: datetime) -> list[Correction]:
        """The same of several; those that were not known yet."""

        def unit(connection: Connection) -> list[Correction]:
            locks.in_turn(connection)  # a check may find the same
            return corrections.record(connection, wrongs, now)

        return self._write(unit)

    def corrections_of(self, ids: Collection[str]) -> dict[str, tuple[Correction, ...]]:
        """By change, what was found to be wrong with it."""
        numbers = [int(id_) for id_ in ids]
        found = self._read(lambda connection: corrections.of(connection, numbers))
        return {str(change): each for change, each in found.items()}

    def retractions(self, subscription: str) -> tuple[Correction, ...]:
        """What this subscription is still to be told was wrong, oldest first."""
        return self._read(lambda connection: corrections.still_owed(connection, subscription))

    # -- telling -----------------------------------------------------------------------------------

    def begin_subscription(self, name: str, now: datetime) -> datetime:
        """Since when this subscription is known; from now on, if it was not. Never in the future (T04)."""
        return self._write(lambda connection: telling.begin_subscription(connection, name, now))

    def last_slot(self, name: str, now: datetime) -> datetime | None:
        """The last slot up to now this subscription had a digest or a recorded "nothing new" for."""
        return self._read(lambda connection: telling.last_slot(connection, name, now))

    def last_told(self, name: str, now: datetime) -> datetime | None:
        """When its last digest up to now was composed, or found to have nothing to say."""
        return self._read(lambda connection: telling.last_told(connection, name, now))

    def last_mail(self, name: str, now: datetime) -> datetime | None:
        """When this subscription last had a mail written up to now."""
        return self._read(lambda connection: slips.last_mail(connection, name, now))

    def find_slips(self, now: datetime) -> None:
        """Write down the slots whose mails should have left by now and have not, or left before their time."""
        self._write(lambda connection: slips.find(connection, now))

    def slips(self, name: str, now: datetime) -> tuple[Slip, ...]:
        """The slots without a mail of which no digest told this subscription yet."""
        return self._read(lambda connection: slips.untold(connection, name, now))

    def owed(self, name: str) -> tuple[Line, ...]:
        """What this subscription is owed and no digest tells yet, oldest first, as far as it can be read."""
        return self.owing(name).lines

    def owing(self, name: str) -> Owing:
        """The same, with what of it is damaged."""
        return self._read(lambda connection: telling.still_owed(connection, name))

    def owed_to(self) -> dict[str, int]:
        """How many changes wait to be told, by subscription, also those nobody is called any more."""
        return self._read(telling.owed_to)

    def compose(self, digest: Digest, addressed: Sequence[Addressed]) -> bool:
        """Fix a digest: its lines, and its messages by channel and recipient. None: a recorded "nothing new".

        False, and nothing is done, when it stands already or one of its lines is told by another.
        """

        def unit(connection: Connection) -> bool:
            composed = telling.compose(connection, digest, addressed)
            if composed:
                slips.compose(connection, digest, quiet=not addressed)
            else:
                connection.rollback()
            return composed

        return self._write(unit)

    def told_to(self, name: str) -> Iterator[Outline]:
        """Every change that a digest of this subscription tells, in outline, oldest first."""
        yield from self._outlines(lambda connection: telling.told_to(connection, name))

    def due(self, now: datetime) -> tuple[Delivery, ...]:
        """The deliveries to make now, also those whose sender died on the way."""
        return self._read(lambda connection: telling.due(connection, now))

    def free_orphans(self, now: datetime) -> None:
        """Let what a killed sender had in hand be taken again; ask while nobody else watches or tells.

        On PostgreSQL the lease decides: a sender may live on when its connection, and so its turn, is lost.
        """
        if self._engine.dialect.name == "sqlite":
            self._write(lambda connection: telling.free_orphans(connection, now))

    def claim(self, id_: str, now: datetime, lease: timedelta = telling.LEASE) -> bool:
        """Whether this delivery is ours to send until the lease ends; of two who ask, one hears yes."""
        return self._write(lambda connection: telling.claim(connection, id_, now, lease))

    def digest_telling(self, id_: str, told: Sequence[str]) -> Digest:
        """A composed digest as far as it tells these changes."""
        return self._read(lambda connection: telling.digest_telling(connection, id_, told))

    def send_in_parts(self, refused: Delivery, messages: Sequence[Message]) -> bool:
        """Settle a delivery that was refused for what it says; its changes go on in these messages."""
        return self._write(lambda connection: telling.send_in_parts(connection, refused, messages))

    def settle(self, delivery: Delivery) -> bool:
        """Write down how a claimed delivery went; False when somebody else settled it since."""
        return self._write(lambda connection: telling.settle(connection, delivery))

    def deliveries(
        self, *, state: DeliveryState | None = None, since: datetime | None = None
    ) -> tuple[Delivery, ...]:
        """Every delivery, or those of a state, or of digests composed since then."""
        return self._read(lambda connection: telling.all_deliveries(connection, state, since))

    # -- operators' mail ---------------------------------------------------------------------------

    def troubles(self, since: datetime, kinds: Collection[TroubleKind] | None = None) -> tuple[Trouble, ...]:
        """What operators were or are to be told: all that is not over, and what began since then. kinds: of these alone."""
        return self._read(lambda connection: troubles.recent(connection, since, kinds))

    def troubles_about(self, subjects: Collection[str]) -> tuple[Trouble, ...]:
        """The last trouble of each kind with each of these, also what is long over."""
        return self._read(lambda connection: troubles.about(connection, subjects))

    def keep_troubles(self, found: Collection[Trouble]) -> None:
        """Write down how these are now; those without an id are new."""
        if found:
            self._write(lambda connection: troubles.keep(connection, found))

    def tell_operators(
        self, id_: str, now: datetime, told: Sequence[Trouble], addressed: Sequence[Addressed]
    ) -> bool:
        """Fix a mail to operators and what it tells, as one. False, and nothing is done, when it stands already."""

        def unit(connection: Connection) -> bool:
            composed = troubles.tell(connection, id_, now, told, addressed)
            if not composed:
                connection.rollback()
            return composed

        return self._write(unit)

    def stuck(self, since: datetime) -> tuple[Stuck, ...]:
        """Readers' mails that were tried in vain and wait, and those given up of digests composed since then."""
        return self._read(lambda connection: troubles.stuck(connection, since))

    def waiting_operators(self) -> frozenset[str]:
        """The operators to whom a mail is still under way."""
        return self._read(troubles.waiting_operators)

    def lost_to_operators(self) -> int:
        """How many mails to operators were given up."""
        return self._read(troubles.lost_to_operators)

    def slipped(self, since: datetime) -> tuple[Slip, ...]:
        """The slots found since then for which no digest went out in time."""
        return self._read(lambda connection: troubles.slipped(connection, since))

    def keep_certificates(self, found: Collection[Certificate], now: datetime) -> None:
        """Remember the certificates that servers showed."""
        new = (
            self._read(lambda connection: troubles.unknown_certificates(connection, found, now))
            if found
            else ()
        )
        if new:
            self._write(lambda connection: troubles.keep_certificates(connection, new, now))

    def certificates(self, since: datetime, until: datetime) -> tuple[Certificate, ...]:
        """Those last seen since then that end before `until`."""
        return self._read(lambda connection: troubles.certificates_seen(connection, since, until))

    def posted(
        self, *, state: DeliveryState | None = None, since: datetime | None = None
    ) -> Iterator[Delivery]:
        """The same, in the order in which they were made, a few at a time in memory."""
        found = self._read(lambda connection: telling.ids_of(connection, state, since))
        for start in range(0, len(found), _AT_ONCE):
            yield from self._read(lambda c, at=start: telling.by_ids(c, found[at : at + _AT_ONCE]))  # type: ignore[misc]

    def delivery(self, id_: str) -> Delivery | None:
        """The delivery people know by this id."""
        found = (
            self._read(lambda connection: telling.by_ids(connection, [int(id_)])) if _is_number(id_) else ()
        )
        return next(iter(found), None)

    def resend(self, id_: str, now: datetime) -> bool:
        """Let a delivery that was sent or given up go out again, as it stands. False when it is neither now."""
        return self._write(lambda connection: telling.resend(connection, int(id_), now))

    # -- running -----------------------------------------------------------------------------------

    def beat(self, role: str, now: datetime) -> None:
        """A sign of life, so that a dead scheduler is seen (T09)."""
        self._write(lambda connection: locks.beat(connection, role, now))
        self._units.thin()

    def heartbeats(self) -> dict[str, datetime]:
        """The last sign of life of every role."""
        return self._read(locks.last_beats)

    def queue(self) -> Queue | None:
        """How the workers' queue fares; None where there is none."""
        from monitor.store.queue import queue

        return self._read(queue)

    def chain_head(self) -> Head | None:
        """The head of the evidence chain: who notes its hash elsewhere can tell later whether anything was touched."""
        return self._read(chain.head)

    def verify(
        self, say: Callable[[Fault], None], *, since: datetime | None = None, head: str | None = None
    ) -> Verified:
        """Look whether everything is as it was recorded; what is not is said as it is found.

        since: only what was recorded from then on. head: a hash of the chain that was noted, and must be in it.
        """
        return self._read_still(lambda connection: verifying.verify(connection, say, since=since, head=head))

    def integrity(self) -> tuple[str, ...]:
        """Everything that is wrong in the database, a sentence each. Reads all of it."""
        return self._read(lambda connection: tuple(health.mistakes(connection)))

    def cautions(self) -> tuple[str, ...]:
        """What an operator should know though nothing is wrong yet."""
        return health.cautions(self._engine.dialect.name)


def _is_number(id_: str) -> bool:
    return id_.isascii() and id_.isdecimal() and len(id_) < 19
