"""What the fault table asks of the commands: exit codes, figures, the rule for one address, nothing sent elsewhere."""

from __future__ import annotations

import re
import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy

from monitor.cli import doctor
from monitor.config import load
from monitor.errors import FetchError, StoreError
from monitor.fetch import Networks
from monitor.fetch.asking import Verdict, verdicts
from monitor.opening import open_world
from monitor.store import create_store, disks, open_store
from monitor.store.compacting import Bulk
from monitor.worker import turn
from monitor.world import World
from tests.conftest import ON_POSTGRESQL
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


# -- where the archive lies and how large it is ----------------------------------------------------

MOUNTS = """25 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
31 25 0:27 / /srv rw shared:5 - nfs4 server:/export rw
32 31 259:3 / /srv/local\\040disk rw - xfs /dev/sdb1 rw
33 25 0:44 / /home/li/share rw,nosuid - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/srv/monitor/monitor.db", "nfs4"),
        ("/srv/local disk/monitor.db", None),
        ("/home/li/share/monitor.db", "cifs"),
        ("/home/li/monitor.db", None),
        ("/srvother/monitor.db", None),
    ],
)
def test_D16_a_network_share_is_known_by_its_mount(file: str, kind: str | None) -> None:
    assert disks.share(Path(file), MOUNTS) == kind


def test_D16_no_database_is_made_on_a_network_share_and_doctor_warns_of_one_that_is_there(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"31 25 0:27 / {desk.folder.resolve()} rw - nfs4 server:/export rw\n")
    monkeypatch.setattr(disks, "MOUNTS", mounts)
    told = {line["what"]: line for line in desk.monitor("doctor", "--json").lines}
    assert told["database's disk"]["state"] == "bad"
    assert "postgresql://" in told["database's disk"]["text"]
    with pytest.raises(StoreError, match=r"network share \(nfs4\).*postgresql://"):
        create_store(f"sqlite:///{desk.folder / 'other.db'}")
    assert not (desk.folder / "other.db").exists()


def test_D21_the_same_content_is_kept_once_and_doctor_tells_whose_the_archive_is(
    desk: Desk, site: Site
) -> None:
    published = archive_of_six(site)
    for day in range(7, 12):
        if day % 2:
            published.show()
        desk.monitor("once", clock=f"2026-05-{day:02}T00:00:00Z")
    told = {line["what"]: line for line in desk.monitor("doctor", "--json").lines}
    assert told["archive"]["state"] == "ok"
    assert re.search(r"MB of pages and texts: notices 0\.\d MB in \d+", told["archive"]["text"])
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as database:
        (kept,) = database.execute(
            "SELECT count(*) FROM bodies WHERE sha256 IN (SELECT sha256 FROM documents)"
        ).fetchone()
        (different,) = database.execute("SELECT count(DISTINCT sha256) FROM documents").fetchone()
        (received,) = database.execute("SELECT count(*) FROM documents WHERE not_modified = 0").fetchone()
    assert different < received  # what came again
    assert kept == different


def test_D21_a_source_that_takes_most_of_a_large_archive_is_named() -> None:
    found = doctor.archive([Bulk("flapping", 900, 1_500_000_000), Bulk("quiet", 10, 1_000)])
    assert found.state == "note"
    assert "flapping takes most of it" in found.text
    assert doctor.archive([Bulk("small", 10, 1_000)]).state == "ok"
    assert doctor.archive([]).state == "ok"


@ON_POSTGRESQL
def test_M18_init_tells_where_the_database_is_and_not_its_password(desk: Desk, postgresql: str) -> None:
    url = sqlalchemy.make_url(postgresql).set(password="s3cret-word")
    told = desk.monitor("--database", url.render_as_string(hide_password=False), "init")
    assert (told.code, "database ready" in told.err) == (0, True)
    assert "s3cret-word" not in told.err + told.out


def test_S11_no_two_archives_have_the_same_key_and_nobody_else_reads_it(tmp_path: Path) -> None:
    keys = set()
    for name in ("one.db", "two.db"):
        create_store(f"sqlite:///{tmp_path / name}")
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
        with closing(
            open_store(f"sqlite:///{tmp_path / name}", now=datetime(2026, 5, 8, tzinfo=UTC))
        ) as store:
            keys.add(store.people.key("forms"))
    assert len(keys) == 2


def test_S11_nobody_else_reads_a_copy_either(desk: Desk) -> None:
    assert desk.monitor("backup", "copy.db").code == 0
    assert (desk.folder / "copy.db").stat().st_mode & 0o777 == 0o600
