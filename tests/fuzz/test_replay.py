"""Every kept seed through its target: an answer, or an error of ours. What takes long or much is looked for by `make fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import SEEDS, TARGETS, seeds, tried


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
