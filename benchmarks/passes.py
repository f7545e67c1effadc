"""Pages per CPU-second, beside a bare `requests` pool that fetches and hashes the same pages in the same run.

    python benchmarks/passes.py [--pages 1000] [--runs 3]

Passes: first; unchanged (304); unchanged (200, same bytes, no validators); changed (a tenth of the
pages, no validators). CPU is user and system time of the whole process, start-up included. The two
take turns, so that a noisy machine is noisy for both, and each run gives a ratio of its own; medians
are shown. What both report is checked. A small run goes ahead, uncounted, so that bytecode is there
as it is for users.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import cost

HERE = Path(__file__).parent
HOSTS = 50
WARM_UP = 20  # pages


@dataclass(frozen=True)
class Pass:
    """version, validators: of the site. outcome: what an unchanged source is to say."""

    title: str
    version: int
    validators: int
    outcome: str


PASSES = (
    Pass("first", 1, 1, "first"),
    Pass("unchanged 304", 1, 1, "unchanged"),
    Pass("unchanged 200", 1, 0, "unchanged"),
    Pass("changed tenth", 2, 0, "unchanged"),
)


@dataclass(frozen=True)
class Measured:
    """One pass by both. grown: bytes that our database gained."""

    ours: cost.Cost
    floor: cost.Cost
    grown: int


def urls(pages: int, port: int) -> list[str]:
    return [f"http://127.0.0.{2 + page % HOSTS}:{port}/{page}.html" for page in range(pages)]


def monitor(folder: Path, addresses: list[str], port: int) -> list[str]:
    """A fresh database that watches every page, and the command of one pass."""
    config = {
        "settings": {
            "timezone": "Asia/Shanghai",
            "contact": "bench@example.com",
            "per_host": {"connections": 2, "delay": "0s"},
            "allow_networks": [f"127.0.0.0/8:{port}"],
        },
        "sources": [
            {
                "id": f"page-{n}",
                "authority": "Bench",
                "jurisdiction": "CN",
                "kind": "page",
                "url": url,
                "every": "1h",
            }
            for n, url in enumerate(addresses)
        ],
    }
    (folder / "sources.yaml").write_text(json.dumps(config, indent=1))
    command = [str(Path(sys.executable).with_name("monitor"))]
    cost.run([*command, "init"], folder)
    return [*command, "check", "--all", "--json"]


def check_reported(which: Pass, pages: int, lines: str, floor_changed: int) -> None:
    """Speed without the right answer is worth nothing: exactly what changed is told, by both."""
    changed = set(range(0, pages, 10)) if which.version > 1 else set()
    expected = {
        f"page-{page}": ("changed", 1) if page in changed else (which.outcome, 0) for page in range(pages)
    }
    told = [json.loads(line) for line in lines.splitlines()]
    reported = {answer["source"]: (answer["outcome"], answer["changes"]) for answer in told}
    if reported != expected or len(told) != pages:
        wrong = sorted(set(reported.items()) ^ set(expected.items()))
        raise SystemExit(f"{which.title}: wrong answers, such as {wrong[:5]}")
    if floor_changed != len(changed):
        raise SystemExit(f"{which.title}: the floor saw {floor_changed} changes of {len(changed)}")


def size_of_database(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("monitor.db*"))


def one_run(pages: int, port: int) -> dict[str, Measured]:
    """Each pass by both, in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        addresses = urls(pages, port)
        (folder / "jobs.txt").write_text("\n".join(addresses))
        ours = monitor(folder, addresses, port)
        floor = [sys.executable, str(HERE / "floor.py"), "jobs.txt", "state.json"]
        measured = {}
        for which in PASSES:
            asked = f"version={which.version}&validators={which.validators}"
            urllib.request.urlopen(f"http://127.0.0.2:{port}/__set?{asked}").close()
            before = size_of_database(folder)
            theirs, changed = cost.run(floor, folder)
            mine, lines = cost.run(ours, folder)
            check_reported(which, pages, lines, int(changed))
            measured[which.title] = Measured(mine, theirs, size_of_database(folder) - before)
        return measured


def show(pages: int, runs: list[dict[str, Measured]]) -> None:
    print(f"{pages} pages of 35 KB on {HOSTS} hosts, medians of {len(runs)} runs; CPU of the whole process")
    print(f"{'pass':14} {'ms a page':>10} {'floor ms':>9} {'pages/s':>8} {'of floor':>9} {'peak MiB':>9}")
    for which in PASSES:
        of = [run[which.title] for run in runs]
        mine, theirs = median(each.ours.cpu_s for each in of), median(each.floor.cpu_s for each in of)
        ratio = median(each.floor.cpu_s / each.ours.cpu_s for each in of)
        peak = max(each.ours.peak_mib for each in of)
        print(
            f"{which.title:14} {1000 * mine / pages:10.2f} {1000 * theirs / pages:9.2f}"
            f" {pages / mine:8.0f} {ratio:9.2f} {peak:9.0f}"
        )
    first, _, same, changed = ([run[which.title].grown for run in runs] for which in PASSES)
    version = median(more - less for more, less in zip(changed, same, strict=True)) / len(range(0, pages, 10))
    print(
        f"database: {median(first) / pages / 1024:.1f} KiB a page after the first pass, {median(same) / pages:.0f} bytes"
        f" a check that found nothing, {version:.0f} bytes a changed version beside it"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    site = subprocess.Popen([sys.executable, str(HERE / "site.py")], stdout=subprocess.PIPE)
    assert site.stdout
    port = int(site.stdout.readline())
    try:
        one_run(WARM_UP, port)
        runs = [one_run(asked.pages, port) for _ in range(asked.runs)]
    finally:
        site.kill()
    show(asked.pages, runs)


if __name__ == "__main__":
    main()
