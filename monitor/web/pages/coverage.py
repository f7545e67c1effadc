"""Coverage: what was due and what was checked, day by day, as a picture and as a table."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from monitor.coverage import Report, day_of, pages, said
from monitor.digest.words import Words
from monitor.errors import ConfigError
from monitor.web.doors import Desk, Office
from monitor.web.health.covering import Remembered, Span, back, begun, fresh, look, span
from monitor.web.paging import pager, query
from monitor.web.show import language_of, show

router = APIRouter(include_in_schema=False)

SIZE = 100  # lines of a page
_A_MINUTE = {
    "Cache-Control": "private, max-age=60",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


@router.get("/coverage")
def coverage(request: Request, office: Desk, month: str = "", page: str = "1") -> HTMLResponse:
    """All sources in one month."""
    of = _span(office, month, "1")
    found, words = report_of(request, office, of), words_of(request, office)
    at = pager(page, len(found.sources), SIZE)
    now, zone = office.clock(), office.config.settings.timezone
    first = day_of(begun(office.store, now), zone).replace(day=1)
    this = day_of(now, zone).replace(day=1)
    return show(
        request,
        "coverage.html",
        title=said.title(found, words),
        kicker=said.kicker(found, words),
        signed=tuple(said.signed(found, words)),
        picture="/pictures/coverage.svg?" + query(month=f"{of.last:%Y-%m}", language=words.language),
        lines=[said.line(each, words) for each in found.sources[at.skip : at.skip + SIZE]],
        columns={name: words.say(f"column.{name}") for name in COLUMNS},
        undrawn=max(0, len(found.sources) - pages.DRAWN),
        doubts=tuple(islice(said.doubts(found, words), pages.DOUBTS)),
        slips=tuple(said.slips(found, words)),
        at=at,
        base=f"/coverage?month={of.last:%Y-%m}&",
        earlier=f"{back(of.last, 1):%Y-%m}" if of.last > first else None,
        later=f"{of.end + timedelta(days=1):%Y-%m}" if of.last < this else None,
    )


COLUMNS = (
    "source",
    "due",
    "good",
    "missed",
    "bad",
    "changes",
    "gap",
    "last_good",
    "statement",
    "day",
    "outcomes",
)


@router.get("/pictures/coverage.svg")
def picture(request: Request, office: Desk, month: str = "", months: str = "1", source: str = "") -> Response:
    """The map of these months: of all sources, or of one."""
    of = _span(office, month, months)
    found, words = report_of(request, office, of, source or None), words_of(request, office)
    svg = _memory(request).get(
        ("svg", words.language, of, source),
        office.clock(),
        lambda: pages.picture(found, words),
        fresh(of, office.clock(), office.config.settings.timezone),
    )
    return Response(svg, media_type="image/svg+xml", headers=_A_MINUTE)


def report_of(request: Request, office: Office, of: Span, source: str | None = None) -> Report:
    now, zone = office.clock(), office.config.settings.timezone
    try:
        return _memory(request).get((of, source), now, lambda: look(office, of, source), fresh(of, now, zone))
    except ConfigError as error:
        raise HTTPException(404) from error


def words_of(request: Request, office: Office) -> Words:
    """The words of coverage in the reader's language."""
    return office.presses.words("coverage", language_of(request))


def _memory(request: Request) -> Remembered:
    state = request.app.state
    if not hasattr(state, "covered"):
        state.covered = Remembered()
    memory: Remembered = state.covered
    return memory


def _span(office: Office, month: str, months: str) -> Span:
    now, zone = office.clock(), office.config.settings.timezone
    found = span(month.strip(), months.strip(), day_of(now, zone), day_of(begun(office.store, now), zone))
    if found is None:
        raise HTTPException(422, "month: write it as 2026-05")
    return found
