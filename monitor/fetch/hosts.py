"""Per host: how many at once and how far apart, and the adapters that hold its connections."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic

from monitor.errors import FetchError
from monitor.fetch.connect import PinnedAdapter, Route

STOPPED = "stopped, as the program is ending"


class Host:
    """One host, shared by every thread that asks it. Waits end at once when `stop` is called."""

    def __init__(self, connections: int, delay: timedelta) -> None:
        self._free = connections
        self._delay_s = delay.total_seconds()
        self._next = 0.0  # monotonic: no request before
        self._changed = threading.Condition()
        self._stopped = False

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """One of the host's connections, when it is free and the gap since the last answer is over."""
        with self._changed:
            while not self._stopped and (wait := self._wait_s()) != 0:
                self._changed.wait(wait)
            if self._stopped:
                raise FetchError(STOPPED)
            self._free -= 1
            self._next = monotonic() + self._delay_s
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._next = monotonic() + self._delay_s
                self._changed.notify()

    def slow_down(self, delay: timedelta) -> None:
        """Keep at least this gap, as the host asked for it."""
        self._delay_s = max(self._delay_s, delay.total_seconds())

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _wait_s(self) -> float | None:
        """Seconds to wait, None for a connection to become free, 0 for nothing."""
        if self._free <= 0:
            return None
        return max(0.0, self._next - monotonic())


class Hosts:
    """Every host that was asked, by its name and port as `urls.host` writes them."""

    def __init__(self, connections: int, delay: timedelta) -> None:
        self._make: Callable[[], Host] = lambda: Host(connections, delay)
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()
        self._stopped = False

    def __getitem__(self, name: str) -> Host:
        if (known := self._hosts.get(name)) is not None:
            return known
        with self._lock:
            host = self._hosts.setdefault(name, self._make())
            if self._stopped:
                host.stop()
            return host

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            for host in self._hosts.values():
                host.stop()


class Ways:
    """requests' adapters by route. At most `most` stay open; the longest unused one goes first."""

    def __init__(self, make: Callable[[Route], PinnedAdapter], most: int = 200) -> None:
        self._make = make
        self._most = most
        self._open: OrderedDict[Route, PinnedAdapter] = OrderedDict()
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def along(self, route: Route) -> Iterator[PinnedAdapter]:
        with self._lock:
            adapter = self._open.get(route)
            if adapter is None:
                adapter = self._open[route] = self._make(route)
                self._close_unused()
            else:
                self._open.move_to_end(route)
            adapter.users += 1
        try:
            yield adapter
        finally:
            with self._lock:
                adapter.users -= 1

    def close(self) -> None:
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()

    def _close_unused(self) -> None:
        if len(self._open) <= self._most:
            return
        unused = [route for route, adapter in self._open.items() if not adapter.users][:-1]
        for route in unused[: len(self._open) - self._most]:
            self._open.pop(route).close()
