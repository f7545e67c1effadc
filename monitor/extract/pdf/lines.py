"""Glyphs to lines of text, and lines of text to one text: what belongs together, and with a blank or without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set as AbstractSet

from monitor.extract.pdf.glyphs import Glyph
from monitor.extract.pdf.rtl import as_read
from monitor.extract.text import fold
from monitor.patterns import regex
from monitor.values import dataclass

WIDE = regex("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u3000-\u303f\U00020000-\U0003ffff“”‘’…—]")
_WORD_GAP = 0.18  # of the letters' height, between Latin letters
_WIDE_GAP = 0.6  # beside a Chinese letter: programs leave a quarter there by themselves
_TOLD_GAP = 0.1  # where a blank is written as well
PART_GAP = 1.8  # what is further apart on a line is not one text
_MARK = regex(
    "[\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc]+"
)
_BROKEN = regex(r"([^\W\d_]+)[-\u00ad]$")
_GOES_ON = regex(r"([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one text. first: how wide its first word is, by which one sees why the line before ended."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    first: float
    text: str
    end: float = 0.0  # where its column ends, 0 where the page has but one
    parted: bool = False  # it has gaps: a row of a table without lines

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def lines(glyphs: Iterable[Glyph], *, mirrored: bool = False) -> list[list[Line]]:
    """The lines from top to bottom, each by its parts from left to right. mirrored: as the page is."""
    rows: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.top + glyph.bottom):
        here = (glyph.top + glyph.bottom) / 2
        if rows and here - middle <= 0.45 * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            middle = here
    return [parts for row in rows if (parts := _parts(sorted(row, key=lambda glyph: glyph.x0), mirrored))]


def _parts(row: Sequence[Glyph], mirrored: bool) -> list[Line]:  # noqa: FBT001
    parts: list[Line] = []
    held: list[Glyph] = []
    text: list[str] = []
    words: list[float] = []  # where the first word ends
    blank = False
    for glyph in row:
        if glyph.text.isspace():
            blank = True
            continue
        if held and _MARK.fullmatch(glyph.text):
            text[-1] += glyph.text  # it stands above or below its letter
            continue
        if held:
            last = held[-1]
            if glyph.text == last.text and abs(glyph.x0 - last.x0) < 0.15 * glyph.size:
                continue  # printed twice to look bold
            gap, size = glyph.x0 - last.x1, min(glyph.size, last.size)
            if gap > PART_GAP * size:
                parts.append(_line(held, text, words, mirrored))
                held, text, words = [], [], []
            elif gap > size * _least_gap(last.text, glyph.text, told=blank):
                text.append(" ")
                words.append(last.x1)
            elif not words and WIDE.match(last.text):
                words.append(last.x1)
        held.append(glyph)
        text.append(glyph.text)
        blank = False
    if held:
        parts.append(_line(held, text, words, mirrored))
    return [part for part in parts if part.text]


def _least_gap(left: str, right: str, *, told: bool) -> float:
    if WIDE.match(left) and WIDE.match(right):
        return _WIDE_GAP
    if WIDE.match(left) or WIDE.match(right):
        return 0.3 if told else _WIDE_GAP
    return _TOLD_GAP if told else _WORD_GAP


def _line(held: Sequence[Glyph], text: Sequence[str], words: Sequence[float], mirrored: bool) -> Line:  # noqa: FBT001
    sizes = sorted(glyph.size for glyph in held)
    return Line(
        held[0].x0,
        max(glyph.x1 for glyph in held),
        min(glyph.top for glyph in held),
        max(glyph.bottom for glyph in held),
        sizes[len(sizes) // 2],
        (words[0] if words else held[-1].x1) - held[0].x0,
        fold(as_read(text[::-1] if mirrored else text)),
    )


def compounds(glyphs: Iterable[Glyph]) -> set[str]:
    """The words that are written with a hyphen within a line, so that theirs is kept at a line's end."""
    text: list[str] = []
    top = 0.0
    for glyph in glyphs:
        if abs(glyph.top - top) > glyph.size / 2:
            text.append("\n")
            top = glyph.top
        text.append(glyph.text)
    return {word.lower() for word in re.findall(r"[^\W\d_]+-[^\W\d_]+", "".join(text))}


def joined(before: str, after: str, *, kept: AbstractSet[str] = frozenset()) -> str:
    """Two lines as one: Chinese without a blank, Latin with one, a word broken by a hyphen whole again.

    kept: compounds that keep their hyphen.
    """
    if not before or not after:
        return before or after
    if (broken := _BROKEN.search(before)) and (rest := _GOES_ON.match(after)):
        if f"{broken[1]}-{rest[1]}".lower() in kept:
            return before + after
        return before[:-1] + after if rest[1][0].islower() else before + after
    wide = WIDE.match(before[-1]) or WIDE.match(after[0])
    cut = before[-1] in "-/–" and before[-2:-1].isalnum() and after[0].isalnum()
    return before + after if wide or cut else f"{before} {after}"
