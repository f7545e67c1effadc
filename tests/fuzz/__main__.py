"""Fuzz one target for a while: `python -m tests.fuzz TARGET SECONDS [FOLDER]`. Needs atheris (pip install atheris).

Begins with the kept seeds; what reaches new code is kept in FOLDER, what nobody expected in FOLDER/findings, one input
for each place. The run goes on after a finding. Exit 1 when there was any.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

ROOMS = {  # what is watched for new paths; more would only be slower
    "compare": ["monitor.compare"], "facts": ["monitor.facts", "monitor.prose", "monitor.dates"],
    "config": ["monitor.config", "monitor.watchlists", "monitor.durations"],
}  # fmt: skip

with atheris.instrument_imports(include=ROOMS.get(sys.argv[1], ["monitor.extract"])):
    from tests.fuzz.targets import SEEDS, TARGETS, tried

SLOW_S = 1.0  # of CPU time, for less than 100 KB
SLOWER_HERE = 4  # what instrumenting costs; a slow input is tried again without it by the test that replays
LARGE_KB = 200 * 1024  # more than before


class Findings:
    def __init__(self, target: str, folder: Path, seconds: int) -> None:
        self.target, self.folder, self.seconds = target, folder, seconds
        self.seen: set[str] = set()
        self.executions = 0
        self.began = time.monotonic()

    def one(self, given: bytes) -> None:
        self.executions += 1
        before, peak = time.process_time(), _peak()
        try:
            tried(self.target, given)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.keep(f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}: {error}", given)
        if (took := time.process_time() - before) > SLOW_S * SLOWER_HERE:
            self.keep(f"slow: {took:.1f} s for {len(given)} bytes", given, place=f"slow {int(took)}")
        if (grown := _peak() - peak) > LARGE_KB:
            self.keep(f"large: {grown // 1024} MB for {len(given)} bytes", given, place="large")
        if time.monotonic() - self.began > self.seconds:  # libFuzzer ends the process without a word of ours
            print(self.told(), file=sys.stderr, flush=True)
            os._exit(1 if self.seen else 0)

    def keep(self, what: str, given: bytes, place: str | None = None) -> None:
        place = place or what.split(": ", maxsplit=1)[0]
        if place in self.seen:
            return
        self.seen.add(place)
        file = self.folder / f"{self.target}-{hashlib.sha256(given).hexdigest()[:12]}"
        file.write_bytes(given)
        print(f"FINDING {self.target}: {what[:300]}: {file}", file=sys.stderr, flush=True)

    def told(self) -> str:
        took = time.monotonic() - self.began
        return f"{self.target}: {self.executions} executions in {took:.0f} s, {len(self.seen)} findings"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(target: str, seconds: int, folder: Path) -> None:
    corpus, kept = folder / target, folder / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    kept.mkdir(exist_ok=True)
    options = [sys.argv[0], f"-max_total_time={seconds + 60}", "-max_len=20000", "-timeout=60", "-rss_limit_mb=2048",
               "-verbosity=0", "-print_final_stats=0", f"-artifact_prefix={kept}/{target}-"]  # fmt: skip
    findings = Findings(target, kept, seconds)
    atheris.Setup([*options, str(corpus), str(SEEDS / target)], findings.one)
    atheris.Fuzz()


if __name__ == "__main__":
    name, number, *more = sys.argv[1:]
    if name not in TARGETS:
        sys.exit(f"{name}: no such target, name one of {', '.join(TARGETS)}")
    main(name, int(number), Path(more[0]) if more else Path(tempfile.mkdtemp(prefix="monitor-fuzz-")))
