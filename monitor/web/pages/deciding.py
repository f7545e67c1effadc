"""Deciding: a step on one change, and the same on many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from monitor.model import DECIDED, State
from monitor.triage import Ask, Conflict, ForMany, NotAllowed, Refusal, Result, Same, Taken, Why
from monitor.web import triaging
from monitor.web.did import back_to
from monitor.web.doors import Desk, Office
from monitor.web.guard import CheckedForm, Role, Who, may
from monitor.web.guard.paths import safe_next
from monitor.web.show import show
from monitor.web.triaging import Bulk

router = APIRouter(include_in_schema=False)

Analyst = Annotated[Who, Depends(may(Role.ANALYST))]
MANY = 500  # changes that are decided on at once


@router.post("/changes/{change}/triage")
def decide(request: Request, office: Desk, me: Analyst, form: CheckedForm, change: str) -> Response:
    """Take a step on one change; a page that shows both sides when somebody was quicker."""
    typed, seen = triaging.typed(request, form), triaging.step_of(form.get("step"))
    back = safe_next(text(form, "back") or f"/changes/{change}")
    wish = triaging.wish(typed, text(form, "at_once"), me.name)
    if isinstance(wish, Refusal):
        result: Result = NotAllowed(change, wish)
    elif triaging.stranger(request, wish.owner, form.get("sure")) and not _has(office, change, wish.owner):
        result = NotAllowed(change, Refusal("owner", Why.OWNER_UNKNOWN))
    else:
        result = office.store.triage.decide(
            Ask(change, seen, wish), who=me.name, now=office.clock(), today=triaging.today(request)
        )
    if isinstance(result, Taken):
        return back_to(back, _said(office, result), 1, secure=office.is_https)
    if isinstance(result, Same):
        return back_to(back, "triage_same", secure=office.is_https)
    shown = triaging.triaging(request, change, back)
    if shown is None:
        raise HTTPException(404)
    # what was pressed is what would be done: it is in the fields now
    wished = typed if isinstance(wish, Refusal) else triaging.wished(typed, wish)
    if isinstance(result, Conflict):
        return show(request, "decide.html", status=409, triage=triaging.overtaken(shown, wished, seen))
    assert isinstance(result, NotAllowed)
    return show(
        request, "decide.html", status=422, triage=triaging.not_allowed(shown, wished, result.refusal)
    )


def _has(office: Office, change: str, owner: str | None) -> bool:
    """Whether the work is theirs already."""
    stand = office.store.triage.stands([change]).get(change)
    return stand is not None and stand.owner == owner


def _said(office: Office, taken: Taken) -> str:
    """Our words' name for what a step did."""
    if taken.step.state is State.NEW:
        work = office.store.triage.work(taken.change)
        steps = work.steps if work else ()
        before = [each.state for each in steps if each.number < taken.step.number]
        if not before or before[-1] is State.NEW:
            return "triage_noted"
    return f"triage_{taken.step.state}"


@router.post("/triage")
def decide_many(request: Request, office: Desk, me: Analyst, form: CheckedForm) -> Response:
    """Take a step on many, each by itself; a page that names those on which it could not be taken."""
    typed, back = triaging.typed(request, form), safe_next(text(form, "back") or "/triage")
    part = triaging.for_many(typed, text(form, "at_once"), me.name)
    boxes = [each for each in form.getlist("change") if isinstance(each, str)]
    chosen = list(dict.fromkeys(boxes))
    wrong = _objection(part, chosen)
    refusal = part if isinstance(part, Refusal) else None
    if not wrong and isinstance(part, ForMany) and triaging.stranger(request, part.owner, form.get("sure")):
        refusal = Refusal("owner", Why.OWNER_UNKNOWN)
    if wrong or refusal or isinstance(part, Refusal):
        sure = typed.owner if refusal and refusal.why is Why.OWNER_UNKNOWN else ""
        bulk = Bulk(back, triaging.owners(request), typed, sure)
        return _many(request, office, chosen, bulk, wrong, refusal)
    others = _of_others(office, list(triaging.chosen(chosen)), me.name)
    results = office.store.triage.decide_many(
        triaging.asks(chosen, part), who=me.name, now=office.clock(), today=triaging.today(request)
    )
    if all(isinstance(each, Taken | Same) for each in results):
        taken = sum(isinstance(each, Taken) for each in results)
        over = any(isinstance(each, Taken) and each.change in others for each in results)
        said = "triage_over" if over else "triage_many" if taken else "triage_same"
        return back_to(back, said, taken, secure=office.is_https)
    left = [each.change for each in results if isinstance(each, Conflict | NotAllowed)]
    many = triaging.many(results, office.store.triage.rows(left))
    bulk = Bulk(back, triaging.owners(request), triaging.wished_of_many(part))
    return show(request, "many.html", status=409 if many.conflicts else 422, many=many, bulk=bulk, back=back)


def _of_others(office: Office, changes: Sequence[str], me: str) -> frozenset[str]:
    """Those that stood decided, or were somebody else's: who decides on many at once may not have looked at each."""
    stands = office.store.triage.stands(changes)
    return frozenset(
        change for change, stand in stands.items() if stand.state in DECIDED or stand.owner not in (None, me)
    )


def _objection(part: ForMany | Refusal, chosen: Sequence[str]) -> str | None:
    """Why nothing can be done at all, by the name of our words for it."""
    if isinstance(part, Refusal):
        return None
    if not chosen:
        return "none"
    if len(chosen) > MANY:
        return "most"
    return "nothing" if part == ForMany() else None


def _many(  # noqa: PLR0917 - what the page shows
    request: Request,
    office: Office,
    chosen: Sequence[str],
    bulk: Bulk,
    wrong: str | None,
    refusal: Refusal | None,
) -> Response:
    """Nothing was done: why, with all that was chosen and typed."""
    steps = triaging.chosen(chosen[:MANY])
    rows = office.store.triage.rows(list(steps))
    kept = tuple((row, f"{row.change}.{steps[row.change]}") for row in rows)
    many = triaging.Many(kept=kept, wrong=wrong, refusal=refusal, most=MANY)
    return show(request, "many.html", status=422, many=many, bulk=bulk, back=bulk.back)


def text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
