"""Changes as they were recorded: written once with everything said about them, found again, never edited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, bindparam, exists, insert, or_, select

from monitor import lazily
from monitor.errors import DamagedError, StoreError
from monitor.model import (
    Amended,
    Change,
    Check,
    Comparison,
    Effect,
    Finding,
    New,
    Notice,
    Place,
    Recorded,
    Removed,
    Restored,
)
from monitor.store import holding, recalled
from monitor.store.archive import Archive
from monitor.store.chain import Trail
from monitor.store.codec import Said, decode, encode
from monitor.store.columns import clean, inserted
from monitor.store.copies import other_places
from monitor.store.noticing import Standing, keep_notice
from monitor.store.schema import changes, marks, notices, outlines
from monitor.store.watching import in_parts, key_hash
from monitor.values import dataclass

if TYPE_CHECKING:
    from monitor.store import corrections, listing, threads
else:  # a check that finds nothing asks nothing of them: start-up time counts
    corrections, listing, threads = lazily.rooms("monitor.store", "corrections", "listing", "threads")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which changes; None does not filter. since is included, until is not. hs: how a code begins, any of them."""

    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None
    label: str | None = None
    programme: str | None = None
    hs: tuple[str, ...] = ()


# -- in --------------------------------------------------------------------------------------------

_NAMED = 10  # changes that cannot be read
_NEW_CHANGE = insert(changes)


def record_changes(
    connection: Connection,
    check: Check,
    findings: Iterable[Finding],
    trail: Trail,
    standings: Mapping[str, Standing],
) -> tuple[Recorded, ...]:
    recorded = []
    for finding in findings:
        change = finding.change
        standing = standings.get(clean(change.notice.key))
        if standing is None:
            raise StoreError(
                f"{check.source}: a change of {change.notice.key!r}, which the reading does not hold"
            )
        before, after = _texts(connection, check.source, change, standing)
        row = {
            "source": check.source,
            "notice": standing.row,
            "check": trail.check,
            "name": change.name,
            "silent": isinstance(change, Amended) and change.silent,
            "detected": check.started,
            "before": before,
            "after": after,
            "said": encode(Said, _said(finding)).decode(),
        }
        id_ = inserted(connection, _NEW_CHANGE, recalled.halved(connection, row, new=standing.new))
        trail.change(id_, change.notice.key, row)
        _record_marks(connection, id_, finding)
        listing.record(connection, id_, standing.row, row, finding)
        threads.record(connection, id_, finding)
        recorded.append(Recorded(str(id_), check.source, check.started, finding, before, after))
    return tuple(recorded)


def _texts(
    connection: Connection, source: str, change: Change, standing: Standing
) -> tuple[str | None, str | None]:
    """SHA-256 of the notice before and after, both archived."""
    notice = keep_notice(connection, source, change.notice, standing)
    match change:
        case Amended(before) | Restored(before=Notice() as before):
            return keep_notice(connection, source, before), notice
        case Removed():
            return notice, None
        case New() | Restored():
            return None, notice


def _said(finding: Finding) -> Said:
    change, comparison, flapping = finding.change, None, False
    if isinstance(change, Amended | Restored):
        comparison = change.comparison if change.before is not None else None
        flapping = change.flapping
    return Said(finding.classification, finding.threads, finding.status, comparison, flapping)


def _record_marks(connection: Connection, change: int, finding: Finding) -> None:
    classification = finding.classification
    found = {("label", label.name.value) for label in classification.labels}
    found |= {("direction", label.direction.value) for label in classification.labels if label.direction}
    if effective := classification.facts.effective:
        found.add(("effective", effective.isoformat()))
    found |= {("programme", thread.programme) for thread in finding.threads}
    found |= {("hs", _digits(code)) for code in classification.facts.hs_codes}
    if found:
        rows = [{"change": change, "kind": kind, "value": value} for kind, value in sorted(found)]
        connection.execute(insert(marks), rows)


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isdecimal())[:20]


# -- out -------------------------------------------------------------------------------------------

_BY_ID = select(changes).where(changes.c.id.in_(bindparam("ids", expanding=True)))


def find(connection: Connection, filters: Filters, limit: int | None = None) -> list[int]:
    """The rows of the changes that pass, oldest first; of more than `limit` the latest."""
    query = select(outlines.c.change).order_by(outlines.c.change.desc()).limit(limit)
    return list(connection.execute(_filtered(query, filters)).scalars())[::-1]


def told(connection: Connection, source: str, keys: Collection[str]) -> frozenset[str]:
    """Those of these keys whose notices have a recorded change."""
    changed = exists().where(changes.c.notice == notices.c.id)
    query = select(notices.c.key).where(notices.c.source == source, changed)
    hashes = {key_hash(key): key for key in keys}
    return frozenset(
        key
        for part in in_parts(list(hashes))
        for key in connection.execute(query.where(notices.c.key_hash.in_(part))).scalars()
    )


