"""Who asks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import Field

from monitor.web.api.base import Reader, Record, problems
from monitor.web.guard import visit_of

router = APIRouter(tags=["me"])


class Me(Record):
    name: str
    role: str
    decides: bool = Field(description="Whether it may take steps of triage.")
    token: str | None = Field(description="What the token is called that was shown.")


@router.get("/me", summary="Who asks, and what they may", responses=problems())
def me(request: Request, who: Reader) -> Me:
    visit = visit_of(request)
    token = visit.token.name if visit and visit.token else None
    return Me(name=who.name, role=who.role.word, decides=who.decides, token=token)
