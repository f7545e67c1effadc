"""Which of very many texts may be versions of which: those that share a piece that few others have.

Weighing every text against every other would take for ever (C19); a text that was edited still holds the clause, the
name, the code or the number that only it had.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

FEW = 6  # texts on a side that may share a piece which still tells them apart
MOST = 4  # candidates of one text
LONGEST = 400  # characters of a text that are looked at, of each end

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


def candidates(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of texts that may be versions of each other, the likeliest first for each older text."""
    pieces, others = [_pieces(text) for text in old], [_pieces(text) for text in new]
    common = Counter(piece for each in pieces for piece in each)
    holders: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(others):
        for piece in each:
            if 0 < common.get(piece, 0) <= FEW:
                holders[piece].append(place)
    for place, each in enumerate(pieces):
        shared: Counter[int] = Counter()
        for piece in each:
            if common[piece] <= FEW and len(found := holders.get(piece, ())) <= FEW:
                shared.update(dict.fromkeys(found, len(piece)))
        middle = place * len(new) // len(old)
        best = sorted(shared.items(), key=lambda entry: (-entry[1], abs(entry[0] - middle), entry[0]))
        yield from ((place, other) for other, _ in best[:MOST])


def _pieces(text: str) -> set[str]:
    ends = text if len(text) <= 2 * LONGEST else text[:LONGEST] + text[-LONGEST:]
    return set(_PIECE.findall(ends))
