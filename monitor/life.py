"""A sign of life to a watchdog outside, after each turn that went through (faults M14).

A machine that is off cannot say so. Whoever wants to hear of that names an address in MONITOR_HEARTBEAT_URL, of a
service that raises an alarm when nobody has called it for a while. It gets an empty POST and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from monitor import urls
from monitor.errors import FetchError

EVERY_S = 60.0  # a daemon that turns twice a minute need not call at each turn


class Reply(Protocol):
    @property
    def status(self) -> int: ...


Post = Callable[[str, bytes, dict[str, str]], Reply]


class Life:
    """Calls the watchdog; no address, no call. door: what can post, opened for one call."""

    def __init__(
        self,
        url: str | None,
        door: Callable[[], AbstractContextManager[Post]],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._door, self._seconds = (url or "").strip(), door, seconds
        self._called: float | None = None

    def __call__(self) -> str | None:
        """What went wrong, without the address, which is a secret (M18); None when all is well."""
        if not self._url or (self._called is not None and self._seconds() - self._called < EVERY_S):
            return None
        host = urls.host(self._url) or "MONITOR_HEARTBEAT_URL"
        try:
            with self._door() as post:
                status = post(self._url, b"", {}).status
        except FetchError as error:
            return f"the watchdog at {host} could not be called: {str(error).replace(self._url, host)}"
        self._called = self._seconds()
        return None if 200 <= status < 300 else f"the watchdog at {host} answered {status}"


def silent() -> str | None:
    """Nobody outside watches."""
    return None
