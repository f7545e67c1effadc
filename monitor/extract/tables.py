"""An HTML table as rows and columns, as it is seen: spans filled, header found, captions apart.

Also says what only looks like a table: a frame for layout, or labels with their values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from monitor.errors import ReadError
from monitor.extract import fields
from monitor.model import Table
from monitor.patterns import regex
from monitor.values import dataclass

MOST_CELLS = 200_000  # of one table, spans filled (C21)
WIDEST = 1_000
_SPANS = frozenset({"colspan", "rowspan"})
_MOST_FACTS = 40  # rows; what describes a notice is shorter
_LOOKED_AT = 30  # rows below the first
_LONGEST_COUNT = 3  # digits of a number that counts columns
_FIGURE = regex(r"\d+(?:[.,:' ]\d+)*")
_YEAR = regex(r"(?:19|20)\d\d\s*[年년]?")
_PARTS = frozenset({"thead", "tbody", "tfoot"})
_FRAMES = "table,form,section,article,h1,h2,h3"  # what stands in cells that only arrange a page
_LISTS = "ul,ol,dl"  # also in cells of true tables, but not of those with a row or two


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells with their spans filled. heads: how many rows from the top are title and header; named: a cell
    among them is marked as one.
    """

    rows: tuple[tuple[str, ...], ...]
    alone: frozenset[int]  # rows that are one cell over the whole width
    heads: int
    caption: str
    named: bool = True


def rows_of(table: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """The table's own rows, not those of tables inside it, each with "it stands in a thead"."""
    part = table.child
    while part is not None:
        if part.tag == "tr":
            yield part, False
        elif part.tag in _PARTS:
            inside, row = part.tag == "thead", part.child
            while row is not None:
                if row.tag == "tr":
                    yield row, inside
                row = row.next
        part = part.next


def cells_of(row: LexborNode) -> Iterator[LexborNode]:
    cell = row.child
    while cell is not None:
        if cell.tag in ("td", "th"):
            yield cell
        cell = cell.next


def is_layout(table: LexborNode) -> bool:
    """True when the table only arranges the page: its cells hold other structures, or there is one column."""
    if (table.attributes.get("role") or "").lower() in ("presentation", "none"):
        return True
    if _has_heads(table):
        return False
    rows = [sum(1 for _ in cells_of(row)) for row, _ in rows_of(table)]
    if max(rows, default=0) < 2:
        return True
    frames = _FRAMES if len(rows) > 2 else f"{_FRAMES},{_LISTS}"
    return any(found.mem_id != table.mem_id for found in table.css(frames))


def _has_heads(table: LexborNode) -> bool:
    """Whether the table itself, not one inside it, has header cells or a caption."""
    part = table.child
    while part is not None:
        if part.tag == "caption":
            return True
        part = part.next
    return any(cell.tag == "th" for row, _ in rows_of(table) for cell in cells_of(row))


def read_grid(table: LexborNode, text: Callable[[LexborNode], str]) -> Grid:
    """The table's cells by place. text: a cell's text as a reader sees it."""
    rows: list[list[str]] = []
    alone: set[int] = set()
    open_spans: dict[int, tuple[int, str]] = {}  # column -> (rows still to fill, text)
    heads, total, named = 0, 0, False
    for row, in_head in rows_of(table):
        cells = list(cells_of(row))
        filled = _fill(cells, open_spans, text)
        named = named or in_head or any(cell.tag == "th" or _SPANS & cell.attributes.keys() for cell in cells)
        if not cells and not any(filled):
            continue
        if len(cells) == 1 and len(filled) == _span(cells[0], "colspan") > 1:
            alone.add(len(rows))
            heads += heads == len(rows)
        elif heads == len(rows) and (in_head or all(cell.tag == "th" for cell in cells)):
            heads += 1
        elif heads == len(rows) == len(alone):  # the first row that is more than a title
            heads += _header_depth(cells)
        total += len(filled)
        if total > MOST_CELLS:
            raise ReadError(f"a table has more than {MOST_CELLS:,} cells")
        rows.append(filled)
    width = max(map(len, rows), default=0)
    caption = table.css_first("caption")
    whole = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
    return Grid(whole, frozenset(alone), heads, text(caption) if caption is not None else "", named)


def _fill(
    cells: list[LexborNode], open_spans: dict[int, tuple[int, str]], text: Callable[[LexborNode], str]
) -> list[str]:
    """One row's texts, with what hangs down from the rows above it."""
    if not open_spans and not any(_SPANS & cell.attributes.keys() for cell in cells):
        return [text(cell) for cell in cells]
    filled: list[str] = []
    waiting = iter(cells)
    cell = next(waiting, None)
    while cell is not None or len(filled) in open_spans:
        hanging = open_spans.get(len(filled))
        if hanging is not None:
            left, words = hanging
            if left > 1:
                open_spans[len(filled)] = (left - 1, words)
            else:
                del open_spans[len(filled)]
            filled.append(words)
            continue
        assert cell is not None
        words, down = text(cell), _span(cell, "rowspan")
        for _ in range(_span(cell, "colspan")):
            if down > 1:
                open_spans[len(filled)] = (down - 1, words)
            filled.append(words)
        cell = next(waiting, None)
    return filled


def _header_depth(cells: list[LexborNode]) -> int:
    """How many rows a header without tags takes: some columns hang down beside groups of others."""
    deep = max((_span(cell, "rowspan") for cell in cells), default=1)
    return deep if any(_span(cell, "colspan") > 1 for cell in cells) else 1


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name)
    if not value or not value.strip().isdecimal():
        return 1
    return min(max(int(value), 1), WIDEST)


