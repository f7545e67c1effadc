"""M14: a machine that is off cannot say so; a watchdog outside can, when it is called after every turn."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

from monitor.errors import FetchError
from monitor.life import Life
from tests.site import Page

SECRET = "https://watch.example.org/ping/s3cr3t"


def test_M14_the_watchdog_is_called_after_a_turn_and_not_at_every_tick():
    calls, now = [], [0.0]

    def post(*told):
        calls.append(told)
        return SimpleNamespace(status=200)

    life = Life(SECRET, lambda: nullcontext(post), lambda: now[0])
    for now[0] in (0.0, 30.0, 59.0, 60.0):
        assert life() is None
    assert calls == [(SECRET, b"", {})] * 2


def test_M18_a_watchdog_that_does_not_answer_is_told_without_its_address():
    def post(url, *_):
        raise FetchError(f"{url}: connect: refused")

    told = Life(SECRET, lambda: nullcontext(post))()
    assert "watch.example.org" in told
    assert "s3cr3t" not in told
    assert Life("", lambda: nullcontext(post))() is None


def test_M14_once_calls_the_watchdog_through_the_gate(desk, site):
    site.pages["/alive"] = Page("ok")
    desk.configure(sources="", subscriptions="")
    desk.environ = {"MONITOR_HEARTBEAT_URL": site.url("/alive")}
    assert desk.monitor("once").err == ""
    assert [asked.path for asked in site.asked] == ["/alive"]
    desk.environ = {"MONITOR_HEARTBEAT_URL": site.url("/s3cr3t")}
    told = desk.monitor("once")
    assert (told.code, "answered 404" in told.err, "s3cr3t" in told.err) == (0, True, False)
