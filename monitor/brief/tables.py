"""What a brief is set in: sections of tables, each row with where it comes from, whatever they are written as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from monitor.values import dataclass

STANDS = "="  # a fact that is as it was


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row comes from. link: None when the address is none that may be clicked. quotes: words and their place."""

    id: str
    authority: str
    source: str
    number: str
    title: str
    address: str
    link: str | None
    language: str
    published: date | None
    seen: datetime
    status: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """id: as the words call it; width: in characters, for a sheet."""

    id: str
    width: int = 16


@dataclass(frozen=True, slots=True)
class Row:
    """cells: by column. tones: how to set some of them. level: how much it matters, where that is known."""

    cells: Mapping[str, object]
    source: Source | None = None
    tones: Mapping[str, str] = field(default_factory=dict)
    level: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """title: "" where the section has one table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """more: what is left out, and where it is. empty: what to say when there is no row."""

    id: str
    title: str
    lead: str
    empty: str
    tables: tuple[Table, ...]
    more: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts. where: the section that lists it; tone: how it is set. at_least: there are more."""

    number: int
    name: str
    where: str
    tone: str = ""
    at_least: bool = False

    @property
    def shown(self) -> str:
        return f"{self.number:,}{'+' if self.at_least else ''}"


@dataclass(frozen=True, slots=True)
class Told:
    """title, span, about: above everything. lead: the whole in few sentences. first: what to look at before all else."""

    title: str
    span: str
    about: tuple[str, ...]
    lead: tuple[str, ...]
    figures: tuple[Figure, ...]
    first: tuple[Row, ...]
    sections: tuple[Section, ...]
    coverage: tuple[str, ...]
    foot: str


# -- columns ---------------------------------------------------------------------------------------

CHANGES = (
    Column("level", 10), Column("change", 16), Column("labels", 26), Column("title", 48), Column("moved", 44),
    Column("effective", 13), Column("deadline", 13), Column("expires", 13), Column("why", 40),
    Column("programmes", 26), Column("clients", 20),
)  # fmt: skip
DAYS = (
    Column("day", 13), Column("sort", 14), Column("title", 52), Column("labels", 26), Column("told", 16),
    Column("note", 26),
)  # fmt: skip
CODES = (
    Column("old", 15), Column("new", 15), Column("what", 17), Column("measure", 16), Column("before", 13),
    Column("after", 13), Column("goods", 40), Column("effective", 15),
)  # fmt: skip
PAPERS = (
    Column("document", 34), Column("how", 26), Column("before", 48), Column("after", 48), Column("effective", 18),
)  # fmt: skip
ACCESS = (
    Column("direction", 14), Column("title", 44), Column("moved", 36), Column("before", 48), Column("after", 48),
    Column("programmes", 26), Column("effective", 13),
)  # fmt: skip
FACTS_NOW = (
    Column("programme", 30), Column("fact", 22), Column("before", 30), Column("after", 30), Column("state", 22),
)  # fmt: skip
QUESTIONS = (Column("programme", 30), Column("question", 44), Column("state", 22), Column("answer", 60))
IMPACTS = (
    Column("client", 22), Column("level", 10), Column("title", 52), Column("met", 40), Column("effective", 13),
)  # fmt: skip
RUMOURS = (
    Column("claim", 36), Column("programmes", 26), Column("state", 22), Column("said", 48), Column("ruled", 48),
    Column("lag", 10),
)  # fmt: skip
DOUBTS = (
    Column("source", 24), Column("authority", 34), Column("state", 16), Column("problem", 60), Column("since", 18),
    Column("last_good", 18), Column("link", 40),
)  # fmt: skip
