"""The same notice on several sites: which row stands for which, who was told already, where else it stands.

A notice gets its mark once, when it is first read. A copy that says something of its own gets one that
is nobody else's, so it is told, and counted, as a notice of its own (M19). What makes two notices one is
not for the store to know: it is handed in with the outcome.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import Connection, and_, bindparam, select, update

from monitor.model import Amended, Listed, New, Notice, Owed, Place, Recorded
from monitor.store.archive import Archive
from monitor.store.codec import decode
from monitor.store.columns import clean
from monitor.store.holding import silenced
from monitor.store.noticing import Standing
from monitor.store.schema import changes, notices, owed
from monitor.store.watching import in_parts
from monitor.values import dataclass


def _never(_later: Amended, _earlier: Amended) -> bool:
    return False


def _whole(later: Amended, _earlier: Amended, _why: str) -> Amended:
    return later


@dataclass(frozen=True, slots=True)
class Sameness:
    """When two notices are one. mark: what a notice has on every site, None when nothing sure is known.
    adds_nothing: whether a copy (first) says nothing that another notice does not. nothing_more: the same of the
    amendment of a copy and another amendment; beyond: what it says beyond that one, the rest ignored for a reason. undoes: whether a later amendment takes back
    what an earlier one brought.
    """

    mark: Callable[[Listed], bytes | None]
    adds_nothing: Callable[[Notice, Notice], bool]
    nothing_more: Callable[[Amended, Amended], bool] = _never
    beyond: Callable[[Amended, Amended, str], Amended] = _whole
    undoes: Callable[[Amended, Amended], bool] = _never


Own = tuple[int, bytes]  # a row, and a mark that is its own
_MOST = 20  # copies of one notice that are looked at

_ELSEWHERE = (
    select(notices.c.id, notices.c.content)
    .where(
        notices.c.shared == bindparam("shared"),
        notices.c.source != bindparam("source"),
        notices.c.content.is_not(None),
        notices.c.removed.is_(False),
    )
    .order_by(notices.c.id)
    .limit(_MOST)
)
_MARK = update(notices).where(notices.c.id == bindparam("id_")).values(shared=bindparam("shared_"))
_UNMARKED = select(notices.c.id).where(
    notices.c.id.in_(bindparam("ids", expanding=True)), notices.c.shared.is_(None)
)
_HEARD = (
    select(owed.c.subscription)
    .join(changes, changes.c.id == owed.c.change)
    .where(
        changes.c.notice.in_(bindparam("rows", expanding=True)),
        changes.c.name == New.name,
        ~silenced(owed.c.change),  # nobody may ever hear of what is held back
    )
)


def mark(
    connection: Connection,
    source: str,
    same: Sameness,
    read: Mapping[str, Notice],
    rows: Mapping[str, Standing],
    *,
    unmarked: Collection[int],
) -> tuple[dict[str, list[int]], list[Own]]:
    """Mark the notices that were read; for those that stand elsewhere already, the rows of their first places.

    unmarked: see `without_mark`. Beside it the marks that are nobody else's, which are to be written with `mark_own`.
    """
    standing = {rows[clean(key)].row: key for key in read if clean(key) in rows}
    new = [row for row, key in standing.items() if rows[clean(key)].new]
    marks, own, first_places = [], list[Own](), {}
    for row in (*new, *(row for row in standing if row in unmarked)):
        key = standing[row]
        value = same.mark(read[key].listed)
        found = connection.execute(_ELSEWHERE, {"shared": value, "source": source}).all() if value else []
        if found:
            first_places[key] = _copied(
                connection, read[key], {each.id: each.content for each in found}, same
            )
            value = value if first_places[key] else None  # it is no copy after all
        if value:
            marks.append({"id_": row, "shared_": value})
        else:
            own.append((row, _its_own(source, key)))
    if marks:
        connection.execute(_MARK, marks)
    return {key: places for key, places in first_places.items() if places}, own


def mark_own(connection: Connection, own: Sequence[Own]) -> None:
    """Write marks that no other notice can have, so that it does not matter when."""
    if own:
        connection.execute(_MARK, [{"id_": row, "shared_": value} for row, value in own])


def without_mark(connection: Connection, rows: Sequence[int]) -> set[int]:
    """Those among these rows that have no mark yet."""
    return {row for some in in_parts(rows) for row in connection.execute(_UNMARKED, {"ids": some}).scalars()}


def _copied(connection: Connection, copy: Notice, others: Mapping[int, str], same: Sameness) -> list[int]:
    """The rows of those that say all that the copy says. One that cannot be read any more says nothing: the copy is told."""
    bodies = Archive(connection).readable(others.values())
    return [
        row
        for row, sha256 in others.items()
        if sha256 in bodies and same.adds_nothing(copy, decode(Notice, bodies[sha256]))
    ]


def _its_own(source: str, key: str) -> bytes:
    return hashlib.sha256(f"{source}\n{key}".encode("utf-8", "replace")).digest()[:16]


def unheard(
    connection: Connection,
    due: Sequence[Owed],
    recorded: Sequence[Recorded],
    first_places: Mapping[str, list[int]],
) -> list[Owed]:
    """What is still to be told: a new copy of what a subscription was told of, or is to be told of, is not."""
    heard = {
        key: {row.subscription for row in connection.execute(_HEARD, {"rows": rows})}
        for key, rows in first_places.items()
    }

    def was_heard(one: Owed) -> bool:
        change = recorded[one.change].finding.change
        return isinstance(change, New) and one.subscription in heard.get(change.notice.key, ())

    return [one for one in due if not was_heard(one)]


_OTHER = notices.alias("other")
_PLACES = (
    select(changes.c.id, _OTHER.c.source, _OTHER.c.url)
    .join(notices, notices.c.id == changes.c.notice)
    .join(_OTHER, and_(_OTHER.c.shared == notices.c.shared, _OTHER.c.source != notices.c.source))
    .where(changes.c.id.in_(bindparam("ids", expanding=True)), _OTHER.c.removed.is_(False))
    .order_by(_OTHER.c.id)
)


def other_places(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Place, ...]]:
    """By change, where else its notice stands."""
    found: dict[int, list[Place]] = {}
    for some in in_parts(list(ids)):
        for row in connection.execute(_PLACES, {"ids": some}):
            found.setdefault(row.id, []).append(Place(row.source, row.url))
    return {id_: tuple(places) for id_, places in found.items()}
