"""Fuzz one target for a while: `python -m tests.fuzz TARGET SECONDS [FOLDER]`.

With atheris (pip install atheris), which keeps in FOLDER what reaches new code; without it, or with --plain, by changes of
the kept seeds. What nobody expected is in FOLDER/findings, one input for each place; the run goes on after it. Exit 1
when there was any.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from contextlib import nullcontext
from pathlib import Path

PLAIN = "--plain" in sys.argv or importlib.util.find_spec("atheris") is None
NAME, SECONDS, *MORE = [word for word in sys.argv[1:] if word != "--plain"]
ROOMS = {  # what is watched for new paths; more would only be slower
    "compare": ["monitor.compare"], "facts": ["monitor.facts", "monitor.prose", "monitor.dates"],
    "config": ["monitor.config", "monitor.watchlists", "monitor.durations"],
}  # fmt: skip

if not PLAIN:
    import atheris

with nullcontext() if PLAIN else atheris.instrument_imports(include=ROOMS.get(NAME, ["monitor.extract"])):
    from tests.fuzz.mutating import inputs
    from tests.fuzz.targets import SEEDS, TARGETS, seeds, tried

SLOW_S = 1.0 if PLAIN else 4.0  # of CPU time; watching what is reached costs several times as much
LARGE_KB = 200 * 1024  # more than ever before


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
        if (took := time.process_time() - before) > SLOW_S:
            self.keep(f"slow: {took:.1f} s for {len(given)} bytes", given)
        if (grown := _peak() - peak) > LARGE_KB:
            self.keep(f"large: {grown // 1024} MB for {len(given)} bytes", given)
        if time.monotonic() - self.began > self.seconds:  # libFuzzer ends the process without a word of ours
            took_s = time.monotonic() - self.began
            print(
                f"{self.target}: {self.executions} executions in {took_s:.0f} s ({time.process_time():.0f} s of CPU), "
                f"{len(self.seen)} findings",
                file=sys.stderr,
                flush=True,
            )
            os._exit(1 if self.seen else 0)

    def keep(self, what: str, given: bytes) -> None:
        place = what.split(": ", maxsplit=1)[0]
        if place in self.seen:
            return
        self.seen.add(place)
        file = self.folder / f"{self.target}-{hashlib.sha256(given).hexdigest()[:12]}"
        file.write_bytes(given)
        print(f"FINDING {self.target}: {what[:300]}: {file}", file=sys.stderr, flush=True)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(target: str, seconds: int, folder: Path) -> None:
    corpus, kept = folder / target, folder / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    kept.mkdir(exist_ok=True)
    findings = Findings(target, kept, seconds)
    if PLAIN:
        for given in inputs([seed.read_bytes() for seed in seeds(target)], random.Random(time.time_ns())):
            findings.one(given)
    options = [f"-max_total_time={seconds + 60}", "-max_len=20000", "-timeout=60", "-rss_limit_mb=2048", "-verbosity=0",
               "-print_final_stats=0", "-report_slow_units=60", f"-artifact_prefix={kept}/{target}-"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus), str(SEEDS / target)], findings.one)
    atheris.Fuzz()


if __name__ == "__main__":
    if NAME not in TARGETS:
        sys.exit(f"{NAME}: no such target, name one of {', '.join(TARGETS)}")
    main(NAME, int(SECONDS), Path(MORE[0]) if MORE else Path(tempfile.mkdtemp(prefix="monitor-fuzz-")))
