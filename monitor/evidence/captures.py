"""A document as it was received, with all that is known of how: what web archives and bundles are made of."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from monitor.model import Came
from monitor.values import dataclass

OF_CODED_BYTES = ("content-encoding", "transfer-encoding", "content-length")
MOVED_ASIDE = (
    "X-Archive-Orig-"  # before the name of a header that is true of the wire and not of what is kept
)
_URI = "%/:=&?~#+!$,;'@()*[]-._"

_PHRASES = {status.value: status.phrase for status in HTTPStatus}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer. row: of `documents`; asked: the address that led to `url`; line: the status line; posted: the form
    that was sent, None when the address was only asked for. status is 200 of a 304, whose body is an earlier one's.
    """

    row: int
    check: int
    source: str
    asked: str | None
    url: str
    status: int
    line: str | None
    headers: Pairs
    fetched_at: datetime
    sha256: str
    size: int
    not_modified: bool
    came: Came
    posted: bytes | None = None

    @property
    def status_line(self) -> str:
        """As received; of what was received before it was kept, as the standard words it."""
        status = 304 if self.not_modified else self.status
        return one_line(self.line or f"HTTP/1.1 {status} {_PHRASES.get(status, '')}")

    @property
    def request(self) -> tuple[str, bytes]:
        """The address that was asked and the request as far as it is kept: method, address, host and form."""
        url = uri(self.asked if self.asked and self.posted is not None else self.url)
        parts = urlsplit(url)
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        method = "GET" if self.posted is None else "POST"
        head = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}"]
        if self.posted is not None:
            head.append(f"Content-Length: {len(self.posted)}")
        return url, "".join(f"{line}\r\n" for line in [*head, ""]).encode() + (self.posted or b"")

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


def kept_headers(capture: Capture, size: int) -> tuple[Pairs, tuple[str, ...]]:
    """The headers over a body as it is kept, decoded; and the names of those moved aside because they speak of the
    bytes on the wire.
    """
    told = {name.lower(): value for name, value in capture.headers}
    length = told.get("content-length", "")
    if not {"content-encoding", "transfer-encoding"} & told.keys() and length in ("", str(size)):
        return capture.headers, ()
    pairs = [
        (MOVED_ASIDE + name if name.lower() in OF_CODED_BYTES else name, value)
        for name, value in capture.headers
    ]
    moved = tuple(name for name, _ in capture.headers if name.lower() in OF_CODED_BYTES)
    return (*pairs, ("Content-Length", str(size))), moved


def head(line: str, headers: Pairs) -> bytes:
    """A status line and headers as they go over the wire; no value can begin a header of its own."""
    lines = [one_line(line), *(f"{_name(name)}: {one_line(value)}" for name, value in headers), "", ""]
    text = "\r\n".join(lines)
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def uri(url: str) -> str:
    """An address with nothing in it that an URI may not hold."""
    return quote(url, safe=_URI)


def one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else "\n" for sign in text).splitlines()).strip()


def _name(name: str) -> str:
    return one_line(name).replace(":", "").replace(" ", "-") or "X-Nameless"
