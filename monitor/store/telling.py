"""What readers are owed, the digests that tell them, and the deliveries on their way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from monitor.errors import DamagedError
from monitor.model import Addressed, Delivery, DeliveryState, Digest, Line, Message, Owing, Unreadable
from monitor.store import chain, changes, corrections
from monitor.store.codec import Circumstances, decode, encode
from monitor.store.holding import silenced
from monitor.store.schema import changes as changed, deliveries, digests, owed, subscriptions
from monitor.store.watching import in_parts

LEASE = timedelta(minutes=10)  # a sender that has not answered for so long is taken for dead
FAR = timedelta(days=2)  # a next try or the end of a lease later than this was written by a wrong clock (T04)

# -- subscriptions ---------------------------------------------------------------------------------


def begin_subscription(connection: Connection, name: str, now: datetime) -> datetime:
    """Since when we know this subscription; from now on, if we did not, or from a future that a wrong clock saw."""
    this = subscriptions.c.name == name
    since = connection.execute(select(subscriptions.c.since).where(this)).scalar()
    if since is None:
        connection.execute(insert(subscriptions), {"name": name, "since": now})
    elif since > now:
        connection.execute(update(subscriptions).where(this).values(since=now))
    return min(since or now, now)


def last_slot(connection: Connection, name: str, now: datetime) -> datetime | None:
    """The last slot up to now this subscription was told for, quiet ones included (T04)."""
    query = select(func.max(digests.c.slot)).where(digests.c.subscription == name, digests.c.slot <= now)
    return connection.execute(query).scalar()


def last_told(connection: Connection, name: str, now: datetime) -> datetime | None:
    """When this subscription was last told up to now, or found to have nothing to be told."""
    query = select(func.max(digests.c.composed))
    query = query.where(digests.c.subscription == name, digests.c.composed <= now)
    return connection.execute(query).scalar()


_OWED = (
    select(owed.c.change, owed.c.why)
    .where(owed.c.subscription == bindparam("name"), owed.c.digest.is_(None), ~silenced(owed.c.change))
    .order_by(owed.c.change)
)


def still_owed(connection: Connection, name: str) -> Owing:
    """What is in no digest yet, oldest first (M09). What is damaged stays owed, and is named."""
    why = {row.change: tuple(json.loads(row.why)) for row in connection.execute(_OWED, {"name": name})}
    recorded = {
        int(one.id): one for some in in_parts(list(why)) for one in changes.readable(connection, some)
    }
    lines = tuple(Line(recorded[id_], why[id_]) for id_ in why if id_ in recorded)
    return Owing(lines, tuple(_unreadable(connection, id_) for id_ in why if id_ not in recorded))


_NAMED = select(*changed.c["id", "source"]).where(changed.c.id == bindparam("change_"))
_FOUND = select(changed.c.detected).where(changed.c.id == bindparam("change_"))


def _unreadable(connection: Connection, id_: int) -> Unreadable:
    row, found = connection.execute(_NAMED, {"change_": id_}).first(), None
    with suppress(DamagedError):
        found = connection.execute(_FOUND, {"change_": id_}).scalar()
    return Unreadable(str(id_), row.source if row else "", found)


def told_to(connection: Connection, name: str) -> list[int]:
    """The rows of what digests tell a subscription, oldest first."""
    query = select(owed.c.change).where(owed.c.subscription == name, owed.c.digest.is_not(None))
    return list(connection.execute(query.order_by(owed.c.change)).scalars())


def owed_to(connection: Connection) -> dict[str, int]:
    """How many changes no digest tells yet, by the subscription they are owed to."""
    waits = owed.c.digest.is_(None), ~silenced(owed.c.change)
    query = select(owed.c.subscription, func.count()).where(*waits)
    return {row[0]: row[1] for row in connection.execute(query.group_by(owed.c.subscription))}


# -- digests ---------------------------------------------------------------------------------------


def compose(connection: Connection, digest: Digest, addressed: Sequence[Addressed]) -> bool:
    """Fix what a digest tells and to whom, by every channel. False when it stands already, or a line is told by another.

    The caller undoes everything when the answer is False.
    """
    if connection.execute(select(digests.c.id).where(digests.c.id == digest.id)).first():
        return False
    connection.execute(insert(digests), _digest_row(digest, quiet=not addressed))
    told = [int(line.change.id) for line in digest.lines]
    bound = 0
    for some in in_parts(told):
        bound += connection.execute(
            update(owed)
            .where(
                owed.c.subscription == digest.subscription, owed.c.digest.is_(None), owed.c.change.in_(some)
            )
            .values(digest=digest.id)
        ).rowcount
    if bound != len(told) or not corrections.bind(
        connection, digest.subscription, digest.id, digest.corrections
    ):
        return False
    rows = [
        _delivery_row(digest.id, to.recipient, message, to.channel, digest.composed)
        for to in addressed
        for message in to.messages
    ]
    if rows:
        connection.execute(insert(deliveries), rows)
    chain.compose(connection, digest.id, digest.composed, rows, subscription=digest.subscription, told=told)
    return True


def _digest_row(digest: Digest, *, quiet: bool) -> dict[str, object]:
    return {
        "id": digest.id,
        "subscription": digest.subscription,
        "slot": digest.slot,
        "composed": digest.composed,
        "lines": len(digest.lines),
        "quiet": quiet,
        "said": encode(
            Circumstances, Circumstances.of(digest.coverage, digest.late_from, digest.backlog)
        ).decode(),
    }


def _delivery_row(
    digest: str, recipient: str, message: Message, channel: str, next_try: datetime
) -> dict[str, object]:
    return {
        "digest": digest,
        "channel": channel,
        "recipient": recipient,
        "message": message.id,
        "subject": message.subject,
        "mime": message.mime,
        "tells": " ".join(message.tells),
        "bare": message.bare,
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "next_try": next_try,
        "uncertain": 0,
    }


def digest_telling(connection: Connection, id_: str, told: Sequence[str]) -> Digest:
    """A composed digest as far as it tells these changes. Raises DamagedError where one of them cannot be read: nobody is owed it
    any more, so that it would be told to nobody.
    """
    row = connection.execute(select(digests).where(digests.c.id == id_)).one()
    query = select(owed.c.change, owed.c.why).where(owed.c.digest == id_)
    why = {str(one.change): tuple(json.loads(one.why)) for one in connection.execute(query)}
    numbers = [int(each) for each in told]
    recorded = {one.id: one for some in in_parts(numbers) for one in changes.load(connection, some)}
    said = decode(Circumstances, row.said)
    return Digest(
        id=row.id,
        subscription=row.subscription,
        slot=row.slot,
        composed=row.composed,
        lines=tuple(Line(recorded[each], why[each]) for each in told),
        coverage=said.coverage,
        late_from=said.late_from,
    )


def send_in_parts(connection: Connection, refused: Delivery, messages: Sequence[Message]) -> bool:
    """Settle a delivery that was refused for what it says, and let its changes go on in these messages (M05)."""
    if not settle(connection, refused):
        return False
    rows = [
        _delivery_row(refused.digest, refused.recipient, message, refused.channel, refused.next_try)
        for message in messages
    ]
    connection.execute(insert(deliveries), rows)
    chain.compose(connection, refused.digest, refused.next_try, rows)
    return True


# -- deliveries ------------------------------------------------------------------------------------

WITHOUT_MAILS = select(
    *(column for column in deliveries.c if column.name != "mime"), literal(b"").label("mime")
)  # which are large, and of no use to a list
_ALL = WITHOUT_MAILS.order_by(deliveries.c.next_try, deliveries.c.id)
_WAITING = deliveries.c.state == DeliveryState.WAITING.value
_SENDING = deliveries.c.state == DeliveryState.SENDING.value


def _come(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(moment <= bindparam("now"), moment > bindparam("far"))


_FREE = or_(
    # what was never tried waits for nothing, whatever the clock said when it was composed
    and_(_WAITING, or_(deliveries.c.attempts == 0, _come(deliveries.c.next_try))),
    and_(_SENDING, _come(deliveries.c.lease_until)),
)
_DUE = select(deliveries).where(_FREE).order_by(deliveries.c.next_try, deliveries.c.id)
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("id_"), _FREE)
    .values(
        state=DeliveryState.SENDING.value,
        lease_until=bindparam("lease_until_"),
        first_try=func.coalesce(deliveries.c.first_try, bindparam("now", type_=deliveries.c.first_try.type)),
        uncertain=deliveries.c.uncertain + case((_SENDING, 1), else_=0),
    )
)
_SETTLE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("id_"), _SENDING)
    .values(
        state=bindparam("state_"),
        attempts=bindparam("attempts_"),
        next_try=bindparam("next_try_"),
        reason=bindparam("reason_"),
        # a claim may have counted a dead sender's try since the delivery was looked up
        uncertain=case(
            (deliveries.c.uncertain < bindparam("uncertain_"), bindparam("uncertain_")),
            else_=deliveries.c.uncertain,
        ),
        lease_until=None,
    )
)


def due(connection: Connection, now: datetime) -> tuple[Delivery, ...]:
    """Those whose time has come, with their messages, and those whose sender died on the way (M02)."""
    return tuple(read_delivery(row) for row in connection.execute(_DUE, {"now": now, "far": now + FAR}))


def free_orphans(connection: Connection, now: datetime) -> None:
    """End the lease of whatever is being sent, for one who knows that nobody is sending (M02)."""
    connection.execute(update(deliveries).where(_SENDING).values(lease_until=now))


def claim(connection: Connection, id_: str, now: datetime, lease: timedelta) -> bool:
    """Whether this delivery is ours to send until the lease ends. Of two who ask, one hears yes (D13)."""
    values = {"id_": int(id_), "now": now, "far": now + FAR, "lease_until_": now + lease}
    return connection.execute(_CLAIM, values).rowcount == 1


def settle(connection: Connection, delivery: Delivery) -> bool:
    """Write down how a claimed delivery went. False when somebody else has settled it since."""
    values = {
        "id_": int(delivery.id),
        "state_": delivery.state.value,
        "attempts_": delivery.attempts,
        "next_try_": delivery.next_try,
        "reason_": delivery.reason,
        "uncertain_": delivery.uncertain,
    }
    return connection.execute(_SETTLE, values).rowcount == 1


def all_deliveries(
    connection: Connection, state: DeliveryState | None, since: datetime | None
) -> tuple[Delivery, ...]:
    """Deliveries in the order of their next or last try, without their messages. since: of digests composed from then on."""
    query = _ALL if state is None else _ALL.where(deliveries.c.state == state.value)
    if since is not None:
        query = query.join(digests, digests.c.id == deliveries.c.digest).where(digests.c.composed >= since)
    return tuple(read_delivery(row) for row in connection.execute(query))


def ids_of(connection: Connection, state: DeliveryState | None, since: datetime | None) -> list[int]:
    """The rows of deliveries, in the order in which they were made. since: see `all_deliveries`."""
    query = select(deliveries.c.id).order_by(deliveries.c.id)
    if state is not None:
        query = query.where(deliveries.c.state == state.value)
    if since is not None:
        query = query.join(digests, digests.c.id == deliveries.c.digest).where(digests.c.composed >= since)
    return list(connection.execute(query).scalars())


def by_ids(connection: Connection, ids: Sequence[int]) -> tuple[Delivery, ...]:
    query = WITHOUT_MAILS.where(deliveries.c.id.in_(ids)).order_by(deliveries.c.id)
    return tuple(read_delivery(row) for row in connection.execute(query))


def with_mail(connection: Connection, id_: int) -> Delivery | None:
    """A delivery with the bytes of its message. Raises DamagedError where they cannot be read any more."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == id_)).first()
    if row is not None and row.mime is None:
        raise DamagedError(f"the message of delivery {id_} is not what was composed")
    return None if row is None else read_delivery(row)


_RESEND = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("id_"),
        deliveries.c.state.in_((DeliveryState.SENT.value, DeliveryState.PARKED.value)),
    )
    .values(
        taken=or_(deliveries.c.taken, deliveries.c.state == DeliveryState.SENT.value),
        state=DeliveryState.WAITING.value,
        attempts=0,  # its patience begins anew
        first_try=None,
        next_try=bindparam("now"),
        lease_until=None,
    )
)


def resend(connection: Connection, id_: int, now: datetime) -> bool:
    """Let a delivery that came to its end go out again. False when it is under way, or went on in parts."""
    return connection.execute(_RESEND, {"id_": id_, "now": now}).rowcount == 1


def read_delivery(row: Any) -> Delivery:
    """A row of `deliveries`. Its message is empty where it was not asked for, or cannot be read any more."""
    return Delivery(
        id=str(row.id),
        digest=row.digest,
        channel=row.channel,
        recipient=row.recipient,
        message=Message(row.message, row.subject, row.mime or b"", tuple(row.tells.split()), row.bare),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        first_try=row.first_try,
        next_try=row.next_try,
        uncertain=row.uncertain,
        reason=row.reason,
    )
