"""Programmes: as `programmes list --json` and `programmes show --json` write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from monitor.model import Recorded
from monitor.programmes.answers import summary, whole
from monitor.programmes.course import Course, status
from monitor.store.reading import Part
from monitor.web.api.base import ProblemError, Record, problems
from monitor.web.api.said import Claim
from monitor.web.doors import Desk

router = APIRouter(tags=["programmes"])

THREAD = 200  # changes of one programme, the latest


class Programme(Record):
    """A policy that is followed."""

    id: str
    name: str
    status: str
    since: date | None
    notices: int
    facts: int
    moved: int
    awaited: int
    answered: int
    claims: int
    claims_open: int


class Programmes(Record):
    programmes: list[Programme]


class Fact(Record):
    """A fact at launch, and as the last official notice that speaks of it has it."""

    fact: str
    launch: str
    unit: str | None
    latest: str
    moved: bool
    state: str
    sentence: str | None
    id: str | None
    number: str | None
    since: datetime | None


class Question(Record):
    question: str
    state: str
    sentence: str | None
    id: str | None
    number: str | None
    since: datetime | None
    more: list[str]


class Member(Record):
    """A change that belongs to a programme."""

    day: date
    title: str
    id: str
    change: str
    source: str
    status: str
    held: bool
    number: str | None


class Whole(Programme):
    baseline: list[Fact]
    questions: list[Question]
    press: list[Claim]
    thread: list[Member] = Field(description=f"Oldest first; the latest {THREAD}.")


@router.get("/programmes", summary="The policies that are followed", responses=problems())
def programmes(office: Desk) -> Programmes:
    followed = office.config.programmes
    courses = office.store.courses([each.id for each in followed])
    return Programmes.model_validate({"programmes": [summary(each, courses[each.id]) for each in followed]})


@router.get(
    "/programmes/{programme}",
    summary="One programme: facts, questions, claims, notices",
    responses=problems(404),
)
def one(
    office: Desk,
    programme: Annotated[str, Path(description="As sources.yaml calls it.")],
) -> Whole:
    found = next((each for each in office.config.programmes if each.id == programme), None)
    if found is None:
        raise ProblemError(404, f"no programme is called {programme[:100]}", "programme")
    course = office.store.courses([found.id])[found.id]
    thread = members(office.store.reading.thread(found.id, most=THREAD), course)
    return Whole.model_validate(whole(found, course, thread, office.config.settings.timezone))


def members(part: Part, course: Course) -> Iterator[Recorded]:
    """The changes of a programme in outline, as far as they may be trusted now."""
    for outline in part.outlines:
        one = outline.change
        effect = course.effects.get(one.id)
        sure = status(one.finding.status, [effect] if effect else [])
        yield replace(one, held=one.id in part.held, finding=replace(one.finding, status=sure))
