"""Two versions of a text side by side, place by place: for whoever shows them.

The steps come from the very matching that gives the edits, so what is shown and what is told never disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from monitor.compare.blocks import match
from monitor.compare.fates import How, seats
from monitor.compare.guide import PLAIN, Guide
from monitor.compare.noise import Noise
from monitor.compare.tables import Compared, compare_tables
from monitor.model import Block, TableEdit

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
    found = [*_texts(before, after, guide), *_tables(before, after, guide)]
    order = seats([(old, new, steady) for old, new, steady, _ in found])
    return tuple(found[number][3] for number in sorted(range(len(found)), key=order.__getitem__))


_Found = tuple[int | None, int | None, bool, Step]  # positions, whether it kept its order


def _texts(before: Sequence[Block], after: Sequence[Block], guide: Guide) -> Iterator[_Found]:
    for fate in match(before, after, Noise(guide)):
        old, new = fate.old, fate.new
        step = Step(fate.how, old.block if old else None, new.block if new else None, fate.why)
        yield old.at if old else None, new.at if new else None, fate.steady, step


def _tables(before: Sequence[Block], after: Sequence[Block], guide: Guide) -> Iterator[_Found]:
    places = [[at for at, block in enumerate(side) if block.kind == "table"] for side in (before, after)]
    one, other = ([block for block in side if block.kind == "table"] for side in (before, after))
    last = -1
    for compared in compare_tables(one, other, guide.row_key):
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
    if not compared.old:
        return How.COME
    if not compared.new:
        return How.GONE
    if compared.table is not None or compared.edits:
        return How.EDITED
    return How.NOISE if compared.ignored else How.SAME
