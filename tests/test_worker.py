"""`monitor worker`: several processes on one PostgreSQL share the work, and one that dies takes nothing with it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy

from monitor import jobs, urls
from monitor.store import create_store, open_store
from monitor.store.hosts import open_hosts
from tests.conftest import ON_POSTGRESQL
from tests.desk import Desk, text_of
from tests.site import Page, Site

pytestmark = [pytest.mark.slow, ON_POSTGRESQL]

SPEED = 600  # of the calendar: an hour is six seconds
BEGIN = datetime(2026, 5, 7, tzinfo=UTC)
HOSTS, LISTS = 2, 3
SEED = 20261122


@dataclass
class Door:
    """Counts who is inside of a host at once."""

    now: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def open(self) -> Iterator[None]:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            yield
        finally:
            with self.lock:
                self.now -= 1


@dataclass
class Agency:
    """A host with lists; every answer takes a moment."""

    site: Site
    door: Door = field(default_factory=Door)
    titles: dict[int, list[str]] = field(default_factory=dict)

    def publish(self, number: int, title: str) -> None:
        self.titles.setdefault(number, []).append(title)
        rows = "".join(
            f'<li><a href="/{number}/{n}.html">{each}</a><span>2026-05-07</span></li>'
            for n, each in enumerate(self.titles[number])
        )
        self.site.pages[f"/{number}.html"] = self.slowly(Page(f"<ul class='news_list'>{rows}</ul>"))
        for n, each in enumerate(self.titles[number]):
            page = Page(
                f"<html><h1>{each}</h1><div class='text'><p>企业应当提交原产地证书。</p></div></html>"
            )
            self.site.pages[f"/{number}/{n}.html"] = self.slowly(page)

    def slowly(self, page: Page) -> Callable[[object], Page]:
        def answer(_asked: object) -> Page:
            with self.door.open():
                time.sleep(0.03)
            return page

        return answer


class Crew:
    """Worker processes that share a calendar."""

    def __init__(self, desk: Desk, url: str) -> None:
        self.desk, self.url, self.began = desk, url, time.monotonic()
        self.processes: list[subprocess.Popen[bytes]] = []

    def clock(self) -> str:
        moment = BEGIN + timedelta(seconds=(time.monotonic() - self.began) * SPEED)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def hire(self) -> subprocess.Popen[bytes]:
        with (self.desk.folder / f"worker{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", "from monitor.cli import main; main()", "worker"],
                cwd=self.desk.folder,
                env=os.environ
                | {"MONITOR_CLOCK": f"{self.clock()}*{SPEED}", "MONITOR_DATABASE_URL": self.url},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def log(self, number: int) -> str:
        """What the worker that was hired as this one wrote so far."""
        return (self.desk.folder / f"worker{number % len(self.processes)}.log").read_text("utf-8")

    def dismiss(self) -> list[int]:
        """Ask all to stop; how each ended."""
        for process in self.processes:
            process.terminate()
        return [process.wait(60) for process in self.processes]


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.2)


@pytest.fixture
def empty_postgresql(postgresql_server: str) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    url = sqlalchemy.make_url(postgresql_server).set(drivername="postgresql+psycopg")
    server = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"monitor_workers_{os.getpid()}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


def test_D11_D13_workers_share_the_work_and_one_that_is_killed_loses_and_doubles_nothing(
    tmp_path: Path, empty_postgresql: str
) -> None:
    rng = random.Random(SEED)
    with ExitStack() as open_sites:
        agencies = [Agency(open_sites.enter_context(Site(host=f"127.0.0.{2 + n}"))) for n in range(HOSTS)]
        for agency in agencies:
            for number in range(LISTS):
                for n in range(4):
                    agency.publish(number, f"关于第{n}批进口食品企业的公告")
        desk = Desk(tmp_path, agencies[0].site, environ={"MONITOR_DATABASE_URL": empty_postgresql})
        desk.configure(
            sources="".join(
                f"\n  - {{id: a{a}-{n}, authority: A{a}, jurisdiction: CN, language: zh, kind: listing, every: 20m, "
                f"url: '{agency.site.url(f'/{n}.html')}', items: 'ul.news_list > li', body: .text}}"
                for a, agency in enumerate(agencies)
                for n in range(LISTS)
            ),
            subscriptions="\n  - {name: now, to: [reader@example.com], send: immediately}\n",
            tick="1s",
            workers="{beat: 1s, dead: 3s}",
        )
        networks = ", ".join(f"'{agency.site.network}'" for agency in agencies)
        written = (tmp_path / "sources.yaml").read_text("utf-8")
        (tmp_path / "sources.yaml").write_text(
            written.replace(
                f"allow_networks: ['{agencies[0].site.network}']", f"allow_networks: [{networks}]"
            ),
            "utf-8",
        )
        assert desk.monitor("init").code == 0
        store = open_sites.enter_context(closing(open_store(empty_postgresql, now=BEGIN)))
        crew = Crew(desk, empty_postgresql)
        for _ in range(3):
            crew.hire()
        try:
            until(lambda: len(store.states()) == HOSTS * LISTS, 120, "not every source was checked")
            expected = set()
            for turn in range(2):
                for a, agency in enumerate(agencies):
                    for number in range(LISTS):
                        title = f"关于A{a}第{number}号第{turn}次试点的公告"
                        agency.publish(number, title)
                        expected.add(title)
                time.sleep(rng.uniform(0, 3))
                crew.processes[turn].send_signal(signal.SIGKILL)
                crew.hire()

            def told() -> list[str]:
                return [text_of(mail) for mail in desk.mails()]

            until(
                lambda: all(any(title in text for text in told()) for title in expected),
                60,
                "not all was told",
            )
            until(lambda: "taking jobs" in crew.log(-1), 60, "the last one never began")
        finally:
            ends = crew.dismiss()
        assert ends[2:] == [0, 0, 0]  # asked to stop, they did
        found = [change.finding.change.notice.title for change in store.changes()]
        assert sorted(found) == sorted(expected)
        for title in expected:
            assert sum(title in text for text in told()) == 1, title
        assert [agency.door.most for agency in agencies] == [1] * HOSTS  # never two of us at one host
        assert desk.monitor("verify").code == 0


def test_D19_a_worker_that_is_asked_to_stop_while_it_starts_ends_well(tmp_path: Path, site: Site) -> None:
    desk = Desk(tmp_path, site)
    desk.configure()
    with socket.create_server(("127.0.0.1", 0)) as silent:  # a server that takes its time
        crew = Crew(desk, f"postgresql://127.0.0.1:{silent.getsockname()[1]}/monitor")
        worker = crew.hire()
        silent.settimeout(60)
        with silent.accept()[0]:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(60) == 0


def test_on_sqlite_a_worker_says_what_to_do_instead(desk: Desk) -> None:
    told = desk.monitor("worker")
    assert told.code == 2
    assert "monitor run" in told.err


def test_what_waits_in_the_queue_is_counted_and_how_long_it_does(empty_postgresql: str) -> None:
    create_store(empty_postgresql)
    with closing(open_store(empty_postgresql, now=BEGIN)) as store:
        assert store.queue() is None
        jobs.make_tables(empty_postgresql)
        app = jobs.connect(empty_postgresql)

        async def defer(*locks: str) -> None:
            async with app.open_async():
                await jobs.remind(app, [jobs.Reminder("check", lock, {"host": lock}) for lock in locks], 0)

        asyncio.run(defer("a", "b"))
        asyncio.run(defer("b", "c"))  # b waits there already
        with closing(open_store(empty_postgresql, now=BEGIN)) as again:
            again._write(
                lambda connection: connection.exec_driver_sql(
                    "UPDATE jobs.procrastinate_events SET at = at - interval '1 hour' WHERE job_id = 1"
                )
            )
        waits = store.queue()
        assert waits is not None
        assert (waits.waiting, waits.under_way, waits.failed, waits.workers) == (3, 0, 0, 0)
        assert 3600 <= waits.oldest_s < 4200


def test_a_host_is_asked_by_one_at_a_time_and_whoever_waits_is_next(postgresql: str) -> None:
    with open_hosts(postgresql) as ours, open_hosts(postgresql) as theirs, ThreadPoolExecutor(1) as pool:

        def wait() -> bool:
            with theirs.alone("a.example", 60) as got:
                return got

        with ours.alone("a.example") as first, ours.alone("a.example") as twice:
            assert (first, twice) == (True, False)  # nor do two of our own threads
            with theirs.alone("a.example") as other, theirs.alone("b.example") as another:
                assert (other, another) == (False, True)
            with theirs.alone("a.example", 0.01) as late:
                assert not late
            waiting = pool.submit(wait)
            until(lambda: ours._waits("a.example"), 30, "nobody waits")
        assert waiting.result(60)


def test_a_check_by_hand_beside_workers_waits_for_the_host_and_reads_it(
    tmp_path: Path, site: Site, postgresql: str
) -> None:
    Agency(site).publish(0, "关于试点的公告")
    desk = Desk(tmp_path, site, environ={"MONITOR_DATABASE_URL": postgresql})
    desk.configure(
        sources="\n  - {id: a, authority: A, jurisdiction: CN, language: zh, kind: listing, every: 1h, "
        "url: '{site}/0.html', items: 'ul.news_list > li', body: .text}\n"
    )
    with closing(open_store(postgresql, now=BEGIN)) as store, ExitStack() as worker:
        worker.enter_context(store.shared("worker"))
        hosts = worker.enter_context(open_hosts(postgresql))
        host = urls.host(site.url("/"))
        with ThreadPoolExecutor(1) as pool, hosts.alone(host):
            told = pool.submit(desk.monitor, "check", "a", "--json")
            until(lambda: told.done() or hosts._waits(host), 60, "nobody waits for the host")
            assert not told.done(), told.result()
            assert not site.asked
            worker.close()
        assert told.result(60).outcome("a")["outcome"] == "first"
        assert store.states()["a"].checks == 1
        with store.exclusive("test"):  # it let go of the database
            pass


# -- the server goes away and comes back -----------------------------------------------------------


def test_D22_a_unit_whose_line_broke_is_done_again(postgresql: str) -> None:
    with closing(open_store(postgresql, now=BEGIN)) as store:
        tries = 0

        def unit(connection: sqlalchemy.Connection) -> int:
            nonlocal tries
            tries += 1
            if tries == 1:
                connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
            return tries

        assert store._write(unit) == 2
        store.beat("run", BEGIN)
        # and whoever is idle meanwhile notices nothing
        with closing(open_store(postgresql, now=BEGIN)) as other:
            other._read(
                lambda connection: connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                ).all()
            )
        assert store.heartbeats() == {"run": BEGIN}


@contextmanager
def away(url: str) -> Iterator[None]:
    """The database lets nobody in meanwhile, and whoever was in is thrown out."""
    server = sqlalchemy.create_engine(
        sqlalchemy.make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT"
    )
    name = sqlalchemy.make_url(url).database
    with server.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.exec_driver_sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        try:
            yield
        finally:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    server.dispose()


def test_D22_a_worker_goes_on_when_the_server_comes_back(
    tmp_path: Path, empty_postgresql: str, site: Site
) -> None:
    agency = Agency(site)
    for n in range(4):
        agency.publish(0, f"关于第{n}批进口食品企业的公告")
    desk = Desk(tmp_path, site, environ={"MONITOR_DATABASE_URL": empty_postgresql})
    desk.configure(
        sources="\n  - {id: a, authority: A, jurisdiction: CN, language: zh, kind: listing, every: 1h, "
        "url: '{site}/0.html', items: 'ul.news_list > li', body: .text}\n",
        subscriptions="\n  - {name: now, to: [reader@example.com], send: immediately}\n",
        tick="1s",
        workers="{beat: 1s, dead: 3s}",
    )
    assert desk.monitor("init").code == 0
    crew = Crew(desk, empty_postgresql)
    log = tmp_path / "worker0.log"
    crew.hire()
    try:
        until(lambda: "check a: first" in log.read_text("utf-8"), 60, "nothing was checked")
        with away(empty_postgresql):
            until(lambda: "cannot be reached; trying again" in log.read_text("utf-8"), 60, "nobody noticed")
            agency.publish(0, "关于试点的公告")
        until(
            lambda: any("关于试点的公告" in text_of(mail) for mail in desk.mails()),
            90,
            "what came was not told",
        )
    finally:
        ends = crew.dismiss()
    assert ends == [0]  # the same process all the time
    assert sum("关于试点的公告" in text_of(mail) for mail in desk.mails()) == 1
