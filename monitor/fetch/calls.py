"""What is asked: one call with its limits, and each hop on its way to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from requests import PreparedRequest
from requests.hooks import default_hooks
from requests.structures import CaseInsensitiveDict

from monitor import urls
from monitor.errors import FetchError
from monitor.fetch import body as bodies
from monitor.fetch.deadline import Budget
from monitor.model import Request, Validators
from monitor.values import dataclass

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})
LASTING = frozenset({301, 308})

# Every other header of a request may be a secret, and stays with the origin it was written for.
# A Referer is what file servers beside the site ask for, and the operator wrote it for everybody to see.
_FOR_ANYBODY = frozenset(
    {"accept", "accept-language", "content-type", "referer", "user-agent", "x-requested-with"}
)
# These say how we transfer, not what we ask for; a source cannot change them.
_OURS = frozenset(
    {"accept-encoding", "connection", "content-length", "expect", "host", "te", "transfer-encoding"}
)


def for_cookies(request: Request) -> Request:
    """What asks a request's `cookies_from`: with the source's headers and cookies, which go to its home alone.

    A source whose home is not known has none to tell: the address that is asked here is not its own.
    """
    access = replace(request.access, cookies_from=None)
    if access.home is None:
        return Request(request.access.cookies_from or "", access=replace(access, cookies=()))
    return Request(request.access.cookies_from or "", headers=request.headers, access=access)


@dataclass(frozen=True, slots=True)
class Hop:
    """One request on the way: the first, or where a redirect led.

    before: the addresses that led here. lasting: each of them said that it does so for good.
    """

    url: str
    method: str
    body: bytes | None
    before: tuple[str, ...] = ()
    lasting: bool = True

    @property
    def moved_to(self) -> str | None:
        return self.url if self.before and self.lasting else None

    def next(self, status: int, location: str, *, insecure: bool) -> Hop:
        """Where a redirect leads. insecure: https may be left for http. FetchError: it leads nowhere we go."""
        # Locations arrive as Latin-1 by the letter of the standard, and are UTF-8 in the wild.
        written = location.encode("latin-1", "replace").decode("utf-8", "replace")
        target = urls.join(self.url, written)
        if target is None:
            raise FetchError(
                f"redirect: {self.url} leads to {written[:200]!r}, no http address", transient=False
            )
        if target == self.url or target in self.before:
            way = " -> ".join([*self.before, self.url, target])
            raise FetchError(f"redirect: a loop, {way}", transient=False)
        if self.url.startswith("https:") and not target.startswith("https:") and not insecure:
            raise FetchError(f"redirect: {self.url} leads from https to {target}", transient=False)
        keeps = status in KEEPS_METHOD or self.method == "GET"
        if keeps and self.body is not None and urls.origin(target) != urls.origin(self.url):
            raise FetchError(f"redirect: {self.url} would send our form on to {target}", transient=False)
        method, body = (self.method, self.body) if keeps else ("GET", None)
        return Hop(target, method, body, (*self.before, self.url), self.lasting and status in LASTING)


@dataclass(frozen=True, slots=True)
class Call:
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

    @property
    def first(self) -> Hop:
        try:
            return Hop(urls.parse(self.request.url), self.request.method, self.request.body)
        except ValueError as error:
            raise FetchError(f"not fetched: {error}", transient=False) from None

    def at_home(self, url: str) -> bool:
        """Whether what the source may not tell to others may be told there (faults N06)."""
        return urls.origin(url) == urls.origin(self.request.access.home or self.request.url)

    def prepared(self, hop: Hop, own: Mapping[str, str], cookies: str | None) -> PreparedRequest:
        """One hop's request. own: headers of ours; cookies: what the jar has for its address."""
        prepared = PreparedRequest()
        prepared.method, prepared.url, prepared.body = hop.method, hop.url, hop.body
        prepared.headers = self._headers(hop, own, cookies)
        prepared.hooks = default_hooks()
        return prepared

    def _headers(self, hop: Hop, own: Mapping[str, str], cookies: str | None) -> CaseInsensitiveDict[str]:
        headers = CaseInsensitiveDict({**own, "Accept": self.request.accept})
        at_home = self.at_home(hop.url)
        for name, value in self.request.headers:
            if name.lower() not in _OURS and (at_home or name.lower() in _FOR_ANYBODY):
                headers[name] = value
        if cookies is not None:
            headers["Cookie"] = "; ".join(filter(None, (headers.get("Cookie"), cookies)))
        headers["Accept-Encoding"] = bodies.ACCEPT_ENCODING
        if hop.body is not None:
            headers["Content-Length"] = str(len(hop.body))
        etag, last_modified = self.known_by(hop)
        if etag is not None:
            headers["If-None-Match"] = etag
        if last_modified is not None:
            headers["If-Modified-Since"] = last_modified
        return headers

    def known_by(self, hop: Hop) -> tuple[str | None, str | None]:
        """The ETag and the Last-Modified that a hop may be asked by, as far as there are any.

        A redirect may lead to another page than last time, and one that is older has not changed since then either.
        """
        known = self.validators
        if known is None:
            return None, None
        return known.etag, None if hop.before else known.last_modified
