"""Connections that go only where the gate lets them, and answers that follow the rules of HTTP.

A name is looked up once, every address it has is asked about, and the socket goes to one of those
addresses: nothing looks the name up again in between (C06). The name stays for TLS and Host.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, cast

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry, Timeout, wait_for_read

from monitor.errors import FetchError
from monitor.fetch import tls
from monitor.fetch.deadline import Line, Watch, Watchdog
from monitor.fetch.gate import Networks
from monitor.fetch.proxies import Proxy, refused
from monitor.fetch.wire import Answer, asked
from monitor.model import Certificate, Tls
from monitor.urls import Origin

LookUp = Callable[[str, int], list[str]]

_OURSELVES_S = 3.0  # to look a name up that the proxy will look up for itself anyway
_LOOKING_S = 5.0  # to look at a certificate that was not believed
_THE_WATCHS = Timeout()  # what requests is told of time limits
_AT_MOST = struct.pack("@ll", 600, 0)  # a `struct timeval`


class Route(NamedTuple):
    """What a connection belongs to: only requests with the same one share it (faults N18)."""

    origin: Origin
    tls: Tls = Tls()
    proxy: str | None = None


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, in the order the system would try them. OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


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


class _Plain(HTTPConnection):
    """A connection made our way, under the watch of the thread that uses it."""

    next_phase = "request"
    scheme = "http"

    def __init__(self, *args: Any, way: Way, proxy: Proxy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._way = way
        self._by = proxy
        self._line: Line | None = None
        self._is_new = True
        host = f"[{self.host.strip('[]')}]" if ":" in self.host else self.host
        self._named = host if self.port == self.default_port else f"{host}:{self.port}"

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

    def ask(
        self,
        method: str,
        target: str,
        body: bytes | str | None,
        headers: Mapping[str, str],
        done: Callable[[bool], None],
    ) -> Answer:
        """Send a request and read the head of its answer. done: see `Answer`."""
        watch = self._way.watchdog.current
        if self._by is not None and self._by.forwards(self.scheme) and self._by.authorization:
            headers = {**headers, "Proxy-Authorization": self._by.authorization}
        request = asked(method, target, self._named, headers, body)
        if self.sock is None:
            self.connect()
            self._prepare(watch)
        elif self._line is not None:  # it was used before, under another watch
            self._prepare(watch)
            watch.attach(self._line.break_off)
        watch.phase = "request"
        # who has answered already may close before all was sent; what was answered counts
        with contextlib.suppress(BrokenPipeError):
            self.sock.sendall(request)
        watch.phase = "headers"
        keep = headers.get("Connection", "").lower() != "close"
        return Answer(method, self.sock.recv, done, keep=keep)

    def _prepare(self, watch: Watch) -> None:  # noqa: ARG002  TLS needs to know
        """The watch ends every wait, so that the socket need not look at a clock of its own before each."""
        if self._is_new:
            self._is_new = False
            self.sock.settimeout(None)
            for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):  # for the day on which the watch fails
                with contextlib.suppress(OSError):
                    self.sock.setsockopt(socket.SOL_SOCKET, way, _AT_MOST)

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a request: nothing came that was not asked for, and the server has not closed."""
        if self.sock is None:
            return False
        return not wait_for_read(self.sock, 0.0)

    def close(self) -> None:
        super().close()
        if self._line is not None:
            self._line.close()
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

    def _prepare(self, watch: Watch) -> None:
        self.sock.settimeout(watch.left_s + 1)

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


class Pool:
    """The connections of one route that are open and free. most: of them. make: one more."""

    def __init__(self, make: Callable[[], _Plain], most: int) -> None:
        self._make, self._most = make, most
        self._free: list[_Plain] = []
        self._lock = threading.Lock()
        self._closed = False

    def urlopen(
        self,
        method: str,
        url: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_how: object,
    ) -> Answer:
        """The answer to a request, as requests asks a pool of urllib3's for it."""
        connection = self._one()
        try:
            return connection.ask(method, url, body, headers or {}, partial(self._back, connection))
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._closed, free, self._free = True, self._free, []
        for connection in free:
            connection.close()

    def _one(self) -> _Plain:
        """A free connection, the one used last; a new one when there is none."""
        while True:
            with self._lock:
                if not self._free:
                    break
                connection = self._free.pop()
            if connection.is_idle:
                return connection
            connection.close()
        return self._make()

    def _back(self, connection: _Plain, free: bool) -> None:  # noqa: FBT001
        with self._lock:
            kept = free and not self._closed and len(self._free) < self._most
            if kept:
                self._free.append(connection)
        if not kept:
            connection.close()


class _Answered(Response):
    """requests' form of an answer, as far as anybody looks at it here: without a cookie jar of its own."""

    def __init__(self) -> None:
        self._content = False  # type: ignore[assignment]  # requests' word for "not read yet"
        self._content_consumed = False


class PinnedAdapter(HTTPAdapter):
    """requests' way along one route; it knows no other."""

    max_retries = Retry(0, read=False)  # ours are tried by whoever knows what may be tried again

    def __init__(  # requests' own would set up pools that are never asked
        self, route: Route, way: Way, connections: int, contexts: tls.Contexts, proxy: Proxy | None = None
    ) -> None:
        origin, self._proxy = route.origin, proxy
        self._whole = proxy is not None and proxy.forwards(origin.scheme)
        self.users = 0

        def one() -> _Plain:
            if origin.scheme == "https":
                context = contexts.of(route.tls)
                return _Secure(
                    origin.host, origin.port, ssl_context=context, tls=route.tls, way=way, proxy=proxy
                )
            return _Plain(origin.host, origin.port, way=way, proxy=proxy)

        self._pool = Pool(one, connections)

    def ask(self, prepared: PreparedRequest) -> Answer:
        """The answer to a request, by requests' own `send`; so whatever stands in for that in a test answers here."""
        return cast("Answer", self.send(prepared, stream=True, timeout=_THE_WATCHS).raw)  # type: ignore[arg-type]

    def get_connection_with_tls_context(self, *_: object, **__: object) -> HTTPConnectionPool:
        return self._pool  # type: ignore[return-value]

    def cert_verify(self, conn: object, url: str, verify: object, cert: object) -> None:
        """The pool verifies by the context it was made with; requests would load the bundle anew each time."""

    def request_url(self, request: PreparedRequest, *_: object, **__: object) -> str:
        """A proxy that forwards wants the whole address, a server only its path."""
        whole = (request.url or "").partition("#")[0]  # as `urls.parse` wrote it, so with a path
        return whole if self._whole else whole[whole.index("/", len("https://")) :]

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """As requests sees it; what we make of it is read from `raw`."""
        if self._whole and self._proxy is not None and resp.status == 407:
            resp.close()
            raise refused(self._proxy, resp.status, "")
        response = _Answered()
        response.status_code, response.raw, response.request = resp.status, resp, req
        response.headers = resp.headers  # type: ignore[assignment]  # as case-insensitive as requests' own
        response.url, response.reason = req.url or "", resp.reason or ""
        return response

    def close(self) -> None:
        self._pool.close()


def _break_off(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        connection.shutdown(socket.SHUT_RDWR)


def _plainly(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
