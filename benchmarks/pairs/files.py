"""A notice as a file: CSV, workbook, letter, PDF, the answer of an interface."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from html import escape
from typing import Any

from .dress import Dress
from .paper import Grid, Paper, marked

STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*<")


def lines_of(paper: Paper, dress: Dress) -> list[tuple[str, str]]:
    """(kind, text) of everything but tables and files: h, p, li."""
    said = [("h", dress.plain(paper.say(paper.title)))]
    said += [("p", f"{label}: {dress.plain(paper.say(text))}") for label, text in paper.fields]
    for head, lines in paper.sections:
        said.append(("h", dress.plain(head)))
        said += [(line.kind, dress.plain(paper.say(line.pattern))) for line in lines]
    return said


def rows_of(grid: Grid, dress: Dress) -> list[list[str]]:
    return [grid.head, *([dress.plain(cell) for cell in marked(grid, row)] for row in grid.rows)]


def as_csv(paper: Paper, dress: Dress) -> bytes:
    """The first table with semicolons; saved anew: a byte order mark, commas, quotes round all, other line ends."""
    out = io.StringIO()
    saved = "saved" in dress.flags
    quoting = csv.QUOTE_ALL if saved else csv.QUOTE_MINIMAL
    ends = "\r\n" if saved else "\n"
    writer = csv.writer(out, delimiter="," if saved else ";", quoting=quoting, lineterminator=ends)
    writer.writerows(rows_of(paper.grids[0], dress))
    return out.getvalue().encode("utf-8-sig" if saved else "utf-8")


def as_xlsx(paper: Paper, dress: Dress) -> bytes:
    """Every table on a sheet of its own; saved anew: other widths, colours, a frozen head, numbers as text."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    book.remove(book.active)
    saved = "saved" in dress.flags
    for number, grid in enumerate(paper.grids):
        sheet = book.create_sheet(f"{number + 1}")
        sheet.append([dress.plain(grid.name)])
        for row in rows_of(grid, dress):
            sheet.append([cell if saved else as_number(cell, n) for n, cell in enumerate(row)])
        if saved:
            sheet.freeze_panes = "A3"
            sheet.column_dimensions["B"].width = 44
            sheet["A2"].font = Font(bold=True, color="FF0000")
    if saved:
        book.properties.creator = "desk"
    return written(book)


def as_number(cell: str, column: int) -> Any:
    """Rates as numbers, as people type them; codes stay text."""
    whole, _, part = cell.partition(".")
    return (
        float(cell) if column in (3, 4) and whole.isascii() and whole.isdigit() and part.isdigit() else cell
    )


