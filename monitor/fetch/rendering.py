"""One page in the browser, from its address to its document as it stands when the scripts have filled it.

Runs in the browser's own process. The page's own requests stop here twice, before they leave and before
their answer is run, until it is said that they may go on; files, pictures and fonts do not leave at all.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Coroutine
from time import monotonic
from typing import Any, Protocol, Self
from urllib.parse import urldefrag, urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Error,
    Page,
    Request,
    Response,
    TimeoutError as PlaywrightTimeoutError,
)

from monitor.fetch import orders
from monitor.patterns import regex
from monitor.urls import DEFAULT_PORTS

MOST_CONTEXTS = 16  # profiles of so many sources are kept side by side
QUIET_S = 0.5  # a document in which nothing happens for so long is ready
LOOK_S = 0.1
CALM = round(QUIET_S / LOOK_S)  # so many looks, each of them answered by the page: a busy machine slows both
CAPTURE_S = 5.0
CLOSE_S = 2.0
TAKING_S = 3.0  # of the time for a page, kept for taking it as it stands

_BUSY = frozenset({"document", "script", "xhr", "fetch"})  # requests that may still change the document
_UNWANTED = frozenset({"Image", "Font", "Media"})
_SIGN = """() => [document.readyState, document.getElementsByTagName("*").length,
    document.documentElement ? document.documentElement.textContent.length : 0].join()"""
_SIZE = "() => document.documentElement ? document.documentElement.outerHTML.length : 0"
_NET = regex(r"net::(ERR_\w+)")


class Talk(Protocol):
    """The way to whoever wants the page."""

    def say(self, word: orders.Word) -> None: ...

    async def hear(self) -> orders.Word: ...


class Contexts:
    """A browser profile for each source, thrown away when it is no longer used."""

    def __init__(self, browser: Browser, user_agent: str) -> None:
        self._browser = browser
        self._user_agent = user_agent
        self._open: OrderedDict[str, BrowserContext] = OrderedDict()

    @classmethod
    async def of(cls, browser: Browser, name: str) -> Self:
        """name: ours, which follows the browser's own in the User-Agent."""
        session = await browser.new_browser_cdp_session()
        version = await session.send("Browser.getVersion")
        await session.detach()
        return cls(browser, f"{version['userAgent']} {name}")

    async def get(self, jar: str, *, fresh: bool) -> BrowserContext:
        """The source's profile. fresh: one without cookies, whatever was there."""
        known = self._open.pop(jar, None)
        if known is not None and fresh:
            await known.close()
            known = None
        self._open[jar] = known or await self._new()
        while len(self._open) > MOST_CONTEXTS:
            await self._open.popitem(last=False)[1].close()
        return self._open[jar]

    async def _new(self) -> BrowserContext:
        return await self._browser.new_context(
            user_agent=self._user_agent, service_workers="block", accept_downloads=False
        )


