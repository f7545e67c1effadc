"""Time limits that hold however a server behaves: a slow drip never trips a socket's own time-out.

One thread watches everything under way and, when time is up, breaks off what the fetching thread is
waiting for: it shuts the live socket down or wakes the wait. The fetching thread then finds `cut` set.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic


class Budget:
    """Network time for one check, all its requests together; waits for politeness do not count."""

    def __init__(self, limit: timedelta) -> None:
        self.limit_s = limit.total_seconds()
        self.left_s = self.limit_s

    def spend(self, seconds: float) -> None:
        self.left_s -= seconds


class Watch:
    """One stretch of network work under the clock.

    phase: what it is at, for the error's text. cut: why it was broken off, None while it was not.
    afterwards: what the fetching thread has to tidy up when the watch is over.
    """

    def __init__(self, watchdog: Watchdog, seconds: float, limit: str | Callable[[], str]) -> None:
        self.phase = "connect"
        self.cut: str | None = None
        self.until = monotonic() + seconds
        self._watchdog = watchdog
        self._limit = limit
        self.afterwards: list[Callable[[], None]] = []
        self._break_off: Callable[[], None] | None = None
        self._lock = threading.Lock()

    @property
    def left_s(self) -> float:
        return self.until - monotonic()

    def attach(self, break_off: Callable[[], None]) -> None:
        """Say how to end what comes next; called from the watching thread, at once when time is up."""
        with self._lock:
            self._break_off = break_off
            late = self.cut is not None
        if late:
            break_off()

    def end(self, reason: str | None = None) -> None:
        """Break off what is under way. reason: None means that time is up."""
        with self._lock:
            if self.cut is not None:
                return
            limit = self._limit if isinstance(self._limit, str) else self._limit()
            self.cut = reason or f"not done after {limit}"
            break_off = self._break_off
        if break_off is not None:
            break_off()

    @contextlib.contextmanager
    def narrowed(self, seconds: float, limit: str) -> Iterator[None]:
        """A tighter limit for a part of the work, such as connecting."""
        whole = self.until, self._limit
        if monotonic() + seconds < self.until:
            self.until, self._limit = monotonic() + seconds, limit
            self._watchdog.sooner(self.until)
        try:
            yield
        finally:
            self.until, self._limit = whole


class Watchdog:
    """The watching thread; it starts with the first watch and ends with `close`."""

    def __init__(self) -> None:
        self._live: set[Watch] = set()
        self._changed = threading.Condition()
        self._sleeping_until = 0.0  # the thread looks again then; a sooner limit must wake it
        self._thread: threading.Thread | None = None
        self._ended: str | None = None
        self._current = threading.local()

    @property
    def current(self) -> Watch:
        """The watch of the calling thread, for code that sits below a library."""
        watch: Watch = self._current.watch
        return watch

    def afterwards(self, tidy: Callable[[], None]) -> None:
        """Call it when the calling thread's watch is over; at once when it has none."""
        watch: Watch | None = getattr(self._current, "watch", None)
        if watch is None:
            tidy()
        else:
            watch.afterwards.append(tidy)

    @contextlib.contextmanager
    def watch(self, seconds: float, limit: str | Callable[[], str]) -> Iterator[Watch]:
        """Work under a limit, named for the error's text ("60 s, the limit for a page"), or what names it then."""
        watch = Watch(self, seconds, limit)
        with self._changed:
            self._live.add(watch)
            if self._ended is not None:
                watch.cut = self._ended
            elif self._thread is None:
                self._start()
            elif watch.until < self._sleeping_until:
                self._changed.notify()
        self._current.watch = watch
        try:
            yield watch
        finally:
            with self._changed:
                self._live.discard(watch)
            self._current.watch = None
            for tidy in watch.afterwards:
                tidy()

    def sooner(self, until: float) -> None:
        """Make sure that the thread is awake by then."""
        with self._changed:
            if until < self._sleeping_until:
                self._changed.notify()

    def end_all(self, reason: str) -> None:
        """Break off everything under way and whatever comes later."""
        with self._changed:
            self._ended = reason
            live = list(self._live)
        for watch in live:
            watch.end(reason)

    def close(self) -> None:
        self.end_all("closed")
        with self._changed:
            thread, self._thread = self._thread, None
            self._changed.notify()
        if thread is not None:
            thread.join()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="fetch-watchdog", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        """Sleep until the next limit. Work that ended in time costs nothing but one look at it later."""
        with self._changed:
            while self._thread is threading.current_thread():
                now = monotonic()
                late = [watch for watch in self._live if watch.until <= now and watch.cut is None]
                for watch in late:
                    watch.end()
                waiting = [watch.until for watch in self._live if watch.cut is None]
                self._sleeping_until = min(waiting, default=now + 60.0)
                self._changed.wait(max(0.0, self._sleeping_until - monotonic()))


class Line:
    """A second handle on a connection's socket, which another thread may use to break it off.

    The first is no good for that: wrapping it in TLS takes it away from under the watching thread.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._handle: socket.socket | None = connection.dup()
        self._lock = threading.Lock()

    def break_off(self) -> None:
        with self._lock:
            if self._handle is not None:
                with contextlib.suppress(OSError):  # the server was quicker
                    self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None
