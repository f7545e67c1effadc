"""How a change was told, subscription by subscription, for `monitor why`; nothing is written here."""

from __future__ import annotations

import json

from sqlalchemy import Connection, bindparam, select

from monitor.model import Telling, Told
from monitor.store import corrections, owing, telling
from monitor.store.holding import silenced
from monitor.store.schema import changes, deliveries, digests, notices, owed, subscriptions

_MOST = 50  # changes of copies that are looked at


_OWED = (
    select(owed.c.subscription, owed.c.why, owed.c.digest, digests.c.slot, digests.c.composed)
    .outerjoin(digests, digests.c.id == owed.c.digest)
    .where(owed.c.change == bindparam("change_"), owing.by_key())
    .order_by(owed.c.subscription)
)
_SENT = telling.WITHOUT_MAILS.where(deliveries.c.digest == bindparam("digest_")).order_by(deliveries.c.id)
_OTHER = notices.alias("other")
_OF_COPY = changes.alias("of_copy")
_COPIES = (
    select(_OF_COPY.c.id, _OF_COPY.c.source)
    .select_from(changes)
    .join(notices, notices.c.id == changes.c.notice)
    .join(_OTHER, (_OTHER.c.shared == notices.c.shared) & (_OTHER.c.id != notices.c.id))
    .join(_OF_COPY, (_OF_COPY.c.notice == _OTHER.c.id) & (_OF_COPY.c.name == changes.c.name))
    .where(
        changes.c.id == bindparam("change_"),
        _OF_COPY.c.detected <= changes.c.detected,
        ~silenced(_OF_COPY.c.id),
    )
    .order_by(_OF_COPY.c.id)
    .limit(_MOST)
)
_HEARD = (
    select(owed.c.subscription, owed.c.change)
    .where(owed.c.change.in_(bindparam("ids", expanding=True)), owing.by_key())
    .order_by(owed.c.change)
)


def told(connection: Connection, change: int) -> Told:
    """Who is owed a change, in which digest it stands, how the mails fared, who was told of a copy instead."""
    found = {}
    for row in connection.execute(_OWED, {"change_": change}).all():
        sent = connection.execute(_SENT, {"digest_": row.digest}) if row.digest else ()
        mails = tuple(each for each in map(telling.read_delivery, sent) if str(change) in each.message.tells)
        found[row.subscription] = Telling(
            row.subscription, tuple(json.loads(row.why)), row.digest, row.slot, row.composed, mails
        )
    since = {row.name: row.since for row in connection.execute(select(subscriptions))}
    sites = {row.id: row.source for row in connection.execute(_COPIES, {"change_": change})}
    heard = connection.execute(_HEARD, {"ids": list(sites)}) if sites else ()
    copies = {row.subscription: (str(row.change), sites[row.change]) for row in heard}
    return Told(found, since, copies, corrections.told_to(connection, change))
