"""Seconds and megabytes for composing a digest of many changes, from the store to the mails that wait in it.

    python benchmarks/digests.py [--changes 1000,10000] [--runs 3]

Changes of forty sources, twenty-five a check so that no source makes a storm: half new notices and half amendments, each
with labels, words, codes and a table, all of them owed to one reader. What is measured is what `once` does at eight:
what is owed is read, put in order, set in type, inlined, and recorded as mails for one address. The smallest of the
runs is shown, each on a copy of the same store; start-up is not part of it. Memory is of the whole process.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import briefs

from monitor import telling
from monitor.config import load
from monitor.model import Changed, Check, Owed, Reading
from monitor.opening import open_world
from monitor.store import Entry, create_store, open_store

AT_ONCE = 25


def write(folder: Path, changes: int) -> None:
    """A store in which so many changes are owed to a reader."""
    chance = random.Random(6)
    briefs.configuration(folder)
    url = f"sqlite:///{folder / 'monitor.db'}"
    create_store(url)
    last: dict[int, list[object]] = {}
    with closing(open_store(url, now=briefs.BEGUN)) as store:
        store.begin_subscription("compliance-daily", briefs.BEGUN)
        for turn, start in enumerate(range(0, changes, AT_ONCE)):
            source, now = turn % briefs.SOURCES, briefs.BEGUN + timedelta(minutes=turn)
            known = last.pop(source, None)
            findings = tuple(
                briefs.finding(
                    chance, n, known[place].key if known else f"n{n}", known[place] if known else None
                )
                for place, n in enumerate(range(start, min(start + AT_ONCE, changes)))
            )
            notices = [one.change.notice for one in findings]
            if not known:
                last[source] = notices
            owed = [Owed("compliance-daily", place, ("every change",)) for place in range(len(findings))]
            reading = Reading(tuple(one.listed for one in notices), {one.key: one for one in notices})
            outcome = Changed(Check(f"source-{source}", now, timedelta(seconds=1)), reading, findings)
            store.record_many([Entry(outcome, now + timedelta(days=1), "f", owed)])


def compose(folder: Path) -> tuple[float, int, int]:
    """Seconds, mails and bytes of the digest."""
    config = load(folder / "sources.yaml", {})
    now = briefs.BEGUN + timedelta(days=3)
    with (
        closing(open_store(config.database_url, now=now)) as store,
        open_world(config, store, lambda: now) as world,
    ):
        (due,) = telling.due_digests(world, now)
        begun = time.perf_counter()
        telling.compose(world, due, now)
        took = time.perf_counter() - begun
        mails = store.due(now)
    return took, len(mails), sum(len(each.message.mime) for each in mails)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--changes", default="1000,10000")
    parser.add_argument("--runs", type=int, default=3)
    wanted = parser.parse_args()
    print("changes  seconds  mails  megabytes  memory MB")
    for changes in map(int, wanted.changes.split(",")):
        with tempfile.TemporaryDirectory() as name:
            written = Path(name) / "written"
            written.mkdir()
            write(written, changes)
            runs = []
            for run in range(wanted.runs + 1):  # the first is not counted: nothing is imported yet
                copy = Path(name) / str(run)
                shutil.copytree(written, copy)
                runs.append(compose(copy))
            took, mails, size = min(runs[1:])
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{changes:7,}  {took:7.2f}  {mails:5}  {size / 1e6:9.1f}  {memory:9.0f}", flush=True)


if __name__ == "__main__":
    main()
