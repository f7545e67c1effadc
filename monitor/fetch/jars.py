"""Cookies, a jar a source: what one source was given no other sends (faults N18).

Domain, path, Secure and age are the standard library's matter (`http.cookiejar`); what is added is that a
jar stays small (C34) and that it does not outlive the visit it was filled on.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import Message
from http.client import HTTPResponse
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.request import Request

from monitor import urls

MOST = 50
LONGEST_BYTES = 4096  # of a name with its value, as browsers hold it
HEADER_BYTES = 8000  # of all together: servers refuse more
STALE = timedelta(
    hours=1
)  # then a visit begins with an empty jar, as a person's browser would be opened anew


class Jar:
    """The cookies of one source."""

    def __init__(self, begun: datetime) -> None:
        self.begun = begun
        self.asked_first = False  # whether the source's `cookies_from` was asked
        policy = DefaultCookiePolicy(
            strict_domain=True,  # nothing for all of gov.cn or co.uk
            strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain,  # without Domain: for that host only
            strict_ns_unverifiable=True,
        )
        self._kept = CookieJar(policy)
        self._order: dict[tuple[str, str, str], None] = {}  # the oldest first
        self._lock = threading.Lock()

    @property
    def empty(self) -> bool:
        with self._lock:
            self._kept.clear_expired_cookies()
            return not any(True for _ in self._kept)

    def header(self, url: str, given: Sequence[tuple[str, str]] = ()) -> str | None:
        """The Cookie header for an address; None when there is nothing to send.

        given: sent besides, unless a cookie of that name was received.
        """
        received: list[str] = []
        if self._order:
            asked = Request(url)  # noqa: S310  only a form that the jar fills in, nothing is opened
            with self._lock:
                self._kept.add_cookie_header(asked)
            received = [pair for pair in (asked.get_header("Cookie") or "").split("; ") if pair]
        return self.joined(given, received)

    @staticmethod
    def joined(given: Sequence[tuple[str, str]], received: Sequence[str] = ()) -> str | None:
        """What was given and what was received, as far as a server would read it."""
        if not given and not received:
            return None
        names = {pair.partition("=")[0] for pair in received}
        pairs = [f"{name}={value}" for name, value in given if name not in names] + list(received)
        sent, left = [], HEADER_BYTES
        for pair in pairs:
            left -= len(pair.encode()) + 2
            if left < 0:
                break
            sent.append(pair)
        return "; ".join(sent) or None

    def keep(self, url: str, set_cookies: Sequence[str]) -> None:
        """Take what an answer set, as far as the rules let it; the oldest make room."""
        asked = Request(url)  # noqa: S310  as above
        with self._lock:
            for value in set_cookies:  # one by one: the library drops all that come with a bad one
                message = Message()
                message["Set-Cookie"] = value
                for cookie in self._kept.make_cookies(cast("HTTPResponse", _Answer(message)), asked):
                    allowed = self._kept._policy.set_ok(cookie, asked)  # type: ignore[attr-defined]  # noqa: SLF001
                    if allowed and _is_small(cookie) and _is_for(cookie, url):
                        self._put(cookie)

    def _put(self, cookie: Cookie) -> None:
        place = (cookie.domain, cookie.path, cookie.name)
        self._order.pop(place, None)
        self._order[place] = None
        self._kept.set_cookie(cookie)
        while len(self._order) > MOST:
            oldest = next(iter(self._order))
            del self._order[oldest]
            with contextlib.suppress(KeyError):  # its time was over
                self._kept.clear(*oldest)


class Jars:
    """Every source's jar, by the source's name."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._jars: dict[str, Jar] = {}
        self._lock = threading.Lock()

    def get(self, name: str) -> Jar | None:
        """A source's jar when something may be in it."""
        return self[name] if name in self._jars else None

    def __getitem__(self, name: str) -> Jar:
        now = self._clock()
        with self._lock:
            jar = self._jars.get(name)
            if jar is None or now - jar.begun > STALE:
                jar = self._jars[name] = Jar(now)
            return jar


class _Answer:
    """As much of an answer as a cookie jar looks at."""

    def __init__(self, headers: Message) -> None:
        self._headers = headers

    def info(self) -> Message:
        return self._headers


def _is_for(cookie: Cookie, url: str) -> bool:
    """Whether a cookie is for the site that set it, and not for all of gob.mx or every 10.0.0.x."""
    if not cookie.domain_specified:
        return True
    try:
        return urls.same_site(f"http://{cookie.domain.lstrip('.')}/", url)
    except ValueError:
        return False


def _is_small(cookie: Cookie) -> bool:
    return len(cookie.name.encode()) + len((cookie.value or "").encode()) <= LONGEST_BYTES
