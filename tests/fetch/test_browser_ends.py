"""C37, D10, S14: whatever a page does, the browser ends when it has to, whole, and the next page is served."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import FetchError
from monitor.fetch.chromium import Bounds
from monitor.fetch.driver import Driver
from monitor.fetch.family import descendants, table
from tests.fetch.rendered import BOUNDS, REAL, asked, browsing, living, processes, shorter, text
from tests.site import Page, Site, Stall
from tests.warm import empty_database

pytestmark = REAL

LOOP = Page("<p>x</p><script>for (;;) {}</script>")
HOG = Page("<script>const held = []; setInterval(() => held.push(new Uint8Array(50e6).fill(1)), 1)</script>")
GOOD = Page("<p>good</p>")


def fails(browser, site, path="/") -> str:
    with pytest.raises(FetchError) as caught:
        browser(asked(site.url(path)))
    return str(caught.value)


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "what should happen did not"
        time.sleep(0.02)


def test_C37_a_loop_without_end_is_cut_off_and_the_next_page_is_served(site):
    site.pages |= {"/": LOOP, "/good": GOOD}
    with browsing(site, bounds=shorter(0.5), page_timeout=timedelta(seconds=6)) as browser:
        browser(asked(site.url("/good")))
        before, began = processes(browser), time.monotonic()
        assert "do not let go of it" in fails(browser, site)
        assert time.monotonic() - began < 30
        assert "good" in text(browser(asked(site.url("/good"))))
        once = before + processes(browser)
    assert not living(once)


def test_C37_a_page_that_eats_memory_is_ended_with_the_figure(site):
    site.pages |= {"/": HOG, "/good": GOOD}
    with browsing(
        site, bounds=replace(BOUNDS, memory_bytes=700_000_000, settle=timedelta(seconds=17))
    ) as browser:
        browser(asked(site.url("/good")))
        before = processes(browser)
        assert "memory, more than 700,000,000 bytes, the limit" in fails(browser, site)
        assert not living(before)
        assert "good" in text(browser(asked(site.url("/good"))))


def test_C37_a_browser_that_does_not_answer_is_killed_with_all_its_processes(site, monkeypatch):
    monkeypatch.setattr("monitor.fetch.browser.GRACE_S", 0.5)
    site.pages["/"] = Stall()
    with browsing(site, page_timeout=timedelta(seconds=6)) as browser:
        worker = threading.Thread(target=fails, args=(browser, site))
        worker.start()
        until(site.paths)
        all_of_it = processes(browser)
        child = browser._driver._child.pid
        os.kill(child, signal.SIGSTOP)  # it cannot keep its own time any more
        worker.join(40)
        assert not worker.is_alive()
        assert not living(all_of_it)


def test_a_browser_killed_in_the_middle_is_an_error_and_the_next_page_gets_another(site):
    site.pages |= {"/": Stall(), "/good": GOOD}
    with browsing(site) as browser:
        said: list[str] = []
        worker = threading.Thread(target=lambda: said.append(fails(browser, site)))
        worker.start()
        until(lambda: "/" in site.paths())
        all_of_it = processes(browser)
        # the browser itself: it leads its group and is the driver's child
        chromium = next(each for each in all_of_it if each.pid == each.group and each.parent != os.getpid())
        os.kill(chromium.pid, signal.SIGKILL)
        worker.join(40)
        assert "the browser ended by itself" in said[0]
        assert "good" in text(browser(asked(site.url("/good"))))
        assert not living(all_of_it)


def test_abort_ends_a_page_at_once_and_everything_after_it(site):
    site.pages["/"] = Stall()
    with browsing(site) as browser:
        said: list[str] = []
        workers = [threading.Thread(target=lambda: said.append(fails(browser, site))) for _ in range(2)]
        for worker in workers:
            worker.start()
        until(lambda: "/" in site.paths())
        all_of_it, began = processes(browser), time.monotonic()
        browser.abort()
        for worker in workers:
            worker.join(10)
        assert time.monotonic() - began < 5
        assert [each for each in said if "stopped" in each] == said
        assert len(said) == 2
        assert not living(all_of_it)
        assert "stopped" in fails(browser, site)


@pytest.fixture
def _own_temp(monkeypatch):
    """A folder for temporary files that no other test leaves anything in; its name is short, for sockets."""
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("monitor-browser-*"))


def refuses(what: BaseException):
    def instead(*_arguments, **_more):
        raise what

    return instead


@pytest.mark.usefixtures("_own_temp")
@pytest.mark.parametrize(
    ("place", "why", "told"),
    [
        (
            "tempfile.mkdtemp",
            FileNotFoundError(2, "No usable temporary directory found"),
            "set TMPDIR to a folder",
        ),
        ("subprocess.Popen", BlockingIOError(11, "Resource temporarily unavailable"), "limit of processes"),
        ("threading.Thread.start", RuntimeError("can't start new thread"), "limit of processes"),
    ],
    ids=["no folder", "no process", "no thread"],
)
def test_a_machine_without_room_for_a_browser_is_told_with_the_mend_and_nothing_stays(
    site, monkeypatch, place, why, told
):
    site.pages["/"] = GOOD
    before, once = folders(), {each.pid for each in table()}
    with browsing(site) as browser:
        driver_only = Driver.__init__

        def begin(driver, *given):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(f"monitor.fetch.driver.{place}", refuses(why))
                driver_only(driver, *given)

        monkeypatch.setattr(Driver, "__init__", begin)
        said = fails(browser, site)
        assert told in said
        assert str(why.args[-1]) in said
        assert folders() <= before
        assert not [
            each for each in descendants(os.getpid(), table()) if each.pid not in once and not each.dead
        ]
        monkeypatch.undo()
        assert "good" in text(browser(asked(site.url("/"))))


@pytest.mark.usefixtures("_own_temp")
def test_a_browsers_process_that_ends_before_it_is_spoken_to_is_told(site, monkeypatch):
    site.pages["/"] = GOOD
    say = Driver.say

    def gone(driver, word):
        driver._child.kill()
        driver._child.wait()
        say(driver, word)

    monkeypatch.setattr(Driver, "say", gone)
    before = folders()
    with browsing(site) as browser:
        assert "Chromium did not start" in fails(browser, site)
        assert folders() <= before


def test_D10_a_browser_is_begun_anew_after_so_many_pages_and_when_it_was_not_used(site):
    site.pages["/"] = GOOD
    bounds = Bounds(pages=2, settle=timedelta(seconds=1), sandbox=BOUNDS.sandbox, idle=timedelta(seconds=0.3))
    with browsing(site, bounds=bounds) as browser:
        seen = []
        for _ in range(3):
            browser(asked(site.url("/")))
            seen.append(browser._driver._child.pid)
        assert seen[0] == seen[1] != seen[2]
        until(lambda: browser._driver is None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_S14_nothing_outlives_the_program_that_was_ended(tmp_path, number):
    with Site() as site:
        site.pages["/"] = Stall()
        (tmp_path / "sources.yaml").write_text(
            f"settings: {{allow_networks: ['{site.network}'], browser: {{sandbox: {str(BOUNDS.sandbox).lower()}}}}}\n"
            f"sources:\n  - {{id: a, authority: A, jurisdiction: CN, kind: listing, url: '{site.url('/')}', fetch: browser, items: li}}\n"
            "subscriptions: []\n"
        )
        command = [sys.executable, "-c", "from monitor.cli import main; main()"]
        (tmp_path / "monitor.db").write_bytes(empty_database())
        child = subprocess.Popen(
            [*command, "check", "--all"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        with child:
            until(lambda: "/" in site.paths())
            started = list(descendants(child.pid, list(table())))
            assert len(started) > 3
            told = Path(f"/proc/{started[0].pid}/environ").read_bytes().split(b"\0")
            folder = next(
                Path(os.fsdecode(each[23:])) for each in told if each.startswith(b"MONITOR_BROWSER_FOLDER=")
            )
            assert folder.exists()
            child.send_signal(number)
        until(lambda: not living(started), 10)
        assert not folder.exists()
