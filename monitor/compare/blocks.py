"""Headings, paragraphs and items of two versions -> what a reader would say changed.

First the blocks that stand in both versions leave, wherever they stand: a list in another order is the
same list. Those that kept their order are anchors; what is left between two anchors is paired by
likeness, then what is left over altogether. Every step is linear or bounded by a budget (C19).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence

from monitor.compare.pairing import Gap, Place, pair
from monitor.compare.targets import target
from monitor.compare.text import normal
from monitor.model import Edit, Ignored, Text

MOST_BLOCKS = 50_000  # on one side; beyond it only counts are told


def compare_blocks(before: Sequence[Text], after: Sequence[Text]) -> tuple[list[Edit], list[Ignored]]:
    """The edits that lead from one version's texts to the other's, in reading order, and what was ignored."""
    old, new = _places(before), _places(after)
    kept = _kept(old, new)
    anchors = _rising(kept)
    ignored = [] if len(anchors) == len(kept) else [_reordered(old, kept, anchors)]
    gaps = list(_gaps(old, new, kept, anchors))
    if max(len(old), len(new)) > MOST_BLOCKS:
        return [_large(gap) for gap in gaps], ignored
    titles = {normal(old[index].shown) for index, _ in kept if old[index].block.role == "heading"}
    edits, noticed = pair(gaps, titles)
    return edits, ignored + noticed


def _places(blocks: Sequence[Text]) -> list[Place]:
    """Blocks with their places ("paragraph 4"); blocks without any letter or digit say nothing."""
    counted: Counter[str] = Counter()
    places = []
    for block in blocks:
        counted[block.role] += 1
        if any(sign.isalnum() for sign in block.text):
            places.append(Place(block, f"{block.role} {counted[block.role]}"))
    return places


def _identity(block: Text) -> tuple[str, str | None]:
    return normal(block.text), target(block.href) if block.href else None


def _kept(old: Sequence[Place], new: Sequence[Place]) -> list[tuple[int, int]]:
    """Index pairs of blocks that stand in both versions, ordered by the old one; each is used once."""
    waiting: dict[tuple[str, str | None], deque[int]] = defaultdict(deque)
    for index, place in enumerate(new):
        waiting[_identity(place.block)].append(index)
    pairs = []
    for index, place in enumerate(old):
        if found := waiting.get(_identity(place.block)):
            pairs.append((index, found.popleft()))
    return pairs


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that kept their order (patience sorting, n log n)."""
    tops: list[int] = []  # smallest last index of a run of each length
    holders: list[int] = []  # which pair that is
    previous: list[int] = []
    for number, (_, index) in enumerate(pairs):
        length = bisect_left(tops, index)
        previous.append(holders[length - 1] if length else -1)
        tops[length : length + 1] = [index]
        holders[length : length + 1] = [number]
    run: list[tuple[int, int]] = []
    number = holders[-1] if holders else -1
    while number >= 0:
        run.append(pairs[number])
        number = previous[number]
    return run[::-1]


def _reordered(
    old: Sequence[Place], kept: Sequence[tuple[int, int]], anchors: Sequence[tuple[int, int]]
) -> Ignored:
    stayed = set(anchors)
    moved = [old[index].shown for index, other in kept if (index, other) not in stayed]
    return Ignored("the same texts in another order", _sample(moved))


def _gaps(
    old: Sequence[Place],
    new: Sequence[Place],
    kept: Iterable[tuple[int, int]],
    anchors: Sequence[tuple[int, int]],
) -> Iterator[Gap]:
    """What is left of both versions between each two anchors, where anything is."""
    kept_old = {index for index, _ in kept}
    kept_new = {index for _, index in kept}
    from_old = from_new = 0
    for to_old, to_new in [*anchors, (len(old), len(new))]:
        gone = [old[index] for index in range(from_old, to_old) if index not in kept_old]
        come = [new[index] for index in range(from_new, to_new) if index not in kept_new]
        if gone or come:
            yield gone, come
        from_old, from_new = to_old + 1, to_new + 1


def _large(gap: Gap) -> Edit:
    """One edit for everything between two anchors, with counts instead of the texts."""
    gone, come = gap
    place = (gone or come)[0].path
    return Edit("replace", f"from {place}", _counted(gone), _counted(come))


def _counted(places: Sequence[Place]) -> str:
    return f"{len(places)} blocks: {_sample([place.shown for place in places])}"


def _sample(texts: Sequence[str]) -> str:
    """A few of the texts, and how many there are when that is not all."""
    cut = [text if len(text) <= 60 else text[:59] + "…" for text in texts[:3]]
    return "; ".join(cut) + (f" (and {len(texts) - 3} more)" if len(texts) > 3 else "")
