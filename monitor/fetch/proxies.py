"""Proxies that sources are reached through: only those that the settings name, never the environment's (N17).

`proxy: inside` in a source means the entry `inside` of `settings.proxies`. Its user and password come from the
environment, MONITOR_PROXY_INSIDE=user:password, and go to the proxy and to nobody else.
"""

from __future__ import annotations

import base64
import ipaddress
import re
import socket
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import quote, unquote, urlsplit

from monitor.errors import ConfigError, FetchError
from monitor.values import dataclass

DEFAULT_PORTS = {"http": 3128, "socks5": 1080}
_LONGEST_HEAD = 16_384
_SOCKS_FAULTS = {
    1: "general failure",
    2: "its rules do not allow it",
    3: "the network is unreachable",
    4: "the host is unreachable",
    5: "the connection was refused",
    6: "it took too long",
    7: "it does not know the command",
    8: "it does not know this sort of address",
}


@dataclass(frozen=True, slots=True)
class Proxy:
    """One way out. scheme: http (asks in full for http, CONNECT for https) or socks5."""

    name: str
    scheme: str
    host: str
    port: int
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def variable(self) -> str:
        """The environment variable with its user and password."""
        return variable(self.name)

    @property
    def shown(self) -> str:
        return f"proxy {self.name} ({self.host} port {self.port})"

    @property
    def authorization(self) -> str | None:
        """The value of Proxy-Authorization, for the proxy's own eyes."""
        if self.user is None:
            return None
        return "Basic " + base64.b64encode(f"{self.user}:{self.password or ''}".encode()).decode()

    def forwards(self, scheme: str) -> bool:
        """Whether it is asked for whole addresses of that scheme; else it only makes the connection."""
        return self.scheme == "http" and scheme == "http"

    def open_to(self, connection: socket.socket, host: str, port: int) -> None:
        """Have the proxy connect us to a place. FetchError says what it answered instead."""
        if self.scheme == "socks5":
            _socks(self, connection, host, port)
        else:
            _connect(self, connection, host, port)


def variable(name: str) -> str:
    return "MONITOR_PROXY_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


def parse(name: str, url: str) -> Proxy:
    """From `http://proxy.example:3128` or `socks5://127.0.0.1`. ValueError says how it is written."""
    example = "write it like http://proxy.example:3128 or socks5://proxy.example:1080"
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise ValueError(f'"{name}" is no address of a proxy, {example}') from None
    scheme = "socks5" if parts.scheme == "socks5h" else parts.scheme  # names are looked up there in any case
    if scheme not in DEFAULT_PORTS or port == 0:
        raise ValueError(f'"{parts.scheme}://" is no proxy that is spoken here, {example}')
    host = parts.hostname or ""
    if not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+", host) or parts.path.strip("/") or parts.query:
        raise ValueError(f"the address of a proxy is a host and a port, {example}")
    user = unquote(parts.username) if parts.username is not None else None
    password = unquote(parts.password) if parts.password is not None else None
    return Proxy(name, scheme, host, port or DEFAULT_PORTS[scheme], user, password)


def with_secrets(written: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, Proxy]:
    """The settings' proxies with what the environment adds: `user:password`, or another address altogether."""
    found = {}
    for name, url in written.items():
        secret = environ.get(variable(name), "").strip()
        try:
            found[name] = parse(name, _joined(url, secret))
        except ValueError as error:
            # what is wrong may be the secret, so it is not shown
            why = "is neither user:password nor the address of a proxy" if secret else str(error)
            raise ConfigError(f"{variable(name) if secret else f'settings.proxies.{name}'}: {why}") from None
    return found


def _joined(url: str, secret: str) -> str:
    if not secret or "://" in secret:
        return secret or url
    user, colon, password = secret.partition(":")
    if not colon or not user:
        raise ValueError("no user:password")
    parts = urlsplit(url)
    return f"{parts.scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc}"


# -- the two ways of asking for a connection -------------------------------------------------------


def _connect(proxy: Proxy, connection: socket.socket, host: str, port: int) -> None:
    """CONNECT of RFC 9110, 9.3.6."""
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    head = f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n"
    if proxy.authorization:
        head += f"Proxy-Authorization: {proxy.authorization}\r\n"
    connection.sendall(f"{head}\r\n".encode("ascii"))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):  # a byte at a time: what follows belongs to the site
        byte = connection.recv(1)
        if not byte or len(answer) > _LONGEST_HEAD:
            raise FetchError(f"{proxy.shown}: it gave no answer that can be read to CONNECT {place}")
        answer += byte
    told = re.match(rb"HTTP/1\.[01] ([0-9]{3})(?: ([^\r\n]*))?", answer)
    status = int(told[1]) if told else 0
    if not 200 <= status < 300:
        said = answer.split(b"\r\n", 1)[0].decode("latin-1")
        raise refused(proxy, status, "".join(sign for sign in said if sign.isprintable())[:100])


def refused(proxy: Proxy, status: int, said: str) -> FetchError:
    """A proxy that will not, as the operator can mend it."""
    if status == 407:
        how = f"set {proxy.variable}=user:password" if proxy.user is None else f"look at {proxy.variable}"
        return FetchError(
            f"{proxy.shown}: it wants to know who we are; {how}", transient=False, status=status
        )
    return FetchError(
        f"{proxy.shown}: it refused to connect ({said})", transient=status >= 500, status=status
    )


def _socks(proxy: Proxy, connection: socket.socket, host: str, port: int) -> None:
    """RFC 1928, and RFC 1929 where it asks for a password. The name is looked up by the proxy."""
    methods = b"\x00" if proxy.user is None else b"\x00\x02"
    connection.sendall(bytes((5, len(methods))) + methods)
    version, method = _exactly(proxy, connection, 2)
    if version == 5 and method == 2 and proxy.user is not None:
        user, password = proxy.user.encode()[:255], (proxy.password or "").encode()[:255]
        connection.sendall(b"\x01" + bytes((len(user),)) + user + bytes((len(password),)) + password)
        if _exactly(proxy, connection, 2)[1] != 0:
            raise refused(proxy, 407, "")
    elif version != 5 or method != 0:
        raise (
            refused(proxy, 407, "")
            if version == 5
            else FetchError(f"{proxy.shown}: it does not speak SOCKS 5")
        )
    connection.sendall(b"\x05\x01\x00" + _socks_address(host) + port.to_bytes(2))
    _, fault, _, kind = _exactly(proxy, connection, 4)
    if fault:
        said = _SOCKS_FAULTS.get(fault, f"fault {fault}")
        raise FetchError(f"{proxy.shown}: it made no connection to {host} port {port} ({said})")
    length = {1: 4, 4: 16}.get(kind) or _exactly(proxy, connection, 1)[0]
    _exactly(proxy, connection, length + 2)


def _socks_address(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        name = host.encode("ascii")
        return bytes((3, len(name))) + name
    return bytes((1 if address.version == 4 else 4,)) + address.packed


def _exactly(proxy: Proxy, connection: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        piece = connection.recv(count - len(got))
        if not piece:
            raise FetchError(f"{proxy.shown}: it hung up on us")
        got += piece
    return got
