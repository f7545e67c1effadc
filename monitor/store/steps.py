"""Steps of triage as they are written down: only ever added, each proved by an entry of the evidence chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, insert, or_, select, update

from monitor.evidence import chain as written
from monitor.evidence.chain import STEP, Saying
from monitor.model import Stand, State, Step, Wish
from monitor.store import chain as chained
from monitor.store.columns import clean, inserted
from monitor.store.schema import chain, steps, triage

# -- in --------------------------------------------------------------------------------------------

_NEW_STEP = insert(steps)
_FIRST = insert(triage)
_NEXT = update(triage).where(triage.c.change == bindparam("change_"))


def record(
    connection: Connection, change: int, before: Stand, wish: Wish, *, who: str, now: datetime
) -> tuple[Step, Saying]:
    """Write a step down, and what the chain shall say of it. The caller has seen that `before` is how it stands."""
    stands = {"state": wish.state.value, "owner": wish.owner, "due": wish.due, "step": before.step + 1}
    row = {**stands, "change": change, "at": now, "who": who, "note": wish.note}
    id_ = inserted(connection, _NEW_STEP, row)
    if before.step:
        connection.execute(_NEXT.values(stands), {"change_": change})
    else:
        connection.execute(_FIRST, {"change": change, **stands})
    return read({**row, "note": clean(wish.note) if wish.note else None}), said({**row, "id": id_})


def read(row: Mapping[Any, Any]) -> Step:
    """A row of `steps`."""
    named = (row[name] for name in ("owner", "due", "note", "who", "at"))
    return Step(row["step"], State(row["state"]), *named)


# -- proof -----------------------------------------------------------------------------------------


def said(row: Mapping[Any, Any]) -> Saying:
    """What the chain says of a step: which change it is about, and the SHA-256 of all that it says."""
    told = {"change": row["change"], "step": row["step"], "state": row["state"], "part": _sha256(row)}
    return Saying(row["at"], STEP, str(row["id"]), written.line(told).rstrip("\n"))


def _sha256(row: Mapping[Any, Any]) -> str:
    texts = {
        name: clean(row[name]) if row[name] is not None else None
        for name in ("who", "state", "owner", "note")
    }
    due = row["due"].isoformat() if row["due"] else None
    at = written.moment(row["at"])
    numbers = {"id": row["id"], "change": row["change"], "step": row["step"]}
    return chained.sha256_of(written.part("step", {**texts, **numbers, "due": due, "at": at}))


_ENTRIES = select(chain).where(chain.c.kind == STEP)
_IN_ORDER = (func.length(chain.c.subject), chain.c.subject, chain.c.id)  # numbers as text
_STEPS = select(steps).order_by(steps.c.id)
_FIRST_STEP = select(func.min(steps.c.id)).where(steps.c.at >= bindparam("since"))


def faults(
    connection: Connection, since: datetime | None, met: Callable[[], None]
) -> Iterator[tuple[str, int | None]]:
    """Steps that are not as they were taken, each with the entry that says so. met: called for each looked at."""
    first = 0
    if since is not None:
        first = connection.execute(_FIRST_STEP, {"since": since}).scalar() or 0
    if since is None or first:
        yield from _against_entries(connection, first, met)
    yield from _last(connection)


def _against_entries(
    connection: Connection, first: int, met: Callable[[], None]
) -> Iterator[tuple[str, int | None]]:
    entries = chained.stream(connection, _from(first))
    entry = next(entries, None)
    for row in chained.stream(connection, _STEPS.where(steps.c.id >= first)):
        met()
        while entry is not None and number(entry) < row["id"]:
            yield _gone(entry)
            entry = next(entries, None)
        if entry is None or number(entry) != row["id"]:
            yield f"{_named(row)} is not in the chain: it came there another way", None
            continue
        if (said(row).said, row["at"]) != (entry["said"], entry["at"]):
            why = f"it says something else than entry {entry['id']} says was decided"
            yield f"{_named(row)} was changed afterwards: {why}", entry["id"]
        entry = next(entries, None)
    while entry is not None:
        yield _gone(entry)
        entry = next(entries, None)


def _from(first: int) -> Select[Any]:
    length, digits = func.length(chain.c.subject), str(first)
    later = or_(length > len(digits), and_(length == len(digits), chain.c.subject >= digits))
    return _ENTRIES.where(later).order_by(*_IN_ORDER)


def number(entry: Mapping[Any, Any]) -> int:
    """The row that an entry of the chain is about; 0 when it names none by its number."""
    subject = entry["subject"]
    return int(subject) if subject.isascii() and subject.isdecimal() else 0


def _gone(entry: Mapping[Any, Any]) -> tuple[str, int]:
    try:
        told = json.loads(entry["said"])
        about = f"step {told['step']} of change {told['change']}"
    except (ValueError, TypeError, KeyError):
        about = f"step {entry['subject']}"
    at = written.moment(entry["at"])
    return f"{about}, taken {at}, is gone from the database; entry {entry['id']} tells of it", entry["id"]


def _named(row: Mapping[Any, Any]) -> str:
    return f"step {row['step']} of change {row['change']} ({row['who']}, {written.moment(row['at'])})"


_LATEST = select(steps.c.change, func.max(steps.c.step).label("step")).group_by(steps.c.change).subquery()
_NAMES = ("state", "owner", "due")
_STANDS = (
    select(
        triage.c.change,
        triage.c.step,
        _LATEST.c.step.label("last"),
        *(triage.c[name].label(f"{name}_is") for name in _NAMES),
        *(steps.c[name].label(f"{name}_was") for name in _NAMES),
    )
    .select_from(triage)
    .outerjoin(_LATEST, _LATEST.c.change == triage.c.change)
    .outerjoin(steps, and_(steps.c.change == _LATEST.c.change, steps.c.step == _LATEST.c.step))
    .order_by(triage.c.change)
)
_WITHOUT = (
    select(_LATEST.c.change)
    .outerjoin(triage, triage.c.change == _LATEST.c.change)
    .where(triage.c.change.is_(None))
)


def _last(connection: Connection) -> Iterator[tuple[str, int | None]]:
    """Changes whose work is said to stand otherwise than their last step left it."""
    for row in chained.stream(connection, _STANDS):
        is_, was = (tuple(row[f"{name}_{side}"] for name in _NAMES) for side in ("is", "was"))
        if row["step"] != row["last"] or is_ != was:
            how = f"it stands as {_told(is_)}; its last step says {_told(was)}"
            if is_ == was:
                how = f"it counts {row['step']} steps; there are {row['last']}"
            yield f"the triage of change {row['change']} is not what its last step left: {how}", None
    for change in connection.execute(_WITHOUT).scalars():
        yield f"the triage of change {change} is gone, though steps were taken", None


def _told(values: tuple[Any, ...]) -> str:
    state, owner, due = values
    if state is None:
        return "nothing"
    return ", ".join([state, *([f"owner {owner}"] if owner else []), *([f"due {due}"] if due else [])])
