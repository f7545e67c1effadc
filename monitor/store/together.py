"""What several threads ask for at the same moment is done at once: while one transaction is under way, others gather."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Generic, TypeVar

from monitor.errors import StoreError
from monitor.values import dataclass

Asked = TypeVar("Asked")
Given = TypeVar("Given")


@dataclass(slots=True, eq=False)
class _Caller(Generic[Asked, Given]):
    asked: Asked
    given: list[Given] = field(default_factory=list)  # none or one
    error: BaseException | None = None

    @property
    def done(self) -> bool:
        return bool(self.given) or self.error is not None


class Together(Generic[Asked, Given]):
    """do: does what some callers asked for, whole or not at all, with an answer for each. most: callers at once.

    What cannot be done together is done for each caller alone, so that a mistake meets whoever made it; but not what may
    have been done.
    """

    def __init__(self, do: Callable[[Sequence[Asked]], Sequence[Given]], most: int = 50) -> None:
        self._do, self._most = do, most
        self._turn, self._lock = threading.Lock(), threading.Lock()
        self._waiting: list[_Caller[Asked, Given]] = []

    def __call__(self, asked: Asked) -> Given:
        caller: _Caller[Asked, Given] = _Caller(asked)
        with self._lock:
            self._waiting.append(caller)
        while not caller.done:
            with self._turn:
                if not caller.done:
                    self._serve(self._gathered())
        if caller.error is not None:
            raise caller.error
        return caller.given[0]

    def _gathered(self) -> list[_Caller[Asked, Given]]:
        with self._lock:
            some, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            return some

    def _serve(self, callers: list[_Caller[Asked, Given]]) -> None:
        try:
            answers = self._do([each.asked for each in callers])
        except BaseException as error:  # noqa: BLE001  whoever asked for it gets it
            undecided = isinstance(error, StoreError) and error.unsure
            if len(callers) > 1 and isinstance(error, Exception) and not undecided:
                for each in callers:
                    self._serve([each])
                return
            for each in callers:
                each.error = error
            return
        for each, answer in zip(callers, answers, strict=True):
            each.given.append(answer)