def as_book(paper: Paper, dress: Dress) -> bytes:
    """One sheet with the notice's lines above its tables; saved anew: shifted a column, with empty rows between."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    saved = "saved" in dress.flags
    before = [""] if saved else []
    for _, text in lines_of(paper, dress)[:6]:
        sheet.append([*before, text])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1 + len(before), end_column=6)
    for grid in paper.grids:
        for _ in range(2 if saved else 1):
            sheet.append([])
        sheet.append([*before, dress.plain(grid.name)])
        for row in rows_of(grid, dress):
            sheet.append([*before, *row])
    for line in paper.notes:
        sheet.append([*before, dress.plain(paper.say(line.pattern))])
    sheet.title = "Export" if saved else "Sheet1"
    return written(book)


def written(saves: Any) -> bytes:
    """The file without the hour it was saved at, so that a seed always gives the same bytes."""
    out, timeless = io.BytesIO(), io.BytesIO()
    saves.save(out)
    with zipfile.ZipFile(out) as full, zipfile.ZipFile(timeless, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in full.infolist():
            body = full.read(entry)
            if entry.filename == "docProps/core.xml":
                body = STAMP.sub(rb"\g<1>2026-01-01T00:00:00Z<", body)
            kept.writestr(zipfile.ZipInfo(entry.filename), body, zipfile.ZIP_DEFLATED)
    return timeless.getvalue()


def as_docx(paper: Paper, dress: Dress) -> bytes:
    """A letter with numbered clauses; saved anew: other fonts, words in several runs, a running foot."""
    import docx

    letter = docx.Document()
    saved = "saved" in dress.flags
    styles = {"h": "Heading 2", "p": "List Number", "li": "List Bullet"}
    for kind, text in lines_of(paper, dress):
        paragraph = letter.add_paragraph("" if saved else text, style=styles[kind])
        if saved:
            middle = len(text) // 2
            paragraph.add_run(text[:middle]).italic = True
            paragraph.add_run(text[middle:])
    for grid in paper.grids:
        letter.add_paragraph(dress.plain(grid.name), style="Caption")
        rows = rows_of(grid, dress)
        table = letter.add_table(len(rows), len(grid.head), style="Light List" if saved else "Table Grid")
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    for line in paper.notes:
        letter.add_paragraph(dress.plain(paper.say(line.pattern)))
    if saved:
        letter.sections[0].footer.paragraphs[0].text = "Page 1"
    return written(letter)


def as_pdf(paper: Paper, dress: Dress) -> bytes:
    """Pages with tables that run over them; laid anew: larger type, so that pages end elsewhere, and a new foot."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    saved = "saved" in dress.flags
    size = 10.5 if saved else 9
    styles = getSampleStyleSheet()
    text = styles["BodyText"].clone("text", fontSize=size, leading=size * 1.4)
    story: list[Any] = []
    for kind, line in lines_of(paper, dress):
        story.append(Paragraph(escape(line), styles["Heading3"] if kind == "h" else text))
    for grid in paper.grids:
        story += [Spacer(1, 8), Paragraph(escape(grid.name), styles["Heading4"])]
        lined = TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("FONTSIZE", (0, 0), (-1, -1), size - 2)]
        )
        story.append(Table(rows_of(grid, dress), repeatRows=1, style=lined))
    story += [Paragraph(escape(dress.plain(paper.say(line.pattern))), text) for line in paper.notes]

    def foot(canvas: Any, page: Any) -> None:
        canvas.drawString(40, 24, f"Page {page.page}" + (f"   printed {dress.mixed}" if saved else ""))

    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def as_json(paper: Paper, dress: Dress) -> bytes:
    """What a blog's interface answers for one post; saved anew: its counter, the order of its keys."""
    parts = []
    for number, (head, lines) in enumerate(paper.sections):
        parts.append(f"<h2>{escape(dress.plain(head))}</h2>")
        parts += [f"<p>{dress.text(paper.say(line.pattern))}</p>" for line in lines]
        if number == 1:
            parts += [html_table(grid, dress) for grid in paper.grids]
            parts += [f"<p>{dress.text(paper.say(line.pattern))}</p>" for line in paper.notes]
    parts += [f'<p><a href="{file.href}">{dress.text(file.label)}</a></p>' for file in paper.files]
    post = {
        "id": 4411,
        "date": "2026-04-02T09:00:00",
        "link": "https://www.trade.example/?p=4411",
        "title": {"rendered": dress.plain(paper.say(paper.title))},
        "content": {"rendered": "\n".join(parts), "protected": False},
        "acf": {label: dress.plain(paper.say(text)) for label, text in paper.fields},
        "views": 100 + dress.mixed,
    }
    keys = sorted(post) if "saved" in dress.flags else list(post)
    return json.dumps({key: post[key] for key in keys}, ensure_ascii=False, indent=1).encode()


def html_table(grid: Grid, dress: Dress) -> str:
    rows = (
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows_of(grid, dress)
    )
    return f"<h3>{dress.text(grid.name)}</h3><table>" + "".join(rows) + "</table>"


MAKERS: dict[str, tuple[str, Callable[[Paper, Dress], bytes]]] = {
    "csv": ("csv", as_csv),
    "xlsx": ("xlsx", as_xlsx),
    "docx": ("docx", as_docx),
    "book": ("xlsx", as_book),
    "pdf": ("pdf", as_pdf),
    "json": ("json", as_json),
}
