"""A fetcher whose limits are short enough for a test, and what it says when it fails."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import FetchError
from monitor.fetch import Fetcher, Manners, Networks
from monitor.model import Access, Request, RobotsFile
from tests.site import Site

NOW = datetime(2026, 5, 8, 8, 0, tzinfo=UTC)
TLS = Path(__file__).parent / "tls"
QUICK = {
    "delay": timedelta(0),
    "backoff": timedelta(milliseconds=2),
    "connect_timeout": timedelta(seconds=2),
    "page_timeout": timedelta(seconds=5),
}


class Anything:
    """A shelf on which every site's robots.txt lies, and allows everything: for tests of something else."""

    def robots(self, origin):
        return RobotsFile(404, "", NOW)

    def record_robots(self, origin, file):
        """It will be the same."""


def quick(
    *sites: Site,
    archive=None,
    clock=lambda: NOW,
    pauses=None,
    look_up=None,
    proxies=None,
    robots=None,
    **manners,
) -> Fetcher:
    """A fetcher with limits short enough for a test, and the way to these sites open."""
    networks = Networks.parse(site.network for site in sites)
    chosen = Manners(**{"networks": networks, **QUICK, **manners})
    extra = {"look_up": look_up} if look_up else {}
    extra |= {"proxies": proxies, "robots": robots or Anything()}
    return Fetcher(chosen, body=(archive or {}).__getitem__, clock=clock, pauses=pauses, **extra)


def failure(fetcher: Fetcher, url: str, access: Access | None = None, **asked) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher(Request(url, access=access or Access()), **asked)
    return caught.value


def timed_failure(fetcher: Fetcher, url: str) -> tuple[FetchError, float]:
    started = time.monotonic()
    return failure(fetcher, url), time.monotonic() - started


def server_side(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / f"{name}.pem")
    return context
