"""How a store is opened, guarded and kept sound."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy

from monitor.errors import BusyError, ConfigError, StoreError
from monitor.model import Unchanged
from monitor.store import Store, backup, create_store, engine as database, open_store, opening
from monitor.store.columns import metadata
from monitor.store.health import cautions
from monitor.store.locks import Scope, migrating
from monitor.store.opening import SHIPPED, Migrations
from monitor.store.schema import REVISION, is_plain
from tests.checks import HOUR, NOW, check, document

HASTE = timedelta(milliseconds=50)


@pytest.fixture
def file(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    opened = open_store(sqlite_url, now=NOW, patience=HASTE)
    yield opened
    opened.close()


def write_something(store: Store) -> None:
    store.record(Unchanged(check(), None), next_check=NOW, fingerprint="f")


# -- making and opening ----------------------------------------------------------------------------


def test_creating_twice_keeps_what_is_there(database_url):
    store = open_store(database_url, now=NOW)
    write_something(store)
    create_store(database_url)
    assert store.states()["agency"].checks == 1
    store.close()


def test_a_relative_file_is_found_where_we_stand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    create_store("sqlite:///monitor.db")
    open_store("sqlite:///monitor.db", now=NOW).close()
    assert (tmp_path / "monitor.db").exists()


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "sqlite://", "sqlite:///:memory:"])
def test_a_url_of_no_database_of_ours_is_the_operators_mistake(url):
    with pytest.raises(ConfigError, match="database"):
        open_store(url, now=NOW)


def test_the_tables_are_those_that_the_migrations_make(database_url):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    engine = sqlalchemy.create_engine(database.parse_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_plain})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    assert ScriptDirectory(str(SHIPPED.folder)).get_current_head() == SHIPPED.head


def test_opening_a_store_that_is_up_to_date_does_not_load_alembic(sqlite_url):
    script = f"""
        import sys
        from datetime import UTC, datetime
        from monitor.store import open_store
        open_store({sqlite_url!r}, now=datetime(2026, 5, 8, tzinfo=UTC)).close()
        sys.exit(bool({{"alembic", "psycopg", "filelock"}} & sys.modules.keys()))
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode == 0


def test_D02_every_commit_is_on_the_disk_before_it_counts(sqlite_store):
    def pragmas(connection: sqlalchemy.Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "mmap_size", "busy_timeout")
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}

    assert sqlite_store._read(pragmas) == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "mmap_size": 0,
        "busy_timeout": 50,
    }
    assert timedelta(seconds=10) == database.PATIENCE


def test_D03_an_sqlite_with_the_wal_fault_is_warned_of():
    assert "3.51.2 has a rare fault" in cautions("sqlite", (3, 51, 2))[0]
    assert cautions("sqlite", (3, 51, 3)) == ()
    assert cautions("postgresql", (3, 40, 1)) == ()


def test_D05_a_locked_database_is_said_and_nothing_is_half_done(sqlite_store, file):
    write_something(sqlite_store)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program"):
            write_something(sqlite_store)
        assert sqlite_store.states()["agency"].checks == 1  # readers go on
        other.execute("ROLLBACK")
    write_something(sqlite_store)
    assert sqlite_store.states()["agency"].checks == 2


def test_D05_writers_take_the_lock_when_they_begin(sqlite_store, file):
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:

        def unit(_: sqlalchemy.Connection) -> None:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")

        sqlite_store._write(unit)


def test_D06_a_missing_database_is_not_made_anew(tmp_path):
    with pytest.raises(StoreError, match=r"monitor\.db: there is no database here; `monitor init`"):
        open_store(f"sqlite:///{tmp_path / 'monitor.db'}", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_D06_an_emptied_file_is_refused(file):
    file.write_bytes(b"")
    with pytest.raises(StoreError, match="or an emptied one"):
        open_store(f"sqlite:///{file}", now=NOW)


@pytest.mark.parametrize("harm", [(0, b"no database"), (24 * 4096, b"\xff" * 3000)])
def test_D06_a_damaged_database_is_refused_with_the_way_back(file, harm):
    (file.parent / "monitor.db.before-0001").touch()
    offset, rubbish = harm
    with file.open("r+b") as opened:
        opened.seek(offset)
        opened.write(rubbish)
    with pytest.raises(StoreError, match=r"monitor\.db: .*damaged.* Move it aside .*before-0001"):
        open_store(f"sqlite:///{file}", now=NOW)


def test_D06_another_programs_database_is_left_alone(tmp_path):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="no database of monitor's"):
        open_store(url, now=NOW)
    with pytest.raises(StoreError, match=r"another program's tables \(theirs\)"):
        create_store(url)


