"""What is still open, most urgent first; what was decided, for the report; what a reader was told of and still waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, literal, or_, select

from monitor.model import DECIDED, UNDER_WAY, Backlog, Stand, State, StillOpen
from monitor.store.codec import Circumstances, decode
from monitor.store.holding import silenced
from monitor.store.schema import changes, digests, notices, owed, steps, triage
from monitor.store.watching import in_parts
from monitor.triage import Decision
from monitor.values import dataclass

TOLD = 50  # of what is open, that a digest may hold

_NEW = State.NEW.value
_UNDER_WAY = [state.value for state in UNDER_WAY]
_DECIDED = [state.value for state in DECIDED]
_IS_OPEN = triage.c.state.not_in(_DECIDED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which work. state: None for all that is under way or is to be done by a day; owner: None for anybody's."""

    state: State | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list of work one stands: by its day, then by its number."""

    change: int
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A change and where the work on it stands. name: what happened to the notice."""

    change: str
    title: str
    url: str
    source: str
    name: str
    detected: datetime
    stand: Stand

    @property
    def place(self) -> Place:
        return Place(int(self.change), self.stand.due)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many changes stand in each state, and how many open ones are overdue."""

    states: Mapping[State, int]
    overdue: int


def read_stand(row: Any) -> Stand:
    """A row of `triage`."""
    return Stand(State(row.state), row.owner, row.due, row.step)


# -- the board -------------------------------------------------------------------------------------

_BY_STATE = select(triage.c.state, func.count()).group_by(triage.c.state)
_ALL = select(func.count()).select_from(changes)
_OVERDUE = select(func.count()).where(_IS_OPEN, triage.c.due < bindparam("today"))


def counts(connection: Connection, today: date) -> Counts:
    found = {State(state): number for state, number in connection.execute(_BY_STATE)}
    taken = sum(number for state, number in found.items() if state is not State.NEW)
    every = {state: found.get(state, 0) for state in State}
    every[State.NEW] = connection.execute(_ALL).scalar_one() - taken
    return Counts(every, connection.execute(_OVERDUE, {"today": today}).scalar_one())


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has under way, and how much of it is overdue."""

    owner: str
    under_way: int
    overdue: int


def loads(connection: Connection, today: date) -> tuple[Load, ...]:
    """Who has what under way; whoever has most overdue first."""
    late = func.sum(case((triage.c.due < literal(today), 1), else_=0))
    query = select(triage.c.owner, func.count(), late).where(
        triage.c.state.in_(_UNDER_WAY), triage.c.owner.is_not(None)
    )
    found = (Load(*row) for row in connection.execute(query.group_by(triage.c.owner)))
    return tuple(sorted(found, key=lambda each: (-each.overdue, -each.under_way, each.owner)))


def find(
    connection: Connection, wanted: Choice, skip: int, most: int, behind: Place | None = None
) -> tuple[Open, ...]:
    """The work that is wanted, overdue first, then by its day, then what has none; of what is new the latest first.

    behind: what comes after that place, wherever it is now.
    """
    if wanted.state is State.NEW and wanted.owner is None:
        query = _new() if behind is None else _new().where(changes.c.id < behind.change)
        return read(connection, list(connection.execute(query.offset(skip).limit(most)).scalars()))
    query = select(triage.c.change).where(_where(wanted))
    if wanted.state in DECIDED:
        query = query.order_by(triage.c.change.desc())
        query = query if behind is None else query.where(triage.c.change < behind.change)
    else:
        query = query.order_by(triage.c.due.is_(None), triage.c.due, triage.c.change)
        query = query if behind is None else query.where(_comes_after(behind))
    return read(connection, list(connection.execute(query.offset(skip).limit(most)).scalars()))


def _comes_after(behind: Place) -> ColumnElement[bool]:
    if behind.due is None:
        return and_(triage.c.due.is_(None), triage.c.change > behind.change)
    same_day = and_(triage.c.due == behind.due, triage.c.change > behind.change)
    return or_(triage.c.due > behind.due, same_day, triage.c.due.is_(None))


def count(connection: Connection, wanted: Choice, most: int) -> int:
    """How many there are, at most so many."""
    if wanted.state is State.NEW and wanted.owner is None:
        query = _new().limit(most)
    else:
        query = select(triage.c.change).where(_where(wanted)).limit(most)
    return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def _where(wanted: Choice) -> ColumnElement[bool]:
    if wanted.state is not None:
        condition = triage.c.state == wanted.state.value
    else:
        condition = or_(
            triage.c.state.in_(_UNDER_WAY), and_(triage.c.state == _NEW, triage.c.due.is_not(None))
        )
    return condition if wanted.owner is None else and_(condition, triage.c.owner == wanted.owner)


def _new() -> Any:
    """The changes that nobody took up and that readers heard of, the latest first."""
    taken = select(triage.c.change).where(triage.c.change == changes.c.id, triage.c.state != _NEW)
    return select(changes.c.id).where(~taken.exists(), ~silenced(changes.c.id)).order_by(changes.c.id.desc())


_ROWS = (
    select(
        changes.c.id,
        changes.c.source,
        changes.c.name,
        changes.c.detected,
        notices.c.title,
        notices.c.url,
        triage.c.state,
        triage.c.owner,
        triage.c.due,
        triage.c.step,
    )
    .join(notices, notices.c.id == changes.c.notice)
    .outerjoin(triage, triage.c.change == changes.c.id)
    .where(changes.c.id.in_(bindparam("ids", expanding=True)))
)


def read(connection: Connection, ids: Sequence[int]) -> tuple[Open, ...]:
    """These changes in this order."""
    found: dict[int, Open] = {}
    for some in in_parts(ids):
        for row in connection.execute(_ROWS, {"ids": some}):
            stand = read_stand(row) if row.step is not None else Stand()
            found[row.id] = Open(str(row.id), row.title, row.url, row.source, row.name, row.detected, stand)
    return tuple(found[id_] for id_ in ids if id_ in found)


