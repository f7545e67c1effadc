"""Files from strangers parsed in a child process within limits (faults C20, C21, S07).

Starting a child takes a fifth of a second, so one is kept and reused, and replaced after so many files (D10).
One that takes too long or grows too large costs that file and no more; when one dies, another reads the file again.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Self

from monitor.errors import FetchError, ReadError
from monitor.extract.limits import Limits
from monitor.extract.text import fold
from monitor.model import Parsed
from monitor.sandbox import wire
from monitor.values import dataclass

REUSED = 200  # files by one child
CHILDREN = 2  # at once
MOST_ANSWER_BYTES = 64 * 1024 * 1024
_START_WITHIN_S = 30.0
_PIECE = 1 << 16
_CODE = (
    "import sys; sys.path[:] = sys.argv[2:]; from monitor.sandbox.child import main; main(int(sys.argv[1]))"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may cost. time: by the clock on the wall."""

    memory_bytes: int = 512 * 1024 * 1024
    time: timedelta = timedelta(seconds=30)
    answer_bytes: int = MOST_ANSWER_BYTES


_LIMITS, _BOUNDS = Limits(), Bounds()


class Sandbox:
    """Parses a file of one of `extract.files.KINDS`; used as a context, or closed.

    Called from any thread. Children are started when first needed. After `abort` every call under way and
    every later one raises FetchError: the file was not read, which says nothing about the file.
    """

    def __init__(self, limits: Limits = _LIMITS, bounds: Bounds = _BOUNDS) -> None:
        self.limits, self.bounds = limits, bounds
        self._idle: list[_Child] = []
        self._alive: set[_Child] = set()
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(CHILDREN)
        self._stopped = False

    def __call__(self, body: bytes, kind: str) -> Parsed:
        with self._room:
            try:
                said, answer = self._asked(body, kind, self._idle_one())
            except _Lost as lost:
                # Whoever ended it, the machine perhaps: only one that dies of the file twice is the file's fault.
                if not lost.died:
                    raise ReadError(str(lost)) from lost
                said, answer = self._asked_again(body, kind)
        return _understood(said, answer, self.bounds)

    def _asked_again(self, body: bytes, kind: str) -> tuple[bytes, bytes]:
        try:
            return self._asked(body, kind, None)
        except _Lost as lost:
            raise ReadError(str(lost)) from lost

    def _asked(self, body: bytes, kind: str, idle: _Child | None) -> tuple[bytes, bytes]:
        """What a child answered, that one or a fresh one. _Lost: none, and that may be the file's fault."""
        child = idle or self._fresh()
        try:
            return child.ask(body, kind, self.limits, self.bounds)
        except _Lost as lost:
            if self._stopped:
                raise _stopped() from lost
            if not child.is_ready:
                raise _no_child(str(lost)) from lost
            raise
        finally:
            self._put_back(child)

    def _idle_one(self) -> _Child | None:
        """A child that waits for a file and is still there."""
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None or child.process.poll() is None:
                return child
            self._end(child)

    def _fresh(self) -> _Child:
        with self._lock:
            if self._stopped:
                raise _stopped()
            try:
                child = _Child(self.bounds)
            except OSError as error:
                raise _no_child(error.strerror or str(error)) from error
            self._alive.add(child)
        return child

    def _put_back(self, child: _Child) -> None:
        with self._lock:
            keep = child.is_fit and child.files < REUSED and not self._stopped
            if keep:
                self._idle.append(child)
        if not keep:
            self._end(child)

    def _end(self, child: _Child) -> None:
        child.end()
        with self._lock:
            self._alive.discard(child)

    def abort(self) -> None:
        """End every child at once, also under way."""
        with self._lock:
            self._stopped = True
            alive, self._idle = list(self._alive), []
        for child in alive:
            child.kill()

    def close(self) -> None:
        self.abort()
        for child in list(self._alive):
            self._end(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()


def _understood(said: bytes, answer: bytes, bounds: Bounds) -> Parsed:
    """What a child answered. Nothing of it is believed but texts in the shape that was asked for."""
    words = answer[:400].decode("utf-8", "replace")
    if said == wire.REFUSED:
        raise ReadError(fold(words))
    if said == wire.FAILED and answer == b"MemoryError":
        raise ReadError(f"reading it takes more than {_shown(bounds)} of memory")
    if said != wire.SAID:
        raise ReadError(f"its parts contradict each other ({fold(words[:40])})")
    try:
        return wire.read(answer)
    except ValueError as error:
        raise ReadError("its parser answered nonsense") from error


def _shown(bounds: Bounds) -> str:
    return f"{bounds.memory_bytes // 2**20} MB"


def _no_child(why: str) -> FetchError:
    """No child to be had: the machine's trouble, which says nothing about the file."""
    return FetchError(f"the process that reads files cannot be started: {why}")


def _stopped() -> FetchError:
    return FetchError("stopped, as the program is ending")


class _Child:
    """One child process. is_ready: it has started. is_fit: it may read another file."""

    def __init__(self, bounds: Bounds) -> None:
        paths = [path or str(Path.cwd()) for path in sys.path]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-I", "-S", "-B", "-c", _CODE, str(bounds.memory_bytes), *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.to, self.back = self.process.stdin, self.process.stdout
        os.set_blocking(self.to.fileno(), False)
        os.set_blocking(self.back.fileno(), False)
        self.files = 0
        self.is_fit = True
        self.is_ready = False
        self._ended = threading.Lock()

    def ask(self, body: bytes, kind: str, limits: Limits, bounds: Bounds) -> tuple[bytes, bytes]:
        """What kind of answer the child gave, and the answer. Raises _Lost when there is none."""
        self.is_fit = False  # until it has answered well
        if not self.is_ready:
            self._exchange((), monotonic() + _START_WITHIN_S, bounds)
            self.is_ready = True
        self.files += 1
        seconds = bounds.time.total_seconds()
        sent = (wire.ask(body, kind, limits, seconds), body)
        said, answer = self._exchange(sent, monotonic() + seconds, bounds)
        self.is_fit = said in (wire.SAID, wire.REFUSED)
        return said, answer

    def _exchange(self, sent: tuple[bytes, ...], until: float, bounds: Bounds) -> tuple[bytes, bytes]:
        """Send all of it and take one answer, both before time is up."""
        waiting = [memoryview(piece) for piece in sent if piece]
        got = bytearray()
        poll = select.poll()
        poll.register(self.back, select.POLLIN)
        if waiting:
            poll.register(self.to, select.POLLOUT)
        while True:
            left = until - monotonic()
            if left <= 0:
                raise _Lost(f"reading it takes longer than {bounds.time.total_seconds():g} s")
            ready = dict(poll.poll(left * 1000))
            if self.to.fileno() in ready and waiting:
                self._send(waiting, bounds)
                if not waiting:
                    poll.unregister(self.to)
            if self.back.fileno() in ready:
                piece = os.read(self.back.fileno(), _PIECE)
                if not piece:
                    raise _Lost(self._death(bounds), died=True)
                got += piece
                if (whole := _whole(got, bounds)) is not None:
                    return whole

    def _send(self, waiting: list[memoryview], bounds: Bounds) -> None:
        try:
            sent = os.write(self.to.fileno(), waiting[0][:_PIECE])
        except BlockingIOError:
            return
        except BrokenPipeError as error:
            raise _Lost(self._death(bounds), died=True) from error
        waiting[0] = waiting[0][sent:]
        if not waiting[0]:
            waiting.pop(0)

    def _death(self, bounds: Bounds) -> str:
        """Why a child is gone without an answer."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=1.0)
        code = self.process.returncode
        why = signal.Signals(-code).name if code is not None and code < 0 else f"exit {code}"
        return f"its parser broke down ({why}), or needs more than {_shown(bounds)} of memory"

    def kill(self) -> None:
        """End it and whatever it started; safe from any thread."""
        with self._ended:
            if self.process.poll() is None:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Kill it and take it from the table of processes."""
        self.kill()
        self.process.wait()
        self.to.close()
        self.back.close()


class _Lost(Exception):  # noqa: N818 - it never leaves this file
    """A child that gave no answer; the text says why. died: by itself, or somebody ended it, but not we."""

    def __init__(self, why: str, *, died: bool = False) -> None:
        super().__init__(why)
        self.died = died


def _whole(got: bytearray, bounds: Bounds) -> tuple[bytes, bytes] | None:
    """The answer when it is all there."""
    if len(got) < wire.ANSWER.size:
        return None
    said, size = wire.ANSWER.unpack_from(got)
    if size > bounds.answer_bytes:
        raise _Lost(f"it says more than {bounds.answer_bytes // 2**20} MB of text")
    end = wire.ANSWER.size + size
    return (said, bytes(got[wire.ANSWER.size : end])) if len(got) >= end else None
