"""Deliveries a page at a time, the latest first, without their messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from monitor.model import Delivery, DeliveryState
from monitor.store import telling
from monitor.store.schema import deliveries, digests
from monitor.store.transactions import Transactions
from monitor.store.troubles import OPERATORS
from monitor.values import dataclass

COUNTED = 10_000  # deliveries, at most; the older ones are reached by a filter


@dataclass(frozen=True, slots=True)
class Sought:
    """Which deliveries. subscription: a name, or `OPERATORS`."""

    state: DeliveryState | None = None
    subscription: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list of deliveries one stands."""

    id: int
    next_try: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """A delivery, and the digest that it is of. next_try: of one that is over, when it was last tried."""

    id: str
    digest: str
    subscription: str
    slot: datetime
    composed: datetime
    channel: str
    recipient: str
    message: str
    subject: str
    state: DeliveryState
    attempts: int
    first_try: datetime | None
    next_try: datetime
    uncertain: int
    reason: str | None
    taken: bool

    @property
    def place(self) -> Place:
        return Place(int(self.id), self.next_try)

    @property
    def to_operators(self) -> bool:
        return self.subscription == OPERATORS


class Posts:
    def __init__(self, units: Transactions) -> None:
        self._read = units.read

    def count(self, sought: Sought) -> int:
        """How many there are; never more than `COUNTED`."""
        some = _narrowed(select(deliveries.c.id), sought).limit(COUNTED).subquery()
        return self._read(lambda c: c.execute(select(func.count()).select_from(some)).scalar() or 0)

    def page(
        self, sought: Sought, *, skip: int = 0, most: int = 25, behind: Place | None = None
    ) -> tuple[Posted, ...]:
        """behind: those after a place in this order, whatever came or went since."""
        order: tuple[ColumnElement[object], ...] = (deliveries.c.id.desc(),)
        after = None if behind is None else deliveries.c.id < behind.id
        if sought.state in _OVER:  # as the index on states has them
            order = (deliveries.c.next_try.desc(), deliveries.c.id.desc())
            after = None if behind is None else _comes_after(behind)
        found = _narrowed(select(deliveries.c.id), sought).order_by(*order)
        found = found if after is None else found.where(after)
        found = found.offset(min(skip, COUNTED)).limit(most)

        def unit(connection: Connection) -> tuple[Posted, ...]:
            ids = list(connection.execute(found).scalars())
            rows = {row.id: row for row in connection.execute(_POSTED.where(deliveries.c.id.in_(ids)))}
            return tuple(_posted(rows[id_]) for id_ in ids)

        return self._read(unit)

    def one(self, id_: str) -> tuple[Posted, Delivery] | None:
        """The delivery people know by this id, with its message."""
        if not (id_.isascii() and id_.isdecimal() and len(id_) < 19):
            return None

        def unit(connection: Connection) -> tuple[Posted, Delivery] | None:
            row = connection.execute(_POSTED.where(deliveries.c.id == int(id_))).first()
            found = telling.with_mail(connection, int(id_))
            return (_posted(row), found) if row and found else None

        return self._read(unit)

    def subscriptions(self) -> tuple[str, ...]:
        """Everyone who was ever written to, also those nobody is called any more; not the operators."""

        # the names lie side by side in the index, so each is found by one step behind the one before
        def unit(connection: Connection) -> tuple[str, ...]:
            names: list[str] = []
            first = select(func.min(digests.c.subscription))
            name = connection.execute(first).scalar()
            while name is not None and len(names) < 1_000:
                names.append(name)
                name = connection.execute(first.where(digests.c.subscription > name)).scalar()
            return tuple(each for each in names if each != OPERATORS)

        return self._read(unit)


# the others are tried again and again: by their last try they would pass by who reads on
_OVER = (DeliveryState.SENT, DeliveryState.PARKED, DeliveryState.SPLIT)


def _comes_after(behind: Place) -> ColumnElement[bool]:
    at, id_ = deliveries.c.next_try, deliveries.c.id
    return and_(at <= behind.next_try, or_(at < behind.next_try, id_ < behind.id))


_POSTED = select(
    *(column for column in deliveries.c if column.name not in ("mime", "tells", "bare", "lease_until")),
    digests.c.subscription,
    digests.c.slot,
    digests.c.composed,
).join(digests, digests.c.id == deliveries.c.digest)


def _narrowed(query: Select[tuple[int]], sought: Sought) -> Select[tuple[int]]:
    if sought.state is not None:
        query = query.where(deliveries.c.state == sought.state.value)
    if sought.subscription is not None:
        of_reader = select(digests.c.id).where(digests.c.subscription == sought.subscription)
        query = query.where(deliveries.c.digest.in_(of_reader))
    return query


def _posted(row: Any) -> Posted:
    told = {name: getattr(row, name) for name in Posted.__slots__ if name not in ("id", "state")}
    return Posted(id=str(row.id), state=DeliveryState(row.state), **told)
