"""A view -> lines for a terminal, each in spans with a tone; whoever prints decides on colours.

What went stands in [-…-] and what came in {+…+}, with colours and without, so that a line in a log or a
pipe says the same as on a screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from monitor.views.sheet import (
    Cell,
    Cut,
    Fact,
    Fold,
    Grid,
    GridRow,
    How,
    Line,
    Mark,
    Part,
    Passed,
    Piece,
    Section,
    View,
)

Tone = Literal["plain", "gone", "come", "moved", "head", "key", "quiet", "doubt"]

SIGNS = {How.SAME: " ", How.NOISE: " ", How.EDITED: "~", How.GONE: "-", How.COME: "+", How.MOVED: ">"}
TONES: dict[How, Tone] = {
    How.SAME: "plain",
    How.NOISE: "quiet",
    How.EDITED: "head",
    How.GONE: "gone",
    How.COME: "come",
    How.MOVED: "moved",
}
TITLES = {"particulars": "particulars", "text": "text", "file": "attachment", "also": "also changed"}
MOST_PASSED = 3  # texts told for one reason


class Span(NamedTuple):
    """A stretch of a line."""

    text: str
    tone: Tone = "plain"


Spans = tuple[Span, ...]


def lines(view: View) -> Iterator[Spans]:
    """The view from top to bottom, changes in place, one line for each paragraph or table row."""
    for fact in view.facts:
        yield _fact(fact)
    if view.more_facts:
        yield (Span(f"and {view.more_facts:,} more facts, in their places below", "quiet"),)
    for section in view.sections:
        if len(view.sections) > 1 or section.kind == "file" or section.note:
            yield _title(section)
        for part in section.parts:
            yield from _part(part)
    for passed in view.passed:
        yield _passed(passed)


def _fact(fact: Fact) -> Spans:
    where = f" ({fact.place})" if fact.place else ""
    name = fact.name.removeprefix("count:")
    return (
        Span(f"fact {name}: "),
        Span(fact.before or "-", "gone"),
        Span(" -> "),
        Span(fact.after or "-", "come"),
        Span(where, "quiet"),
    )


def _title(section: Section) -> Spans:
    name = " ".join(part for part in (TITLES[section.kind], section.name) if part)
    become = {How.COME: " (new)", How.GONE: " (gone)"}.get(section.how, "")
    return (Span(f"== {name}{become}", "head"), Span(f"  {section.note}" if section.note else "", "quiet"))


def _part(part: Part) -> Iterator[Spans]:
    if isinstance(part, Line):
        yield _line(part)
    elif isinstance(part, Grid):
        yield from _grid(part)
    else:
        yield _folded(part)


def _line(line: Line) -> Spans:
    place = f"{line.place}: " if (line.place and line.how is not How.SAME) or line.role == "field" else ""
    sign = Span(f"{SIGNS[line.how]} ", TONES[line.how])
    if line.how is How.MOVED:
        told = "moved away" if line.away else "moved"
        note = f" ({told}{', ' + line.note if line.note else ''})"
        return (
            sign,
            Span(place, "quiet"),
            *_spans(line.pieces, plain="quiet" if line.away else "plain"),
            Span(note, "moved"),
        )
    note = f" ({line.note})" if line.note else ""
    whole = line.how in (How.GONE, How.COME)
    return sign, Span(place, "quiet"), *_spans(line.pieces, signs=not whole), Span(note, "quiet")


def _spans(pieces: Iterable[Piece], *, signs: bool = True, plain: Tone = "plain") -> Iterator[Span]:
    """Pieces in a line. signs: whether what went and came stands in brackets; a whole line has its sign before it."""
    for piece in pieces:
        text = " ".join(piece.text.split("\n"))
        if piece.mark is Mark.GONE:
            yield Span(f"[-{text}-]" if signs else text, "gone")
        elif piece.mark is Mark.COME:
            yield Span(f"{{+{text}+}}" if signs else text, "come")
        elif piece.mark is Mark.SAME:
            yield Span(text, plain)
        else:
            alike = "the same" if piece.mark is Mark.SKIPPED else "not shown"
            yield Span(f" … {piece.count:,} characters, {alike} … ", "quiet")


# -- tables ----------------------------------------------------------------------------------------


def _grid(grid: Grid) -> Iterator[Spans]:
    name = f"table {grid.name}".strip()
    by = f" (by {grid.key})" if grid.key else ""
    yield (
        Span(f"{SIGNS[grid.how]} ", TONES[grid.how]),
        Span(name, "head"),
        Span(by),
        Span(_counted(grid), "quiet"),
    )
    if any(piece.text for cell in grid.head for piece in cell.pieces):
        yield Span("    "), *_row(grid.head, signs=True)
    for row in grid.rows:
        if isinstance(row, GridRow):
            sign = Span(f"  {SIGNS[row.how]} ", TONES[row.how])
            yield sign, *_row(row.cells, signs=row.how is How.EDITED)
        else:
            yield Span("  "), *_folded(row)


def _counted(grid: Grid) -> str:
    counts = grid.counts
    told = (
        (counts.added, "added"),
        (counts.removed, "removed"),
        (counts.changed, "changed"),
        (counts.same, "unchanged"),
    )
    said = ", ".join(f"{count:,} {what}" for count, what in told if count)
    hidden = f"; {grid.hidden:,} columns not shown" if grid.hidden else ""
    return (f": {said}" if said else "") + hidden


def _row(cells: Iterable[Cell], *, signs: bool) -> Iterator[Span]:
    for place, cell in enumerate(cells):
        if place:
            yield Span(" | ", "quiet")
        yield from _spans(cell.pieces, signs=signs, plain="key" if cell.key else "plain")


# -- what is not shown -----------------------------------------------------------------------------


def _folded(part: Fold | Cut) -> Spans:
    unit = part.unit if part.count != 1 else part.unit[:-1]
    if isinstance(part, Cut):
        return (Span(f"… {part.count:,} more changed {unit}, too many to be shown", "doubt"),)
    under = f", under {part.under}" if part.under else ""
    return (Span(f"  … {part.count:,} unchanged {unit}{under}", "quiet"),)


def _passed(passed: Passed) -> Spans:
    texts = "; ".join(passed.texts[:MOST_PASSED])
    more = passed.count - min(len(passed.texts), MOST_PASSED)
    told = texts + (f" (and {more:,} more)" if more > 0 and texts else "")
    label = "look at this" if passed.doubtful else "ignored"
    return (Span(f"{label} ({passed.why}): {told}", "doubt" if passed.doubtful else "quiet"),)
