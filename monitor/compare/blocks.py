"""Headings, paragraphs and items of two versions -> what a reader would say changed.

First the blocks that stand in both versions leave, wherever they stand: a list in another order is the
same list. Those that kept their order are anchors; what is left between two anchors is paired by
likeness, then what is left over altogether. Every step is linear or bounded by a budget (C19).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence, Set as AbstractSet

from monitor.compare.noise import Noise
from monitor.compare.pairing import Gap, Place, pair
from monitor.compare.targets import target
from monitor.compare.text import normal
from monitor.model import Edit, Ignored, Text

MOST_BLOCKS = 50_000  # on one side; beyond it only counts are told

Match = tuple[int, int]  # where the same text stands in the older and in the newer version


def compare_blocks(
    before: Sequence[Text], after: Sequence[Text], noise: Noise
) -> tuple[list[Edit], list[Ignored]]:
    """The edits that lead from one version's texts to the other's, in reading order, and what was ignored."""
    old, new = _places(before), _places(after)
    kept = _kept(old, new)
    anchors = _rising(kept)
    moves, ignored = _moved(old, new, kept, anchors)
    gaps = list(_gaps(old, new, kept, anchors))
    if max(len(old), len(new)) > MOST_BLOCKS:
        return moves + [_large(gap) for gap in gaps], ignored
    title = next((place.form for place in new if place.block.role == "heading"), None)
    stands = any(old[index].form == title for index, _ in kept)
    edits, noticed = pair(gaps, title if stands else None, noise)
    return moves + edits, ignored + noticed


def _places(blocks: Sequence[Text]) -> list[Place]:
    """Blocks with their places ("paragraph 4"); blocks without any letter or digit say nothing."""
    counted: Counter[str] = Counter()
    places = []
    for block in blocks:
        counted[block.role] += 1
        if any(sign.isalnum() for sign in block.text):
            places.append(Place(block, f"{block.role} {counted[block.role]}", normal(block.text)))
    return places


def _identity(place: Place) -> tuple[str, str | None]:
    return place.form, target(place.block.href) if place.block.href else None


def _kept(old: Sequence[Place], new: Sequence[Place]) -> list[Match]:
    """Index pairs of blocks that stand in both versions, ordered by the old one; each is used once."""
    waiting: dict[tuple[str, str | None], deque[int]] = defaultdict(deque)
    for index, place in enumerate(new):
        waiting[_identity(place)].append(index)
    pairs = []
    for index, place in enumerate(old):
        if found := waiting.get(_identity(place)):
            pairs.append((index, found.popleft()))
    return pairs


def _rising(pairs: Sequence[Match]) -> list[Match]:
    """The longest run of pairs that kept their order (patience sorting, n log n)."""
    tops: list[int] = []  # smallest last index of a run of each length
    holders: list[int] = []  # which pair that is
    previous: list[int] = []
    for number, (_, index) in enumerate(pairs):
        length = bisect_left(tops, index)
        previous.append(holders[length - 1] if length else -1)
        tops[length : length + 1] = [index]
        holders[length : length + 1] = [number]
    run: list[Match] = []
    number = holders[-1] if holders else -1
    while number >= 0:
        run.append(pairs[number])
        number = previous[number]
    return run[::-1]


def _moved(
    old: Sequence[Place], new: Sequence[Place], kept: Sequence[Match], anchors: Sequence[Match]
) -> tuple[list[Edit], list[Ignored]]:
    """Texts that no longer stand where they stood: another order is ignored, another heading is told."""
    stayed = set(anchors)
    edits, reordered = [], []
    elsewhere = _elsewhere(old, new, kept, stayed)
    for match in kept:
        if match in elsewhere:
            before, after = old[match[0]], new[match[1]]
            above, now = elsewhere[match]
            edits.append(Edit("move", after.path, f"{above} › {before.shown}", f"{now} › {after.shown}"))
        elif match not in stayed:
            reordered.append(old[match[0]].shown)
    return edits, [Ignored("the same texts in another order", _sample(reordered))] if reordered else []


def _elsewhere(
    old: Sequence[Place], new: Sequence[Place], kept: Sequence[Match], stayed: AbstractSet[Match]
) -> dict[Match, tuple[str, str]]:
    """Texts that stand under another heading of the same page now, as from "allowed" to "forbidden".

    Only where both headings stand in both versions, the text stands once, and it is the text that moved
    and not the heading: it left its order, or others stayed under one of the two headings.
    """
    headings = _headings(old), _headings(new)
    forms = [[normal(text) for text in side] for side in headings]
    both = (set(forms[0]) & set(forms[1])) - {""}
    if len(both) < 2:
        return {}
    steady = {forms[0][i] for i, j in kept if forms[0][i] == forms[1][j]}
    seen = Counter(place.form for place in (*old, *new))
    return {
        (i, j): (headings[0][i], headings[1][j])
        for i, j in kept
        if forms[0][i] != forms[1][j]
        and {forms[0][i], forms[1][j]} <= both
        and seen[new[j].form] == 2
        and ((i, j) not in stayed or {forms[0][i], forms[1][j]} & steady)
    }


def _headings(places: Sequence[Place]) -> list[str]:
    """The heading each text stands under; "" before the first one, and for headings themselves."""
    above, now = [], ""
    for place in places:
        if place.block.role == "heading":
            now = place.shown
        above.append("" if place.block.role == "heading" else now)
    return above


def _gaps(
    old: Sequence[Place],
    new: Sequence[Place],
    kept: Iterable[Match],
    anchors: Sequence[Match],
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
