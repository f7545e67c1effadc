"""A web server on loopback that answers what a test tells it to, well or badly.

    with Site() as site:
        site.pages["/list"] = Page("<ul>...</ul>", etag='"1"')
        site.pages["/old"] = redirect("/list")
        site.pages["/search"] = lambda asked: Page(asked.body)
        site.pages["/slow"] = Drip(b"x" * 1000, every_s=0.01)
        ...
        site.asked[0].header("If-None-Match")

What stands in `pages` is an answer, or a function from what was asked to an answer. A page that is not
there is a 404; /robots.txt too, and whoever asks for that one is not noted in `asked` unless it stands in `pages`. `site.network` is what the address gate must allow. Everything a test can do to a page
while the server runs, it may do from its own thread.
"""

from __future__ import annotations

import contextlib
import gzip
import socketserver
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from socket import AF_INET6, SHUT_RDWR, SO_LINGER, SOL_SOCKET, socket
from typing import Protocol, Self


@dataclass(frozen=True)
class Asked:
    """One request as it came in. at: monotonic seconds. connection: which one, counted from 1."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: float
    connection: int

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Wire:
    """The way back to whoever asked."""

    def __init__(self, connection: socket, closing: threading.Event) -> None:
        self._connection = connection
        self._closing = closing

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def wait(self, seconds: float) -> None:
        """Do nothing for so long, or until the server closes."""
        self._closing.wait(seconds)

    def reset(self) -> None:
        """Break the connection off hard, as a crashed machine or a firewall does."""
        self._connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()


class Answer(Protocol):
    def play(self, wire: Wire, asked: Asked) -> bool:
        """Say it; True when the connection may be used again."""


@dataclass(frozen=True)
class Page:
    """A well-formed answer. With etag or last_modified it answers 304 to whoever has them already.

    coding: gzip, deflate, raw-deflate (what some servers send for deflate) or br. chunked: in pieces,
    without a Content-Length. sized: False leaves the length out, so that closing ends the body.
    """

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] | tuple[tuple[str, str], ...] = ()
    content_type: str | None = "text/html; charset=utf-8"
    etag: str | None = None
    last_modified: str | None = None
    coding: str | None = None
    chunked: bool = False
    sized: bool = True

    def play(self, wire: Wire, asked: Asked) -> bool:
        if self._known_to(asked):
            wire.send(_head(304, self._own_headers()))
            return True
        body = _coded(_bytes(self.body), self.coding)
        headers = self._own_headers()
        if self.coding:
            headers.append(("Content-Encoding", self.coding.removeprefix("raw-")))
        if self.chunked:
            headers.append(("Transfer-Encoding", "chunked"))
            body = chunks(body)
        elif self.sized:
            headers.append(("Content-Length", str(len(body))))
        else:
            headers.append(("Connection", "close"))
        wire.send(_head(self.status, headers) + (b"" if asked.method == "HEAD" else body))
        return self.chunked or self.sized

    def _known_to(self, asked: Asked) -> bool:
        if self.etag is not None and asked.header("If-None-Match") is not None:
            return asked.header("If-None-Match") == self.etag
        return self.last_modified is not None and asked.header("If-Modified-Since") == self.last_modified

    def _own_headers(self) -> list[tuple[str, str]]:
        given = self.headers.items() if isinstance(self.headers, Mapping) else self.headers
        own = [
            ("Content-Type", self.content_type),
            ("ETag", self.etag),
            ("Last-Modified", self.last_modified),
        ]
        return [*((name, value) for name, value in own if value is not None), *given]


def redirect(location: str, status: int = 302, body: bytes = b"") -> Page:
    return Page(body, status=status, headers={"Location": location})


@dataclass(frozen=True)
class Raw:
    """Exactly these bytes, then the connection closes: bad status lines, cut bodies, lying lengths."""

    data: bytes

    def play(self, wire: Wire, asked: Asked) -> bool:
        wire.send(self.data)
        return False


@dataclass(frozen=True)
class Cut:
    """A page that stops after `keep` bytes of its body, with the length or chunks of the whole.

    reset: the connection is broken off hard instead of closed.
    """

    page: Page
    keep: int
    reset: bool = False

    def play(self, wire: Wire, asked: Asked) -> bool:
        whole = _Kept()
        self.page.play(whole, asked)
        head, _, body = whole.data.partition(b"\r\n\r\n")
        wire.send(head + b"\r\n\r\n" + body[: self.keep])
        if self.reset:
            wire.reset()
        return False


@dataclass(frozen=True)
class Drip:
    """A body that comes a byte at a time and so never trips a time-out for silence."""

    body: bytes
    every_s: float = 0.01
    head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n"

    def play(self, wire: Wire, asked: Asked) -> bool:
        wire.send(self.head)
        for position in range(len(self.body)):
            wire.send(self.body[position : position + 1])
            wire.wait(self.every_s)
        return False


@dataclass(frozen=True)
class Stall:
    """Says `first` and then nothing more, for `seconds` or until the server closes."""

    first: bytes = b""
    seconds: float = 30.0

    def play(self, wire: Wire, asked: Asked) -> bool:
        wire.send(self.first)
        wire.wait(self.seconds)
        return False


@dataclass(frozen=True)
class Endless:
    """A body without end: `piece` again and again, chunked, until the other side has had enough."""

    piece: bytes = b"x" * 65536
    head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"

    def play(self, wire: Wire, asked: Asked) -> bool:
        wire.send(self.head)
        piece = b"%x\r\n%s\r\n" % (len(self.piece), self.piece)
        while True:  # ends by the broken pipe
            wire.send(piece)


def bomb(size_bytes: int, coding: str = "gzip") -> Page:
    """A page that is small on the wire and `size_bytes` of zeros when decoded."""
    return Page(bytes(size_bytes), coding=coding)


def chunks(body: bytes, size_bytes: int = 4096) -> bytes:
    """The body in HTTP chunks, with the last one."""
    pieces = (body[start : start + size_bytes] for start in range(0, len(body), size_bytes))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@dataclass
class Site:
    """The server. host: which loopback address it listens on. tls: speak HTTPS with this context. poll_s: so long may
    its end take; every time it costs a little, which counts where there are many.
    """

    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    pages: dict[str, Answer | Callable[[Asked], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    poll_s: float = 0.02

    def __post_init__(self) -> None:
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._live: set[socket] = set()
        self._server = _Server((self.host, 0), self)
        self._server.socket.settimeout(
            1
        )  # a connection that went before it was taken leaves nothing to accept
        self._thread = threading.Thread(target=self._server.serve_forever, args=(self.poll_s,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def network(self) -> str:
        """As `allow_networks` and the address gate want it."""
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/", host: str | None = None) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{host or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked]

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        with self._lock:
            for connection in self._live:
                _hang_up(connection)
        self._server.server_close()
        self._thread.join()

    # called by the connections' own threads

    def opened(self, connection: socket) -> int:
        with self._lock:
            self._live.add(connection)
            self.connections += 1
            return self.connections

    def closed(self, connection: socket) -> None:
        with self._lock:
            self._live.discard(connection)

    def answer(self, asked: Asked, connection: socket) -> bool:
        if asked.path == "/robots.txt" and asked.path not in self.pages:
            return Page("not here", status=404).play(Wire(connection, self._closing), asked)
        self.asked.append(asked)
        found = self.pages.get(asked.path) or self.pages.get(asked.path.partition("?")[0])
        said = found(asked) if callable(found) else found or Page("not here", status=404)
        return said.play(Wire(connection, self._closing), asked)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        self.site = site
        if ":" in address[0]:
            self.address_family = AF_INET6
        super().__init__(address, _Connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side went away, as half of the tests make it do; what is a bug shows in the test."""


