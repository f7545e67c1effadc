"""Texts that stand elsewhere in the newer version: where that means something, and where it is another order.

A list is the same list in any order. What stands under another heading says another thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set as AbstractSet

from monitor.compare.fates import Place
from monitor.compare.sequences import Match
from monitor.compare.text import normal


def moved(
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
