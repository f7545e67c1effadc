"""D01, D07: `kill -9` before every statement and every file that is touched. The next run finishes the work.

The suite tries some moments, chosen by a seed; MONITOR_TEST_EVERY=1 tries all of them (ten minutes).
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.breaking import Breaker, Ended
from tests.desk import Desk, archive_of_six, text_of
from tests.site import Site

SEED = 20261122
OLDER = Path(__file__).parent / "older"  # databases as earlier versions of the program made them
LATER = "2026-12-24T00:00:00Z"
# who holds the turn, which is another process each time; and what SQLite keeps for itself
OTHERWISE = frozenset({"holders", "heartbeats", "sqlite_sequence", "sqlite_stat1"})


@pytest.fixture(scope="module")
def breaker() -> Iterator[Breaker]:
    with Breaker() as made:
        yield made


def some(moments: int, number: int) -> Iterable[int]:
    """The moments that are tried: the first and the last always."""
    every = range(1, moments + 1)
    if os.environ.get("MONITOR_TEST_EVERY") or moments <= number:
        return every
    return sorted({1, moments, *random.Random(SEED).sample(every, number - 2)})


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(folder / "monitor.db")) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(opened.execute(f"SELECT * FROM {name}"), key=repr)
            for name in tables
            if name not in OTHERWISE and not name.startswith("words")
        }


def copied(template: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


def left_over(folder: Path) -> set[str]:
    """Files that no whole run leaves behind."""
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def tried(
    breaker: Breaker, template: Path, tmp_path: Path, *words: str, clock: str, number: int
) -> Iterator[tuple[int, Path, Ended]]:
    """A folder for each moment, in which the command was killed and then run again to its end."""
    whole = breaker.run(*words, folder=copied(template, tmp_path / "whole"), clock=clock)
    assert whole.code == 0, whole.said
    for moment in some(whole.moments, number):
        folder = copied(template, tmp_path / "killed")
        assert breaker.run(*words, folder=folder, clock=clock, kill_at=moment).killed
        yield moment, folder, breaker.run(*words, folder=folder, clock=clock)


def older(folder: Path, revision: str = "0001") -> Path:
    folder.mkdir()
    with closing(sqlite3.connect(folder / "monitor.db")) as opened:
        opened.executescript(gzip.decompress((OLDER / f"{revision}.sql.gz").read_bytes()).decode())
    (folder / "sources.yaml").write_text("settings: {contact: team@example.com}\nsources: []\n")
    return folder


def test_D07_an_archive_of_the_first_version_is_led_on_whole(breaker: Breaker, tmp_path: Path) -> None:
    folder = older(tmp_path / "older")
    before = contents(folder)
    assert breaker.run("verify", folder=folder, clock=LATER).code == 0
    after = contents(folder)
    assert set(before) <= set(after)
    kept = set(before) - {"marks"}  # of each subscription; more kinds of them came
    assert {name: len(after[name]) for name in kept} == {name: len(before[name]) for name in kept}
    changes = [
        line["change"]
        for line in map(
            json.loads, breaker.run("changes", "--json", folder=folder, clock=LATER).out.splitlines()
        )
    ]
    assert sorted(changes) == ["amended", "new", "removed"]


def test_D01_D07_a_migration_that_is_killed_at_any_moment_is_finished_by_the_next_run(
    breaker: Breaker, tmp_path: Path
) -> None:
    template = older(tmp_path / "template")
    reference = None
    for moment, folder, again in tried(
        breaker, template, tmp_path, "verify", "--json", clock=LATER, number=8
    ):
        assert again.code == 0, (moment, again.said)
        reference = reference or contents(tmp_path / "whole")
        assert contents(folder) == reference, moment
        assert left_over(folder) == left_over(tmp_path / "whole"), moment


def test_D01_a_compact_that_is_killed_at_any_moment_loses_no_proof(
    breaker: Breaker, tmp_path: Path, site: Site
) -> None:
    publication, desk = archive_of_six(site), Desk(tmp_path / "template", site)
    desk.folder.mkdir()
    desk.configure()
    assert desk.monitor("init").code == 0
    for day in range(1, 9):
        publication.show()
        desk.monitor("once", clock=f"2026-05-{day:02}T00:00:00Z")
    for moment, folder, again in tried(
        breaker, desk.folder, tmp_path, "compact", "--json", clock=LATER, number=8
    ):
        assert again.code == 0, (moment, again.said)
        verified = breaker.run("verify", folder=folder, clock=LATER)
        assert verified.code == 0, (moment, verified.said)
        whole = contents(tmp_path / "whole")
        assert {**contents(folder), "chain": whole["chain"]} == whole, moment
        assert left_over(folder) == left_over(tmp_path / "whole"), moment


def test_D01_a_backup_that_is_killed_leaves_no_half_copy_under_its_name(
    breaker: Breaker, tmp_path: Path, site: Site
) -> None:
    archive_of_six(site)
    desk = Desk(tmp_path / "template", site)
    desk.folder.mkdir()
    desk.configure()
    assert desk.monitor("init").code == 0
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    whole = breaker.run("backup", "copy.db", folder=copied(desk.folder, tmp_path / "whole"), clock=LATER)
    for moment in some(whole.moments, 8):
        folder = copied(desk.folder, tmp_path / "killed")
        assert breaker.run("backup", "copy.db", folder=folder, clock=LATER, kill_at=moment).killed
        if (folder / "copy.db").exists():
            copy = breaker.run("--database", "sqlite:///copy.db", "verify", folder=folder, clock=LATER)
            assert copy.code == 0, (moment, copy.said)
        again = breaker.run("backup", "second.db", folder=folder, clock=LATER)
        assert again.code == 0, (moment, again.said)


def test_D01_a_turn_that_is_killed_at_any_moment_loses_and_doubles_nothing(
    breaker: Breaker, tmp_path: Path, site: Site
) -> None:
    publication, desk = archive_of_six(site), Desk(tmp_path / "template", site)
    desk.folder.mkdir()
    desk.configure()
    assert desk.monitor("init").code == 0
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    publication.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    publication.publish("n2", "关于第2批进口食品境外生产企业的公告", "2026-04-12", "自2026年7月1日起施行。")
    clock = "2026-05-08T01:00:00Z"
    whole = breaker.run("once", folder=copied(desk.folder, tmp_path / "whole"), clock=clock)
    assert whole.code == 0
    told = {change[2:4] for change in contents(tmp_path / "whole")["changes"]}
    for moment in some(whole.moments, 6):
        folder = copied(desk.folder, tmp_path / "killed")
        assert breaker.run("once", folder=folder, clock=clock, kill_at=moment).killed
        again = breaker.run("once", folder=folder, clock="2026-05-08T02:00:00Z")
        assert again.code == 0, (moment, again.said)
        assert {change[2:4] for change in contents(folder)["changes"]} == told, moment
        mails = Desk(folder, site).mails()
        assert sum("关于试点的公告" in text_of(mail) for mail in mails) == 1, moment
        verified = breaker.run("verify", folder=folder, clock=LATER)
        assert verified.code == 0, (moment, verified.said)
