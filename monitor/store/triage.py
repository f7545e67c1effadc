"""What the team decides on changes: where the work on each stands, and every step that led there.

A step is taken on the steps that its taker saw. Who had not seen the last one is told what was decided since, and
nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from monitor.evidence.chain import Saying
from monitor.model import Backlog, Stand, Step, Wish
from monitor.store import backlog, chain, steps as written
from monitor.store.backlog import About, Choice, Counts, Load, Open, Place, read_stand
from monitor.store.schema import changes, notices, steps, triage
from monitor.store.transactions import Transactions
from monitor.store.watching import in_parts
from monitor.triage import (
    Ask,
    Conflict,
    Decision,
    NotAllowed,
    Refusal,
    Result,
    Same,
    Taken,
    Unknown,
    decided,
)
from monitor.values import dataclass

OWNERS = 50  # that are named to choose from


@dataclass(frozen=True, slots=True)
class Work:
    """The work on one change: where it stands, and its steps, oldest first."""

    change: str
    title: str
    stand: Stand
    steps: tuple[Step, ...]


class Triage:
    """The team's work on changes. See the room."""

    def __init__(self, units: Transactions) -> None:
        self._read, self._write = units.read, units.write
        self._known: dict[int, About] = {}

    def work(self, change: str) -> Work | None:
        """The work on the change people know by this id; None when there is none."""
        id_ = number(change)
        return None if id_ is None else self._read(lambda connection: _work(connection, id_))

    def stands(self, ids: Collection[str]) -> dict[str, Stand]:
        """Where the work on these changes stands, of those on which any step was ever taken."""
        rows = [id_ for each in ids if (id_ := number(each)) is not None]
        found = self._read(lambda connection: _stands(connection, rows))
        return {str(id_): stand for id_, stand in found.items()}

    def decide(self, ask: Ask, *, who: str, now: datetime, today: date) -> Result:
        """Take a step. today: the taker's."""
        return self.decide_many([ask], who=who, now=now, today=today)[0]

    def decide_many(self, asks: Sequence[Ask], *, who: str, now: datetime, today: date) -> tuple[Result, ...]:
        """Take a step on each, by itself: one that cannot be taken keeps back none of the others."""
        return self._write(lambda connection: _decide(connection, asks, who, now, today))

    def counts(self, today: date) -> Counts:
        """How many changes stand in each state."""
        return self._read(lambda connection: backlog.counts(connection, today))

    def loads(self, today: date) -> tuple[Load, ...]:
        """Who has how much under way; whoever has most overdue first."""
        return self._read(lambda connection: backlog.loads(connection, today))

    def find(
        self, wanted: Choice, *, skip: int = 0, most: int = 50, behind: Place | None = None
    ) -> tuple[Open, ...]:
        """The work that is wanted, the most urgent first; of what is new or decided the latest. behind: a place in
        this order after which it goes on, whatever was decided since.
        """
        return self._read(lambda connection: backlog.find(connection, wanted, skip, most, behind))

    def count(self, wanted: Choice, *, most: int) -> int:
        """How much work that is; at most so many are counted."""
        return self._read(lambda connection: backlog.count(connection, wanted, most))

    def rows(self, ids: Collection[str]) -> tuple[Open, ...]:
        """These changes in this order, and where the work on each stands; unknown ones are left out."""
        rows = [id_ for each in ids if (id_ := number(each)) is not None]
        return self._read(lambda connection: backlog.read(connection, rows))

    def told_open(self, subscription: str, today: date) -> Backlog:
        """What a subscription was told of and is still under way or overdue."""
        return self._read(lambda connection: backlog.told_open(connection, subscription, today))

    def told_in(self, digest: str) -> Backlog:
        """What a digest said was still open, as it said it."""
        return self._read(lambda connection: backlog.told_in(connection, digest))

    def decisions(self, since: datetime | None = None, most: int | None = None) -> tuple[Decision, ...]:
        """The changes that stand decided, by a step since then; the latest so many, the latest first."""
        return self._read(lambda connection: backlog.decisions(connection, since, most, self._known))

    def owners(self) -> tuple[str, ...]:
        """Who has, or had, any work, by name."""
        return self._read(_owners)


