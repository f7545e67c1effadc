"""sources.yaml while a server runs: looked at now and then, read anew when it or a file that it names was changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from monitor.config.load import Config
from monitor.errors import ConfigError
from monitor.values import dataclass

AGAIN_S = 3.0  # between two looks at the files
RETRY_S = (
    30.0  # of what is wrong, though no file that we know was changed: one that it names may be there by now
)

Sign = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now. mistake: the first one of the files as they are, for which the ones before them still hold; empty
    when there is none. restart: their settings are others than at the start.
    """

    config: Config
    mistake: str = ""
    restart: bool = False


class Followed:
    """Settings stay those of the start, with the address of the database: a server takes them up once.

    read: the configuration as the files say. again_s: between two looks. clock: seconds, of any beginning.
    """

    def __init__(
        self,
        config: Config,
        read: Callable[[], Config],
        again_s: float = AGAIN_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first, self._read, self._again_s, self._clock = config, read, again_s, clock
        self._lock = threading.Lock()
        self._standing = Standing(config)
        self._seen = _signs(config.files)
        self._next = self._retry = clock() + again_s

    def now(self) -> Standing:
        """Never waits for somebody else who reads the files: what held until now does meanwhile."""
        if self._clock() >= self._next and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._next = self._clock() + self._again_s
                self._lock.release()
        return self._standing

    def _look(self) -> None:
        signs = _signs(self._seen)
        is_due = bool(self._standing.mistake) and self._clock() >= self._retry
        if signs == self._seen and not is_due:
            return
        self._seen, self._retry = signs, self._clock() + RETRY_S
        try:
            read = self._read()
        except ConfigError as error:
            self._standing = replace(self._standing, mistake=error.mistakes[0])
            return
        first = self._first
        config = replace(read, settings=first.settings, database_url=first.database_url)
        self._standing = Standing(config, restart=read.settings != first.settings)
        self._seen = _signs(read.files) | {path: signs[path] for path in read.files if path in signs}


def _signs(files: Iterable[Path]) -> dict[Path, Sign]:
    return {file: _sign(file) for file in files}


def _sign(file: Path) -> Sign:
    try:
        told = file.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino
