"""Facts that moved between two versions: found in the changed texts only, so that standing ones stay out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from monitor import facts
from monitor.compare.text import normal, quantity
from monitor.model import CellEdit, Edit, FactDelta, Row, TableEdit

MOST_TEXT = 200_000  # characters of changed text a side in which facts are looked for
MOST_CELLS = 500  # cells looked at one by one; the facts of further ones are found together

# How far a notice is in force, in the words of the pages that say so.
_VALIDITY = re.compile(
    r"(?:现行|全文|部分|已|尚未|继续)?(?:有效|失效|废止|生效|修改|修订|撤销)|尚未施行|已被修改"
    r"|(?:partially |not yet |no longer )?(?:in force|valid|invalid|withdrawn|repealed|revoked|expired|superseded|rescinded)",
    re.IGNORECASE,
)


def facts_moved(edits: Sequence[Edit], tables: Sequence[TableEdit], language: str) -> tuple[FactDelta, ...]:
    """The facts of the changed texts that are not the same on both sides, each once."""
    if not edits and not tables:
        return ()
    cells = [cell for table in tables for cell in table.changed]
    removed = (line for table in tables for line in _lines(table, table.removed))
    added = (line for table in tables for line in _lines(table, table.added))
    before = _joined(
        [edit.before for edit in edits], removed, (_cell(cell, 0) for cell in cells[MOST_CELLS:])
    )
    after = _joined([edit.after for edit in edits], added, (_cell(cell, 1) for cell in cells[MOST_CELLS:]))
    found = list(_validity(edits))
    found += _deltas(before, after, language)
    for cell in cells[:MOST_CELLS]:  # one by one: two rates that changed places are two changes
        found += _deltas(_cell(cell, 0), _cell(cell, 1), language)
    return tuple(dict.fromkeys(found))


def _deltas(before: str, after: str, language: str) -> tuple[FactDelta, ...]:
    return facts.deltas(facts.find("", before, language=language), facts.find("", after, language=language))


def _validity(edits: Iterable[Edit]) -> Iterator[FactDelta]:
    for edit in edits:
        if edit.before and edit.after and _is_validity(edit.before) and _is_validity(edit.after):
            yield FactDelta("validity", edit.before, edit.after)


def _is_validity(text: str) -> bool:
    return _VALIDITY.fullmatch(normal(text).rpartition(":")[2]) is not None


def _lines(table: TableEdit, rows: Iterable[Row]) -> Iterator[str]:
    """Rows that came or went as texts; the key's column is the context of its value."""
    return (f"{table.key}: {row.key}; {'; '.join(row.cells)}" for row in rows)


def _cell(cell: CellEdit, side: int) -> str:
    """A cell as a text: its column says what it is, and a column of percentages says so of each."""
    value = (cell.before, cell.after)[side]
    percent = "%" if "%" in normal(cell.column) and quantity(normal(value)) else ""
    return f"{cell.column}: {value}{percent}"


def _joined(*groups: Iterable[str | None]) -> str:
    room, kept = MOST_TEXT, []
    for text in (text for group in groups for text in group if text):
        room -= len(text)
        if room < 0:
            break
        kept.append(text)
    return "\n".join(kept)
