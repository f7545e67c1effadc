"""What the fault table asks of the commands: exit codes, figures, the rule for one address, nothing sent elsewhere."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime

import pytest

from monitor.config import load
from monitor.errors import FetchError
from monitor.fetch import Networks
from monitor.fetch.asking import Verdict, verdicts
from monitor.opening import open_world
from monitor.store import open_store
from monitor.worker import turn
from monitor.world import World
from tests.desk import Desk, archive_of_six
from tests.site import Page, Site


def test_X02_once_does_all_that_is_due_and_its_exit_code_tells_how_it_went(desk: Desk, site: Site) -> None:
    published = archive_of_six(site)
    assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
    published.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    assert desk.monitor("once", clock="2026-05-08T00:30:00Z").code == 0
    assert "关于试点的公告" in desk.mails()[-1]["Subject"]  # checked and told
    site.pages["/list.html"] = Page("", status=500)
    told = desk.monitor("once", clock="2026-05-09T00:30:00Z")
    assert (told.code, "could not be verified: notices" in told.err) == (1, True)
    (desk.folder / "sources.yaml").write_text("sources: [", "utf-8")
    assert desk.monitor("once", clock="2026-05-10T00:30:00Z").code == 2


def test_X03_how_everything_fares_is_json_on_the_command_line(desk: Desk, site: Site) -> None:
    published = archive_of_six(site)
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    published.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    desk.monitor("once", "--json", clock="2026-05-08T00:30:00Z")
    site.pages["/list.html"] = Page("", status=500)
    desk.monitor("once", "--json", clock="2026-05-09T00:30:00Z")
    source = desk.monitor("sources", "list", "--json").outcome()
    assert (source["outcome"], source["last_attempt"]) == ("failed", "2026-05-09T00:30:00Z")
    assert (source["last_good"], source["last_change"]) == ("2026-05-08T00:30:00Z",) * 2
    assert "500" in source["reason"]
    assert (source["checks"], source["failures"]) == (3, 1)
    assert desk.monitor("changes", "--json").lines[0]["notice"]["title"] == "关于试点的公告"
    delivery = desk.monitor("deliveries", "list", "--json").lines[-1]
    assert {"state", "recipient", "reason"} <= set(delivery)
    health = {line["what"]: line["state"] for line in desk.monitor("doctor", "--json").lines}
    assert (health["database"], health["sources"]) == ("ok", "bad")


# -- one address against the rule ------------------------------------------------------------------


def test_X06_an_address_is_held_against_the_rule_and_nothing_is_connected_to(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket.socket, "connect", connect)
    told = desk.monitor("sources", "address", site.url("/list.html"))
    assert (told.code, told.out) == (0, f"{site.url('/list.html')}: 127.0.0.1 may be reached\n")
    told = desk.monitor("sources", "address", "http://127.0.0.1:1/", "--json")
    assert (told.code, told.lines[0]["allowed"], told.lines[0]["address"]) == (1, False, "127.0.0.1")
    assert "add it to `allow_networks`" in told.lines[0]["reason"]
    for never in ("file:///etc/passwd", "http://[::ffff:10.0.0.1]/", "http://user@x\\y/"):
        assert desk.monitor("sources", "address", never).code == 1


def test_X06_every_address_of_a_name_is_judged() -> None:
    def found(_host: str, _port: int) -> list[str]:
        return ["8.8.8.8", "169.254.169.254"]

    good, bad = verdicts("https://agency.example/", Networks(), found)
    assert good == Verdict("8.8.8.8", None)
    assert "link-local" in str(bad.refusal)

    def lost(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(FetchError, match=r"agency\.example was not found"):
        verdicts("https://agency.example/", Networks(), lost)


def test_X06_why_a_source_was_not_verified_is_told(desk: Desk, site: Site) -> None:
    site.pages["/list.html"] = Page("", status=500)
    desk.monitor("check", "--all")
    assert "500" in desk.monitor("sources", "list").out


# -- one at a time, and nowhere else ---------------------------------------------------------------


def test_T02_two_turns_at_once_ask_a_source_once(desk: Desk, site: Site) -> None:
    archive_of_six(site)
    page, inside, most = site.pages["/list.html"], 0, 0
    lock = threading.Lock()

    def slowly(_asked: object) -> object:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        threading.Event().wait(0.3)
        with lock:
            inside -= 1
        return page

    site.pages["/list.html"] = slowly
    with _worlds(desk) as (one, two), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda world: turn(world, set()), (one, two)))
    assert most == 1
    assert site.paths().count("/list.html") == 1


@contextmanager
def _worlds(desk: Desk) -> Iterator[list[World]]:
    """Two schedulers' worlds over one database."""
    config, now = load(desk.folder / "sources.yaml", {}), datetime(2026, 5, 7, tzinfo=UTC)
    with ExitStack() as stack:
        worlds = []
        for _ in range(2):
            store = stack.enter_context(closing(open_store(config.database_url, now=now)))
            worlds.append(stack.enter_context(open_world(config, store, lambda: now)))
        yield worlds


def test_S16_nothing_is_asked_but_what_is_watched(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = archive_of_six(site)
    with Site(host="127.0.0.9") as stranger:
        lure = stranger.url("/pixel.png")
        text = f'正文。<img src="{lure}"><script src="{lure}"></script><link rel="stylesheet" href="{lure}">'
        published.publish("n6", "关于第6批企业的公告", "2026-05-08", text)
        asked: set[tuple[str, int]] = set()
        connect = socket.socket.connect

        def noted(self: socket.socket, address: tuple[str, int]) -> None:
            asked.add(address)
            connect(self, address)

        monkeypatch.setattr(socket.socket, "connect", noted)
        written = (desk.folder / "sources.yaml").read_text("utf-8")
        both = f"allow_networks: ['{site.network}', '{stranger.network}']"
        (desk.folder / "sources.yaml").write_text(
            written.replace(f"allow_networks: ['{site.network}']", both), "utf-8"
        )
        for clock in ("2026-05-07T00:00:00Z", "2026-05-08T00:30:00Z", "2026-05-09T00:30:00Z"):
            assert desk.monitor("once", clock=clock).code == 0
        assert stranger.asked == []
    host, port = site.network.split(":")
    assert asked == {(host, int(port))}
