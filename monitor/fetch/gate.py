"""Which addresses may be reached: those of the whole world, and what the operator named besides.

One predicate for every connection there is, asked with the address the socket is about to connect to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

from monitor.patterns import regex
from monitor.values import dataclass

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Kept here rather than asked of `ipaddress`, whose answers differ from one Python to the next.
# The order matters only for the word that is shown.
_INSIDE_4 = tuple(
    (IPv4Network(network), word)
    for network, word in (
        ("127.0.0.0/8", "loopback"),
        ("10.0.0.0/8", "private"),
        ("172.16.0.0/12", "private"),
        ("192.168.0.0/16", "private"),
        ("169.254.0.0/16", "link-local"),
        ("100.64.0.0/10", "shared by a carrier's NAT"),
        ("0.0.0.0/32", "unspecified"),
        ("0.0.0.0/8", "this network"),
        ("192.0.0.0/24", "for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("198.18.0.0/15", "for benchmarks"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_INSIDE_6 = tuple(
    (IPv6Network(network), word)
    for network, word in (
        ("::1/128", "loopback"),
        ("::/128", "unspecified"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("fc00::/7", "private"),
        ("ff00::/8", "multicast"),
        ("2001::/32", "Teredo"),
        ("2001:db8::/32", "for documentation"),
        ("3fff::/20", "for documentation"),
        ("2001::/23", "for protocols"),
        ("64:ff9b:1::/48", "a local NAT64"),
    )
)
_WORLD_6 = IPv6Network("2000::/3")  # all that has been handed out so far

# IPv6 networks that carry an IPv4 address, and how many bits stand to the right of it.
_CARRIERS = tuple(
    (IPv6Network(network), shift, word)
    for network, shift, word in (
        ("::ffff:0:0/96", 0, "IPv4-mapped"),
        ("::ffff:0:0:0/96", 0, "IPv4-translated"),
        ("::/96", 0, "IPv4-compatible"),
        ("64:ff9b::/96", 0, "NAT64"),
        ("2002::/16", 80, "6to4"),
    )
)
_ISATAP = (0x00005EFE, 0x02005EFE)  # the upper half of an interface id that ends in an IPv4 address


def is_global(address: str | Address) -> bool:
    """Whether the whole world can reach the address, whatever way it is written or embedded."""
    return inside(address) is None


def inside(address: str | Address) -> str | None:
    """Why an address is not globally reachable, in a word or two; None when it is."""
    address = ip_address(address.partition("%")[0]) if isinstance(address, str) else address
    if isinstance(address, IPv4Address):
        return next((word for network, word in _INSIDE_4 if address in network), None)
    own = next((word for network, word in _INSIDE_6 if address in network), None)
    if own is not None:
        return own
    for network, shift, word in _CARRIERS:
        if address in network:
            within = inside(IPv4Address(int(address) >> shift & 0xFFFFFFFF))
            return within and f"{word}, {within}"
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        within = inside(IPv4Address(int(address) & 0xFFFFFFFF))
        return within and f"ISATAP, {within}"
    return None if address in _WORLD_6 else "not handed out to anybody"


@dataclass(frozen=True, slots=True)
class Allowed:
    """One exception of the operator's: a host by name or a network, and one port of it."""

    host: str | None
    network: Network | None
    port: int

    def covers(self, address: Address, port: int, host: str) -> bool:
        if port != self.port:
            return False
        if self.network is None:
            return host.lower().rstrip(".") == self.host
        return address in self.network


@dataclass(frozen=True, slots=True)
class Networks:
    """The gate: the world, and the inside addresses that the operator allowed, port by port."""

    allowed: tuple[Allowed, ...] = ()

    @classmethod
    def parse(cls, written: Iterable[str]) -> Self:
        """From `127.0.0.1:8800`, `10.0.0.0/8:8080`, `[::1]:80`, `intranet.example:8443`.

        ValueError names the entry and how to write it.
        """
        return cls(tuple(_allowed(each) for each in written))

    def allows(self, address: str | Address, port: int, host: str = "") -> bool:
        return self.refusal(address, port, host) is None

    def names(self, host: str, port: int) -> bool:
        """Whether the operator named this very host, or an address that stands for it, with its port."""
        try:
            address: Address | None = _plain(host.strip("[]"))
        except ValueError:
            address = None
        return any(
            each.covers(address, port, host) if address else (each.host == host.lower() and each.port == port)
            for each in self.allowed
        )

    def refusal(self, address: str | Address, port: int, host: str = "") -> str | None:
        """Why a connection may not be made, in words; None when it may. host: the name that led here."""
        if (why := inside(address)) is None:
            return None
        plain = _plain(address)
        if any(each.covers(plain, port, host) for each in self.allowed):
            return None
        shown = f"[{address}]:{port}" if ":" in str(address) else f"{address}:{port}"
        return f"{shown}, an inside address ({why}); to allow it, add it to `allow_networks`"


_WRITTEN = regex(r"(?P<place>\[[0-9A-Fa-f:./]+\](?:/\d+)?|[^\s:\[\]]+):(?P<port>\d{1,5})")


def _allowed(written: str) -> Allowed:
    match = _WRITTEN.fullmatch(written.strip())
    if match is None or not 0 < int(match["port"]) < 65536:
        raise ValueError(f'"{written}" is no host or network with a port, write it like 127.0.0.1:8800')
    place, port = re.sub(r"[\[\]]", "", match["place"]), int(match["port"])
    try:
        return Allowed(None, ip_network(place), port)
    except (AddressValueError, ValueError) as error:
        if "/" in place or ":" in place or re.fullmatch(r"[\d.]+", place):
            raise ValueError(f'"{written}": {error}') from None
    return Allowed(place.lower().rstrip("."), None, port)


def _plain(address: str | Address) -> Address:
    """The address an operator would write: an IPv4 one that came dressed as IPv6 is undressed."""
    address = ip_address(address.partition("%")[0]) if isinstance(address, str) else address
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
