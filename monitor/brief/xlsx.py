"""A brief as a workbook: one sheet a subject, with filters, frozen heads, and every cell a text, a day or a number.

Nothing in it is a formula, whatever it begins with, and codes keep their zeros (faults C29).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any

from monitor.brief.sheet import Brief
from monitor.brief.told import Column, Row, Section, Source, Told, told
from monitor.digest.words import Words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST = 32_000  # characters of a cell; Excel bears 32,767
PROOF = (
    Column("authority", 34), Column("source", 24), Column("number", 28), Column("title", 44), Column("published", 13),
    Column("seen", 18), Column("status", 14), Column("link", 40), Column("words", 60), Column("place", 22),
    Column("id", 11),
)  # fmt: skip
_HEAD, _FILL, _LINK = "FFFFFF", "1F3A5F", "0B57A4"
_LEVELS = {"urgent": "F6C9C4", "high": "FCE3C8"}


def xlsx(brief: Brief, words: Words, rest: str) -> bytes:
    """The whole file. rest: the command that lists every change."""
    from openpyxl import Workbook

    said = told(brief, words, rest)
    book = Workbook(write_only=True)
    _summary(book, said, words)
    order = ["changes", *(section.id for section in said.sections if section.id != "changes")]
    by_name = {section.id: section for section in said.sections}
    for name in order:
        _sheet(book, by_name[name], words)
    book.properties.title = f"{words.say('brief.kicker')}: {said.title}"
    book.properties.creator = "monitor"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


# -- sheets ----------------------------------------------------------------------------------------


def _summary(book: Workbook, said: Told, words: Words) -> None:
    sheet = book.create_sheet(sheet_name(words.say("brief.kicker"), ()))
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 110
    sheet.append([styled(sheet, said.title, bold=True, size=16)])
    for line in (said.span, *said.about, "", *said.lead):
        sheet.append([cell(sheet, line)])
    sheet.append([])
    for number, name, _, _ in said.figures:
        sheet.append([styled(sheet, number, bold=True), cell(sheet, name)])
    sheet.append([])
    sheet.append([styled(sheet, words.say("brief.first"), bold=True)])
    for row in said.first:
        parts = (row.cells["title"], row.cells["labels"], row.cells["moved"], row.cells["why"])
        sheet.append(
            [cell(sheet, row.cells["level"]), cell(sheet, " · ".join(str(part) for part in parts if part))]
        )
    sheet.append([])
    sheet.append([styled(sheet, words.say("section.coverage"), bold=True)])
    for line in (*said.coverage, "", said.foot):
        sheet.append([cell(sheet, line)])


def _sheet(book: Workbook, section: Section, words: Words) -> None:
    for name, tables in _parts(section, words):
        columns = tables[0][1]
        sheet = book.create_sheet(sheet_name(name, book.sheetnames))
        every = (*columns, *(column for column in PROOF if column.id not in {each.id for each in columns}))
        proved = any(row.source for _, _, rows in tables for row in rows)
        shown = every if proved else columns
        for place, column in enumerate(shown):
            sheet.column_dimensions[letter(place)].width = column.width
        sheet.freeze_panes = "A2"
        sheet.append([_head(sheet, words.say(f"column.{column.id}")) for column in shown])
        number = 1
        for _, _, rows in tables:
            for row in rows:
                sheet.append(list(_cells(sheet, row, shown, words.zone)))
                number += 1
        if number > 1:
            sheet.auto_filter.ref = f"A1:{letter(len(shown) - 1)}{number}"
        for line in section.more if number > 1 else (section.empty,):
            sheet.append([])
            sheet.append([cell(sheet, line)])
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = _fit()
        sheet.print_title_rows = "1:1"


Part = tuple[str, list[tuple[str, Sequence[Column], Sequence[Row]]]]


def _parts(section: Section, words: Words) -> Iterator[Part]:
    """One sheet a subject: the facts of programmes and their questions are two."""
    from monitor.brief import told as tables

    columns: tuple[Column, ...]
    if section.id == "programmes":
        for name, columns in (
            (words.say("section.programmes"), tables.FACTS_NOW),
            (words.say("programme.questions"), tables.QUESTIONS),
        ):
            mine = [each.rows for each in section.tables if each.columns == columns]
            yield name, [("", columns, rows) for rows in mine] or [("", columns, ())]
        return
    by_name: dict[str, tuple[Column, ...]] = {
        "days": tables.DAYS, "codes": tables.CODES, "papers": tables.PAPERS, "access": tables.ACCESS,
        "impacts": tables.IMPACTS, "rumours": tables.RUMOURS, "doubts": tables.DOUBTS, "changes": tables.CHANGES,
    }  # fmt: skip
    columns = by_name[section.id]
    yield section.title, [("", columns, each.rows) for each in section.tables] or [("", columns, ())]


def _cells(sheet: WriteOnlyWorksheet, row: Row, columns: Iterable[Column], zone: tzinfo) -> Iterator[Cell]:
    proof = proved(row.source) if row.source else {}
    for column in columns:
        value = row.cells.get(column.id)
        value = proof.get(column.id) if value is None else value
        if isinstance(value, datetime):
            value = value.astimezone(zone)
        made = cell(sheet, value)
        if column.id == "link" and row.source and row.source.link and len(row.source.link) < 2_000:
            made.hyperlink = row.source.link
            made.font = _font(color=_LINK)
        if column.id == "level" and row.level in _LEVELS:
            made.fill = _solid(_LEVELS[row.level])
        yield made


def proved(source: Source) -> dict[str, object]:
    """Where a row comes from, by column."""
    return {
        "authority": source.authority,
        "source": source.source,
        "number": source.number,
        "title": source.title,
        "published": source.published,
        "seen": source.seen,
        "status": source.status,
        "link": source.link or source.address,
        "words": "\n".join(words for words, _ in source.quotes),
        "place": "\n".join(place for _, place in source.quotes if place),
        "id": source.id,
    }


# -- cells -----------------------------------------------------------------------------------------


def cell(sheet: WriteOnlyWorksheet, value: object) -> Cell:
    """A cell that is what it shows: a text is never a formula, a link never runs."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    made: Cell = WriteOnlyCell(sheet)
    if isinstance(value, datetime):
        made.value = value.replace(tzinfo=None, microsecond=0)
        made.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        made.value = value
        made.number_format = "yyyy-mm-dd"
    elif isinstance(value, int):
        made.value = value
    elif value not in (None, ""):
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
        made.value = text
        made.data_type = "s"  # also what begins with an equals sign
        made.quotePrefix = text[:1] in "=+-@\t\r"
        made.number_format = "@"
    made.alignment = _wrapped()
    return made


def styled(sheet: WriteOnlyWorksheet, value: object, *, bold: bool = False, size: int = 11) -> Cell:
    made = cell(sheet, value)
    made.font = _font(bold=bold, size=size)
    return made


def _head(sheet: WriteOnlyWorksheet, name: str) -> Cell:
    made = cell(sheet, name)
    made.font = _font(bold=True, color=_HEAD)
    made.fill = _solid(_FILL)
    return made


def sheet_name(name: str, taken: Sequence[str]) -> str:
    """A name that Excel takes: 31 characters, none of its signs, no other sheet's."""
    clean = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip("' ")[:31] or "Sheet"
    return clean if clean not in taken else f"{clean[:28]} {len(taken)}"


def letter(place: int) -> str:
    """The name of a column, counted from nought."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


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


def _fit() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)
