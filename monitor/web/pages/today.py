"""Today: what is new."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from monitor.web.doors import Desk
from monitor.web.show import show

router = APIRouter(include_in_schema=False)


@router.get("/")
def today(request: Request, office: Desk) -> HTMLResponse:
    return show(request, "today.html", changes=tuple(office.store.changes(limit=20)))
