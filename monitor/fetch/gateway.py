"""The browser's only way out: a small proxy on loopback that asks the gate about every connection (C10).

Whatever a page does (sub-resources, frames, sockets, workers, redirects, scripts that lead elsewhere) arrives
here as `CONNECT host:port` or `GET http://host/…`, and goes on from here as a plain request does: looked up
once, checked, connected to the checked address. Nothing passes while no page is open, and every page has its
limits. What was refused is remembered, as the browser says no more than "no connection".
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import re
import secrets
import selectors
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import field
from urllib.parse import urlsplit

from monitor.errors import FetchError
from monitor.patterns import regex
from monitor.urls import DEFAULT_PORTS
from monitor.values import dataclass

HEAD_BYTES = 65_536
PIECE = 65_536
WAIT_S = 10.0  # for the browser to say what it wants

# To a host and port, by a proxy of the settings or straight. FetchError says why there is no connection.
Connect = Callable[[str, int, str | None], socket.socket]

_LINE = regex(rb"([A-Z]{3,10}) (\S{1,16000}) HTTP/1\.[01]")
_PLACE = regex(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,255}):(\d{1,5})")
_HOP = frozenset(
    {b"proxy-authorization", b"proxy-connection", b"connection", b"keep-alive", b"proxy-authenticate"}
)


@dataclass(eq=False)
class Traffic:
    """One page's dealings with the world. most_bytes: of all its answers together; most: connections at once.

    faults: by host and port, why no connection was made there. over: the limit on bytes was met. proxy: the
    source's, by name.
    """

    proxy: str | None
    most_bytes: int
    most: int
    received: int = 0
    over: bool = False
    faults: dict[tuple[str, int], FetchError] = field(default_factory=dict)
    live: set[socket.socket] = field(default_factory=set)
    ended: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, url: str) -> FetchError | None:
        """Why the host of an address could not be reached."""
        parts = urlsplit(url)
        return self.faults.get((parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)))

    def begin(self, connection: socket.socket) -> bool:
        """Whether one more connection may be opened."""
        with self.lock:
            if self.ended or self.over or len(self.live) >= 2 * self.most:  # each has two ends
                return False
            self.live.add(connection)
            return True

    def join(self, connection: socket.socket) -> None:
        """The other end of a connection that was begun."""
        with self.lock:
            self.live.add(connection)
            late = self.ended
        if late:
            _shut(connection)

    def end(self, connection: socket.socket) -> None:
        with self.lock:
            self.live.discard(connection)

    def count(self, size: int) -> bool:
        """Whether so many more bytes may pass; when not, everything ends."""
        with self.lock:
            self.received += size
            self.over = self.over or self.received > self.most_bytes
        if self.over:
            self.close()
        return not self.over

    def close(self) -> None:
        with self.lock:
            self.ended = True
            live = list(self.live)
        for connection in live:
            _shut(connection)


class Gateway:
    """The proxy. It listens from the start; between pages it refuses everything."""

    user = "page"

    def __init__(self, connect: Connect, *, most_bytes: int, most: int = 64) -> None:
        self.connect = connect
        self.password = secrets.token_urlsafe(24)  # other programs of this machine shall not use it
        self._most_bytes, self._most = most_bytes, most
        self._traffic: Traffic | None = None
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="gateway", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextlib.contextmanager
    def page(self, proxy: str | None = None) -> Iterator[Traffic]:
        """Let one page out, until it is done; then its connections end."""
        traffic = self._traffic = Traffic(proxy, self._most_bytes, self._most)
        try:
            yield traffic
        finally:
            self._traffic = None
            traffic.close()

    def close(self) -> None:
        if self._traffic is not None:
            self._traffic.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # called by the connections' own threads

    @property
    def traffic(self) -> Traffic | None:
        return self._traffic

    def knows(self, authorization: bytes) -> bool:
        ours = b"Basic " + base64.b64encode(f"{self.user}:{self.password}".encode())
        return hmac.compare_digest(authorization.strip(), ours)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        super().__init__(("127.0.0.1", 0), _Connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that broke is the page's loss; nobody is to be told by a traceback."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the browser asks for: a tunnel, or one request, whose head is rewritten for the server."""

    host: str
    port: int
    head: bytes | None  # None for a tunnel
    rest: bytes  # of what came already, after the head
    length: int = 0  # of the request's body


