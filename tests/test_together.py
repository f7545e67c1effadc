"""What threads ask for at the same moment is done in one transaction, and a mistake meets whoever made it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.store.together import Together


class Slow:
    """Doubles numbers, as soon as it may; what is not positive is refused with all that came with it."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.times: list[tuple[int, ...]] = []

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.times.append(tuple(numbers))
        self.begun.set()
        assert self.go_on.wait(30)
        if min(numbers) <= 0:
            raise ValueError(numbers)
        return [2 * number for number in numbers]


def gathered(slow: Slow, numbers: Sequence[int]) -> list[int | str]:
    """What each caller got who came while the first was served."""
    together = Together(slow)

    def ask(number: int) -> int | str:
        try:
            return together(number)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(len(numbers)) as pool:
        first = pool.submit(ask, numbers[0])
        assert slow.begun.wait(30)
        others = [pool.submit(ask, number) for number in numbers[1:]]
        while len(together._waiting) < len(others):
            pass
        slow.go_on.set()
        return [each.result(30) for each in (first, *others)]


def test_callers_who_come_while_one_is_served_are_served_at_once() -> None:
    slow = Slow()
    assert gathered(slow, [1, 2, 3, 4]) == [2, 4, 6, 8]
    assert [len(each) for each in slow.times] == [1, 3]


def test_what_cannot_be_done_fails_for_its_caller_alone() -> None:
    slow = Slow()
    assert gathered(slow, [1, 2, 0, 4]) == [2, 4, "[0]", 8]


def test_whoever_is_alone_gets_his_mistake() -> None:
    slow = Slow()
    slow.go_on.set()
    with pytest.raises(ValueError, match="0"):
        Together(slow)(0)
