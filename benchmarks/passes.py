"""Pages per CPU-second, beside a bare `requests` pool that fetches and hashes the same pages in the same run.

    python benchmarks/passes.py [--pages 1000] [--runs 3]

Passes: first; unchanged (304); unchanged (200, same bytes, no validators); changed (a tenth of the
pages, no validators). CPU is user and system time of the whole process, start-up included. The two
take turns, so that a noisy machine is noisy for both; ratios are of the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
HOSTS = 50
PASSES = (("first", 1, 1), ("unchanged 304", 1, 1), ("unchanged 200", 1, 0), ("changed", 2, 0))


@dataclass
class Cost:
    cpu_s: float
    peak_mib: float


def cost_of(command: list[str], cwd: Path) -> Cost:
    """CPU seconds and peak memory of one run, as the operating system accounts for it."""
    with (cwd / "out.txt").open("wb") as out:
        child = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command}: exit {child.returncode}\n{(cwd / 'out.txt').read_text()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


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
    subprocess.run([*command, "init"], cwd=folder, check=True, capture_output=True)
    return [*command, "check", "--all", "--json"]


def one_run(pages: int, port: int) -> dict[str, tuple[Cost, Cost]]:
    """Each pass by both, in turn; what was reported is checked."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        addresses = urls(pages, port)
        (folder / "jobs.txt").write_text("\n".join(addresses))
        ours = monitor(folder, addresses, port)
        floor = [sys.executable, str(HERE / "floor.py"), "jobs.txt", "state.json"]
        costs = {}
        for title, version, validators in PASSES:
            urllib.request.urlopen(
                f"http://127.0.0.2:{port}/__set?version={version}&validators={validators}"
            ).close()
            theirs = cost_of(floor, folder)
            mine = cost_of(ours, folder)
            reported = sum(
                json.loads(line)["changes"]
                for line in (folder / "out.txt").read_text().splitlines()
                if line.startswith("{")
            )
            expected = -(-pages // 10) if title == "changed" else 0
            if reported != expected:
                print(f"{title}: {reported} changes reported, {expected} made", file=sys.stderr)
            costs[title] = mine, theirs
        size = sum(path.stat().st_size for path in folder.glob("monitor.db*"))
        print(f"database after the run: {size / pages / 1024:.1f} KiB a page", file=sys.stderr)
        return costs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    site = subprocess.Popen(
        [sys.executable, str(HERE / "site.py"), "--pages", str(asked.pages)], stdout=subprocess.PIPE
    )
    assert site.stdout
    port = int(site.stdout.readline())
    try:
        runs = [one_run(asked.pages, port) for _ in range(asked.runs)]
    finally:
        site.kill()
    print(
        f"{asked.pages} pages, median of {asked.runs} runs; pages per CPU-second, and the ratio to the floor"
    )
    print(f"{'pass':16} {'monitor':>9} {'floor':>9} {'ratio':>7} {'peak MiB':>9}")
    for title, _, _ in PASSES:
        mine = statistics.median(run[title][0].cpu_s for run in runs)
        theirs = statistics.median(run[title][1].cpu_s for run in runs)
        peak = max(run[title][0].peak_mib for run in runs)
        print(
            f"{title:16} {asked.pages / mine:9.0f} {asked.pages / theirs:9.0f} {theirs / mine:7.2f} {peak:9.0f}"
        )


if __name__ == "__main__":
    main()
