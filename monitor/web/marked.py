"""A notice's text with the words marked that prove something. Pure: texts and quotes in, pieces out; no HTML.

A quote stands verbatim in the text but for white space, which readers fold in their own ways. Whatever is found,
the pieces of a text put together are that text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from monitor import shown
from monitor.values import dataclass

MOST = 20  # places where one quote is marked


class Span(NamedTuple):
    """From where to where, and the number of the quote that stands there."""

    start: int
    end: int
    quote: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. quotes: the numbers of those that it is part of, none when it is not marked."""

    text: str
    quotes: tuple[int, ...] = ()


def pieces(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The text cut where marks begin and end; spans may overlap, touch, or reach beyond it."""
    turns: dict[int, Counter[int]] = {
        0: Counter(),
        len(text): Counter(),
    }  # by place, what begins or ends there
    for start, end, quote in spans:
        first, last = max(0, start), min(end, len(text))
        if first < last:
            turns.setdefault(first, Counter())[quote] += 1
            turns.setdefault(last, Counter())[quote] -= 1
    made: list[Piece] = []
    open_: Counter[int] = Counter()
    for start, end in pairwise(sorted(turns)):
        open_.update(turns[start])
        quotes = tuple(sorted(quote for quote, times in open_.items() if times))
        if made and made[-1].quotes == quotes:
            made[-1] = Piece(made[-1].text + text[start:end], quotes)
        else:
            made.append(Piece(text[start:end], quotes))
    return tuple(made)


def marked(text: str, quotes: Mapping[int, str]) -> tuple[Piece, ...]:
    """The text as it may be shown, with these quotes marked wherever they stand."""
    clean = shown.text(text)
    return pieces(clean, found(clean, {number: shown.text(quote) for number, quote in quotes.items()}))


def found(text: str, quotes: Mapping[int, str]) -> tuple[Span, ...]:
    """Where the quotes stand in a text, in the order of the quotes; white space counts for nothing."""
    bare, places = _bare(text)
    return tuple(
        Span(places[start], places[end - 1] + 1, number)
        for number, quote in quotes.items()
        for start, end in _all(bare, _bare(quote)[0])
    )


def _bare(text: str) -> tuple[str, Sequence[int]]:
    """The text without white space, and where each of its signs stands."""
    bare = "".join(text.split())
    if len(bare) == len(text):
        return bare, range(len(text))
    return bare, [place for place, sign in enumerate(text) if not sign.isspace()]


def _all(bare: str, quote: str) -> Iterator[tuple[int, int]]:
    at = bare.find(quote) if quote else -1
    for _ in range(MOST):
        if at < 0:
            return
        yield at, at + len(quote)
        at = bare.find(quote, at + len(quote))


def opening(made: Sequence[Piece], most: int) -> tuple[Piece, ...]:
    """The pieces as far as `most` characters go, with "…" where more follows."""
    kept: list[Piece] = []
    room = most
    for piece in made:
        if len(piece.text) > room:
            return (*kept, Piece(f"{piece.text[:room]}…", piece.quotes))
        kept.append(piece)
        room -= len(piece.text)
    return tuple(kept)
