"""Slots without a mail: found, written down, told in the next digest (M14). Silence is never news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, insert, select, update

from monitor.model import DeliveryState, Digest, Slip, SlipKind
from monitor.store.schema import deliveries, digests, slips
from monitor.store.troubles import OPERATORS
from monitor.store.watching import in_parts

GRACE = timedelta(hours=1)  # a mail may leave so long after its slot
MOST = 1_000  # slots of one digest that are written down, after a clock that was years wrong; the latest

_HERE = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.PARKED)
# said by what has not arrived: of that there is little, and it is found without a look at every mail there was
_AWAY = and_(
    deliveries.c.state.in_([state.value for state in _HERE]),
    deliveries.c.taken.is_(False),  # else it goes out once more
)
_ALL = select(slips).order_by(slips.c.slot, slips.c.subscription)


def find(connection: Connection, now: datetime) -> None:
    """Write down the slots whose mails have not left, or left under a clock that ran ahead."""
    connection.execute(  # of a time that has not come: what a wrong clock took for missed
        delete(slips).where(slips.c.slot > now, slips.c.kind == SlipKind.MERGED.value)
    )
    found = [*_unsent(connection, now), *_early(connection, now)]
    if found:
        connection.execute(insert(slips), [_row(slip) for slip in found])


def _unsent(connection: Connection, now: datetime) -> Iterator[Slip]:
    """Digests of which a mail should have left and has not."""
    away = func.sum(case((_AWAY, 1), else_=0)).label("away")
    query = (
        select(
            digests.c.subscription,
            digests.c.slot,
            func.count().label("all"),
            away,
            func.max(case((_AWAY, deliveries.c.reason), else_=None)).label("reason"),
        )
        .join(deliveries, deliveries.c.digest == digests.c.id)
        .where(
            digests.c.id.in_(select(deliveries.c.digest).where(_AWAY)),
            digests.c.composed <= now - GRACE,
            ~_OPERATORS,
            ~_KNOWN,
        )
        .group_by(digests.c.subscription, digests.c.slot)
    )
    for row in connection.execute(query):
        why = f": {row.reason}" if row.reason else ""
        reason = f"{row.away} of its {row.all} mails had not left {_time(now)}{why}"
        yield Slip(row.subscription, row.slot, now, reason, SlipKind.UNSENT)


def _early(connection: Connection, now: datetime) -> Iterator[Slip]:
    """Digests that were composed in a future that has not come: their slots will pass without a mail."""
    query = (
        select(digests.c.subscription, digests.c.slot, digests.c.composed)
        .where(digests.c.composed > now + GRACE, digests.c.quiet.is_(False), ~_OPERATORS, ~_KNOWN)
        .order_by(digests.c.composed)
    )
    # grouped here: a database asked for it would go through all digests in their order
    found = {(row.subscription, row.slot): row.composed for row in connection.execute(query)}
    for (subscription, slot), composed in found.items():
        reason = f"its mail was written when the clock said {_time(composed)}, and the clock was put back"
        yield Slip(subscription, slot, now, reason, SlipKind.EARLY)


_OPERATORS = digests.c.subscription == OPERATORS
_KNOWN = (
    select(slips.c.slot)
    .where(slips.c.subscription == digests.c.subscription, slips.c.slot == digests.c.slot)
    .exists()
)


def compose(connection: Connection, digest: Digest, *, quiet: bool) -> None:
    """Write down what a digest stands for beside its own slot, and that it tells of the slips before it."""
    merged = [
        Slip(
            digest.subscription,
            slot,
            digest.composed,
            f"nothing ran at its time; it was merged into the digest of {_time(digest.slot)}",
            SlipKind.MERGED,
            digest.id,
        )
        for slot in digest.late_from[-MOST:]
    ]
    if not quiet and digest.composed - digest.slot > GRACE:
        late = f"nothing ran at its time; its digest was written {_time(digest.composed)}"
        merged.append(Slip(digest.subscription, digest.slot, digest.composed, late, SlipKind.LATE, digest.id))
    known = _known(connection, digest.subscription, [slip.slot for slip in merged])
    rows = [_row(slip) for slip in merged if slip.slot not in known]
    if rows:
        connection.execute(insert(slips), rows)
    for some in in_parts([slip.slot for slip in digest.coverage.slips]):
        this = slips.c.subscription == digest.subscription, slips.c.slot.in_(some), slips.c.digest.is_(None)
        connection.execute(update(slips).where(*this).values(digest=digest.id))


def _known(connection: Connection, subscription: str, slots: Sequence[datetime]) -> set[datetime]:
    found: set[datetime] = set()
    for some in in_parts(slots):
        query = select(slips.c.slot).where(slips.c.subscription == subscription, slips.c.slot.in_(some))
        found.update(connection.execute(query).scalars())
    return found


def untold(connection: Connection, subscription: str, now: datetime) -> tuple[Slip, ...]:
    """What no digest told this subscription yet, oldest first."""
    query = _ALL.where(slips.c.subscription == subscription, slips.c.digest.is_(None), slips.c.found <= now)
    return tuple(map(_slip, connection.execute(query)))


def between(connection: Connection, since: datetime, until: datetime) -> tuple[Slip, ...]:
    """The slots from then on and before `until` that had no mail in time, oldest first."""
    query = _ALL.where(slips.c.slot >= since, slips.c.slot < until)
    return tuple(map(_slip, connection.execute(query)))


def last_mail(connection: Connection, subscription: str, now: datetime) -> datetime | None:
    """When this subscription last had a mail written up to now."""
    query = select(func.max(digests.c.composed)).where(
        digests.c.subscription == subscription, digests.c.composed <= now, digests.c.quiet.is_(False)
    )
    return connection.execute(query).scalar()


def _slip(row: Any) -> Slip:
    return Slip(row.subscription, row.slot, row.found, row.reason, SlipKind(row.kind), row.digest)


def _row(slip: Slip) -> dict[str, object]:
    return {
        "subscription": slip.subscription,
        "slot": slip.slot,
        "found": slip.found,
        "kind": slip.kind.value,
        "reason": slip.reason,
        "digest": slip.digest,
    }


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
