"""What was ever said about something, and what falls on which day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from monitor.ahead import place
from monitor.answers import Answer, iso
from monitor.model import Falls, Glance, Status
from monitor.search import Order, QueryError, Sought, parse
from monitor.search.results import LARGEST, SIZE, answer
from monitor.web.api.base import (
    BEFORE,
    NEXT,
    USUAL,
    CalendarDay,
    Limit,
    ProblemError,
    Record,
    number,
    problems,
)
from monitor.web.doors import Desk, Office

router = APIRouter()

WITHIN = timedelta(
    milliseconds=300
)  # the newest texts are made searchable first, as far as that is done by then
AHEAD = timedelta(days=90)
LONGEST = timedelta(days=366)
_PLACE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\.(effective|deadline|expires)\.[0-9]{1,18}$"


class Marked(Record):
    title: list[str]
    excerpt: list[str]


class Found(Record):
    """A notice, in the version that fits best."""

    source: str
    key: str
    title: str
    url: str
    number: str | None
    published: date | None
    day: date = Field(description="That this version is of: the notice's own, or on which we read it.")
    read: datetime
    version: str = Field(description="SHA-256 of its content.")
    latest: bool
    change: str | None = Field(description="That brought this version.")
    changes: list[str]
    excerpt: str
    file: str | None
    marked: Marked = Field(description="The stretches of title and excerpt that were looked for.")


class Results(Record):
    """A page of what was found. more: older ones fit too, and were not looked at."""

    found: list[Found]
    total: int
    more: bool
    page: int
    pages: int
    waiting: int = Field(description="Versions that cannot be found yet.")


class Day(Record):
    """A day that a notice sets, as it stands last."""

    day: date
    kind: Literal["effective", "expires", "deadline"]
    change: str
    source: str
    title: str
    url: str
    number: str | None
    unconfirmed: bool


class Days(Record):
    since: date
    until: date
    days: list[Day]
    next: str | None = Field(description=NEXT)


@router.get(
    "/search",
    summary="Full text over all versions of all notices",
    responses=problems(404, 422),
    tags=["search"],
)
def search(
    office: Desk,
    q: Annotated[
        str, Query(description='Words, "words side by side", -without, either OR other, begin*, HS codes.')
    ],
    *,
    source: Annotated[str | None, Query(description="Only of this source.")] = None,
    since: Annotated[CalendarDay | None, Query(description="Only texts of this day or later.")] = None,
    until: Annotated[CalendarDay | None, Query(description="Only texts of this day or earlier.")] = None,
    latest: Annotated[bool, Query(description="Only the last version of each notice.")] = False,
    order: Order = Order.BEST,
    page: Annotated[int, Query(ge=1, le=1_000, description="One that is too large is the last.")] = 1,
    limit: Annotated[int, Query(ge=1, le=LARGEST)] = SIZE,
) -> Results:
    try:
        query = parse(q)
    except QueryError as error:
        raise ProblemError(422, f"q: {error}", "q") from None
    if (
        source is not None
        and source not in {each.id for each in office.config.sources} | office.store.checked()
    ):
        raise ProblemError(404, f"no source is called {source[:100]}", "source")
    sought = Sought(source, since, until, latest, order, page, limit)
    found = office.store.search.search(query, sought, office.config.settings.timezone, WITHIN)
    told = {name: getattr(found, name) for name in ("total", "more", "page", "pages", "waiting")}
    return Results.model_validate(told | {"found": [answer(each) for each in found.found]})


@router.get(
    "/calendar", summary="What takes effect, ends or closes when", responses=problems(422), tags=["calendar"]
)
def calendar(
    office: Desk,
    *,
    since: Annotated[CalendarDay | None, Query(description="The first day; today when not said.")] = None,
    until: Annotated[CalendarDay | None, Query(description="The last day; 90 days on when not said.")] = None,
    subscription: Annotated[
        str | None, Query(description="Only what it is owed, or was told.", max_length=200)
    ] = None,
    before: Annotated[str | None, Query(description=BEFORE, pattern=_PLACE)] = None,
    limit: Limit = USUAL,
) -> Days:
    first, last = _span(office, since, until)
    falls = office.store.calendar.falls(first, last, subscription)
    if before is not None:
        behind = place(_last(before))
        falls = tuple(each for each in falls if place(each) > behind)
    some = falls[:limit]
    glances = {
        int(each.outline.change.id): each for each in office.store.lists.glances([one.change for one in some])
    }
    days = [day_answer(each, glances[each.change]) for each in some if each.change in glances]
    more = len(falls) > limit
    return Days.model_validate(
        {"since": first, "until": last, "days": days, "next": _written(some[-1]) if more else None}
    )


def _last(written: str) -> Falls:
    """Where to read on, as `next` said."""
    day, kind, change = written.split(".")
    try:
        return Falls(date.fromisoformat(day), kind, number(change, "before"), "")  # type: ignore[arg-type]  # one of three
    except ValueError:
        raise ProblemError(422, f"before: {day} is no day", "before") from None


def _written(last: Falls) -> str:
    return f"{last.day}.{last.kind}.{last.change}"


def _span(office: Office, since: date | None, until: date | None) -> tuple[date, date]:
    first = since or office.clock().astimezone(office.config.settings.timezone).date()
    last = until or (first + AHEAD if first.toordinal() + AHEAD.days < date.max.toordinal() else date.max)
    if last < first:
        raise ProblemError(422, f"until: {last} is before {first}", "until")
    if last - first > LONGEST:
        raise ProblemError(422, f"until: at most {LONGEST.days} days at once", "until")
    return first, last


def day_answer(falls: Falls, glance: Glance) -> Answer:
    recorded = glance.outline.change
    listed, facts = recorded.finding.change.notice.listed, recorded.finding.classification.facts
    return {
        "day": iso(falls.day), "kind": falls.kind, "change": str(falls.change), "source": falls.source,
        "title": listed.title, "url": listed.url, "number": listed.number or facts.number,
        "unconfirmed": recorded.finding.status is Status.UNCONFIRMED,
    }  # fmt: skip
