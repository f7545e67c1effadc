"""Coverage counts what the rooms' own tests reach.

A test that plays the whole job runs through nearly every line and proves little about each of them, and
tracing it costs as much CPU time again; a property is tried a hundred times over the same lines; a law of
growth must not measure the tracer. None of them is traced, but for the first whole job of each file; nor is what
is marked `untraced`, which reads whole collections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import coverage
import hypothesis
import pytest

WHOLE_JOB = frozenset({"site", "desk", "sqlite_url", "database_url", "postgresql", "web"})  # fixtures
UNTRACED = pytest.StashKey[bool]()


def choose(items: Iterable[pytest.Item]) -> None:
    """Note which tests are not traced."""
    seen = set()
    for item in items:
        whole = not WHOLE_JOB.isdisjoint(getattr(item, "fixturenames", ()))
        law = hypothesis.is_hypothesis_test(getattr(item, "obj", None))
        marked = item.get_closest_marker("untraced") is not None
        item.stash[UNTRACED] = marked or law or (whole and item.path in seen)
        if whole:
            seen.add(item.path)


@contextmanager
def untraced(*, really: bool = True) -> Iterator[None]:
    """Nothing is traced inside, whether or not coverage is measured."""
    measuring = coverage.Coverage.current() if really else None
    if measuring is None:
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()
