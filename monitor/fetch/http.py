"""The one way out: a Request goes in, a Document or a FetchError comes back, whatever the network does.

Redirects are followed here, hop by hop, each through the same gate, its host's turn and the same
deadline. A 304 is answered from the archive, so nobody above needs to know.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import http.client
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Self

from requests import PreparedRequest, RequestException
from requests.hooks import default_hooks
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from monitor import urls
from monitor.dates import retry_after
from monitor.errors import FetchError
from monitor.fetch import body as bodies
from monitor.fetch.connect import LookUp, PinnedAdapter, Way, look_up as system_look_up, tls_context
from monitor.fetch.deadline import Budget, Watch, Watchdog
from monitor.fetch.hosts import STOPPED, Hosts, Session, Sessions
from monitor.fetch.manners import Manners
from monitor.fetch.reasons import explain
from monitor.model import Document, Request, Validators

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PASSING = frozenset({429, 502, 503, 504})  # statuses that may be gone in a moment
KEEPS_METHOD = frozenset({307, 308})

# Every other header of a request may be a secret, and stays with the origin it was written for.
_FOR_ANYBODY = frozenset({"accept", "accept-language", "content-type", "user-agent", "x-requested-with"})
# These say how we transfer, not what we ask for; a source cannot change them.
_OURS = frozenset(
    {"accept-encoding", "connection", "content-length", "expect", "host", "te", "transfer-encoding"}
)


@dataclass(frozen=True, slots=True)
class _Hop:
    """One request on the way: the first, or where a redirect led. before: the addresses that led here."""

    url: str
    method: str
    body: bytes | None
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of the fetcher: what was asked, and what is left of the time for it."""

    request: Request
    validators: Validators | None
    budgets: tuple[tuple[str, Budget], ...]  # each with what it is a limit for

    @property
    def left_s(self) -> float:
        return min(budget.left_s for _, budget in self.budgets)

    @property
    def limit(self) -> str:
        """The tightest limit, as an error names it."""
        name, budget = min(self.budgets, key=lambda each: each[1].left_s)
        return f"{budget.limit_s:g} s, the limit for {name}"

    def spend(self, seconds: float) -> None:
        for _, budget in self.budgets:
            budget.spend(seconds)


