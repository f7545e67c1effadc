"""Which of very many texts may be versions of which: those that share a piece that few others have.

Weighing every text against every other would take for ever (C19); a text that was edited still holds the clause, the
name, the code or the number that only it had.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from monitor.patterns import regex

FEW = 6  # texts on a side that may share a piece which still tells them apart
MOST = 4  # candidates of one text
MANY = 1_000  # texts on each side, of which is asked first whether they have anything to do with the others
KEPT = 0.02  # share of very many texts that must begin or end like another one, or none is looked at closer
TWO = 2  # texts that may begin alike and are still told apart by that
END = 12  # characters that are no chance
LEAST = 0.2  # share of the longer text's pieces that the other must hold
LONGEST = 400  # characters of a text that are looked at, of each end

_PIECE = regex(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


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
        likely = [other for other in shared if _may_be_alike(each, others[other])]
        middle = place * len(new) // len(old)
        best = sorted((-shared[other], abs(other - middle), other) for other in likely)
        yield from ((place, other) for weight, _, other in best[:MOST] if 2 * weight <= best[0][0])


def is_rewritten(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether so little of very many texts stands in the others that none of them is another one's version.

    Looked at by both ends of each: a text that was edited begins or ends as it did, and as hardly another one does.
    """
    if min(len(old), len(new)) < MANY:
        return False
    counts = [Counter(chain.from_iterable(map(_ends, side))) for side in (old, new)]
    rare = {end for end, count in counts[1].items() if count <= TWO and 0 < counts[0].get(end, 0) <= TWO}
    return sum(not rare.isdisjoint(_ends(text)) for text in old) < KEPT * len(old)


def _ends(text: str) -> tuple[str, ...]:
    long = END if text.isascii() else END // 2  # as much is said by half as many Chinese signs
    if len(text) < 4 * long:
        long = max(1, min(long, len(text) // 2))
        return text[:long], text[-long:]
    return text[:long], text[long : 2 * long], text[-2 * long : -long], text[-long:]


def _pieces(text: str) -> set[str]:
    ends = text if len(text) <= 2 * LONGEST else text[:LONGEST] + text[-LONGEST:]
    return set(ends.split() if ends.isascii() else _PIECE.findall(ends))


def _may_be_alike(one: set[str], other: set[str]) -> bool:
    """Whether two texts share so much that weighing them is worth it: one number and one word are chance."""
    shared = sum(map(len, one & other))
    return shared >= LEAST * max(sum(map(len, one)), sum(map(len, other)))
