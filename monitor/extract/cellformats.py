"""Which cells of a workbook show their number under a format, and under which: new files of Excel, and ODS.

The parser gives the numbers alone. Most workbooks have no such format, and then no sheet is read twice.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from monitor.errors import ReadError
from monitor.extract import archive, formats, officexml

Places = dict[tuple[int, int], str]  # row and column from 0 -> format
Formats = dict[str | int, Places]  # by a sheet's name or number
Attributes = dict[str, str]

_NUMBERS = frozenset({"float", "percentage", "currency"})
_MOST_REPEATED = 1_000
_MOST_LETTERS = 200  # of a number


def of(body: bytes) -> Formats:
    """The formats by sheet. Raises ReadError for parts that cannot be read."""
    with archive.opened(body, "a spreadsheet") as opened:
        parts = set(opened.namelist())
        if "content.xml" in parts:
            with opened.open("content.xml") as stream:
                return _Ods().read(stream)
        if "xl/workbook.xml" not in parts or "xl/styles.xml" not in parts:
            return {}
        codes = _codes(officexml.parse(opened.read("xl/styles.xml"), "xl/styles.xml"))
        if not codes:
            return {}
        return {
            name: _of_sheet(opened, part, codes) for name, part in _sheets(opened).items() if part in parts
        }


def _codes(styles: officexml.Node) -> dict[int, str]:
    """The styles of cells whose numbers are shown otherwise than they are."""
    own: dict[int, str] = {}
    for listed in styles.nodes():
        if listed.tag == "w:numFmts":
            for each in listed.nodes():
                own[_number(each.attrs.get("numFmtId"))] = each.attrs.get("formatCode", "")
    used = styles.child("w:cellXfs")
    codes = {
        style: own.get(number, formats.BUILT_IN.get(number, ""))
        for style, each in enumerate(used.nodes() if used else ())
        if (number := _number(each.attrs.get("numFmtId")))
    }
    return {style: code for style, code in codes.items() if code.lower() not in formats.PLAIN}


def _sheets(opened: ZipFile) -> dict[str, str]:
    """Which part each sheet is in."""
    book = officexml.parse(opened.read("xl/workbook.xml"), "xl/workbook.xml")
    targets: dict[str, str] = {}
    with suppress(KeyError):
        rels = officexml.parse(opened.read("xl/_rels/workbook.xml.rels"), "xl/_rels/workbook.xml.rels")
        for each in rels.nodes():
            target = each.attrs.get("Target", "")
            targets[each.attrs.get("Id", "")] = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
    listed = book.child("w:sheets")
    return {
        each.attrs.get("name", ""): targets.get(each.attrs.get("id", ""), "")
        for each in (listed.nodes() if listed else ())
    }


def _of_sheet(opened: ZipFile, part: str, codes: dict[int, str]) -> Places:
    found: Places = {}
    row = column = -1

    def start(tag: str, attrs: Attributes) -> None:
        nonlocal row, column
        if tag == "row":
            row, column = _number(attrs.get("r"), row + 2) - 1, -1
        elif tag == "c":
            place = attrs.get("r", "")
            letters = place.rstrip("0123456789")
            column = _column(letters) if letters else column + 1
            row = int(place[len(letters) :]) - 1 if place[len(letters) :] else row
            if (code := codes.get(_number(attrs.get("s")))) is not None:
                found[row, column] = code

    with opened.open(part) as stream:
        _walk(stream, part, start)
    return found


class _Ods:
    """A sheet of ODS as it goes by: what a cell shows is written beside its number there."""

    def __init__(self) -> None:
        self.sheets: Formats = {}
        self.places: Places = {}
        self.row = self.column = 0
        self.rows = 1
        self.cell: Attributes = {}
        self.text: list[str] = []

    def read(self, stream: IO[bytes]) -> Formats:
        _walk(stream, "content.xml", self.start, self.end, self.words)
        return self.sheets

    def start(self, tag: str, attrs: Attributes) -> None:
        if tag == "table":
            self.places = self.sheets.setdefault(attrs.get("name", ""), {})
            self.row = 0
        elif tag == "table-row":
            self.rows, self.column = _number(attrs.get("number-rows-repeated"), 1), 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell = attrs
            self.text.clear()

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self.row += self.rows
        elif tag in ("table-cell", "covered-table-cell"):
            wide = _number(self.cell.get("number-columns-repeated"), 1)
            code = _shown(self.cell, "".join(self.text))
            if code and self.rows * wide <= _MOST_REPEATED:
                for row in range(self.row, self.row + self.rows):
                    self.places |= {(row, self.column + c): code for c in range(wide)}
            self.column += wide

    def words(self, said: str) -> None:
        if self.cell.get("value-type") in _NUMBERS and len(self.text) < _MOST_LETTERS:
            self.text.append(said)


def _shown(cell: Attributes, text: str) -> str:
    if cell.get("value-type") not in _NUMBERS or len(text) > _MOST_LETTERS:
        return ""
    with suppress(ValueError):
        code = formats.code_of(float(cell.get("value", "")), text)
        return "" if code == "0" else code
    return ""


def _walk(
    stream: IO[bytes],
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    words: Callable[[str], None] | None = None,
) -> None:
    """Go through a part piece by piece. Names come without their spaces."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attrs: start(
        name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attrs.items()}
    )
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    if words is not None:
        parser.CharacterDataHandler = words
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise ReadError(f"{part} is no readable XML: {error}") from error


def _number(written: str | None, otherwise: int = 0) -> int:
    return (
        int(written)
        if written and written.isascii() and written.isdigit() and len(written) < 10
        else otherwise
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:3]:
        number = number * 26 + ord(letter) - 64
    return number - 1
