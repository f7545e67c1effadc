"""A process with everything it started: how much memory all of it holds, and its end, to the last of them.

A browser is a dozen processes, and its driver gives it a process group of its own; one kill for the process
that we started would leave the others behind (faults C37, S14).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.values import dataclass

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """A line of the system's table. group: the process group. dead: it ended and was not reaped yet."""

    pid: int
    parent: int
    group: int
    dead: bool = False


class Family:
    """root: the process that we started; it must lead a group of its own."""

    def __init__(self, root: subprocess.Popen[bytes]) -> None:
        self._root = root
        self._groups = {root.pid}

    def members(self) -> list[Process]:
        """All that live now: what descends from the root, and what stands in a group that did."""
        everything = [process for process in table() if not process.dead]
        self._groups |= {process.group for process in descendants(self._root.pid, everything)}
        self._groups.discard(os.getpgrp())
        return [process for process in everything if process.group in self._groups]

    def memory_bytes(self) -> int:
        """What all of them hold that is theirs alone, without the files they share. 0 where no system tells."""
        return sum(_own_bytes(process.pid) for process in self.members())

    def kill(self, within_s: float = 5.0) -> bool:
        """End every one of them at once and reap what is ours to reap; whether none is left."""
        until = time.monotonic() + within_s
        seen: set[int] = set()
        while members := self.members():
            seen |= {process.pid for process in members}
            for group in {process.group for process in members}:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
            self._reap(seen)
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        self._reap(seen)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._root.wait(within_s)
        return self._root.returncode is not None

    def _reap(self, pids: set[int]) -> None:
        """Orphans come to process 1, and in a container that may be us."""
        self._root.poll()
        for pid in pids - {self._root.pid}:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def descendants(pid: int, everything: Iterable[Process]) -> Iterator[Process]:
    """What a process started, and what that started."""
    by_parent: dict[int, list[Process]] = {}
    for process in everything:
        by_parent.setdefault(process.parent, []).append(process)
    waiting = [pid]
    while waiting:
        for child in by_parent.pop(waiting.pop(), []):
            yield child
            waiting.append(child.pid)


def table() -> Iterator[Process]:
    """Every process there is."""
    if not (PROC / "self" / "stat").exists():
        yield from _asked_of_ps()
        return
    for entry in os.listdir(PROC):  # noqa: PTH208  names are enough, many times a second
        if entry.isdigit():
            try:
                stat = (PROC / entry / "stat").read_bytes()
            except OSError:  # it ended in this moment
                continue
            state, parent, group = stat[stat.rindex(b")") + 2 :].split()[:3]
            yield Process(int(entry), int(parent), int(group), state in (b"Z", b"X"))


def _asked_of_ps() -> Iterator[Process]:
    told = subprocess.run(
        ["/bin/ps", "-axo", "pid=,ppid=,pgid=,stat="], capture_output=True, text=True, check=True
    )
    for line in told.stdout.splitlines():
        pid, parent, group, state = line.split(None, 3)
        yield Process(int(pid), int(parent), int(group), state.startswith("Z"))


def _own_bytes(pid: int) -> int:
    """Anonymous and shared memory; what is mapped from files costs the machine nothing."""
    try:
        lines = (PROC / str(pid) / "status").read_bytes().splitlines()
    except OSError:
        return 0
    held = [int(line.split()[1]) for line in lines if line.startswith((b"RssAnon:", b"RssShmem:"))]
    return 1024 * sum(held)
