"""What people see instead of a page, with what they can do; programs get the same as JSON."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from monitor.errors import StoreError
from monitor.web.api.base import SENTENCES, ProblemError, problem, refused
from monitor.web.doors import office_of
from monitor.web.guard import Role, who
from monitor.web.guard.headers import HEADERS
from monitor.web.show import show

KNOWN = {400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 503}  # that have words of their own

log = logging.getLogger(__name__)


def register(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _refused)  # type: ignore[arg-type]  # each gets its own sort
    app.add_exception_handler(RequestValidationError, _misread)  # type: ignore[arg-type]
    app.add_exception_handler(ProblemError, refused)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _our_mistake)


def refuse(request: Request, status: int, detail: str = "", name: str = "") -> Response:
    """The answer for a refusal. detail: a sentence about this very one. name: of our words for it, when not the status."""
    if request.scope["path"].startswith("/api/"):
        return problem(status, detail)
    name = name or str(status if status in KNOWN else 400 if status < 500 else 500)
    return show(request, "refusal.html", status=status, code=status, name=name, detail=detail)


def named(request: Request, status: int, name: str) -> Response:
    """The same by our words' name for it."""
    if not request.scope["path"].startswith("/api/"):
        return refuse(request, status, name=name)
    return problem(status, _words_of(request, f"d{name}"))


def _words_of(request: Request, name: str) -> str:
    """Our sentence for it in the language of programs."""
    return office_of(request).presses.of("en")[-1].words.say(f"refusal.{name}")


def _refused(request: Request, error: HTTPException) -> Response:
    detail = error.detail if isinstance(error.detail, str) else ""
    answer = refuse(request, error.status_code, "" if _is_usual(error.status_code, detail) else detail)
    answer.headers.update(error.headers or {})
    return answer


def _is_usual(status: int, detail: str) -> bool:
    """Whether the detail is only the standard's name for the status, which our words say better."""
    return status in list(HTTPStatus) and detail == HTTPStatus(status).phrase


def _misread(request: Request, error: RequestValidationError) -> Response:
    """A field of the address or of a form that cannot be read, by its name."""
    found = error.errors()
    places = [".".join(str(part) for part in each["loc"][1:]) for each in found]
    said = "; ".join(f"{place}: {each['msg']}" for place, each in zip(places, found, strict=True))
    if request.scope["path"].startswith("/api/"):
        return problem(422, said, places[0])
    return refuse(request, 422, said)


def unreadable(request: Request, error: StoreError) -> Response:
    """The database could not be asked. Where it lies is only for who runs it."""
    log.error("%s %s: %s", request.method, request.url.path, error)
    if request.scope["path"].startswith("/api/"):
        return problem(
            503, SENTENCES[503] if not error.passing else _words_of(request, f"d503{error.passing}")
        )
    me = who(request)
    detail = str(error) if me is not None and me.role >= Role.ADMIN and not error.passing else ""
    return refuse(request, 503, detail, name=f"503{error.passing}")


def _our_mistake(request: Request, error: Exception) -> Response:
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    answer = refuse(request, 500)
    for name, value in HEADERS.items():  # it is given outside of everything else that would put them there
        answer.headers.setdefault(name, value)
    return answer
