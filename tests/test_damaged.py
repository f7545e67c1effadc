"""D06: pages of the database that are not what was written. What reads them says so and what to do; no command stumbles."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.breaking import Breaker
from tests.desk import Desk, archive_of_six
from tests.site import Site

SEED = 20261122
PAGE = 4096
NOW = "2026-05-09T01:00:00Z"
LARGE = {
    "store.opening.CHECKED_AT_START": 0
}  # as for a database too large to be looked through at each start
COMMANDS = [("once",), ("changes", "--json"), ("search", "公告"), ("compact",), ("backup", "copy.db"), ("coverage",),
            ("export", "jsonl"), ("sources", "list"), ("doctor",)]  # fmt: skip


@pytest.fixture(scope="module")
def breaker() -> Iterator[Breaker]:
    with Breaker() as made:
        yield made


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with Site() as site:
        publication = archive_of_six(site)
        desk = Desk(tmp_path_factory.mktemp("damaged") / "template", site)
        desk.folder.mkdir()
        desk.configure()
        assert desk.monitor("init").code == 0
        desk.monitor("once", clock="2026-05-07T00:00:00Z")
        publication.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
        desk.monitor("once", clock="2026-05-08T01:00:00Z")
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return desk.folder


def pages(file: Path) -> dict[str, list[int]]:
    """The pages of each table and index from its first on, by its name; numbers begin with 0."""
    with closing(sqlite3.connect(file)) as opened:
        return {
            name: [root - 1]
            for name, root in opened.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0")
        }


def damaged(template: Path, folder: Path, page: int, rng: random.Random) -> Path:
    """A copy in which one page holds something else."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    with (folder / "monitor.db").open("r+b") as file:
        file.seek(page * PAGE + (100 if page == 0 else 0))  # the first one's head says that it is a database
        file.write(rng.randbytes(PAGE - 100))
    return folder


@pytest.mark.parametrize(
    "table", ["checks", "changes", "bodies", "deliveries", "chain", "sources", "documents", "notices"]
)
def test_D06_a_damaged_page_is_told_by_verify_and_stops_no_command_in_the_dark(
    breaker: Breaker, template: Path, tmp_path: Path, table: str
) -> None:
    rng = random.Random(f"{SEED} {table}")
    folder = damaged(template, tmp_path / "desk", pages(template / "monitor.db")[table][0], rng)
    start = breaker.run("once", folder=folder, clock=NOW)
    assert start.code == 1
    assert "monitor.db: damaged" in start.err
    assert "put its last copy in its place" in start.err
    for words in (("verify",), rng.choice(COMMANDS)):
        told = breaker.run(*words, folder=folder, clock=NOW, patch=LARGE)
        assert "internal error" not in told.said, words
        assert "Traceback" not in told.said, words
        if words == ("verify",):
            assert told.code == 1
            assert "last copy" in told.said, told


def test_D06_a_file_that_was_cut_short_is_told(breaker: Breaker, template: Path, tmp_path: Path) -> None:
    size = (template / "monitor.db").stat().st_size
    for length in (0, 50, PAGE, size // 2, size - PAGE):
        folder = tmp_path / "desk"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)
        with (folder / "monitor.db").open("r+b") as file:
            file.truncate(length)
        for words in (("verify",), ("once",)):
            told = breaker.run(*words, folder=folder, clock=NOW, patch=LARGE)
            assert (told.code, "last copy" in told.said) == (1, True), (length, words, told)


@pytest.mark.parametrize(
    "harm",
    [
        "said = 'not what was said'",
        "rest = x''",
        "rest = x'ffff'",
        "rest = x'0102'",
        "detected = 'yesterday'",
        "detected = 9000000000000000000",
        "before = 'text', after = 'text'",
    ],
)
def test_D06_what_was_said_of_a_change_is_told_as_damaged(template: Path, tmp_path: Path, harm: str) -> None:
    folder = shutil.copytree(template, tmp_path / "desk")
    with closing(sqlite3.connect(folder / "monitor.db")) as opened, opened:
        opened.execute("PRAGMA foreign_keys = OFF")
        opened.execute(f"UPDATE changes SET {harm}")
        opened.execute("UPDATE owed SET digest = NULL")
        opened.execute("DELETE FROM deliveries")
    with Site() as site:
        desk = Desk(folder, site)
        for words in (
            ("changes",),
            ("changes", "--json"),
            ("show", "1"),
            ("brief", "--since", "2026-05-01"),
        ):
            told = desk.monitor(*words, clock=NOW)
            assert (told.code, told.out) == (1, ""), words
            assert "monitor: the database is damaged" in told.err, words
            assert "`monitor backup` is the way back" in told.err, words
            assert "Traceback" not in told.err, words
        told = desk.monitor("once", clock=NOW)
        assert (told.code, "internal error" in told.err) == (1, False)
        assert "damaged daily since" in desk.monitor("doctor", clock=NOW).out
