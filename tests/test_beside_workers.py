"""What happens beside workers on PostgreSQL: commands, the drop folder, the search, and a server that is begun anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy

from monitor import alongside, jobs, urls
from monitor.config import load
from monitor.errors import BusyError, StoreError
from monitor.model import Changed, First, Holding, Unchanged
from monitor.opening import open_world
from monitor.store import Store, open_store
from monitor.store.hosts import Hosts, open_hosts
from monitor.store.locks import _SIGNING
from monitor.store.queue import SCHEMA
from monitor.world import World
from tests.checks import check, document, new, notice, reading
from tests.conftest import ON_POSTGRESQL
from tests.desk import LISTING, Desk, Publication, archive_of_six
from tests.site import Site
from tests.test_saved import BY_HAND, save
from tests.test_worker import until

pytestmark = ON_POSTGRESQL

NOW = datetime(2026, 5, 7, tzinfo=UTC)
HOST = "a.example"


@pytest.fixture(params=[pytest.param("postgresql", marks=ON_POSTGRESQL)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """On SQLite there are no workers. With their queue, which others shall not find there."""
    url: str = request.getfixturevalue("database_url")
    jobs.make_tables(url)
    yield url
    tell_server(url, f"DROP SCHEMA {SCHEMA} CASCADE")


@pytest.fixture
def beside(tmp_path: Path, site: Site, database_url: str) -> Desk:
    """A desk on PostgreSQL that watches one list."""
    desk = Desk(tmp_path, site, environ={"MONITOR_DATABASE_URL": database_url})
    desk.configure()
    return desk


def tell_server(url: str, statement: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@contextmanager
def worker(desk: Desk) -> Iterator[tuple[World, Hosts]]:
    """What a worker has in hand, without its queue."""
    url = desk.environ["MONITOR_DATABASE_URL"]
    with (
        closing(open_store(url, now=NOW)) as store,
        store.shared("worker"),
        open_hosts(url) as hosts,
        open_world(load(desk.folder / "sources.yaml", {}), store, lambda: NOW) as world,
    ):
        yield world, hosts


# -- the server is begun anew ----------------------------------------------------------------------

_END_THOSE_WITH_HOSTS = "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"


_END_ALL = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def let_go(url: str) -> None:
    """The server ends every line that holds a host, as it does when it is begun anew."""
    tell_server(url, _END_THOSE_WITH_HOSTS)


@pytest.mark.parametrize("wait_s", [0, 60])
def test_D22_a_host_whose_lock_the_server_lost_is_taken_anew_before_it_is_asked(
    database_url: str, wait_s: float
) -> None:
    with open_hosts(database_url) as ours, open_hosts(database_url) as theirs:
        with ours.alone(HOST, wait_s) as got:
            assert got
            ours.keep(HOST)
            let_go(database_url)
            ours.keep(HOST)
            with theirs.alone(HOST) as other:
                assert not other
            let_go(database_url)
            with theirs.alone(HOST) as other:
                assert other
                for _ in range(3):  # every request, not only the first
                    with pytest.raises(StoreError, match="another worker asks there now"):
                        ours.keep(HOST)
            with pytest.raises(StoreError, match="another worker asks there now"):
                ours.keep(HOST)  # they may have handed it on
        with theirs.alone(HOST) as other:  # we left nothing behind
            assert other
        with ours.alone(HOST, wait_s) as got:
            assert got
            ours.keep(HOST)


def test_D22_a_check_under_way_asks_a_host_no_more_that_another_worker_was_given(
    beside: Desk, site: Site
) -> None:
    published, url = archive_of_six(site), beside.environ["MONITOR_DATABASE_URL"]
    list_page, host = site.pages["/list.html"], urls.host(site.url())
    with worker(beside) as (world, hosts), open_hosts(url) as theirs, ExitStack() as taken:

        def answer(_asked: object) -> object:
            let_go(url)
            assert taken.enter_context(theirs.alone(host))
            return list_page

        site.pages["/list.html"] = answer
        with pytest.raises(StoreError, match="another worker asks there now"):
            jobs.check_host(world, hosts, host)
        asked = [each.path for each in site.asked]
        assert asked[-1] == "/list.html"
        assert not {f"/{name}.html" for name in published.notices} & set(asked)
        assert world.store.states() == {}
        taken.close()
        site.pages["/list.html"] = list_page
        jobs.check_host(world, hosts, host)
        assert world.store.states()["notices"].outcome == "first"


def test_D22_whoever_took_the_database_alone_after_the_server_was_begun_anew_is_let_finish(
    beside: Desk, site: Site
) -> None:
    url, host = beside.environ["MONITOR_DATABASE_URL"], urls.host(site.url())
    with worker(beside) as (world, hosts):
        with hosts.alone(host):
            pass
        tell_server(url, _END_ALL)
        with closing(open_store(url, now=NOW)) as other, other.exclusive("once"):
            for _ in range(2):  # the first finds its line broken
                with pytest.raises(StoreError):
                    jobs.check_host(world, hosts, host)
            assert not site.asked
        archive_of_six(site)
        jobs.check_host(world, hosts, host)
        assert world.store.states()["notices"].outcome == "first"
        with closing(open_store(url, now=NOW)) as other, pytest.raises(BusyError), other.exclusive("once"):
            pass


def test_D22_a_turn_whose_place_somebody_else_was_given_writes_nothing_down(database_url: str) -> None:
    found = Changed(check(), reading(notice("a")), (new(notice("a")),))
    with closing(open_store(database_url, now=NOW)) as ours, ours.exclusive("once"):
        tell_server(database_url, _END_ALL)
        ours.record(found, next_check=None, fingerprint="f")  # nobody came
        with closing(open_store(database_url, now=NOW + timedelta(minutes=1))) as theirs:
            with theirs.exclusive("run"):
                theirs.record(replace(found, check=check(at=NOW)), next_check=None, fingerprint="f")
            for _ in range(2):  # they may have left again
                with pytest.raises(
                    BusyError, match=r"gave our place to `monitor run`, process \d+ on .* stays due"
                ):
                    ours.record(found, next_check=None, fingerprint="f")
            assert theirs.count_changes() == 2
    with closing(open_store(database_url, now=NOW)) as later, later.exclusive("once"):
        later.record(found, next_check=None, fingerprint="f")


def test_D22_nobody_takes_a_place_while_something_is_written_down_from_it(database_url: str) -> None:
    with closing(open_store(database_url, now=NOW)) as ours, ours.exclusive("once"):

        def unit(connection: sqlalchemy.Connection) -> bool:
            assert ours._keep is not None
            ours._keep(connection)
            other = sqlalchemy.create_engine(database_url)
            with other.begin() as line:
                free = line.execute(
                    sqlalchemy.select(sqlalchemy.func.pg_try_advisory_xact_lock(_SIGNING))
                ).scalar()
            other.dispose()
            return bool(free)

        assert not ours._write(unit)


# -- commands --------------------------------------------------------------------------------------


def test_commands_that_write_a_little_work_beside_workers_and_release_waits_for_the_check_under_way(
    beside: Desk, site: Site
) -> None:
    host = urls.host(site.url())
    with worker(beside) as (world, hosts), ThreadPoolExecutor(1) as pool:
        findings = new(notice("a")), new(notice("b"))
        read = reading(*(one.change.notice for one in findings))
        held = Changed(
            check(source="notices"), read, findings, holding=Holding("a redesign", frozenset({0, 1}))
        )
        first, _ = world.store.record(held, next_check=None, fingerprint="f")
        assert beside.monitor("digest", "daily", "--dry-run").code == 0
        assert beside.monitor("deliveries", "test", "daily").code == 0
        with hosts.alone(host):
            told = pool.submit(beside.monitor, "release", "notices")
            until(lambda: told.done() or hosts._waits(host), 60, "nobody waits for the host")
            assert not told.done(), told.result()
            assert world.store.held("notices")
        assert told.result(60).out.startswith("2 changes of notices will be told"), told.result()
        assert world.store.holds() == {}
        assert beside.monitor("retract", first.id, "--reason", "It was another notice.").code == 0


def test_release_gives_up_on_a_host_that_is_not_left_and_says_so(database_url: str) -> None:
    with open_hosts(database_url) as ours, open_hosts(database_url) as theirs, theirs.alone(HOST):
        late = alongside.left_to_us(ours, HOST, 0.01)
        with pytest.raises(BusyError, match="nothing was done"), late:
            pass


# -- pages saved by hand, and the search -----------------------------------------------------------

NEWS = ("n7", "关于试点扩大范围的公告", "2026-05-08", "企业应当提交原产地证书。")


@pytest.fixture
def gated(beside: Desk, site: Site) -> Publication:
    """A site whose pages people save, and whose list was read once."""
    beside.configure(BY_HAND)
    published = archive_of_six(site)
    save(beside, beside.folder / "baseline", "list")
    assert beside.monitor("check", "notices", "--from", "baseline").code == 0
    published.publish(*NEWS)
    return published


def test_a_worker_reads_the_drop_folder_once_and_only_when_the_host_is_its_own(
    beside: Desk, gated: Publication, site: Site
) -> None:
    drop = save(beside, beside.folder / "drop" / "notices", "list", "n7")
    (beside.folder / "drop" / "nobody").mkdir()
    (beside.folder / "drop" / "nobody" / "a.html").write_text("<p>a</p>")
    said: set[str] = set()
    with worker(beside) as (world, hosts), open_hosts(beside.environ["MONITOR_DATABASE_URL"]) as theirs:
        with theirs.alone(urls.host(site.url())) as other:
            assert other
            jobs.read_saved(world, hosts, said)
        assert sorted(path.name for path in drop.iterdir()) == ["list.html", "n7.html"]
        for _ in range(2):
            jobs.read_saved(world, hosts, said)
        assert [one.finding.change.notice.title for one in world.store.changes()] == [NEWS[1]]
        assert sorted(path.name for path in (drop / "done").rglob("*.html")) == ["list.html", "n7.html"]
        assert len(said) == 1
        assert not site.asked


def test_pages_saved_by_hand_are_read_beside_workers_when_they_leave_the_host(
    beside: Desk, gated: Publication, site: Site
) -> None:
    save(beside, beside.folder / "june", "list", "n7")
    with worker(beside) as (world, hosts), ThreadPoolExecutor(1) as pool:
        host = urls.host(site.url())
        with hosts.alone(host):
            told = pool.submit(beside.monitor, "check", "notices", "--from", "june", "--json")
            until(lambda: told.done() or hosts._waits(host), 60, "nobody waits for the host")
            assert not told.done(), told.result()
        assert told.result(60).outcome()["outcome"] == "changed"
        assert [one.finding.change.notice.title for one in world.store.changes()] == [NEWS[1]]
        assert not site.asked


def test_what_lies_in_the_drop_folder_here_is_read_by_a_check_beside_workers_elsewhere(
    beside: Desk, gated: Publication
) -> None:
    drop = save(beside, beside.folder / "drop" / "notices", "list", "n7")
    with worker(beside):
        told = beside.monitor("check", "notices", "--json")
    assert told.outcome()["outcome"] == "changed", told
    assert not list(drop.glob("*.html"))


def test_a_check_reads_the_other_drop_folders_and_asks_the_other_sources_while_a_worker_has_one_host(
    beside: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alongside, "PATIENCE_S", 0.05)
    elsewhere = [
        BY_HAND.replace("{site}", f"https://{HOST}").replace("notices", name) for name in ("kept", "second")
    ]
    beside.configure("".join([*elsewhere, BY_HAND, LISTING.replace("notices", "live")]))
    archive_of_six(site)
    for name in ("kept", "second", "notices"):
        save(beside, beside.folder / "drop" / name, "list")
    with worker(beside), open_hosts(beside.environ["MONITOR_DATABASE_URL"]) as theirs, theirs.alone(HOST):
        told = beside.monitor("check", "--all", "--json")
    assert {line["source"]: line["outcome"] for line in told.lines} == {"notices": "first", "live": "first"}
    assert told.code == 1, told
    for name in ("kept", "second"):
        assert f"{name}: {HOST}: asked by a worker for longer than 0.05 s" in told.err
        assert (beside.folder / "drop" / name / "list.html").exists()
    assert "could not be verified: saved pages for kept, saved pages for second" in told.err
    assert not list((beside.folder / "drop" / "notices").glob("*.html"))


def test_workers_make_what_was_read_searchable(beside: Desk, site: Site) -> None:
    archive_of_six(site)
    assert beside.monitor("check", "--all").code == 0
    url = beside.environ["MONITOR_DATABASE_URL"]
    with worker(beside) as (world, hosts):
        assert world.store.search.waiting() == 6
        app = jobs.connect(url)
        jobs.build(world, app, jobs.Pace(), hosts)

        async def work() -> None:
            async with app.open_async():
                (index,) = [one for one in jobs.look(world)[0] if one.task == "index"]
                await jobs.remind(app, [index], jobs.FIRST)
                await app.run_worker_async(
                    wait=False, install_signal_handlers=False, delete_jobs="successful"
                )

        asyncio.run(work())
        assert world.store.search.waiting() == 0
        queue = world.store.queue()
        assert queue is not None
        assert queue.failed == 0


# -- compact ---------------------------------------------------------------------------------------


def test_compact_works_beside_workers(beside: Desk) -> None:
    with worker(beside):
        assert beside.monitor("compact").code == 0


def test_D17_a_page_that_comes_back_while_its_archive_is_compacted_stays(store: Store) -> None:
    """Three lists came; the second may go, and comes again right before it does."""
    first, second, third = (document(each, at=NOW) for each in (b"first", b"second", b"third"))
    store.record(First(check(first), reading(notice("a"))), next_check=None, fingerprint="f")
    for each in (second, third):
        store.record(Unchanged(check(each), None), next_check=None, fingerprint="f")
    units, late = store.compact._units, NOW + timedelta(days=200)

    def write(unit: Callable[[sqlalchemy.Connection], object]) -> object:
        again = check(replace(second, fetched_at=late), at=late)
        store.record(Unchanged(again, None), next_check=None, fingerprint="f")
        return units.write(unit)

    store.compact._units = SimpleNamespace(read=units.read, write=write)  # type: ignore[assignment]
    assert store.compact.thin(NOW + timedelta(days=1), late).bodies == 0
    assert store.body(second.sha256) == b"second"
