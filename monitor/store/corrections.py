"""What was told and turned out to be wrong, and who is still to hear of it.

A correction is written in the transaction of what shows it. It is owed to everybody who is owed the change that it
takes back: whoever was told gets it in the next digest, whoever was not gets it beside the change itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, insert, or_, select, update

from monitor.model import Correction, Mistake, Recorded, Wrong
from monitor.store.codec import encode_texts
from monitor.store.columns import inserted
from monitor.store.holding import silenced
from monitor.store.schema import changes, checks, corrections, digests, notices, owed, retractions
from monitor.store.watching import in_parts, key_hash

_BAD = ("blocked", "failed", "suspicious", "partial")
_HEARD_OF = 20  # earlier changes of a notice that are looked at

# -- in --------------------------------------------------------------------------------------------

_NEW = insert(corrections)
_THERE = select(corrections.c.reason).where(corrections.c.change == bindparam("change_"))
_OWED = select(owed.c.subscription).where(
    owed.c.change == bindparam("change_"), or_(owed.c.digest.is_not(None), ~silenced(owed.c.change))
)


def record(
    connection: Connection, found: Iterable[Wrong], now: datetime, readers: Collection[str] | None = None
) -> list[Correction]:
    """Write down what is wrong, once each; those that were not known yet. readers: only these hear of it."""
    made = []
    for wrong in found:
        row = {
            "change": int(wrong.change),
            "by": int(wrong.by) if wrong.by else None,
            "found": now,
            "reason": encode_texts((wrong.mistake.value, *wrong.said)),
        }
        if row["reason"] in connection.execute(_THERE, {"change_": row["change"]}).scalars().all():
            continue
        id_ = inserted(connection, _NEW, row)
        names = connection.execute(_OWED, {"change_": row["change"]}).scalars().all()
        rows = [
            {"subscription": name, "correction": id_} for name in names if readers is None or name in readers
        ]
        if rows:
            connection.execute(insert(retractions), rows)
        made.append(Correction(str(id_), wrong, now))
    return made


_EARLIER = (
    select(changes.c.id, notices.c.key_hash)
    .join(notices, notices.c.id == changes.c.notice)
    .where(
        notices.c.source == bindparam("source_"),
        notices.c.key_hash.in_(bindparam("hashes", expanding=True)),
        changes.c.id < bindparam("first"),
        ~silenced(changes.c.id),
        exists().where(owed.c.change == changes.c.id),
    )
    .order_by(changes.c.id)
)


def earlier(connection: Connection, source: str, recorded: Sequence[Recorded]) -> dict[str, list[int]]:
    """By the change, the rows of the changes of its notice before it that somebody is owed, oldest first."""
    if not recorded:
        return {}
    hashes = {key_hash(one.finding.change.notice.key): one.id for one in recorded}
    first = min(int(one.id) for one in recorded)
    found: dict[str, list[int]] = {}
    for some in in_parts(list(hashes)):
        for row in connection.execute(_EARLIER, {"source_": source, "hashes": some, "first": first}):
            found.setdefault(hashes[bytes(row.key_hash)], []).append(row.id)
    return {id_: rows[-_HEARD_OF:] for id_, rows in found.items()}


_TROUBLED = select(checks.c.id).where(
    checks.c.source == bindparam("source_"),
    checks.c.started >= bindparam("since"),
    checks.c.started <= bindparam("until"),
    checks.c.outcome.in_(_BAD),
)


def troubled(connection: Connection, source: str, since: datetime, until: datetime) -> bool:
    """Whether checks of a source went wrong in a stretch of time."""
    values = {"source_": source, "since": since, "until": until}
    return connection.execute(_TROUBLED.limit(1), values).first() is not None


_WAS_TOLD = (
    select(owed.c.change)
    .where(owed.c.change.in_(bindparam("ids", expanding=True)), owed.c.digest.is_not(None))
    .distinct()
)


def told(connection: Connection, ids: Collection[int]) -> list[int]:
    """Those of these changes that some digest tells."""
    return [
        row.change for some in in_parts(list(ids)) for row in connection.execute(_WAS_TOLD, {"ids": some})
    ]


# -- out -------------------------------------------------------------------------------------------

_ALL = (
    select(corrections, notices.c.title, notices.c.url)
    .join(changes, changes.c.id == corrections.c.change)
    .join(notices, notices.c.id == changes.c.notice)
    .order_by(corrections.c.id)
)


def of(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Correction, ...]]:
    """By change, what was found to be wrong with it."""
    found: dict[int, list[Correction]] = {}
    for some in in_parts(list(ids)):
        for row in connection.execute(_ALL.where(corrections.c.change.in_(some))):
            found.setdefault(row.change, []).append(_correction(row))
    return {change: tuple(each) for change, each in found.items()}


_MISREAD = encode_texts((Mistake.MISREAD.value,)).removesuffix("]")


def is_misread() -> ColumnElement[bool]:
    """Of a correction: that a fact was read wrongly."""
    return corrections.c.reason.startswith(_MISREAD, autoescape=True)


_STILL_OWED = (
    _ALL.add_columns(digests.c.slot)
    .join(retractions, retractions.c.correction == corrections.c.id)
    .outerjoin(
        owed, (owed.c.change == corrections.c.change) & (owed.c.subscription == retractions.c.subscription)
    )
    .outerjoin(digests, digests.c.id == owed.c.digest)
    .where(
        retractions.c.subscription == bindparam("name"),
        retractions.c.digest.is_(None),
        ~silenced(corrections.c.change) | owed.c.digest.is_not(None),
    )
)


def still_owed(connection: Connection, name: str) -> tuple[Correction, ...]:
    """What a subscription is still to be told was wrong, oldest first."""
    return tuple(_correction(row, row.slot) for row in connection.execute(_STILL_OWED, {"name": name}))


_TOLD_TO = (
    _ALL.add_columns(retractions.c.subscription, digests.c.slot)
    .join(retractions, retractions.c.correction == corrections.c.id)
    .outerjoin(digests, digests.c.id == retractions.c.digest)
    .where(corrections.c.change == bindparam("change_"))
)


def told_to(connection: Connection, change: int) -> dict[str, tuple[tuple[Correction, datetime | None], ...]]:
    """By subscription, what was found wrong with a change, and in which digest's slot that was said."""
    found: dict[str, list[tuple[Correction, datetime | None]]] = {}
    for row in connection.execute(_TOLD_TO, {"change_": change}):
        found.setdefault(row.subscription, []).append((_correction(row), row.slot))
    return {name: tuple(each) for name, each in found.items()}


def bind(connection: Connection, name: str, digest: str, told_of: Sequence[Correction]) -> bool:
    """Note that a digest tells of these; False when another did."""
    bound = 0
    for some in in_parts([int(one.id) for one in told_of]):
        bound += connection.execute(
            update(retractions)
            .where(
                retractions.c.subscription == name,
                retractions.c.digest.is_(None),
                retractions.c.correction.in_(some),
            )
            .values(digest=digest)
        ).rowcount
    return bound == len(told_of)


def _correction(row: Any, slot: datetime | None = None) -> Correction:
    mistake, *said = json.loads(row.reason)
    by = str(row.by) if row.by is not None else None
    wrong = Wrong(str(row.change), Mistake(mistake), tuple(said), by)
    return Correction(str(row.id), wrong, row.found, row.title, row.url, slot)
