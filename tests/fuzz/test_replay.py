"""Every kept seed through its target: an answer, or an error of ours. What takes long or much is looked for by `make fuzz`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz.targets import SEEDS, TARGETS, seeds, tried
from tests.growth import assert_linear


@pytest.mark.untraced
@pytest.mark.parametrize("target", TARGETS)
def test_kept_seeds_are_answered_or_refused(target: str) -> None:
    for seed in seeds(target):
        given = seed.read_bytes()
        assert len(given) < 100_000
        tried(target, given)


def test_every_target_has_seeds_and_every_seed_a_target() -> None:
    assert {folder.name for folder in SEEDS.iterdir() if isinstance(folder, Path)} == set(TARGETS)
    assert all(seeds(target) for target in TARGETS)


LONG = {  # each took time as the square of its length: found by fuzzing
    "a line without an end, in no known charset": lambda size: ("html", b"\xff\xe1<p>" + b"2 4" * size),
    "tags without an end in JSON": lambda size: ("json", b'{"a": "' + b"<p" * size + b'"}'),
    "a style that says nothing": lambda size: (
        "html",
        b'<p style="' + b"text-decoration:" * size + b'">x</p>',
    ),
    "a style of one word": lambda size: ("html", b'<p style="' + b"text-decoration" * size + b'">x</p>'),
}


@pytest.mark.untraced
@pytest.mark.parametrize("given", LONG.values(), ids=list(LONG))
def test_C16_what_is_long_and_odd_is_read_in_time_that_grows_with_it(
    given: Callable[[int], tuple[str, bytes]],
) -> None:
    assert_linear(lambda size: tried(*given(size)), 1_500)
