"""The first few of something, and how many are left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from monitor import shown
from monitor.digest.words import Words
from monitor.values import dataclass

NAMES = 12  # codes, standards, ports on one line

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Some(Generic[T]):
    """The first few of something; `more` says how many are left out, None when that is all."""

    shown: tuple[T, ...] = ()
    more: str | None = None


def series(values: Sequence[str], words: Words) -> str | None:
    """Codes or standards on one line."""
    kept = some(values, NAMES, lambda each: shown.line(each, 60), lambda more: words.say("item.more", n=more))
    return words.join([*kept.shown, *([kept.more] if kept.more else [])]) or None


def some(values: Sequence[T], most: int, show: Callable[[T], S], count: Callable[[int], str]) -> Some[S]:
    """At most `most` of them, shown; one over the limit is shown rather than counted."""
    kept = len(values) if len(values) <= most + 1 else most
    left = len(values) - kept
    return Some(tuple(show(each) for each in values[:kept]), count(left) if left else None)
