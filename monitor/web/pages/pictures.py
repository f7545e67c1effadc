"""Pictures of what lists say, each at an address of its own, since nothing is drawn within a page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from monitor.wanted import reach
from monitor.web import filtering, weekly
from monitor.web.doors import Desk
from monitor.web.pages.calendar import PICTURE
from monitor.web.show import language_of

router = APIRouter(include_in_schema=False)


@router.get("/pictures/weeks.svg")
def weeks(request: Request, office: Desk, narrow: str = "") -> Response:
    """The changes that a filter lets by, by the week in which they were seen."""
    known = filtering.named(office)
    found = filtering.asked(request, known)
    if found.mistakes:
        first = found.mistakes[0]
        raise HTTPException(422, f"{first.field}: {first.why.value}")
    now, zone = office.clock(), office.config.settings.timezone
    starts = weekly.begins(now, zone, weekly.FEW if narrow == "yes" else weekly.MANY)
    within = reach(found.wanted, known, zone, now)
    counted = office.store.lists.weeks(found.wanted, within, starts)
    words = office.presses.of(language_of(request))[-1].words
    svg = weekly.picture(counted, starts, zone, words, narrow=narrow == "yes")
    return Response(svg, media_type="image/svg+xml", headers=PICTURE)
