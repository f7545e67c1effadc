"""What was due, changed and delivered, kept on this side and held against what the tool says it did.

Due      every check that was due at a turn was made in it, once, or is due at the next one because the tool died; none
         was made before its time, planned too late, or missed without being counted as missed.
Changed  of every notice, what was told leads from the wording that stood there first to the one that stands there now,
         step by step, each step once; every wording that a good check was served is among the steps, and no other.
Told     every change told is owed to each reader whom it concerns, stands in one digest of each, and came to each
         recipient in one mail, which may come twice only where the answer to it was lost.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from benchmarks.soak.books import Books, Looked
from benchmarks.soak.cadence import Cadence
from benchmarks.soak.places import Item, Place
from benchmarks.soak.post import Box
from benchmarks.soak.readers import Reader
from benchmarks.soak.words import MARK, Marks
from monitor.model import Amended, New, Notice, Recorded, Removed, Restored, Table
from monitor.store import open_store

if TYPE_CHECKING:
    from monitor.model import Block

GOOD = frozenset({"first", "unchanged", "changed"})
GRACE = timedelta(hours=1)
LATEST_LOOK = timedelta(days=31)  # after an edit in secret, a notice is read again by then
DAY = timedelta(days=1)
OPERATORS = "operators"


@dataclass
class Ledger:
    places: Sequence[Place]
    readers: Sequence[Reader]
    marks: Marks
    box: Box
    books: Books
    begun: datetime
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._of = {place.id: place for place in self.places}
        self._planned: dict[str, datetime] = {}
        self._due: set[str] = set()
        self._missed: Counter[str] = Counter()
        self._found: dict[str, int] = {}
        self._first: datetime | None = None

    def wrong(self, what: str) -> None:
        self.counts["wrong"] += 1
        self.faults.append(what)

    # -- due ---------------------------------------------------------------------------------------

    def before(self, now: datetime) -> None:
        """What is due at a turn."""
        self._planned = self.books.planned()
        self._due = {place.id for place in self.places if self._planned.get(place.id, now) <= now}
        self._first = self._first or now

    def after(self, now: datetime, *, died: bool = False) -> int:
        """What a turn made of it; how many checks."""
        made = self.books.fresh_checks()
        times = Counter(look.source for look in made)
        planned = self.books.planned()
        for look in made:
            self._look(look, planned.get(look.source), now, times[look.source])
        left = self._due - times.keys()
        if died:
            self.counts["due when the tool died, made after it came back"] += len(left)
        else:
            for source in sorted(left):
                self.wrong(f"{now}: {source} was due and not looked at")
        for place in self.places:  # what was served and came to nothing that was recorded
            place.served.clear()
        return len(made)

    def _look(self, look: Looked, next_at: datetime | None, now: datetime, times: int) -> None:
        place, due = self._of[look.source], self._planned.get(look.source)
        self.counts["checks"] += 1
        self.outcomes[look.outcome] += 1
        if look.outcome not in GOOD:
            self.reasons[look.outcome + ": " + look.reason.split(";")[0][:50]] += 1
        if times > 1:
            self.wrong(f"{now}: {look.source} was looked at {times} times in one turn")
        if due is not None and due > look.started:
            self.wrong(f"{now}: {look.source} was looked at before its time ({due})")
        if due is not None:
            self._missed[look.source] += missed(place.cadence, due, look.started, ZoneInfo("Europe/Brussels"))
        latest = (
            next(place.cadence.times(look.started))
            if look.outcome in GOOD
            else look.started + max(DAY, place.cadence.usual)
        )
        if next_at is None or next_at > latest or next_at <= look.started:
            self.wrong(
                f"{now}: {look.source} was {look.outcome} and is planned for {next_at}, wanted by {latest}"
            )
        place.seen(look.outcome, look.started)

    # -- at the end --------------------------------------------------------------------------------

    def conclude(self, now: datetime) -> None:
        counted = {source: number for source, number in self.books.missed().items() if number}
        wanted = {source: number for source, number in self._missed.items() if number}
        self.counts["checks missed while asleep, counted as missed"] = sum(counted.values())
        for source in sorted({*counted, *wanted}):
            if counted.get(source, 0) != wanted.get(source, 0):
                self.wrong(
                    f"{source}: {counted.get(source, 0)} checks are counted as missed, {wanted.get(source, 0)} were"
                )
        if sum(self.books.outcomes().values()) != self.counts["checks"]:
            self.wrong("checks were recorded beside the turns")
        store = open_store(f"sqlite:///{self.books._file}", now=now)  # noqa: SLF001
        try:
            recorded = list(store.changes())
        finally:
            store.close()
        self._changed(recorded, now)
        self._told(recorded, now)
        self._slots(now)

    # -- changed -----------------------------------------------------------------------------------

    def _changed(self, recorded: Sequence[Recorded], now: datetime) -> None:
        self.counts["changes recorded"] = len(recorded)
        steps: dict[tuple[str, str], list[Recorded]] = defaultdict(list)
        for one in recorded:
            if one.held:
                self.counts["changes held back at the end"] += 1
                self.wrong(f"{one.source} change {one.id} is held back at the end")
            if (item := self._item(one)) is None:
                self.wrong(
                    f"{one.source} change {one.id} ({one.finding.change.name}) is of nothing that we wrote"
                )
            elif one.untold is None:
                steps[one.source, item.name].append(one)
            else:
                self.counts[f"untold: {one.untold}"] += 1
                item.quiet.add(self._state(one.finding.change.notice))
        for place in self.places:
            for item in place.items.values():
                self._steps(place, item, steps[place.id, item.name], now)

    def _item(self, one: Recorded) -> Item | None:
        place, notice = self._of[one.source], one.finding.change.notice
        names = {self.marks.made[mark][:2] for mark in marks_of(notice) if mark in self.marks.made}
        ours = [name for source, name in names if source == place.id]
        return place.items[ours[0]] if len(names) == len(ours) == 1 else None

    def _state(self, notice: Notice) -> str:
        """The mark of its last wording among all that stand there."""
        ours = [(self.marks.made[mark][2], mark) for mark in marks_of(notice) if mark in self.marks.made]
        return max(ours)[1] if ours else ""

    def _steps(self, place: Place, item: Item, steps: Sequence[Recorded], now: datetime) -> None:
        stands: str | None = None if not item.baseline else self.marks_first(item)
        told, where = {stands}, f"{place.id} {item.name}"
        for one in steps:
            change = one.finding.change
            self.counts[f"told: {change.name}"] += 1
            after = self._state(change.notice)
            match change:
                case New():
                    if stands is not None:
                        self.wrong(f"{where}: change {one.id} tells it as new for the second time")
                case Amended(before=before):
                    was = self._state(before)
                    if was != stands or (after == stands and before.content.unread is None):
                        self.wrong(
                            f"{where}: change {one.id} leads from {was} to {after}, and {stands} stood there"
                        )
                case Removed():
                    if item.gone is None or change is not steps[-1].finding.change:
                        self.wrong(f"{where}: change {one.id} says that it has gone")
                    continue
                case Restored():
                    self.wrong(f"{where}: change {one.id} says that it is back")
            if after not in item.seen and after not in told:
                self.counts["told though its check was half good"] += 1
            stands = after
            told.add(after)
        gone = bool(steps) and isinstance(steps[-1].finding.change, Removed)
        self._left_out(place, item, told, stands=stands, gone=gone, now=now)

    def marks_first(self, item: Item) -> str:
        return next(iter(item.seen), item.state)

    def _left_out(
        self,
        place: Place,
        item: Item,
        told: set[str | None],
        *,
        stands: str | None,
        gone: bool,
        now: datetime,
    ) -> None:
        where = f"{place.id} {item.name}"
        self.counts["wordings scripted"] += item.version + (not item.baseline)
        for state in item.seen.keys() - told - item.quiet:
            self.wrong(f"{where}: {state} was served at {item.seen[state]} and not told")
        if item.gone is not None:
            self.counts["withdrawals scripted"] += 1
            known = bool(item.seen)
            if known and item.missed >= 2 and not gone:
                self.wrong(f"{where}: withdrawn {item.gone}, {item.missed} good looks since, and not told")
            self.counts["withdrawals not told"] += not gone
        elif item.last == item.state and stands != item.state:
            self.wrong(f"{where}: {item.state} was looked at last, and the last that was told is {stands}")
        elif item.state not in told:
            shown = item in place.listed() and (place.kind != "listing" or item.state not in item.seen)
            if now - (item.edited or item.born) > LATEST_LOOK and shown:
                self.wrong(
                    f"{where}: {item.state} stands there since {item.edited or item.born} and was never told"
                )
            self.counts["last wordings not looked at by the end"] += 1

    # -- told --------------------------------------------------------------------------------------

    def _told(self, recorded: Sequence[Recorded], now: datetime) -> None:
        digests, owed = self.books.subscription_of(), defaultdict(dict)
        for subscription, change, digest in self.books.owed():
            owed[subscription][change] = digest
        told, sure = self._mails(digests)
        for reader in self.readers:
            for one in recorded:
                if one.untold is not None or one.held or not reader.hears_of(self._of[one.source]):
                    continue
                self.counts["tellings owed"] += 1
                if one.id not in owed[reader.name]:
                    self.wrong(f"change {one.id} of {one.source} is not owed to {reader.name}")
                elif owed[reader.name][one.id] is None and now - one.detected > DAY * 8:
                    self.wrong(f"change {one.id} of {one.source} stands in no digest of {reader.name}")
                elif owed[reader.name][one.id] is None:
                    self.counts["tellings that wait for their slot"] += 1
                else:
                    self._arrived(one, reader, told, sure)

    def _mails(self, digests: dict[str, str]) -> tuple[dict[tuple[str, str, str], list[str]], dict[str, str]]:
        """In which mails each change stands, by subscription, recipient and change; and how each mail stands."""
        found, states = defaultdict(list), {}
        composed = set()
        for digest, recipient, message, tells, state, uncertain in self.books.deliveries():
            composed.add((message, recipient))
            self.counts[f"mails {state}"] += 1
            came = self.box.mails.get((message, recipient))
            times = came.times if came else 0
            self.counts["mails that came twice, as the answer was lost"] += times > 1
            if state == "sent" and not times:
                self.wrong(f"mail {message} to {recipient} counts as sent and never came")
            if times > 1 + uncertain:
                self.wrong(f"mail {message} to {recipient} came {times} times, {uncertain} of them uncertain")
            for change in tells if state != "split" else ():
                found[digests[digest], recipient, change].append(message)
            states[message] = state
        for message, recipient in self.box.mails.keys() - composed:
            self.wrong(f"mail {message} to {recipient} is in no book")
        return found, states

    def _arrived(
        self,
        one: Recorded,
        reader: Reader,
        told: dict[tuple[str, str, str], list[str]],
        states: dict[str, str],
    ) -> None:
        for recipient in reader.to:
            mails = told.get((reader.name, recipient, one.id), [])
            if len(mails) != 1:
                self.wrong(f"change {one.id} of {one.source} stands in {len(mails)} mails to {recipient}")
                continue
            came = self.box.mails.get((mails[0], recipient))
            if came is None:
                self.wrong(f"change {one.id} of {one.source}: its mail to {recipient} is {states[mails[0]]}")
                continue
            self.counts["changes delivered"] += 1
            item = self._item(one)
            if item is not None and self._state(one.finding.change.notice) not in came.marks:
                self.counts["delivered, the new words not among those that the mail shows"] += 1

    def _slots(self, now: datetime) -> None:
        """Every slot of every reader had a digest, or was told by a later one."""
        for reader in self.readers:
            if not reader.times:
                continue
            own, merged = self.books.slots(reader.name)
            wanted = list(reader.slots(self._first or self.begun, now))
            self.counts["slots"] += len(wanted)
            self.counts["slots told by a later one"] += len(merged)
            if len(own) != len(set(own)):
                self.wrong(f"{reader.name}: two digests for one slot")
            if sorted({*own, *merged}) != wanted:
                odd = sorted({*own, *merged}.symmetric_difference(wanted))
                self.wrong(
                    f"{reader.name}: {len(own)} digests and {len(merged)} merged slots for {len(wanted)}: {odd[:5]}"
                )


def missed(cadence: Cadence, due: datetime, made: datetime, zone: ZoneInfo) -> int:
    """How many checks passed unmade before one that was due and made then: all but the last that it stands for, and
    that one too when it comes on a later day and more than an hour late.
    """
    times = [due]
    for at in islice(cadence.times(due), 2_000):
        if at > made:
            break
        times.append(at)
    late = made - times[-1] > GRACE and times[-1].astimezone(zone).date() != made.astimezone(zone).date()
    return len(times) - 1 + late


def marks_of(notice: Notice) -> set[str]:
    content = notice.content
    texts = [notice.title, *(value for _, value in content.fields), *_texts(content.blocks)]
    return {mark for text in texts for mark in MARK.findall(text)}


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (cell for row in (block.columns, *block.rows) for cell in row)
        else:
            yield block.text
