"""Threads share what the C library keeps in stock for them."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys

import pytest

from monitor.arenas import share_arenas

LANES = """
import ctypes
from threading import Barrier, Event
from monitor.lanes import side_by_side
together = Barrier(24)
def job(number):
    together.wait(30)
    return bytearray(9_000)
jobs = {str(number): [number] for number in range(24)}
results = [one for some in side_by_side(jobs, job, per_host=1, workers=24, stop=Event()) for one in some]
print(len(results))
ctypes.CDLL(None).malloc_stats()
"""
ON_GLIBC = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has no arenas")


def arenas(**environ: str) -> int:
    told = subprocess.run(
        [sys.executable, "-c", LANES], env=environ, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout == "24\n"
    return told.stderr.count("Arena ")


@ON_GLIBC
def test_many_lanes_share_two_stocks_of_memory() -> None:
    assert arenas() <= 2


@ON_GLIBC
def test_whoever_starts_us_may_choose_their_number() -> None:
    assert 2 < arenas(MALLOC_ARENA_MAX="5") <= 5


@pytest.mark.parametrize("failing", [AttributeError, OSError])
def test_where_the_c_library_cannot_be_asked_all_goes_on(
    monkeypatch: pytest.MonkeyPatch, failing: type[Exception]
) -> None:
    class Library:
        def __getattr__(self, name: str) -> object:
            raise failing(name)

    share_arenas.cache_clear()
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library())
    try:
        assert share_arenas() is False
    finally:
        share_arenas.cache_clear()