class Rendering:
    """credentials: what the gateway asks for."""

    def __init__(
        self, order: orders.Render, talk: Talk, contexts: Contexts, credentials: tuple[str, str]
    ) -> None:
        self._order, self._talk, self._contexts, self._credentials = order, talk, contexts, credentials
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._asking = asyncio.Lock()
        self._clock: asyncio.Timeout | None = None
        self._frame = ""
        self._visited: set[str] = set()  # paths that were answered
        self._navigations = 0
        self._moving = 0  # the page's own requests under way
        self._busy: set[Request] = set()
        self._arriving: Request | None = None  # the page's own, answered last
        self._again = False
        self._leaving = False  # its scripts want it to go elsewhere, and that was not asked for yet
        self._led = False  # the page's own scripts chose where it goes now, not a server

    async def run(self) -> orders.Rendered | orders.Ended:
        """The page, or why there is none."""
        order = self._order
        context = await self._contexts.get(order.jar, fresh=order.fresh)
        if order.fresh and order.cookies:
            await context.add_cookies(
                [{"name": name, "value": value, "url": order.home} for name, value in order.cookies]
            )
        page = await context.new_page()
        try:
            async with asyncio.timeout(order.left_s) as self._clock:
                word = await self._rendered(context, page)
        except TimeoutError:
            word = orders.Ended("its scripts do not let go of it" if self._visited else "no answer")
        except Error as error:
            word = orders.Ended(plainly(error))
        self._end("")
        async with self._asking:  # what was asked is answered before anything else is said
            pass
        return word if await self._closed(page) else _stuck(word)

    async def _rendered(self, context: BrowserContext, page: Page) -> orders.Rendered | orders.Ended:
        session = await context.new_cdp_session(page)
        await self._guard(page, session)
        filling = asyncio.ensure_future(self._filled(page))
        try:
            await asyncio.wait((filling, self._ended), return_when=asyncio.FIRST_COMPLETED)
            return orders.Ended(self._ended.result()) if self._ended.done() else await filling
        finally:
            filling.cancel()
            with contextlib.suppress(Error, asyncio.CancelledError):
                await filling

    # -- waiting for the scripts -------------------------------------------------------------------

    async def _filled(self, page: Page) -> orders.Rendered | orders.Ended:
        """The document when what is waited for is there, or nothing happens any more, or it took long enough."""
        await page.goto(self._order.url, wait_until="commit", timeout=0)
        patience_s = self._patience_s()
        until = monotonic() + patience_s
        found = True
        if self._order.wait_for is not None:
            found = await self._appeared(page, self._order.wait_for, patience_s)
        await self._quiet(page, until)
        await self._whole()
        for _ in range(20):
            try:
                async with asyncio.timeout(CAPTURE_S):
                    size = await page.evaluate(_SIZE)
                    if not isinstance(size, int | float) or size > self._order.size_bytes:
                        return orders.Ended(
                            f"the document is larger than {self._order.size_bytes:,} bytes, the limit"
                        )
                    html = await page.content()
            except TimeoutError:
                return orders.Ended("its scripts do not let go of it")
            except Error as error:  # it goes from one document to the next
                fault = error
                await asyncio.sleep(LOOK_S)
            else:
                return orders.Rendered(page.url, html, found, self._again)
        return orders.Ended(plainly(fault))

    def _patience_s(self) -> float:
        """How long scripts may fill the page: what is set, but so that it can still be taken as it stands then."""
        assert self._clock is not None
        ends = self._clock.when()
        left_s = self._order.left_s if ends is None else ends - asyncio.get_running_loop().time()
        return min(self._order.settle_s, max(QUIET_S, left_s - TAKING_S))

    async def _appeared(self, page: Page, selector: str, patience_s: float) -> bool:
        try:
            await page.wait_for_selector(f"css={selector}", state="attached", timeout=1000 * patience_s)
        except PlaywrightTimeoutError:
            return False
        return True

    async def _quiet(self, page: Page, until: float) -> None:
        """Wait until nothing happens in the document, or it took long enough: some never rest (faults C37)."""
        last, calm = "", 0
        while (now := monotonic()) < until:
            seen = ""
            with contextlib.suppress(Error):  # between two documents
                try:
                    seen = str(await asyncio.wait_for(page.evaluate(_SIGN), until - now))
                except TimeoutError:
                    return
            if seen != last or not seen.startswith("complete") or self._moving or self._busy or self._leaving:
                last, calm = seen, 0
            elif (calm := calm + 1) >= CALM:
                return
            await asyncio.sleep(LOOK_S)

    async def _whole(self) -> None:
        """Wait for the end of the page's own answer: scripts may go on for ever, but half a page is none (N03)."""
        while self._arriving in self._busy:  # noqa: ASYNC110 - it ends with the clock, as every wait here
            await asyncio.sleep(LOOK_S)

    # -- what the page asks for --------------------------------------------------------------------

    async def _guard(self, page: Page, session: CDPSession) -> None:
        tree = await session.send("Page.getFrameTree")
        self._frame = tree["frameTree"]["frame"]["id"]
        await session.send("Page.enable")
        session.on("Page.frameRequestedNavigation", lambda event: self._leaves(event, leaving=True))
        session.on("Page.frameStoppedLoading", lambda event: self._leaves(event, leaving=False))
        session.on("Fetch.requestPaused", lambda event: self._begin(self._paused(session, event)))
        session.on("Fetch.authRequired", lambda event: self._begin(self._authorised(session, event)))
        stages = [{"resourceType": "Document", "requestStage": stage} for stage in ("Request", "Response")]
        patterns = [*stages, *({"resourceType": kind} for kind in sorted(_UNWANTED))]
        await session.send("Fetch.enable", {"patterns": patterns, "handleAuthRequests": True})
        page.on("popup", lambda other: self._begin(_close(other)))
        page.on("request", self._asks)
        page.on("response", self._answers)
        page.on("requestfinished", self._asked)
        page.on("requestfailed", self._failed)
        page.on("crash", lambda _: self._end("its process died, perhaps for want of memory"))

    def _leaves(self, event: dict[str, Any], *, leaving: bool) -> None:
        """The page says so before the browser asks anybody, which on a busy machine is a while later."""
        if event["frameId"] == self._frame and event.get("disposition", "currentTab") == "currentTab":
            self._leaving = leaving

    def _asks(self, request: Request) -> None:
        if request.resource_type in _BUSY:
            self._busy.add(request)

    def _answers(self, response: Response) -> None:
        if _is_own(response.request):
            self._arriving = response.request

    def _asked(self, request: Request) -> None:
        self._busy.discard(request)

    def _failed(self, request: Request) -> None:
        self._busy.discard(request)
        fault = request.failure or ""
        if _is_own(request) and "ERR_ABORTED" not in fault:
            self._end(f"the answer was cut off ({fault.removeprefix('net::ERR_').replace('_', ' ').lower()})")

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, Error):  # of the driver: what it was about has gone
            self._end(f"our own mistake, {type(error).__name__}: {error}")

    async def _authorised(self, session: CDPSession, event: dict[str, Any]) -> None:
        """The gateway gets its password; a site that asks for one is told that we have none."""
        answer: dict[str, str] = {"response": "CancelAuth"}
        if event["authChallenge"].get("source") == "Proxy":
            user, password = self._credentials
            answer = {"response": "ProvideCredentials", "username": user, "password": password}
        await session.send(
            "Fetch.continueWithAuth", {"requestId": event["requestId"], "authChallengeResponse": answer}
        )

    async def _paused(self, session: CDPSession, event: dict[str, Any]) -> None:
        request_id = event["requestId"]
        own = event["frameId"] == self._frame
        changes: dict[str, Any] | None = {}
        if event["resourceType"] in _UNWANTED:
            changes = None
        elif own and ("responseStatusCode" in event or "responseErrorReason" in event):
            changes = {} if await self._may_run(session, event) else None
        elif own:
            changes = await self._may_leave(event)
        if changes is None:
            await session.send("Fetch.failRequest", {"requestId": request_id, "errorReason": "Aborted"})
        else:
            await session.send("Fetch.continueRequest", {"requestId": request_id, **changes})

    async def _may_leave(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """What to change in the page's own request before it goes; None when it may not go."""
        url = str(event["request"]["url"])
        self._leaving = False
        if self._ended.done() or not url.startswith(("http://", "https://")):
            return None
        if "redirectedRequestId" not in event and _place(url) in self._visited:
            self._again = True  # where a challenge would show that it was solved
            return None
        if "redirectedRequestId" not in event:
            self._led = bool(self._visited)
        self._navigations += 1
        if self._navigations > self._order.navigations:
            self._end(f"it leads on and on, the last time to {url[:300]}")
            return None
        self._moving += 1
        if not await self._allowed(orders.May(url)):
            return None
        return self._changes(event, url)

    def _changes(self, event: dict[str, Any], url: str) -> dict[str, Any]:
        order, first = self._order, self._navigations == 1
        headers = dict(order.for_anybody)
        if _origin(url) == _origin(order.home):
            headers |= dict(order.headers)
        changes: dict[str, Any] = {}
        if headers:
            lower = {name.lower() for name in headers}
            sent = {n: v for n, v in event["request"]["headers"].items() if n.lower() not in lower}
            changes["headers"] = [{"name": n, "value": v} for n, v in (sent | headers).items()]
        if first and order.method != "GET":
            changes["method"] = order.method
            if order.body is not None:
                changes["postData"] = order.body
        return changes

    async def _may_run(self, session: CDPSession, event: dict[str, Any]) -> bool:
        """Whether the page's own answer may be run. A redirect is none; where it leads is asked about."""
        self._moving = max(0, self._moving - 1)
        if self._ended.done():
            return False
        if reason := event.get("responseErrorReason"):
            self._end(f"no answer ({reason})")
            return False
        status, url = int(event["responseStatusCode"]), str(event["request"]["url"])
        headers = tuple((each["name"], each["value"]) for each in event.get("responseHeaders", ()))
        if 300 <= status < 400 and any(name.lower() == "location" for name, _ in headers):
            return True
        if self._led and not _is_page(headers):
            return False  # a download, or a file; what stands there stays
        got = {"body": "", "base64Encoded": True}
        if status not in (204, 205, 304):
            try:
                got = await session.send("Fetch.getResponseBody", {"requestId": event["requestId"]})
            except Error as error:
                self._end(f"the answer was cut off ({plainly(error)})")
                return False
        body = str(got["body"])
        body = body if got["base64Encoded"] else orders.packed(body.encode()) or ""
        self._visited.add(_place(url))
        return await self._allowed(orders.Answered(url, status, headers, body))

    async def _allowed(self, word: orders.May | orders.Answered) -> bool:
        """Ask whoever wants the page; while they think, or wait for a host's turn, our time stands still."""
        async with self._asking:
            if self._ended.done():
                return False
            assert self._clock is not None
            with contextlib.suppress(RuntimeError):  # the time was up in this moment
                self._clock.reschedule(None)
            self._talk.say(word)
            reply = await self._talk.hear()
            if isinstance(reply, orders.Go):
                with contextlib.suppress(RuntimeError):
                    self._clock.reschedule(asyncio.get_running_loop().time() + reply.left_s)
                return True
            self._end("stopped")
            return False

    def _end(self, reason: str) -> None:
        if not self._ended.done():
            self._ended.set_result(reason)

    async def _closed(self, page: Page) -> bool:
        """Whether the page could be closed; one whose scripts hold on to it ends with the browser."""
        try:
            async with asyncio.timeout(CLOSE_S):
                await page.close(run_before_unload=False)
        except (TimeoutError, Error):
            return False
        return True


def plainly(error: Error) -> str:
    """What went wrong, without the driver's words around it."""
    if found := _NET.search(error.message):
        return found[1].removeprefix("ERR_").replace("_", " ").lower()
    return error.message.splitlines()[0][:300]


def _stuck(word: orders.Rendered | orders.Ended) -> orders.Rendered | orders.Ended:
    if isinstance(word, orders.Rendered):
        return orders.Rendered(word.url, word.html, word.found, word.again, stuck=True)
    return orders.Ended(word.reason, stuck=True)


async def _close(other: Page) -> None:
    await other.close(run_before_unload=False)


def _is_own(request: Request) -> bool:
    """Whether the page itself is asked for, whose end says whether it came whole, not something in it."""
    return request.is_navigation_request() and request.frame.parent_frame is None


def _is_page(headers: orders.Pairs) -> bool:
    """Whether an answer says that it is something to look at."""
    said = {name.lower(): value.lower() for name, value in headers}
    return "html" in said.get("content-type", "html") and "attachment" not in said.get(
        "content-disposition", ""
    )


def _place(url: str) -> str:
    """An address without what a script may add to it to be let through."""
    return urldefrag(url).url.partition("?")[0]


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