class _Connection(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        site, number = self.server.site, self.server.site.opened(self.request)
        connection = self.request
        try:
            if site.tls is not None:
                connection = site.tls.wrap_socket(self.request, server_side=True)
            with connection.makefile("rb") as reader:
                while asked := _read(reader, number):
                    if not site.answer(asked, connection) or asked.header("Connection") == "close":
                        break
        except OSError:
            pass  # the other side went away
        finally:
            site.closed(self.request)
            _hang_up(connection)
            connection.close()


class _Kept(Wire):
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        self.data = b""

    def send(self, data: bytes) -> None:
        self.data += data


def _read(reader, number: int) -> Asked | None:
    """The next request of a connection, None when there is none."""
    line = reader.readline()
    if not line.strip():
        return None
    method, path, _ = line.decode("latin-1").split(" ", 2)
    headers = []
    while (line := reader.readline().strip()) != b"":
        name, _, value = line.decode("latin-1").partition(":")
        headers.append((name.strip(), value.strip()))
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    return Asked(method, path, tuple(headers), reader.read(length), time.monotonic(), number)


def _head(status: int, headers: list[tuple[str, str]]) -> bytes:
    known = {each.value: each.phrase for each in HTTPStatus}
    lines = [f"HTTP/1.1 {status} {known.get(status, 'Odd')}", f"Date: {formatdate(usegmt=True)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1" if _is_latin(headers) else "utf-8")


def _is_latin(headers: list[tuple[str, str]]) -> bool:
    return all(ord(sign) < 256 for _, value in headers for sign in value)


def _coded(body: bytes, coding: str | None) -> bytes:
    match coding:
        case None | "identity":
            return body
        case "gzip":
            return gzip.compress(body, mtime=0)
        case "deflate":
            return zlib.compress(body)
        case "raw-deflate":
            squeezed = zlib.compressobj(wbits=-15)
            return squeezed.compress(body) + squeezed.flush()
        case "br":
            import brotli

            return bytes(brotli.compress(body, quality=5))
        case _:
            return body  # a coding by name only


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else body


def _hang_up(connection: socket) -> None:
    with contextlib.suppress(OSError):  # already gone
        connection.shutdown(SHUT_RDWR)
