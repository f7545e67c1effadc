"""What all answers share: frozen records, problems that say which field, who may ask, pages by a cursor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException

from monitor.patterns import regex
from monitor.people import Role
from monitor.web.guard import Who, may, visit_of

MOST = 200  # entries of a page
USUAL = 50


class Record(BaseModel):
    """A value of an answer. Keys may be added, never renamed."""

    model_config = ConfigDict(frozen=True)


class Problem(Record):
    """Why there is no answer."""

    error: str = Field(description="What is wrong, and what to do about it.")
    field: str | None = Field(default=None, description="The parameter or the key that it is about.")


class ProblemError(Exception):
    """A refusal that a program can read. more: what else stands in the answer."""

    def __init__(self, status: int, error: str, field: str | None = None, **more: object) -> None:
        super().__init__(error)
        self.status, self.error, self.field, self.more = status, error, field, more


SENTENCES: Mapping[int, str] = {
    400: "that could not be understood",
    401: "log in, or show a token: Authorization: Bearer TOKEN; `monitor users token` makes one",
    403: "that is not yours to do; a token acts as the account that it is of, and forms need their token",
    404: "there is nothing at this address; /api/v1/openapi.json lists what there is",
    405: "this address is not to be asked in this way",
    408: "what was sent did not come in time",
    409: "somebody was quicker; look again and decide anew",
    413: "what was sent is too large",
    415: "send JSON, with Content-Type: application/json",
    422: "something cannot be read",
    429: "too many attempts; wait a little",
    500: "that is our mistake; the log of the server says what happened",
    503: "the archive cannot be read now; `monitor doctor` says what is wrong",
}


def problem(status: int, error: str = "", field: str | None = None, **more: object) -> JSONResponse:
    """A refusal as programs get it."""
    said: dict[str, object] = {
        "error": error or SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])
    }
    if field is not None:
        said["field"] = field
    return JSONResponse(said | more, status)


def refused(_request: Request, error: ProblemError) -> JSONResponse:
    return problem(error.status, error.error, error.field, **error.more)


# -- who asks --------------------------------------------------------------------------------------

BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token of an account: `monitor users token NAME`, or the page of the account. It acts as its account.",
)
Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]


def reader(request: Request, shown: Shown) -> Who:
    return _may(request, shown, Role.READER)


def _decider(request: Request, shown: Shown) -> Who:
    return _may(request, shown, Role.ANALYST)


def _may(request: Request, shown: Shown, role: Role) -> Who:
    """Who asks. A token that is shown counts, also where nobody needs one: a wrong one is told."""
    visit = visit_of(request)
    if shown is not None and (visit is None or visit.token is None):
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    return may(role)(request)


Reader = Annotated[Who, Depends(reader)]
Decider = Annotated[Who, Depends(_decider)]


# -- what is asked ---------------------------------------------------------------------------------


def only_known(request: Request) -> None:
    """ProblemError for a parameter that an address does not know: to pass it over would answer another question."""
    route: APIRoute = request.scope["route"]
    named = (route.openapi_extra or {}).get("parameters", ())  # filters, which the function reads by itself
    once = [each.alias for each in route.dependant.query_params]
    many = [each["name"] for each in named]
    asked = [name for name, _ in request.query_params.multi_items()]
    for name in asked:
        if name not in once and name not in many:
            there = f"{', '.join((*many, *once))} are" if many or once else "it takes none"
            raise ProblemError(422, f"{name[:60]}: there is no such parameter; {there}", name[:60])
        if name in once and asked.count(name) > 1:
            raise ProblemError(422, f"{name}: write it once", name)


def _day(written: object) -> object:
    """2026-07-01, and nothing else that could be taken for a day, as 0 for the first of January 1970."""
    if isinstance(written, str) and not _DAY.fullmatch(written):
        raise PydanticCustomError("day", "write a day, as 2026-07-01")
    if written is not None and not isinstance(written, str | date):
        raise PydanticCustomError("day", 'write a day, as "2026-07-01"')
    return written


def _moment(written: object) -> object:
    if isinstance(written, str) and not _MOMENT.match(written):
        raise PydanticCustomError("moment", "write a moment with its offset, as 2026-05-08T00:00:00Z")
    return written


_DAY = regex(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)
CalendarDay = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]

# -- described -------------------------------------------------------------------------------------

_WHY = {
    401: "Nobody is logged in, or the token is not known.",
    403: "The account may not do this.",
    404: "There is no such thing.",
    409: "Somebody decided since; the answer holds what was not seen.",
    413: "What was sent is too large.",
    415: "What was sent is no JSON.",
    422: "A parameter or a key cannot be read; `field` names it.",
    503: "The archive cannot be read now.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Of an address, the refusals that it may answer with."""
    return {
        status: {"model": Problem, "description": _WHY[status]}
        for status in sorted({*statuses, 401, 403, 422, 503})
    }


Limit = Annotated[int, Query(ge=1, le=MOST, description="Entries of a page, at most.")]
BEFORE = "The `next` of the page before; without it, the first page."
NEXT = "What to ask for with `before` to read on; null on the last page."


def number(written: str, field: str) -> int:
    """A number of ours in an address. ProblemError when it is none."""
    if not (written.isascii() and written.isdecimal() and len(written) < 19):
        raise ProblemError(422, f"{written[:40]!r} is no number of ours", field)
    return int(written)
