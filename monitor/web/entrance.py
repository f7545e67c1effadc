"""The page to log in at, and what a form brought that was sent too late: nothing typed is lost, nothing is sent unseen."""

from __future__ import annotations

import json
from dataclasses import replace

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from monitor.errors import StoreError
from monitor.values import dataclass
from monitor.web import refusals
from monitor.web.guard.forms import FIELD, MistrustedError
from monitor.web.guard.paths import address_of, safe_next
from monitor.web.guard.visit import visit_of
from monitor.web.show import show

_SECRET = "password"  # noqa: S105  part of the names of fields that are never shown again
_LONG = 60  # letters, from which on a value is shown in a box of several lines


@dataclass(frozen=True, slots=True)
class Carried:
    """A form on its way past the log-in. to: the path it goes to; fields: as written."""

    to: str
    fields: tuple[tuple[str, str], ...]

    @property
    def packed(self) -> str:
        return json.dumps([self.to, self.fields], ensure_ascii=True)

    @property
    def is_long(self) -> tuple[bool, ...]:
        return tuple(len(value) > _LONG or "\n" in value for _, value in self.fields)


def carried(to: str, form: FormData) -> Carried | None:
    """What was written in a form; None when there is nothing that could be sent again."""
    fields = tuple(
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name != FIELD and _SECRET not in name.lower()
    )
    return Carried(to, fields) if fields and to != "/" and safe_next(to) == to else None


def unpacked(written: object) -> Carried | None:
    """What `packed` gave; None for anything else."""
    if not isinstance(written, str) or not written:
        return None
    try:
        to, fields = json.loads(written)
        pairs = [(name, value) for name, value in fields]
    except (ValueError, TypeError, RecursionError):
        return None
    if not isinstance(to, str) or not all(isinstance(part, str) for pair in pairs for part in pair):
        return None
    return carried(to, FormData(pairs))


@dataclass(frozen=True, slots=True)
class Entrance:
    """next: where to after it. problem: our words' name for what was wrong; wait_s: of `wait`, how long."""

    next: str = "/"
    name: str = ""
    problem: str | None = None
    wait_s: int = 0
    carried: Carried | None = None


def entrance(request: Request, shown: Entrance, status: int = 200) -> HTMLResponse:
    return show(request, "login.html", status=status, entrance=shown)


def to_log_in(request: Request, form: FormData | None) -> HTMLResponse:
    """What is answered to a form that came after its session was over; None for the fields of one nobody knows."""
    kept = carried(address_of(request.scope), form) if form is not None else None
    return entrance(request, Entrance(problem="over", carried=kept), 401)


def once_more(request: Request, kept: Carried, status: int, why: str = "again.why") -> HTMLResponse:
    """What was written, to be looked at and sent by hand. why: our words' name for what stopped it."""
    return show(request, "again.html", status=status, carried=kept, why=why)


def out_of_order(request: Request, error: StoreError) -> Response:
    """What is answered when the database could not be asked on the way."""
    visit = visit_of(request)
    return unreadable(request, error, visit.fields if visit else None)


def unreadable(request: Request, error: StoreError, form: FormData | None) -> Response:
    """The same. form: what was sent, which is shown to be sent once more."""
    path = request.scope["path"]
    kept = carried(address_of(request.scope), form) if form is not None and path != "/login" else None
    answer = refusals.unreadable(request, error)
    if kept is None or path.startswith("/api/"):
        return answer
    return once_more(request, kept, 503, f"refusal.d503{error.passing}")


def mistrusted(request: Request, error: MistrustedError) -> Response:
    """What is answered to a form without the token of this browser's pages.

    When a page of ours surely sent it (somebody logged in anew in another window), it is shown to be sent by hand.
    """
    visit, path = visit_of(request), request.scope["path"]
    if path == "/login":
        if visit is not None and visit.session is not None:
            return RedirectResponse(safe_next(_text(error.fields, "next")), 303)
        shown = Entrance(safe_next(_text(error.fields, "next")), _text(error.fields, "name"), "again")
        return entrance(request, replace(shown, carried=unpacked(error.fields.get("carried"))), 403)
    kept = carried(address_of(request.scope), error.fields)
    if visit is not None and visit.ours and kept is not None and not path.startswith("/api/"):
        return once_more(request, kept, 403)
    return refusals.refuse(request, 403, name="form")


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