def labelled(grid: Grid) -> list[fields.Field] | None:
    """The table as labels with values, when that is what it is: 文号 | 公告2026年第7号."""
    width = len(grid.rows[0]) if grid.rows else 0
    if width < 2 or width > 6 or width % 2 or len(grid.rows) > _MOST_FACTS:
        return None
    pairs = [(row[i], row[i + 1]) for row in grid.rows for i in range(0, width, 2) if _is_pair(row, i)]
    known = [(name, value) for label, value in pairs if (name := fields.label_of(label))]
    if len(known) < 2 or 2 * len(known) < len(pairs):
        return None
    if width == 2 and any(fields.label_of(value) for _, value in pairs):
        return None  # a header row such as 名称 | 状态 over a list
    if len(grid.rows) > 1 and all(map(fields.label_of, grid.rows[0])):
        return None
    return [(fields.label_of(label) or label.rstrip(" :："), value) for label, value in pairs]


def _is_pair(row: tuple[str, ...], i: int) -> bool:
    """A label and its value begin here; not the rest of a value that spans more columns."""
    return bool(row[i] or row[i + 1]) and not (i and row[i - 1] == row[i] == row[i + 1])


def to_table(grid: Grid, name: str) -> tuple[list[str], Table | None, list[str]]:
    """(lines above, the table, lines below): rows over the whole width are its title, unit and notes.

    name: what the text before the table calls it, used when it has no caption of its own.
    """
    first, last = 0, len(grid.rows)
    while first in grid.alone:
        first += 1
    while last > first and last - 1 in grid.alone:
        last -= 1
    above = [grid.rows[i][0] for i in range(first)]
    below = [grid.rows[i][0] for i in range(last, len(grid.rows))]
    rows = [row for row in grid.rows[first:last] if any(row)]
    if not rows:
        return above, None, below
    heads = 0 if not grid.named and _begins_at_once(rows) else min(max(grid.heads - first, 1), len(rows))
    columns = tuple(_heading([row[i] for row in rows[:heads]]) for i in range(len(rows[0])))
    return (
        above,
        Table(grid.caption or (above[0] if above else name), columns, tuple(rows[heads:])),
        below,
    )


def _begins_at_once(rows: list[tuple[str, ...]]) -> bool:
    """Whether the first of the rows names no columns but is one of them: its figures are written as those below it.

    A year, or a number that counts the columns, is a name.
    """
    first, below = rows[0], rows[1:_LOOKED_AT]
    if not below or _counts(first):
        return False
    alike = False
    for i, cell in enumerate(first):
        figures = [row[i] for row in below if any(map(str.isdigit, row[i]))]
        if 2 * len(figures) < len(below) or not figures:
            continue
        if not any(map(str.isdigit, cell)) or _YEAR.fullmatch(cell):
            return False  # a name over figures
        alike = alike or 2 * sum(_form(cell) == _form(figure) for figure in figures) >= len(figures)
    return alike


def _form(cell: str) -> str:
    return _FIGURE.sub("0", cell).casefold()


def _counts(row: tuple[str, ...]) -> bool:
    """Whether a row counts its columns: Goods | 1 | 2 | 3."""
    numbers = [int(cell) for cell in row[1:] if cell.isdecimal() and len(cell) <= _LONGEST_COUNT]
    named = not any(map(str.isdigit, row[0])) and len(numbers) == len(row) - 1 > 1
    return named and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _heading(parts: list[str]) -> str:
    """One column's name from the header rows above it, each said once."""
    return " / ".join(dict.fromkeys(part for part in parts if part))
