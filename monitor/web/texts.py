"""The text of a notice for a page, with the words marked that prove its labels.

A short text stands whole; of a long one the paragraphs with marks and those beside them, and how many are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from monitor import shown
from monitor.model import Block, Content, Table
from monitor.values import dataclass
from monitor.web.marked import Piece, marked

WHOLE = 60  # paragraphs and rows of a text that stands whole
LOOKED = 800  # paragraphs and rows that are looked through
SIGNS = 100_000  # characters that are looked through
LONGEST = 3_000  # characters of one paragraph
BESIDE = 400  # characters kept on either side of a mark in a longer one
ROWS_WHOLE = 12  # rows of a table that stand whole


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, item, field or row. role: also "field", "row", "caption" and "file". skipped: how many
    stand before it and are not shown.
    """

    role: str
    pieces: tuple[Piece, ...]
    skipped: int = 0

    @property
    def marked(self) -> bool:
        return any(piece.quotes for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a page shows it. more: how many paragraphs and rows stand behind the last one."""

    passages: tuple[Passage, ...]
    more: int = 0


def passages(content: Content, quotes: Mapping[int, str]) -> Shown:
    """The text of a notice and of its files. quotes: by number, the words to mark."""
    lines = _lines(content)
    looked, signs = list[Passage](), 0
    for role, text in islice(lines, LOOKED):
        signs += len(text)
        if signs > SIGNS and looked:
            break
        looked.append(Passage(role, _bounded(marked(text[: SIGNS // 2], quotes))))
    behind = _size(content) - len(looked)
    kept = _kept(looked) if len(looked) > WHOLE or behind > 0 else range(len(looked))
    found, last = [], -1
    for place in kept:
        found.append(replace(looked[place], skipped=place - last - 1))
        last = place
    return Shown(tuple(found), len(looked) - last - 1 + max(0, behind))


def _kept(looked: Sequence[Passage]) -> list[int]:
    """The beginning, and what is marked with its neighbours."""
    hits = {place for place, one in enumerate(looked) if one.marked}
    near = {place + step for place in hits for step in (-1, 0, 1)}
    first = range(WHOLE // 2 if not hits else 3)
    return sorted(place for place in near | set(first) if 0 <= place < len(looked))[: WHOLE * 2]


def _bounded(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces, of an endless paragraph without the middle of what is not marked."""
    if sum(len(piece.text) for piece in pieces) <= LONGEST:
        return pieces
    return tuple(
        piece
        if piece.quotes or len(piece.text) <= 2 * BESIDE
        else Piece(f"{piece.text[:BESIDE]} … {piece.text[-BESIDE:]}")
        for piece in pieces
    )


def _lines(content: Content) -> Iterator[tuple[str, str]]:
    yield from (("field", f"{name}: {value}") for name, value in content.fields)
    yield from _of_blocks(content.blocks)
    for file in content.attachments:
        yield "file", shown.line(file.name)
        yield from _of_blocks(file.blocks or ())


def _of_blocks(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Table):
            yield "caption", shown.line(block.name)
            yield "row", "\t".join(block.columns)
            yield from (("row", "\t".join(row)) for row in block.rows)
        else:
            yield block.role, block.text


def _size(content: Content) -> int:
    """How many lines there are, without making them."""
    files = content.attachments
    blocks = [*content.blocks, *(block for file in files for block in file.blocks or ())]
    rows = sum(2 + len(block.rows) if isinstance(block, Table) else 1 for block in blocks)
    return len(content.fields) + len(files) + rows
