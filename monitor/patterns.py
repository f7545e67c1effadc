"""Patterns that are compiled when the first text is held against them.

There are hundreds, in dozens of languages, and compiling them was a third of a start; a page that did not change needs
none of them. `tests/test_starting.py` compiles each, so that a mistake in one is found there.
"""

from __future__ import annotations

import re
from threading import RLock
from typing import Any, AnyStr, cast

_TAKEN = (
    "search",
    "match",
    "fullmatch",
    "finditer",
    "findall",
    "sub",
    "subn",
    "split",
    "flags",
    "groups",
    "groupindex",
)
# Threads that want a pattern at the same moment compile it once. What breaks in on one while it compiles (a signal, a
# finalizer that is logged) may want another pattern in the same thread.
_TURN = RLock()


def regex(written: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern, as `re.compile` gives it, only later."""
    return cast("re.Pattern[AnyStr]", Waiting(written, flags))


class Waiting:
    """Stands for a pattern. With its first use it takes over the pattern's own methods, so that later ones cost no more."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name not in _TAKEN:
            raise AttributeError(name)
        with _TURN:
            if "search" not in self.__dict__:
                compiled = re.compile(self.pattern, self._flags)
                for each in _TAKEN:
                    setattr(self, each, getattr(compiled, each))
        return self.__dict__[name]
