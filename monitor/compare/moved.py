"""Facts that moved between two versions: found in the changed texts only, so that standing ones stay out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor import facts
from monitor.model import Edit, FactDelta, Row, TableEdit

MOST_TEXT = 200_000  # characters of changed text a side in which facts are looked for


def facts_moved(edits: Sequence[Edit], tables: Sequence[TableEdit], language: str) -> tuple[FactDelta, ...]:
    """The facts of the changed texts that are not the same on both sides."""
    if not edits and not tables:
        return ()
    before = _joined(
        [edit.before for edit in edits],
        (line for table in tables for line in _lines(table, table.removed, after=False)),
    )
    after = _joined(
        [edit.after for edit in edits],
        (line for table in tables for line in _lines(table, table.added, after=True)),
    )
    return facts.deltas(facts.find("", before, language=language), facts.find("", after, language=language))


def _lines(table: TableEdit, rows: Iterable[Row], *, after: bool) -> Iterable[str]:
    """Changed rows and cells as texts; a column's name is the context of its values."""
    yield from (f"{table.key}: {row.key}; {'; '.join(row.cells)}" for row in rows)
    yield from (f"{cell.column}: {cell.after if after else cell.before}" for cell in table.changed)


def _joined(texts: Iterable[str | None], lines: Iterable[str]) -> str:
    room = MOST_TEXT
    kept: list[str] = []
    for text in (*texts, *lines):
        if text is None:
            continue
        room -= len(text)
        if room < 0:
            break
        kept.append(text)
    return "\n".join(kept)
