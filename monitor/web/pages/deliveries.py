"""Deliveries: what was sent to whom, what waits, what was given up; and one of them once more."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from monitor.model import Delivery, DeliveryState
from monitor.store.posting import COUNTED, Posted, Sought
from monitor.store.troubles import OPERATORS
from monitor.web import posted
from monitor.web.doors import Desk, Office
from monitor.web.guard import Role, Who, may
from monitor.web.paging import pager, query
from monitor.web.show import show

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)

SIZE = 50  # of a page
LATELY = timedelta(days=30)  # slots without a mail that are listed
SLIPS = 50  # of them, the latest
AGAIN = (DeliveryState.SENT, DeliveryState.PARKED)  # that can go out once more
TO_OPERATORS = "operators"  # how the address calls those mails
# What stands in the frame may show itself and nothing else: no script, no address, no form, not even our cookies.
FRAMED = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


@router.get("/deliveries")
def deliveries(
    request: Request, office: Desk, state: str = "", subscription: str = "", page: str = "1"
) -> HTMLResponse:
    store = office.store
    named = {each.name for each in office.config.subscriptions} | set(store.posts.subscriptions())
    choices = {
        "state": tuple(each.value for each in DeliveryState),
        "subscription": (*sorted(named), f"@{TO_OPERATORS}"),
    }
    wish = {"state": state.strip(), "subscription": subscription.strip()}
    wrong = [name for name, value in wish.items() if value and value not in choices[name]]
    sought = Sought(
        None if wrong or not wish["state"] else DeliveryState(wish["state"]),
        None if wrong or not wish["subscription"] else wish["subscription"],
    )
    at = pager(page, 0 if wrong else store.posts.count(sought), SIZE, most=COUNTED)
    asked = query(**wish)
    slips = () if asked else store.slipped(office.clock() - LATELY)[-SLIPS:]
    return show(
        request,
        "deliveries.html",
        status=422 if wrong else 200,
        wrong=wrong,
        wish=wish,
        choices=choices,
        rows=() if wrong else store.posts.page(sought, skip=at.skip, most=SIZE),
        at=at,
        base=f"/deliveries?{asked}{'&' if asked else ''}",
        slips=tuple(reversed(slips)),
        operators=OPERATORS,
    )


@router.get("/deliveries/{delivery_id}")
def delivery(request: Request, office: Desk, delivery_id: str) -> HTMLResponse:
    row, message = _found(office, delivery_id)
    told = message.message.tells
    return show(
        request,
        "delivery.html",
        row=row,
        letter=posted.letter(message.message.mime),
        tells=told[:MOST_TOLD],
        more=max(0, len(told) - MOST_TOLD),
        size=len(message.message.mime),
        again=row.state in AGAIN,
    )


MOST_TOLD = 100  # changes of one message that are linked


@router.get("/deliveries/{delivery_id}/message")
def framed(office: Desk, delivery_id: str) -> Response:
    """The HTML of a mail as it was sent, for a frame in which nothing can happen."""
    _, message = _found(office, delivery_id)
    html = posted.html_of(message.message.mime)
    if html is None:
        raise HTTPException(404)
    body = html.encode("utf-8", "replace")
    return Response(body, media_type="text/html; charset=utf-8", headers=FRAMED)


@router.post("/deliveries/{delivery_id}/resend")
def resend(
    office: Desk,
    delivery_id: str,
    me: Annotated[Who, Depends(may(Role.ADMIN))],
) -> Response:
    """The same bytes with the same Message-ID go out with the next turn; nothing is sent here."""
    row, _ = _found(office, delivery_id)
    if not office.store.resend(row.id, office.clock()):
        raise HTTPException(409)
    log.info("delivery %s goes out again, as %s wants it", row.id, me.name)
    return RedirectResponse(f"/deliveries/{row.id}", status_code=303)


def _found(office: Office, delivery_id: str) -> tuple[Posted, Delivery]:
    found = office.store.posts.one(delivery_id)
    if found is None:
        raise HTTPException(404)
    return found
