"""What operators are told: troubles, and the states they are seen by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from monitor.model import (
    Addressed,
    Certificate,
    Coverage,
    DeliveryState,
    Digest,
    Slip,
    Stuck,
    Trouble,
    TroubleKind,
)
from monitor.store import telling
from monitor.store.schema import certificates, deliveries, digests, slips, troubles

DAY = timedelta(days=1)
OPERATORS = "@operators"  # whose mails these are; no subscription can be called so

_FIELDS = (
    "kind",
    "subject",
    "since",
    "reason",
    "detail",
    "turns",
    "told",
    "reminded",
    "ended",
    "ended_told",
)
_TROUBLES = select(*(troubles.c[each.name] for each in fields(Trouble)))
_KEEP = (
    update(troubles)
    .where(troubles.c.id == bindparam("id_"))
    .values({name: bindparam(f"{name}_") for name in _FIELDS})
)


def recent(
    connection: Connection, since: datetime, kinds: Collection[TroubleKind] | None = None
) -> tuple[Trouble, ...]:
    """Every trouble that is not closed, and those that began since; oldest first. kinds: of these alone."""
    lately = and_(
        troubles.c.ended_told >= since, troubles.c.since >= since
    )  # the first is what an index knows
    query = _TROUBLES.where(or_(troubles.c.ended_told.is_(None), lately))
    if kinds is not None:
        query = query.where(troubles.c.kind.in_(sorted(kinds)))
    return tuple(_trouble(row) for row in connection.execute(query.order_by(troubles.c.since, troubles.c.id)))


def about(connection: Connection, subjects: Collection[str]) -> tuple[Trouble, ...]:
    """The last trouble of each kind with each of these."""
    query = _TROUBLES.where(troubles.c.subject.in_(sorted(subjects))).order_by(troubles.c.id)
    last = {(row.kind, row.subject): row for row in connection.execute(query)} if subjects else {}
    return tuple(_trouble(row) for row in last.values())


def _trouble(row: Any) -> Trouble:
    return Trouble(TroubleKind(row[0]), *row[1:])


def keep(connection: Connection, found: Iterable[Trouble]) -> None:
    """Write down how these are now; those without an id are new."""
    new, known = [], []
    for trouble in found:
        row = {name: getattr(trouble, name) for name in _FIELDS} | {"kind": trouble.kind.value}
        if trouble.id:
            known.append({f"{name}_": value for name, value in row.items()} | {"id_": trouble.id})
        else:
            new.append(row)
    if new:
        connection.execute(insert(troubles), new)
    if known:
        connection.execute(_KEEP, known)


def tell(
    connection: Connection, id_: str, now: datetime, told: Sequence[Trouble], addressed: Sequence[Addressed]
) -> bool:
    """Fix a mail to operators together with what it tells; False when it stands already (the caller undoes all)."""
    nothing = Coverage(now, now, 0, {}, ())
    letter = Digest(id_, OPERATORS, now, now, (), nothing)
    if not telling.compose(connection, letter, addressed):
        return False
    keep(connection, told)
    return True


# -- what signs are made of ------------------------------------------------------------------------

_OPERATORS = digests.c.subscription == OPERATORS
_UNDER_WAY = deliveries.c.state.in_([DeliveryState.WAITING.value, DeliveryState.SENDING.value])
_PARKED = deliveries.c.state == DeliveryState.PARKED.value
_STUCK = (
    select(
        digests.c.subscription,
        deliveries.c.channel,
        deliveries.c.recipient,
        deliveries.c.state,
        deliveries.c.first_try,
        digests.c.composed,
        deliveries.c.reason,
    )
    .join(digests, digests.c.id == deliveries.c.digest)
    .order_by(deliveries.c.first_try, deliveries.c.id)
)


def stuck(connection: Connection, since: datetime) -> tuple[Stuck, ...]:
    """Readers' mails that were tried in vain and wait, and those given up of digests composed since then."""
    tried = and_(_UNDER_WAY, deliveries.c.reason.is_not(None))
    query = _STUCK.where(~_OPERATORS, or_(tried, and_(_PARKED, digests.c.composed >= since)))
    return tuple(
        Stuck(
            row.subscription,
            row.channel,
            row.recipient,
            row.state == DeliveryState.PARKED.value,
            row.first_try or row.composed,
            row.reason,
        )
        for row in connection.execute(query)
    )


def waiting_operators(connection: Connection) -> frozenset[str]:
    """The operators to whom a mail is still under way."""
    return frozenset(row.recipient for row in connection.execute(_STUCK.where(_OPERATORS, _UNDER_WAY)))


def lost_to_operators(connection: Connection) -> int:
    """How many mails to operators were given up."""
    query = select(func.count()).select_from(deliveries).join(digests, digests.c.id == deliveries.c.digest)
    return connection.execute(query.where(_OPERATORS, _PARKED)).scalar() or 0


def slipped(connection: Connection, since: datetime) -> tuple[Slip, ...]:
    """The slots found since then for which no digest went out in time."""
    query = select(slips.c.subscription, slips.c.slot, slips.c.found, slips.c.reason)
    query = query.where(slips.c.found >= since).order_by(slips.c.slot, slips.c.subscription)
    return tuple(Slip(row.subscription, row.slot, row.found, row.reason) for row in connection.execute(query))


_SEEN = (
    update(certificates)
    .where(certificates.c.host == bindparam("host_"))
    .values(since=bindparam("since_"), until=bindparam("until_"), seen=bindparam("seen_"))
)


def unknown_certificates(
    connection: Connection, found: Iterable[Certificate], now: datetime
) -> list[Certificate]:
    """Those that are not known as they stand, or were not seen for a day: the others need not be written again."""
    known = {row.host: row for row in connection.execute(select(certificates))}

    def is_known(each: Certificate) -> bool:
        row = known.get(each.host)
        return row is not None and (row.since, row.until) == (each.since, each.until) and now - row.seen < DAY

    return [each for each in found if not is_known(each)]


def keep_certificates(connection: Connection, found: Iterable[Certificate], now: datetime) -> None:
    for each in found:
        row = {"host_": each.host, "since_": each.since, "until_": each.until, "seen_": now}
        if not connection.execute(_SEEN, row).rowcount:
            new = {"host": each.host, "since": each.since, "until": each.until, "seen": now}
            connection.execute(insert(certificates), new)


def certificates_seen(connection: Connection, since: datetime, until: datetime) -> tuple[Certificate, ...]:
    """The certificates last seen since then that end before `until`."""
    query = select(certificates).where(certificates.c.seen >= since, certificates.c.until < until)
    return tuple(
        Certificate(row.host, row.since, row.until)
        for row in connection.execute(query.order_by(certificates.c.host))
    )
