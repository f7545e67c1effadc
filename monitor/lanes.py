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
from typing import TypeVar

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
) -> Iterator[tuple[Job, Result | Crash]]:
    """Each job with its result, as they end, in the caller's own thread.

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
        open_lanes = 0
        for waiting in map(deque, jobs.values()):
            for _ in range(min(per_host, len(waiting))):
                pool.submit(lane, waiting)
                open_lanes += 1
        while open_lanes:
            ended = done.get()
            if ended is None:
                open_lanes -= 1
            else:
                yield ended
