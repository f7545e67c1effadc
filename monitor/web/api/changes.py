"""Changes: a list by the filters of the pages, one in full, and the team's work on it."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import ConfigDict, Field, ValidationError

from monitor.answers import Answer, change_answer, iso, show_answer
from monitor.model import Recorded, Stand, State, Step, Wish
from monitor.store.triage import Work as Worked
from monitor.triage import Ask, Conflict, NotAllowed, Refusal, Unknown
from monitor.triage.deciding import Why
from monitor.web import filtering
from monitor.web.api import filters
from monitor.web.api.base import (
    BEFORE,
    NEXT,
    USUAL,
    CalendarDay,
    Decider,
    Limit,
    Problem,
    ProblemError,
    Record,
    number,
    problems,
)
from monitor.web.api.said import InFull, Listed, Work
from monitor.web.doors import Desk, Office
from monitor.web.triaging import named, near, owners, stranger, today

router = APIRouter(tags=["changes"])

Id = Annotated[str, Path(description="A change, by the number that people see.", pattern="^[0-9]{1,18}$")]


class Changes(Record):
    """A page of changes."""

    changes: list[Listed]
    next: str | None = Field(description=NEXT)


class Decision(Record):
    """A step on a change."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    step: int = Field(
        strict=True, ge=0, le=10**9, description="How many steps were seen: `triage.step` of the change."
    )
    state: State
    owner: str | None = Field(default=None, max_length=1_000)
    due: CalendarDay | None = None
    note: str | None = Field(default=None, max_length=20_000)
    sure: bool = Field(
        default=False, description="The owner is meant so, though nobody who may decide is called so."
    )


class Overtaken(Problem):
    """Somebody decided since."""

    triage: Work = Field(description="How it stands now.")


@router.get(
    "/changes",
    summary="Changes, the newest first",
    responses=problems(422),
    openapi_extra={"parameters": filters.described()},
)
def changes(
    request: Request,
    office: Desk,
    before: Annotated[str | None, Query(description=BEFORE, pattern="^[0-9]{1,18}$")] = None,
    limit: Limit = USUAL,
) -> Changes:
    named = filtering.named(office)
    wanted = filters.asked(request, named, ("before", "limit"))
    behind = number(before, "before") if before is not None else None
    found = office.store.lists.behind(wanted, filters.reached(wanted, named, office), behind, limit + 1)
    shown = [str(id_) for id_ in found[:limit]]
    stands = office.store.triage.stands(shown)
    return Changes.model_validate(
        {
            "changes": [
                change_answer(one) | {"triage": stand_answer(stands.get(one.id, Stand()))}
                for one in office.store.some_changes(shown)
            ],
            "next": shown[-1] if len(found) > limit else None,
        }
    )


@router.get("/changes/{change}", summary="One change in full", responses=problems(404, 422))
def one(office: Desk, change: Id) -> InFull:
    recorded = office.store.change(change)
    if recorded is None:
        raise _unknown(change)
    return InFull.model_validate(in_full(office, recorded))


@router.get(
    "/changes/{change}/triage",
    summary="The team's work on a change",
    responses=problems(404, 422),
    tags=["triage"],
)
def triage(office: Desk, change: Id) -> Work:
    return Work.model_validate(work_answer(work(office, change)))


@router.post(
    "/changes/{change}/triage",
    summary="Decide on a change",
    description="Takes a step, on the steps that were seen. Who has not seen the last one gets 409 and how it stands "
    "now. The role analyst is needed; a browser's session has to send the token of a form in X-Form-Token.",
    responses=problems(404, 413, 415, 422)
    | {409: {"model": Overtaken, "description": "Somebody was quicker."}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Decision"}}},
        }
    },
    tags=["triage"],
)
async def decide_on(request: Request, office: Desk, me: Decider, change: Id) -> Work:
    from starlette.concurrency import run_in_threadpool

    sent = await sent_decision(request)
    return await run_in_threadpool(decide, request, office, me.name, change, sent)


def decide(request: Request, office: Office, who: str, change: str, sent: Decision) -> Work:
    owner = named(sent.owner, owners(request)) if sent.owner else sent.owner
    if not sent.sure and stranger(request, owner, None) and owner != work(office, change).stand.owner:
        meant = near(owner or "", owners(request))
        asked = f"; did you mean {meant}?" if meant else ""
        said = f'owner: nobody who may decide is called {owner}{asked} Send "sure": true to keep the name'
        raise ProblemError(422, said, "owner")
    wish = Wish(sent.state, owner, sent.due, sent.note)
    result = office.store.triage.decide(
        Ask(change, sent.step, wish), who=who, now=office.clock(), today=today(request)
    )
    match result:
        case Unknown():
            raise _unknown(change)
        case NotAllowed(refusal=refusal):
            raise ProblemError(422, refusal_said(refusal), refusal.field)
        case Conflict():
            stands = work_answer(work(office, change))
            raise ProblemError(
                409, f"somebody decided since: {stands['step']} steps were taken, {sent.step} were seen", "step", triage=stands
            )  # fmt: skip
    return Work.model_validate(work_answer(work(office, change)))


async def sent_decision(request: Request) -> Decision:
    """What a program sent. ProblemError says what is wrong with it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ProblemError(415, "send JSON, with Content-Type: application/json")
    try:
        value = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise ProblemError(422, "what was sent is no JSON") from None
    try:
        return Decision.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = ".".join(map(str, first["loc"])) or None
        said = f"{name}: {first['msg']}" if name else "send one object with the keys step and state"
        raise ProblemError(422, said, name) from None


_REFUSALS = {
    Why.STATE: "there is no such state",
    Why.OWNER_MISSING: "name an owner with state assigned",
    Why.OWNER_LONG: "the owner's name is too long",
    Why.DUE_UNREADABLE: "write a day, as 2026-07-01",
    Why.DUE_OVER: "that day is over",
    Why.OWNER_UNKNOWN: "nobody who may decide is called so",
    Why.DUE_FAR: "that day is too far away",
    Why.NOTE_LONG: "the note is too long",
}


def refusal_said(refusal: Refusal) -> str:
    return f"{refusal.field}: {_REFUSALS[refusal.why]}"


def _unknown(change: str) -> ProblemError:
    return ProblemError(404, f"no change is called {change}", "change")


# -- as JSON ---------------------------------------------------------------------------------------


def in_full(office: Office, recorded: Recorded) -> Answer:
    around = office.store.reading.around(recorded.id)
    return show_answer(recorded) | {
        "notice_id": str(around.notice.id) if around else None,
        "earlier": around.earlier if around else None,
        "later": around.later if around else None,
        "triage": work_answer(work(office, recorded.id)),
    }


def work(office: Office, change: str) -> Worked:
    found = office.store.triage.work(change)
    if found is None:
        raise _unknown(change)
    return found


def work_answer(found: Worked) -> dict[str, Any]:
    return stand_answer(found.stand) | {
        "change": found.change,
        "steps": [step_answer(each) for each in found.steps],
    }


def stand_answer(stand: Stand) -> Answer:
    return {"state": stand.state.value, "owner": stand.owner, "due": iso(stand.due), "step": stand.step}


def step_answer(step: Step) -> Answer:
    return {
        "number": step.number, "state": step.state.value, "owner": step.owner, "due": iso(step.due),
        "note": step.note, "who": step.who, "at": iso(step.at),
    }  # fmt: skip
