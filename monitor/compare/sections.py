"""Texts that stand elsewhere in the newer version: where that means something, and where it is another order.

A list is the same list in any order. What stands under another heading says another thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set as AbstractSet

from monitor.compare.sequences import Match
from monitor.compare.text import normal
from monitor.model import Text


def moved(
    old: Sequence[Text], new: Sequence[Text], kept: Sequence[Match], stayed: AbstractSet[Match] | None
) -> dict[Match, tuple[str, str]]:
    """Texts that stand under another heading of the same page now, as from "allowed" to "forbidden".

    Only where both headings stand in both versions, the text stands once, and it is the text that moved
    and not the heading: it left its order, or others stayed under one of the two headings. stayed: the pairs that kept
    their order; None when all did.
    """
    names = [[text.text for text in side if text.role == "heading"] for side in (old, new)]
    both = ({normal(name) for name in names[0]} & {normal(name) for name in names[1]}) - {""}
    if len(both) < 2:
        return {}
    headings = _headings(old), _headings(new)
    forms = [[normal(text) for text in side] for side in headings]
    steady = {forms[0][i] for i, j in kept if forms[0][i] == forms[1][j]}
    crossed = [(i, j) for i, j in kept if forms[0][i] != forms[1][j] and {forms[0][i], forms[1][j]} <= both]
    if not crossed:
        return {}
    seen = Counter(normal(text.text) for text in (*old, *new))
    return {
        (i, j): (headings[0][i], headings[1][j])
        for i, j in crossed
        if seen[normal(new[j].text)] == 2
        and ((stayed is not None and (i, j) not in stayed) or {forms[0][i], forms[1][j]} & steady)
    }


def _headings(texts: Sequence[Text]) -> list[str]:
    """The heading each text stands under; "" before the first one, and for headings themselves."""
    above, now = [], ""
    for text in texts:
        if text.role == "heading":
            now = text.text
        above.append("" if text.role == "heading" else now)
    return above
