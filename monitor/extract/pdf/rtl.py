"""Arabic and Hebrew: letters that stand from right to left on the paper, in the order in which they are read.

A page that is mostly written so is laid out from its right side too: columns, cells and indents. It is mirrored
before anything else, and all that holds for other pages holds for it. Within a line the numbers and the Latin words
run the other way, and are found again here (Unicode's bidirectional algorithm, backwards, UAX 9).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.extract.pdf.glyphs import Page
from monitor.patterns import regex

_ARABIC = regex("[\u0600-\u07bf\u0860-\u08ff]")
_STRONG = regex("[\u05be\u05c0\u05c3\u05d0-\u05f4\u0608-\u064a\u066e-\u066f\u0671-\u06d5\u06fa-\u08c9]")
_DIGIT = regex("[0-9\u0660-\u0669\u06f0-\u06f9]")
_WITHIN = regex("[.,:/\u066b\u066c]")  # a number
_WITHIN_BESIDE_HEBREW = regex("[.,:/+\\-\u2013]")
_BESIDE = regex("[%$€£#°]")  # a number, but among Arabic they stand for themselves
_BRACKETS = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_CLOSED_FIRST = regex(r"^[^(\[{]*[)\]}].*[(\[{]", re.DOTALL)


def mirrored(page: Page) -> Page:
    """The page as in a mirror when most of what it says runs from right to left, and the page itself when not."""
    right = left = 0
    for glyph in page.glyphs:
        right += _STRONG.match(glyph.text) is not None
        left += glyph.text.isalpha()
    if 2 * right <= left:
        return page
    wide = page.width
    glyphs = [glyph._replace(x0=wide - glyph.x1, x1=wide - glyph.x0) for glyph in page.glyphs]
    rules = [
        rule._replace(start=wide - rule.end, end=wide - rule.start)
        if rule.across
        else rule._replace(at=wide - rule.at)
        for rule in page.rules
    ]
    return Page(wide, page.height, glyphs, rules, page.lost, mirrored=True)


def as_read(pieces: Sequence[str]) -> str:
    """A line's pieces, as they stand from left to right, as they are read."""
    whole = "".join(pieces)
    if not _STRONG.search(whole):
        return whole
    beside_arabic = _ARABIC.search(whole) is not None
    kinds = _kinds(pieces, beside_arabic=beside_arabic)
    if 2 * len(_STRONG.findall(whole)) > sum(map(str.isalpha, whole)):
        return _from_right(pieces, kinds)
    read: list[str] = []
    at = 0
    while at < len(pieces):
        end = _run(kinds, at, "R", "RN") if kinds[at] == "R" else at + 1
        read.append(_from_right(pieces[at:end], kinds[at:end]) if kinds[at] == "R" else pieces[at])
        at = end
    return "".join(read)


def _from_right(pieces: Sequence[str], kinds: str) -> str:
    """From the last piece to the first, but numbers and Latin words as they stand."""
    runs: list[str] = []
    at = 0
    while at < len(pieces):
        if kinds[at] == "L":
            end = _run(kinds, at, "L", "LN")
        elif kinds[at] == "N":
            end = at + len(kinds[at:]) - len(kinds[at:].lstrip("N"))
        else:
            end = at + 1
        runs.append("".join(pieces[at:end]))
        at = end
    text = "".join(reversed(runs))
    # Whether a font names a bracket as it is drawn or as it is meant, only the text tells.
    return text.translate(_BRACKETS) if _CLOSED_FIRST.match(text) else text


def _run(kinds: str, at: int, own: str, last: str) -> int:
    """Where what begins here ends: at the last sign of its own or a number, before one that runs the other way."""
    against = "L" if own == "R" else "R"
    end = at + 1
    for place in range(at, len(kinds)):
        if kinds[place] == against:
            break
        if kinds[place] in last and (own != "R" or kinds[place] == "R"):
            end = place + 1
    return end


def _kinds(pieces: Sequence[str], *, beside_arabic: bool) -> str:
    """For each piece: R from right to left, L from left to right, N of a number, a blank for what is neither."""
    kinds = [
        "R" if _STRONG.search(piece) else "N" if _DIGIT.match(piece) else "L" if piece.isalpha() else " "
        for piece in pieces
    ]
    within = _WITHIN if beside_arabic else _WITHIN_BESIDE_HEBREW
    for i in range(1, len(pieces) - 1):
        if kinds[i - 1] == kinds[i + 1] == "N" and within.fullmatch(pieces[i]):
            kinds[i] = "N"
    if not beside_arabic:
        for i, piece in enumerate(pieces):
            near = kinds[max(i - 1, 0) : i] + kinds[i + 1 : i + 2]
            if "N" in near and _BESIDE.fullmatch(piece):
                kinds[i] = "N"
    return "".join(kinds)
