"""Contents: the texts, tables, links and files of a notice, in reading order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Literal

from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A heading, paragraph or list item, as a reader sees it: white space folded, inline markup gone.

    href: the absolute target when the block is one link (an item of a list page, an annex).
    """

    text: str
    role: Literal["heading", "paragraph", "item"] = "paragraph"
    href: str | None = None
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table by rows and columns; every row is as wide as `columns`. name: its caption or sheet."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


Block = Text | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a notice. blocks is None when its text is not available; unread says why."""

    name: str
    url: str
    sha256: str | None = None
    blocks: tuple[Block, ...] | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Words within a text or a cell that lead to another page. near: the paragraph or the table's row they stand in."""

    words: str
    href: str
    near: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a notice says. fields: labelled metadata of the page (文号, 效力, Effective date), in order.

    unread: why the text of the notice itself is not available, None when it is. links: those within its texts and
    tables (not compared by ==: a notice that was read before links were looked at says the same).
    """

    blocks: tuple[Block, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    unread: str | None = None
    links: tuple[Link, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its rows as text, merged cells filled."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser found in a file: the sheets of a workbook, what it says of any other."""

    content: Content = Content()
    sheets: tuple[Sheet, ...] = ()


Parse = Callable[[bytes, str], Parsed]  # a body, and what kind of file it is ("pdf", "docx")
