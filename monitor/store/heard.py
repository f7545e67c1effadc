"""Of each notice the version that readers last heard of: told, or the one that stood there at first.

What is held back, undone or a mere turn leaves it as it was, so that whatever stands there in the end can be compared
with what readers believe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select, update

from monitor.model import Change, Holding, New, Recorded, Removed, Restored
from monitor.store import holding
from monitor.store.schema import changes, held, notices
from monitor.store.watching import in_parts, key_hash

_WAITS = exists().where(
    changes.c.notice == notices.c.id, held.c.change == changes.c.id, held.c.ended.is_(None)
)
_AT_FIRST = (
    update(notices)
    .where(
        notices.c.source == bindparam("source_"),
        notices.c.heard.is_(None),
        notices.c.content.is_not(None),
        notices.c.pending.is_(False),
        ~_WAITS,
    )
    .values(heard=notices.c.content)
)
_ROW = (notices.c.source == bindparam("source_")) & (notices.c.key_hash == bindparam("hash_"))
_HEARD = update(notices).where(_ROW).values(heard=bindparam("heard_"))
_AS_IT_STANDS = update(notices).where(notices.c.id.in_(bindparam("rows", expanding=True)))
_OF_CHANGES = (
    select(changes.c.id, changes.c.name, changes.c.notice, changes.c.before, changes.c.after)
    .where(changes.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(changes.c.id)
)


def record(connection: Connection, source: str, recorded: Sequence[Recorded], made: Holding | None) -> None:
    """Keep up with what a check told, let go and dropped; `record_first` comes after it."""
    if made is not None:
        _released(connection, made.released)
        _dropped(connection, made, recorded)
    told = [one for one in recorded if not one.held and one.untold is None and speaks(one.finding.change)]
    rows = [
        {"source_": source, "hash_": key_hash(one.finding.change.notice.key), "heard_": one.after}
        for one in told
    ]
    if rows:
        connection.execute(_HEARD, rows)


def record_first(connection: Connection, sources: Sequence[str]) -> None:
    """Of what was read of these sources for the first time, readers take that for how it stands."""
    if sources:
        connection.execute(_AT_FIRST, [{"source_": source} for source in sources])


def speaks(change: Change) -> bool:
    """Whether who is told of a change hears how the notice reads. That it is listed again says nothing of that."""
    return not isinstance(change, Removed) and not (isinstance(change, Restored) and change.before is None)


def let_go(connection: Connection, source: str) -> None:
    """Keep up with what a person is about to let go, told or untold: it is settled as it was recorded."""
    for row in _changes(connection, [str(id_) for id_ in holding.held_of(connection, source)]):
        if row.after is not None and not (row.name == Restored.name and row.before is None):
            one = update(notices).where(notices.c.id == row.notice)
            connection.execute(one.values(heard=row.after))


def _released(connection: Connection, ids: Iterable[str]) -> None:
    """What a check lets go stands there as it was recorded, noise apart; or nothing else can be compared with it."""
    rows = [
        row.notice
        for row in _changes(connection, ids)
        if row.after is not None and not (row.name == Restored.name and row.before is None)
    ]
    for some in in_parts(rows):
        connection.execute(_AS_IT_STANDS.values(heard=notices.c.content), {"rows": some})


def _dropped(connection: Connection, made: Holding, recorded: Sequence[Recorded]) -> None:
    """A new notice that nobody was told of is new again when it comes back."""
    anew = {one.finding.change.notice.key for one in recorded if isinstance(one.finding.change, New)}
    rows = [
        row.notice for row in _changes(connection, (id_ for id_, _ in made.dropped)) if row.name == New.name
    ]
    for some in in_parts(rows):
        unheard = _AS_IT_STANDS.where(notices.c.key.not_in(sorted(anew)), notices.c.heard.is_(None))
        connection.execute(unheard.values(pending=True, removed=False), {"rows": some})


def _changes(connection: Connection, ids: Iterable[str]) -> list[Any]:
    numbers = [int(id_) for id_ in ids]
    return [row for some in in_parts(numbers) for row in connection.execute(_OF_CHANGES, {"ids": some})]
