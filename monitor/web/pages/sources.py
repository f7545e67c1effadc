"""Sources: how each fares, the worst first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from monitor.web.doors import Desk, Office
from monitor.web.health import watched
from monitor.web.health.watched import GROUPS, OUTCOMES, Standings, Wanted
from monitor.web.paging import pager, query
from monitor.web.show import show

router = APIRouter(include_in_schema=False)

SIZE = 100  # of a page
TIERS = ("official", "secondary")


@router.get("/sources")
def sources(request: Request, office: Desk, page: str = "1") -> HTMLResponse:
    now = office.clock()
    known = standings(office, now)
    every = watched.rows(office.config.sources, known, now)
    wish = wanted(request.query_params)
    places = sorted({each.jurisdiction for each in every})
    choices = {"jurisdiction": places, "outcome": (*GROUPS, *OUTCOMES), "tier": TIERS}
    wrong = [name for name, some in choices.items() if getattr(wish, name) not in ("", *some)]
    fitting = [] if wrong else [each for each in every if wish.fits(each)]
    at = pager(page, len(fitting), SIZE)
    return show(
        request,
        "sources.html",
        status=422 if wrong else 200,
        wrong=wrong,
        wish=wish,
        counts=watched.counts(every),
        watched=len(every),
        choices=choices,
        rows=fitting[at.skip : at.skip + SIZE],
        at=at,
        query=query(**asdict(wish)),
        beats=beats(office),
        behind=watched.behind(known.states.values(), now),
    )


def wanted(asked: Mapping[str, str]) -> Wanted:
    return Wanted(*(asked.get(each.name, "").strip()[:200] for each in fields(Wanted)))


def standings(office: Office, now: datetime, only: str | None = None) -> Standings:
    """What the store knows of all sources, or of one."""
    store = office.store
    return Standings(
        store.states(None if only is None else [only]), store.holds(), store.asked.all(), store.troubles(now)
    )


def beats(office: Office) -> tuple[tuple[str, datetime], ...]:
    """Who turned the crank, and when it last showed itself; the latest first."""
    found = office.store.heartbeats().items()
    return tuple(sorted(found, key=lambda each: each[1], reverse=True)[:3])
