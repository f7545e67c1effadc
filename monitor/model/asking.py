"""Asking and answering: requests, what they may reach, documents as received."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from monitor.model.contents import Parse
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice as a list shows it, before anybody opens it.

    key: its identity within the source (the document number where there is one, else the canonical
    address). published_text keeps the date as printed, also when it could not be understood.
    """

    key: str
    title: str
    url: str
    number: str | None = None
    published: date | None = None
    published_text: str | None = None


class Part(StrEnum):
    """What a request asks for; limits on size and time follow from it."""

    PAGE = "page"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Tls:
    """What one source's TLS may differ in; verification itself is never switched off (faults N10 to N12).

    ca_file: further certificates that are trusted there, an absolute path to a PEM file: a missing intermediate,
    or the authority's own root. pin: SHA-256 of the server's certificate (64 hex digits), trusted instead of any
    chain. legacy: what only old servers still speak (TLS 1.0 and 1.1, legacy renegotiation, short DH keys).
    """

    ca_file: str | None = None
    pin: str | None = None
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """How a source is reached, where the ordinary way does not lead there.

    jar: whose cookies are sent and kept; sources share none (faults N18). home: the source's own address; the
    cookies below, the source's headers and its pin are for that origin only (faults N06). browser: pages are rendered;
    wait_for: CSS that a rendered page must hold (faults Q24). proxy: the name of one of the settings'
    proxies. cookies: sent from the start. cookies_from: an address that is asked first for its cookies.
    robots: whether robots.txt is obeyed (RFC 9309).
    """

    jar: str = ""
    home: str | None = None
    browser: bool = False
    wait_for: str | None = None
    proxy: str | None = None
    tls: Tls = Tls()
    cookies: tuple[tuple[str, str], ...] = ()
    cookies_from: str | None = None
    robots: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask a server for.

    listed: set when the answer is the notice that a list named; the pipeline may then decide that
    the notice is known and need not be asked for again.
    accept: media types we can read there, as an Accept header has them. page: which page of a list
    this is, counted from 1. hop: how many requests led here, each by what its answer said. spare: others are asked for
    the same, such as this year's list and last year's; it may be missing as long as one of them is there.
    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    accept: str = "*/*"
    part: Part = Part.PAGE
    listed: Listed | None = None
    page: int = 1
    hop: int = 0
    spare: bool = False
    access: Access = Access()

    @property
    def identity(self) -> str:
        """The same for every time the same thing is asked for; versions of its answer form one line."""
        asked = f"{self.method}\n{self.url}".encode() + b"\n" + (self.body or b"")
        return hashlib.sha256(asked).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What a site's robots.txt said when it was last asked (RFC 9309).

    status: 0 when no answer came that says anything, and fetched_at is then since when. body: the text of a
    good answer, else empty.
    """

    status: int
    body: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "is it still the same?": its own ETag and Last-Modified, verbatim.

    sha256: of the body they stand for, so that a 304 can be answered from the archive.
    """

    sha256: str
    etag: str | None = None
    last_modified: str | None = None


class Came(StrEnum):
    """How a document reached us."""

    HTTP = "http"
    BROWSER = "browser"  # as it stood after the page's scripts had run
    SAVED = "saved"  # handed in by a person


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes a server answered with, decoded from their transfer coding, and how they came.

    url: the final address, after redirects. headers: as received, in order. status: of the last hop; 200
    when not_modified. held: the body, or what gets it. not_modified: the server said 304 and the body is
    the archive's; most of these are never read, so it is got only when it is. moved_to: where the address
    leads for good, when every redirect on the way said so (faults N07). parse: what parses its body when that is of
    a kind whose parsers are not to be trusted (faults S07); None parses here. line: the status line as received
    ("HTTP/1.1 200 OK"), None of what came another way.
    """

    request: Request
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    held: bytes | Callable[[], bytes]
    sha256: str
    fetched_at: datetime
    not_modified: bool = False
    came: Came = Came.HTTP
    moved_to: str | None = None
    parse: Parse | None = field(default=None, compare=False, repr=False)
    line: str | None = None

    @property
    def body(self) -> bytes:
        return self.held if isinstance(self.held, bytes) else self.held()

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)
