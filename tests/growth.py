"""How cost grows with size: a law that holds on a slow machine and on a fast one."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from tests.tracing import untraced

NOISE_S = 0.02  # what a machine may be busy with beside us while a very short piece of work is done
LONG_S = 0.05  # what takes so long is measured well enough by one round
MORE_ROUNDS = 4


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Eight times the size costs about eight times as much: a quadratic reader would need 64 times.

    work: does its work on an input that has this size. The best of three counts where a round is short, and more rounds of both
    sizes are run where the law seems broken, so that a machine with other things to do is not taken for a
    slow reader: what slows one round down is seldom there in the next.
    """
    with untraced():
        work(size // 8)  # what is made once, such as compiled patterns, is made here
        small = _cost_s(work, size)
        if small < LONG_S:
            small = min(small, *(_cost_s(work, size) for _ in range(2)))
        large = _cost_s(work, 8 * size)
        for _ in range(MORE_ROUNDS):
            if large < 32 * small + NOISE_S:
                break
            small = min(small, _cost_s(work, size))
            large = min(large, _cost_s(work, 8 * size))
    assert large < 32 * small + NOISE_S, f"size {size} costs {small:.4f} s, eight times that {large:.4f} s"


def _cost_s(work: Callable[[int], object], size: int) -> float:
    """CPU seconds of this thread; the garbage of other tests is not collected on our time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        began = time.thread_time()
        work(size)
        return time.thread_time() - began
    finally:
        if collecting:
            gc.enable()
