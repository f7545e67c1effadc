"""What is said between us and the process that drives the browser: a line of JSON each way, a type a line.

Start  ->            <- Ready | Broken
Render ->            <- May  (may I ask this address?)      Go | Stop ->
                     <- Answered  (its head and body)       Go | Stop ->
                     <- Rendered | Ended | Broken
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict

from monitor.values import dataclass

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Start:
    """proxy: the gateway, with the user and password that it wants. name: ours, it goes behind the browser's own.
    memory_bytes: for all of the browser; half of it for a page's scripts.
    """

    executable: str
    sandbox: bool
    proxy: str
    user: str
    password: str
    name: str
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The browser runs."""


@dataclass(frozen=True, slots=True)
class Render:
    """One page. jar: requests of one jar share cookies, until one is fresh. headers, cookies: for the origin of
    `home` only; for_anybody: for every host. left_s: for all of it. settle_s: for scripts to fill the page, once
    it came. navigations: of the page itself, redirects and scripts together.
    """

    url: str
    method: str
    headers: Pairs
    for_anybody: Pairs
    body: str | None  # base64
    jar: str
    fresh: bool
    home: str
    cookies: Pairs
    wait_for: str | None
    left_s: float
    settle_s: float
    size_bytes: int
    navigations: int


@dataclass(frozen=True, slots=True)
class May:
    """The page is about to go to an address: the first, a redirect's, or where a script leads."""

    url: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a server said to the page's own request, before anything of it was run."""

    url: str
    status: int
    headers: Pairs
    body: str  # base64


@dataclass(frozen=True, slots=True)
class Go:
    """Go on. left_s: what is left of the time, as waiting for a host's turn costs none."""

    left_s: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Go no further, and be done with the page."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The page as it stands. found: what was waited for is there. again: its script asked for the same
    address once more, which was not done. stuck: the page could not be closed.
    """

    url: str
    html: str
    found: bool
    again: bool
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """There is no page. reason: for people."""

    reason: str
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """There is no browser, or not any more."""

    reason: str


Word = Start | Ready | Render | May | Answered | Go | Stop | Rendered | Ended | Broken
_WORDS: dict[str, Callable[..., Word]] = {
    each.__name__: each
    for each in (Start, Ready, Render, May, Answered, Go, Stop, Rendered, Ended, Broken)
}  # fmt: skip


def line(word: Word) -> bytes:
    return json.dumps({"is": type(word).__name__, **asdict(word)}).encode() + b"\n"


def parse(written: bytes) -> Word:
    """ValueError or KeyError when it is no line of ours."""
    fields = json.loads(written)
    kind = _WORDS[fields.pop("is")]
    return kind(
        **{name: _pairs(value) if isinstance(value, list) else value for name, value in fields.items()}
    )


def _pairs(value: list[list[str]]) -> Pairs:
    return tuple((name, each) for name, each in value)


def packed(body: bytes | None) -> str | None:
    return None if body is None else base64.b64encode(body).decode()
