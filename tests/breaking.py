"""Commands that are killed, or whose disk is full, at a chosen moment: real processes, real signals, real disks.

`Breaker` talks to a process of its own that has loaded `monitor` once and forks for every command, so that a hundred
runs are not a hundred starts. Moments are counted: each statement that SQLite is given, and each time that a file is
opened for writing, renamed, removed or made; a command is killed just before the n-th. Nothing in `monitor` knows of it.
"""

from __future__ import annotations

import base64
import ctypes
import importlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).parents[1]
MOMENTS = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.link", "os.truncate"}
)  # audit events besides "open"
LOADED = ("pipeline", "opening", "store.opening", "store.backup", "config", "channels.outbox", "channels.folder",
          "channels.feeds", "check.look", "extract.html", "sources.listing", "sources.page", "briefing", "digest")  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """How a command ended. code: as a shell sees it, -9 when it was killed. moments: how many there were."""

    code: int
    out: str
    err: str
    moments: int

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL

    @property
    def said(self) -> str:
        return self.out + self.err


class Breaker:
    """disk: a size in bytes to work on a disk of that size, which `full` fills; it is at `folder`."""

    def __init__(self, disk: int | None = None) -> None:
        self._disk = disk

    def __enter__(self) -> Self:
        self._own = Path(tempfile.mkdtemp(prefix="monitor-disk-")) if self._disk else None
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.breaking", str(self._own or ""), str(self._disk or 0)],
            cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.mounted = json.loads(self._line())["mounted"]
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()
        if self._own:
            shutil.rmtree(self._own)

    @property
    def folder(self) -> Path:
        """Where the disk is seen from here."""
        return Path(f"/proc/{self._server.pid}/root{self._own}")

    def run(
        self,
        *words: str,
        folder: Path,
        clock: str,
        kill_at: int | None = None,
        room: int | None = None,
        readonly: bool = False,
        rights: bool = True,
        patch: dict[str, object] | None = None,
        out: str | None = None,
        environ: dict[str, str] | None = None,
    ) -> Ended:
        """One command. kill_at: the moment before which it is killed, from 1. room: bytes left on the disk. readonly: the
        disk cannot be written. rights: without them even root obeys what files say of who may write them.
        patch: names of `monitor` ("store.opening.CHECKED_AT_START") that have another value. out: where its
        output leads.
        """
        seen = str(folder).removeprefix(f"/proc/{self._server.pid}/root")
        asked = {
            "words": words, "folder": seen, "kill_at": kill_at, "room": room, "readonly": readonly, "rights": rights, "patch": patch or {}, "out": out,
            "environ": {"MONITOR_CLOCK": f"{clock}*0"} | (environ or {}),
        }  # fmt: skip
        assert self._server.stdin
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        answer = json.loads(self._line())
        out, err = (base64.b64decode(answer[name]).decode("utf-8", "replace") for name in ("out", "err"))
        return Ended(answer["code"], out, err, answer["moments"])

    def _line(self) -> str:
        assert self._server.stdout
        line = self._server.stdout.readline()
        assert line, "the process that forks has ended"
        return line


# -- the process that forks ------------------------------------------------------------------------


def serve(disk: str, size: int) -> None:
    mounted = not disk or _mount(disk, size)
    for name in LOADED:
        importlib.import_module(f"monitor.{name}")
    from monitor import cli

    for module in sorted(set(cli.COMMANDS.values()) - {"serve", "worker"}):
        importlib.import_module(f"monitor.cli.{module}")
    importlib.import_module("alembic.command")
    print(json.dumps({"mounted": mounted}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["readonly"]:
            _remount(disk, readonly=True)
        filler = _fill(disk, asked["room"])
        try:
            ended = _forked(asked, cli.run)
        finally:
            if filler:
                filler.unlink()
            if asked["readonly"]:
                _remount(disk, readonly=False)
        print(json.dumps(ended), flush=True)


def _forked(asked: dict[str, Any], run: Callable[[list[str]], int]) -> dict[str, Any]:
    with (
        tempfile.TemporaryFile(dir="/tmp") as out,
        tempfile.TemporaryFile(dir="/tmp") as err,
        tempfile.TemporaryFile(dir="/tmp") as count,
    ):
        child = os.fork()
        if not child:
            _become(asked, out.fileno(), err.fileno(), count.fileno())
            code = 70
            try:
                code = run(asked["words"])
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        for file in (out, err, count):
            file.seek(0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "out": base64.b64encode(out.read()).decode(),
            "err": base64.b64encode(err.read()).decode(),
            "moments": count.seek(0, os.SEEK_END),
        }


def _become(asked: dict[str, Any], out: int, err: int, count: int) -> None:
    """The command's own process: its place, its environment, its hooks."""
    os.dup2(os.open(asked["out"], os.O_WRONLY) if asked["out"] else out, 1)
    os.dup2(err, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(asked["folder"])
    for name in [name for name in os.environ if name.startswith("MONITOR_")]:
        del os.environ[name]
    os.environ |= asked["environ"]
    for name, value in asked["patch"].items():
        module, _, name_there = name.rpartition(".")
        setattr(importlib.import_module(f"monitor.{module}"), name_there, value)
    if not asked["rights"]:
        _give_up_rights()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seen = 0

    def moment(_what: object = None) -> None:
        nonlocal seen
        seen += 1
        if seen == asked["kill_at"]:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(count, b".")

    def listen(event: str, args: tuple[Any, ...]) -> None:
        if event in MOMENTS or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            moment()

    real = sqlite3.connect

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        opened: sqlite3.Connection = real(*args, **options)
        opened.set_trace_callback(moment)
        return opened

    sqlite3.connect = connect
    sys.addaudithook(listen)


# -- the disk --------------------------------------------------------------------------------------

_NEW_NAMESPACE, _NEW_USER = 0x00020000, 0x10000000
_READONLY, _REMOUNT, _RECURSIVE, _PRIVATE = 1, 32, 16384, 1 << 18


def _mount(disk: str, size: int) -> bool:
    """A disk in memory that this process and its children see and nobody else; False where that may not be."""
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(_NEW_NAMESPACE):
        if libc.unshare(_NEW_NAMESPACE | _NEW_USER):
            return False
        for name, line in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
            Path(f"/proc/self/{name}").write_text(line)
    if libc.mount(b"none", b"/", None, _RECURSIVE | _PRIVATE, None):
        return False
    return not libc.mount(b"none", disk.encode(), b"tmpfs", 0, f"size={size},mode=777".encode())


def _remount(disk: str, *, readonly: bool) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"none", disk.encode(), None, _REMOUNT | (_READONLY if readonly else 0), None):
        raise OSError(ctypes.get_errno(), "remount")


def _give_up_rights() -> None:
    """Every capability of root's goes; for anybody else nothing changes."""
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "capset")


def _fill(disk: str, room: int | None) -> Path | None:
    """A file that leaves so much room on the disk."""
    if room is None:
        return None
    filler, free = Path(disk) / ".filler", shutil.disk_usage(disk).free
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(1, free - room))
    return filler


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
