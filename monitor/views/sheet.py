"""What a view shows of two versions of a notice: plain values that a page or a terminal lays out."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from monitor.compare.alignment import How
from monitor.values import dataclass

__all__ = [
    "Cell", "Counts", "Cut", "Fact", "Fold", "Grid", "GridRow", "How", "Line", "Mark", "Part", "Passed", "Piece",
    "Section", "Unit", "View",
]  # fmt: skip

UNCHANGED = (How.SAME, How.NOISE)

Unit = Literal["paragraphs", "rows", "fields", "files"]


class Mark(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    COME = "come"
    SKIPPED = "skipped"  # the same on both sides and too long to be shown
    CUT = "cut"  # it went or came, and is too long to be shown


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. count: the characters that are not shown, of a skipped one."""

    text: str
    mark: Mark = Mark.SAME
    count: int = 0


class Marked:
    """Pieces of both versions; `old` and `new` are those of one."""

    __slots__ = ()
    pieces: tuple[Piece, ...]

    @property
    def old(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.mark is not Mark.COME)

    @property
    def new(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.mark is not Mark.GONE)


@dataclass(frozen=True, slots=True)
class Line(Marked):
    """A paragraph, heading, item or field of both versions. place: where it stands, for a reader.

    note: why a difference means nothing, or from where to where it moved. away: it stood here, and stands
    elsewhere now.
    """

    how: How
    pieces: tuple[Piece, ...]
    place: str = ""
    role: str = "paragraph"
    note: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class Cell(Marked):
    """A cell of a table, or a heading. key: rows are known by its column."""

    pieces: tuple[Piece, ...]
    changed: bool = False
    key: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a table. place: its key."""

    how: How
    cells: tuple[Cell, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch in which nothing changed. inside: its beginning, where it can be opened; `more` stand behind it.

    under: the last heading in it, so that a reader knows where what follows stands.
    """

    count: int
    unit: Unit
    inside: tuple[Line | GridRow | Grid, ...] = ()
    under: str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.inside)


@dataclass(frozen=True, slots=True)
class Cut:
    """Changes that are not shown, as there are too many for one page."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Counts:
    added: int = 0
    removed: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its headings, the rows that changed, and folds for the others.

    key: the columns rows are known by. hidden: how many columns of a very wide one are not shown.
    """

    how: How
    name: str
    key: str
    head: tuple[Cell, ...]
    rows: tuple[GridRow | Fold | Cut, ...]
    counts: Counts
    hidden: int = 0


Part = Line | Grid | Fold | Cut


@dataclass(frozen=True, slots=True)
class Section:
    """The particulars of a notice, its text, one of its files, what else changed, or all that changed one by one.

    name: of the file. note: why its text is not there.
    """

    kind: Literal["particulars", "text", "file", "also", "changes"]
    parts: tuple[Part, ...]
    how: How = How.EDITED
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that moved. name: as the comparison calls it. place: in which paragraph or row."""

    name: str
    before: str
    after: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """What was passed over for one reason. texts: some of it. doubtful: people should look at it."""

    why: str
    texts: tuple[str, ...]
    count: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """Two versions of a notice, or one that stands alone, ready to be laid out.

    more_facts: how many moved beside those shown. alone: there is one version only.
    """

    sections: tuple[Section, ...]
    facts: tuple[Fact, ...] = ()
    more_facts: int = 0
    passed: tuple[Passed, ...] = ()
    alone: bool = False


def changed(part: Part | GridRow) -> bool:
    """Whether a part is to be seen, and not folded away."""
    return isinstance(part, Cut) or (not isinstance(part, Fold) and part.how not in UNCHANGED)


def plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
