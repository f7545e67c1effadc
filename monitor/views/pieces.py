"""Two wordings of one place -> what stayed, went and came, whole enough to be read.

Long stretches that stayed lose their middle, as do endless ones that went or came: both say how much.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor import shown
from monitor.compare.forms.words import runs
from monitor.views.sheet import Mark, Piece

STAYED = 900  # characters of a stretch that stayed, beside a change
BESIDE = 240  # of which these are kept on either side
LONGEST = 20_000  # characters of one stretch that went or came


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """How one text became the other."""
    if before == after:
        return alone(after)
    return tuple(_pieces(before, after))


def alone(text: str, mark: Mark = Mark.SAME) -> tuple[Piece, ...]:
    """A text that stands on one side only, or on both alike."""
    return tuple(_bounded(shown.text(text), mark)) if text else ()


def _pieces(before: str, after: str) -> Iterator[Piece]:
    found = runs(before, after)
    for place, run in enumerate(found):
        if run.same or run.alike:
            stayed = shown.text(run.same or run.come)
            yield from _stayed(stayed, first=place == 0, last=place == len(found) - 1)
            continue
        yield from _bounded(shown.text(run.gone), Mark.GONE)
        yield from _bounded(shown.text(run.come), Mark.COME)


def _stayed(text: str, *, first: bool, last: bool) -> Iterator[Piece]:
    """Common words around a change; the middle of very long ones is left out."""
    if len(text) <= STAYED:
        yield Piece(text)
        return
    head, tail = (0 if first else BESIDE), (0 if last else BESIDE)
    if head:
        yield Piece(text[:head])
    yield Piece("", Mark.SKIPPED, len(text) - head - tail)
    if tail:
        yield Piece(text[-tail:])


def _bounded(text: str, mark: Mark) -> Iterator[Piece]:
    if not text:
        return
    yield Piece(text[:LONGEST], mark)
    if len(text) > LONGEST:
        yield Piece("", Mark.SKIPPED if mark is Mark.SAME else Mark.CUT, len(text) - LONGEST)