class Fetcher:
    """Fetches for as many threads as there are.

    body: an archived body by its SHA-256. clock: aware UTC. pauses: hosts that asked us to stay away,
    and until when, as an earlier fetcher's `pauses` told. look_up: a name and port to addresses.
    """

    def __init__(
        self,
        manners: Manners,
        *,
        body: Callable[[str], bytes],
        clock: Callable[[], datetime],
        pauses: Mapping[str, datetime] | None = None,
        look_up: LookUp = system_look_up,
    ) -> None:
        self._manners = manners
        self._archived = body
        self._clock = clock
        self._pauses = dict(pauses or {})
        self._stopping = threading.Event()
        self._watchdog = Watchdog()
        self._hosts = Hosts(manners.connections, manners.delay)
        way = Way(manners.networks, self._watchdog, manners.connect_timeout.total_seconds(), look_up)
        self.way = way
        tls = functools.cache(functools.partial(tls_context, manners.ca_file))
        self._sessions = Sessions(lambda origin: PinnedAdapter(origin, way, manners.connections, tls))

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
        call = _Call(request, validators if request.method == "GET" else None, budgets)
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
    def pauses(self) -> dict[str, datetime]:
        """The hosts that asked us to stay away, and until when; those whose time is over are left out."""
        now = self._clock()
        return {host: until for host, until in self._pauses.copy().items() if until > now}

    @contextlib.contextmanager
    def turn(self, request: Request, url: str) -> Iterator[None]:  # noqa: ARG002  whoever reads robots.txt needs it
        """A host's turn for another way of asking it, such as a browser, which is as polite as this one.

        url: of this hop. FetchError: the host wants to be left alone.
        """
        host = urls.host(url)
        self._refuse_while_paused(host)
        with self._hosts[host].turn():
            self._refuse_while_paused(host)
            yield

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
        self._sessions.close()

    # -- one try -----------------------------------------------------------------------------------

    def _follow(self, call: _Call) -> Document:
        """The answer at the end of the redirects."""
        try:
            first = urls.parse(call.request.url)
        except ValueError as error:
            raise FetchError(f"not fetched: {error}", transient=False) from None
        found: Document | _Hop = _Hop(first, call.request.method, call.request.body)
        while isinstance(found, _Hop):
            if len(found.before) > self._manners.redirects:
                limit = f"{self._manners.redirects} redirects, the limit"
                raise FetchError(
                    f"redirects: more than {limit}; the last led to {found.url}", transient=False
                )
            found = self._ask(call, found)
        return found

    def _ask(self, call: _Call, hop: _Hop) -> Document | _Hop:
        """One request and its answer, when it is the host's turn."""
        host, origin = urls.host(hop.url), urls.origin(hop.url)
        self._refuse_while_paused(host)
        with self._hosts[host].turn(), self._sessions.of(origin) as session:
            self._refuse_while_paused(host)  # it may have asked us to stay away while we waited
            if call.left_s <= 0:
                raise FetchError(f"not fetched: no time left of {call.limit}")
            started = monotonic()
            try:
                with self._watchdog.watch(call.left_s, call.limit) as watch:
                    return self._exchange(call, hop, session, watch)
            finally:
                call.spend(monotonic() - started)

    def _exchange(self, call: _Call, hop: _Hop, session: Session, watch: Watch) -> Document | _Hop:
        connect_s = self._manners.connect_timeout.total_seconds()
        prepared = self._prepared(call, hop)
        try:
            response = session.send(
                prepared,
                stream=True,
                allow_redirects=False,
                verify=True,
                proxies={},
                timeout=(connect_s, watch.left_s + 1),
            )
            raw: HTTPResponse = response.raw
            try:
                answer = self._answer(call, hop, raw, watch)
            finally:
                raw.close()  # a connection that was read to the end is back in its pool and stays open
        except (RequestException, HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise explain(error, watch) from error
        if watch.cut is not None:  # cut off in a way that looks like an end
            raise FetchError(f"{watch.phase}: {watch.cut}")
        return answer

    def _prepared(self, call: _Call, hop: _Hop) -> PreparedRequest:
        prepared = PreparedRequest()
        prepared.method, prepared.url, prepared.body = hop.method, hop.url, hop.body
        prepared.headers = self._headers(call, hop)
        prepared.hooks = default_hooks()
        return prepared

    def _headers(self, call: _Call, hop: _Hop) -> CaseInsensitiveDict[str]:
        headers = CaseInsensitiveDict({"User-Agent": self._manners.user_agent, "Accept": call.request.accept})
        at_home = not hop.before or urls.origin(hop.url) == urls.origin(call.request.url)
        for name, value in call.request.headers:
            if name.lower() not in _OURS and (at_home or name.lower() in _FOR_ANYBODY):
                headers[name] = value
        headers["Accept-Encoding"] = bodies.ACCEPT_ENCODING
        if hop.body is not None:
            headers["Content-Length"] = str(len(hop.body))
        if call.validators is not None and call.validators.etag is not None:
            headers["If-None-Match"] = call.validators.etag
        if call.validators is not None and call.validators.last_modified is not None:
            headers["If-Modified-Since"] = call.validators.last_modified
        return headers

    # -- what came back ----------------------------------------------------------------------------

    def _answer(self, call: _Call, hop: _Hop, raw: HTTPResponse, watch: Watch) -> Document | _Hop:
        watch.phase = "body"
        if raw.status in REDIRECTS and (location := raw.headers.get("Location")) is not None:
            return self._next(hop, raw.status, location)
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
        )

    def _not_modified(self, call: _Call, hop: _Hop, raw: HTTPResponse) -> Document:
        known = call.validators
        if known is None or (known.etag is None and known.last_modified is None):
            raise FetchError("headers: 304 not modified, though nothing was said of what we have", status=304)
        raw.read1(1)  # there is no body; the connection learns that it is free
        return Document(
            request=call.request,
            url=hop.url,
            status=200,
            headers=tuple(raw.headers.items()),
            held=functools.cache(functools.partial(self._archived, known.sha256)),
            sha256=known.sha256,
            fetched_at=self._clock(),
            not_modified=True,
        )

    def _next(self, hop: _Hop, status: int, location: str) -> _Hop:
        """Where a redirect leads. Its body is not read, whatever it holds."""
        # Locations arrive as Latin-1 by the letter of the standard, and are UTF-8 in the wild.
        written = location.encode("latin-1", "replace").decode("utf-8", "replace")
        target = urls.join(hop.url, written)
        if target is None:
            raise FetchError(
                f"redirect: {hop.url} leads to {written[:200]!r}, no http address", transient=False
            )
        if target == hop.url or target in hop.before:
            way = " -> ".join([*hop.before, hop.url, target])
            raise FetchError(f"redirect: a loop, {way}", transient=False)
        insecure = hop.url.startswith("https:") and not target.startswith("https:")
        if insecure and not self._manners.insecure_redirects:
            raise FetchError(f"redirect: {hop.url} leads from https to {target}", transient=False)
        keeps = status in KEEPS_METHOD or hop.method == "GET"
        if keeps and hop.body is not None and urls.origin(target) != urls.origin(hop.url):
            raise FetchError(f"redirect: {hop.url} would send our form on to {target}", transient=False)
        method, body = (hop.method, hop.body) if keeps else ("GET", None)
        return _Hop(target, method, body, (*hop.before, hop.url))

    # -- trying again ------------------------------------------------------------------------------

    def _refuse_while_paused(self, host: str) -> None:
        if (until := self._pauses.get(host)) is not None and (left := until - self._clock()) > timedelta(0):
            raise FetchError(
                f"{host} asked us to stay away until {until:%Y-%m-%d %H:%M} UTC", retry_after=left
            )

    def _wait_asked(self, document: Document, again: int) -> float | None:
        """Seconds to wait before another try; None when this answer is the one to return."""
        if document.status not in PASSING:
            return None
        asked = retry_after(document.header("Retry-After"), self._clock())
        if asked is None:
            return self._backoff_s(again) if again else None
        if again and asked <= self._manners.patience:
            return asked.total_seconds()
        self._pauses[urls.host(document.url)] = self._clock() + asked
        return None

    def _backoff_s(self, again: int) -> float:
        """Doubling from one try to the next, never the same for two sources."""
        doubled = self._manners.backoff.total_seconds() * (1 << self._manners.retries - again)
        return doubled * random.uniform(0.5, 1.0)  # noqa: S311  spreads load, guards nothing
