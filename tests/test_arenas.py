"""Threads share what the C library keeps in stock for them."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from collections.abc import Callable

import pytest

from monitor import arenas as stocks
from monitor.arenas import release_memory, share_arenas

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
TURN = """
from pathlib import Path
from monitor.arenas import release_memory
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1])
pages = [bytes(60_000) for _ in range(1_000)]
kept = [bytes(9_000) for _ in range(9)]
del pages
full = resident()
print(release_memory(), full - resident())
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


@ON_GLIBC
def test_what_a_turn_no_longer_needs_goes_back_to_the_machine() -> None:
    told = subprocess.run(
        [sys.executable, "-c", TURN], capture_output=True, text=True, check=True, timeout=60
    )
    could, pages = told.stdout.split()
    assert could == "True"
    assert int(pages) > 10_000  # of about 15,000, as the last of them stands above all


def missing(_: None) -> object:
    return object()


def locked(_: None) -> object:
    raise OSError


@pytest.mark.parametrize("library", [missing, locked])
def test_where_the_c_library_cannot_be_asked_all_goes_on(
    monkeypatch: pytest.MonkeyPatch, library: Callable[[None], object]
) -> None:
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    monkeypatch.setattr(ctypes, "CDLL", library)
    for remembered in (share_arenas, stocks._glibc):
        remembered.cache_clear()
    try:
        assert (share_arenas(), release_memory()) == (False, False)
    finally:
        for remembered in (share_arenas, stocks._glibc):
            remembered.cache_clear()
