"""Work done side by side, a lane a host: hosts do not wait for each other, and none is crowded.

This is where our own mistakes stop: whatever a job raises is handed back as a `Crash`, so that one
source can never end the run of the others.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import TypeVar

MOMENT_S = 0.05  # what ends within it is handed over together, and costs one transaction
TOGETHER = 200  # results at most

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Crash:
    """A job that ended by an exception nobody expected."""

    error: Exception


def side_by_side(
    jobs: Mapping[str, Sequence[Job]],
    do: Callable[[Job], Result],
    *,
    per_host: int,
    workers: int,
    stop: Event,
) -> Iterator[list[tuple[Job, Result | Crash]]]:
    """The jobs with their results as they end, in the caller's own thread; those that end together, together.

    jobs: by host, in the order in which a host shall be asked. After `stop` is set no job is begun.
    """
    done: queue.SimpleQueue[tuple[Job, Result | Crash] | None] = queue.SimpleQueue()

    def lane(waiting: deque[Job]) -> None:
        while waiting and not stop.is_set():
            try:
                job = waiting.popleft()
            except IndexError:  # the host's other lane was quicker
                break
            try:
                done.put((job, do(job)))
            except Exception as error:  # noqa: BLE001  the one catch-all: see the module's docstring
                done.put((job, Crash(error)))
        done.put(None)

    with ThreadPoolExecutor(workers, thread_name_prefix="lane") as pool:
        lanes = 0
        for waiting in map(deque, jobs.values()):
            for _ in range(min(per_host, len(waiting))):
                pool.submit(lane, waiting)
                lanes += 1
        yield from _gathered(done, lanes)


def _gathered(done: queue.SimpleQueue[Result | None], lanes: int) -> Iterator[list[Result]]:
    """What the lanes hand over, a moment's worth at a time, until each has said None: it has ended."""
    while lanes:
        results = []
        for ended in _moment(done):
            if ended is None:
                lanes -= 1
            else:
                results.append(ended)
            if not lanes:
                break
        if results:
            yield results


def _moment(done: queue.SimpleQueue[Result]) -> Iterator[Result]:
    """What comes next, however long that takes, and whatever follows in the moment after it."""
    yield done.get()
    until = monotonic() + MOMENT_S
    for _ in range(1, TOGETHER):
        try:
            yield done.get(timeout=max(0.0, until - monotonic()))
        except queue.Empty:
            return
