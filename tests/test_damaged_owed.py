"""D06: a change that readers are owed and that is damaged stops no digest; it is named, stays owed, and is told in the end."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.desk import Desk, archive_of_six, text_of
from tests.site import Site

READERS = """
  - name: daily
    to: [reader@example.com]
    send: daily 08:00
    when_quiet: skip
  - name: at-once
    to: [other@example.com]
    send: immediately
"""


@pytest.fixture(scope="module")
def owed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two changes are recorded and told to nobody yet."""
    with Site() as site:
        publication = archive_of_six(site)
        desk = Desk(tmp_path_factory.mktemp("owed") / "desk", site)
        desk.folder.mkdir()
        desk.configure(subscriptions=READERS, operators="{to: [operator@example.com]}")
        assert desk.monitor("init").code == 0
        for day in ("07", "08"):
            desk.monitor("once", clock=f"2026-05-{day}T00:00:00Z")
        publication.publish("n7", "关于第一批试点的公告", "2026-05-08", "自发布之日起施行。")
        publication.publish("n8", "关于第二批试点的公告", "2026-05-08", "自发布之日起施行。")
        desk.monitor("check", "--all", clock="2026-05-08T01:00:00Z")
        yield desk


@pytest.fixture
def desk(owed: Desk, tmp_path: Path) -> Desk:
    with closing(sqlite3.connect(owed.folder / "monitor.db")) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Desk(shutil.copytree(owed.folder, tmp_path / "desk"), owed.site)


def execute(desk: Desk, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as opened, opened:
        return opened.execute(statement, values).fetchall()


def mails(desk: Desk, to: str) -> list[str]:
    return [str(mail["Subject"]) for mail in desk.mails() if mail["To"] == to]


@pytest.mark.parametrize("harm", ["said = 'x'", "rest = x'00'", "detected = 'yesterday'", "after = NULL"])
def test_D06_a_damaged_change_is_named_by_its_digest_and_told_when_it_can_be_read_again(
    desk: Desk, harm: str
) -> None:
    ((row, *values),) = execute(desk, "SELECT * FROM changes WHERE id = 1")
    execute(desk, f"UPDATE changes SET {harm} WHERE id = 1")
    once = desk.monitor("once", clock="2026-05-09T01:00:00Z")
    assert (once.code, "operator@example.com  sent  Monitor: " in once.out) == (1, True)
    for reader in ("reader@example.com", "other@example.com"):
        assert mails(desk, reader) == ["New notice: 关于第一批试点的公告 · 1 CANNOT be read"]
    told = text_of(next(mail for mail in desk.mails() if mail["To"] == "reader@example.com"))
    assert "Evidence 1, found 8 May 2026, 09:00" in told or ("Evidence 1" in told and "detected" in harm)
    assert "monitor verify names what is damaged" in told
    desk.monitor("once", clock="2026-05-10T01:00:00Z")
    assert len(mails(desk, "other@example.com")) == len(mails(desk, "reader@example.com")) == 1  # named once
    execute(desk, "DELETE FROM changes WHERE id = 1")
    execute(desk, f"INSERT INTO changes VALUES ({', '.join('?' * (1 + len(values)))})", row, *values)
    assert desk.monitor("once", clock="2026-05-11T01:00:00Z").code == 0
    desk.monitor("once", clock="2026-05-12T01:00:00Z")
    for reader in ("reader@example.com", "other@example.com"):
        assert mails(desk, reader)[1:] == ["New notice: 关于第二批试点的公告"]


def test_D06_a_day_on_which_only_what_is_damaged_was_found_is_no_quiet_one(desk: Desk) -> None:
    execute(desk, "UPDATE changes SET said = 'x', rest = NULL")
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    assert mails(desk, "reader@example.com") == ["2 changes cannot be read"]
    (told,) = (text_of(mail) for mail in desk.mails() if mail["To"] == "reader@example.com")
    assert "othing changed" not in told
    assert execute(desk, "SELECT count(*) FROM owed WHERE digest IS NULL") == [(4,)]


def test_D06_a_damaged_change_hides_no_other_from_a_list_of_changes(desk: Desk) -> None:
    execute(desk, "UPDATE changes SET rest = x'00' WHERE id = 1")
    for words in (["changes"], ["changes", "--json"], ["export", "jsonl"]):
        told = desk.monitor(*words)
        assert (told.code, "关于第一批试点的公告" in told.out) == (1, True)
        assert "change 1 cannot be read; see `monitor verify`" in told.err
