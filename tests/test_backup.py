"""`monitor backup`: a copy made at work, and what stands up again from it."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.desk import Desk, Publication, archive_of_six
from tests.site import Site


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Desk, Publication]]:
    """A desk that told of one notice."""
    site = Site()
    with site:
        publication = archive_of_six(site)
        desk = Desk(tmp_path / "first", site)
        desk.folder.mkdir()
        desk.configure()
        assert desk.monitor("init").code == 0
        desk.monitor("once", clock="2026-05-07T00:00:00Z")
        publication.publish("n7", "关于第7批进口食品境外生产企业的公告", "2026-05-08", "现公告如下。")
        desk.monitor("once", clock="2026-05-08T01:00:00Z")
        yield desk, publication


def test_D14_a_copy_made_at_work_stands_up_in_an_empty_place_and_tells_nothing_twice(
    watched: tuple[Desk, Publication], tmp_path: Path
) -> None:
    desk, publication = watched
    made = desk.monitor("backup", "copy.db", "--json").lines[0]
    elsewhere = Desk(tmp_path / "second", desk.site)
    shutil.copytree(desk.folder, elsewhere.folder, ignore=shutil.ignore_patterns("*.db*", "outbox"))
    shutil.copy(desk.folder / "copy.db", elsewhere.folder / "monitor.db")

    assert elsewhere.monitor("verify", "--head", made["head"]).code == 0
    elsewhere.monitor("once", clock="2026-05-08T02:00:00Z")
    assert elsewhere.mails() == []  # what was told was told

    publication.publish("n8", "关于第8批进口食品境外生产企业的公告", "2026-05-09", "现公告如下。")
    elsewhere.monitor("once", clock="2026-05-09T01:00:00Z")
    assert [("第8批" in mail["Subject"]) for mail in elsewhere.mails()] == [True]


def test_D14_a_writer_is_neither_held_up_nor_copied_half(watched: tuple[Desk, Publication]) -> None:
    desk, _ = watched
    file, stop, written = desk.folder / "monitor.db", threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(file, timeout=10)) as busy:
            while not stop.is_set():
                with busy:  # two rows that belong together
                    for name in ("one", "two"):
                        busy.execute(
                            "INSERT INTO pauses VALUES (?, '2026-05-08')", (f"{name}-{len(written)}.example",)
                        )
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        codes = [desk.monitor("backup", f"copy{n}.db").code for n in range(5)]
    finally:
        stop.set()
        writer.join()
    assert codes == [0] * 5
    for n in range(5):
        with closing(sqlite3.connect(desk.folder / f"copy{n}.db")) as copied:
            (rows,) = copied.execute("SELECT count(*) FROM pauses").fetchone()
            assert rows % 2 == 0
            assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_W10_who_is_logged_in_and_what_signs_forms_is_not_in_a_copy(
    watched: tuple[Desk, Publication],
) -> None:
    desk, _ = watched
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as own, own:
        own.execute("INSERT INTO keys VALUES ('forms', ?)", (b"a very secret key of this archive",))
    assert desk.monitor("backup", "copy.db").code == 0
    assert b"a very secret key" not in (desk.folder / "copy.db").read_bytes()
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as own:
        assert own.execute("SELECT count(*) FROM keys").fetchone() == (1,)


def test_the_hash_beside_a_copy_is_of_the_copy(watched: tuple[Desk, Publication]) -> None:
    desk, _ = watched
    told = desk.monitor("backup")
    (copy,) = desk.folder.glob("monitor-2026*Z.db")
    sha256 = hashlib.sha256(copy.read_bytes()).hexdigest()
    assert sha256 in told.out
    assert copy.with_name(copy.name + ".sha256").read_text() == f"{sha256}  {copy.name}\n"


def test_a_copy_never_takes_the_place_of_anything(watched: tuple[Desk, Publication]) -> None:
    desk, _ = watched
    (desk.folder / "here.txt").write_text("mine")
    told = desk.monitor("backup", "here.txt")
    assert (told.code, (desk.folder / "here.txt").read_text()) == (2, "mine")
    assert "here.txt: stands already" in told.err
    assert desk.monitor("backup", "no/such/folder/copy.db").code == 2


def test_what_is_no_database_of_ours_is_not_copied(watched: tuple[Desk, Publication]) -> None:
    desk, _ = watched
    with closing(sqlite3.connect(desk.folder / "other.db")) as other, other:
        other.execute("CREATE TABLE t (x)")
    told = desk.monitor("--database", "sqlite:///other.db", "backup", "copy.db")
    assert told.code == 1
    assert "no database of monitor's" in told.err
    assert list(desk.folder.glob("copy.db*")) == []
    postgresql = desk.monitor("--database", "postgresql://user:secret@host/name", "backup")
    assert postgresql.code == 2
    assert "pg_dump" in postgresql.err
    assert "secret" not in postgresql.err
