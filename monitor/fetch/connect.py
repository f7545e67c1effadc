"""Connections that go only where the gate lets them, and answers that follow the rules of HTTP.

A name is looked up once, every address it has is asked about, and the socket goes to one of those
addresses: nothing looks the name up again in between (C06). The name stays for TLS and Host.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import BaseHTTPResponse

from monitor.errors import FetchError
from monitor.fetch.deadline import Line, Watch, Watchdog
from monitor.fetch.gate import Networks
from monitor.urls import Origin

LookUp = Callable[[str, int], list[str]]


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, in the order the system would try them. OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class MalformedError(http.client.HTTPException):
    """An answer that breaks the rules of HTTP in a way that would let us misread it."""


class Way:
    """How connections are made: looked up, checked, connected, all under the caller's watch."""

    def __init__(self, networks: Networks, watchdog: Watchdog, connect_s: float, look_up: LookUp) -> None:
        self.watchdog = watchdog
        self.connect_s = connect_s
        self._networks = networks
        self._look_up = look_up

    def connect(self, host: str, port: int) -> socket.socket:
        """A socket to an address that the gate let pass. FetchError says which phase failed and how."""
        watch = self.watchdog.current
        addresses = self._addresses(host, port, watch)
        for address in addresses:
            if refusal := self._networks.refusal(address, port, host):
                raise FetchError(f"not fetched: {host} leads to {refusal}", transient=False)
        watch.phase = "connect"
        faults = []
        for position, address in enumerate(addresses):
            if watch.cut is not None:
                raise TimeoutError
            # An address that swallows packets must leave time for those after it; the last is the watch's.
            others = len(addresses) - position - 1
            share = max(0.001, watch.left_s / (others + 1) if others else watch.left_s + 1)
            try:
                return self._open(address, port, share, watch)
            except OSError as error:
                if watch.cut is not None:  # said anew, as urllib3 makes light of a reset
                    raise TimeoutError from error
                faults.append(f"{address}: {_plainly(error)}")
        raise FetchError(f"connect: no connection to {host} port {port} ({'; '.join(faults)})")

    def _addresses(self, host: str, port: int, watch: Watch) -> list[str]:
        watch.phase = "name look-up"
        host = host.strip("[]")
        if re.fullmatch(r"[\d.]+|[0-9a-f:.]+:[0-9a-f:.]*", host):
            return [host]
        found: list[str] = []
        fault: list[OSError] = []
        done = threading.Event()

        def ask() -> None:
            # The system's resolver cannot be interrupted; left behind, its thread ends when it does.
            try:
                found.extend(self._look_up(host, port))
            except (OSError, UnicodeError) as error:
                fault.append(error if isinstance(error, OSError) else OSError(str(error)))
            finally:
                done.set()

        watch.attach(done.set)
        threading.Thread(target=ask, name=f"look-up-{host}", daemon=True).start()
        done.wait()
        if watch.cut is not None:
            raise TimeoutError
        if fault or not found:
            why = _plainly(fault[0]) if fault else "it has no address"
            raise FetchError(f"name look-up: {host} was not found ({why})")
        return found

    def _open(self, address: str, port: int, seconds: float, watch: Watch) -> socket.socket:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(seconds)
            watch.attach(lambda: _break_off(connection))
            connection.connect((address, port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            connection.close()
            raise
        return connection


class StrictResponse(http.client.HTTPResponse):
    """The standard library's answer, minus the leniency that lets half a page look like a whole one."""

    def begin(self) -> None:
        fresh = self.headers is None
        super().begin()
        if not fresh:
            return
        if self.headers.defects:
            raise MalformedError(f"headers that cannot be read ({type(self.headers.defects[0]).__name__})")
        if any("\0" in value for value in self.headers.values()):
            raise MalformedError("headers with a NUL in them")
        if self.status < 200:
            raise MalformedError(f"status {self.status} instead of an answer")
        lengths = {value.strip() for value in self.headers.get_all("Content-Length", [])}
        if len(lengths) > 1 or not all(re.fullmatch(r"[0-9]{1,18}", each) for each in lengths):
            raise MalformedError(f"a Content-Length of {', '.join(sorted(lengths))[:100]}")
        coding = self.headers.get("Transfer-Encoding")
        if coding is not None and coding.strip().lower() != "chunked":
            raise MalformedError(f"the Transfer-Encoding {coding[:100]!r}, which was not asked for")

    def _read_next_chunk_size(self) -> int:
        """As the original, which would take `-5`, `0x10` and `1_0` for numbers too."""
        assert self.fp is not None
        line = self.fp.readline(1025)
        size = line.split(b";", 1)[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,16}", size) or not line.endswith(b"\n"):
            self._close_conn()  # type: ignore[attr-defined]
            if line.endswith(b"\n") or len(line) > 1024:
                raise MalformedError(f"a chunk of the size {size[:40]!r}")
            raise http.client.IncompleteRead(b"")
        return int(size, 16)


class _Plain(HTTPConnection):
    """A connection made our way, under the watch of the thread that uses it."""

    response_class = StrictResponse
    next_phase = "request"

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._way = way
        self._line: Line | None = None

    def _new_conn(self) -> socket.socket:
        made = self._way.connect(self.host, self.port)
        self._line = Line(made)
        watch = self._way.watchdog.current
        watch.attach(self._line.break_off)
        watch.phase = self.next_phase
        return made

    def connect(self) -> None:
        watch = self._way.watchdog.current
        with watch.narrowed(self._way.connect_s, f"{self._way.connect_s:g} s, the limit for connecting"):
            super().connect()
        if watch.cut is not None:
            raise TimeoutError

    def request(self, *args: Any, **kwargs: Any) -> None:
        watch = self._way.watchdog.current
        watch.phase = "request"
        if self._line is not None:  # it was used before, under another watch
            watch.attach(self._line.break_off)
        super().request(*args, **kwargs)
        watch.phase = "headers"

    def close(self) -> None:
        super().close()
        if self._line is not None:  # the rest of an answer that ends by closing may still be on its way
            self._way.watchdog.afterwards(self._line.close)
            self._line = None


class _Secure(_Plain, HTTPSConnection):
    next_phase = "TLS handshake"


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class PinnedAdapter(HTTPAdapter):
    """The way of a requests session to one origin; it knows no other, and no proxy."""

    def __init__(self, origin: Origin, way: Way, connections: int, tls: Callable[[], ssl.SSLContext]) -> None:
        super().__init__(max_retries=0)
        if origin.scheme == "https":
            self._pool: HTTPConnectionPool = _SecurePool(
                origin.host, origin.port, maxsize=connections, way=way, ssl_context=tls()
            )
        else:
            self._pool = _PlainPool(origin.host, origin.port, maxsize=connections, way=way)

    def get_connection_with_tls_context(self, *_: object, **__: object) -> HTTPConnectionPool:
        return self._pool

    def cert_verify(self, conn: object, url: str, verify: object, cert: object) -> None:
        """The pool verifies by the context it was made with; requests would load the bundle anew each time."""

    def request_url(self, request: PreparedRequest, *_: object, **__: object) -> str:
        return request.path_url

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """As requests sees it; what we make of it is read from `raw`."""
        response = Response()
        response.status_code, response.raw, response.request = resp.status, resp, req
        response.headers = resp.headers  # type: ignore[assignment]  # as case-insensitive as requests' own
        response.url, response.reason = req.url or "", resp.reason or ""
        return response

    def close(self) -> None:
        self._pool.close()
        super().close()


def tls_context(ca_file: str | None = None) -> ssl.SSLContext:
    """Certificates are verified against those that requests ships and those of the system, always."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def _break_off(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        connection.shutdown(socket.SHUT_RDWR)


def _plainly(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
