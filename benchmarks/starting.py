"""What a run costs before and around its pages: CPU and peak memory with few sources and with many.

    python -m benchmarks.starting [--sources 1,200,5000] [--rounds 5] [--venvs .venv-peers]

Each round runs everything in turn, so that a busy machine is busy for all: the first look at the pages and one at pages that
did not change, by us and by urlwatch where it is installed below `--venvs`, and the imports that are the floor. Medians;
memory is the most of all rounds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.peers import __main__ as peers, tools

sys.path.insert(0, str(Path(__file__).parent))
import cost

FLOORS = ("pass", "import requests", "import sqlalchemy", "from pydantic import BaseModel")


def passes(name: str, site: peers.Site, venvs: Path) -> dict[str, cost.Cost]:
    """A first pass over all pages, and one over the same pages."""
    with tempfile.TemporaryDirectory() as folder:
        tool = tools.ALL[name](Path(folder), site.urls(), venvs)
        if setup := tool.prepare():
            cost.run(setup, tool.folder)
        found = {}
        for title, command in (("first", tool.first()), ("unchanged", tool.again())):
            found[title], told = cost.run(command, tool.folder)
            if tool.said(told).failed or tool.said(told).changed:
                raise SystemExit(f"{name}: failures or changes where there are none")
        return found


def one_round(counts: list[int], venvs: Path) -> dict[str, cost.Cost]:
    with tempfile.TemporaryDirectory() as folder:
        measured = {code: cost.run([sys.executable, "-c", code], Path(folder))[0] for code in FLOORS}
        for word in ("--version", "--help"):
            command = [str(Path(sys.executable).with_name("monitor")), word]
            measured[f"monitor {word}"] = cost.run(command, Path(folder))[0]
    there = ["monitor", *(name for name in ("urlwatch",) if (venvs / name / "bin" / name).exists())]
    for count in counts:
        with peers.served(count) as site:
            for name in there:
                for title, each in passes(name, site, venvs).items():
                    measured[f"{name}, {count} sources, {title}"] = each
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", default="1,200,5000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--venvs", type=Path, default=Path(".venv-peers"))
    asked = parser.parse_args()
    counts = [int(each) for each in asked.sources.split(",")]
    one_round([1], asked.venvs)  # bytecode is there as it is for users
    rounds = [one_round(counts, asked.venvs) for _ in range(asked.rounds)]
    print("| | CPU-seconds | peak MiB |\n|---|---|---|")
    for title in rounds[0]:
        cpu = median(each[title].cpu_s for each in rounds)
        print(f"| {title} | {cpu:.2f} | {max(each[title].peak_mib for each in rounds):.0f} |")


if __name__ == "__main__":
    main()
