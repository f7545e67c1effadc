"""What happened to a table beside its rows, each thing once: its headings, whole columns, its name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from monitor.compare.edits import edited
from monitor.compare.forms.text import normal
from monitor.compare.noise.known import reason
from monitor.compare.tables import columns as cols
from monitor.model import Edit, Ignored, Table
from monitor.patterns import regex

MOST_SHOWN = 2_000  # characters of a column that came or went
_PROGRAM_NAME = regex(
    r"(?:sheet|tabelle|hoja|feuil|foglio|plan|planilha|лист|工作表|工作簿|シート|시트|lembar|trang tính|sayfa|แผ่น|ورقة|table|tabla|表|page)"
    r" ?[(]?\d{0,4}[)]?|sheet\d{1,4} ?[(]\d{1,3}[)]",
    re.IGNORECASE,
)
_COUNTED = regex(r"[\W_]*(?:\d{1,4}|[一二三四五六七八九十]{1,3})[\W_]*$")


def headings(old: Table | None, new: Table | None) -> tuple[list[Edit], list[Ignored]]:
    """One edit with the headings that were renamed, and one for each column that came or went, with its values.

    The rows of a table that came or went speak for it, unless it has none.
    """
    if old is None or new is None:
        table = new or old
        if table is None or table.rows or not any(table.columns):
            return [], []
        whole = " | ".join(filter(None, table.columns))
        return [edited(_place(table, "headings"), *((whole, None) if new is None else (None, whole)))], []
    pairs = cols.common(old, new)
    edits = list(_renamed(old, new, pairs))
    ignored: list[Ignored] = []
    for table, kept, come in (
        (old, {pair[0] for pair in pairs}, False),
        (new, {pair[1] for pair in pairs}, True),
    ):
        for index in sorted(set(range(len(table.columns))) - kept):
            if cols.running(table, index):
                ignored.append(Ignored("a column that only counts the rows", table.columns[index]))
            elif shown := _column(table, index):
                place = _place(new, f"column {table.columns[index] or index + 1}")
                edits.append(edited(place, *((None, shown) if come else (shown, None))))
    return edits, ignored


def _renamed(old: Table, new: Table, pairs: cols.Columns) -> Iterator[Edit]:
    names = [
        (old.columns[i], new.columns[j])
        for i, j in pairs
        if cols.name(old.columns[i]) != cols.name(new.columns[j])
    ]
    if names:
        before, after = (" | ".join(filter(None, side)) or None for side in zip(*names, strict=True))
        yield edited(_place(new, "headings"), before, after)


def _column(table: Table, index: int) -> str:
    """A column's heading and the different values below it, as far as there is room."""
    values = list(dict.fromkeys(row[index] for row in table.rows if row[index].strip()))
    room = MOST_SHOWN
    shown: list[str] = []
    for value in values:
        room -= len(value) + 2
        if room < 0:
            shown.append(f"… (+{len(values) - len(shown):,})")
            break
        shown.append(value)
    return ": ".join(filter(None, (table.columns[index], "; ".join(shown))))


def renamed(old: Table, new: Table, said: Collection[str]) -> tuple[Edit | None, Ignored | None]:
    """The name of a table that is another one, unless the text says it as well, or no person gave it.

    said: the texts of both versions.
    """
    before, after = normal(old.name), normal(new.name)
    if before == after or not before or not after:
        return None, None
    if old.name in said or new.name in said:
        return None, None  # told where the text is
    if _PROGRAM_NAME.fullmatch(before) or _PROGRAM_NAME.fullmatch(after) or reason(before) or reason(after):
        return None, Ignored("a name that no person gave", f"{old.name} · {new.name}")
    return edited("name of a table", old.name, new.name), None


def goes_on(name: str, first: str) -> bool:
    """Whether a table of that name goes on from the first one: it has none, or the same with another number."""
    name, first = normal(name), normal(first)
    if not name or reason(name) is not None:
        return True
    rest = name.removeprefix(first)
    if first and rest != name and not rest[:1].isalnum():
        return True
    stem = _COUNTED.sub("", name)
    return bool(_PROGRAM_NAME.fullmatch(name)) or (bool(stem) and stem == _COUNTED.sub("", first) != first)


def _place(table: Table, part: str) -> str:
    return f"{table.name or 'table'}, {part}"
