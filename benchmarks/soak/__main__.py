"""python -m benchmarks.soak [--days 365] [--sources 500] [--seed 1] [--folder FOLDER]"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.soak.year import Plan, Week, Year

FLAT = 0.05  # of growth over the second half
WARM = 8  # weeks in which a process fills its caches, all of which have a bound
SHOWN = 40  # faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--folder", type=Path, help="An empty folder that is kept; a temporary one when not said."
    )
    given = parser.parse_args()
    if min(given.days, given.sources) < 1:
        parser.error("--days and --sources are 1 at least")
    if given.folder and given.folder.exists() and (not given.folder.is_dir() or any(given.folder.iterdir())):
        parser.error(f"{given.folder} is not empty: name a new folder")
    plan = Plan(given.days, given.sources, given.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="monitor-soak-") as made:
        folder = given.folder or Path(made)
        folder.mkdir(exist_ok=True)
        with Year(plan, folder, say=lambda line: print(line, flush=True)) as year:
            ledger = year.run()
            size = year.books.size_bytes()
    minutes = (time.monotonic() - began) / 60
    table("checks by outcome", ledger.outcomes)
    table("not verified, why", Counter(dict(ledger.reasons.most_common(25))))
    table("faults of sites", sum((host.struck for host in year.hosts), Counter()))
    table("mail server's faults, by mail", year.office.box.done)
    table("what happened", year.happened)
    table("ledger", ledger.counts)
    grown, flat = growth(year.weeks)
    print(
        f"\n{plan.sources} sources, {plan.days} days, seed {plan.seed}: {year.turns} turns, {minutes:.1f} minutes, "
        f"the tool took {year.tool.cpu_s + year.answer['cpu_s']:.0f} CPU-s, database {size / 2**20:.0f} MB"
    )
    print(f"resident memory of the second half, once warm: {grown}")
    for fault in ledger.faults[:SHOWN]:
        print(f"WRONG {fault}")
    balanced = not ledger.faults
    print(
        f"the ledger {'balances' if balanced else 'does NOT balance'}: {len(ledger.faults)} faults; memory is {'flat' if flat else 'NOT flat'}"
    )
    return 0 if balanced and flat else 1


def table(title: str, counts: Counter[str]) -> None:
    print(f"\n{title}")
    for name, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if number:
            print(f"  {number:9,}  {name}")


def growth(weeks: list[Week]) -> tuple[str, bool]:
    """A line through what was measured in the second half, and whether it is flat; of one process only, as soon as it is
    warm, where the run is long enough to wait for that.
    """
    own = [week for week in weeks if week.process == weeks[-1].process]
    half = [week for week in own if week in weeks[len(weeks) // 2 :]]
    half = half if len(half) < 2 * WARM else [week for week in half if week in own[WARM:]]
    if len(half) < 4:
        return "too few weeks of one process to say", True
    xs, ys = [week.number for week in half], [week.rss_mb for week in half]
    middle, mean = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - middle) * (y - mean) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - middle) ** 2 for x in xs
    )
    begin = mean + slope * (xs[0] - middle)
    share = slope * (xs[-1] - xs[0]) / begin
    said = f"{begin:.1f} MB {share:+.1%} over {len(half)} weeks (first week of all {weeks[0].rss_mb:.1f}, half {ys[0]:.1f}, last {ys[-1]:.1f})"
    return said, share < FLAT


if __name__ == "__main__":
    sys.exit(main())
