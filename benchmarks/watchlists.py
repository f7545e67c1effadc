"""Milliseconds for finding what of many watchlists a change meets, beside a loop over every entry, in the same run.

    python benchmarks/watchlists.py [--clients 200] [--codes 2000] [--named 20] [--rounds 5]

A broker's clients draw their codes from the national codes below HS 2022, every fiftieth a range and every hundredth left
out; a change names --named codes. `loop` compares the digits of every entry with those of every code, and does neither
editions nor reasons; it is run once. Times are medians of CPU time, memory is what the process grew by.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor import hs
from monitor.config.lists import Files
from monitor.model import Classification, Content, Facts, Finding, Listed, New, Notice, Status, Text
from monitor.watchlists import Client, Watch, Watchlist
from monitor.watchlists.seen import Seen
from monitor.watchlists.written import parsed

NATIONAL = 5  # codes of ten digits below each subheading


@dataclass
class Broker:
    """A reader who watches for all clients."""

    watchlist: Watchlist
    name: str = "broker"
    clients: tuple[str, ...] = ("all",)


def pool(chance: random.Random) -> list[str]:
    """National codes of all subheadings."""
    chapters = (f"{number:02d}" for number in range(1, 98))
    subheadings = sorted({new for chapter in chapters for new in hs.successors(chapter)})
    return [f"{code}{chance.randrange(10_000):04d}" for code in subheadings for _ in range(NATIONAL)]


def entry(chance: random.Random, code: str) -> str:
    kind = chance.randrange(100)
    if kind == 0:
        return f"!{code}"
    return f"{code[:4]}-{int(code[:4]) + 2:04d}" if kind in (1, 2) else code


def written(
    chance: random.Random, codes: Sequence[str], clients: int, each: int, folder: Path
) -> dict[str, Client]:
    """Clients with a file of codes each."""
    for number in range(clients):
        lines = (entry(chance, code) for code in chance.choices(codes, k=each))
        (folder / f"{number}.csv").write_text("HS code\n" + "\n".join(lines), encoding="utf-8")
    return {f"client {n}": Client.model_validate({"hs_file": f"{n}.csv"}) for n in range(clients)}


def change(codes: Sequence[str]) -> Finding:
    text = Text("Annex: " + ", ".join(codes))
    notice = Notice(Listed("k", "Notice on rates", "https://a.example/1"), Content((text,)), "en")
    return Finding(New(notice), Classification((), Facts(hs_codes=tuple(codes))), (), Status.OFFICIAL)


def loop(entries: Sequence[tuple[str, str, bool]], codes: Sequence[str]) -> int:
    """How many entries meet a code, looked at one by one."""
    met = 0
    for low, high, out in entries:
        if not out:
            met += any(low[: len(code)] <= code[: len(low)] <= high[: len(code)] for code in codes)
    return met


def cost_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def grown_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("clients", 200), ("codes", 2000), ("named", 20), ("rounds", 5)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    wish = asked.parse_args()
    chance = random.Random(5)
    codes = pool(chance)
    with tempfile.TemporaryDirectory() as folder:
        clients = written(chance, codes, wish.clients, wish.codes, Path(folder))
        files, before = Files(Path(folder)), grown_mb()
        began = time.process_time()
        clients = {name: files.whole(client) for name, client in clients.items()}
        print(
            f"reading {wish.clients} files: {(time.process_time() - began) * 1000:,.0f} ms, {grown_mb() - before:.0f} MB"
        )
    before = grown_mb()
    watch = Watch([Broker(Watchlist())], {}, clients)
    built = cost_ms(lambda: watch.codes)
    print(f"index of {len(watch.codes):,} entries: {built:,.0f} ms, {grown_mb() - before:.0f} MB")
    changes = [change(chance.sample(codes, wish.named)) for _ in range(wish.rounds)]

    def told(finding: Finding) -> int:
        return len([str(each) for each in watch.met("broker", watch.hits(Seen(finding, "CN")))])

    cost_ms(lambda: told(changes[0]))
    ours = median(cost_ms(lambda finding=finding: told(finding)) for finding in changes)  # type: ignore[misc]
    entries = [parsed(each) for client in clients.values() for each in client.hs]
    theirs = cost_ms(lambda: loop(entries, changes[0].classification.facts.hs_codes))
    print(
        f"a change of {wish.named} codes: {ours:.2f} ms with {told(changes[0])} reasons; loop {theirs:,.0f} ms"
    )
    print(
        f"ratio: the loop takes {theirs / ours:,.0f} times as long; the index is paid for by {built / theirs:.2f} changes"
    )


if __name__ == "__main__":
    main()
