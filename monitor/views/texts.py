"""Two versions of a text, aligned -> lines and tables in reading order, what did not change folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from monitor import shown
from monitor.compare.alignment import Step
from monitor.model import Block, Table, Text
from monitor.views.grids import grid, opening
from monitor.views.pieces import alone, pieces
from monitor.views.sheet import UNCHANGED, Cut, Fold, Grid, How, Line, Mark, Part, Piece, changed, plain
from monitor.views.told import linked

MOST_LINES = 4_000  # changed paragraphs of one text
MOST_INSIDE = 200  # unchanged paragraphs that a fold opens
CONTEXT = 1  # unchanged paragraphs kept on either side of a change
LEAST_FOLDED = 3
FIRST_ROWS = 20  # of a table in a notice that stands alone
UNDER = 80  # characters of the heading that a fold names


def aligned(before: Sequence[Block], after: Sequence[Block], steps: Sequence[Step]) -> tuple[Part, ...]:
    """The steps as parts. A text that moved is shown where it stands, with a mark where it stood."""
    places = _places(before), _places(after)
    parts: list[Part] = []
    ends: dict[int, int] = {}  # a block of the older version -> how many parts end with it
    room = MOST_LINES
    for step in steps:
        room -= step.how not in UNCHANGED
        parts += _parts(step, places) if room >= 0 else [Line(step.how, ())]  # nobody sees it, it is counted
        if step.old is not None and step.how is not How.MOVED:
            ends[id(step.old)] = len(parts)
    marks = _moved_away(before, steps, ends, places)
    whole = [*marks.get(0, ())]
    for number, part in enumerate(parts, 1):
        whole += (part, *marks.get(number, ()))
    return tuple(folded(_bounded(whole)))


def _places(blocks: Iterable[Block]) -> dict[int, str]:
    """Where each text stands, as the comparison's edits call it ("paragraph 4")."""
    counted: Counter[str] = Counter()
    places = {}
    for block in blocks:
        if isinstance(block, Text):
            counted[block.role] += 1
            places[id(block)] = f"{block.role} {counted[block.role]}"
    return places


def _parts(step: Step, places: tuple[dict[int, str], dict[int, str]]) -> Iterator[Part]:
    old, new = step.old, step.new
    if isinstance(old, Table) or isinstance(new, Table):
        table, others = grid(
            old if isinstance(old, Table) else None,
            new if isinstance(new, Table) else None,
            step.how,
            step.table,
        )
        yield table
        yield from others
    elif new is not None:
        yield Line(step.how, _both(step.how, old, new), places[1].get(id(new), ""), new.role, step.why or "")
    elif old is not None:
        mark = Mark.GONE if step.how is How.GONE else Mark.SAME
        yield Line(step.how, alone(linked(old), mark), places[0].get(id(old), ""), old.role, step.why or "")


def _both(how: How, old: Text | None, new: Text) -> tuple[Piece, ...]:
    if how is How.COME or (old is None and how not in UNCHANGED):
        return alone(linked(new), Mark.COME)
    if how is How.EDITED and old is not None:
        if old.text == new.text:  # the same words lead elsewhere
            return pieces(linked(old), linked(new))
        return pieces(old.text, new.text)
    if how is How.MOVED and old is not None:
        return pieces(old.text, new.text)  # it may differ in its words as well
    return alone(new.text)


def _moved_away(
    before: Sequence[Block],
    steps: Iterable[Step],
    ends: dict[int, int],
    places: tuple[dict[int, str], dict[int, str]],
) -> dict[int, list[Part]]:
    """Marks where texts stood that moved, by how many parts stand before them."""
    moved = {id(step.old): step for step in steps if step.how is How.MOVED and isinstance(step.old, Text)}
    marks: dict[int, list[Part]] = {}
    behind = 0
    for block in before if moved else ():
        step = moved.get(id(block))
        if step is None:
            behind = ends.get(id(block), behind)
        elif isinstance(block, Text):
            place = places[0].get(id(block), "")
            line = Line(How.MOVED, alone(block.text), place, block.role, step.why or "", away=True)
            marks.setdefault(behind, []).append(line)
    return marks


def _bounded(parts: Iterable[Part]) -> Iterator[Part]:
    """No more changes than a page can bear; how many were left out stands at the end."""
    room, left = MOST_LINES, 0
    for part in parts:
        room -= changed(part)
        if room >= 0 or not changed(part):
            yield part
        else:
            left += 1
    if left:
        yield Cut(left, "paragraphs")


def folded(parts: Iterable[Part]) -> Iterator[Part]:
    """Unchanged parts folded but for those beside a change."""
    run: list[Part] = []
    first = True
    for part in parts:
        if not changed(part):
            run.append(part)
            continue
        yield from _fold(run, 0 if first else CONTEXT, CONTEXT)
        run, first = [], False
        yield part
    yield from _fold(run, 0 if first else CONTEXT, 0)


def _fold(run: Sequence[Part], head: int, tail: int) -> Iterator[Part]:
    """head, tail: how many stay to be seen at either end. Tables that did not change stay as their own folds."""
    if len(run) < head + tail + LEAST_FOLDED:
        yield from run
        return
    yield from run[:head]
    inside = run[head : len(run) - tail]
    kept = tuple(part for part in inside[:MOST_INSIDE] if isinstance(part, Line | Grid))
    seen = run[len(run) - tail :] if tail else ()
    yield Fold(len(inside), "paragraphs", kept, _under(inside) if tail and not _is_heading(seen[0]) else "")
    yield from seen


def _under(parts: Sequence[Part]) -> str:
    """The last heading, cut short."""
    text = next(
        (plain(part.pieces) for part in reversed(parts) if isinstance(part, Line) and _is_heading(part)), ""
    )
    return shown.line(text, UNDER)


def _is_heading(part: Part) -> bool:
    return isinstance(part, Line) and part.role == "heading"


def standing(blocks: Sequence[Block], most: int) -> tuple[Part, ...]:
    """A text that stands alone: its beginning, the rest folded."""
    parts: list[Part] = []
    for block in blocks[: most + MOST_INSIDE]:
        if isinstance(block, Table):
            parts.append(opening(block, FIRST_ROWS))
        else:
            parts.append(Line(How.SAME, alone(block.text), "", block.role))
    if len(blocks) <= most:
        return tuple(parts)
    inside = tuple(part for part in parts[most:] if isinstance(part, Line | Grid))
    return (*parts[:most], Fold(len(blocks) - most, "paragraphs", inside))


def inside(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """A text that is there and of which nothing is to be said: one fold."""
    parts = tuple(
        part for part in standing(blocks[:MOST_INSIDE], MOST_INSIDE) if isinstance(part, Line | Grid)
    )
    return (Fold(len(blocks), "paragraphs", parts),) if blocks else ()
