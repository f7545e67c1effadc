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
from monitor.extract.text import fold
from monitor.model import Sheet

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
_A_DAY = re.compile(r"[yd]|m+/|年|月|日", re.IGNORECASE)
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


def sheets(stream: bytes, shown: Callable[[Value], str], most_cells: int) -> tuple[Sheet, ...]:
    """The visible sheets. shown: a value as text."""
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

    def __init__(self, stream: bytes, shown: Callable[[Value], str], most_cells: int) -> None:
        self.stream, self.shown, self.most_cells = stream, shown, most_cells
        self.coding = "cp1252"
        self.days = set(_DAYS)
        self.styles: list[int] = []
        self.start = datetime(1899, 12, 30)  # noqa: DTZ001 - a day in a cell has no zone
        self.listed: list[tuple[int, bytes, bool]] = []
        for kind, data in _records(stream):
            self._note(kind, data)

    def _note(self, kind: int, data: bytes) -> None:
        if kind == _CODE_PAGE:
            number = struct.unpack_from("<H", data)[0]
            self.coding = _CODES.get(number, f"cp{number}" if number in range(437, 1259) else "cp1252")
        elif kind == _FORMAT and _A_DAY.search(re.sub(r'"[^"]*"|\[[^\]]*\]', "", self._text(data[3:]))):
            self.days.add(struct.unpack_from("<H", data)[0])
        elif kind == _STYLE:
            self.styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _FROM_1904 and data[:1] == b"\x01":
            self.start = datetime(1904, 1, 1)  # noqa: DTZ001
        elif kind == _SHEET:
            at, hidden, what = struct.unpack_from("<IBB", data)
            self.listed.append((at, data[7 : 7 + data[6]], not (hidden & 3 or what)))

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
                cells |= {place: self.shown(value) for place, value in self._cells(kind, data)}
        height = max((row for row, _ in cells), default=-1) + 1
        width = max((column for _, column in cells), default=-1) + 1
        if height * width > self.most_cells * 10:
            raise ReadError(f"a sheet reaches over {height:,} rows and {width:,} columns and is nearly empty")
        return tuple(tuple(cells.get((row, column), "") for column in range(width)) for row in range(height))

    def _cells(self, kind: int, data: bytes) -> Iterator[tuple[tuple[int, int], Value]]:
        if kind not in (_LABEL, _RICH, _NUMBER, _SHORT, _SHORTS, _TRUTH, _FORMULA):
            return
        row, column, style = struct.unpack_from("<HHH", data)
        if kind in (_LABEL, _RICH):
            size = struct.unpack_from("<H", data, 6)[0]
            yield (row, column), self._text(data[8 : 8 + size])
        elif kind in (_NUMBER, _FORMULA):
            yield (row, column), self._number(struct.unpack_from("<d", data, 6)[0], style)
        elif kind == _SHORT:
            yield (row, column), self._number(_short(data[6:10]), style)
        elif kind == _SHORTS:
            for n in range((len(data) - 6) // 6):
                style = struct.unpack_from("<H", data, 4 + 6 * n)[0]
                yield (row, column + n), self._number(_short(data[6 + 6 * n : 10 + 6 * n]), style)
        elif data[7] == 0:  # no error
            yield (row, column), bool(data[6])

    def _number(self, number: float, style: int) -> Value:
        is_day = style < len(self.styles) and self.styles[style] in self.days and 0 < number < 2_958_466
        return self.start + timedelta(days=round(number, 6)) if is_day else number


def _short(raw: bytes) -> float:
    """A number in four bytes: the upper half of one in eight, or a whole number, perhaps a hundredth of it."""
    whole = struct.unpack("<i", raw)[0]
    number = (
        float(whole >> 2)
        if whole & 2
        else struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", whole & ~3))[0]
    )
    return number / 100 if whole & 1 else number
