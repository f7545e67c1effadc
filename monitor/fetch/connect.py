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
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import BaseHTTPResponse

from monitor.errors import FetchError
from monitor.fetch import tls
from monitor.fetch.deadline import Line, Watch, Watchdog
from monitor.fetch.gate import Networks
from monitor.fetch.proxies import Proxy, refused
from monitor.model import Certificate, Tls
from monitor.urls import Origin

LookUp = Callable[[str, int], list[str]]

_OURSELVES_S = 3.0  # to look a name up that the proxy will look up for itself anyway
_LOOKING_S = 5.0  # to look at a certificate that was not believed


class Route(NamedTuple):
    """What a connection belongs to: only requests with the same one share it (faults N18)."""

    origin: Origin
    tls: Tls = Tls()
    proxy: str | None = None


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
        self.certificates: dict[str, Certificate] = {}  # by host and port, as they were last shown

    def connect(self, host: str, port: int) -> socket.socket:
        """A socket to an address that the gate let pass. FetchError says which phase failed and how."""
        watch = self.watchdog.current
        addresses = self._addresses(host, port, watch)
        self._refuse_inside(host, port, addresses)
        return self._first_open(host, port, addresses, watch)

    def connect_through(self, proxy: Proxy, host: str, port: int, *, forwards: bool) -> socket.socket:
        """A socket to a proxy, which leads on to the place unless it forwards what it is asked.

        The proxy is the operator's own word and may be inside. The place must pass the gate as far as that
        can be known: by the address that stands there, or by those that the name has here. Where the name
        has none here, or others than where the proxy looks it up, only the proxy's own rules hold.
        """
        watch = self.watchdog.current
        self._refuse_inside(host, port, self._addresses_here(host, port, watch))
        try:
            made = self._first_open(
                proxy.host, proxy.port, self._addresses(proxy.host, proxy.port, watch), watch
            )
        except FetchError as error:
            raise FetchError(f"{proxy.shown}: {error}") from error
        if not forwards:
            watch.phase = f"{proxy.shown}, connect"
            try:
                proxy.open_to(made, host.strip("[]"), port)
            except BaseException as error:
                made.close()
                if watch.cut is not None and isinstance(error, OSError | FetchError):
                    raise TimeoutError from error
                raise
        return made

    def _refuse_inside(self, host: str, port: int, addresses: Sequence[str]) -> None:
        for address in addresses:
            if refusal := self._networks.refusal(address, port, host):
                raise FetchError(f"not fetched: {host} leads to {refusal}", transient=False)

    def _first_open(self, host: str, port: int, addresses: Sequence[str], watch: Watch) -> socket.socket:
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

    def _addresses_here(self, host: str, port: int, watch: Watch) -> list[str]:
        """The addresses of a name as far as this machine knows any; it need not, behind a proxy."""
        try:
            return self._addresses(host, port, watch, patience_s=_OURSELVES_S)
        except FetchError:
            return []

    def _addresses(self, host: str, port: int, watch: Watch, patience_s: float | None = None) -> list[str]:
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
        done.wait(patience_s)
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
    scheme = "http"

    def __init__(self, *args: Any, way: Way, proxy: Proxy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._way = way
        self._by = proxy
        self._line: Line | None = None

    def _new_conn(self) -> socket.socket:
        made = self._made()
        self._line = Line(made)
        watch = self._way.watchdog.current
        watch.attach(self._line.break_off)
        watch.phase = self.next_phase
        return made

    def _made(self) -> socket.socket:
        if self._by is None:
            return self._way.connect(self.host, self.port)
        forwards = self._by.forwards(self.scheme)
        return self._way.connect_through(self._by, self.host, self.port, forwards=forwards)

    def connect(self) -> None:
        watch = self._way.watchdog.current
        with watch.narrowed(self._way.connect_s, f"{self._way.connect_s:g} s, the limit for connecting"):
            self._connect(watch)
        if watch.cut is not None:
            raise TimeoutError

    def _connect(self, watch: Watch) -> None:  # noqa: ARG002  for whoever has to look at the handshake
        super().connect()

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **kwargs: Any) -> None:
        watch = self._way.watchdog.current
        watch.phase = "request"
        if self._line is not None:  # it was used before, under another watch
            watch.attach(self._line.break_off)
        if self._by is not None and self._by.forwards(self.scheme) and self._by.authorization:
            headers = {**(headers or {}), "Proxy-Authorization": self._by.authorization}
        super().request(method, url, body=body, headers=headers, **kwargs)
        watch.phase = "headers"

    def close(self) -> None:
        super().close()
        if self._line is not None:  # the rest of an answer that ends by closing may still be on its way
            self._way.watchdog.afterwards(self._line.close)
            self._line = None


