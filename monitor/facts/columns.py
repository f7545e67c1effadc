"""HS codes in the columns of tables, cells split by tabs: under a head that names them, or known by their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from monitor.facts.cues import CUE, chapter_exists, holds_codes, is_code, known
from monitor.patterns import regex
from monitor.values import dataclass

_WIDEST = 64  # columns of a table that are looked at
_LONGEST_HEAD = 80
_LONGEST_CELL = 400
_LONGEST_CODE = 16
_FEWEST = 2  # different values that must be known, under a head that says nothing
_LOOKED_AT = 200  # rows of a table whose values say what a column without a telling head holds

_LOOSE = regex(
    r"(?<![a-z0-9.])(?:ex[ /]{0,3})?(\d{10}|\d{4}(?:[ .]?\d{2}){1,3}(?:-\d(?!\d))?|\d{4} \d{4}|\d{6} \d{2}|\d{8} \d{2}"
    r"|\d{4}\.\d{4,6}|\d{2}\.\d{2}|\d{4}|\d{5}|\d{7}|\d{9})(?:\.0)?(?![a-z0-9.])",
    re.ASCII,
)
_LONG = regex(r"\d{4}[. ]?\d{2}", re.ASCII)
_FORMER = regex(r"原|旧|前|\b(?:old|former|previous|existing|2017|from)\b", re.ASCII)
_LATER = regex(r"新|现|后|\b(?:new|revised|amended|proposed|2022|to)\b", re.ASCII)


@dataclass
class _Table:
    """The rows of one table, each as where it starts and its cells."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def in_columns(text: str) -> Iterator[tuple[int, int]]:
    """Where codes stand in the columns of tables."""
    for table in _tables(text):
        columns = _columns(table)
        width = len(table.rows[0][1])
        for at, cells in table.rows[1:] if columns else ():
            if _is_head(cells):
                continue
            for index, start in _places(cells, at):
                cell = cells[index]
                # An empty cell went when the text was folded, and the others moved up.
                moved = index + 1 in columns and len(cells) < width and _is_known(cell)
                if (index in columns or moved) and len(cell) < _LONGEST_CELL:
                    yield from _in_cell(cell, start)


def _is_known(cell: str) -> bool:
    return len(cell) <= _LONGEST_CODE and is_code(cell.strip()) and known(re.sub(r"[. ]", "", cell))


def pairs(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """What a table of old and new codes lays side by side: the new code's place, then the old one's."""
    for table in _tables(text):
        heads = table.rows[0][1][:_WIDEST]
        columns = _columns(table)
        old = [index for index in columns if _FORMER.search(heads[index])]
        new = [index for index in columns if _LATER.search(heads[index]) and index not in old]
        if len(old) != 1 or len(new) != 1:
            continue
        for at, cells in table.rows[1:]:
            if len(cells) < len(
                heads
            ):  # an empty cell went when the text was folded: which one, nobody knows
                continue
            starts = dict(_places(cells, at))
            was, now = (_cell_of(cells, starts, side[0]) for side in (old, new))
            yield from ((later, former) for later in now for former in was)


_EFFECTIVE_HEAD = regex(
    r"(?:effective|start(?:ing)?|commencement|implementation|application|in[- ]force|entry into force|applicable)(?: date| from| on|$)|date of (?:effect|commencement|implementation|application|entry into force)"
    r"|(?:effective|valid|applies) (?:date|from)|(?:生效|施行|实施|执行|启用|适用)(?:起始)?(?:日期?|时间|$)|起始日期?",
    re.ASCII,
)
_EXPIRES_HEAD = regex(
    r"expir|valid (?:until|to|through)|end date|(?:effective|applies) (?:until|to)|有效期?(?:截止|至)|到期|失效|终止日期?",
    re.ASCII,
)


def of_days(text: str) -> Iterator[tuple[int, int, str]]:
    """The cells of tables under a head that says what happens on their days: where each starts and ends, and what."""
    for table in _tables(text):
        heads = [cell if len(cell) < _LONGEST_HEAD else "" for cell in table.rows[0][1][:_WIDEST]]
        sorts = {
            index: "expires" if _EXPIRES_HEAD.search(head) else "effective"
            for index, head in enumerate(heads)
            if head and (_EXPIRES_HEAD.search(head) or _EFFECTIVE_HEAD.search(head))
        }
        for at, cells in table.rows[1:] if sorts else ():
            yield from (
                (start, start + len(cells[index]), sorts[index])
                for index, start in _places(cells, at)
                if index in sorts and len(cells) == len(table.rows[0][1])
            )


def _cell_of(cells: list[str], starts: dict[int, int], index: int) -> list[tuple[int, int]]:
    short = index in starts and len(cells[index]) < _LONGEST_CELL
    return list(_in_cell(cells[index], starts[index])) if short else []


def _tables(text: str) -> Iterator[_Table]:
    table, place = _Table(), 0
    for line in text.split("\n"):
        if "\t" in line:
            cells = line.split("\t")
            if _is_head(cells) and table.rows:
                yield table
                table = _Table()
            table.rows.append((place, cells))
        elif table.rows:
            yield table
            table = _Table()
        place += len(line) + 1
    if table.rows:
        yield table


def _is_head(cells: list[str]) -> bool:
    """A row that names a column of codes and holds none itself."""
    short = [cell for cell in cells[:_WIDEST] if len(cell) < _LONGEST_HEAD]
    return any(map(CUE.search, short)) and not any(map(_LONG.search, short))


def _columns(table: _Table) -> list[int]:
    heads = table.rows[0][1][:_WIDEST]
    named = [index for index, cell in enumerate(heads) if len(cell) < _LONGEST_HEAD and CUE.search(cell)]
    return named or [index for index, cell in enumerate(heads) if _told_by_values(table, index, cell)]


def _told_by_values(table: _Table, index: int, heading: str) -> bool:
    first = next(
        (cells[index] for _, cells in table.rows[1:] if len(cells) > index and cells[index].strip()), ""
    )
    if not first[:1].isdecimal():  # nearly every column ends here
        return False
    values = [
        value
        for _, cells in table.rows[1:_LOOKED_AT]
        if len(cells) > index and (value := cells[index].strip())
    ]
    return holds_codes(heading, values, fewest=_FEWEST)


def _places(cells: list[str], at: int) -> Iterator[tuple[int, int]]:
    for index, cell in enumerate(cells[:_WIDEST]):
        yield index, at
        at += len(cell) + 1


def _in_cell(cell: str, at: int) -> Iterator[tuple[int, int]]:
    for match in _LOOSE.finditer(cell):
        digits = re.sub(r"\D", "", match.group(1).partition("-")[0])
        if len(digits) % 2:  # a spreadsheet dropped the leading zero
            digits = "0" + digits
            if len(digits) == 6 and not known(digits):
                continue
        if chapter_exists(digits):
            yield at + match.start(1), at + match.end(1)
