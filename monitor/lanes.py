"""Work done side by side, a lane a host: hosts do not wait for each other, and none is crowded.

Lanes are opened while they leave the machine idle, as they do when servers are slow. Where they keep
it busy already, one more would only make the others wait for Python's one lock.

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
from time import monotonic, process_time
from typing import Generic, TypeVar

MOMENT_S = 0.05  # what ends within it is handed over together, and costs one transaction
TOGETHER = 200  # results at most
AT_FIRST = 2  # lanes; twice as many after every moment in which less than BUSY of a processor was needed
BUSY = 0.7

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
        try:
            while waiting and not stop.is_set():
                try:
                    job = waiting.popleft()
                except IndexError:  # the host's other lane was quicker
                    break
                try:
                    done.put((job, do(job)))
                except Exception as error:  # noqa: BLE001  the one catch-all: see the module's docstring
                    done.put((job, Crash(error)))
        finally:  # also when the interpreter itself ends the thread: whoever waits is told
            done.put(None)

    with ThreadPoolExecutor(workers, thread_name_prefix="lane") as pool:
        hosts = [deque(of) for of in jobs.values()]
        closed = deque(of for lane_no in range(per_host) for of in hosts if lane_no < len(of))
        yield from _handed_over(done, _Lanes(closed, lambda jobs: pool.submit(lane, jobs), workers))


class _Lanes(Generic[Job]):
    """The lanes that are still closed, how many are open, and how many may be."""

    def __init__(self, closed: deque[Job], begin: Callable[[Job], object], most: int) -> None:
        self._closed, self._begin, self._most = closed, begin, most
        self._room, self.opened = min(AT_FIRST, most), 0
        self._open()

    @property
    def all_open(self) -> bool:
        return not self._closed or self._room == self._most

    def widen(self) -> None:
        self._room = min(2 * self._room, self._most)
        self._open()

    def one_ended(self) -> None:
        self.opened -= 1
        self._open()

    def _open(self) -> None:
        while self._closed and self.opened < self._room:
            self._begin(self._closed.popleft())
            self.opened += 1


def _handed_over(done: queue.SimpleQueue[Result | None], lanes: _Lanes[Job]) -> Iterator[list[Result]]:
    """What the lanes hand over, a moment's worth at a time, until each has said None: it has ended."""
    while lanes.opened:
        began, busy_s = monotonic(), process_time()
        results = []
        for each in _moment(done, None if lanes.all_open else MOMENT_S):
            if each is None:
                lanes.one_ended()
            else:
                results.append(each)
            if not lanes.opened:
                break
        if process_time() - busy_s < BUSY * (monotonic() - began):
            lanes.widen()
        if results:
            yield results


def _moment(done: queue.SimpleQueue[Result], patience_s: float | None) -> Iterator[Result]:
    """What comes next, if it comes in time, and whatever follows in the moment after it."""
    try:
        yield done.get(timeout=patience_s)
        until = monotonic() + MOMENT_S
        for _ in range(1, TOGETHER):
            yield done.get(timeout=max(0.0, until - monotonic()))
    except queue.Empty:
        return
