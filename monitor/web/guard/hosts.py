"""By which name a browser asks for us, and from where: what the request says of it, and how far that is believed."""

from __future__ import annotations

import ipaddress
import platform
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from monitor.values import dataclass

PROXIED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via")
OURS, UNKNOWN, FOREIGN = "ours", "unknown", "foreign"  # the page that sent a form


@dataclass(frozen=True, slots=True)
class Named:
    """The Host of a request. port: as written, empty when it is the usual one."""

    host: str
    port: str

    @property
    def is_loopback(self) -> bool:
        address = _address(self.host)
        return address.is_loopback if address else self.host == "localhost"

    @property
    def is_address(self) -> bool:
        return _address(self.host) is not None


def named(written: str) -> Named | None:
    """A Host header in its parts; None when it is none that a browser sends."""
    host, colon, port = written.strip().lower().rpartition(":")
    if not colon or "]" in port:
        host, port = written.strip().lower(), ""
    if port and not (port.isascii() and port.isdecimal() and len(port) <= 5):
        return None
    host = host.removesuffix(".")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
        return Named(host, port) if _address(host) else None
    plain = host.isascii() and host.replace("-", "").replace(".", "").replace("_", "").isalnum()
    return Named(host, port) if plain else None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_ours(asked: Named | None, public_url: str | None, names: Sequence[str], *, login: bool) -> bool:
    """Whether that is a name of ours. Without log-in only this machine's own names for itself are: a page elsewhere
    can give its name our address, and would read everything (DNS rebinding).
    """
    if asked is None:
        return False
    if asked.is_loopback:
        return True
    if not login:
        return False
    if public_url is not None:
        return asked.host == urlsplit(public_url).hostname
    return asked.is_address or asked.host in {*names, platform.node().lower()}


def is_near(peer: str) -> bool:
    """Whether who connects sits at this machine."""
    address = _address(peer)
    return address is None or address.is_loopback  # a pipe of this machine has no address


def came_through(headers: Headers) -> str | None:
    """The header that a proxy added; None when there is none."""
    return next((name for name in PROXIED if name in headers), None)


def sent_by(headers: Headers, public_url: str | None) -> str:
    """Whether a page of ours sent this form, as the browser says. It says nothing of plain http where no address is
    told to anybody (Referrer-Policy): then the form's token alone decides.
    """
    if (site := headers.get("sec-fetch-site")) is not None:
        return OURS if site == "same-origin" else UNKNOWN if site == "none" else FOREIGN
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return UNKNOWN
    try:
        parts = urlsplit(origin)
    except ValueError:
        return FOREIGN
    theirs = named(parts.netloc)
    places = [headers.get("host", ""), *([urlsplit(public_url).netloc] if public_url else [])]
    usual = {"http": "80", "https": "443"}.get(parts.scheme, "")
    same = theirs is not None and any(
        place is not None and place.host == theirs.host and (place.port or usual) == (theirs.port or usual)
        for place in map(named, places)
    )
    return OURS if same else FOREIGN


def caller(peer: str, forwarded: Sequence[str], proxies: int) -> str:
    """The address that failed log-ins are counted by: of who connects, or as the outermost of our own proxies saw it.
    A house with IPv6 has 2^64 addresses: they count as one.
    """
    seen = [each.strip() for line in forwarded for each in line.split(",")]
    written = seen[-proxies] if proxies and len(seen) >= proxies else peer
    address = _address(written) or _address(peer)
    if address is None:
        return peer
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
