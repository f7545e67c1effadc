"""Two versions of tables -> rows that came, went or changed, by the key a reader knows them by.

Where a row stands never counts, nor does a column that merely numbers the rows. Rows that are in both
versions leave first, so the work grows with what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import field, replace
from itertools import zip_longest

from monitor.compare.forms.text import normal
from monitor.compare.tables import columns as cols, divided, plainly, rows, titles
from monitor.compare.tables.counterparts import Counterparts, counterparts
from monitor.compare.tables.shape import alike
from monitor.compare.tables.sides import Line, View, told, view
from monitor.compare.tables.telling import cells
from monitor.model import Block, Edit, Ignored, Row, Table, TableEdit
from monitor.values import dataclass

MOST_TABLES = 1_000  # tables of a text that differ and are compared closely
MOST_LINES = 40_000  # rows of both versions that differ and are compared closely
SET_OTHERWISE = "the same rows, set in another way"
_NONE = Table("", (), ())


@dataclass(frozen=True, slots=True)
class Compared:
    """One table in both versions: where it stands among the tables of each, and what happened to it.

    old, new: positions; none where it has no counterpart, several where it stands in parts. edits: of its
    headings, of whole columns, of its name.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    table: TableEdit | None = None
    edits: tuple[Edit, ...] = ()
    ignored: tuple[Ignored, ...] = ()


def compare_tables(
    before: Sequence[Table],
    after: Sequence[Table],
    row_key: Sequence[str] = (),
    said: Collection[str] = frozenset(),
    quiet: Callable[[Table], str | None] | None = None,
) -> list[Compared]:
    """What happened to the tables of a text, in the newer one's order, then what went; every table is in one.

    row_key: headings of the columns that rows are known by, where somebody named them. said: the texts
    around the tables, where a new name of a table is told already. quiet: why a table says nothing.
    """
    if quiet is not None and (
        mute := [_mute(side, other, quiet) for side, other in _ways(before, after)]
    ) != [{}, {}]:
        return _beside_mute(before, after, row_key, said, mute)
    found = []
    work = _Work(row_key, frozenset(said) - _exchanged(before, after))
    for pair in counterparts(before, after):
        if pair.old == pair.new:
            found.append(Compared(*pair.places))
        elif not work.tables:
            found.append(_plainly(pair))
        elif pair.old is None or pair.new is None:
            work.tables -= 1
            edits, ignored = titles.headings(pair.old, pair.new)
            found.append(Compared(*pair.places, _whole(pair.old, pair.new), tuple(edits), tuple(ignored)))
        else:
            work.tables -= 1
            found.append(_compared(pair.places, pair.old, pair.new, work))
    return found


@dataclass(slots=True)
class _Work:
    """How the tables of a text are compared, and how many tables and rows still closely: by their number, never by the
    clock. row_key, said: see `compare_tables`.
    """

    row_key: Sequence[str]
    said: Collection[str]
    tables: int = field(default_factory=lambda: MOST_TABLES)
    lines: int = field(default_factory=lambda: MOST_LINES)


def _plainly(pair: Counterparts) -> Compared:
    """Of a table one of too many: its rows by their first column."""
    table, edits = plainly.plainly(pair.old, pair.new, (0,))
    name = (pair.new or pair.old or _NONE).name
    why = SET_OTHERWISE if table is None and not edits else plainly.WHY
    return Compared(*pair.places, table, edits, (Ignored(why, name),))


def _ways(
    before: Sequence[Table], after: Sequence[Table]
) -> tuple[tuple[Sequence[Table], Sequence[Table]], ...]:
    return (before, after), (after, before)


def _mute(
    side: Sequence[Table], other: Sequence[Table], quiet: Callable[[Table], str | None]
) -> dict[int, str]:
    """The tables that say nothing, by position, and why; but not those that stand in the other version too."""
    return {
        at: why for at, table in enumerate(side) if (why := quiet(table)) is not None and table not in other
    }


