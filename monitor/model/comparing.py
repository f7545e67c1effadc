"""Comparing: edits, rows, facts that moved, and the four kinds of change."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar, Literal

from monitor.model.notices import LOST, Notice
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """One block that differs. path: where, for a reader ("paragraph 4", "附件1"). A move has both sides."""

    op: Literal["insert", "delete", "replace", "move"]
    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A table row by its key; cells in the order of the columns, without one that only counts the rows."""

    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell that differs in a row that stayed."""

    key: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TableEdit:
    """What happened to a table, row by row. key: the column the rows are known by."""

    name: str
    key: str
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[CellEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class FactDelta:
    """A fact that moved. before or after is None when it appeared or went.

    place: the paragraph, row or file in which it moved, for a reader ("paragraph 4", "Annex 1, row 8541430010").
    """

    name: str
    before: str | None
    after: str | None
    place: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that differs and means nothing, and why we think so.

    doubtful: it looks like damage done on the way, such as codes glued together by an export, and people should know.
    """

    why: str
    text: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two contents differ."""

    edits: tuple[Edit, ...] = ()
    tables: tuple[TableEdit, ...] = ()
    facts: tuple[FactDelta, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    @property
    def same(self) -> bool:
        """True when only noise differs."""
        return not (self.edits or self.tables)


@dataclass(frozen=True, slots=True)
class New:
    """A notice that was not there before."""

    notice: Notice
    name: ClassVar[str] = "new"


@dataclass(frozen=True, slots=True)
class Amended:
    """A notice whose text, table, title or date is not what it was. silent: it gave no sign of it.

    flapping: the site shows its versions in turn, and this is the last turn that is told (faults Q09).
    """

    before: Notice
    notice: Notice
    comparison: Comparison
    silent: bool
    flapping: bool = False
    name: ClassVar[str] = "amended"

    @property
    def uncompared(self) -> bool:
        """Whether the stored text of what stood before is damaged, so that all of the notice is told and nothing of it as new."""
        return self.before.content.unread == LOST and self.notice.content.unread is None


@dataclass(frozen=True, slots=True)
class Removed:
    """A notice that is no longer listed. notice: as it last stood."""

    notice: Notice
    name: ClassVar[str] = "removed"


@dataclass(frozen=True, slots=True)
class Restored:
    """A notice that had been removed and is listed again.

    before: as it last stood, when it came back otherwise; comparison: how it differs from that. flapping: it goes
    and comes in turn, and this is the last turn that is told.
    """

    notice: Notice
    before: Notice | None = None
    comparison: Comparison = Comparison()
    flapping: bool = False
    name: ClassVar[str] = "restored"


Change = New | Amended | Removed | Restored
