"""A browser whose limits are short enough for a test. Real Chromium, on pages from loopback."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import verdict
from monitor.fetch import Manners, Networks, chromium
from monitor.fetch.browser import Browser
from monitor.fetch.chromium import Bounds
from monitor.fetch.family import Process, descendants, table
from monitor.model import Access, Document, Request
from tests.fetch.quick import quick
from tests.site import Site

NO_CHROMIUM = "no Chromium"
LACKING = chromium.lacking(sandbox=False)
# One worker runs them all, as a browser is heavy; without one they are skipped, loudly.
REAL = [
    pytest.mark.xdist_group("chromium"),
    pytest.mark.skipif(LACKING is not None, reason=f"{NO_CHROMIUM}: {LACKING}"),
]
BOUNDS = Bounds(settle=timedelta(seconds=2), sandbox=os.geteuid() != 0)
MANNERS = {
    "page_timeout": timedelta(seconds=20),
    "user_agent": "regulatory-monitor/0 (+mailto:team@example.com)",
}


@contextlib.contextmanager
def browsing(
    *sites: Site, bounds: Bounds = BOUNDS, look_up=None, proxies=None, robots=None, **more
) -> Iterator[Browser]:
    manners = MANNERS | more
    with quick(*sites, look_up=look_up, proxies=proxies, robots=robots, **manners) as fetcher:
        networks = Networks.parse(site.network for site in sites)
        browser = Browser(
            fetcher,
            Manners(networks=networks, **manners),
            bounds,
            clock=now,
            judge=lambda document: verdict.judge(document, now=now()),
        )
        try:
            yield browser
        finally:
            browser.close()


def now() -> datetime:
    return datetime.now(UTC)


def asked(url: str, wait_for: str | None = None, jar: str = "a", **access) -> Request:
    return Request(url, access=Access(jar=jar, browser=True, wait_for=wait_for, **access))


def text(document: Document) -> str:
    return document.body.decode()


def processes(browser: Browser) -> list[Process]:
    """The processes of a running browser."""
    assert browser._driver is not None
    everything = list(table())
    child = browser._driver._child.pid
    return [*(each for each in everything if each.pid == child), *descendants(child, everything)]


def living(once: list[Process]) -> list[Process]:
    """Which of those processes are still there; one that only waits for its parent to notice is not."""
    there = {each.pid: each for each in table() if not each.dead}
    return [each for each in once if each.pid in there and there[each.pid].group == each.group]


def shorter(seconds: float) -> Bounds:
    return replace(BOUNDS, settle=timedelta(seconds=seconds))
