"""Triage: what is open, the most urgent first; and what was found not relevant, for improving rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from monitor.model import State
from monitor.store.backlog import Choice, Open
from monitor.triage import KINDS, report
from monitor.values import dataclass
from monitor.web import triaging
from monitor.web.doors import Desk, Office
from monitor.web.paging import pager, query
from monitor.web.show import show

router = APIRouter(include_in_schema=False)

SIZE = 50  # rows of a page
OWNERS = 12  # whose load is told
COUNTED = 5_000  # rows at most, to say how many pages there are
DECISIONS = 1_000  # that the report looks at, the latest
DAYS = 90  # that it looks back when nobody says otherwise


@dataclass(frozen=True, slots=True)
class Row:
    """A change on the board. box: what its box holds; source: as people call it."""

    open: Open
    box: str
    source: str
    overdue: bool
    link: str


def rows(found: tuple[Open, ...], names: dict[str, str], today: date) -> list[Row]:
    return [
        Row(
            each,
            triaging.box(each.change, each.stand),
            names.get(each.source, each.source),
            each.stand.overdue(today),
            f"/changes/{each.change}",
        )
        for each in found
    ]


@router.get("/triage")
def board(request: Request, office: Desk, state: str = "", owner: str = "", page: str = "1") -> HTMLResponse:
    """The work on changes."""
    day, store = triaging.today(request), office.store.triage
    wrong = bool(state) and state not in triaging.STATES
    choice = Choice(
        State(state) if state and not wrong else None,
        triaging.named(owner, triaging.owners(request)).strip() or None,
    )
    at = pager(page, store.count(choice, most=COUNTED), SIZE, most=COUNTED)
    found = store.find(choice, skip=at.skip, most=SIZE)
    loads = store.loads(day)[:OWNERS]
    owned = {each.owner for each in loads} | {each.stand.owner for each in found if each.stand.owner}
    return show(
        request,
        "board.html",
        status=422 if wrong else 200,
        wrong=wrong,
        states=triaging.STATES,
        counts=store.counts(day),
        loads=loads,
        gone=triaging.gone(office, owned),
        state=choice.state,
        owner=choice.owner or "",
        rows=rows(found, names(office), day),
        bulk=triaging.bulk(request),
        at=at,
        base=f"/triage?{query(state=choice.state or '', owner=choice.owner or '')}",
    )


@router.get("/triage/not-relevant")
def not_relevant(request: Request, office: Desk, since: str = "") -> HTMLResponse:
    """How often what a rule, a label, a source or a programme brought was found not relevant."""
    first, wrong = _since(since, triaging.today(request) - timedelta(days=DAYS))
    moment = datetime.combine(first, time(), office.config.settings.timezone).astimezone(UTC)
    decisions = office.store.triage.decisions(moment, DECISIONS)
    return show(
        request,
        "not_relevant.html",
        status=422 if wrong else 200,
        wrong=wrong,
        since=since if wrong else first.isoformat(),
        report=report(decisions),
        capped=len(decisions) == DECISIONS,
        kinds=KINDS,
        names=names(office),
        programmes={each.id: each.name for each in office.config.programmes},
    )


def _since(written: str, usual: date) -> tuple[date, bool]:
    """The day that is meant, and whether it cannot be read."""
    if not written.strip():
        return usual, False
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        return usual, True
    return (day, False) if 1970 < day.year < 9999 else (usual, True)


def names(office: Office) -> dict[str, str]:
    """What sources are called."""
    return {source.id: source.authority for source in office.config.sources}