def _beside_mute(
    before: Sequence[Table],
    after: Sequence[Table],
    row_key: Sequence[str],
    said: Collection[str],
    mute: Sequence[dict[int, str]],
) -> list[Compared]:
    """The same without the tables that say nothing, which are ignored where they stand."""
    stay = [
        [at for at in range(len(side)) if at not in out]
        for side, out in zip((before, after), mute, strict=True)
    ]
    told = compare_tables([before[at] for at in stay[0]], [after[at] for at in stay[1]], row_key, said)
    found = [
        replace(one, old=tuple(stay[0][at] for at in one.old), new=tuple(stay[1][at] for at in one.new))
        for one in told
    ]
    for i, j in zip_longest(*mute):
        table, why = (after[j], mute[1][j]) if j is not None else (before[i], mute[0][i])
        sides = () if i is None else (i,), () if j is None else (j,)
        found.append(Compared(*sides, ignored=(Ignored(why, table.name),)))
    return found


def _exchanged(before: Sequence[Table], after: Sequence[Table]) -> frozenset[str]:
    """Names of tables in both versions: a table that is called by another's name now is told by nobody else."""
    if len(before) < 2 or len(after) < 2:
        return frozenset()
    return frozenset({table.name for table in before} & {table.name for table in after})


def wordings(*versions: Iterable[Block]) -> frozenset[str]:
    """The texts of these versions: a table may be called by one of them, which speaks for itself."""
    return frozenset(block.text for blocks in versions for block in blocks if block.kind == "text")


def unknown(tables: Iterable[Table], row_key: Sequence[str]) -> list[Ignored]:
    """A remark for each heading in row_key that none of these tables has, with those that they have."""
    held: dict[str, str] = {}
    for table in tables:
        held |= {normal(name).casefold(): name for name in table.columns if name}
    if not held:
        return []
    there = ", ".join(list(held.values())[:12])
    return [
        Ignored(f"row_key: no table has a column {name!r}; there are: {there}", name)
        for name in row_key
        if normal(name).casefold() not in held
    ]


def _compared(
    places: tuple[tuple[int, ...], tuple[int, ...]],
    old: Table,
    new: Table,
    work: _Work,
) -> Compared:
    named, quiet = titles.renamed(old, new, work.said)
    old, new, turned = alike(old, new)
    edits, ignored = titles.headings(old, new)
    if turned is not None:
        ignored.append(Ignored(turned, new.name))
    table, more = _rows(old, new, work)
    return Compared(
        *places,
        table,
        (*([named] if named else []), *edits),
        (*([quiet] if quiet else []), *ignored, *more),
    )


def _whole(old: Table | None, new: Table | None) -> TableEdit | None:
    """A table that came or went, as its rows."""
    table = new or old
    if table is None or not table.rows:
        return None
    seen = view(table, table, ())
    lines = [Line(row, tuple(row[i] for i, _ in seen.columns)) for row in table.rows]
    found = tuple(Row(seen.shown(line), line.cells) for line in lines)
    if new is not None:
        return TableEdit(table.name, seen.key_name, added=found)
    return TableEdit(table.name, seen.key_name, removed=found)


def _rows(old: Table, new: Table, work: _Work) -> tuple[TableEdit | None, list[Ignored]]:
    if old.rows == new.rows and old.columns == new.columns:
        return None, []
    if not cols.common(old, new):
        return None, []
    seen = view(old, new, work.row_key)
    if moved := divided.places_exchanged(old, new):
        return TableEdit(new.name or old.name, seen.key_name, changed=tuple(moved)), []
    written = seen.written()
    lines = sum(len(side.rows) for side in written)
    if lines > work.lines:
        heads = tuple(map(seen.heading, range(len(seen.columns))))
        sides = [Table(new.name or old.name, heads, tuple(side.said)) for side in written]
        return plainly.plainly(sides[0], sides[1], seen.key)[0], [Ignored(plainly.WHY, new.name)]
    work.lines -= lines
    gone, come, broken = seen.left(*written)
    found = rows.match(seen, gone, come)
    changed, ignored = cells(seen, found)
    if broken := broken + rows.broken_elsewhere(seen, found):
        ignored.append(Ignored(f"the same words, broken at other places ({broken:,} rows)", new.name))
    edit = TableEdit(
        new.name or old.name,
        seen.key_name,
        _told(seen, new, found.come),
        _told(seen, old, found.gone),
        (*changed, *divided.sections_moved(seen)),
    )
    return (edit if edit.added or edit.removed or edit.changed else None), [*found.ignored, *ignored]


def _told(seen: View, table: Table, lines: Sequence[Line]) -> tuple[Row, ...]:
    if not lines:
        return ()
    shown = told(table)
    return tuple(Row(seen.shown(line), shown(line)) for line in lines)
