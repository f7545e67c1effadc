"""A text with what was looked for marked in it: as tuples of pieces, which a template puts together safely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.search.folding import END, fold, fold_in_place
from monitor.search.query import Phrase, Query, Term
from monitor.search.tokens import marks, placed, tokens
from monitor.search.wording import Part
from monitor.values import dataclass

WIDTH = 200  # characters of an excerpt, about
BEFORE = 50  # of them before the first hit
LOOKED_THROUGH = 400_000  # characters of a notice; what comes later is found, and not shown
MORE = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """marked: it was looked for."""

    text: str
    marked: bool = False


Span = tuple[int, int]


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """The whole text, with every hit marked. Put together again it is the text."""
    return _cut(text, _joined(span for spans in _spans(text, query.wanted).values() for span in spans))


def excerpt(parts: Iterable[Part], query: Query, title: str = "") -> tuple[tuple[Piece, ...], str | None]:
    """The stretch of a text that holds most of what was looked for, and the file it stands in.

    What only says the title again comes second. A text that holds nothing of it (it was found by its title) gives
    its beginning.
    """
    best: tuple[tuple[int, bool], Part, list[Span]] | None = None
    first: Part | None = None
    seen = 0
    for part in parts:
        anew = not title or title not in part.text
        first = first or (part if anew else None)
        spans = _spans(part.text, query.wanted)
        if spans and (best is None or (len(spans), anew) > best[0]):
            joined = _joined(span for some in spans.values() for span in some)
            best = ((len(spans), anew), part, joined)
        seen += len(part.text)
        if seen > LOOKED_THROUGH or (best and best[0] == (len(query.wanted), True)):
            break
    if best is not None:
        return _shortened(best[1].text, best[2]), best[1].file
    return (_shortened(first.text, []), first.file) if first else ((), None)


def holds(texts: Sequence[str], query: Query) -> bool:
    """Whether these texts hold all that is wanted and nothing that is not; exactly, and slowly."""
    read = [fold(text) for text in texts]
    found = [(tokens(folded), {mark for mark, _, _ in marks(folded)}) for folded in read]

    def stands(term: Term) -> bool:
        return any(
            next(_at(way, side_by_side), None) is not None
            if not way.mark
            else any(_fits(way, len(way.tokens) - 1, mark) for mark in written)
            for way in term.ways
            for side_by_side, written in found
        )

    return all(map(stands, query.wanted)) and not any(map(stands, query.unwanted))


# -- where ------------------------------------------------------------------------------------------


def _spans(text: str, terms: Sequence[Term]) -> dict[int, list[Span]]:
    """Where each of the terms that stand in a text stands, by its number."""
    folded = fold(text)
    possible = [
        (number, term)
        for number, term in enumerate(terms)
        if any(_may_stand(way, folded) for way in term.ways)
    ]
    if not possible:
        return {}
    folded, places = fold_in_place(text)
    stretch = list(placed(folded))
    side_by_side = [token for token, _, _ in stretch]
    written = list(marks(folded)) if any(way.mark for _, term in possible for way in term.ways) else []
    found: dict[int, list[Span]] = {}
    for number, term in possible:
        spans = [
            (stretch[a][1], stretch[b][2])
            for way in term.ways
            if not way.mark
            for a, b in _at(way, side_by_side)
        ]
        spans += [
            (start, end)
            for way in term.ways
            if way.mark
            for mark, start, end in written
            if _fits(way, 0, mark)
        ]
        if spans:
            found[number] = [(places[start], places[end - 1] + 1) for start, end in spans]
    return found


def _may_stand(way: Phrase, folded: str) -> bool:
    """A quick look that lets nothing slip: most paragraphs hold nothing of what is looked for."""
    return way.mark or all(token in folded for token in way.tokens if token != END)


def _at(way: Phrase, side_by_side: Sequence[str]) -> Iterator[Span]:
    """The first and the last token of each place where a phrase stands."""
    size = len(way.tokens)
    for start in range(len(side_by_side) - size + 1):
        if all(_fits(way, offset, side_by_side[start + offset]) for offset in range(size)):
            yield start, start + size - 1


def _fits(way: Phrase, offset: int, token: str) -> bool:
    wanted = way.tokens[offset]
    if way.beginning and offset == len(way.tokens) - 1:
        return token.startswith(wanted)
    return token == wanted


# -- pieces ----------------------------------------------------------------------------------------


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    pieces, last = [], 0
    for start, end in spans:
        pieces += [Piece(text[last:start]), Piece(text[start:end], marked=True)]
        last = end
    pieces.append(Piece(text[last:]))
    return tuple(piece for piece in pieces if piece.text)


def _shortened(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The text around its first hit, or its beginning."""
    start = max(0, spans[0][0] - BEFORE) if spans and spans[0][1] > WIDTH - BEFORE else 0
    end = min(len(text), start + WIDTH)
    start, end = _at_words(text, start, end)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    pieces = list(_cut(text[start:end], inside))
    if start:
        pieces.insert(0, Piece(MORE))
    if end < len(text):
        pieces.append(Piece(MORE))
    return tuple(pieces)


def _at_words(text: str, start: int, end: int) -> Span:
    """The same stretch, grown or cut a little so that it does not end within a word or a number."""
    for _ in range(15):
        if start and text[start - 1].isascii() and text[start - 1].isalnum() and text[start].isalnum():
            start -= 1
        if end < len(text) and text[end].isascii() and text[end].isalnum() and text[end - 1].isalnum():
            end += 1
    return start, end
