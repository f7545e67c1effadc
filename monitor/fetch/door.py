"""The choice between a plain request and a rendered page, which the pipeline does not see.

The browser's half is imported when the first source asks for it: whoever renders nothing needs nothing of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.errors import FetchError
from monitor.fetch.deadline import Budget
from monitor.fetch.hosts import STOPPED
from monitor.fetch.http import Fetcher
from monitor.model import Certificate, Document, Request, Validators

if TYPE_CHECKING:
    from monitor.fetch.browser import Browser


class Door:
    """Fetches by the way that each request's access names. open_browser: called at most once."""

    def __init__(self, fetcher: Fetcher, open_browser: Callable[[], Browser]) -> None:
        self._fetcher = fetcher
        self._open_browser = open_browser
        self._browser: Browser | None = None
        self._lock = threading.Lock()
        self._ended = False

    def __call__(
        self, request: Request, *, validators: Validators | None = None, budget: Budget | None = None
    ) -> Document:
        """As `Fetcher` and `Browser` say. A rendered page is never "not modified"."""
        if not request.access.browser:
            return self._fetcher(request, validators=validators, budget=budget)
        with self._lock:
            if self._ended:
                raise FetchError(STOPPED)
            if self._browser is None:
                self._browser = self._open_browser()
        return self._browser(request, budget=budget)

    @property
    def pauses(self) -> Mapping[str, datetime]:
        return self._fetcher.pauses

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        return self._fetcher.certificates

    def guard(self, before: Callable[[str], None]) -> None:
        self._fetcher.guard(before)

    def abort(self) -> None:
        self._ended = True
        if self._browser is not None:
            self._browser.abort()
        self._fetcher.abort()

    def close(self) -> None:
        with self._lock:
            self._ended = True
        if self._browser is not None:
            self._browser.close()
        self._fetcher.close()
