"""The style sheet and the scripts, as they stand among the templates."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from monitor.web.doors import Desk

router = APIRouter(include_in_schema=False)

_A_DAY = {"Cache-Control": "max-age=86400"}


@router.get("/style.css")
def style(office: Desk) -> Response:
    return Response(office.presses.file("style.css"), media_type="text/css", headers=_A_DAY)


@router.get("/favicon.ico")
def icon(office: Desk) -> Response:
    """Under the name that browsers ask for by themselves."""
    return Response(office.presses.file("icon.svg"), media_type="image/svg+xml", headers=_A_DAY)


@router.get("/diff.css")
def diff(office: Desk) -> Response:
    """The rules of pages that stand alone, kept to what stands within a page."""
    rules = office.presses.file("style.css", "diff")
    return Response(f".diff {{\n{rules}\n}}\n", media_type="text/css", headers=_A_DAY)


@router.get("/keys.js")
def keys(office: Desk) -> Response:
    return Response(office.presses.file("keys.js"), media_type="text/javascript", headers=_A_DAY)
