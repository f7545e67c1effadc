"""The one way out: a Request goes in, a Document or a FetchError comes back, whatever the network does.

Redirects are followed here, hop by hop, each through the same gate, its host's turn and the same
deadline. A 304 is answered from the archive, so nobody above needs to know.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import logging
import random
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from time import monotonic
from typing import Self

from requests import RequestException
from urllib3.exceptions import HTTPError

from monitor import urls
from monitor.dates import retry_after
from monitor.errors import FetchError
from monitor.fetch import body as bodies
from monitor.fetch.calls import REDIRECTS, Call, Hop, for_cookies
from monitor.fetch.connect import LookUp, PinnedAdapter, Route, Way, look_up as system_look_up
from monitor.fetch.deadline import Budget, Watch, Watchdog
from monitor.fetch.hosts import STOPPED, Hosts, Ways
from monitor.fetch.jars import Jar, Jars
from monitor.fetch.manners import Manners
from monitor.fetch.proxies import Proxy
from monitor.fetch.reasons import explain
from monitor.fetch.robots import NoShelf, Robots, Shelf, refusal, shown
from monitor.fetch.tls import Contexts
from monitor.fetch.wire import Answer
from monitor.model import Access, Certificate, Document, Request, Tls, Validators
from monitor.urls import Origin

log = logging.getLogger(__name__)

PASSING = frozenset({429, 502, 503, 504})  # statuses that may be gone in a moment

_host = lru_cache(maxsize=1024)(urls.host)  # asked for several times in a row


class Fetcher:
    """Fetches for as many threads as there are.

    body: an archived body by its SHA-256. clock: aware UTC. pauses: hosts that asked us to stay away,
    and until when, as an earlier fetcher's `pauses` told. look_up: a name and port to addresses.
    proxies: by the name that sources call them. robots: where robots.txt is remembered.
    """

    def __init__(
        self,
        manners: Manners,
        *,
        body: Callable[[str], bytes],
        clock: Callable[[], datetime],
        pauses: Mapping[str, datetime] | None = None,
        look_up: LookUp = system_look_up,
        proxies: Mapping[str, Proxy] | None = None,
        robots: Shelf | None = None,
    ) -> None:
        self._manners = manners
        self._archived = body
        self._clock = clock
        self._pauses = dict(pauses or {})
        self._stopping = threading.Event()
        self._watchdog = Watchdog()
        self._hosts = Hosts(manners.connections, manners.delay)
        way = Way(manners.networks, self._watchdog, manners.connect_timeout.total_seconds(), look_up)
        self._way = way
        self._proxies = dict(proxies or {})
        self._jars = Jars(clock)
        self._robots = Robots(robots or NoShelf(), clock)
        self._ignoring: set[str] = set()
        self._before: Callable[[str], None] | None = None
        contexts = Contexts(manners.ca_file)

        def adapter(route: Route) -> PinnedAdapter:
            proxy = self._proxies[route.proxy] if route.proxy is not None else None
            return PinnedAdapter(route, way, manners.connections, contexts, proxy)

        self._ways = Ways(adapter)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(
        self, request: Request, *, validators: Validators | None = None, budget: Budget | None = None
    ) -> Document:
        """What the server answers, whatever its status, after redirects and tries that may help.

        validators: left out by whoever wants the page itself. budget: of the whole check. FetchError:
        no usable answer came, or none was allowed to.
        """
        own = Budget(self._manners.timeout(request.part))
        budgets = ((f"one {request.part}", own), *([("a whole check", budget)] if budget else []))
        self._fetch_cookies(request, budget)
        return self._answered(Call(request, validators if request.method == "GET" else None, budgets))

    def _answered(self, call: Call) -> Document:
        """The answer, after tries that may help."""
        for again in range(self._manners.retries, -1, -1):
            try:
                document = self._follow(call)
            except FetchError as error:
                if not again or not error.transient or error.retry_after is not None or call.left_s <= 0:
                    raise
                wait_s = self._backoff_s(again)
            else:
                wait = self._wait_asked(document, again)
                if wait is None:
                    return document
                wait_s = wait
            if self._stopping.wait(wait_s):
                raise FetchError(STOPPED)
        raise AssertionError("the last try returns or raises")

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Those that servers showed over TLS and that were believed."""
        return tuple(self._way.certificates.copy().values())

    @property
    def pauses(self) -> dict[str, datetime]:
        """The hosts that asked us to stay away, and until when; those whose time is over are left out."""
        now = self._clock()
        return {host: until for host, until in self._pauses.copy().items() if until > now}

    def guard(self, before: Callable[[str], None]) -> None:
        """before: called with a host when its turn has come, before anything is sent; what it raises keeps us from it."""
        self._before = before

    @contextlib.contextmanager
    def turn(self, request: Request, url: str) -> Iterator[None]:
        """A host's turn for another way of asking it, such as a browser, which is as polite as this one.

        url: of this hop. FetchError: the host wants to be left alone.
        """
        host = _host(url)
        self._refuse_while_paused(host)
        budget = Budget(self._manners.page_timeout)
        self._obey_robots(Call(request, None, (("robots.txt", budget),)), url)
        with self._hosts[host].turn():
            self._must_be_let(host)
            yield

    def connect(self, host: str, port: int, proxy: str | None) -> socket.socket:
        """A connection for another way of asking: the same gate, the checked address, the source's proxy."""
        seconds = self._manners.connect_timeout.total_seconds()
        with self._watchdog.watch(seconds, f"{seconds:g} s, the limit for connecting") as watch:
            try:
                if proxy is None:
                    return self._way.connect(host, port)
                return self._way.connect_through(self._proxies[proxy], host, port, forwards=False)
            except TimeoutError:
                raise FetchError(f"{watch.phase}: {watch.cut or 'no answer in time'}") from None

    def told(self, document: Document) -> None:
        """Take note of what a host asked for in an answer that came another way (faults N08)."""
        self._wait_asked(document, again=0)

    def abort(self) -> None:
        """End what is under way at once, waits included; every call ends in a FetchError, now and later."""
        self._stopping.set()
        self._hosts.stop()
        self._watchdog.end_all(STOPPED)

    def close(self) -> None:
        self.abort()
        self._watchdog.close()
        self._ways.close()

    # -- one try -----------------------------------------------------------------------------------

    def _follow(self, call: Call) -> Document:
        """The answer at the end of the redirects."""
        found: Document | Hop = call.first
        while isinstance(found, Hop):
            if len(found.before) > self._manners.redirects:
                limit = f"{self._manners.redirects} redirects, the limit"
                raise FetchError(
                    f"redirects: more than {limit}; the last led to {found.url}", transient=False
                )
            found = self._ask(call, found)
        return found

    def _ask(self, call: Call, hop: Hop) -> Document | Hop:
        """One request and its answer, when it is the host's turn."""
        host = _host(hop.url)
        self._refuse_while_paused(host)
        self._obey_robots(call, hop.url)
        with self._hosts[host].turn(), self._ways.along(self._route(call, hop.url)) as adapter:
            self._must_be_let(host)
            if call.left_s <= 0:
                raise FetchError(f"not fetched: no time left of {call.limit}")
            started = monotonic()
            try:
                with self._watchdog.watch(call.left_s, lambda: call.limit) as watch:
                    return self._exchange(call, hop, adapter, watch)
            finally:
                call.spend(monotonic() - started)

    def _exchange(self, call: Call, hop: Hop, adapter: PinnedAdapter, watch: Watch) -> Document | Hop:
        cookies = self._cookies(call.request.access, hop.url, at_home=call.at_home(hop.url))
        prepared = call.prepared(hop, {"User-Agent": self._manners.user_agent}, cookies)
        try:
            raw = adapter.ask(prepared)
            try:
                if call.request.access.jar and (set_cookies := raw.headers.getlist("Set-Cookie")):
                    self._jars[call.request.access.jar].keep(hop.url, set_cookies)
                answer = self._answer(call, hop, raw, watch)
            finally:
                raw.close()  # a connection that was read to the end is back in its pool and stays open
        except (RequestException, HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise explain(error, watch) from error
        if watch.cut is not None:  # cut off in a way that looks like an end
            raise FetchError(f"{watch.phase}: {watch.cut}")
        return answer

    # -- what came back ----------------------------------------------------------------------------

    def _answer(self, call: Call, hop: Hop, raw: Answer, watch: Watch) -> Document | Hop:
        watch.phase = "body"
        if raw.status in REDIRECTS and (location := raw.headers.get("Location")) is not None:
            insecure = self._manners.insecure_redirects
            return hop.next(
                raw.status, location, insecure=insecure
            )  # its body is not read, whatever it holds
        if raw.status == 304:
            return self._not_modified(call, hop, raw)
        manners = self._manners
        content = bodies.read(raw, size_bytes=manners.size_bytes(call.request.part), ratio=manners.ratio)
        return Document(
            request=call.request,
            url=hop.url,
            status=raw.status,
            headers=tuple(raw.headers.items()),
            held=content,
            sha256=hashlib.sha256(content).hexdigest(),
            fetched_at=self._clock(),
            moved_to=hop.moved_to,
            line=_status_line(raw),
        )

    def _not_modified(self, call: Call, hop: Hop, raw: Answer) -> Document:
        known = call.validators
        if known is None or call.known_by(hop) == (None, None):
            raise FetchError("headers: 304 not modified, though nothing was said of what we have", status=304)
        raw.read1(1)  # there is no body; the connection learns that it is free
        return Document(
            request=call.request,
            url=hop.url,
            status=200,
            headers=tuple(raw.headers.items()),
            held=Archived(self._archived, known.sha256),
            sha256=known.sha256,
            fetched_at=self._clock(),
            not_modified=True,
            moved_to=hop.moved_to,
            line=_status_line(raw),
        )

    # -- what a source may say of its ways ---------------------------------------------------------

    def _route(self, call: Call, url: str) -> Route:
        """Which connections an address is asked by: those of all sources that go the same way."""
        access, origin = call.request.access, urls.origin(url)
        if access.proxy is not None and access.proxy not in self._proxies:
            raise FetchError(f"not fetched: no proxy is called {access.proxy}", transient=False)
        tls = access.tls if origin.scheme == "https" else Tls()
        if tls.pin is not None and not call.at_home(url):  # other servers have other certificates
            tls = replace(tls, pin=None)
        return Route(origin, tls, access.proxy)

    def _cookies(self, access: Access, url: str, *, at_home: bool) -> str | None:
        """The Cookie header: what the source's own host was promised, and what the jar has for the address."""
        given = access.cookies if at_home else ()
        jar = self._jars.get(access.jar) if access.jar else None
        return jar.header(url, given) if jar else Jar.joined(given)

    def _fetch_cookies(self, request: Request, budget: Budget | None) -> None:
        """Ask the source's `cookies_from` once, before anything else, when its jar is empty."""
        access = request.access
        if access.cookies_from is None or not access.jar:
            return
        jar = self._jars[access.jar]
        if jar.asked_first or not jar.empty:
            return
        where = f"cookies_from {access.cookies_from}"
        try:
            status = self(for_cookies(request), budget=budget).status
        except FetchError as error:
            error.args = (f"{where}: {error}",)
            raise
        if status >= 400:
            raise FetchError(f"{where}: it answered {status}", transient=status in PASSING, status=status)
        jar.asked_first = True

    def _obey_robots(self, call: Call, url: str) -> None:
        """Raise FetchError when robots.txt keeps the address from us, or is not to be had and never was."""
        access, host = call.request.access, _host(url)
        if not access.robots:
            if access.jar and access.jar not in self._ignoring:
                self._ignoring.add(access.jar)
                log.info("robots.txt is ignored source=%s host=%s", access.jar, host)
            return
        origin = urls.origin(url)
        rules = self._robots.rules(
            self._route(call, url),
            lambda: self._robots_file(call, origin),
            lambda: call.left_s > 0 and not self._stopping.is_set(),
        )
        if rules.delay is not None:
            self._hosts[host].slow_down(rules.delay)
        if rules.lines and not rules.allow(url):
            raise refusal(url)

    def _robots_file(self, call: Call, origin: Origin) -> Document:
        """A site's robots.txt, asked the way that its pages are: gate, turn, limits; without cookies or headers."""
        access = call.request.access
        request = Request(
            f"{shown(origin)}/robots.txt",
            accept="text/plain, */*;q=0.1",
            access=Access(
                home=access.home or call.request.url, proxy=access.proxy, tls=access.tls, robots=False
            ),
        )
        own = Budget(min(self._manners.robots_timeout, self._manners.page_timeout))
        document = self._answered(Call(request, None, (("robots.txt", own), *call.budgets)))
        self._refuse_while_paused(_host(request.url))
        return document

    # -- trying again ------------------------------------------------------------------------------

    def _refuse_while_paused(self, host: str) -> None:
        if (until := self._pauses.get(host)) is not None and (left := until - self._clock()) > timedelta(0):
            raise FetchError(
                f"{host} asked us to stay away until {until:%Y-%m-%d %H:%M} UTC", retry_after=left
            )

    def _must_be_let(self, host: str) -> None:
        """While we waited for our turn it may have asked us to stay away, or somebody else may have been given it."""
        self._refuse_while_paused(host)
        if self._before is not None:
            self._before(host)

    def _wait_asked(self, document: Document, again: int) -> float | None:
        """Seconds to wait before another try; None when this answer is the one to return."""
        if document.status not in PASSING:
            return None
        asked = retry_after(document.header("Retry-After"), self._clock())
        if asked is None:
            return self._backoff_s(again) if again else None
        if again and asked <= self._manners.patience:
            return asked.total_seconds()
        self._pauses[_host(document.url)] = self._clock() + asked
        return None

    def _backoff_s(self, again: int) -> float:
        """Doubling from one try to the next, never the same for two sources."""
        doubled = self._manners.backoff.total_seconds() * (1 << self._manners.retries - again)
        return doubled * random.uniform(0.5, 1.0)  # noqa: S311  spreads load, guards nothing


class Archived:
    """A body that is got from the archive when somebody reads it, and only once."""

    __slots__ = ("_body", "_get", "_sha256")

    def __init__(self, get: Callable[[str], bytes], sha256: str) -> None:
        self._get, self._sha256 = get, sha256
        self._body: bytes | None = None

    def __call__(self) -> bytes:
        if self._body is None:
            self._body = self._get(self._sha256)
        return self._body


def _status_line(raw: Answer) -> str:
    return f"{raw.version_string} {raw.status} {raw.reason or ''}".rstrip()
