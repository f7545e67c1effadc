"""Where every request comes in. A page that nobody thought of is shut.

In this order: the name it asks by and whether it came through a proxy, what it brings along (not too much), who it is,
whether another site sent it, and whether somebody must be logged in.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import cached_property
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.errors import StoreError
from monitor.people import API, FEED, Role
from monitor.values import dataclass
from monitor.web.doors import Office
from monitor.web.guard import hosts
from monitor.web.guard.bodies import SlowError, TooLargeError, again, whole
from monitor.web.guard.cookies import Cookies
from monitor.web.guard.forms import FIELD, SAFE, fields_of
from monitor.web.guard.paths import address_of, safe_next
from monitor.web.guard.visit import Visit, Who

OPEN = frozenset({"/login", "/style.css", "/favicon.ico", "/healthz"})  # to everybody; nothing else is
NAMELESS = frozenset({"/healthz"})  # asked by machines, under whatever name
PROGRAMS = ("/api/", "/metrics")  # who asks is told what is missing, not sent to a page
FEEDS = "/feeds/"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answers:
    """What the gate shows itself. refuse: a page that says why not, by the status and our words' name for it. to_log_in:
    the page to do so, with the fields of a form that were sent too late. unreadable: that the database could not be
    asked, with the fields of the form that was sent.
    """

    refuse: Callable[[Request, int, str], Response]
    to_log_in: Callable[[Request, FormData | None], Response]
    unreadable: Callable[[Request, StoreError, FormData | None], Response]


class Gate:
    """Lets in who may come in, and writes down who it is."""

    def __init__(self, app: ASGIApp, office: Office, answers: Answers) -> None:
        self.app, self.office, self.answers = app, office, answers
        self.web = office.config.settings.web

    @cached_property
    def key(self) -> bytes:
        """Asked for when somebody comes: the database may not be there when the server begins, and later is."""
        return self.office.store.people.key("forms")

    @cached_property
    def cookies(self) -> Cookies:
        return Cookies.of(self.key, secure=self.office.is_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # we have none
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            await self._let_in(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if (wrong := self._at_the_door(request)) is not None:
            await self._refuse(request, 403, wrong, receive, send)
            return
        try:
            if request.method not in SAFE:
                receive = again(await whole(request, self.web.form_size), receive)
            visit = await run_in_threadpool(self._visit, request)
        except TooLargeError:
            await self._refuse(request, 413, "413", receive, send)
            return
        except SlowError:
            await self._refuse(request, 408, "408", receive, send)
            return
        except StoreError as error:
            await self._without_visit(request, error, receive, send)
            return
        scope.setdefault("state", {})["visit"] = visit
        if self.office.is_https:  # what our proxy took off
            scope["scheme"] = "https"
        if (
            request.method == "HEAD"
        ):  # every page answers it as it answers GET; the server leaves its body out
            visit.bare = True
            scope = {**scope, "method": "GET"}
        answer = await self._instead(Request(scope, receive), visit)
        await (answer or self.app)(scope, receive, self._with_cookies(visit, send))

    async def _without_visit(self, request: Request, error: StoreError, receive: Receive, send: Send) -> None:
        """Nobody can be told apart. Who is asked without a name answers for itself."""
        if request.scope["path"] in NAMELESS:
            await self.app(request.scope, receive, send)
            return
        sent = Request(request.scope, receive)
        fields = None if sent.method in SAFE else await self._fields(sent)
        answer = await run_in_threadpool(self.answers.unreadable, sent, error, fields)
        await answer(request.scope, receive, send)

    # -- at the door -------------------------------------------------------------------------------

    def _at_the_door(self, request: Request) -> str | None:
        """Our words' name for why nobody is let in who asks like this; None when all is well."""
        if request.scope["path"] in NAMELESS:
            return None
        if not self.office.login:
            near = request.client is None or hosts.is_near(request.client.host)
            if not near or hosts.came_through(request.headers):
                return "proxied"
        asked = request.headers.getlist("host")
        if len(asked) == 1 and hosts.is_ours(
            hosts.named(asked[0]), self.web.public_url, self.office.names, login=self.office.login
        ):
            return None
        return "name" if self.office.login else "host"

    async def _refuse(self, request: Request, status: int, name: str, receive: Receive, send: Send) -> None:
        answer = await run_in_threadpool(self.answers.refuse, request, status, name)
        if status in {408, 413}:
            answer.headers["Connection"] = "close"  # what else it brings is not read
        await answer(request.scope, receive, send)

    # -- who it is ---------------------------------------------------------------------------------

    def _visit(self, request: Request) -> Visit:
        web, headers = self.web, request.headers
        peer = request.client.host if request.client else ""
        address = hosts.caller(peer, headers.getlist("x-forwarded-for"), web.proxies)
        visit = Visit(self.key, self.cookies, address)
        visit.ours = hosts.sent_by(headers, web.public_url) == hosts.OURS
        if self.office.login:
            self._by_session(request, visit)
        else:
            visit.who = Who(self.office.local, Role.ADMIN)
        if visit.session is None:
            visit.bound = request.cookies.get(self.cookies.form, "")
            if len(visit.bound) < 32:  # none of ours
                visit.bound, visit.fresh = secrets.token_urlsafe(32), True
        self._by_token(request, visit)
        return visit

    def _by_session(self, request: Request, visit: Visit) -> None:
        secret = request.cookies.get(self.cookies.session)
        if not secret:
            return
        people, now = self.office.store.people, self.office.clock()
        session = people.session(secret)
        if session is None or not session.holds(now, self.web.session_idle, self.web.session_length):
            visit.before = secret
            if session is not None:  # once over it stays so, whatever the clock and the settings say later
                people.end(session.key)
            return
        visit.session, visit.bound = session, secret
        visit.who = Who(session.account.name, session.account.role, session.account.id)
        people.touch(session, now)

    def _by_token(self, request: Request, visit: Visit) -> None:
        path = request.scope["path"]
        if path.startswith(FEEDS):
            kind, secret = FEED, path.removeprefix(FEEDS).partition(".")[0].partition("/")[0]
        elif path.startswith(PROGRAMS):
            scheme, _, secret = request.headers.get("authorization", "").partition(" ")
            kind, secret = API, secret.strip() if scheme.lower() == "bearer" else ""
        else:
            return
        token = self.office.store.people.by_token(kind, secret, self.office.clock()) if secret else None
        if token is not None:
            visit.token = token
            visit.who = Who(token.account.name, token.role, token.account.id)

    # -- what is said instead of the page ----------------------------------------------------------

    async def _instead(self, request: Request, visit: Visit) -> Response | None:
        """What is answered without asking a page; None when the page is to be asked."""
        asks, path = request.method in SAFE, request.scope["path"]
        if not asks and visit.token is None and self._is_foreign(request):
            return await run_in_threadpool(self.answers.refuse, request, 403, "origin")
        if visit.who is not None or path in OPEN:
            return None
        if path.startswith(FEEDS):
            return await run_in_threadpool(self.answers.refuse, request, 404, "404")
        if path.startswith(PROGRAMS):
            said = "log in, or show a token: Authorization: Bearer TOKEN; `monitor users token` makes one"
            return JSONResponse({"error": said}, 401, {"WWW-Authenticate": "Bearer"})
        if asks:
            return RedirectResponse(
                f"/login?{urlencode({'next': safe_next(address_of(request.scope))})}", 303
            )
        fields = await self._fields(request)
        late = fields is not None and self._is_late(visit, fields)
        return await run_in_threadpool(self.answers.to_log_in, request, fields if late else None)

    def _is_foreign(self, request: Request) -> bool:
        return hosts.sent_by(request.headers, self.web.public_url) == hosts.FOREIGN

    def _is_late(self, visit: Visit, fields: FormData) -> bool:
        """Whether a page of ours sent it, whose session is over."""
        return visit.ours or (
            visit.before is not None and visit.is_signed(fields.get(FIELD), "form", visit.before)
        )

    async def _fields(self, request: Request) -> FormData | None:
        try:
            return await fields_of(request)
        except HTTPException:  # no form of ours
            return None

    def _with_cookies(self, visit: Visit, send: Send) -> Send:
        async def with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if visit.fresh and visit.asked:
                    headers.append("Set-Cookie", self.cookies.set(self.cookies.form, visit.bound))
                for line in visit.lines:
                    headers.append("Set-Cookie", line)
            await send(message)

        return with_cookies
