"""Two readings that differ only in what a page says of itself: the commonest difference there is, found in one pass.

Stricter than a comparison: all else must stand as it stood, to the letter and in its order, with its links and files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import TypeGuard

from monitor.compare.forms.text import normal
from monitor.compare.noise.known import Noise
from monitor.compare.noise.within import may_be_content, within
from monitor.model import Block, Content, Link, Text
from monitor.values import dataclass

MOST = 40  # texts that differ; where more do, comparing is no dearer


def says_the_same(before: Content, after: Content, noise: Noise) -> bool:
    """Whether a content says what it said, but for whole lines, or parts of a line, that are noise by themselves."""
    if before.unread or after.unread or before.attachments != after.attachments:
        return False
    if before.fields != after.fields:
        return False
    quiet = _Quiet()
    return _is_walked(before.blocks, after.blocks, noise, quiet) and (
        before.links == after.links or _left(before.links, quiet) == _left(after.links, quiet)
    )


@dataclass(frozen=True, slots=True)
class _Quiet:
    """Texts that are noise, and those that are so in part."""

    whole: set[str] = field(default_factory=set)
    partly: set[str] = field(default_factory=set)


def _is_walked(before: Sequence[Block], after: Sequence[Block], noise: Noise, quiet: _Quiet) -> bool:
    """Whether both versions end together. quiet: takes the texts that are noise."""
    sides = _Side(before, noise), _Side(after, noise)
    old, new, looks = 0, 0, MOST
    while old < len(before) or new < len(after):
        here = before[old] if old < len(before) else None
        there = after[new] if new < len(after) else None
        if here == there:
            old, new = old + 1, new + 1
            continue
        looks -= 1
        if looks < 0:
            return False
        if here is not None and sides[0].is_noise(here):
            quiet.whole.add(here.text)
            old += 1
        elif there is not None and sides[1].is_noise(there):
            quiet.whole.add(there.text)
            new += 1
        elif here is not None and there is not None and _says_as_much(sides, here, there):
            quiet.partly.update(block.text for block in (here, there) if block.kind == "text")
            old, new = old + 1, new + 1
        else:
            return False
    return True


class _Side:
    """One version, and what is noise in it where it stands."""

    def __init__(self, blocks: Sequence[Block], noise: Noise) -> None:
        self._blocks, self._noise = blocks, noise

    def is_noise(self, block: Block) -> TypeGuard[Text]:
        if block.kind != "text":
            return False
        why = self._noise.reason(form := normal(block.text))
        return why is not None and not self._is_content(block, form, why)

    def without(self, block: Text) -> tuple[str, str | None]:
        """A text without what means nothing in it, and why that means nothing."""
        left, why = self._noise.quiet(form := normal(block.text))
        return (form, None) if why is not None and self._is_content(block, form, why) else (left, why)

    def _is_content(self, block: Text, form: str, why: str) -> bool:
        return may_be_content(form, why) and id(block) in self._inner

    @cached_property
    def _inner(self) -> frozenset[int]:
        return within(self._blocks)


def _says_as_much(sides: tuple[_Side, _Side], here: Block, there: Block) -> bool:
    """Whether two texts in one place are the same without what means nothing in them."""
    if here.kind != "text" or there.kind != "text" or (here.role, here.href) != (there.role, there.href):
        return False
    (old, why), (new, other) = sides[0].without(here), sides[1].without(there)
    return old == new and why is not None and other is not None


def _left(links: Sequence[Link], quiet: _Quiet) -> list[Link]:
    """The links that stand in no noise; beside some of it they lead where they led, whatever it shows."""
    return [
        replace(link, near="") if link.near in quiet.partly else link
        for link in links
        if link.near not in quiet.whole
    ]
