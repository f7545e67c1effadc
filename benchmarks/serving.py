"""Milliseconds for each page of the archive in a browser, one reader at a time and four at once.

    python benchmarks/serving.py [--folder /dev/shm/archive] [--changes 200000] [--checks 1000000]
                                 [--requests 60] [--only changes,search] [--write]

The archive is written when it is not there yet, which takes some minutes: 300 sources over three years. The server runs in
a process of its own (`monitor serve`) at a standing date; the readers are threads of this one, each with a connection of its
own and addresses that vary. Times are from the request to the last byte; cpu is what the
server computed for each. What was not answered with 200 is told behind a line.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.archive import plan as planned, wordings
from benchmarks.archive.notices import POOL

CLOCK = "2026-11-20T00:05:00Z"
RUN = "import sys; from monitor.cli import main; sys.argv[0] = 'monitor'; main()"
LONG = ("bundle",)  # files that hold the rest of the evidence chain; asked for a few times only
LABELS = ("eligibility", "hs-mapping", "documentation")
Addresses = Callable[[random.Random], str]


@dataclass(frozen=True)
class Archive:
    """What addresses may name. changes: how many there are."""

    changes: int
    notices: int
    sources: tuple[planned.Source, ...] = field(default_factory=planned.sources)

    def change(self, chance: random.Random) -> str:
        return f"/changes/{self._of(chance)}"

    def _of(self, chance: random.Random) -> int:
        """People look at what is new, most of the time."""
        return self.changes - min(int(chance.expovariate(1 / 5_000)), self.changes - 1)

    def bundle(self, chance: random.Random) -> str:
        return f"{self.change(chance)}/bundle.zip"

    def api_changes(self, chance: random.Random) -> str:
        """The same filters; programs read on by what they saw last."""
        path, _, query = self.changes_list(chance).partition("?")
        parts = [part for part in query.split("&") if part and not part.startswith("page=")]
        if len(parts) < query.count("=") or chance.random() < 0.2:
            parts.append(f"before={self._of(chance)}")
        return f"/api/v1{path}?{'&'.join(parts)}"

    def api_source(self, chance: random.Random) -> str:
        return f"/api/v1{self.source(chance)}/checks"

    def notice(self, chance: random.Random) -> str:
        return f"/notices/{chance.randrange(1, self.notices + 1)}"

    def changes_list(self, chance: random.Random) -> str:
        filters = [
            ("label", chance.choice(LABELS)),
            ("direction", chance.choice(("expansion", "restriction"))),
            ("jurisdiction", chance.choice(planned.PLACES)),
            ("programme", chance.choice(planned.programmes())),
            ("source", chance.choice(self.sources).id),
            ("hs", chance.choice(chance.choice(tuple(POOL.values())))[:6]),
            ("since", f"{planned.ENDED - timedelta(days=chance.randrange(1, 900)):%Y-%m-%d}"),
            ("effective_from", f"{planned.ENDED + timedelta(days=chance.randrange(-200, 60)):%Y-%m-%d}"),
            ("triage", chance.choice(("new", "assigned", "not-relevant"))),
        ]
        query = chance.sample(filters, chance.choice((0, 1, 1, 2, 3)))
        if chance.random() < 0.4:
            query.append(("page", str(chance.choice((2, 3, 10, 400)))))
        return f"/changes?{urlencode(query)}"

    def source(self, chance: random.Random) -> str:
        return f"/sources/{chance.choice(self.sources).id}"

    def programme(self, chance: random.Random) -> str:
        return f"/programmes/{chance.choice(planned.programmes())}"

    def search(self, chance: random.Random) -> str:
        product, issuer = chance.choice(wordings.PRODUCTS), chance.choice(wordings.ISSUERS)
        paper, scheme = chance.choice(wordings.PAPERS), chance.choice(wordings.SCHEMES)
        words = chance.choice(
            (product[0], product[0][:2], product[1], chance.choice(POOL[product[2]]), f"{paper[0]} {product[0]}",
             f"{scheme[1]} {product[1]}", issuer[0], f"{issuer[1]} licence", "口岸", "customs", str(chance.randrange(9999)))
        )  # fmt: skip
        return f"/search?q={quote(words)}"

    def month(self, chance: random.Random) -> str:
        return f"/calendar?month={2024 + chance.randrange(3)}-{chance.randrange(1, 13):02d}"


def pages(archive: Archive) -> dict[str, Addresses]:
    def fixed(*paths: str) -> Addresses:
        return lambda chance: chance.choice(paths)

    def under(path: str, more: Addresses) -> Addresses:
        return lambda chance: path + more(chance)

    return {
        "today": fixed("/"),
        "changes": archive.changes_list,
        "change": archive.change,
        "notice": archive.notice,
        "programmes": fixed("/programmes"),
        "programme": archive.programme,
        "calendar": archive.month,
        "sources": fixed("/sources"),
        "source": archive.source,
        "coverage": fixed("/coverage"),
        "coverage.svg": fixed("/pictures/coverage.svg"),
        "search": archive.search,
        "deliveries": lambda chance: f"/deliveries?page={chance.randrange(1, 20)}",
        "triage": fixed("/triage", "/triage?owner=li", "/triage/not-relevant"),
        "bundle": archive.bundle,
        "healthz": fixed("/healthz"),
        "metrics": fixed("/metrics"),
        "api changes": archive.api_changes,
        "api change": under("/api/v1", archive.change),
        "api notice": under("/api/v1", archive.notice),
        "api search": under("/api/v1", archive.search),
        "api sources": fixed("/api/v1/sources"),
        "api checks": archive.api_source,
        "api coverage": fixed("/api/v1/coverage"),
        "api programme": under("/api/v1", archive.programme),
        "api deliveries": fixed("/api/v1/deliveries", "/api/v1/deliveries?state=waiting"),
        "api calendar": fixed("/api/v1/calendar"),
    }


# -- asking ----------------------------------------------------------------------------------------


def timed(address: str, paths: list[str]) -> list[tuple[float, int]]:
    """Milliseconds and status of each, one after the other."""
    server = urlsplit(address)
    connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=120)
    found = []
    for path in paths:
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Language": "zh" if len(found) % 2 else "en"})
        answer = connection.getresponse()
        answer.read()
        found.append(((time.perf_counter() - begun) * 1000, answer.status))
    connection.close()
    return found


def at_once(address: str, paths: list[str], readers: int) -> list[tuple[float, int]]:
    with ThreadPoolExecutor(readers) as pool:
        parts = [paths[place::readers] for place in range(readers)]
        return [one for part in pool.map(lambda part: timed(address, part), parts) for one in part]


def line(name: str, found: list[tuple[float, int]], cpu_s: float) -> str:
    took = sorted(ms for ms, _ in found)
    other: dict[int, int] = {}
    for _, status in found:
        if status != 200:
            other[status] = other.get(status, 0) + 1
    told = "  " + ", ".join(f"{count}x{status}" for status, count in sorted(other.items())) if other else ""
    p95 = took[min(len(took) - 1, int(len(took) * 0.95))]
    return f"{name:16} {took[len(took) // 2]:8.1f} {p95:8.1f} {took[-1]:8.1f} {cpu_s * 1000 / len(found):8.1f}{told}"


def cpu_s(process: int) -> float:
    """Seconds that a process has computed so far: beside others on a machine, a better measure than the clock."""
    ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """The server's address, in a process of its own, and that process."""
    words = ["--config", str(folder / "sources.yaml"), "serve", "--port", "0"]
    environ = os.environ | {"MONITOR_CLOCK": f"{CLOCK}*0"}
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, *words], stderr=subprocess.PIPE, text=True, env=environ
    )
    try:
        assert running.stderr is not None
        said = running.stderr.readline()
        while said and "http://" not in said:
            said = running.stderr.readline()
        if not said:
            sys.exit("monitor serve did not start")
        yield "http://" + said.partition("http://")[2].split("/")[0], running.pid
    finally:
        running.terminate()
        running.wait(20)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--folder", type=Path, default=Path("/dev/shm/archive"))
    asked.add_argument("--changes", type=int, default=200_000)
    asked.add_argument("--checks", type=int, default=1_000_000)
    asked.add_argument("--requests", type=int, default=60)
    asked.add_argument("--only", default="", help="Names of pages, a comma between.")
    asked.add_argument("--write", action="store_true", help="Only write the archive.")
    wish = asked.parse_args()
    if not (wish.folder / "monitor.db").exists():
        from benchmarks.archive.writing import write

        wish.folder.mkdir(parents=True, exist_ok=True)
        write(wish.folder, wish.changes, wish.checks)
    if wish.write:
        return
    archive = Archive(wish.changes, int(wish.changes * 0.58))
    only = wish.only.split(",") if wish.only else []
    with served(wish.folder) as (address, process):
        for readers in (1, 4):
            print(f"\n{readers} at once{'':8} {'p50':>8} {'p95':>8} {'max':>8} {'cpu':>8}   ms")
            for name, make in pages(archive).items():
                if only and name not in only:
                    continue
                chance = random.Random(name)
                paths = [make(chance) for _ in range(8 if name in LONG else wish.requests)]
                at_once(address, paths[:2], 1)  # what is made once is made
                before = cpu_s(process)
                found = at_once(address, paths, readers)
                print(line(name, found, cpu_s(process) - before), flush=True)


if __name__ == "__main__":
    main()
