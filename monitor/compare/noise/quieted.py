"""Tables without what is noise in them: a clock in a page-made file's head, a column of visit counts, a printed-by row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.compare.forms.days import SAME_DAY, same_days
from monitor.compare.forms.text import normal
from monitor.compare.noise import sayings
from monitor.compare.noise.known import IGNORED, PAGER, Noise
from monitor.compare.noise.labelled import counts
from monitor.compare.tables.compared import Compared
from monitor.model import CellEdit, Edit, Ignored, Row, TableEdit
from monitor.patterns import regex

MOST = 2_000  # cells and rows of all tables of a text that are looked at one by one
OF_THE_COPY = frozenset((sayings.MADE, sayings.CLOCK, sayings.TECHNICAL))
_HEADINGS = "headings"
_NOTE = regex(r"(?<=[^\s(\[])[(\[](\d{1,2})[)\]]$")
_OF_INSPECTORS = regex("visit|查看", re.IGNORECASE)
_OF_CELLS = OF_THE_COPY | {sayings.COUNTER, PAGER}  # a cell with A, Close or English in it is somebody's data
_BETWEEN = " | "


def quieted(tables: Iterable[Compared], noise: Noise) -> Iterator[Compared]:
    """Each table with what is left of its changes; what was noise is in its `ignored`."""
    room = MOST
    for compared in tables:
        if compared.table is None and not compared.edits:
            yield compared
            continue
        yield _quieted(compared, noise, room)
        room = max(0, room - len(compared.edits) - _changes(compared.table))


def _changes(table: TableEdit | None) -> int:
    return 0 if table is None else len(table.changed) + len(table.added) + len(table.removed)


def _quieted(compared: Compared, noise: Noise, room: int) -> Compared:
    ignored: list[Ignored] = []
    edits = list(compared.edits[room:])
    edits[:0] = [left for edit in compared.edits[:room] if (left := _headings(edit, noise, ignored))]
    table = compared.table and _table(compared.table, noise, room, ignored)
    if not ignored:
        return compared
    return replace(compared, table=table, edits=tuple(edits), ignored=(*compared.ignored, *ignored))


def _headings(edit: Edit, noise: Noise, ignored: list[Ignored]) -> Edit | None:
    """An edit of headings without those that differ in nothing but noise."""
    if not edit.path.endswith(_HEADINGS):
        return edit
    sides = [side.split(_BETWEEN) if side else [] for side in (edit.before, edit.after)]
    forms = [[_left(noise, name) for name in side] for side in sides]
    both = Counter(form for form, _ in forms[0]) & Counter(form for form, _ in forms[1])
    kept: list[list[str]] = [[], []]
    for side, names in enumerate(sides):
        spare = Counter(both)
        for name, (form, why) in zip(names, forms[side], strict=True):
            if form and (spare[form] <= 0 or why is None):
                kept[side].append(name)
                continue
            spare[form] -= 1
            ignored.append(Ignored(why or "a heading that says nothing", name))
    if kept == sides:
        return edit
    before, after = (_BETWEEN.join(side) or None for side in kept)
    return replace(edit, before=before, after=after) if before or after else None


def _left(noise: Noise, text: str) -> tuple[str, str | None]:
    """What is left of a text when it is quieted, nothing when all of it is noise; and why."""
    form = normal(text)
    if why := noise.reason(form):
        return "", why
    return noise.quiet(form)


def _table(table: TableEdit, noise: Noise, room: int, ignored: list[Ignored]) -> TableEdit | None:
    """room: cells and rows that are looked at one by one."""
    if not room:
        return table
    counted = {cell.column: _counts_visits(cell.column, noise) for cell in table.changed}
    changed = []
    for number, cell in enumerate(table.changed):
        why = counted[cell.column] if cell.before.isdecimal() and cell.after.isdecimal() else None
        why = why or (_of_cell(cell, noise) if number < room else None)
        if why is None:
            changed.append(cell)
        else:
            ignored.append(Ignored(why, f"{cell.key}, {cell.column}: {cell.after}"))
    added, removed = list(table.added), list(table.removed)
    if 0 < len(added) + len(removed) <= room:
        added, removed = _rows(added, removed, noise, ignored)
    if not (changed or added or removed):
        return None
    return replace(table, changed=tuple(changed), added=tuple(added), removed=tuple(removed))


def _counts_visits(column: str, noise: Noise) -> str | None:
    """Why a column says nothing: it counts who looked at the entries. Visits, as of inspectors, are another matter."""
    name = normal(column)
    if noise.keeps(name) or _OF_INSPECTORS.search(name):
        return None
    return sayings.COUNTER if sayings.labels().get(sayings.fold(column)) == sayings.COUNTER else None


def _of_cell(cell: CellEdit, noise: Noise) -> str | None:
    before, after = normal(cell.before), normal(cell.after)
    left, why = noise.quiet(after)
    other, also = noise.quiet(before)
    if left == other and (why or also):
        return why or also
    if before != after and _NOTE.sub(r"[\1]", before) == _NOTE.sub(r"[\1]", after):
        return "the brackets around the number of a note"
    if same_days(cell.before, cell.after) and not (noise.keeps(before) or noise.keeps(after)):
        return SAME_DAY
    if (why := _of_pair(noise, cell.key, cell.after)) and _of_pair(noise, cell.key, cell.before):
        return why
    if _counts_beside(cell) and not noise.keeps(normal(cell.key)):
        return sayings.COUNTER
    why = noise.reason(after) if noise.reason(before) else None
    return why if why in _OF_CELLS or (why or "").startswith(IGNORED) else None


def _counts_beside(cell: CellEdit) -> bool:
    """Whether the first cell of a row names a counter of the page. Visits and visitors may be what a table is about."""
    label = normal(cell.key)
    if re.search(r"\bvisit(?:s|ors?)\b", label, re.IGNORECASE):
        return False
    return counts(label, normal(cell.before)) and counts(label, normal(cell.after))


def _of_pair(noise: Noise, label: str, value: str) -> str | None:
    """Why a label in one cell and its value in the next say nothing."""
    why = noise.reason(normal(f"{label}: {value}"))
    return why if why in OF_THE_COPY else None


def _rows(
    added: Sequence[Row], removed: Sequence[Row], noise: Noise, ignored: list[Ignored]
) -> tuple[list[Row], list[Row]]:
    """The rows that came and went, without those of noise and those that differ in noise only."""
    sides = [[row for row in rows if not _row(row, noise, ignored)] for rows in (added, removed)]
    forms = [[_meaning(row, noise) for row in rows] for rows in sides]
    both = Counter(forms[0]) & Counter(forms[1])
    if not both:
        return sides[0], sides[1]
    kept: list[list[Row]] = []
    for rows, found in zip(sides, forms, strict=True):
        spare = Counter(both)
        kept.append([])
        for row, form in zip(rows, found, strict=True):
            if spare[form] > 0:
                spare[form] -= 1
                ignored.append(Ignored("a row that differs in noise only", _BETWEEN.join(row.cells)))
            else:
                kept[-1].append(row)
    return kept[0], kept[1]


def _meaning(row: Row, noise: Noise) -> tuple[str, ...]:
    return tuple(noise.quiet(normal(cell))[0] for cell in row.cells)


def _row(row: Row, noise: Noise, ignored: list[Ignored]) -> bool:
    """Whether a row is noise from end to end, which is then written down."""
    said = [normal(cell) for cell in row.cells if any(map(str.isalnum, cell))]
    if not said or len(said) > 4:
        return False
    why = _of_pair(noise, *said) if len(said) == 2 else None
    if why is None and len(said) == 2 and counts(*said) and not any(map(noise.keeps, said)):
        why = sayings.COUNTER
    if why is None:
        reasons = [noise.reason(form) for form in said]
        why = reasons[0] if all(reasons) else None
    if why is None:
        return False
    ignored.append(Ignored(why, _BETWEEN.join(row.cells)))
    return True
