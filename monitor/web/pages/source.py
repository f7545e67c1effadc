"""One source: how it is read, how it fared, what to do about it; and a wish to have it read now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from monitor import shown, urls
from monitor.coverage import SourceReport, day_of, said
from monitor.coverage.calendar import begin
from monitor.coverage.pages import meanings
from monitor.digest.words import Words
from monitor.model import Habit, SourceState
from monitor.schedule import LEAST
from monitor.sources.base import BaseSource
from monitor.store.visits import COUNTED
from monitor.values import dataclass
from monitor.web.doors import Desk, Office
from monitor.web.guard import Role, Who, may
from monitor.web.health import profile, watched
from monitor.web.health.covering import MONTHS, back, begun, span
from monitor.web.pages.coverage import report_of, words_of
from monitor.web.pages.sources import beats, standings
from monitor.web.paging import pager, query
from monitor.web.show import language_of, show

router = APIRouter(include_in_schema=False)

SIZE = 25  # checks of a page


@dataclass(frozen=True, slots=True)
class Left:
    """A source that is in sources.yaml no more."""

    id: str
    authority: str
    jurisdiction: str = ""
    tier: str = "official"


@router.get("/sources/{source_id}")
def source(request: Request, office: Desk, source_id: str, page: str = "1", until: str = "") -> HTMLResponse:
    store, now, zone = office.store, office.clock(), office.config.settings.timezone
    known = standings(office, now, source_id)
    configured = _configured(office, source_id)
    state = known.states.get(source_id)
    if configured is None and state is None:
        raise HTTPException(404)
    last = _day(until)
    before = begin(last + timedelta(days=1), zone) if last else None
    at = pager(page, store.visits.count(source_id, before), SIZE, most=COUNTED)
    silent = source_id in watched.silent(known.troubles)
    row = watched.row(configured or Left(source_id, source_id), known, now, silent=silent)
    words, ours = office.presses.words("operators", language_of(request)), _ours(request, office)
    months = _months(request, office, source_id)
    return show(
        request,
        "source.html",
        row=row,
        state=state or SourceState(source_id),
        configured=configured,
        link=shown.link(configured.url) if configured else None,
        keys=profile.keys(configured, ours) if configured else (),
        advices=tuple(
            profile.advices(
                source_id, state, known.holds.get(source_id), known.troubles, late=row.overdue, words=words
            )
        ),
        asking=_asking(office, configured, state, now),
        least=profile.span(LEAST, ours),
        beats=beats(office),
        checks=store.visits.page(source_id, until=before, skip=at.skip, most=SIZE),
        at=at,
        base=f"/sources/{source_id}?" + (query(until=until) + "&" if last else ""),
        until=last.isoformat() if last else "",
        misread=bool(until.strip()) and last is None,
        months=months,
        meanings=meanings(words_of(request, office)),
        counted=store.visits.counted(source_id),
        habits=_habits(office, source_id),
        proved=store.visits.last_good(source_id),
    )


@router.post("/sources/{source_id}/read")
def read(office: Desk, source_id: str, me: Annotated[Who, Depends(may(Role.ANALYST))]) -> Response:
    """Write the wish down. Whoever turns the crank next reads the source; nothing is fetched here."""
    now = office.clock()
    configured = _configured(office, source_id)
    if configured is None:
        raise HTTPException(404)
    state = office.store.states([source_id]).get(source_id)
    if _asking(office, configured, state, now).state == "may":
        office.store.asked.ask(source_id, me.name, now)
    return RedirectResponse(f"/sources/{source_id}#read", status_code=303)


def _configured(office: Office, source_id: str) -> BaseSource | None:
    return next((each for each in office.config.sources if each.id == source_id), None)


def _asking(
    office: Office, configured: BaseSource | None, state: SourceState | None, now: datetime
) -> profile.Asking:
    wish = office.store.asked.all().get(configured.id) if configured else None
    host = urls.host(str(configured.url)) if configured else ""
    return profile.asking(configured, state, wish, now, office.store.pauses(now).get(host))


def _ours(request: Request, office: Office) -> Words:
    return office.presses.of(language_of(request))[0].words


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        return None
    return day if date(1970, 1, 1) <= day <= date(2400, 1, 1) else None


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a source: how many checks were due, good, missed and not good, and what was recorded."""

    key: str  # as 2026-05
    name: str
    due: int
    good: int
    missed: int
    bad: int
    changes: int


def _months(request: Request, office: Office, source_id: str) -> tuple[Month, ...]:
    """The months that its map shows, the latest first."""
    now, zone = office.clock(), office.config.settings.timezone
    of = span("", str(MONTHS), day_of(now, zone), day_of(begun(office.store, now), zone))
    if of is None:
        return ()
    words = words_of(request, office)
    found = report_of(request, office, of, source_id).sources
    firsts = [back(of.last, number) for number in range(of.months)]
    return tuple(_month(each, first, words) for each in found for first in firsts)


def _month(of: SourceReport, first: date, words: Words) -> Month:
    days = [day for day in of.days if (day.day.year, day.day.month) == (first.year, first.month)]
    due, good, missed = (sum(getattr(day, name) for day in days) for name in ("due", "good", "missed"))
    changes = sum(day.changes for day in days)
    return Month(f"{first:%Y-%m}", said.month(first, words), due, good, missed, due - good - missed, changes)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of its pages that changes again and again. state: ignored, kept or only watched."""

    id: int | None
    sample: str
    state: str
    changes: int
    readings: int
    moved: datetime


def _habits(office: Office, source_id: str) -> tuple[Place, ...]:
    from monitor.compare.noise import habits

    def place(habit: Habit) -> Place:
        state = "kept" if habit.kept else "ignored" if habits.is_volatile(habit) else "watched"
        return Place(habit.id, habit.sample, state, habits.changes_of(habit), len(habit.history), habit.moved)

    found = [place(each) for each in office.store.habits(source_id).values()]
    return tuple(sorted(found, key=lambda each: each.state != "ignored"))