def number(change: str) -> int | None:
    """The row of the change that people know by this id."""
    return int(change) if change.isascii() and change.isdecimal() and len(change) < 19 else None


# -- deciding --------------------------------------------------------------------------------------

# Who decides on the same change waits here until the first is done, and then sees its step. SQLite has let no other
# writer in from the beginning.
_ALONE = (
    select(changes.c.id)
    .where(changes.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(changes.c.id)
    .with_for_update(key_share=True)
)


def _decide(
    connection: Connection, asks: Sequence[Ask], who: str, now: datetime, today: date
) -> tuple[Result, ...]:
    rows = sorted({id_ for ask in asks if (id_ := number(ask.change)) is not None})
    known = {id_ for some in in_parts(rows) for id_ in connection.execute(_ALONE, {"ids": some}).scalars()}
    stands = _stands(connection, sorted(known))
    results: list[Result] = []
    sayings: list[Saying] = []
    for ask in asks:
        id_ = number(ask.change)
        if id_ is None or id_ not in known:
            results.append(Unknown(ask.change))
            continue
        stand = stands.get(id_, Stand())
        if ask.on != stand.step:
            results.append(_overtaken(connection, ask, stand, who, today))
            continue
        wish = decided(stand, ask.of(stand), who, today)
        if wish is None:
            results.append(Same(ask.change, stand))
        elif isinstance(wish, Refusal):
            results.append(NotAllowed(ask.change, wish))
        else:
            step, saying = written.record(connection, id_, stand, wish, who=who, now=now)
            stands[id_] = step.stand
            sayings.append(saying)
            results.append(Taken(ask.change, step))
    chain.append(connection, sayings)
    return tuple(results)


def _overtaken(connection: Connection, ask: Ask, stand: Stand, who: str, today: date) -> Taken | Conflict:
    """What somebody decided since; a form that was sent twice is answered as it was the first time."""
    rows = connection.execute(_SINCE, {"change_": int(ask.change), "seen": ask.on - 1}).mappings()
    steps_ = tuple(written.read(row) for row in rows)
    since = tuple(step for step in steps_ if step.number > ask.on)
    before = steps_[0].stand if len(steps_) > len(since) else Stand()
    if len(since) == 1 and since[0].who == who:
        wish = decided(before, ask.of(before), who, today)
        last = since[0]
        if wish == Wish(last.state, last.owner, last.due, last.note):
            return Taken(ask.change, last)
    return Conflict(ask.change, stand, since)


# -- looking ---------------------------------------------------------------------------------------

_TITLE = (
    select(notices.c.title)
    .join(changes, changes.c.notice == notices.c.id)
    .where(changes.c.id == bindparam("id_"))
)
_STEPS = select(steps).where(steps.c.change == bindparam("change_")).order_by(steps.c.step)
_SINCE = _STEPS.where(steps.c.step > bindparam("seen"))
_STANDS = select(triage).where(triage.c.change.in_(bindparam("ids", expanding=True)))


def _work(connection: Connection, id_: int) -> Work | None:
    title = connection.execute(_TITLE, {"id_": id_}).scalar()
    if title is None:
        return None
    taken = tuple(written.read(row) for row in connection.execute(_STEPS, {"change_": id_}).mappings())
    return Work(str(id_), title, _stands(connection, [id_]).get(id_, Stand()), taken)


def _stands(connection: Connection, ids: Sequence[int]) -> dict[int, Stand]:
    return {
        row.change: read_stand(row)
        for some in in_parts(ids)
        for row in connection.execute(_STANDS, {"ids": some})
    }


_NEXT_OWNER = select(func.min(triage.c.owner)).where(triage.c.owner > bindparam("last"))


def _owners(connection: Connection) -> tuple[str, ...]:
    """From owner to owner by the index: nobody reads two hundred thousand rows for ten names."""
    found: list[str] = []
    last = ""
    while len(found) < OWNERS:
        name = connection.execute(_NEXT_OWNER, {"last": last}).scalar()
        if name is None:
            break
        found.append(last := name)
    return tuple(found)
