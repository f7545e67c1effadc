"""Where an address leads and whether the gate would let a connection through, without making one."""

from __future__ import annotations

from ipaddress import ip_address

from monitor import urls
from monitor.errors import FetchError
from monitor.fetch.connect import LookUp, look_up
from monitor.fetch.gate import Networks
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one address that a host has. refusal: why nothing may connect to it, None when it may."""

    address: str
    refusal: str | None


def verdicts(url: str, gate: Networks, look_up: LookUp = look_up) -> tuple[Verdict, ...]:
    """The rule's answer for every address behind a URL. Looks its name up and connects to nothing.

    ValueError: it is none that may ever be fetched. FetchError: its name was not found.
    """
    whole = urls.origin(urls.parse(url))
    host = whole.host.strip("[]")
    try:
        addresses = [str(ip_address(host))]
    except ValueError:
        try:
            addresses = look_up(host, whole.port)
        except (OSError, UnicodeError) as error:
            raise FetchError(f"name look-up: {host} was not found ({error})") from error
    return tuple(Verdict(each, gate.refusal(each, whole.port, whole.host)) for each in addresses)