class _Connection(socketserver.BaseRequestHandler):
    """One connection of the browser, from its head to its end."""

    request: socket.socket
    server: _Server

    def handle(self) -> None:
        gateway = self.server.gateway
        self.request.settimeout(WAIT_S)
        with contextlib.suppress(OSError):
            traffic = gateway.traffic
            if traffic is None or not traffic.begin(self.request):
                return  # without a word: browsers connect beforehand, and would take it for a site's answer later
            try:
                self._serve(gateway, traffic)
            finally:
                traffic.end(self.request)

    def _serve(self, gateway: Gateway, traffic: Traffic) -> None:
        head, rest = _read_head(self.request)
        lines = head.split(b"\r\n")
        if not any(gateway.knows(_value(line)) for line in lines[1:] if _is(line, b"proxy-authorization")):
            self._say(407, "this way out is for our own browser", 'Proxy-Authenticate: Basic realm="monitor"')
            return
        wanted = _wanted(lines, rest)
        if wanted is None:
            self._say(400, "neither a tunnel nor a plain http address")
            return
        try:
            server = gateway.connect(wanted.host, wanted.port, traffic.proxy)
            server.settimeout(None)
        except FetchError as error:
            traffic.faults[wanted.host, wanted.port] = error
            self._say(502 if error.transient else 403, str(error))
            return
        with server:
            traffic.join(server)
            try:
                self._pass_on(wanted, server, traffic)
            finally:
                traffic.end(server)

    def _pass_on(self, wanted: _Wanted, server: socket.socket, traffic: Traffic) -> None:
        if wanted.head is None:
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            server.sendall(wanted.rest)
            _relay(self.request, server, traffic)
            return
        server.sendall(wanted.head + wanted.rest[: wanted.length])
        _relay(self.request, server, traffic, upward=wanted.length - len(wanted.rest))

    def _say(self, status: int, why: str, *headers: str) -> None:
        body = why.encode()
        lines = (f"HTTP/1.1 {status} No", *headers, f"Content-Length: {len(body)}", "Connection: close")
        self.request.sendall("\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body)


def _read_head(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head without its empty line, and what came after it. OSError: none came."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(PIECE)
        if not piece or len(data) > HEAD_BYTES:
            raise ConnectionError("no head")
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _is(line: bytes, name: bytes) -> bool:
    return line.partition(b":")[0].strip().lower() == name


def _value(line: bytes) -> bytes:
    return line.partition(b":")[2].strip()


def _wanted(lines: list[bytes], rest: bytes) -> _Wanted | None:
    """What the head asks for; None when it is nothing that may pass."""
    match = _LINE.fullmatch(lines[0])
    if match is None:
        return None
    method, target = match[1], match[2].decode("latin-1")
    if method != b"CONNECT":
        return _forwarded(method, target, lines[1:], rest)
    place = _PLACE.fullmatch(target)
    return _Wanted(place[1].strip("[]").lower(), int(place[2]), None, rest) if place else None


def _forwarded(method: bytes, target: str, headers: list[bytes], rest: bytes) -> _Wanted | None:
    """A plain http request, as its server is to see it."""
    try:
        parts = urlsplit(target)
        host, port = (parts.hostname or "").lower(), parts.port or 80
    except ValueError:
        return None
    lengths = {_value(line) for line in headers if _is(line, b"content-length")} or {b"0"}
    # Browsers send lengths; two ways to tell where a request ends are one too many.
    plain = re.fullmatch(rb"\d{1,12}", min(lengths)) and len(lengths) == 1
    if any(_is(line, b"transfer-encoding") for line in headers) or not plain:
        return None
    if parts.scheme.lower() != "http" or not host or "@" in parts.netloc:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [line for line in headers if line.partition(b":")[0].strip().lower() not in _HOP]
    head = [b"%s %s HTTP/1.1" % (method, path.encode("latin-1")), *kept, b"Connection: close", b"", b""]
    return _Wanted(host, port, b"\r\n".join(head), rest, int(min(lengths)))


def _relay(
    browser: socket.socket, server: socket.socket, traffic: Traffic, upward: int | None = None
) -> None:
    """Pass bytes to and fro until an end has had enough. upward: no more than so many go to the server.

    A half that ends is told to the other side; the other half may still have something to say.
    """
    browser.settimeout(None)
    with selectors.DefaultSelector() as selector:
        selector.register(browser, selectors.EVENT_READ, server)
        selector.register(server, selectors.EVENT_READ, browser)
        while selector.get_map():
            for key, _ in selector.select():
                source, target = key.fileobj, key.data
                assert isinstance(source, socket.socket)
                piece = source.recv(PIECE)
                if source is browser and upward is not None:
                    piece, upward = piece[: max(0, upward)], upward - len(piece)
                    if not piece:  # gone, or saying what was not announced
                        selector.unregister(source)
                        continue
                if source is server and not traffic.count(len(piece)):
                    return
                if piece:
                    target.sendall(piece)
                    continue
                selector.unregister(source)
                if source is server:
                    return
                with contextlib.suppress(OSError):
                    target.shutdown(socket.SHUT_WR)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        connection.shutdown(socket.SHUT_RDWR)
