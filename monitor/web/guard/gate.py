"""Where every request comes in. A page that nobody thought of is shut."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.people import Role
from monitor.web.doors import Office
from monitor.web.guard.visit import Visit, Who


@dataclass(frozen=True)
class Cookies:
    """Their names: other archives at the same host have others."""

    session: str
    form: str
    known: str

    @classmethod
    def of(cls, key: bytes, *, secure: bool) -> Cookies:
        mine = hmac.new(key, b"cookies", hashlib.sha256).hexdigest()[:8]
        before = "__Host-" if secure else ""
        return cls(*(f"{before}{name}-{mine}" for name in ("session", "form", "known")))


class Gate:
    """Lets in who may come in, and writes down who it is."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app, self.office = app, office
        self.key = office.store.people.key("forms")
        self.cookies = Cookies.of(self.key, secure=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        visit = await run_in_threadpool(self._visit, request)
        scope.setdefault("state", {})["visit"] = visit

        async def with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start" and visit.fresh and visit.asked:
                MutableHeaders(scope=message).append(
                    "Set-Cookie", f"{self.cookies.form}={visit.bound}; Path=/; HttpOnly; SameSite=Lax"
                )
            await send(message)

        await self.app(scope, receive, with_cookies)

    def _visit(self, request: Request) -> Visit:
        visit = Visit(self.key, request.client.host if request.client else "")
        visit.bound = request.cookies.get(self.cookies.form, "")
        if not visit.bound:
            visit.bound, visit.fresh = secrets.token_urlsafe(32), True
        if not self.office.login:
            visit.who = Who(self.office.local, Role.ADMIN)
        return visit