class _Secure(_Plain, HTTPSConnection):
    next_phase = "TLS handshake"
    scheme = "https"

    def __init__(self, *args: Any, tls: Tls, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tls = tls

    def _connect(self, watch: Watch) -> None:
        try:
            super()._connect(watch)
        except ssl.SSLCertVerificationError as error:
            raise tls.untrusted(error, self._shown(watch)) from error
        except ssl.SSLError as error:
            if watch.cut is None and (told := tls.too_old(error, legacy=self._tls.legacy)) is not None:
                raise told from error
            raise
        if self._tls.pin is not None and isinstance(self.sock, ssl.SSLSocket):
            tls.check_pin(self._tls.pin, self.sock.getpeercert(binary_form=True))
            self.is_verified = True  # by the pin
        if isinstance(self.sock, ssl.SSLSocket) and (shown := tls.holds(self.sock, self.host, self.port)):
            self._way.certificates[shown.host] = shown

    def _shown(self, watch: Watch) -> tuple[bytes, ...]:
        """The certificates that the server shows, to say what is wrong with them; nothing is asked of it."""
        try:
            with self._made() as plain:
                plain.settimeout(max(0.1, min(_LOOKING_S, watch.left_s)))
                context = tls.blind(legacy=self._tls.legacy)
                with context.wrap_socket(plain, server_hostname=self.host.strip("[]")) as connection:
                    return tls.shown_chain(connection)
        except (OSError, FetchError):
            return ()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class PinnedAdapter(HTTPAdapter):
    """The way of a requests session along one route; it knows no other."""

    def __init__(
        self, route: Route, way: Way, connections: int, contexts: tls.Contexts, proxy: Proxy | None = None
    ) -> None:
        super().__init__(max_retries=0)
        origin, self._proxy = route.origin, proxy
        self._whole = proxy is not None and proxy.forwards(origin.scheme)
        shared: dict[str, Any] = {"maxsize": connections, "way": way, "proxy": proxy}
        if origin.scheme == "https":
            self._pool: HTTPConnectionPool = _SecurePool(
                origin.host, origin.port, ssl_context=contexts.of(route.tls), tls=route.tls, **shared
            )
        else:
            self._pool = _PlainPool(origin.host, origin.port, **shared)

    def get_connection_with_tls_context(self, *_: object, **__: object) -> HTTPConnectionPool:
        return self._pool

    def cert_verify(self, conn: object, url: str, verify: object, cert: object) -> None:
        """The pool verifies by the context it was made with; requests would load the bundle anew each time."""

    def request_url(self, request: PreparedRequest, *_: object, **__: object) -> str:
        """A proxy that forwards wants the whole address, a server only its path."""
        return (request.url or "").partition("#")[0] if self._whole else request.path_url

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """As requests sees it; what we make of it is read from `raw`."""
        if self._whole and self._proxy is not None and resp.status == 407:
            resp.close()
            raise refused(self._proxy, resp.status, "")
        response = Response()
        response.status_code, response.raw, response.request = resp.status, resp, req
        response.headers = resp.headers  # type: ignore[assignment]  # as case-insensitive as requests' own
        response.url, response.reason = req.url or "", resp.reason or ""
        return response

    def close(self) -> None:
        self._pool.close()
        super().close()


def _break_off(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        connection.shutdown(socket.SHUT_RDWR)


def _plainly(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
