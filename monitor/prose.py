"""A text as it can be matched: width narrowed, white space folded, cut into sentences.

Full-width signs count as their narrow twins, line wraps as blanks, quoted titles stay. Every place
in the matched form leads back to the words as they were written, so what we quote stands verbatim
in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from monitor.hanzi import simplified
from monitor.model import Block, Content, Table
from monitor.patterns import regex
from monitor.values import dataclass

LONGEST_SENTENCE = 1200  # characters; a text without any full stop is cut here, so work stays linear

_WIDTH = {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"\u3000": " ", "\xa0": " "}
_WIDE = frozenset(_WIDTH)
_RUN = regex(r"\s{2,}|[^\S ]")
_STOP = regex(
    r"\n|[。;!?]"
    r"|\.(?= [\"“(]?[A-Z0-9])(?<![A-Z]\.)(?<!\bNo\.)(?<!\bNos\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bFed\.)(?<!\bReg\.)"
    r"(?<!\bSec\.)(?<!\bStat\.)(?<!\bArt\.)(?<!\ba\.m\.)(?<!\bp\.m\.)(?<!\bw\.e\.f\.)"
)


def narrow(text: str) -> str:
    """The text with full-width letters, digits and signs as their ASCII twins; as long as before."""
    if text.isascii():
        return text
    for sign in _WIDE.intersection(text):  # few of them, and quicker than to translate every sign
        text = text.replace(sign, _WIDTH[sign])
    return text


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

    @cached_property
    def simple(self) -> str:
        """`low` with traditional Chinese signs as their simplified twins: one pattern reads both."""
        return self.low if self.low.isascii() else simplified(self.low)

    def original(self, start: int, end: int) -> str:
        """The words between two places of `plain`, as they stand in the text."""
        return self.text[self._back(start) : self._back(end)].strip()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of `plain` stand in the text."""
        return self._back(start), self._back(end - 1) + 1 if end > start else self._back(start)

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
    return "\n".join(line for _, line in _lines(content))


def places(content: Content) -> Places:
    """Where each line of `body` stands in the notice."""
    starts, spots, at = [], [], 0
    for spot, line in _lines(content):
        starts.append(at)
        spots.append(spot)
        at += len(line) + 1
    return Places(tuple(starts), tuple(spots))


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line's place, and of a table row the names of its columns with where their cells end in the line."""

    place: str
    columns: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a notice by the offsets of its `body`."""

    _starts: tuple[int, ...]
    _spots: tuple[_Spot, ...]

    def place(self, offset: int) -> str:
        """What a reader calls it: "paragraph 4", "field 效力", "table Annex 1, row 8541430010, column 税率"; "body" where nothing is known."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return "body"
        spot = self._spots[index]
        column = bisect_right(spot.ends, offset - self._starts[index])
        named = column < len(spot.columns) and spot.columns[column].strip()
        return f"{spot.place}, column {named}" if named else spot.place


def _lines(content: Content) -> Iterator[tuple[_Spot, str]]:
    for name, value in content.fields:
        yield _Spot(f"field {name}"), f"{name}: {value}"
    yield from _of_blocks(content.blocks, "")
    for part in content.attachments:
        yield from _of_blocks(part.blocks or (), f"{part.name}, ")


def _of_blocks(blocks: Sequence[Block], within: str) -> Iterator[tuple[_Spot, str]]:
    """The lines of blocks, each with its place. within: the file they stand in, with what joins it to a place."""
    paragraphs = tables = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            name = " ".join(block.name.split()) or str(tables)
            yield from _of_table(block, f"{within}table {name}")
        else:
            paragraphs += 1
            yield _Spot(f"{within}paragraph {paragraphs}"), block.text


def _of_table(table: Table, place: str) -> Iterator[tuple[_Spot, str]]:
    yield _Spot(f"{place}, head", table.columns, _ends(table.columns)), "\t".join(table.columns)
    for number, cells in enumerate(table.rows, 1):
        key = next((" ".join(cell.split()) for cell in cells if cell.strip()), "")
        yield _Spot(f"{place}, row {key[:40] or number}", table.columns, _ends(cells)), "\t".join(cells)


def _ends(cells: Sequence[str]) -> tuple[int, ...]:
    return tuple(accumulate(len(cell) + 1 for cell in cells))
