"""Hosts are asked one at a time, with a gap."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from monitor.model import Request
from tests.fetch.quick import quick
from tests.site import Page, Site


def test_N16_a_host_is_asked_one_at_a_time_with_a_gap(site):
    under_way, most = 0, 0
    lock = threading.Lock()

    def busy(asked):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.06)  # longer than the gap
        with lock:
            under_way -= 1
        return Page("x")

    site.pages["/"] = busy
    with quick(site, delay=timedelta(seconds=0.03)) as fetcher, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fetcher(Request(site.url())), range(4)))
    gaps = [later.at - earlier.at for earlier, later in zip(site.asked, site.asked[1:], strict=False)]
    assert most == 1
    assert min(gaps) >= 0.09


def test_N16_hosts_do_not_wait_for_each_other(site):
    with Site() as other, quick(site, other, delay=timedelta(seconds=30)) as fetcher:
        started = time.monotonic()
        fetcher(Request(site.url()))
        fetcher(Request(other.url()))
    assert time.monotonic() - started < 10


def test_N16_several_connections_are_used_at_once_when_allowed(site):
    together = threading.Barrier(3, timeout=10)

    def meet(asked):
        together.wait()
        return Page("x")

    site.pages["/"] = meet
    with quick(site, connections=3) as fetcher, ThreadPoolExecutor(3) as pool:
        assert [
            document.status for document in pool.map(lambda _: fetcher(Request(site.url())), range(3))
        ] == [200] * 3
