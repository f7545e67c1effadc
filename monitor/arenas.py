"""The C library's stock of memory, which threads shall share.

glibc keeps a stock (an "arena") for nearly every thread, and what one of them gave back no other takes: of 32 lanes that come
and go each keeps what it needed at its worst. Python lets one thread work at a time, so that two stocks do for all.
"""

from __future__ import annotations

import os
import sys
from functools import cache

_M_ARENA_MAX = -8  # as malloc.h has it


@cache
def share_arenas(most: int = 2) -> bool:
    """Let the threads that begin from now on share so few stocks; False where the C library has none, or whoever
    started us chose their number.
    """
    chosen = "MALLOC_ARENA_MAX" in os.environ or "arena_max" in os.environ.get("GLIBC_TUNABLES", "")
    if chosen or sys.platform != "linux":
        return False
    import ctypes  # a run of one page never comes here

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # musl's has none
        return False
    return bool(mallopt(_M_ARENA_MAX, most))
