"""What a comparison tells, one thing after the other and a part at a time: for notices too long to be laid side by side.

Nothing is aligned here, so the work is that of the part asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from monitor import shown
from monitor.model import CellEdit, Comparison, Edit, Row
from monitor.views.build import edit_line, facts_moved, passed_over
from monitor.views.grids import cell_line, row_line
from monitor.views.sheet import How, Line, Section, View

LONGEST = 10_000  # characters of one edit that are compared word by word; longer ones take no more time

Told = tuple[str, Edit | CellEdit | Row, How]  # the name of the table it stands in, "" of an edit


def listed(comparison: Comparison, start: int, most: int) -> View:
    """From the `start`-th thing on, at most so many; the facts that moved as in any view."""
    lines = tuple(_line(*told) for told in islice(_all(comparison), start, start + most))
    section = Section("changes", lines)
    return View((section,) if lines else (), *facts_moved(comparison), tuple(passed_over(comparison.ignored)))


def starts(comparison: Comparison, most: int, signs: int) -> list[int]:
    """Where each part begins: none has more things than `most`, nor more characters than `signs` unless one thing has."""
    found, things, said = [0], 0, 0
    for place, (_, one, _) in enumerate(_all(comparison)):
        length = _length(one)
        if things and (things == most or said + length > signs):
            found.append(place)
            things = said = 0
        things, said = things + 1, said + length
    return found


def signs(comparison: Comparison) -> int:
    """How many characters there are to be laid out."""
    return sum(_length(one) for _, one, _ in _all(comparison))


def _length(one: Edit | CellEdit | Row) -> int:
    if isinstance(one, Row):
        return min(LONGEST, sum(map(len, one.cells)))
    return min(LONGEST, len(one.before or "") + len(one.after or ""))


def _all(comparison: Comparison) -> Iterator[Told]:
    yield from (("", edit, How.EDITED) for edit in comparison.edits)
    for table in comparison.tables:
        name = shown.line(table.name, 80)
        told: Iterable[tuple[Iterable[CellEdit | Row], How]] = (
            (table.changed, How.EDITED),
            (table.added, How.COME),
            (table.removed, How.GONE),
        )
        yield from chain.from_iterable(((name, one, how) for one in some) for some, how in told)


def _line(table: str, one: Edit | CellEdit | Row, how: How) -> Line:
    if isinstance(one, Edit):
        return edit_line(one)
    return cell_line(one, table) if isinstance(one, CellEdit) else row_line(one, how, table)
