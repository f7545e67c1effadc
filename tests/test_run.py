"""`monitor run`: the crank turns on schedule, one at a time, and stops when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from monitor.store import open_store
from tests.desk import Desk, archive_of_six
from tests.site import Page, Stall

# a day passes in two seconds; a turn comes every fifth of a second
CLOCK = "2026-05-07T00:00:00Z*43200"


@contextmanager
def running(desk: Desk) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(
        [sys.executable, "-c", "from monitor.cli import main; main()", "run"],
        cwd=desk.folder, env=os.environ | {"MONITOR_CLOCK": CLOCK}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        assert child.stderr
        child.stderr.close()


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that shall happen."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail("what should happen did not")
        time.sleep(0.05)


@pytest.fixture
def daemon_desk(desk, site):
    published = archive_of_six(site)
    desk.configure(tick="0.2s")
    return desk, published


@pytest.mark.slow
def test_T01_run_checks_and_tells_by_the_due_times_in_the_store(daemon_desk):
    desk, published = daemon_desk
    with running(desk) as child:
        until(lambda: len(desk.site.asked) >= 7)
        published.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
        until(lambda: any("关于试点的公告" in mail["Subject"] for mail in desk.mails()))
        child.send_signal(signal.SIGTERM)
        assert child.wait(10) == 0
    assert "heartbeat of run" in [line["what"] for line in desk.monitor("doctor", "--json").lines]


@pytest.mark.slow
def test_D12_a_second_scheduler_is_refused_while_an_on_demand_check_is_served(daemon_desk):
    desk, _ = daemon_desk
    with running(desk) as child:
        until(lambda: len(desk.site.asked) >= 7)
        second = subprocess.run(
            [sys.executable, "-c", "from monitor.cli import main; main()", "run"],
            cwd=desk.folder, env=os.environ | {"MONITOR_CLOCK": CLOCK}, capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
        assert second.returncode == 1
        assert f"process {child.pid}" in second.stderr
        assert desk.monitor("check", "--all").code == 0


@pytest.mark.slow
def test_D19_sigterm_ends_a_stuck_check_in_time_and_the_source_stays_due(daemon_desk):
    desk, _ = daemon_desk
    desk.site.pages["/list.html"] = lambda _: Stall(seconds=60)
    with running(desk) as child:
        until(lambda: "/list.html" in desk.site.paths())
        began = time.monotonic()
        child.send_signal(signal.SIGTERM)
        assert child.wait(40) == 0
        assert time.monotonic() - began < 25  # of 60; a busy machine adds to the 8 we promise
    assert desk.monitor("sources", "list", "--json").lines[0]["checks"] == 0


def test_T01_a_source_that_is_years_late_is_due_once(desk, site):
    archive_of_six(site)
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    site.asked.clear()
    assert desk.monitor("once", clock="2029-01-01T00:00:00Z").code == 0
    assert site.paths().count("/list.html") == 1


def test_N08_a_host_that_asks_to_wait_is_left_alone_by_the_next_process_too(desk, site):
    site.pages["/list.html"] = Page("", status=503, headers={"Retry-After": "7200"})
    desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z")
    site.asked.clear()
    told = desk.monitor("check", "--all", "--json", clock="2026-05-07T01:00:00Z")
    assert site.asked == []
    assert told.code == 1
    desk.monitor("check", "--all", "--json", clock="2026-05-07T02:30:00Z")
    assert site.paths() == ["/list.html"]


def test_T09_a_scheduler_that_has_not_been_heard_of_is_seen_by_doctor(desk):
    store = open_store(f"sqlite:///{desk.folder / 'monitor.db'}", now=datetime(2026, 5, 7, tzinfo=UTC))
    store.beat("run", datetime(2026, 5, 7, tzinfo=UTC))
    store.close()
    alive, dead = (
        next(
            line
            for line in desk.monitor("doctor", "--json", clock=clock).lines
            if line["what"] == "heartbeat of run"
        )
        for clock in ("2026-05-07T00:01:00Z", "2026-05-07T09:00:00Z")
    )
    assert (alive["state"], dead["state"]) == ("ok", "bad")