# -- what was decided ------------------------------------------------------------------------------

# Walked from the latest step back: what was decided long ago is not looked at for the latest thousand.
_LATEST = (
    select(steps)
    .join(triage, and_(triage.c.change == steps.c.change, triage.c.step == steps.c.step))
    .where(steps.c.state.in_(_DECIDED))
    .order_by(steps.c.id.desc())
)
_ABOUT = (
    select(changes.c.id, changes.c.source, changes.c.said, notices.c.title)
    .join(notices, notices.c.id == changes.c.notice)
    .where(changes.c.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class _Evidence:
    rule: str


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    evidence: tuple[_Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Thread:
    programme: str


@dataclass(frozen=True, slots=True)
class _Classification:
    labels: tuple[_Label, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a change, as far as the report asks."""

    classification: _Classification
    threads: tuple[_Thread, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the report asks of a change. Nothing of it becomes otherwise but the title, which is as it was first asked."""

    title: str
    source: str
    labels: tuple[str, ...]
    rules: tuple[str, ...]
    programmes: tuple[str, ...]


KEPT = 20_000  # changes of which it is remembered


def decisions(
    connection: Connection, since: datetime | None, most: int | None, known: dict[int, About]
) -> tuple[Decision, ...]:
    """The changes that stand decided, whose last step is not older than `since`; the latest `most` of them.

    known: takes what was read of changes, which need not be read again.
    """
    query = _LATEST if since is None else _LATEST.where(steps.c.at >= since)
    found: list[Decision] = []
    for some in in_parts(connection.execute(query.limit(most)).all()):
        about = _about(connection, [step.change for step in some], known)
        found += [_decision(step, about[step.change]) for step in some]
    return tuple(found)


def _about(connection: Connection, ids: Sequence[int], known: dict[int, About]) -> dict[int, About]:
    found = {id_: known[id_] for id_ in ids if id_ in known}
    missing = [id_ for id_ in ids if id_ not in found]
    rows = connection.execute(_ABOUT, {"ids": missing}) if missing else ()
    found |= {row.id: _read_about(row) for row in rows}
    if len(known) > KEPT:
        known.clear()
    known.update(found)
    return found


def _read_about(row: Any) -> About:
    said = decode(_Said, row.said)
    labels = said.classification.labels
    return About(
        title=row.title,
        source=row.source,
        labels=tuple(label.name for label in labels),
        rules=tuple(dict.fromkeys(proof.rule for label in labels for proof in label.evidence)),
        programmes=tuple(dict.fromkeys(thread.programme for thread in said.threads)),
    )


def _decision(step: Any, about: About) -> Decision:
    return Decision(
        change=str(step.change),
        title=about.title,
        source=about.source,
        labels=about.labels,
        rules=about.rules,
        programmes=about.programmes,
        relevant=step.state != State.NOT_RELEVANT.value,
        note=step.note,
        who=step.who,
        at=step.at,
    )


# -- what a reader was told of ---------------------------------------------------------------------

_TOLD_OPEN = (
    select(changes.c.id, changes.c.source, notices.c.title, notices.c.url, triage)
    .select_from(triage)
    .join(
        owed,
        and_(
            owed.c.change == triage.c.change,
            owed.c.subscription == bindparam("name"),
            owed.c.digest.is_not(None),
        ),
    )
    .join(changes, changes.c.id == triage.c.change)
    .join(notices, notices.c.id == changes.c.notice)
)


def told_open(connection: Connection, name: str, today: date) -> Backlog:
    """Of what a subscription was told of, all that is under way, and whatever is open and overdue."""
    late = and_(_IS_OPEN, triage.c.due < literal(today))
    where = or_(triage.c.state.in_(_UNDER_WAY), late)
    ours = _TOLD_OPEN.where(where).subquery()
    numbers = select(func.count(), func.sum(case((ours.c.due < literal(today), 1), else_=0)))
    total, overdue = connection.execute(numbers.select_from(ours), {"name": name}).one()
    query = _TOLD_OPEN.where(where).order_by(triage.c.due.is_(None), triage.c.due, triage.c.change)
    shown = tuple(
        StillOpen(str(row.id), row.title, row.url, row.source, read_stand(row))
        for row in connection.execute(query.limit(TOLD), {"name": name})
    )
    return Backlog(shown, total, overdue or 0)


_OF_DIGEST = select(digests.c.said).where(digests.c.id == bindparam("digest"))
_AS_IT_STOOD = (
    select(
        changes.c.id,
        changes.c.source,
        notices.c.title,
        notices.c.url,
        steps.c.step,
        steps.c.state,
        steps.c.owner,
        steps.c.due,
    )
    .select_from(steps)
    .join(changes, changes.c.id == steps.c.change)
    .join(notices, notices.c.id == changes.c.notice)
    .where(steps.c.change.in_(bindparam("ids", expanding=True)))
)


def told_in(connection: Connection, digest: str) -> Backlog:
    """The same as a digest told it, from the steps that had been taken then."""
    written = connection.execute(_OF_DIGEST, {"digest": digest}).scalar()
    if written is None:
        return Backlog()
    said = decode(Circumstances, written)
    rows = connection.execute(_AS_IT_STOOD, {"ids": [change for change, _ in said.still_open]})
    stood = {(row.id, row.step): row for row in rows}
    told = (stood[each] for each in said.still_open if each in stood)
    shown = tuple(StillOpen(str(row.id), row.title, row.url, row.source, read_stand(row)) for row in told)
    return Backlog(shown, said.open_in_all, said.overdue)
