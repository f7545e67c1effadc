"""Time limits hold, whatever stalls or drips."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from monitor.fetch import Budget, Networks
from monitor.model import Request
from tests.fetch.quick import TLS, failure, quick, server_side, timed_failure
from tests.site import Drip, Page, Site, Stall, redirect


@pytest.mark.parametrize(
    ("answer", "phase"),
    [
        (Stall(), "headers"),
        (Stall(b"HTTP/1.1 200 OK\r\nContent-"), "headers"),
        (Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "body"),
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_N02_a_stall_ends_at_the_deadline_and_says_where(site, answer, phase):
    site.pages["/"] = answer
    with quick(site, page_timeout=timedelta(seconds=0.2)) as fetcher:
        error, took_s = timed_failure(fetcher, site.url())
    assert str(error) == f"{phase}: not done after 0.2 s, the limit for one page"
    assert error.transient
    assert took_s < 10


@pytest.mark.parametrize(
    "head",
    [Drip.head, b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "],
    ids=["length", "no length", "header"],
)
def test_N01_a_slow_drip_ends_at_the_deadline(site, head):
    site.pages["/"] = Drip(b"x" * 500, every_s=0.01, head=head)
    with quick(site, page_timeout=timedelta(seconds=0.2)) as fetcher:
        error, took_s = timed_failure(fetcher, site.url())
    assert "not done after 0.2 s" in str(error)
    assert took_s < 10


def test_N01_the_deadline_holds_over_redirects_and_retries(site):
    def slow(asked):
        time.sleep(0.08)
        return redirect(asked.path + "1")

    site.pages.update({"/" + "1" * number: slow for number in range(9)})
    with quick(site, page_timeout=timedelta(seconds=0.2)) as fetcher:
        error, took_s = timed_failure(fetcher, site.url())
    assert "0.2 s, the limit for one page" in str(error)
    assert took_s < 10


def test_N01_the_budget_of_a_check_is_shared_by_its_requests(site, fetcher):
    site.pages["/"] = Stall()
    budget = Budget(timedelta(seconds=0.2))
    assert "0.2 s, the limit for a whole check" in str(failure(fetcher, site.url(), budget=budget))
    assert budget.left_s <= 0
    assert "no time left" in str(failure(fetcher, site.url("/other"), budget=budget))
    assert site.paths() == ["/"]


def test_N01_waiting_for_the_turn_of_a_host_costs_no_budget(site):
    budget = Budget(timedelta(seconds=60))
    with quick(site, delay=timedelta(seconds=0.15)) as fetcher:
        started = time.monotonic()
        for _ in range(3):
            fetcher(Request(site.url()), budget=budget)
        took_s = time.monotonic() - started
    assert took_s - (60 - budget.left_s) > 0.29  # two waits


def test_N02_a_connection_that_nobody_accepts_ends_with_the_limit_for_connecting():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        host, port = full.getsockname()
        crowd = [socket.socket() for _ in range(3)]
        for each in crowd:
            each.setblocking(False)
            each.connect_ex((host, port))
        networks = Networks.parse([f"{host}:{port}"])
        with quick(networks=networks, connect_timeout=timedelta(seconds=0.15), retries=0) as fetcher:
            error, took_s = timed_failure(fetcher, f"http://{host}:{port}/")
        for each in crowd:
            each.close()
    assert str(error) == "connect: not done after 0.15 s, the limit for connecting"
    assert took_s < 10


def test_N02_a_name_server_that_never_answers_ends_with_the_limit_for_connecting():
    answer = threading.Event()

    def never(host, port):
        answer.wait(60)
        return []

    with quick(look_up=never, connect_timeout=timedelta(seconds=0.15), retries=0) as fetcher:
        error, took_s = timed_failure(fetcher, "http://agency.example/")
    answer.set()
    assert str(error) == "name look-up: not done after 0.15 s, the limit for connecting"
    assert took_s < 10


def test_N02_a_stalled_tls_handshake_ends_with_the_limit_for_connecting():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        networks = Networks.parse([f"127.0.0.1:{port}"])
        with quick(networks=networks, connect_timeout=timedelta(seconds=0.15), retries=0) as fetcher:
            error, took_s = timed_failure(fetcher, f"https://127.0.0.1:{port}/")
    assert str(error) == "TLS handshake: not done after 0.15 s, the limit for connecting"
    assert took_s < 10


def test_aborting_ends_what_is_under_way_and_every_wait(site):
    site.pages["/stall"] = Stall()
    with quick(site, delay=timedelta(seconds=30), page_timeout=timedelta(seconds=30)) as fetcher:
        with ThreadPoolExecutor(3) as pool:
            under_way = [pool.submit(failure, fetcher, site.url("/stall")) for _ in range(3)]
            while not site.asked:
                time.sleep(0.005)
            started = time.monotonic()
            fetcher.abort()
            errors = [str(each.result()) for each in under_way]
        assert time.monotonic() - started < 10
        assert all("stopped, as the program is ending" in error for error in errors)
        assert "stopped" in str(failure(fetcher, site.url("/later")))
    assert site.paths() == ["/stall"]


def test_aborting_ends_a_wait_for_another_try(site):
    site.pages["/"] = Page("busy", status=503, headers={"Retry-After": "30"})
    long = timedelta(seconds=60)
    with quick(site, page_timeout=long, patience=long) as fetcher, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(timed_failure, fetcher, site.url())
        while not site.asked:
            time.sleep(0.005)
        fetcher.abort()
        error, took_s = waiting.result()
    assert "stopped" in str(error)
    assert took_s < 10


def test_closing_leaves_no_thread_behind(site):
    before = set(threading.enumerate())
    with quick(site) as fetcher:
        fetcher(Request(site.url()))
    assert not [thread for thread in set(threading.enumerate()) - before if thread.name.startswith("fetch")]


def test_N01_a_drip_over_tls_ends_at_the_deadline():
    with Site(tls=server_side("loopback")) as site:
        site.pages["/"] = Drip(b"x" * 500)
        with quick(site, ca_file=str(TLS / "loopback.pem"), page_timeout=timedelta(seconds=0.2)) as fetcher:
            error, took_s = timed_failure(fetcher, site.url())
    # where the machine was busy, the handshake took the time
    assert str(error).endswith(": not done after 0.2 s, the limit for one page")
    assert took_s < 10
