"""robots.txt, as RFC 9309 wants it: asked first, remembered for a day, obeyed.

Read in one pass and matched without backtracking, as the file is anybody's (faults C18).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote, unquote_to_bytes, urlsplit

from monitor.errors import FetchError
from monitor.fetch.connect import Route
from monitor.model import Document, RobotsFile, Verdict
from monitor.patterns import regex
from monitor.urls import Origin
from monitor.values import dataclass

US = "regulatory-monitor"  # our product token; the User-Agent begins with it
LARGEST = 500 * 1024  # bytes that are read; 2.5 of the RFC
FRESH = timedelta(hours=24)  # 2.4
GIVEN_UP = timedelta(days=30)  # 2.3.1.4: down for so long, it counts as not there
ASK_AGAIN = timedelta(minutes=10)  # after a fault; until then nothing is asked there
LONGEST_DELAY = timedelta(seconds=10)  # of Crawl-delay; a host that wants more would hold up all its sources

_LINE = regex(r"[ \t]*([A-Za-z-]+)[ \t]*:[ \t]*([^#\r\n]*)")
_TOKEN = regex(r"[A-Za-z_-]+|\*")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us. lines: allowed or not, and the path pattern; delay: Crawl-delay."""

    lines: tuple[tuple[bool, str], ...] = ()
    delay: timedelta | None = None

    def allow(self, url: str) -> bool:
        """The longest pattern that matches decides, for us when two are as long (2.2.2)."""
        parts = urlsplit(url)
        path = _normal(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")
        best = max(
            ((len(pattern), allowed) for allowed, pattern in self.lines if _matches(pattern, path)),
            default=(0, True),
        )
        return best[1]


ANYTHING = Rules()


def parse(text: str) -> Rules:
    """The rules of the groups that name us, else of those for everybody."""
    ours: list[tuple[bool, str]] = []
    everybodys: list[tuple[bool, str]] = []
    delays: dict[str, timedelta] = {}
    named, group, naming = False, set[str](), False
    for line in text.removeprefix("\ufeff").splitlines():
        if (match := _LINE.match(line)) is None:
            continue
        key, value = match[1].lower(), match[2].strip()
        if key in ("user-agent", "useragent"):
            group = group if naming else set()
            naming = True
            token = _TOKEN.match(value)
            who = token[0].lower() if token else ""
            if who in (US, "*"):
                group.add(who)
                named = named or who == US
        elif key in ("allow", "disallow"):
            naming = False
            if value:  # an empty Disallow forbids nothing
                rule = (key == "allow", _normal(value, is_pattern=True))
                (ours if US in group else everybodys if group else []).append(rule)
        elif (
            key == "crawl-delay"
        ):  # no rule of the RFC: it ends no line of user agents (2.2.1), as Google reads it
            delays |= {who: delay for who in group if (delay := _seconds(value)) is not None}
    lines = ours if named else everybodys
    return Rules(tuple(lines), delays.get(US if named else "*"))


def _seconds(written: str) -> timedelta | None:
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", written) is None:
        return None
    return min(timedelta(seconds=float(written)), LONGEST_DELAY)


def _normal(path: str, *, is_pattern: bool = False) -> str:
    """A path or pattern in one spelling: what need not be percent-encoded is not, all else is (2.2.2).

    `*` and `$` are encoded in a path, and in a pattern they stay encoded where they are, so that `%2A` there is the
    letter and `*` is anything (2.2.3).
    """

    def one(match: re.Match[str]) -> str:
        octet = unquote_to_bytes(match[0])
        return octet.decode("ascii") if octet[0] in _UNRESERVED else match[0].upper()

    plain = "%/:?#[]@!&'()+,;=~|"
    return re.sub(r"%[0-9A-Fa-f]{2}", one, quote(path, safe=f"{plain}*$" if is_pattern else plain))


def _matches(pattern: str, path: str) -> bool:
    """`*` stands for anything, `$` at the end for the end, elsewhere for itself; each piece is looked for once, from left to right."""
    ends = pattern.endswith("$")
    first, *others = (pattern[:-1] if ends else pattern).replace("$", "%24").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not ends or path == first
    at = len(first)
    *middle, last = others
    for piece in middle:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if ends:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0


# -- asked and remembered --------------------------------------------------------------------------


class Shelf(Protocol):
    """Where what robots.txt said is kept from one run to the next; the store is one."""

    def robots(self, origin: str) -> RobotsFile | None: ...

    def record_robots(self, origin: str, file: RobotsFile) -> None: ...


class NoShelf:
    """Nothing is kept."""

    def robots(self, origin: str) -> RobotsFile | None:  # noqa: ARG002
        return None

    def record_robots(self, origin: str, file: RobotsFile) -> None: ...


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds for an origin until then. fault: why nothing is asked there."""

    rules: Rules
    until: datetime
    fault: str | None = None


class Robots:
    """What every origin's robots.txt says, for as many threads as there are.

    It is kept by origin and held by route: a source that cannot get there by its way says nothing about
    what the file tells those who come by another.
    """

    def __init__(self, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._clock = clock
        self._known: dict[Route, _Known] = {}
        self._asking: dict[Route, threading.Lock] = {}
        self._lock = threading.Lock()

    def rules(self, route: Route, ask: Callable[[], Document], in_time: Callable[[], bool]) -> Rules:
        """What holds there. ask: gets the file; of threads that want it at once, one does. in_time: whether
        whoever asks has time left, so that a failure is the server's.

        Raises FetchError while nothing may be asked there: it does not answer and never has.
        """
        known = self._known.get(route)
        if known is None or known.until <= self._clock():
            with self._lock:
                mine = self._asking.setdefault(route, threading.Lock())
            with mine:
                known = self._known.get(route)
                if known is None or known.until <= self._clock():
                    known = self._known[route] = self._found(route.origin, ask, in_time)
        if known.fault is not None:
            raise FetchError(known.fault, retry_after=ASK_AGAIN)
        return known.rules

    def _found(self, origin: Origin, ask: Callable[[], Document], in_time: Callable[[], bool]) -> _Known:
        now, name = self._clock(), shown(origin)
        kept = self._shelf.robots(name)
        if kept is not None and kept.status and now - kept.fetched_at < FRESH:
            return _Known(_rules(kept), kept.fetched_at + FRESH)
        try:
            document = ask()
        except FetchError as error:
            if not error.transient:  # a way that leads nowhere; the page itself will say what is wrong
                return _Known(ANYTHING, now + ASK_AGAIN)
            if error.retry_after is not None or not in_time():
                raise
            return self._unreachable(name, kept, str(error), now)
        if document.status == 429 or document.status >= 500:
            return self._unreachable(name, kept, f"it answered {document.status}", now)
        good = 200 <= document.status < 300
        body = document.body[:LARGEST].decode("utf-8", "replace") if good else ""
        file = RobotsFile(document.status, body, now)
        self._shelf.record_robots(name, file)
        return _Known(_rules(file), now + FRESH)

    def _unreachable(self, name: str, kept: RobotsFile | None, why: str, now: datetime) -> _Known:
        """As it last stood; else nothing is asked, for as long as a month (2.3.1.4)."""
        until = now + ASK_AGAIN
        if kept is not None and kept.status:
            return _Known(_rules(kept), until)
        if kept is None:
            self._shelf.record_robots(name, RobotsFile(0, "", now))
        elif now - kept.fetched_at >= GIVEN_UP:
            return _Known(ANYTHING, until)
        reason = (
            f"{why}; that was {name}/robots.txt, and before it is known nothing else is asked there "
            "(`robots: ignore` asks all the same)"
        )
        return _Known(ANYTHING, until, reason)


def _rules(file: RobotsFile) -> Rules:
    return parse(file.body) if file.body else ANYTHING


def shown(origin: Origin) -> str:
    """`https://www.mee.gov.cn`, with its port when that is not the usual one."""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    usual = {"http": 80, "https": 443}[origin.scheme]
    return f"{origin.scheme}://{host}{'' if origin.port == usual else f':{origin.port}'}"


def refusal(url: str) -> FetchError:
    """The error for an address that robots.txt keeps from us."""
    parts = urlsplit(url)
    return FetchError(
        f"robots.txt of {parts.netloc} disallows {parts.path[:200]} for us; ask its owner, or write "
        "`robots: ignore` when you have the right to read it all the same",
        transient=False,
        verdict=Verdict.BLOCKED,
    )
