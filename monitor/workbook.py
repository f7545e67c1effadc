"""Workbooks that are safe to open: every cell is a text, a day or a number, nothing is a formula (faults C29).

Written row by row, so that a long one needs little memory. Codes are texts and keep their zeros.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime
from functools import cache
from typing import IO, TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell

LONGEST = 32_000  # characters of a cell; Excel bears 32,767
LONGEST_LINK = 2_000  # characters of an address that is a link
MOST_LINKS = 60_000  # of one sheet; Excel bears 65,530
_HEAD, _FILL, _LINK = "FFFFFF", "1F3A5F", "0B57A4"
_BEGINS = "=+-@\t\r"  # with these a spreadsheet begins a formula


class Book:
    """A workbook in the making. zone: in which times are told, since a sheet knows none."""

    def __init__(self, zone: ZoneInfo, title: str = "") -> None:
        from openpyxl import Workbook

        self._book: Workbook = Workbook(write_only=True)
        self._book.properties.title = title
        self._book.properties.creator = "monitor"
        self.zone = zone

    def sheet(self, name: str, heads: Sequence[tuple[str, int]] = (), rows: int = 0) -> Sheet:
        """A sheet with these headings, each with its width in characters. rows: so many follow, for the filters."""
        return Sheet(self, self._book, sheet_name(name, self._book.sheetnames), heads, rows)

    def save(self, stream: IO[bytes]) -> None:
        self._book.save(stream)


class Sheet:
    """A sheet that takes one row after the other. Headings stay in sight and carry filters."""

    def __init__(
        self, book: Book, workbook: Workbook, name: str, heads: Sequence[tuple[str, int]], rows: int
    ) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import Cell

        self._zone = book.zone
        self._sheet: Any = workbook.create_sheet(name)
        self._new, self._kind = WriteOnlyCell, Cell
        self._looks: dict[tuple[str, bool, bool], Any] = {}
        self._links = 0
        if heads:
            self.widths([width for _, width in heads])
            self._sheet.freeze_panes = "A2"
            self._sheet.print_title_rows = "1:1"
            self._sheet.page_setup.orientation = "landscape"
            self._sheet.page_setup.fitToHeight = 0
            self._sheet.sheet_properties.pageSetUpPr = _fit()
            if rows:
                self._sheet.auto_filter.ref = f"A1:{letter(len(heads) - 1)}{rows + 1}"
            self.row([self.styled(name, bold=True, color=_HEAD, fill=_FILL) for name, _ in heads])

    def widths(self, widths: Iterable[int]) -> None:
        for place, width in enumerate(widths):
            self._sheet.column_dimensions[letter(place)].width = width

    def row(self, cells: Iterable[object] = ()) -> None:
        """Values, or cells made here."""
        self._sheet.append([self._as_cell(each) for each in cells])

    def _as_cell(self, value: object) -> Cell | None:
        """None leaves a cell out: a third of them are empty."""
        if value in (None, ""):
            return None
        return value if isinstance(value, self._kind) else self.cell(value)

    def cell(self, value: object) -> Cell:
        """A cell that is what it shows: a text is never a formula."""
        return self._made(value, wraps=True)

    def line(self, text: str) -> Cell:
        """A remark that runs over the cells beside it."""
        return self._made(text, wraps=False)

    def _made(self, value: object, *, wraps: bool) -> Cell:
        made: Any = self._new(self._sheet)
        form, text = "General", ""
        if isinstance(value, datetime):
            made.value = value.astimezone(self._zone).replace(tzinfo=None, microsecond=0)
            form = "yyyy-mm-dd hh:mm"
        elif isinstance(value, date):
            made.value = value
            form = "yyyy-mm-dd"
        elif isinstance(value, int):
            made.value = value
        elif value not in (None, ""):
            text = _legal(str(value))
            made.value = text
            made.data_type = "s"  # also what begins with an equals sign
            form = "@"
        look = form, wraps, text[:1] in _BEGINS if text else False
        if look not in self._looks:
            self._looks[look] = self._look(*look)
        made._style = copy(self._looks[look])  # noqa: SLF001 - openpyxl's own way to copy a style
        found: Cell = made
        return found

    def _look(self, form: str, wraps: bool, quoted: bool) -> Any:  # noqa: FBT001 - a look's parts
        """How such cells are set, looked up once: openpyxl takes longer for that than for the cell itself."""
        made: Any = self._new(self._sheet)
        made.number_format = form
        made.alignment = _wrapped() if wraps else _flat()
        made.quotePrefix = quoted
        return made._style  # noqa: SLF001 - as above

    def styled(
        self, value: object, *, bold: bool = False, size: int = 11, color: str = "", fill: str = ""
    ) -> Cell:
        made = self.cell(value)
        made.font = _font(bold=bold, size=size, color=color or None)
        if fill:
            made.fill = _solid(fill)
        return made

    def link(self, text: str, address: str | None) -> Cell:
        """A text that leads somewhere; plain where it may not, or where there are too many."""
        made = self.cell(text)
        if address and len(address) < LONGEST_LINK and self._links < MOST_LINKS:
            self._links += 1
            made.hyperlink = address
            made.font = _font(color=_LINK)
        return made


_ILLEGAL = dict.fromkeys(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D))


def _legal(text: str) -> str:
    """The text without what a workbook cannot hold."""
    bare = text[:LONGEST]
    return bare if bare.isprintable() else bare.translate(_ILLEGAL).encode("utf-8", "replace").decode()


def sheet_name(name: str, taken: Sequence[str]) -> str:
    """A name that Excel takes: 31 characters, none of its signs, no other sheet's."""
    clean = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip("' ")[:31] or "Sheet"
    used = {each.casefold() for each in taken}
    return clean if clean.casefold() not in used else f"{clean[:27]} {len(taken) + 1}"


def letter(place: int) -> str:
    """The name of a column, counted from nought."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


# Styles are looked up for every cell, so each is made once.


@cache
def _font(*, bold: bool = False, size: int = 11, color: str | None = None) -> Any:
    from openpyxl.styles import Font

    return Font(bold=bold, size=size, color=color)


@cache
def _solid(color: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=color)


@cache
def _wrapped() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(vertical="top", wrap_text=True)


@cache
def _flat() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(vertical="top")


def _fit() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)
