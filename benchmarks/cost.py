"""What a command costs: CPU seconds, wall time and peak memory, over all its processes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Users have bytecode; a development machine may have it switched off.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
LOOK_S = 0.02
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Cost:
    """cpu_s: user and system time of the process and of those it waited for. peak_mib: the most that it and its children
    held together at one look; fifty looks a second.
    """

    cpu_s: float
    wall_s: float
    peak_mib: float


def run(command: list[str], cwd: Path, extra: dict[str, str] | None = None) -> tuple[Cost, str]:
    """The cost of a command and what it printed to stdout; a command that fails ends the benchmark. extra: environment."""
    out, err = cwd / "stdout.txt", cwd / "stderr.txt"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        begun = time.monotonic()
        child = subprocess.Popen(
            command, cwd=cwd, stdout=stdout, stderr=stderr, env=ENVIRONMENT | (extra or {})
        )
        with _watched(child.pid) as peak:
            _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)[:300]}: exit {child.returncode}\n{err.read_text()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak[0] / 2**20), out.read_text()


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[list[int]]:
    """The most bytes that a process and its children held, in a list of one that grows while it runs."""
    peak, ended = [0], threading.Event()

    def look() -> None:
        while not ended.wait(LOOK_S):
            peak[0] = max(peak[0], _held(pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def _held(pid: int) -> int:
    """Bytes of memory of a process and all beneath it; none for one that has ended."""
    with contextlib.suppress(OSError, ValueError):
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
        children = (Path(f"/proc/{pid}/task/{pid}/children")).read_text().split()
        return own + sum(_held(int(child)) for child in children)
    return 0
