"""Is it the authority that changed so much at once, or only its site? A redesign, a banner, lost letters.

What one check finds of a source is looked at as a whole. Nothing is thrown away here: what trips is recorded as
always and only held back, until the next normal check or until somebody lets it go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from monitor.model import Amended, Change, Comparison, New, TableEdit
from monitor.values import dataclass
from monitor.verdict import letters

FEW = 5  # notices; less than so many may change together on any day
MOST = 0.5  # of those read again; then it is hardly the authority
MANY = 20  # notices; from so many on a smaller share is unusual
THIRD = 1 / 3
ALIKE = 3  # notices in which the same words came or went
STORM = 30  # new notices at once, when nobody says how many

_PLACES = 400  # places of one notice that are compared with those of the others
_SHOWN = 60  # characters of the words that came or went everywhere
_ABOUT = frozenset({"title", "published", "number"})  # what the list says: notices of one day are dated alike


@dataclass(frozen=True, slots=True)
class Trip:
    """Why so much at once is not told yet, and the positions of the changes that wait."""

    reason: str
    held: frozenset[int]


def trip(
    changes: Sequence[Change], *, read: int, strange: bool, storm: int = STORM, waiting: int = 0
) -> Trip | None:
    """Whether what a check found is too much, or too odd, to be told at once; None when all is well.

    read: how many known notices were read again, those that went included. strange: not one notice of the list was
    known. waiting: how many new ones are held already. A first contact is for the caller to leave out: nothing is
    known there.
    """
    found = [*_garbled(changes), *_alike(changes, read), *_too_many(changes, read)]
    found += _storm(changes, storm, waiting) if strange else []
    if not found:
        return None
    return Trip("; ".join(one.reason for one in found), frozenset().union(*(one.held for one in found)))


# -- how many --------------------------------------------------------------------------------------


def _too_many(changes: Sequence[Change], read: int) -> Iterator[Trip]:
    """An unusual share of a source's notices is otherwise, has gone or is back, all at once."""
    places: dict[str, list[int]] = {}
    for place, change in enumerate(changes):
        if not isinstance(change, New):
            places.setdefault(change.notice.key, []).append(place)
    count = len(places)
    if (count >= FEW and count > MOST * read) or (count >= MANY and count >= THIRD * read):
        held = frozenset(place for each in places.values() for place in each)
        yield Trip(f"{count} of the {max(read, count)} notices read again are not what they were", held)


def _storm(changes: Sequence[Change], storm: int, waiting: int) -> Iterator[Trip]:
    new = frozenset(place for place, change in enumerate(changes) if isinstance(change, New))
    if new and len(new) + waiting > storm:
        count = len(new) + waiting
        yield Trip(f"{count} notices are new at once, and the list holds none that was known", new)


# -- the same everywhere ---------------------------------------------------------------------------


def _alike(changes: Sequence[Change], read: int) -> Iterator[Trip]:
    """The same words came or went in most notices: a banner, a footer, a year in a template."""
    said = {
        place: frozenset(_words(change.comparison))
        for place, change in enumerate(changes)
        if isinstance(change, Amended)
    }
    counts = Counter(words for each in said.values() for words in each)
    most = max(counts.values(), default=0)
    if most < ALIKE or most <= MOST * max(read, len(said)):
        return
    everywhere = {words for words, count in counts.items() if count >= ALIKE and count > MOST * len(said)}
    gone, come = max((words for words in everywhere if counts[words] == most), key=_length)
    held = frozenset(place for place, each in said.items() if each & everywhere)
    yield Trip(f"in {len(held)} of the {max(read, len(said))} notices read again {_shown(gone, come)}", held)


def _length(words: tuple[str, str]) -> tuple[int, str, str]:
    return len(words[0]) + len(words[1]), *words


def _shown(gone: str, come: str) -> str:
    gone, come = (text if len(text) <= _SHOWN else text[:_SHOWN] + "…" for text in (gone, come))
    if gone and come:
        return f"“{gone}” became “{come}” alike"
    return f"“{come}” came alike" if come else f"“{gone}” went alike"


def _words(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """The words that went and those that came in their place, place by place."""
    edits = [edit for edit in comparison.edits if edit.op != "move" and edit.path not in _ABOUT]
    for edit in edits[:_PLACES]:
        yield _core(edit.before or "", edit.after or "")
    for table in comparison.tables:
        yield from _cells(table)


def _cells(table: TableEdit) -> Iterator[tuple[str, str]]:
    for cell in table.changed[:_PLACES]:
        yield _core(cell.before, cell.after)
    for row in table.added[:_PLACES]:
        yield "", " · ".join(row.cells)
    for row in table.removed[:_PLACES]:
        yield " · ".join(row.cells), ""


def _core(before: str, after: str) -> tuple[str, str]:
    """What differs between two texts, without what both begin and end with."""
    before, after = " ".join(before.split()), " ".join(after.split())
    start = next(
        (at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new),
        min(len(before), len(after)),
    )
    left, right = before[start:], after[start:]
    end = next(
        (
            at
            for at, (old, new) in enumerate(zip(reversed(left), reversed(right), strict=False))
            if old != new
        ),
        min(len(left), len(right)),
    )
    return left[: len(left) - end].strip(), right[: len(right) - end].strip()


# -- lost letters ----------------------------------------------------------------------------------


def _garbled(changes: Sequence[Change]) -> Iterator[Trip]:
    """The letters of notices are lost, or of another script; new ones count once a known one is among them."""
    odd = [place for place, change in enumerate(changes) if _turned(change)]
    if not odd:
        return
    odd += [place for place, change in enumerate(changes) if isinstance(change, New) and garbled(change)]
    many = f"{len(odd)} notices" if len(odd) > 1 else "a notice"
    sample = letters.sample(changes[odd[0]].notice)
    said = f" (“{sample[:_SHOWN]}”)" if sample else ""
    yield Trip(f"the letters of {many} are lost or of another script{said}", frozenset(odd))


def _turned(change: Change) -> bool:
    return isinstance(change, Amended) and letters.turned(change.before, change.notice)


def garbled(change: Change) -> bool:
    """Whether what stands there now cannot be read, though it could be before; it stays held as long as that."""
    if isinstance(change, Amended):
        return letters.lost(change.before, change.notice)
    return isinstance(change, New) and letters.garbled(change.notice)
