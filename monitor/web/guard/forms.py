"""Forms that only our own pages can send: each carries a token that no other site can know.

The token is an HMAC, with the archive's key, of something that this browser alone holds: its session, or a random
cookie where nobody is logged in. Every request that changes something is looked at (`monitor.web.app` makes it a
dependency of all pages), so a page that forgets it is safe as well.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from monitor.web.guard.visit import visit_of

FIELD, HEADER = "form_token", "X-Form-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class MistrustedError(HTTPException):
    """A form without our token. fields: what was written in it."""

    def __init__(self, fields: FormData) -> None:
        super().__init__(403)
        self.fields = fields


def form_token(request: Request) -> str:
    """What a form of a page holds in its hidden field `form_token`: {% include "web/token.html" %} puts it there."""
    visit = visit_of(request)
    if visit is None:
        return ""
    visit.asked = True
    return visit.sign("form", visit.bound)


async def fields_of(request: Request) -> FormData:
    """The fields of a form; 415 for one that brings files, as none of ours does (W06)."""
    if request.headers.get("content-type", "").lower().lstrip().startswith("multipart/"):
        raise HTTPException(415, "forms hold no files here: application/x-www-form-urlencoded")
    return await request.form()


async def checked_form(request: Request) -> FormData:
    """The fields of a form that one of our pages sent; 403 for any other. Nothing of a request that only asks."""
    if request.method in SAFE:
        return FormData()
    visit = visit_of(request)
    if visit is None:
        raise HTTPException(403)
    fields = await fields_of(request)
    if visit.token is not None:  # a program shows its token by itself; no browser does so for another site
        return fields
    given = request.headers.get(HEADER) or fields.get(FIELD)
    if not visit.is_signed(given, "form", visit.bound):
        raise MistrustedError(fields)
    visit.fields = fields
    return fields


CheckedForm = Annotated[FormData, Depends(checked_form)]
