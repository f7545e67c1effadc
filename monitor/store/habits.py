"""What was learned of a source's pages: the places that change again and again, and what people said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from monitor.model import Amended, Changed, First, Habit, Unchanged
from monitor.store.columns import clean
from monitor.store.schema import changes, checks, habits, outlines

MOST = 50  # places of one source; those that moved longest ago fall out, but what people kept stays longest

_OF = select(habits).order_by(habits.c.source, habits.c.id)
_OF_THESE = _OF.where(habits.c.source.in_(bindparam("these", expanding=True)))


def of(connection: Connection, source: str) -> dict[str, Habit]:
    """The places of a source that were seen to move, by their mark."""
    return every(connection, source).get(source, {})


def every(connection: Connection, source: str | None = None) -> dict[str, dict[str, Habit]]:
    """The same of every source, or of one, by its id."""
    query = _OF if source is None else _OF.where(habits.c.source == source)
    return _by_source(connection.execute(query))


def of_these(connection: Connection, sources: Collection[str]) -> dict[str, dict[str, Habit]]:
    """The same of those among these sources that have any."""
    return _by_source(connection.execute(_OF_THESE, {"these": list(sources)}))


def _by_source(rows: Iterable[Any]) -> dict[str, dict[str, Habit]]:
    found: dict[str, dict[str, Habit]] = {}
    for row in rows:
        found.setdefault(row.source, {})[row.mark] = Habit(
            row.mark, row.sample, row.history, row.since, row.moved, row.kept, row.seen, row.id
        )
    return found


def record(connection: Connection, source: str, learned: Iterable[Habit]) -> None:
    """Write down places as they stand after a check. One that has an id is still there or was forgotten meanwhile; or
    somebody said meanwhile that it is no noise, and that stays said.
    """
    for habit in learned:
        row, here, alike = _row(habit), habits.c.source == source, habits.c.mark == clean(habit.mark)
        if habit.id:  # it may go on under a mark that another place had
            connection.execute(delete(habits).where(here, alike, habits.c.id != habit.id))
        same = habits.c.id == habit.id if habit.id else alike
        stands = {name: value for name, value in row.items() if name != "kept" or habit.kept}
        if not connection.execute(update(habits).where(here, same).values(stands)).rowcount and not habit.id:
            connection.execute(insert(habits).values(source=source, **row))
    _trim(connection, source)


def _row(habit: Habit) -> Mapping[str, object]:
    """The columns are called as the fields are."""
    return {
        "mark": habit.mark,
        "sample": habit.sample,
        "history": habit.history,
        "since": habit.since,
        "moved": habit.moved,
        "kept": habit.kept,
        "seen": habit.seen,
    }


def _trim(connection: Connection, source: str) -> None:
    order = select(habits.c.id).where(habits.c.source == source)
    order = order.order_by(habits.c.kept.desc(), habits.c.moved.desc(), habits.c.id.desc())
    surplus = [row.id for row in connection.execute(order.offset(MOST).limit(10 * MOST))]
    if surplus:
        connection.execute(delete(habits).where(habits.c.id.in_(surplus)))


def forget(connection: Connection, source: str, id_: int) -> bool:
    """Whether a place was known; learning begins anew."""
    return bool(connection.execute(delete(habits).where(_one(source, id_))).rowcount)


def keep(connection: Connection, source: str, id_: int) -> bool:
    """Whether a place was known; it is never noise again."""
    return bool(connection.execute(update(habits).where(_one(source, id_)).values(kept=True)).rowcount)


def _one(source: str, id_: int) -> ColumnElement[bool]:
    return (habits.c.source == source) & (habits.c.id == id_)


def amended_of(connection: Connection, names: Iterable[str], looks: int) -> dict[str, tuple[int, int]]:
    """By source, how many of its last good checks, so many at most, found a notice amended; and how many they are."""
    found = {}
    for name in names:
        good = (First.name, Unchanged.name, Changed.name)
        last = select(checks.c.id).where(checks.c.source == name, checks.c.outcome.in_(good))
        ids = [row.id for row in connection.execute(last.order_by(checks.c.id.desc()).limit(looks))]
        told = select(changes.c.check).distinct().join(outlines, outlines.c.change == changes.c.id)
        told = told.where(outlines.c.source == name, changes.c.name == Amended.name, changes.c.check.in_(ids))
        found[name] = (len(connection.execute(told).all()) if ids else 0, len(ids))
    return found
