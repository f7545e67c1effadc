"""Who asks, and what they may: readers look, analysts decide, admins may all."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from starlette.exceptions import HTTPException

from monitor.people import Role
from monitor.web.guard.visit import Who, visit_of

__all__ = ["Role", "Who", "may", "who"]


def who(request: Request) -> Who | None:
    """Who asks; None when nobody is logged in and somebody must be."""
    visit = visit_of(request)
    return visit.who if visit else None


def may(role: Role) -> Callable[[Request], Who]:
    """What a page depends on that not everybody may ask for: it gets who asks."""

    def allowed(request: Request) -> Who:
        asks = who(request)
        if asks is None:
            raise HTTPException(401)
        if asks.role < role:
            raise HTTPException(403)
        return asks

    return allowed
