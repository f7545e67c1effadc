"""Source kind `register`: a table that an agency republishes whole, one notice a row.

    - id: final-notices
      kind: register
      url: https://agency.example/final-notices.xlsx
      key: Reference            # the column that names a row; several: [List, Entity]
      title: Subject
      date: Published
      link: Document

XLSX, XLS, ODS, CSV, or the tables of an HTML page, a PDF or a Word document. The header row is the first that has these names; rows
above it, and rows without a key, are skipped. All cells are the notice's fields. `sheet` keeps to one
sheet. `columns` names the columns of a file without a header row, in their order. A row that is missing from the next edition has been removed; where an edition shows only the
latest rows, say `whole: false`. Where a page links to the newest edition, `inner: "{a[href$='.csv']@href}"` and the
page as `url` (`monitor.sources.base.values`); where its address names the calendar, `/list-{year}-{month}.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from monitor import identity, urls
from monitor.errors import ReadError
from monitor.extract import csv, sheets as workbook, sniff
from monitor.extract.text import fold
from monitor.model import Content, Document, Flaw, Listed, Notice, Request, Table
from monitor.sources.base import Found, tells_lost_letters
from monitor.sources.base.shell import ShellSource

MOST_ROWS = 5_000  # notices a check (faults C17)
HEADER_WITHIN = 50  # rows from the top; titles and notes above a header are shorter than that
BETWEEN = " · "  # the cells of a key over several columns

_Cells = dict[str, str]  # a row's cells by column
_Columns = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda given: (given,) if isinstance(given, str) else given),
    Field(min_length=1),
]


class _Sheet(NamedTuple):
    """A table as rows of text; name: of the sheet, or the table's caption."""

    name: str
    rows: Sequence[Sequence[str]]


class Source(ShellSource):
    """A spreadsheet or table; see the top of this file."""

    key: _Columns
    title: str
    date: str | None = None
    link: str | None = None
    sheet: str | None = None
    columns: _Columns | None = None
    whole: bool = True

    one_edition: ClassVar[bool] = True

    def requests(self, now: datetime) -> Iterator[Request]:
        yield from self.editions(now)

    @tells_lost_letters
    def read(self, document: Document, now: datetime) -> Iterator[Found]:
        if (behind := self.behind(document, now)) is not None:
            yield behind
            return
        sheets = self._sheets(document)
        tables = [table for sheet in sheets if (table := self._table(sheet)) is not None]
        if not tables:
            raise ReadError(f"no row has all of {', '.join(self._named)}; {_seen(sheets)}")
        rows = [row for table in tables for row in table if all(row[name] for name in self.key[:1])]
        if len(rows) > MOST_ROWS:
            yield Flaw(f"{len(rows)} rows, the first {MOST_ROWS} were read", minor=True)
        known: dict[str, _Cells] = {}
        for row in rows[:MOST_ROWS]:
            key = BETWEEN.join(row[name] for name in self.key)
            if key not in known:
                known[key] = row
                yield self._notice(key, row, document)
            elif known[key] != row:
                yield Flaw(
                    f'two rows have the key "{key[:80]}"; name more columns in `key` to tell them apart',
                    minor=True,
                )

    @model_validator(mode="after")
    def _has_columns(self) -> Self:
        if self.columns is not None and (
            unknown := [name for name in self._named if name not in self.columns]
        ):
            raise ValueError(f"columns does not name {', '.join(unknown)}, which key, title, date or link do")
        return self

    @property
    def _named(self) -> list[str]:
        return [*self.key, self.title, *(name for name in (self.date, self.link) if name)]

    def _sheets(self, document: Document) -> list[_Sheet]:
        """The rows of every table in the document, or of the one that `sheet` names."""
        match sniff.settle(document.body, document.url, document.header("Content-Type")):
            case "xlsx" | "xls" | "ods" as kind:
                found = workbook(document.body, kind, document.parse)
                sheets = [_Sheet(sheet.name, sheet.rows) for sheet in found]
            case "csv" | "txt":
                sheets = [_Sheet("", csv.rows(document.body, content_type=self.content_type(document)))]
            case _:
                tables = [block for block in self.extract(document).blocks if isinstance(block, Table)]
                sheets = [_Sheet(table.name, [table.columns, *table.rows]) for table in tables]
        if self.sheet is None:
            return sheets
        chosen = [sheet for sheet in sheets if sheet.name == self.sheet]
        if not chosen:
            raise ReadError(
                f'no sheet is called "{self.sheet}", there are {", ".join(s.name for s in sheets) or "none"}'
            )
        return chosen

    def _table(self, sheet: _Sheet) -> list[_Cells] | None:
        """A sheet's rows from the header row down; None when it has no such row."""
        if self.columns is not None:
            return [self._cells(self.columns, row) for row in sheet.rows if len(row) > 1]
        for place, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            columns = [self._called(fold(cell)) for cell in row]
            if set(self._named) <= set(columns):
                return [self._cells(columns, row) for row in sheet.rows[place + 1 :]]
        return None

    def _cells(self, columns: Sequence[str], row: Sequence[str]) -> _Cells:
        return dict(zip(columns, [*row, *[""] * len(columns)], strict=False))

    def _called(self, head: str) -> str:
        """A column by the name the configuration has for it: blanks and case of a header come and go."""
        return next((name for name in self._named if _bare(name) == _bare(head)), head)

    def _notice(self, key: str, row: _Cells, document: Document) -> Notice:
        title = identity.title(row[self.title]) or key
        date = row[self.date] or None if self.date else None
        link = urls.join(document.url, row[self.link]) if self.link and row[self.link] else None
        listed = Listed(
            key=key,
            title=title,
            url=link or self.home(document.request),
            number=identity.number(key) or identity.number_of_title(title),
            published=self.date_of(date),
            published_text=date,
        )
        fields = tuple((name, cell) for name, cell in row.items() if name)
        return Notice(listed, Content(fields=fields), self.language)


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()


def _seen(sheets: Sequence[_Sheet]) -> str:
    """What a header row may be called instead, for the operator to choose from."""
    heads = (next((row for row in sheet.rows if sum(map(bool, row)) > 1), None) for sheet in sheets)
    found = [", ".join(cell for cell in head if cell)[:200] for head in heads if head]
    return f"the tables have {'; '.join(found[:3])}" if found else "there is no table"