def test_an_init_that_was_cut_short_can_be_repeated(tmp_path):
    (tmp_path / "monitor.db").touch()
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    create_store(url)
    open_store(url, now=NOW).close()


# -- migrations ------------------------------------------------------------------------------------

STEP = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "next", "%s"
def upgrade():
    op.add_column("sources", sa.Column("mood", sa.Text(), server_default="calm"))
    with op.batch_alter_table("sources") as sources:  # on SQLite: made anew and copied
        sources.alter_column("mood", nullable=False)
    {then}
""".replace("%s", REVISION)


def next_version(folder: Path, then: str = "pass") -> Migrations:
    """The migrations of a monitor that is one step further."""
    shutil.copytree(SHIPPED.folder, folder / "migrations")
    (folder / "migrations" / "versions" / "next.py").write_text(STEP.format(then=then))
    return Migrations(folder / "migrations", "next")


def columns(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as opened:
        return {row[1] for row in opened.execute("PRAGMA table_info(sources)")}


def test_D07_an_older_database_is_copied_and_brought_up_to_date(sqlite_store, file, tmp_path):
    write_something(sqlite_store)
    sqlite_store.close()
    later = open_store(f"sqlite:///{file}", now=NOW, migrations=next_version(tmp_path))
    later.close()
    copy = file.with_name(f"monitor.db.before-{REVISION}")
    assert "mood" in columns(file)
    assert "mood" not in columns(copy)
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT checks FROM sources").fetchall() == [(1,)]
    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("SELECT checks, mood FROM sources").fetchall() == [(1, "calm")]


def test_D07_of_several_that_start_at_once_one_migrates_and_the_others_wait(file, tmp_path, monkeypatch):
    later, copies, together = next_version(tmp_path), [], threading.Barrier(3, timeout=10)
    first_look, real_look, real_copy = threading.local(), opening._revision, backup.copy

    def look(engine: sqlalchemy.Engine) -> str | None:
        found = real_look(engine)
        if not hasattr(first_look, "passed"):
            first_look.passed = together.wait()  # everybody saw the older one
        return found

    def copy(*asked: object) -> None:
        copies.append(asked)
        real_copy(*asked)

    monkeypatch.setattr(opening, "_revision", look)
    monkeypatch.setattr(backup, "copy", copy)
    with ThreadPoolExecutor(3) as starting:
        for opened in [
            starting.submit(open_store, f"sqlite:///{file}", now=NOW, migrations=later) for _ in range(3)
        ]:
            opened.result().close()
    assert len(copies) == 1
    assert "mood" in columns(file)


def test_D07_who_waited_too_long_for_a_migration_says_so(database_url):
    url = database.parse_url(database_url)
    with (
        migrating(url),
        pytest.raises(BusyError, match="brings it up to date just now"),
        migrating(url, 0),
    ):
        pass
    with migrating(url, 0):  # it was given back
        pass


def test_D07_a_migration_that_fails_leaves_everything_as_it_was(file, tmp_path):
    failing = next_version(tmp_path, then='op.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(StoreError, match="no such table: nowhere"):
        open_store(f"sqlite:///{file}", now=NOW, migrations=failing)
    assert "mood" not in columns(file)
    open_store(f"sqlite:///{file}", now=NOW).close()


def test_D07_a_migration_that_is_killed_can_be_run_again(file, tmp_path):
    killed = next_version(tmp_path, then="import os; os.kill(os.getpid(), 9)")
    script = f"""
        from datetime import UTC, datetime
        from pathlib import Path
        from monitor.store import open_store
        from monitor.store.opening import Migrations
        open_store("sqlite:///{file}", now=datetime(2026, 5, 8, tzinfo=UTC),
                   migrations=Migrations(Path({str(killed.folder)!r}), "next"))
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode == -9
    assert "mood" not in columns(file)
    (killed.folder / "versions" / "next.py").write_text(STEP.format(then="pass"))
    open_store(f"sqlite:///{file}", now=NOW, migrations=killed).close()
    assert "mood" in columns(file)


def test_D07_a_database_that_is_newer_than_the_code_is_refused(database_url):
    engine = sqlalchemy.create_engine(database.parse_url(database_url))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(StoreError, match="written by a newer monitor"):
            open_store(database_url, now=NOW)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{REVISION}'")
        engine.dispose()


