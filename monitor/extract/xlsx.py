"""Spreadsheets, .xlsx and .xls, to rows of text as Excel shows them.

Before anything is opened the archive is looked through in pieces: how many members, how large they
really are, how many cells and how far out (C21), and that no part declares entities (C23). One cell
in the last corner of a sheet would otherwise be a table of 17 billion.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from monitor.errors import ReadError
from monitor.extract import archive, biff, cellformats, formats, ole
from monitor.extract.archive import PIECE
from monitor.extract.limits import Limits
from monitor.extract.rows import to_blocks
from monitor.extract.text import fold
from monitor.model import Content, Sheet
from monitor.patterns import regex

if TYPE_CHECKING:
    from zipfile import ZipInfo

    from python_calamine import CalamineSheet, CalamineWorkbook

LARGEST_AREA = 2_000_000  # cells between the first and the last, empty ones included

_USUAL = Limits()
_CELL = regex(rb"<(?:\w{1,20}:)?c(?=[\s/>])([^<>]*)>")
_PLACE = regex(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_LONGEST_TAG = 300  # bytes; a cell's own tag is a tenth of that

Value = int | float | str | bool | time | date | datetime | timedelta


def content(body: bytes, limits: Limits = _USUAL) -> Content:
    """Every visible sheet in order: lines above its table, the table, notes below it."""
    return content_of(sheets(body, limits))


def content_of(sheets: Sequence[Sheet]) -> Content:
    """What a reader sees in these sheets."""
    return Content(tuple(block for sheet in sheets for block in to_blocks(sheet.name, sheet.rows)))


def sheets(body: bytes, limits: Limits = _USUAL) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook (XLSX, XLS, ODS). Raises ReadError for one that is broken, locked or a bomb."""
    if body[:2] == b"PK":
        archive.inspect(body, limits, "a spreadsheet", lambda: _Extent(limits.cells).add)
        under = cellformats.of(body)
    else:
        ole.inspect(body, limits.cells, LARGEST_AREA)
        if (book := ole.stream(body, "Book")) and biff.is_old(book):
            return biff.sheets(book, shown, limits.cells)
        under = biff.formats_of(ole.stream(body, "Workbook"))
        body = _in_unicode(body)
    found = tuple(Sheet(fold(name), tuple(map(tuple, rows))) for name, rows in _visible(_open(body), under))
    if any("\ufffd" in cell for sheet in found for row in sheet.rows for cell in row):
        raise ReadError("the workbook's letters could not be decoded")
    return found


class _Extent:
    """How many cells a sheet has and how far they reach."""

    def __init__(self, most_cells: int) -> None:
        self.most_cells = most_cells
        self.cells = self.row = self.column = 0

    def add(self, _member: ZipInfo, xml: bytes) -> bytes:
        """Count the cells in a piece of a sheet; answers the tail that belongs to the next piece."""
        cut = xml.rfind(b"<") if len(xml) >= PIECE else len(xml)
        for found in _CELL.finditer(xml, 0, cut):
            self._count(found[1])
        if self.cells > self.most_cells:
            raise ReadError(f"a sheet has more than {self.most_cells:,} cells")
        if self.row * self.column > LARGEST_AREA:
            raise ReadError(
                f"a sheet reaches over {self.row:,} rows and {self.column:,} columns and is nearly empty"
            )
        if len(xml) - cut > PIECE:
            raise ReadError("a text in the spreadsheet is longer than any cell can be")
        return xml[cut:]

    def _count(self, tag: bytes) -> None:
        if len(tag) > _LONGEST_TAG or tag.count(b'"') % 2 or tag.count(b"'") % 2:
            raise ReadError("a cell of the spreadsheet is written as no office program writes it")
        if tag.endswith(b"/"):
            return  # a style without a value
        self.cells += 1
        if (place := _PLACE.search(tag)) is not None:
            self.row = max(self.row, int(place[2]))
            self.column = max(self.column, _column(place[1]))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever the parser stumbles over is the file's fault, and is told as such."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        why = "it is locked with a password" if "password" in str(error).lower() else str(error)
        raise ReadError(f"not readable as a spreadsheet: {why}") from error
    except BaseException as error:
        # A panic of the Rust parser, whose class cannot be named in an except clause.
        if type(error).__name__ != "PanicException":
            raise
        raise ReadError("not readable as a spreadsheet: its parts contradict each other") from error


def _in_unicode(body: bytes) -> bytes:
    """The workbook of Excel 97 with its code page named as what its letters are, UTF-16 (faults Q16).

    Chinese customs publish theirs with code page 936 written in them, which says nothing since Excel 97; the
    parser believes it and reads other letters.
    """
    at = biff.code_page_at(ole.stream(body, "Workbook"))
    if at is None:
        return body
    place = ole.place(body, "Workbook", at)
    if place is None:
        raise ReadError("the workbook's letters could not be decoded")
    return body[:place] + biff.UTF_16 + body[place + 2 :]


def _open(body: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    with _refusing():
        return CalamineWorkbook.from_filelike(io.BytesIO(body))


def _visible(book: CalamineWorkbook, under: cellformats.Formats) -> Iterator[tuple[str, list[list[str]]]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    cells = 0
    for number, about in enumerate(book.sheets_metadata):
        if about.visible != SheetVisibleEnum.Visible or about.typ != SheetTypeEnum.WorkSheet:
            continue
        with _refusing():
            sheet = book.get_sheet_by_name(about.name)
        cells += sheet.height * sheet.width
        if cells > LARGEST_AREA:
            raise ReadError(f"the workbook has more than {LARGEST_AREA:,} cells")
        yield about.name, _filled(sheet, under.get(about.name, under.get(number, {})))


def _filled(sheet: CalamineSheet, codes: cellformats.Places) -> list[list[str]]:
    """The sheet's rows from its top left corner, each merged area filled with its text."""
    values = sheet.to_python(skip_empty_area=False)
    rows = [[shown(value) for value in row] for row in values]
    for (r, c), code in codes.items():
        if r < len(rows) and c < len(rows[r]):
            rows[r][c] = shown(values[r][c], code)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(rows) or left >= len(rows[top]):
            continue
        text = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [text] * len(row[left : right + 1])
    return rows


def shown(value: Value, code: str = "") -> str:
    """A cell as a reader sees it: 8541430010 is no 8541430010.0, a day has no midnight, 0.1 + 0.2 is 0.3.

    code: the format of its numbers, under which 1012100 may be 01012100 and 0.13 may be 13%.
    """
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if code and isinstance(value, int | float) and (formatted := formats.shown(value, code)) is not None:
        return formatted
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return _moment(value) if isinstance(value, datetime | time) else str(value)


def _moment(value: datetime | time) -> str:
    if isinstance(value, time):
        return value.isoformat("minutes" if not value.second else "seconds")
    midnight = not (value.hour or value.minute or value.second or value.microsecond)
    return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
