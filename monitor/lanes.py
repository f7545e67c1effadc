"""Work done side by side, a lane a host: hosts do not wait for each other, and none is crowded.

Lanes are opened while they leave the machine idle, as they do when servers are slow. Where they keep
it busy already, one more would only make the others wait for Python's one lock.

This is where our own mistakes stop: whatever a job raises is handed back as a `Crash`, so that one
source can never end the run of the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Event, Lock, Semaphore
from time import monotonic, process_time
from typing import Generic, TypeVar

from monitor.arenas import share_arenas
from monitor.values import dataclass

MOMENT_S = 0.05  # what ends within it is handed over together, and costs one transaction
TOGETHER = 32  # results at most, and so many wait until they are fetched: each may hold a page
LANES = 32  # that are open at most, when nobody says another number
AT_FIRST = 2  # of them; twice as many after every moment in which less than BUSY of a processor was needed
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
    workers: int | None,
    stop: Event,
) -> Generator[list[tuple[Job, Result | Crash]], None, None]:
    """The jobs with their results as they end, in the caller's own thread; those that end together, together.

    jobs: by host, in the order in which a host shall be asked. workers: lanes that are open at once. After `stop` is
    set no job is begun, nor when this is closed; who stops fetching must close it, as the lanes wait.
    """
    lanes = _Lanes(jobs, do, per_host, workers or LANES, stop)
    if lanes.most > AT_FIRST:
        share_arenas()
    with ThreadPoolExecutor(lanes.most, thread_name_prefix="lane") as pool:
        try:
            lanes.widen(pool)
            while lanes.done.is_open:
                began, busy_s = monotonic(), process_time()
                results = lanes.done.moment(MOMENT_S if lanes.may_widen else None)
                if process_time() - busy_s < BUSY * (monotonic() - began):
                    lanes.widen(pool)
                if results:
                    yield results
        finally:  # for whoever wants no more
            lanes.abandon()


class _Lanes(Generic[Job, Result]):
    """The lanes that nobody has gone down yet, and the threads that go down one after the other."""

    def __init__(
        self,
        jobs: Mapping[str, Sequence[Job]],
        do: Callable[[Job], Result],
        per_host: int,
        most: int,
        stop: Event,
    ) -> None:
        self._hosts = [deque(of) for of in jobs.values()]
        self.closed = deque(of for lane_no in range(per_host) for of in self._hosts if lane_no < len(of))
        self.most = max(1, min(most, len(self.closed)))
        self.done: _Desk[tuple[Job, Result | Crash]] = _Desk()
        self._do, self._stop, self._room = do, stop, 0

    @property
    def may_widen(self) -> bool:
        return bool(self.closed) and self._room < self.most

    def widen(self, pool: ThreadPoolExecutor) -> None:
        for _ in range(self._room or AT_FIRST):
            if self.may_widen:
                self._room += 1
                self.done.one_more()
                pool.submit(copy_context().run, self._go)  # what is under way here is so in every lane

    def abandon(self) -> None:
        """Begin nothing more; what is under way ends."""
        self.closed.clear()
        for waiting in self._hosts:
            waiting.clear()
        self.done.abandon()

    def _go(self) -> None:
        try:
            while True:
                try:
                    waiting = self.closed.popleft()
                except IndexError:
                    break
                self._lane(waiting)
        finally:  # also when the interpreter itself ends the thread: whoever waits is told
            self.done.one_left()

    def _lane(self, waiting: deque[Job]) -> None:
        while waiting and not self._stop.is_set():
            try:
                job = waiting.popleft()
            except IndexError:  # the host's other lane was quicker
                break
            try:
                self.done.put((job, self._do(job)))
            except Exception as error:  # noqa: BLE001  the one catch-all: see the module's docstring
                self.done.put((job, Crash(error)))


class _Desk(Generic[Result]):
    """Where results are put and fetched. Whoever fetches sleeps through a moment, however much is put down in it:
    to be woken by each would cost every lane its turn.
    """

    def __init__(self) -> None:
        self._there: deque[Result] = deque()
        self._open = 0
        self._lock = Lock()
        self._waiting = False  # for the first of a moment
        self._news = Event()
        self._room = Semaphore(TOGETHER)
        self._abandoned = False

    @property
    def is_open(self) -> bool:
        """Whether anything is there or may still come."""
        return self._open > 0 or bool(self._there)

    def one_more(self) -> None:
        with self._lock:
            self._open += 1

    def one_left(self) -> None:
        with self._lock:
            self._open -= 1
        if not self._open:
            self._news.set()

    def put(self, result: Result) -> None:
        """Put it down as soon as there is room."""
        if not self._abandoned:
            self._room.acquire()
        self._there.append(result)
        if self._waiting or len(self._there) >= TOGETHER:
            self._news.set()

    def moment(self, patience_s: float | None) -> list[Result]:
        """What comes next, if it comes in time, and whatever follows in the moment after it."""
        self._waiting = True
        if self.is_open and not self._there:
            self._news.wait(patience_s)
        self._waiting = False
        self._news.clear()
        if self._there and self._open and len(self._there) < TOGETHER:
            self._news.wait(MOMENT_S)
            self._news.clear()
        fetched = [self._there.popleft() for _ in range(min(len(self._there), TOGETHER))]
        if fetched:
            self._room.release(len(fetched))
        return fetched

    def abandon(self) -> None:
        """Nobody fetches any more: whoever still puts something down shall not wait."""
        self._abandoned = True
        for _ in range(self._open):  # each lane waits once at most
            self._room.release()
