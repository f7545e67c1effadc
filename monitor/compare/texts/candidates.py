"""Which of very many texts may be versions of which: those that share a piece that few others have.

Weighing every text against every other would take for ever (C19); a text that was edited still holds the clause, the
name, the code or the number that only it had.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

FEW = 6  # texts on a side that may share a piece which still tells them apart
MOST = 4  # candidates of one text
LONGEST = 400  # characters of a text that are looked at, of each end

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


def candidates(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of texts that may be versions of each other, the likeliest first for each older text."""
    pieces, others = [_pieces(text) for text in old], [_pieces(text) for text in new]
    counts = [Counter(chain.from_iterable(side)) for side in (pieces, others)]
    rare = {
        piece for piece, count in counts[0].items() if count <= FEW and 0 < counts[1].get(piece, 0) <= FEW
    }
    holders: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(others):
        for piece in each & rare:
            holders[piece].append(place)
    for place, each in enumerate(pieces):
        if not (telling := each & rare):
            continue
        shared: dict[int, int] = defaultdict(int)
        for piece in telling:
            for other in holders[piece]:
                shared[other] += len(piece)
        middle = place * len(new) // len(old)
        best = sorted((-weight, abs(other - middle), other) for other, weight in shared.items())
        yield from ((place, other) for _, _, other in best[:MOST])


def _pieces(text: str) -> set[str]:
    ends = text if len(text) <= 2 * LONGEST else text[:LONGEST] + text[-LONGEST:]
    return set(_PIECE.findall(ends))