def test_postgresql_is_brought_up_to_date_or_left_as_it_was(postgresql, tmp_path):
    failing = next_version(tmp_path, then='op.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(StoreError, match="nowhere"):
        open_store(postgresql, now=NOW, migrations=failing)
    open_store(postgresql, now=NOW).close()


# -- trouble ---------------------------------------------------------------------------------------


def test_D04_a_full_disk_is_said_and_nothing_is_half_done(sqlite_store):
    write_something(sqlite_store)
    full = check(document(os.urandom(200_000)))

    def squeeze(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # it cannot be less than there is now

    sqlite_store._read(squeeze)
    with pytest.raises(StoreError, match="is full"):
        sqlite_store.record(Unchanged(full, None), next_check=NOW, fingerprint="f")
    assert sqlite_store.states()["agency"].checks == 1
    assert sqlite_store.integrity() == ()


def test_a_database_that_cannot_be_written_is_said(sqlite_store):
    sqlite_store._read(lambda connection: connection.exec_driver_sql("PRAGMA query_only = ON").close())
    with pytest.raises(StoreError, match="cannot be written: check the owner and the rights"):
        write_something(sqlite_store)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(StoreError, match="folder does not exist"):
        create_store(f"sqlite:///{tmp_path / 'nowhere' / 'monitor.db'}")


def test_M18_a_password_is_not_in_the_message():
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://me:secret@127.0.0.1:1/monitor", now=NOW, patience=HASTE)
    assert "127.0.0.1:1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_damage_behind_a_hash_is_found_by_looking_at_everything(sqlite_store, file):
    sqlite_store.record(Unchanged(check(document(b"body")), None), next_check=NOW, fingerprint="f")
    assert sqlite_store.integrity() == ()
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("UPDATE bodies SET packed = x'00'")
        other.execute('UPDATE documents SET "check" = 99')
    first, second = sqlite_store.integrity()
    assert "documents refers to checks" in first
    assert "is damaged" in second


# -- one at a time ---------------------------------------------------------------------------------


def test_D12_a_second_monitor_is_turned_away_by_name(store, database_url):
    other = open_store(database_url, now=NOW + HOUR)
    whose = rf"`monitor run`, process {os.getpid()} on .* since 2026-05-08 00:00"
    with store.exclusive("run"), pytest.raises(BusyError, match=whose), other.exclusive("once"):
        pass
    with other.exclusive("once"):
        pass
    other.close()


def test_D12_T10_one_scheduler_at_a_time_and_it_leaves_turns_to_others(store, database_url):
    other = open_store(database_url, now=NOW)
    with store.exclusive("run", scope=Scope.SCHEDULER):
        with other.exclusive("once"):
            pass
        second = other.exclusive("run", scope=Scope.SCHEDULER)
        with pytest.raises(BusyError, match="`monitor run`"), second:
            pass
    other.close()


def test_D12_a_lock_that_cannot_be_made_is_said(sqlite_store, file):
    file.with_name("monitor.db.lock").mkdir()
    with pytest.raises(StoreError, match=r"monitor\.db"), sqlite_store.exclusive("once"):
        pass


def test_D12_who_waits_gets_its_turn(store, database_url):
    import threading

    other = open_store(database_url, now=NOW)
    held, release, got = threading.Event(), threading.Event(), []

    def hold() -> None:
        with store.exclusive("run"):
            held.set()
            release.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    threading.Timer(0.1, release.set).start()
    with other.exclusive("check", wait_s=5):
        got.append(True)
    holder.join()
    other.close()
    assert got


def test_D12_a_dead_monitors_lock_is_free(sqlite_store, sqlite_url):
    script = f"""
        import os
        from datetime import UTC, datetime
        from monitor.store import open_store
        with open_store({sqlite_url!r}, now=datetime(2026, 5, 8, tzinfo=UTC)).exclusive("run"):
            os.kill(os.getpid(), 9)
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode == -9
    with sqlite_store.exclusive("once"):
        pass


def test_signs_of_life_are_kept_by_role(store):
    store.beat("run", NOW)
    store.beat("run", NOW + HOUR)
    store.beat("once", NOW)
    assert store.heartbeats() == {"run": NOW + HOUR, "once": NOW}


def test_a_naive_time_is_our_mistake(store):
    with pytest.raises(sqlalchemy.exc.StatementError, match="has no time zone"):
        store.beat("run", NOW.replace(tzinfo=None))


def test_times_come_back_as_the_same_moment_in_utc(store):
    from zoneinfo import ZoneInfo

    shanghai = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    store.record(Unchanged(replace(check(), started=shanghai), None), next_check=shanghai, fingerprint="f")
    state = store.states()["agency"]
    assert state.next_check == NOW
    assert str(state.next_check) == "2026-05-08 00:00:00+00:00"
