"""A text as it can be matched: width narrowed, white space folded, cut into sentences.

Full-width signs count as their narrow twins, line wraps as blanks, quoted titles stay. Every place
in the matched form leads back to the words as they were written, so what we quote stands verbatim
in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from monitor.model import Content, Table

LONGEST_SENTENCE = 1200  # characters; a text without any full stop is cut here, so work stays linear

_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_RUN = re.compile(r"\s{2,}|[^\S ]")
_STOP = re.compile(
    r"\n|[。;!?]"
    r"|\.(?= [\"“(]?[A-Z0-9])(?<![A-Z]\.)(?<!\bNo\.)(?<!\bNos\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bFed\.)(?<!\bReg\.)"
    r"(?<!\bSec\.)(?<!\bStat\.)(?<!\bArt\.)(?<!\ba\.m\.)(?<!\bp\.m\.)"
)


def narrow(text: str) -> str:
    """The text with full-width letters, digits and signs as their ASCII twins; as long as before."""
    return text if text.isascii() else text.translate(_WIDTH)


def lower(text: str) -> str:
    """Lower case, as long as before (a few letters have a lower case of two characters: they stay)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


@dataclass(frozen=True)
class Prose:
    """A text and its matched form. `plain` keeps case, `low` does not; both have the same offsets."""

    text: str
    plain: str
    _folds: tuple[tuple[int, int], ...]  # (place in plain, what to add to get the place in text)

    @cached_property
    def low(self) -> str:
        return lower(self.plain)

    @cached_property
    def starts(self) -> list[int]:
        """Where sentences start in `plain`, in order; the first is 0."""
        starts = [0]
        for stop in _STOP.finditer(self.plain):
            while stop.end() - starts[-1] > LONGEST_SENTENCE:
                starts.append(starts[-1] + LONGEST_SENTENCE)
            if stop.end() > starts[-1]:
                starts.append(stop.end())
        while len(self.plain) - starts[-1] > LONGEST_SENTENCE:
            starts.append(starts[-1] + LONGEST_SENTENCE)
        return starts

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence around a place: where it starts and ends in `plain`."""
        index = bisect_right(self.starts, place) - 1
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.plain)
        return self.starts[index], end

    def sentences(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, [*self.starts[1:], len(self.plain)], strict=True)

    def original(self, start: int, end: int) -> str:
        """The words between two places of `plain`, as they stand in the text."""
        return self.text[self._back(start) : self._back(end)].strip()

    def _back(self, place: int) -> int:
        index = bisect_right(self._folds, place, key=lambda fold: fold[0]) - 1
        return place if index < 0 else place + self._folds[index][1]


def prose(text: str) -> Prose:
    """A text made ready for matching.

    A text with empty lines is taken as wrapped: there a single line break is a blank. In any other
    text every line is a block of its own (a paragraph, or a table row with its cells split by tabs).
    """
    wrapped = "\n\n" in text or "\n\r\n" in text
    pieces: list[str] = []
    folds: list[tuple[int, int]] = []
    at = shift = 0
    for run in _RUN.finditer(text):
        pieces += (text[at : run.start()], _fold(text, run, wrapped=wrapped))
        at = run.end()
        if run.end() - run.start() > 1:
            shift += run.end() - run.start() - 1
            folds.append((run.end() - shift, shift))
    pieces.append(text[at:])
    return Prose(text, narrow("".join(pieces)), tuple(folds))


def _fold(text: str, run: re.Match[str], *, wrapped: bool) -> str:
    space = run.group()
    breaks = space.count("\n", 0, 64)
    if breaks == 0:
        return "\t" if "\t" in space[:64] else " "
    lists = text[run.end() : run.end() + 1] in ("-", "*", "#", "|", "•")
    return " " if wrapped and breaks == 1 and not lists else "\n"


def body(content: Content) -> str:
    """What a notice says as one text: a line per block, a tab between the cells of a table row.

    Labelled fields come first ("文号: ..."), readable attachments last.
    """
    lines = [f"{name}: {value}" for name, value in content.fields]
    blocks = [*content.blocks, *(block for part in content.attachments for block in part.blocks or ())]
    for block in blocks:
        if isinstance(block, Table):
            lines += ("\t".join(cells) for cells in (block.columns, *block.rows))
        else:
            lines.append(block.text)
    return "\n".join(lines)
