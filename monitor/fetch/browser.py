"""Pages as they stand when their scripts have run: a Request goes in, a Document or a FetchError comes back.

One browser, one page at a time, all of it through our own gateway, with the turns, the pauses and the
robots.txt of the plain fetcher. It renders and does nothing else: an answer that is a gate is handed back as
it came, before any of its scripts has run, and a page that asks for itself again does not get it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import monotonic

from monitor import urls
from monitor.errors import BlockedError, FetchError, ReadError
from monitor.extract import sniff
from monitor.fetch import chromium, orders
from monitor.fetch.chromium import Bounds
from monitor.fetch.deadline import Budget
from monitor.fetch.driver import BrokenError, Driver
from monitor.fetch.gateway import Gateway, Traffic
from monitor.fetch.hosts import STOPPED, Host
from monitor.fetch.http import Fetcher
from monitor.fetch.manners import Manners
from monitor.model import Access, Came, Document, Request, Tls

log = logging.getLogger(__name__)

GRACE_S = 4.0  # for the driver to say that time is up, before it is ended
JARS = 16  # sources whose cookies are kept side by side
UNUSED_S = 300.0  # so long after its last page a source begins without cookies
SHELL_BYTES = 400  # of text; a page that says less and asks for itself again is no page

# What a source's headers say besides these may be a secret and stays with its origin (faults N06).
FOR_ANYBODY = frozenset({"accept-language", "content-type", "x-requested-with"})
# The browser says these itself.
ITS_OWN = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "cookie", "host", "user-agent"}
)
OF_BYTES = frozenset(
    {"content-type", "content-length", "content-encoding", "transfer-encoding", "etag", "last-modified"}
)

Judge = Callable[[Document], None]


class Browser:
    """Renders for as many threads as there are, one page at a time; Chromium starts with the first.

    fetcher: whose turns, pauses, robots.txt and gate hold here too. judge: raises BlockedError for a gate.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        manners: Manners,
        bounds: Bounds,
        *,
        clock: Callable[[], datetime],
        judge: Judge,
    ) -> None:
        self._fetcher, self._manners, self._bounds = fetcher, manners, bounds
        self._clock, self._judge = clock, judge
        self._turns = Host(1, bounds.idle * 0)
        self._gateway: Gateway | None = None
        self._driver: Driver | None = None
        self._pages = 0
        self._jars: OrderedDict[str, float] = OrderedDict()
        self._idle: threading.Timer | None = None
        self._stopped = False

    def __call__(self, request: Request, *, budget: Budget | None = None) -> Document:
        """The page, or what its server answered instead of one. FetchError: none. ReadError: a skeleton."""
        _refuse(request.access)
        _parsed(request.url)
        with self._turns.turn():
            self._rest(None)
            try:
                if self._is_new(request.access.jar) and request.access.cookies_from:
                    first = replace(request.access, wait_for=None)
                    if first.home is None:  # then its own cookies are for an address that nobody told us
                        first = replace(first, cookies=())
                    self._page(Request(request.access.cookies_from, access=first), budget)
                return self._page(request, budget)
            finally:
                self._rest(self._bounds.idle.total_seconds())

    def abort(self) -> None:
        """End what is under way at once; every call ends in a FetchError, now and later."""
        self._stopped = True
        self._turns.stop()
        if (driver := self._driver) is not None:
            driver.kill(STOPPED)

    def close(self) -> None:
        self.abort()
        self._rest(None)
        if self._gateway is not None:
            self._gateway.close()
            self._gateway = None

    # -- the browser's life ------------------------------------------------------------------------

    def _page(self, request: Request, budget: Budget | None) -> Document:
        driver = self._running()
        assert self._gateway is not None
        self._pages += 1
        with self._gateway.page(request.access.proxy) as traffic:
            visit = _Visit(self, request, driver, traffic, budget)
            try:
                return visit.document()
            except BrokenError as error:
                self._end_driver()
                raise FetchError(STOPPED if self._stopped else f"browser: {error}") from None
            except BaseException:
                if not visit.done:  # it is in the middle of something, and nobody knows of what
                    self._end_driver()
                raise
            finally:
                if visit.stuck:
                    self._end_driver()

    def _running(self) -> Driver:
        """A browser that runs: this one, or a new one after a crash or after many pages (faults D10)."""
        if self._driver is not None and (not self._driver.alive or self._pages >= self._bounds.pages):
            self._end_driver()
        if self._driver is None:
            executable = chromium.needed(sandbox=self._bounds.sandbox)
            if self._gateway is None:
                self._gateway = Gateway(self._fetcher.connect, most_bytes=self._bounds.traffic_bytes)
            start = orders.Start(
                executable,
                self._bounds.sandbox,
                self._gateway.url,
                Gateway.user,
                self._gateway.password,
                self._manners.user_agent,
                self._bounds.memory_bytes,
            )
            self._pages = 0
            self._jars.clear()
            self._driver = Driver(self._bounds, start)
            log.info("browser started executable=%s sandbox=%s", executable, self._bounds.sandbox)
        if self._stopped:
            self._end_driver()
            raise FetchError(STOPPED)
        return self._driver

    def _end_driver(self) -> None:
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.kill("the browser was ended")

    def _rest(self, seconds: float | None) -> None:
        """End the browser when it was not used for so long; None calls that off."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if seconds is not None and self._driver is not None and not self._stopped:
            self._idle = threading.Timer(seconds, self._end_unused)
            self._idle.daemon = True
            self._idle.start()

    def _end_unused(self) -> None:
        with contextlib.suppress(FetchError), self._turns.turn():
            if self._idle is not None and self._idle is threading.current_thread():
                self._end_driver()

    # -- cookies -----------------------------------------------------------------------------------

    def _is_new(self, jar: str) -> bool:
        used = self._jars.get(jar)
        return used is None or monotonic() - used > UNUSED_S or self._driver is None or not self._driver.alive

    def used(self, jar: str) -> bool:
        """Whether the source begins without cookies; it has been used now. The driver keeps as many as we count."""
        fresh = self._is_new(jar)
        self._jars.pop(jar, None)
        self._jars[jar] = monotonic()
        while len(self._jars) > JARS:
            self._jars.popitem(last=False)
        return fresh

    # what a visit needs

    @property
    def manners(self) -> Manners:
        return self._manners

    @property
    def bounds(self) -> Bounds:
        return self._bounds

    @property
    def fetcher(self) -> Fetcher:
        return self._fetcher

    def now(self) -> datetime:
        return self._clock()

    def is_gate(self, document: Document, *, rendered: bool) -> bool:
        """Whether an answer is a gate. Before its scripts have run only what they cannot change says so."""
        try:
            self._judge(document)
        except BlockedError as error:
            return rendered or error.challenge.startswith(("script challenge", "firewall"))
        except (FetchError, ReadError):
            return False
        return False


class _Visit:
    """One page under way. done: the driver is ready for another. stuck: it holds on to this one."""

    def __init__(
        self, browser: Browser, request: Request, driver: Driver, traffic: Traffic, budget: Budget | None
    ) -> None:
        self.done = self.stuck = False
        self._browser, self._request, self._driver, self._traffic = browser, request, driver, traffic
        own = Budget(browser.manners.timeout(request.part))
        self._budgets = ((f"one {request.part}", own), *([("a whole check", budget)] if budget else []))
        self._at = ""  # the last address that it went to

    def document(self) -> Document:
        """What came of it."""
        with contextlib.ExitStack() as turn:
            self._driver.say(self._order())
            while True:
                match self._hear():
                    case orders.May(url):
                        turn.close()
                        self._let(turn, url)
                        self._driver.say(orders.Go(self._left_s))
                    case orders.Answered() as word:
                        answer = self._answer(word)
                        if self._as_it_came(answer):
                            self._stop()
                            return answer
                        self._driver.say(orders.Go(self._left_s))
                    case orders.Rendered() as word:
                        self.done, self.stuck = True, word.stuck
                        return self._document(word)
                    case orders.Ended(reason, stuck):
                        self.done, self.stuck = True, stuck
                        raise self._fault(reason)
                    case word:
                        raise AssertionError(f"{type(word).__name__} was not to be said")

    # -- what the page wants to do -----------------------------------------------------------------

    def _let(self, turn: contextlib.ExitStack, url: str) -> None:
        """Take the host's turn for where the page goes next, or stop it there."""
        before, self._at = self._at, url
        insecure = before.startswith("https:") and url.startswith("http:")
        try:
            if insecure and not self._browser.manners.insecure_redirects:
                raise FetchError(f"redirect: {before} leads from https to {url}", transient=False)  # noqa: TRY301
            turn.enter_context(self._browser.fetcher.turn(self._request, _parsed(url)))
        except FetchError:
            self._stop()
            raise
        if self._left_s <= 0:
            self._stop()
            raise FetchError(f"not fetched: no time left of {self._limit}")

    def _stop(self) -> None:
        """Have the page put away."""
        self._driver.say(orders.Stop())
        while not isinstance(word := self._hear(closing=True), orders.Ended | orders.Rendered):
            self._driver.say(orders.Stop())
        self.done, self.stuck = True, word.stuck

    def _answer(self, word: orders.Answered) -> Document:
        if fault := self._traffic.fault(word.url):
            self._stop()  # the answer is our own gateway's
            raise fault
        body = base64.b64decode(word.body)
        if cut := self._cut(word.headers, body):
            self._stop()
            raise cut
        answer = self._made(word.url, word.status, word.headers, body)
        self._browser.fetcher.told(answer)
        return answer

    def _cut(self, headers: orders.Pairs, body: bytes) -> FetchError | None:
        """Why an answer is not whole (faults N03); what a coding hides, Chromium finds out."""
        if self._traffic.over:
            return self._fault("")
        said = {name.lower(): value for name, value in headers}
        length = said.get("content-length", "")
        if length.isdecimal() and "content-encoding" not in said and int(length) > len(body) > 0:
            return FetchError(f"body: cut off, {len(body):,} of {int(length):,} bytes came")
        return None

    def _as_it_came(self, answer: Document) -> bool:
        """Whether nothing of an answer is to be run: an error, a gate, or no page at all."""
        if answer.status != 200 or sniff.sniff(answer.body) != "html":
            return True
        return self._browser.is_gate(answer, rendered=False)

    # -- what came of it ---------------------------------------------------------------------------

    def _document(self, word: orders.Rendered) -> Document:
        if not word.url.startswith(("http://", "https://")):
            raise FetchError(
                f"browser: its script left for {word.url[:100]}, which is no page of its server; "
                "if the page says all without its scripts, use fetch: http"
            )
        body = word.html.encode("utf-8", "replace")
        if len(body) > (most := self._browser.manners.size_bytes(self._request.part)):
            raise FetchError(
                f"body: the rendered document is larger than {most:,} bytes, the limit", transient=False
            )
        # What is said of the bytes that came is not true of those that the scripts made of them.
        kept = tuple((name, value) for name, value in self._headers if name.lower() not in OF_BYTES)
        headers = (*kept, ("Content-Type", "text/html; charset=utf-8"))
        document = self._made(word.url, 200, headers, body)
        if word.again and (not word.found or _says(word.html) < SHELL_BYTES):
            raise BlockedError(
                "the page ran a script and asked for itself again, as a script challenge does; it did not get it",
                "script challenge",
            )
        if not word.found and not self._browser.is_gate(document, rendered=True):
            raise ReadError(
                f"`{self._request.access.wait_for}` did not appear within {self._browser.bounds.settle.total_seconds():g} s: "
                "the page is a skeleton that its scripts did not fill, or wait_for is for another page"
            )
        return document

    def _made(self, url: str, status: int, headers: orders.Pairs, body: bytes) -> Document:
        self._headers = headers
        return Document(
            request=self._request,
            url=url,
            status=status,
            headers=headers,
            held=body,
            sha256=hashlib.sha256(body).hexdigest(),
            fetched_at=self._browser.now(),
            came=Came.BROWSER,
        )

    def _fault(self, reason: str) -> FetchError:
        if self._traffic.over:
            most = f"{self._traffic.most_bytes:,} bytes, the limit"
            return FetchError(f"browser: the page loads more than {most}", transient=False)
        if fault := self._traffic.fault(self._at):
            return fault
        if self._left_s <= 0:
            return FetchError(f"browser: not done after {self._limit}: {reason}")
        return FetchError(f"browser: {reason}")

    # -- asking the driver -------------------------------------------------------------------------

    def _hear(self, *, closing: bool = False) -> orders.Word:
        began = monotonic()
        try:
            return self._driver.hear(GRACE_S if closing else max(0.0, self._left_s) + GRACE_S, self._limit)
        finally:
            for _, budget in self._budgets:
                budget.spend(monotonic() - began)

    @property
    def _left_s(self) -> float:
        return min(budget.left_s for _, budget in self._budgets)

    @property
    def _limit(self) -> str:
        name, budget = min(self._budgets, key=lambda each: each[1].left_s)
        return f"{budget.limit_s:g} s, the limit for {name}"

    def _order(self) -> orders.Render:
        request, access, browser = self._request, self._request.access, self._browser
        told = {name: value for name, value in request.headers if name.lower() not in ITS_OWN}
        return orders.Render(
            url=request.url,
            method=request.method,
            headers=tuple((n, v) for n, v in told.items() if n.lower() not in FOR_ANYBODY),
            for_anybody=tuple((n, v) for n, v in told.items() if n.lower() in FOR_ANYBODY),
            body=orders.packed(request.body),
            jar=access.jar,
            fresh=browser.used(access.jar),
            home=access.home or request.url,
            cookies=access.cookies,
            wait_for=access.wait_for if request.listed is None else None,  # a notice's page holds no list
            left_s=self._left_s,
            settle_s=browser.bounds.settle.total_seconds(),
            size_bytes=browser.manners.size_bytes(request.part),
            navigations=browser.manners.redirects + 1,
        )


def _refuse(access: Access) -> None:
    """Say what a browser cannot do, before anything is asked."""
    if access.tls != Tls():
        raise FetchError(
            "browser: `tls` is for plain requests; Chromium trusts this machine's certificates and no others, "
            "so add the certificate there or use fetch: http",
            transient=False,
        )


def _parsed(url: str) -> str:
    try:
        return urls.parse(url)
    except ValueError as error:
        raise FetchError(f"not fetched: {error}", transient=False) from None


def _says(html: str) -> int:
    """How many bytes of text a reader sees."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "noscript", "template"])
    return len(" ".join((tree.body.text() if tree.body else "").split()).encode())
