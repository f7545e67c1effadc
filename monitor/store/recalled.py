"""What was said of changes, put together again from their rows and the versions it leans on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from monitor.store import said
from monitor.store.archive import Archive
from monitor.store.columns import UNREADABLE, clean
from monitor.store.schema import changes
from monitor.store.watching import in_parts

_Row = Mapping[Any, Any]

COLUMNS = tuple(changes.c["id", "before", "after", "said", "rest", "leans"])  # of rows that are asked about
_LATEST = (
    select(*changes.c["id", "rest", "leans"])
    .where(changes.c.notice == bindparam("notice_"), changes.c.rest.is_not(None))
    .order_by(changes.c.id.desc())
    .limit(1)
)
_RESTS = select(*changes.c["id", "rest"]).where(changes.c.id.in_(bindparam("ids", expanding=True)))


def halved(connection: Connection, row: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """The row as it is written: what lists do not ask for apart. new: of a notice that no change was recorded of."""
    read = Archive(connection).at_hand({row[side] for side in ("before", "after") if row[side]})
    leans, facts = (None, b"") if new else _facts(connection, row["notice"])
    around = said.Around(read.get(row["before"]), read.get(row["after"]), facts)
    halves = said.halved(clean(row["said"]), around)
    return {**row, "said": halves.head, "rest": halves.rest, "leans": leans if halves.leans else None}


def _facts(connection: Connection, notice: int) -> tuple[int | None, bytes]:
    """The change of a notice that the next one may lean on, and its facts. Nobody leans on one that is damaged."""
    try:
        latest = connection.execute(_LATEST, {"notice_": notice}).first()
        if latest is None:
            return None, b""
        id_ = latest.leans or latest.id
        return id_, _of_rest(_rests(connection, [id_])[id_])
    except UNREADABLE:
        return None, b""


def texts(
    connection: Connection, rows: Iterable[Any], bodies: Mapping[str, bytes] | None = None
) -> dict[int, str]:
    """By change all that was said, of rows with these columns. bodies: its versions by SHA-256, where they are at hand.

    Where it cannot be put together any more, what is left of it: it is not what the evidence chain holds, and no reader
    takes it for the whole.
    """
    found = list(rows)
    halves = [row for row in found if row.rest is not None]
    if bodies is None:
        bodies = versions(connection, {sha256 for row in halves for sha256 in (row.before, row.after)})
    rests = _rests(connection, {row.leans for row in halves if row.leans is not None})
    told = {row.id: row.said for row in found}
    for row in halves:
        try:
            facts = _of_rest(rests[row.leans]) if row.leans is not None else b""
            around = said.Around(bodies.get(row.before), bodies.get(row.after), facts)
            told[row.id] = said.joined(said.Halves(row.said, bytes(row.rest), row.leans is not None), around)
        except UNREADABLE:
            continue
    return told


def whole(connection: Connection, rows: Sequence[Any]) -> list[_Row]:
    """These rows of `changes`, with all that was said in one."""
    told = texts(connection, [_Named(row) for row in rows])
    return [{**row, "said": told[row["id"]]} for row in rows]


class _Named:
    """A row's columns by name."""

    def __init__(self, row: _Row) -> None:
        for column in COLUMNS:
            setattr(self, column.name, row[column.name])


def _rests(connection: Connection, ids: Iterable[int]) -> dict[int, bytes]:
    rows = (row for some in in_parts(sorted(ids)) for row in connection.execute(_RESTS, {"ids": some}))
    return {row.id: bytes(row.rest) for row in rows if row.rest is not None}


def _of_rest(rest: bytes) -> bytes:
    return said.facts_of(said.Halves("", rest))


def versions(connection: Connection, wanted: Iterable[str | None]) -> dict[str, bytes]:
    """These versions, without those that are damaged, which `verify` says of them."""
    return Archive(connection).readable(sorted({sha256 for sha256 in wanted if sha256}))
