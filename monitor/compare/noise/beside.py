"""What a text is by what stands beside it: looked at only for the texts that somebody asks about.

Nearly all of a long page stands the same in both versions, and nobody asks what that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from monitor.compare.noise import panels, sayings
from monitor.compare.noise.labelled import is_counted, with_numbers
from monitor.compare.noise.within import within
from monitor.model import Block, Text

Blocks = Sequence[Block]


class Beside:
    """Two versions, of which some texts may be asked about. asked: of each version the positions of these."""

    def __init__(self, versions: Sequence[Blocks] = (), asked: Sequence[Iterable[int]] = ()) -> None:
        self._versions, self._asked = versions, asked

    def reason(self, block: Text) -> str | None:
        """Why a text means nothing: it tells a waiting time, is a panel's title, or a counter's label or number."""
        found = self._at.get(id(block))
        if found is None:
            return None
        blocks, at = found
        if panels.tells_wait(block) and panels.waits(blocks, at) and block.text not in self._shared:
            return panels.LIVE
        if (why := panels.title_of(blocks, at)) is not None:
            return why
        counts = any(is_counted(pair) and pair not in self._alike for pair in with_numbers(blocks, at))
        return sayings.COUNTER if counts else None

    def is_within(self, block: Block) -> bool:
        """Whether a text stands in the midst of its notice."""
        return id(block) in self._inner

    @cached_property
    def _at(self) -> dict[int, tuple[Blocks, int]]:
        """Where those texts stand, by their identity."""
        return {
            id(blocks[at]): (blocks, at)
            for blocks, places in zip(self._versions, self._asked, strict=True)
            for at in places
        }

    @cached_property
    def _inner(self) -> frozenset[int]:
        return frozenset[int]().union(*map(within, self._versions))

    @cached_property
    def _shared(self) -> frozenset[str]:
        """Texts that stand in every version."""
        texts = [{block.text for block in blocks if block.kind == "text"} for blocks in self._versions]
        return frozenset(set.intersection(*texts))

    @cached_property
    def _alike(self) -> frozenset[tuple[str, str]]:
        """Labels with their numbers that stand so in every version."""
        pairs = [
            {pair for at in range(1, len(blocks)) for pair in with_numbers(blocks, at, below=False)}
            for blocks in self._versions
        ]
        return frozenset(set.intersection(*pairs))
