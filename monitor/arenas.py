"""The C library's stock of memory: shared by all threads, and given back.

glibc keeps a stock (an "arena") for nearly every thread, and what one of them gave back no other takes: of 32 lanes that come
and go each keeps what it needed at its worst. Python lets one thread work at a time, so that two stocks do for all.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes

_M_ARENA_MAX = -8  # as malloc.h has it


@cache
def share_arenas(most: int = 2) -> bool:
    """Let the threads that begin from now on share so few stocks; False where the C library has none, or whoever
    started us chose their number.
    """
    chosen = "MALLOC_ARENA_MAX" in os.environ or "arena_max" in os.environ.get("GLIBC_TUNABLES", "")
    library = None if chosen else _glibc()
    return library is not None and bool(library.mallopt(_M_ARENA_MAX, most))


def release_memory() -> bool:
    """Give the machine what is free in every stock, as one big page may leave it large for ever; False where the C
    library cannot.
    """
    library = _glibc()
    return library is not None and bool(library.malloc_trim(0))


@cache
def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    import ctypes  # a run of one page never comes here

    try:
        library = ctypes.CDLL(None)
    except OSError:
        return None
    return (
        library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
    )  # musl's has neither
