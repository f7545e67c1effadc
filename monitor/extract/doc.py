"""Old Word documents (.doc, 97 to 2003): paragraphs, headings and tables, without fields' instructions.

Such a file is a small file system (`ole`) with one stream of letters in pieces, and beside it pages that say
of each paragraph whether it stands in a table and which style it has.
Layout: [MS-DOC] 2.4.1 (text), 2.4.2 (paragraphs), 2.4.3 (tables), 2.8.25 and 2.9.175 (their properties).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from monitor.errors import ReadError
from monitor.extract import ole, ruled
from monitor.extract.limits import Limits
from monitor.extract.text import fold
from monitor.model import Block, Content, Text
from monitor.values import dataclass

_WORD, _OLDEST = 0xA5EC, 0x00C1  # Word 97
_LOCKED, _OTHER_TABLE = 0x0100, 0x0200
_IN_TABLE, _ROW_ENDS, _INNER_ROW_ENDS = 0x2416, 0x2417, 0x244C
_OPERAND = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes, by the kind that a property's number names; 0: it says itself
_FIELD_BEGINS, _FIELD_TEXT, _FIELD_ENDS = "\x13", "\x14", "\x15"
_CELL_ENDS = "\x07"
_SIGNS = {"\x0b": "\n", "\x1e": "-", "\x1f": "", "\x01": "", "\x02": "", "\x05": "", "\x08": "", "\t": " "}
_HEADINGS = range(1, 10)  # the numbers of the styles that every document has


@dataclass(frozen=True, slots=True)
class _About:
    """What is said of a paragraph."""

    style: int
    in_table: bool = False
    ends_row: bool = False


def content(body: bytes, limits: Limits) -> Content:
    """What an old Word document says. Raises ReadError for one that is broken or locked."""
    try:
        streams = dict(ole.streams(body, top=True))
        main = streams.get("WordDocument", b"")
        said = _said(main, streams, limits)
    except (struct.error, IndexError, ValueError) as error:
        raise ReadError("not readable as DOC: its parts contradict each other") from error
    return Content(tuple(said)) if said else Content(unread="the document has no text: it may be scanned")


def _said(main: bytes, streams: dict[str, bytes], limits: Limits) -> list[Block]:
    magic, version = struct.unpack_from("<HH", main, 0)
    if magic != _WORD or version < _OLDEST:
        raise ReadError("not readable as DOC: it is older than Word 97")
    flags = struct.unpack_from("<H", main, 10)[0]
    if flags & _LOCKED:
        raise ReadError("the document is locked with a password")
    table = streams.get("1Table" if flags & _OTHER_TABLE else "0Table", b"")
    pieces = list(_pieces(main, table))
    text = struct.unpack_from("<i", main, 0x4C)[0]
    footnotes = struct.unpack_from("<i", main, 0x50)[0]
    return _blocks(_paragraphs(main, pieces, text + footnotes), _Properties(main, table), limits)


# -- letters ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """Letters that stand together in the file. start: in the text; at: in the file; wide: two bytes each."""

    start: int
    end: int
    at: int
    wide: bool

    def text(self, main: bytes) -> str:
        size = (self.end - self.start) * (2 if self.wide else 1)
        raw = main[self.at : self.at + size]
        return raw.decode("utf-16-le" if self.wide else "cp1252", "replace")


def _pieces(main: bytes, table: bytes) -> Iterator[_Piece]:
    at, length = struct.unpack_from("<II", main, 0x01A2)
    end = at + length
    while at < end and table[at] == 1:  # properties for all, which we do not need
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at >= end or table[at] != 2:
        raise ReadError("not readable as DOC: its text cannot be found")
    size = struct.unpack_from("<I", table, at + 1)[0]
    count = (min(size, len(table)) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    last = 0
    for number, (start, stop) in enumerate(pairwise(places)):
        where = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        wide, where = not where & 0x40000000, where & 0x3FFFFFFF
        if start != last or stop < start:
            raise ReadError("not readable as DOC: its text is in disorder")
        yield _Piece(start, stop, where if wide else where // 2, wide)
        last = stop


def _paragraphs(main: bytes, pieces: list[_Piece], length: int) -> Iterator[tuple[str, int]]:
    """Each paragraph or cell with its end mark, and where in the file that mark stands."""
    held: list[str] = []
    for piece in pieces:
        text = piece.text(main)[: max(length - piece.start, 0)]
        begin = 0
        for at, letter in enumerate(text):
            if letter in "\r\x07\x0c":
                held.append(text[begin : at + 1])
                yield "".join(held), piece.at + at * (2 if piece.wide else 1)
                held, begin = [], at + 1
        held.append(text[begin:])
    if rest := "".join(held):
        yield rest, -1


# -- what is said of paragraphs --------------------------------------------------------------------


class _Properties:
    """What the document says of the paragraph that ends at a place in the file."""

    def __init__(self, main: bytes, table: bytes) -> None:
        self.main = main
        at, length = struct.unpack_from("<II", main, 0x0102)
        count = max(length - 4, 0) // 8
        self.places = struct.unpack_from(f"<{count + 1}I", table, at) if count else ()
        self.pages = struct.unpack_from(f"<{count}I", table, at + 4 * (count + 1)) if count else ()
        self.read: dict[int, tuple[tuple[int, ...], list[_About]]] = {}

    def at(self, place: int) -> _About:
        number = bisect_right(self.places, place) - 1
        if not 0 <= number < len(self.pages):
            return _About(0)
        page = self.pages[number] & 0x3FFFFF
        if page not in self.read:
            self.read[page] = _properties(self.main[page * 512 : page * 512 + 512])
        places, abouts = self.read[page]
        number = bisect_right(places, place) - 1
        return abouts[number] if 0 <= number < len(abouts) else _About(0)


def _properties(page: bytes) -> tuple[tuple[int, ...], list[_About]]:
    """One page of properties: where its paragraphs begin, and what it says of each."""
    count = page[511]
    places = struct.unpack_from(f"<{count + 1}I", page, 0)
    abouts = []
    for number in range(count):
        at = 2 * page[4 * (count + 1) + 13 * number]
        if not at:
            abouts.append(_About(0))
            continue
        size, at = (2 * page[at] - 1, at + 1) if page[at] else (2 * page[at + 1], at + 2)
        abouts.append(_about(page[at : at + size]))
    return places, abouts


def _about(properties: bytes) -> _About:
    style = struct.unpack_from("<H", properties, 0)[0]
    in_table = ends_row = False
    at = 2
    while at + 3 <= len(properties):
        number = struct.unpack_from("<H", properties, at)[0]
        size = _OPERAND[number >> 13]
        if number == 0xD608:  # a row's measures: two bytes of length
            size = struct.unpack_from("<H", properties, at + 2)[0] + 1
        elif not size:
            size = properties[at + 2] + 1
        on = properties[at + 2] == 1
        in_table |= number == _IN_TABLE and on
        ends_row |= number in (_ROW_ENDS, _INNER_ROW_ENDS) and on
        at += 2 + size
    return _About(style, in_table, ends_row)


# -- blocks ----------------------------------------------------------------------------------------


def _blocks(paragraphs: Iterator[tuple[str, int]], said: _Properties, limits: Limits) -> list[Block]:
    found: list[Block] = []
    rows: list[list[str]] = []
    row: list[str] = []
    cell: list[str] = []
    fields: list[bool] = []
    cells = 0
    for text, place in paragraphs:
        about = said.at(place) if place >= 0 else _About(0)
        shown = fold(_shown(text, fields))
        if not about.in_table and not text.endswith(_CELL_ENDS):
            _close(found, rows)
            rows = []
            if shown:
                found.append(Text(shown, "heading" if about.style in _HEADINGS else "paragraph"))
        elif about.ends_row:
            rows.append(row)
            row, cell = [], []
        else:
            cell.append(shown)
            if text.endswith(_CELL_ENDS):
                row.append(fold("\n".join(cell)))
                cell = []
                cells += 1
                if cells > limits.cells:
                    raise ReadError(f"the document has more than {limits.cells:,} cells")
    rows += [row] if row else []
    _close(found, rows)
    return found


def _close(found: list[Block], rows: list[list[str]]) -> None:
    width = max(map(len, rows), default=0)
    if width == 1:  # a frame round a text
        found += [Text(row[0]) for row in rows if row and row[0]]
    elif width:
        found += ruled.to_blocks([row + [""] * (width - len(row)) for row in rows], ruled.name_before(found))


def _shown(text: str, fields: list[bool]) -> str:
    """The letters that a reader sees; of a field its text, not its instructions."""
    kept: list[str] = []
    for letter in text.rstrip("\r\x07\x0c"):
        if letter == _FIELD_BEGINS:
            fields.append(True)
        elif letter == _FIELD_TEXT:
            if fields:
                fields[-1] = False
        elif letter == _FIELD_ENDS:
            if fields:
                fields.pop()
        elif not any(fields):
            kept.append(_SIGNS.get(letter, letter))
    return "".join(kept)
