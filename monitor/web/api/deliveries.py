"""Deliveries, as `deliveries list --json` writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from monitor.answers import Answer, iso
from monitor.model import DeliveryState
from monitor.store.posting import Place, Posted, Sought
from monitor.web.api.base import BEFORE, NEXT, USUAL, Limit, ProblemError, Record, number, problems
from monitor.web.doors import Desk

router = APIRouter(tags=["deliveries"])

_PLACE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z_[0-9]{1,18}$"


class Delivery(Record):
    """A message on its way to one recipient. next_try: of one that is over, when it was last tried."""

    id: str
    digest: str
    subscription: str
    slot: datetime
    channel: str
    recipient: str
    state: DeliveryState
    attempts: int
    uncertain: int
    reason: str | None
    next_try: datetime
    message_id: str
    subject: str


class Deliveries(Record):
    deliveries: list[Delivery]
    next: str | None = Field(description=NEXT)


@router.get("/deliveries", summary="Deliveries, the latest first", responses=problems(422))
def deliveries(
    office: Desk,
    state: Annotated[DeliveryState | None, Query(description="Only these.")] = None,
    subscription: Annotated[str | None, Query(max_length=200)] = None,
    before: Annotated[str | None, Query(description=BEFORE, pattern=_PLACE)] = None,
    limit: Limit = USUAL,
) -> Deliveries:
    behind = _place(before) if before is not None else None
    found = office.store.posts.page(Sought(state, subscription), behind=behind, most=limit + 1)
    return Deliveries.model_validate(
        {
            "deliveries": [delivery_answer(each) for each in found[:limit]],
            "next": _written(found[limit - 1].place) if len(found) > limit else None,
        }
    )


def _place(written: str) -> Place:
    """Where to read on, as `next` said: the last try of the last one and its number."""
    tried, _, id_ = written.rpartition("_")
    try:
        return Place(number(id_, "before"), datetime.fromisoformat(tried))
    except ValueError:
        raise ProblemError(422, f"before: {tried} is no moment", "before") from None


def _written(place: Place) -> str:
    return f"{place.next_try.astimezone(UTC).isoformat().replace('+00:00', 'Z')}_{place.id}"


@router.get("/deliveries/{delivery}", summary="One delivery", responses=problems(404, 422))
def one(
    office: Desk,
    delivery: Annotated[str, Path(description="By the number that people see.", pattern="^[0-9]{1,18}$")],
) -> Delivery:
    found = office.store.posts.one(delivery)
    if found is None:
        raise ProblemError(404, f"no delivery is called {delivery}", "delivery")
    return Delivery.model_validate(delivery_answer(found[0]))


def delivery_answer(posted: Posted) -> Answer:
    return {
        "id": posted.id, "digest": posted.digest, "subscription": posted.subscription, "slot": iso(posted.slot),
        "channel": posted.channel, "recipient": posted.recipient, "state": posted.state.value,
        "attempts": posted.attempts, "uncertain": posted.uncertain, "reason": posted.reason,
        "next_try": iso(posted.next_try), "message_id": posted.message, "subject": posted.subject,
    }  # fmt: skip
