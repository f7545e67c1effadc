"""Workbooks of Excel 5 and 95, whose letters stand in a code page: 936 for those that Chinese customs published.

Only what a reader sees is taken: texts, numbers, days, results of formulas. Newer workbooks have other records and
another reader.
Layout: [MS-XLS] 2.4, as it was before Excel 97.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from monitor.errors import ReadError
from monitor.extract.formats import BUILT_IN
from monitor.extract.text import fold
from monitor.model import Sheet
from monitor.patterns import regex

Value = str | float | bool | datetime

_BEGIN, _END, _CODE_PAGE, _SHEET, _FORMAT, _STYLE, _FROM_1904 = (
    0x0809,
    0x000A,
    0x0042,
    0x0085,
    0x041E,
    0x00E0,
    0x0022,
)
_LABEL, _RICH, _NUMBER, _SHORT, _SHORTS, _TRUTH, _FORMULA, _TEXT = (
    0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD, 0x0205, 0x0006, 0x0207,
)  # fmt: skip
_EXCEL_95 = 0x0500
_DAYS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})  # formats that every Excel has
_A_DAY = regex(r"[yd]|m+/|年|月|日", re.IGNORECASE)
_CODES = {
    936: "gb18030",
    950: "cp950",
    932: "cp932",
    949: "cp949",
    1200: "utf-16-le",
    10000: "mac-roman",
    367: "ascii",
}


def is_old(stream: bytes) -> bool:
    """Whether this is a workbook of Excel 5 or 95."""
    return len(stream) > 8 and struct.unpack_from("<HHH", stream, 0)[::2] == (_BEGIN, _EXCEL_95)


UTF_16 = struct.pack("<H", 1200)


def code_page_at(stream: bytes) -> int | None:
    """Where a workbook of Excel 97 names a code page other than UTF-16, which all its letters are in."""
    at = 0
    for kind, data in _records(stream):
        if kind == _CODE_PAGE and data[:2] != UTF_16:
            return at + 4
        at += 4 + len(data)
    return None


def formats_of(stream: bytes) -> dict[str | int, dict[tuple[int, int], str]]:
    """The cells of a workbook of Excel 97 whose numbers stand under a format, by the number of their sheet."""
    try:
        return dict(enumerate(map(dict, _Formats(stream).by_sheet())))
    except (struct.error, IndexError) as error:
        raise ReadError("not readable as a spreadsheet: its parts contradict each other") from error


def sheets(stream: bytes, shown: Callable[[Value, str], str], most_cells: int) -> tuple[Sheet, ...]:
    """The visible sheets. shown: a value as text, and the format that it stands under."""
    try:
        return tuple(_Reading(stream, shown, most_cells).sheets())
    except (struct.error, IndexError, OverflowError) as error:
        raise ReadError("not readable as a spreadsheet: its parts contradict each other") from error


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _END:
            return


class _Reading:
    """One workbook: what its first part says of all sheets, then each sheet."""

    def __init__(self, stream: bytes, shown: Callable[[Value, str], str], most_cells: int) -> None:
        self.stream, self.shown, self.most_cells = stream, shown, most_cells
        self.coding = "cp1252"
        self.days = set(_DAYS)
        self.styles: list[int] = []
        self.formats = dict(BUILT_IN)
        self.start = datetime(1899, 12, 30)  # noqa: DTZ001 - a day in a cell has no zone
        self.listed: list[tuple[int, bytes, bool]] = []
        for kind, data in _records(stream):
            self._note(kind, data)

    def _note(self, kind: int, data: bytes) -> None:
        if kind == _CODE_PAGE:
            number = struct.unpack_from("<H", data)[0]
            self.coding = _CODES.get(number, f"cp{number}" if number in range(437, 1259) else "cp1252")
        elif kind == _FORMAT:
            self._note_format(struct.unpack_from("<H", data)[0], self._text(data[3:]))
        elif kind == _STYLE:
            self.styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _FROM_1904 and data[:1] == b"\x01":
            self.start = datetime(1904, 1, 1)  # noqa: DTZ001
        elif kind == _SHEET:
            at, hidden, what = struct.unpack_from("<IBB", data)
            self.listed.append((at, data[7 : 7 + data[6]], not (hidden & 3 or what)))

    def _note_format(self, number: int, code: str) -> None:
        self.formats[number] = code
        if _A_DAY.search(re.sub(r'"[^"]*"|\[[^\]]*\]', "", code)):
            self.days.add(number)

    def _text(self, raw: bytes) -> str:
        return raw.decode(self.coding, "replace")

    def sheets(self) -> Iterator[Sheet]:
        for at, name, visible in self.listed:
            if visible:
                yield Sheet(fold(self._text(name)), self._rows(at))

    def _rows(self, at: int) -> tuple[tuple[str, ...], ...]:
        cells: dict[tuple[int, int], str] = {}
        waiting: tuple[int, int] | None = None  # a formula whose text comes in the next record
        for kind, data in _records(self.stream, at):
            if kind == _TEXT and waiting:
                cells[waiting] = fold(self._text(data[2 : 2 + struct.unpack_from("<H", data)[0]]))
                waiting = None
            elif kind == _FORMULA and data[12:14] == b"\xff\xff":
                waiting = struct.unpack_from("<HH", data)[:2] if data[6] == 0 else None
            else:
                cells |= {place: self.shown(value, code) for place, value, code in self._cells(kind, data)}
        height = max((row for row, _ in cells), default=-1) + 1
        width = max((column for _, column in cells), default=-1) + 1
        if height * width > self.most_cells * 10:
            raise ReadError(f"a sheet reaches over {height:,} rows and {width:,} columns and is nearly empty")
        return tuple(tuple(cells.get((row, column), "") for column in range(width)) for row in range(height))

    def _cells(self, kind: int, data: bytes) -> Iterator[tuple[tuple[int, int], Value, str]]:
        if kind in (_LABEL, _RICH):
            row, column, _, size = struct.unpack_from("<HHHH", data)
            yield (row, column), self._text(data[8 : 8 + size]), ""
        elif kind == _TRUTH and data[7] == 0:  # no error
            yield struct.unpack_from("<HH", data), bool(data[6]), ""
        for place, style, raw in _numbers(kind, data):
            number = _short(raw) if len(raw) == 4 else struct.unpack("<d", raw)[0]
            yield place, *self._number(number, style)

    def _number(self, number: float, style: int) -> tuple[Value, str]:
        used = self.styles[style] if style < len(self.styles) else 0
        if used in self.days and 0 < number < 2_958_466:
            return self.start + timedelta(days=round(number, 6)), ""
        return number, self.formats.get(used, "")


class _Formats:
    """What stands under a format in a workbook of Excel 97, whose letters are in UTF-16 or the lower half of it."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.formats = dict(BUILT_IN)
        self.styles: list[int] = []
        self.begins: list[int] = []
        for kind, data in _records(stream):
            if kind == _FORMAT:
                number, size, wide = struct.unpack_from("<HHB", data)
                raw = data[5 : 5 + (2 * size if wide & 1 else size)]
                self.formats[number] = raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
            elif kind == _STYLE:
                self.styles.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _SHEET:
                self.begins.append(struct.unpack_from("<I", data)[0])

    def by_sheet(self) -> Iterator[Iterator[tuple[tuple[int, int], str]]]:
        codes = {style: code for style, used in enumerate(self.styles) if (code := self.formats.get(used))}
        for begin in self.begins:
            yield (
                (place, codes[style])
                for kind, data in (_records(self.stream, begin) if codes else ())
                for place, style, _ in _numbers(kind, data)
                if style in codes
            )


def _numbers(kind: int, data: bytes) -> Iterator[tuple[tuple[int, int], int, bytes]]:
    """The numbers of a record: each with its place and style, in four bytes or eight."""
    if kind not in (_NUMBER, _FORMULA, _SHORT, _SHORTS):
        return
    row, column, style = struct.unpack_from("<HHH", data)
    if kind == _SHORTS:
        for n in range((len(data) - 6) // 6):
            style = struct.unpack_from("<H", data, 4 + 6 * n)[0]
            yield (row, column + n), style, data[6 + 6 * n : 10 + 6 * n]
    else:
        yield (row, column), style, data[6 : 10 if kind == _SHORT else 14]


def _short(raw: bytes) -> float:
    """A number in four bytes: the upper half of one in eight, or a whole number, perhaps a hundredth of it."""
    whole = struct.unpack("<i", raw)[0]
    number = (
        float(whole >> 2)
        if whole & 2
        else struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", whole & ~3))[0]
    )
    return number / 100 if whole & 1 else number
