"""The browser's process as we hold it: started, spoken to, watched, and ended with everything it started."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import monotonic

from monitor.errors import FetchError
from monitor.fetch import chromium, orders
from monitor.fetch.chromium import Bounds
from monitor.fetch.family import Family
from monitor.fetch.hosts import STOPPED
from monitor.patterns import regex

LOOK_S = 0.2  # how often its memory is looked at
START_S = 45.0
_PASSED_ON = (
    "PATH",
    "LANG",
    "LANGUAGE",
    "TZ",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
)


_NO_SANDBOX = regex(r"no usable sandbox|without --no-sandbox|(?:setuid|namespace) sandbox", re.IGNORECASE)
_LONGEST = 35  # signs of a folder's name; Chromium makes a socket below it, and those have short names


class BrokenError(Exception):
    """The browser is no more; its text says how it went."""


class Driver:
    """One running browser. Whatever it does, `kill` ends it within seconds, from any thread."""

    def __init__(self, bounds: Bounds, start: orders.Start) -> None:
        self._bounds = bounds
        self._killed: str | None = None
        self._lock = threading.Lock()
        self._heard: queue.SimpleQueue[orders.Word | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="browser-lines", daemon=True)
        self._folder = _made_folder()
        self._last_words = Path(self._folder, "last-words")
        try:
            self._child = self._started()
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise _no_process(error.strerror or str(error)) from error
        self._family = Family(self._child)
        try:
            self._reader.start()
        except RuntimeError as error:  # no thread to be had
            self.kill("no thread")
            raise _no_process(str(error)) from error
        self._ready(start)

    def _started(self) -> subprocess.Popen[bytes]:
        environ = {name: os.environ[name] for name in os.environ if name in _PASSED_ON or name[:3] == "LC_"}
        own = {"HOME": self._folder, "TMPDIR": self._folder, "MONITOR_BROWSER_FOLDER": self._folder}
        with self._last_words.open("wb") as last_words:
            return subprocess.Popen(
                [sys.executable, "-m", "monitor.fetch.browser_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=last_words,
                env=environ | own,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        return self._killed is None and self._child.poll() is None

    def say(self, word: orders.Word) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(orders.line(word))
            self._child.stdin.flush()
        except (OSError, ValueError):
            raise BrokenError(self._how()) from None

    def hear(self, seconds: float, limit: str) -> orders.Word:
        """The next word. FetchError: time or memory is up, and then it has been killed. limit: for the text."""
        until = monotonic() + seconds
        while True:
            try:
                word = self._heard.get(timeout=max(0.0, min(LOOK_S, until - monotonic())))
            except queue.Empty:
                self._look(until, limit)
                continue
            if isinstance(word, orders.Broken):
                raise BrokenError(self._killed or word.reason)
            if word is None:
                raise BrokenError(self._how())
            return word

    def _how(self) -> str:
        """How it ended."""
        with contextlib.suppress(OSError, IndexError):
            said = self._last_words.read_bytes()[-2000:].decode("utf-8", "replace").strip().splitlines()[-1]
            return self._killed or f"the browser's process ended ({said[:300]})"
        return self._killed or "the browser's process ended"

    def _look(self, until: float, limit: str) -> None:
        if self._killed is not None:
            raise FetchError(self._killed)
        if monotonic() > until:
            self.kill("the time was up")
            raise FetchError(f"browser: not done after {limit}; it was ended")
        if (held := self._family.memory_bytes()) > self._bounds.memory_bytes:
            self.kill("too much memory")
            most = f"{self._bounds.memory_bytes:,} bytes, the limit"
            raise FetchError(f"browser: the page took {held:,} bytes of memory, more than {most}; it was ended", transient=False)  # fmt: skip

    def kill(self, why: str = STOPPED) -> None:
        """End it with everything it started, reap it and remove its folder."""
        with self._lock:
            if self._killed is not None:
                return
            self._killed = why
            self._family.kill()
        reads = self._reader.ident is not None  # and closes what it reads
        for stream in (self._child.stdin, None if reads else self._child.stdout):
            with contextlib.suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()
        if reads and self._reader is not threading.current_thread():
            self._reader.join(2.0)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ready(self, start: orders.Start) -> None:
        try:
            self.say(start)
            word = self.hear(START_S, f"{START_S:g} s, the limit for starting")
            assert isinstance(word, orders.Ready)
        except BrokenError as error:
            self.kill()
            text = str(error)
            if _NO_SANDBOX.search(text):
                raise FetchError(f"browser: {chromium.no_sandbox('here')}", transient=False) from None
            raise FetchError(f"browser: Chromium did not start ({text[:500]})") from None
        except BaseException:
            self.kill()
            raise

    def _read(self) -> None:
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for written in lines:
                self._heard.put(orders.parse(written))
        self._heard.put(None)


def _made_folder() -> str:
    """The browser's own folder, for its profile and whatever else it writes."""
    try:
        return tempfile.mkdtemp(prefix="monitor-browser-", dir=_short())
    except OSError as error:
        raise FetchError(
            f"browser: there is no folder for its files ({error.strerror or error}); "
            "set TMPDIR to a folder that can be written to and has room"
        ) from error


def _no_process(why: str) -> FetchError:
    return FetchError(
        f"browser: no process for it can be started ({why}); raise this user's or container's limit of processes "
        "and open files, or free memory and room on the disk"
    )


def _short() -> str | None:
    """Where the browser's folder goes when the usual place has too long a name."""
    return "/tmp" if len(tempfile.gettempdir()) > _LONGEST and Path("/tmp").is_dir() else None  # noqa: S108
