"""What the team has under way, and what it found not relevant: as `triage list` and `triage report` write it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from monitor.model import State
from monitor.store.backlog import Choice, Place
from monitor.triage import report
from monitor.triage.answers import group_answer, open_answer
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
from monitor.web.doors import Desk

router = APIRouter(tags=["triage"])

DECISIONS = 1_000  # that the report looks at, the latest
_PLACE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}\.)?[0-9]{1,18}$"


class Open(Record):
    """A change and where the work on it stands."""

    change: str
    title: str
    url: str
    source: str
    detected: datetime
    state: State
    owner: str | None
    due: date | None
    overdue: bool
    step: int


class Board(Record):
    triage: list[Open]
    next: str | None = Field(description=NEXT)


class Example(Record):
    change: str
    title: str
    note: str | None
    who: str
    at: datetime


class Group(Record):
    """How the changes of one rule, label, source or programme were decided."""

    by: Literal["rule", "label", "source", "programme"]
    name: str
    decided: int
    not_relevant: int
    examples: list[Example]


class Report(Record):
    groups: list[Group]
    decided: int
    not_relevant: int
    capped: bool = Field(description=f"Only the latest {DECISIONS} decisions were looked at.")


@router.get("/triage", summary="The work on changes, overdue first", responses=problems(422))
def board(
    office: Desk,
    *,
    state: Annotated[
        State | None, Query(description="Only these; without it what is under way or overdue.")
    ] = None,
    owner: Annotated[str | None, Query(max_length=200, description="Only this person's.")] = None,
    before: Annotated[str | None, Query(description=BEFORE, pattern=_PLACE)] = None,
    limit: Limit = USUAL,
) -> Board:
    behind = _place(before) if before is not None else None
    today = office.clock().astimezone(office.config.settings.timezone).date()
    found = office.store.triage.find(Choice(state, owner), behind=behind, most=limit + 1)
    return Board.model_validate(
        {
            "triage": [open_answer(each, today) for each in found[:limit]],
            "next": _written(found[limit - 1].place) if len(found) > limit else None,
        }
    )


def _place(written: str) -> Place:
    """Where to read on, as `next` said: the day of the last one and its number."""
    day, _, change = written.rpartition(".")
    try:
        return Place(number(change, "before"), date.fromisoformat(day) if day else None)
    except ValueError:
        raise ProblemError(422, f"before: {day} is no day", "before") from None


def _written(place: Place) -> str:
    return f"{place.due}.{place.change}" if place.due else str(place.change)


@router.get(
    "/triage/report", summary="What was found not relevant, for improving rules", responses=problems(422)
)
def not_relevant(
    office: Desk, since: Annotated[CalendarDay | None, Query(description="Decided from this day on.")] = None
) -> Report:
    zone = office.config.settings.timezone
    try:
        first = datetime.combine(since, time(), zone).astimezone(UTC) if since else None
    except OverflowError:  # at the beginning of all calendars
        first = None
    decisions = office.store.triage.decisions(first, DECISIONS)
    found = report(decisions)
    return Report.model_validate(
        {
            "groups": [group_answer(group) for group in found.groups],
            "decided": found.decided,
            "not_relevant": found.not_relevant,
            "capped": len(decisions) == DECISIONS,
        }
    )
