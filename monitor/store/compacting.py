"""Bodies that prove nothing are removed when they are old. The rule:

**Kept for ever** are all answers of a check that found something (a version or a change of a notice was recorded in
it), every version, what the next reading is compared with, and what the next body of its line is packed against.
**Thinned** are the bodies of other checks, such as a list page on which only the visitors' counter had moved. Of
these the row stays: when it came, from where, its headers, size and SHA-256. The evidence chain says what was
removed, so `verify` tells it from a loss; open triage, unsent mail and the last good reading lean on nothing of it (D17).
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import URL, Connection, Engine, bindparam, delete, func, or_, select, union, update

from monitor.store import chain as chained, locks
from monitor.store.archive import Archive, bodies, lines, pack
from monitor.store.engine import database_file, trouble
from monitor.store.schema import answers, changes, checks, documents, notices, versions
from monitor.store.transactions import Transactions
from monitor.values import dataclass

AT_ONCE = 500  # bodies a transaction; others wait no longer than that takes


@dataclass(frozen=True, slots=True)
class Bulk:
    """What may go of one source, or is kept of it. packed: bytes in the database."""

    source: str
    bodies: int
    packed: int


@dataclass(frozen=True, slots=True)
class Thinned:
    """What went. packed: bytes in the database that were given back."""

    bodies: int = 0
    packed: int = 0

    def __add__(self, other: Thinned) -> Thinned:
        return Thinned(self.bodies + other.bodies, self.packed + other.packed)


# -- which -----------------------------------------------------------------------------------------

FOUND_SOMETHING = union(select(versions.c.check), select(changes.c.check))
_EVIDENCE = union(
    select(documents.c.sha256).where(documents.c.check.in_(FOUND_SOMETHING)),
    select(answers.c.sha256),
    select(versions.c.content),
    select(notices.c.content).where(notices.c.content.is_not(None)),
    select(notices.c.heard).where(notices.c.heard.is_not(None)),
    select(changes.c.before).where(changes.c.before.is_not(None)),
    select(changes.c.after).where(changes.c.after.is_not(None)),
    select(bodies.c.sha256).join(lines, lines.c.head == bodies.c.id),
)
_OLD = (
    select(documents.c.sha256, func.max(documents.c.check).label("check"))
    .group_by(documents.c.sha256)
    .having(func.max(documents.c.fetched_at) < bindparam("before", type_=documents.c.fetched_at.type))
    .subquery()
)
_BULK = (
    select(bodies.c.id, checks.c.source, func.length(bodies.c.packed).label("packed"))
    .join(_OLD, _OLD.c.sha256 == bodies.c.sha256)
    .join(checks, checks.c.id == _OLD.c.check)
    .where(bodies.c.sha256.not_in(_EVIDENCE))
    .order_by(bodies.c.id)
)


def bulk(connection: Connection, before: datetime) -> tuple[Bulk, ...]:
    """What may go of what was last received before a time, by source, the most first."""
    found: dict[str, tuple[int, int]] = {}
    for row in connection.execute(_BULK, {"before": before}):
        number, packed = found.get(row.source, (0, 0))
        found[row.source] = number + 1, packed + row.packed
    rows = (Bulk(source, number, packed) for source, (number, packed) in found.items())
    return tuple(sorted(rows, key=lambda each: (-each.packed, each.source)))


def removable(connection: Connection, before: datetime) -> list[int]:
    """The rows of those bodies, in the order in which they came."""
    return [row.id for row in connection.execute(_BULK, {"before": before})]


_FROM = union(
    select(documents.c.sha256.label("sha256"), checks.c.source.label("source")).join(
        checks, checks.c.id == documents.c.check
    ),
    select(versions.c.content, notices.c.source).join(notices, notices.c.id == versions.c.notice),
).subquery()
_OWNED = select(_FROM.c.sha256, func.min(_FROM.c.source).label("source")).group_by(_FROM.c.sha256).subquery()
_KEPT = (
    select(_OWNED.c.source, func.count(), func.sum(func.length(bodies.c.packed)))
    .join(_OWNED, _OWNED.c.sha256 == bodies.c.sha256)
    .group_by(_OWNED.c.source)
)


def kept(connection: Connection) -> tuple[Bulk, ...]:
    """What the archive holds of each source, pages and texts, the most first; what two share counts for one (D21)."""
    rows = (Bulk(source, number, int(packed)) for source, number, packed in connection.execute(_KEPT))
    return tuple(sorted(rows, key=lambda each: (-each.packed, each.source)))


_LAST = select(
    select(func.max(documents.c.id)).scalar_subquery().label("document"),
    select(func.max(versions.c.id)).scalar_subquery().label("version"),
)
_WANTED_SINCE = select(bodies.c.id).where(
    bodies.c.id.in_(bindparam("ids", expanding=True)),
    or_(
        bodies.c.sha256.in_(select(documents.c.sha256).where(documents.c.id > bindparam("document"))),
        bodies.c.sha256.in_(select(versions.c.content).where(versions.c.id > bindparam("version"))),
        bodies.c.id.in_(select(lines.c.head).where(lines.c.head.in_(bindparam("ids", expanding=True)))),
    ),
)


def _upto(connection: Connection) -> dict[str, int]:
    """How far the archive reaches. Whatever needs a body anew comes with an answer or a version behind that."""
    last = connection.execute(_LAST).one()
    return {"document": last.document or 0, "version": last.version or 0}


# -- removing --------------------------------------------------------------------------------------

_ROWS = select(
    bodies.c.id, bodies.c.sha256, bodies.c.base, func.length(bodies.c.packed).label("packed")
).where(bodies.c.id.in_(bindparam("ids", expanding=True)))
_LEANING = select(
    bodies.c.id, bodies.c.sha256, bodies.c.base, func.length(bodies.c.packed).label("packed")
).where(
    bodies.c.base.in_(bindparam("ids", expanding=True)), bodies.c.id.not_in(bindparam("ids", expanding=True))
)
_NEXT = select(bodies.c.id, bodies.c.sha256, bodies.c.depth).where(
    bodies.c.id.in_(bindparam("ids", expanding=True))
)
_LEAN = (
    update(bodies)
    .where(bodies.c.id == bindparam("row"))
    .values(base=bindparam("base_"), depth=bindparam("depth_"), packed=bindparam("packed_"))
)
_REMOVE = delete(bodies).where(bodies.c.id.in_(bindparam("ids", expanding=True)))


def thin(connection: Connection, ids: Sequence[int], before: datetime, now: datetime) -> Thinned:
    """Remove these bodies, and say so in the chain. What is packed against one of them is packed anew first."""
    rows = connection.execute(_ROWS, {"ids": ids}).all()
    if not rows:
        return Thinned()
    grown = _lean_elsewhere(connection, {row.id: row.base for row in rows})
    connection.execute(_REMOVE, {"ids": [row.id for row in rows]})
    gone = "".join(f"{sha256}\n" for sha256 in sorted(row.sha256 for row in rows))
    chained.compacted(connection, now, before, gone, bodies=len(rows))
    return Thinned(len(rows), sum(row.packed for row in rows) - grown)


def _lean_elsewhere(connection: Connection, going: Mapping[int, int | None]) -> int:
    """Pack what leans on a body that goes against the nearest one before it that stays; by how many bytes it grew."""
    leaning = connection.execute(_LEANING, {"ids": list(going)}).all()
    bases = {row.id: _staying(row.base, going) for row in leaning}
    found = connection.execute(_NEXT, {"ids": sorted({base for base in bases.values() if base})}).all()
    of_base = {row.id: row for row in found}
    archive, grown = Archive(connection), 0
    for row in leaning:
        base = of_base.get(bases[row.id] or 0)
        packed = pack(archive.read(row.sha256), archive.read(base.sha256) if base else None)
        depth = base.depth + 1 if base else 0
        values = {"row": row.id, "base_": base.id if base else None, "depth_": depth, "packed_": packed}
        connection.execute(_LEAN, values)
        grown += len(packed) - row.packed
    return grown


def _staying(base: int | None, going: Mapping[int, int | None]) -> int | None:
    while base is not None and base in going:
        base = going[base]
    return base


# -- room ------------------------------------------------------------------------------------------


def reclaim(engine: Engine, url: URL) -> bool:
    """Give free room back to the disk; False when there is too little of it to do so."""
    file = database_file(url)
    if file is None:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE) bodies")
        return True
    if shutil.disk_usage(file.parent).free < file.stat().st_size * 1.2:  # it is written anew, beside itself
        return False
    taken = engine.raw_connection()
    try:
        taken.cursor().execute("VACUUM")  # which leaves the whole database in the log once more
        taken.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        taken.close()
    return True


def _pages(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


class Compacting:
    """The same as people ask for it, a few bodies a transaction: killed at any moment, what went is chained."""

    def __init__(self, units: Transactions, engine: Engine, url: URL) -> None:
        self._units, self._engine, self._url = units, engine, url

    def bulk(self, before: datetime) -> tuple[Bulk, ...]:
        return self._units.read(lambda connection: bulk(connection, before))

    def kept(self) -> tuple[Bulk, ...]:
        """What the archive holds of each source, the most first."""
        return self._units.read(kept)

    def thin(self, before: datetime, now: datetime) -> Thinned:
        """Remove all that may go of what was last received before a time. Checks may be recorded meanwhile."""
        upto, rows = self._units.read(lambda connection: (_upto(connection), removable(connection, before)))

        def unit(connection: Connection, some: Sequence[int]) -> Thinned:
            locks.in_turn(connection)
            came_back = set(connection.execute(_WANTED_SINCE, {"ids": some, **upto}).scalars())
            return thin(connection, [row for row in some if row not in came_back], before, now)

        thinned = Thinned()
        for start in range(0, len(rows), AT_ONCE):
            thinned += self._units.write(partial(unit, some=rows[start : start + AT_ONCE]))
        return thinned

    def is_loose(self) -> bool:
        """Whether a quarter of the file is free, as after a new version packed what stood there. A server sees to its own."""
        if database_file(self._url) is None:
            return False
        free, all_ = (
            self._units.read(partial(_pages, name=name)) for name in ("freelist_count", "page_count")
        )
        return free * 4 >= all_

    def reclaim(self) -> bool:
        """Give free room back to the disk; False when there is too little of it to do so."""
        with trouble(self._url):
            return reclaim(self._engine, self._url)

    def size(self) -> int | None:
        """Of the database's file, in bytes; None where it is a server's."""
        file = database_file(self._url)
        return file.stat().st_size if file else None
