"""D04: a disk that is full, read-only or somebody else's, at each write. It is told, nothing is lost, the next run is right.

A disk of a few megabytes is mounted for a process of its own, so what is refused is refused by the system. The suite
tries some amounts of room that is left, MONITOR_TEST_EVERY=1 every page.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.breaking import Breaker, Ended
from tests.desk import READER, Desk, archive_of_six, text_of
from tests.site import Site
from tests.test_killed import older

PAGE = 4096
NOW, NEXT, LATER = "2026-05-08T01:00:00Z", "2026-05-08T02:00:00Z", "2026-12-24T00:00:00Z"
WAYS = f"""{READER.rstrip()}
    channels: [{{folder: out/daily}}, {{ics: out/days.ics}}, {{atom: out/changes.atom}}]
"""


@pytest.fixture(scope="module")
def disk() -> Iterator[Breaker]:
    with Breaker(disk=8 * 2**20) as made:
        if not made.mounted:
            pytest.skip("no disk can be mounted here: not even in a namespace of our own")
        yield made


@pytest.fixture
def template(tmp_path: Path, site: Site) -> Path:
    """A desk on the day when a notice was published."""
    publication, desk = archive_of_six(site), Desk(tmp_path / "template", site)
    desk.folder.mkdir()
    desk.configure(subscriptions=WAYS)
    assert desk.monitor("init").code == 0
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    publication.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。" * 300)
    return desk.folder


def placed(disk: Breaker, template: Path) -> Path:
    folder = disk.folder / "desk"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


def rooms(most: int, some: tuple[int, ...]) -> Iterator[int]:
    """Bytes that are left on the disk."""
    every = bool(os.environ.get("MONITOR_TEST_EVERY"))
    return (PAGE * pages for pages in (range(most) if every else some))


def is_clear(told: Ended, *words: str) -> bool:
    """Whether an error says what is the matter in our words, and where."""
    return (
        told.code in (1, 2)
        and "internal error" not in told.said
        and "Traceback" not in told.said
        and all(word in told.said for word in words)
    )


def test_D04_a_disk_that_fills_up_at_any_write_of_a_turn_loses_and_doubles_nothing(
    disk: Breaker, template: Path, site: Site
) -> None:
    failed = 0
    for room in rooms(140, (0, 30, 70)):
        folder = placed(disk, template)
        full = disk.run("once", folder=folder, clock=NOW, room=room)
        assert not full.code or is_clear(full, "is full", "make room"), (room, full)
        failed += bool(full.code)
        again = disk.run("once", folder=folder, clock=NEXT)
        assert again.code == 0, (room, again)
        mails = [mail for mail in Desk(folder, site).mails() if "关于试点的公告" in text_of(mail)]
        assert len(mails) == 1, room
        assert len(list((folder / "out/daily").glob("*.html"))) == 1, room
        verified = disk.run("verify", folder=folder, clock=NEXT)
        assert verified.code == 0, (room, verified)
        assert not list(folder.rglob(".*.part")), room
    assert failed >= 2, "the disk was hardly ever full: the test says little"


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        (("compact",), LATER),
        (("backup", "copy.db"), NOW),
        (("export", "warc", "--out", "all.warc.gz"), NOW),
        (("export", "jsonl", "--out", "all.jsonl"), NOW),
        (("brief", "--quarter", "2026Q2", "--out", "brief.html"), NOW),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_D04_what_finds_no_room_is_told_and_leaves_nothing_half_done(
    disk: Breaker, template: Path, words: tuple[str, ...], clock: str
) -> None:
    for room in rooms(120, (0, 12)):
        folder = placed(disk, template)
        before = {file.name for file in folder.iterdir()}
        full = disk.run(*words, folder=folder, clock=clock, room=room)
        assert not full.code or is_clear(full, "full"), (room, full)
        if full.code:
            mine = {"monitor.db-wal", "monitor.db-shm", "monitor.db.lock"}
            assert {file.name for file in folder.iterdir()} - before <= mine, room
        verified = disk.run("verify", folder=folder, clock=clock)
        assert verified.code == 0, (room, verified)


def test_D04_D07_a_migration_that_finds_no_room_leaves_what_was_there(disk: Breaker, tmp_path: Path) -> None:
    template = older(tmp_path / "older")
    for room in rooms(120, (0, 30)):
        folder = placed(disk, template)
        full = disk.run("verify", folder=folder, clock=LATER, room=room)
        assert not full.code or is_clear(full, "monitor.db", "full"), (room, full)
        again = disk.run("verify", folder=folder, clock=LATER)
        assert again.code == 0, (room, again)


@pytest.mark.parametrize(
    "words", [("once",), ("compact",), ("backup", "copy.db"), ("users", "list"), ("init",)], ids=" ".join
)
def test_D04_a_read_only_disk_is_told_as_such(disk: Breaker, template: Path, words: tuple[str, ...]) -> None:
    folder = placed(disk, template)
    if words == ("init",):
        shutil.rmtree(folder)
        folder.mkdir()
    assert is_clear(disk.run(*words, folder=folder, clock=NOW, readonly=True), "read-only")
    assert disk.run(*words, folder=folder, clock=NOW).code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_D04_output_that_leads_into_a_full_disk_is_told(disk: Breaker, template: Path) -> None:
    told = disk.run("doctor", folder=placed(disk, template), clock=NOW, out="/dev/full")
    assert is_clear(told, "output", "disk is full"), told


@pytest.mark.parametrize("shut", ["monitor.db", "outbox", "out", "."])
def test_D04_what_may_not_be_written_is_named_and_what_was_found_is_told_when_it_may(
    disk: Breaker, template: Path, site: Site, shut: str
) -> None:
    folder = placed(disk, template)
    for name in ("outbox", "out"):
        (folder / name).mkdir(exist_ok=True)
    place = folder / shut
    place.chmod(0o555 if place.is_dir() else 0o444)
    told = disk.run("once", folder=folder, clock=NOW, rights=False)
    assert is_clear(told, "rights", "monitor.db" if shut == "." else shut), told
    for file in (
        place,
        *folder.glob("monitor.db-*"),
    ):  # SQLite gives what it makes the rights of the database
        file.chmod(0o755)
    assert disk.run("once", folder=folder, clock="2026-05-08T09:00:00Z", rights=False).code == 0
    assert sum("关于试点的公告" in text_of(mail) for mail in Desk(folder, site).mails()) == 1
    assert len(list((folder / "out/daily").glob("*.html"))) == 1


def test_D04_a_file_that_may_not_grow_is_told_and_loses_nothing(desk, site):
    published = archive_of_six(site)
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    published.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。" * 500)

    def full() -> None:
        """No file may grow beyond a few pages: what a full disk is to a database."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    failed = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()", "once"],
        cwd=desk.folder, env=os.environ | {"MONITOR_CLOCK": "2026-05-08T01:00:00Z*0"}, preexec_fn=full,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "internal error" not in failed.stderr
    assert str(desk.folder / "monitor.db") in failed.stderr
    assert desk.monitor("once", clock="2026-05-08T02:00:00Z").code == 0
    assert [change["notice"]["title"] for change in desk.monitor("changes", "--json").lines] == [
        "关于试点的公告"
    ]
    assert sum("关于试点的公告" in mail["Subject"] for mail in desk.mails()) == 1
