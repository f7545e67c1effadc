"""Coverage: what was due and what was checked, day by day, as a picture and as a table."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from monitor import shown
from monitor.coverage import Report, day_of, pages, said
from monitor.digest.words import Words
from monitor.errors import ConfigError
from monitor.pictures import heatmap
from monitor.web.doors import Desk, Office
from monitor.web.health.covering import Remembered, Span, back, begun, fresh, look, span
from monitor.web.paging import pager, query
from monitor.web.show import language_of, show

router = APIRouter(include_in_schema=False)

SIZE = 99  # lines of a page
DRAWN = 33  # of them in one picture; three stand side by side
PICTURE = {
    "Cache-Control": "private, max-age=60",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


@router.get("/coverage")
def coverage(request: Request, office: Desk, month: str = "", page: str = "1") -> HTMLResponse:
    """All sources in one month."""
    of = _span(request, office, month)
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
        pictures=[
            "/pictures/coverage.svg?"
            + query(month=f"{of.last:%Y-%m}", part=f"{at.page}.{part}", language=words.language)
            for part in range(1, -(-(at.last - at.skip) // DRAWN) + 1)
        ],
        meanings=pages.meanings(words),
        lines=[said.line(each, words) for each in found.sources[at.skip : at.skip + SIZE]],
        columns={name: words.say(f"column.{name}") for name in COLUMNS},
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
def picture(request: Request, office: Desk, month: str = "", source: str = "", part: str = "1.1") -> Response:
    """The map of a month: of one source, or of some that a page of the table shows. part: as 1.3, of page 1 the third."""
    of = _span(request, office, month)
    found, words, now = (
        report_of(request, office, of, source or None),
        words_of(request, office),
        office.clock(),
    )
    page, _, third = part.partition(".")
    at = pager(page, len(found.sources), SIZE)
    first = at.skip + pager(third, at.last - at.skip, DRAWN).skip
    some = found.sources[first : min(first + DRAWN, at.last)]
    svg = _memory(request).get(
        ("svg", words.language, of, source, first),
        now,
        lambda: pages.month(some, of.last, words),
        fresh(of, now, office.config.settings.timezone),
    )
    return Response(svg, media_type="image/svg+xml", headers=PICTURE)


@router.get("/pictures/coverage-signs.svg")
def signs(request: Request, office: Desk, wide: str = "") -> Response:
    """What its signs mean."""
    broad = pages.BROAD if wide == "yes" else heatmap.WIDTH
    svg = pages.legend(words_of(request, office), wide=broad)
    return Response(svg, media_type="image/svg+xml", headers=PICTURE)


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


def _span(request: Request, office: Office, month: str) -> Span:
    now, zone = office.clock(), office.config.settings.timezone
    found = span(month.strip(), "1", day_of(now, zone), day_of(begun(office.store, now), zone))
    if found is None:
        words = office.presses.of(language_of(request))[-1].words
        raise HTTPException(422, words.say("calendar.wrong_month", value=shown.line(month, 40)))
    return found
