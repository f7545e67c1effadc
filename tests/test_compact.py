"""`monitor compact`: what proves nothing goes, everything else can still be proved."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import Connection

from monitor.store import open_store
from monitor.store.archive import Archive
from monitor.store.compacting import thin
from tests.desk import Desk, Publication, archive_of_six
from tests.site import Site
from tests.warm import empty_database

BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
LATER = "2026-12-24T00:00:00Z"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Desk, Publication]]:
    """A desk that looked on twelve days: the counter always moves, a notice comes on the fifth and the ninth."""
    with Site() as site:
        publication = archive_of_six(site)
        desk = Desk(tmp_path, site)
        desk.configure()
        assert desk.monitor("init").code == 0
        for day in range(12):
            if day in (4, 8):
                publication.publish(
                    f"n{7 + day}", f"关于第{7 + day}批企业的公告", f"2026-05-{day + 1:02}", "现公告如下。"
                )
            publication.show()
            desk.monitor("once", clock=(BEGIN + timedelta(days=day)).isoformat().replace("+00:00", "Z"))
        yield desk, publication


def bodies(desk: Desk) -> int:
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as database:
        (count,) = database.execute("SELECT count(*) FROM bodies").fetchone()
        return int(count)


def test_old_pages_on_which_nothing_was_found_go_and_all_else_can_still_be_proved(
    watched: tuple[Desk, Publication],
) -> None:
    desk, publication = watched
    before = bodies(desk)
    told = desk.monitor("compact", "--json", clock=LATER).lines[0]
    gone = told["sources"]["notices"]["bodies"]
    assert gone == before - bodies(desk)
    # of 12 lists not the first, the two with something new and the last; 15 of the notices' pages read again
    assert gone == 8 + 15

    assert desk.monitor("verify").code == 0
    for change in desk.monitor("changes", "--json").lines:
        assert desk.monitor("export", "bundle", change["id"], "--out", f"{change['id']}.zip").code == 0
    assert desk.monitor("export", "warc", "--out", "all.warc.gz").code == 0
    publication.publish("n99", "关于第99批企业的公告", "2026-12-24", "现公告如下。")
    assert desk.monitor("check", "--all", "--json", clock=LATER).lines[0]["changes"] == 1


@pytest.mark.parametrize("pages", ["180d", "null"])
def test_room_that_became_free_another_way_is_given_back_too(desk: Desk, pages: str) -> None:
    desk.configure(retention=f"{{pages: {pages}}}")
    file = desk.folder / "monitor.db"
    size = file.stat().st_size
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE large AS SELECT zeroblob(1000000)")
        database.execute("DROP TABLE large")
    assert desk.monitor("compact", "--dry-run").code == 0
    assert file.stat().st_size > 1_000_000
    assert desk.monitor("compact").code == 0
    assert file.stat().st_size <= size


def test_no_second_copy_is_left_in_the_log_while_a_daemon_has_the_database_open(
    watched: tuple[Desk, Publication],
) -> None:
    desk, _ = watched
    file = desk.folder / "monitor.db"
    with closing(sqlite3.connect(file)) as daemon:
        daemon.execute("SELECT count(*) FROM sources").fetchone()
        told = desk.monitor("compact", "--json", clock=LATER).lines[0]
        assert file.with_name("monitor.db-wal").stat().st_size == 0
        assert told["size"]["after"] == file.stat().st_size


def test_nothing_goes_before_its_time_or_when_it_is_only_asked(watched: tuple[Desk, Publication]) -> None:
    desk, _ = watched
    before = bodies(desk)
    assert "0 pages" in desk.monitor("compact", clock="2026-06-01T00:00:00Z").out
    asked = desk.monitor("compact", "--dry-run", clock=LATER)
    assert "23 pages received over 180d ago, on which nothing was found, would be removed" in asked.out
    desk.configure(retention="{pages: null}")
    assert "for ever" in desk.monitor("compact", clock=LATER).err
    assert bodies(desk) == before


def test_D17_what_stands_behind_a_change_is_missed_even_when_the_chain_says_it_went(
    watched: tuple[Desk, Publication],
) -> None:
    desk, _ = watched
    store = open_store(f"sqlite:///{desk.folder}/monitor.db", now=datetime.fromisoformat(LATER))
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as database:
        (row,) = database.execute(
            'SELECT bodies.id FROM bodies JOIN documents USING (sha256) JOIN changes USING ("check")'
            " WHERE documents.url LIKE '%list.html' LIMIT 1"
        ).fetchone()
    now = datetime.fromisoformat(LATER)
    store.compact._units.write(lambda connection: thin(connection, [row], now, now))
    store.close()
    told = desk.monitor("verify")
    assert told.code == 1
    assert "list.html" in told.out


def test_a_retention_that_cannot_be_is_refused_by_its_place(watched: tuple[Desk, Publication]) -> None:
    desk, _ = watched
    desk.configure(retention="{pages: 3h}")
    told = desk.monitor("compact")
    assert told.code == 2
    assert "retention" in told.err


@settings(max_examples=30)
@given(
    texts=st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=40, unique=True),
    data=st.data(),
)
def test_whatever_goes_what_stays_is_read_byte_for_byte(texts: list[bytes], data: st.DataObject) -> None:
    """Each is packed against the one before, so whatever is taken out, something leaned on it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/monitor.db"
        Path(folder, "monitor.db").write_bytes(empty_database())
        store = open_store(url, now=BEGIN)
        pages = [b"the same long beginning of all pages, " * 8 + text for text in texts]

        def unit(connection: Connection) -> None:
            archive = Archive(connection)
            names = [archive.keep("line", page) for page in pages]
            going = data.draw(st.sets(st.integers(1, len(pages))))
            thin(connection, sorted(going), BEGIN, BEGIN)
            for number, (name, page) in enumerate(zip(names, pages, strict=True), 1):
                if number not in going:
                    assert archive.read(name) == page

        def alone(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            unit(connection)
            connection.exec_driver_sql(
                "DELETE FROM lines"
            )  # whose head may have gone here; the rule never lets it

        store.compact._units.write(alone)
        store.close()
