"""The monitor beside urlwatch, webchanges, changedetection.io and the bare floor, on one loopback site in one run.

    python -m benchmarks.peers [--venvs .venv/peers] [--pages 200,1000] [--tools monitor,urlwatch] [--rounds 1]
                               [--growth 5] [--delay-ms 0] [--write docs/performance.md]

`make peers` installs the others, each into an environment of its own, and runs this. In each pass the tools take turns on
the same site, which then moves on; CPU is of all processes of a tool, start-up included, memory is their peak together. What
each tells is held against what the site really changed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

import cost

from benchmarks.peers import table, tools
from benchmarks.peers.table import Row

HOSTS = 100
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Pass:
    """changed: so much of the pages really changes before it."""

    title: str
    validators: int = 1
    noise: int = 0
    changed: float = 0.0


FIRST = Pass("first")
PASSES = (
    FIRST,
    Pass("unchanged, 304"),
    Pass("unchanged, 200", validators=0),
    Pass("1 % changed", changed=0.01),
    Pass("all noise", noise=1),
    Pass("all noise again", noise=1),
    Pass("all noise, 1 % changed", noise=1, changed=0.01),
)


@dataclass(frozen=True)
class Site:
    port: int
    pages: int

    def urls(self) -> list[str]:
        return [f"http://127.0.0.{2 + page % HOSTS}:{self.port}/{page}.html" for page in range(self.pages)]

    def move(self, to: Pass, delay_ms: int) -> frozenset[int]:
        """The pages that changed."""
        asked = {
            "validators": to.validators,
            "noise": to.noise,
            "changed": ceil(to.changed * self.pages),
            "delay_ms": delay_ms,
        }
        with urllib.request.urlopen(f"http://127.0.0.2:{self.port}/__set?{urlencode(asked)}") as answer:
            return frozenset(json.load(answer))


@contextlib.contextmanager
def served(pages: int) -> Iterator[Site]:
    """The site, in a process of its own, while it is needed."""
    command = [sys.executable, "-m", "benchmarks.peers.site", str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        try:
            yield Site(int(process.stdout.readline()), pages)
        finally:
            process.kill()


def made(name: str, folder: Path, site: Site, venvs: Path) -> tools.Tool:
    own = folder / name.replace(", ", "-")
    own.mkdir(parents=True)
    tool = tools.ALL[name](own, site.urls(), venvs)
    if setting_up := tool.prepare():
        cost.run(setting_up, own)
    return tool


def one(tool: tools.Tool, which: Pass, pages: int, truth: frozenset[int]) -> Row:
    spent, out = cost.run(tool.first() if which is FIRST else tool.again(), tool.folder, tool.environment)
    said = tool.said(out)
    row = Row(
        tool.name,
        pages,
        which.title,
        spent.cpu_s,
        spent.wall_s,
        spent.peak_mib,
        tool.stored(),
        told=len(said.changed & truth),
        alarms=len(said.changed - truth),
        missed=len(truth - said.changed),
        failed=len(said.failed),
    )
    print(row.line(), flush=True)
    return row


def a_round(names: list[str], site: Site, venvs: Path, delay_ms: int) -> list[Row]:
    """Each pass by each tool, in turn."""
    with tempfile.TemporaryDirectory() as name:
        watching = [
            made(each, Path(name), site, venvs) for each in names if site.pages <= tools.ALL[each].most
        ]
        rows = []
        for which in PASSES:
            truth = site.move(which, delay_ms)
            rows += [one(tool, which, site.pages, truth) for tool in watching]
        return rows


def growing(names: list[str], site: Site, venvs: Path, versions: int) -> dict[str, float]:
    """Bytes that each keeps for one more version of a page, where each page changes so many times."""
    with tempfile.TemporaryDirectory() as name:
        watching = [
            made(each, Path(name), site, venvs) for each in names if site.pages <= tools.ALL[each].most
        ]
        site.move(FIRST, 0)
        first = {tool.name: one(tool, FIRST, site.pages, frozenset()).stored for tool in watching}
        for _ in range(versions):
            truth = site.move(Pass("all changed", changed=1.0), 0)
            time.sleep(1.1)  # some tell versions apart by the second
            last = {tool.name: one(tool, Pass("all changed"), site.pages, truth).stored for tool in watching}
        return {each: (last[each] - first[each]) / (site.pages * versions) for each in first}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--venvs", type=Path, default=ROOT / ".venv" / "peers")
    parser.add_argument("--pages", default="200,1000")
    parser.add_argument("--tools", default=";".join(tools.ALL), help="names, with semicolons between")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--growth", type=int, default=5, help="versions, of the smallest number of pages")
    parser.add_argument("--delay-ms", type=int, default=0)
    parser.add_argument("--write", type=Path, help="the file whose table is made anew")
    asked = parser.parse_args()
    names, sizes = asked.tools.split(";"), asked.pages.split(",")
    if unknown := [name for name in names if name not in tools.ALL]:
        parser.error(f"--tools: {unknown[0]} is none of {'; '.join(tools.ALL)}")
    if not all(size.isdecimal() and int(size) for size in sizes):
        parser.error(f"--pages {asked.pages}: write numbers with commas between, such as 200,1000")
    rows: list[Row] = []
    grown: dict[str, float] = {}
    for pages in map(int, sizes):
        with served(pages) as site:
            for _ in range(asked.rounds):
                rows += a_round(names, site, asked.venvs.resolve(), asked.delay_ms)
            if asked.growth and not grown:
                grown = growing(names, site, asked.venvs.resolve(), asked.growth)
    text = table.markdown(rows, grown, [each.title for each in PASSES])
    print(text)
    if asked.write:
        table.write(text, asked.write)


if __name__ == "__main__":
    main()
