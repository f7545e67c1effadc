"""How we behave towards servers and how much we take from them; every number is a setting."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta

from monitor import __version__
from monitor.fetch.gate import Networks
from monitor.model import Part
from monitor.values import dataclass


def user_agent(contact: str | None = None) -> str:
    """Who we are, and whom an authority can write to about us."""
    return f"regulatory-monitor/{__version__}" + (f" (+mailto:{contact})" if contact else "")


@dataclass(frozen=True, slots=True)
class Manners:
    """Politeness per host, and the limits of one fetch.

    connections, delay: at once to one host, and the gap between an answer and the next request.
    connect_timeout: name look-up, connection and TLS together. page_timeout, attachment_timeout: wall
    clock for one document, redirects and retries included, politeness waits not. robots_timeout: for a
    robots.txt, part of the time of the page that it is asked for. page_bytes,
    attachment_bytes: on the wire and after decoding. ratio: decoded to raw, beyond 1 MB.
    retries: after the first try, when a fault may pass. backoff: before the first of them, doubling.
    patience: a longer Retry-After is not waited for; the host is left alone until then.
    insecure_redirects: follow https to http. ca_file: certificates trusted besides the system's.
    """

    connections: int = 1
    delay: timedelta = timedelta(seconds=2)
    connect_timeout: timedelta = timedelta(seconds=10)
    page_timeout: timedelta = timedelta(seconds=60)
    attachment_timeout: timedelta = timedelta(seconds=180)
    robots_timeout: timedelta = timedelta(seconds=20)
    page_bytes: int = 20_000_000
    attachment_bytes: int = 50_000_000
    ratio: int = 100
    redirects: int = 5
    retries: int = 2
    backoff: timedelta = timedelta(seconds=1)
    patience: timedelta = timedelta(seconds=5)
    user_agent: str = user_agent()
    networks: Networks = field(default_factory=Networks)
    insecure_redirects: bool = False
    ca_file: str | None = None

    def timeout(self, part: Part) -> timedelta:
        return self.attachment_timeout if part is Part.ATTACHMENT else self.page_timeout

    def size_bytes(self, part: Part) -> int:
        return self.attachment_bytes if part is Part.ATTACHMENT else self.page_bytes
