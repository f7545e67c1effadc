"""Programmes: the policies that are followed, and one of them with its facts, questions, claims and notices."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from monitor.digest.names import Names
from monitor.digest.words import Words
from monitor.programmes.stand import stand
from monitor.web.doors import Desk, Office
from monitor.web.following import followed, members, named
from monitor.web.ids import number
from monitor.web.show import language_of, show

router = APIRouter(include_in_schema=False)

PART = 50  # changes of a thread that stand on one page


@router.get("/programmes")
def programmes(request: Request, office: Desk) -> HTMLResponse:
    known = office.config.programmes
    courses = office.store.courses([each.id for each in known])
    names = _names(office, request)

    def make(words: Words) -> Mapping[str, object]:
        return {"programmes": tuple(followed(stand(each, courses[each.id]), names, words) for each in known)}

    return show(request, "programmes.html", make=make)


@router.get("/programmes/{id_}")
def one(request: Request, office: Desk, id_: str, before: str | None = None) -> HTMLResponse:
    """before: the thread only up to this change, not included."""
    programme = named(office.config.programmes, id_)
    if programme is None:
        raise HTTPException(404)
    course = office.store.courses([programme.id])[programme.id]
    part = office.store.reading.thread(programme.id, number(before) if before else None, PART)
    names = _names(office, request)

    def make(words: Words) -> Mapping[str, object]:
        return {
            "programme": followed(stand(programme, course), names, words),
            "members": members(part, words),
        }

    return show(request, "programme.html", make=make, older=part.older, begun=before is None)


def _names(office: Office, request: Request) -> Names:
    return Names.of(office.config.sources, office.config.programmes).spoken(language_of(request))