_HISTORY = (
    select(changes.c.id)
    .join(notices, notices.c.id == changes.c.notice)
    .where(
        notices.c.source == bindparam("source"),
        notices.c.key_hash == bindparam("hash"),
        ~holding.silenced(changes.c.id),  # what nobody heard of is no turn
    )
    .order_by(changes.c.id.desc())
    .limit(bindparam("most"))
)


def history(connection: Connection, source: str, key: str, most: int) -> list[Recorded]:
    """The last changes of a notice that readers heard of and that can be read, oldest first."""
    named = {"source": source, "hash": key_hash(key), "most": most}
    return readable(connection, connection.execute(_HISTORY, named).scalars().all()[::-1])


def _filtered(query: Select[int], filters: Filters) -> Select[int]:
    if filters.since is not None:
        query = query.where(outlines.c.detected >= filters.since)
    if filters.until is not None:
        query = query.where(outlines.c.detected < filters.until)
    if filters.source is not None:
        query = query.where(outlines.c.source == filters.source)
    for kind, value in (("label", filters.label), ("programme", filters.programme)):
        if value is not None:
            query = query.where(exists().where(_MARKED, marks.c.kind == kind, marks.c.value == value))
    if filters.hs:
        begins = or_(*(marks.c.value.startswith(_digits(code)) for code in filters.hs))
        query = query.where(exists().where(_MARKED, marks.c.kind == "hs", begins))
    return query


_MARKED = marks.c.change == outlines.c.change


def load(connection: Connection, ids: Sequence[int]) -> list[Recorded]:
    """These changes, as they were recorded, in this order; unknown ones are left out."""
    rows = {row.id: row for row in connection.execute(_BY_ID, {"ids": ids})}
    texts = {text for row in rows.values() for text in (row.before, row.after) if text}
    bodies = Archive(connection).read_all(texts)
    texts_of = {sha256: decode(Notice, body) for sha256, body in bodies.items()}
    said = recalled.texts(connection, list(rows.values()), bodies)
    places, fates = other_places(connection, rows), holding.fates(connection, rows)
    found = [_recorded(rows[id_], said[id_], texts_of, places.get(id_, ())) for id_ in ids if id_ in rows]
    found = [_fated(one, *fates[int(one.id)]) if int(one.id) in fates else one for one in found]
    wrong = corrections.of(connection, list(rows))
    found = [replace(one, corrections=wrong[int(one.id)]) if int(one.id) in wrong else one for one in found]
    effects = threads.effects(connection, found)
    return [_followed(one, effects[one.id]) if one.id in effects else one for one in found]


def readable(connection: Connection, ids: Sequence[int]) -> list[Recorded]:
    """The same, without those that are damaged, which `verify` says of them."""
    try:
        return load(connection, ids)
    except DamagedError:
        return [recorded for id_ in ids for recorded in _whole(connection, id_)]


def named(damaged: Sequence[str]) -> str:
    """What is said of changes that cannot be read."""
    more = f" and {len(damaged) - _NAMED} more" if len(damaged) > _NAMED else ""
    shown = ", ".join(damaged[:_NAMED]) + more
    return f"change{'s' if len(damaged) > 1 else ''} {shown} cannot be read"


def _whole(connection: Connection, id_: int) -> Iterator[Recorded]:
    with suppress(DamagedError):
        yield from load(connection, [id_])


def _followed(recorded: Recorded, effects: tuple[Effect, ...]) -> Recorded:
    """With what it does to its programmes; a press report that an official notice confirms since then says so."""
    from monitor.programmes.course import status

    finding = replace(recorded.finding, status=status(recorded.finding.status, effects))
    return replace(recorded, finding=finding, effects=effects)


def _fated(recorded: Recorded, held: bool, untold: str | None) -> Recorded:  # noqa: FBT001 - a row's columns
    return replace(recorded, held=held, untold=untold)


def _recorded(row: Any, written: str, notices: Mapping[str, Notice], also_at: tuple[Place, ...]) -> Recorded:
    said = decode(Said, written)
    try:
        finding = Finding(_change(row, said, notices), said.classification, said.threads, said.status)
    except KeyError as error:
        raise DamagedError(f"change {row.id} does not name the text that it is about") from error
    return Recorded(str(row.id), row.source, row.detected, finding, row.before, row.after, also_at)


def _change(row: Any, said: Said, notices: Mapping[str, Notice]) -> Change:
    match row.name:
        case New.name:
            return New(notices[row.after])
        case Removed.name:
            return Removed(notices[row.before])
        case Restored.name:
            before = notices.get(row.before)
            return Restored(notices[row.after], before, said.comparison or Comparison(), said.flapping)
        case Amended.name if said.comparison is not None:
            before, after = notices[row.before], notices[row.after]
            return Amended(before, after, said.comparison, row.silent, said.flapping)
        case _:
            raise DamagedError(f"change {row.id} is of an unknown sort: {row.name}")
