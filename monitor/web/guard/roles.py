"""Who asks, and what they may: readers look, analysts decide, admins may all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from fastapi import Request
from starlette.exceptions import HTTPException

from monitor.web.doors import office_of


class Role(IntEnum):
    """A higher one may all that a lower one may."""

    READER = 1
    ANALYST = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Who:
    name: str
    role: Role

    @property
    def decides(self) -> bool:
        return self.role >= Role.ANALYST


def who(request: Request) -> Who | None:
    """Who asks; None when nobody is logged in and somebody must be."""
    office = office_of(request)
    return None if office.login else Who(office.local, Role.ADMIN)


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
