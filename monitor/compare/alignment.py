"""Two versions of a text side by side, place by place: for whoever shows them.

The steps come from the very matching that gives the edits, so what is shown and what is told never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from monitor.compare.guide import PLAIN, Guide
from monitor.compare.noise.known import Noise
from monitor.compare.noise.quieted import quieted
from monitor.compare.tables.compared import Compared, compare_tables, wordings
from monitor.compare.texts.blocks import match
from monitor.compare.texts.fates import REORDERED, How, Matching, Seats
from monitor.model import Block, TableEdit
from monitor.values import dataclass

__all__ = ["How", "Step", "align"]

PART = "the table goes on from another one"


@dataclass(frozen=True, slots=True)
class Step:
    """One place of two versions side by side. why: of noise the reason, of a move from where to where.

    old, new: None where it did not stand yet, or no longer stands. table: what happened to the rows of a table.
    """

    how: How
    old: Block | None
    new: Block | None
    why: str | None = None
    table: TableEdit | None = None


def align(before: Sequence[Block], after: Sequence[Block], guide: Guide = PLAIN) -> tuple[Step, ...]:
    """Every block of both versions in exactly one step, as the newer version has them; what went where it stood.

    What moved is one step with both sides, at its new place; it may differ in its words as well.
    """
    matching = match(before, after, Noise(guide))
    tables = list(_tables(before, after, guide))
    found: list[_Found] = [(old, new, Step(How.SAME, before[old], after[new])) for old, new in matching.stood]
    found += [
        (old, new, Step(How.NOISE, before[old], after[new], REORDERED)) for old, new in matching.reordered
    ]
    found += [*_texts(matching), *((old, new, step) for old, new, _, step in tables)]
    seats = Seats(_steady(matching, tables))
    return tuple(step for _, _, step in sorted(found, key=lambda entry: seats.of(entry[0], entry[1])))


_Found = tuple[int | None, int | None, Step]  # with the positions in both versions


def _texts(matching: Matching) -> Iterator[_Found]:
    for fate in matching.fates:
        old, new = fate.old, fate.new
        why = f"from {fate.moved[0]} to {fate.moved[1]}" if fate.moved else fate.why
        step = Step(fate.how, old.block if old else None, new.block if new else None, why)
        yield old.at if old else None, new.at if new else None, step
    for gone, come in matching.large:
        yield from ((place.at, None, Step(How.GONE, place.block, None)) for place in gone)
        yield from ((None, place.at, Step(How.COME, None, place.block)) for place in come)


def _steady(
    matching: Matching, tables: Iterable[tuple[int | None, int | None, bool, Step]]
) -> list[tuple[int, int]]:
    """Positions of all that kept its order."""
    texts = [(fate.old.at, fate.new.at) for fate in matching.fates if fate.steady and fate.old and fate.new]
    found = [(old, new) for old, new, kept, _ in tables if kept and old is not None and new is not None]
    return [*matching.stood, *texts, *found]


def _tables(
    before: Sequence[Block], after: Sequence[Block], guide: Guide
) -> Iterator[tuple[int | None, int | None, bool, Step]]:
    places = [[at for at, block in enumerate(side) if block.kind == "table"] for side in (before, after)]
    if not any(places):
        return
    one, other = ([block for block in side if block.kind == "table"] for side in (before, after))
    last = -1
    tables = compare_tables(one, other, guide.row_key, wordings(before, after), Noise(guide).of_table)
    for compared in quieted(tables, Noise(guide)):
        rising = bool(compared.old and compared.new and compared.old[0] > last)
        last = max(last, compared.old[0]) if rising else last
        for number, (i, j) in enumerate(zip_longest(compared.old, compared.new)):
            old, new = None if i is None else places[0][i], None if j is None else places[1][j]
            how, why, edit = (
                (_how(compared), None, compared.table) if number == 0 else (How.NOISE, PART, None)
            )
            sides = None if old is None else before[old], None if new is None else after[new]
            yield old, new, rising, Step(how, *sides, why, edit)


def _how(compared: Compared) -> How:
    if compared.table is None and not compared.edits and compared.ignored:
        return How.NOISE
    if not compared.old:
        return How.COME
    if not compared.new:
        return How.GONE
    if compared.table is not None or compared.edits:
        return How.EDITED
    return How.NOISE if compared.ignored else How.SAME
