"""A brief as a workbook: one sheet a subject, with filters, frozen heads, and every line with its proof."""

from __future__ import annotations

import io
from collections.abc import Iterator

from monitor.brief import tables
from monitor.brief.sheet import Brief
from monitor.brief.tables import Column, Row, Section, Source, Told
from monitor.brief.told import told
from monitor.digest.words import Words
from monitor.workbook import Book, Sheet

PROOF = (
    Column("authority", 34), Column("source", 24), Column("number", 28), Column("title", 44), Column("published", 13),
    Column("seen", 18), Column("status", 14), Column("link", 40), Column("words", 60), Column("place", 22),
    Column("id", 11),
)  # fmt: skip
_LEVELS = {"urgent": "F6C9C4", "high": "FCE3C8"}


def xlsx(brief: Brief, words: Words, rest: str) -> bytes:
    """The whole file. rest: the command that lists every change."""
    said = told(brief, words, rest)
    book = Book(words.zone, words.say("sign.colon").join((words.say("brief.kicker"), said.title)))
    _summary(book, said, words)
    for section in sorted(said.sections, key=lambda each: each.id != "changes"):
        _sheet(book, section, words)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _summary(book: Book, said: Told, words: Words) -> None:
    sheet = book.sheet(words.say("brief.kicker"))
    sheet.widths((16, 110))
    sheet.row([sheet.styled(said.title, bold=True, size=16)])
    for line in dict.fromkeys((said.span, *said.about, "", *said.lead)):
        if line != said.title:
            sheet.row([sheet.line(line)])
    sheet.row()
    for figure in said.figures:
        number = figure.shown if figure.at_least else figure.number
        sheet.row([sheet.styled(number, bold=True), figure.name])
    sheet.row()
    sheet.row([sheet.styled(words.say("brief.first"), bold=True)])
    for row in said.first:
        parts = (row.cells[name] for name in ("title", "labels", "moved", "why"))
        sheet.row([_level(sheet, row), words.say("sign.dot").join(str(part) for part in parts if part)])
    sheet.row()
    sheet.row([sheet.styled(words.say("section.coverage"), bold=True)])
    for line in (*said.coverage, "", said.foot):
        sheet.row([sheet.line(line)])


def _sheet(book: Book, section: Section, words: Words) -> None:
    for name, columns, rows in _parts(section, words):
        own = {column.id for column in columns}
        proved = any(row.source for row in rows)
        shown = (*columns, *(column for column in PROOF if proved and column.id not in own))
        heads = [(words.say(f"column.{column.id}"), column.width) for column in shown]
        sheet = book.sheet(name, heads, len(rows))
        for row in rows:
            sheet.row(_cells(sheet, row, shown))
        for line in section.more if rows else (section.empty,):
            sheet.row()
            sheet.row([sheet.line(line)])


def _parts(section: Section, words: Words) -> Iterator[tuple[str, tuple[Column, ...], list[Row]]]:
    """One sheet a subject: the facts of programmes and their questions are two."""
    if section.id == "programmes":
        for name, columns in (
            (words.say("section.programmes"), tables.FACTS_NOW),
            (words.say("programme.questions"), tables.QUESTIONS),
        ):
            yield (
                name,
                columns,
                [row for each in section.tables if each.columns == columns for row in each.rows],
            )
        return
    yield section.title, _COLUMNS[section.id], [row for each in section.tables for row in each.rows]


_COLUMNS: dict[str, tuple[Column, ...]] = {
    "days": tables.DAYS,
    "codes": tables.CODES,
    "papers": tables.PAPERS,
    "access": tables.ACCESS,
    "impacts": tables.IMPACTS,
    "rumours": tables.RUMOURS,
    "doubts": tables.DOUBTS,
    "changes": tables.CHANGES,
}


def _cells(sheet: Sheet, row: Row, columns: tuple[Column, ...]) -> Iterator[object]:
    proof = _proof(row.source) if row.source else {}
    for column in columns:
        value = row.cells.get(column.id)
        value = proof.get(column.id) if value is None else value
        if column.id == "level":
            yield _level(sheet, row)
        elif column.id == "link":
            yield sheet.link(str(value or ""), row.source.link if row.source else None)
        else:
            yield value


def _level(sheet: Sheet, row: Row) -> object:
    return sheet.styled(row.cells["level"], fill=_LEVELS.get(row.level, ""))


def _proof(source: Source) -> dict[str, object]:
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
