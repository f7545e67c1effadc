"""Facts that moved between two versions, and where: in the changed texts only, so that standing ones stay out.

spots.py       the places that changed, each with its two texts
sentences.py   two texts of one place -> what moved in it
labelled.py    a value under a label, a cell under its heading
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Literal

from monitor.compare.moved import sentences
from monitor.compare.moved.sentences import Moved, Said
from monitor.compare.moved.spots import Spot, spots
from monitor.facts.mentions import SETS, Mention, mentions
from monitor.model import Edit, FactDelta, TableEdit
from monitor.prose import prose
from monitor.values import dataclass

MOST_TEXT = 200_000  # characters of changed text a side in which facts are looked for
MOST_ONE_SIDED = (
    20_000  # of these, characters of places that only came or went: a page rewritten wholly has many
)
MANY_ONE_SIDED = 1_000  # places that only came or went, beyond which a quarter of these is enough
MANY_BOTH = 5_000  # places that stand in both versions; in further ones nothing is looked for
MOST_MOVED = 2_000  # facts that are told; whoever reads them has stopped long before


@dataclass(frozen=True, slots=True)
class Parts:
    """The edits of a comparison by what they tell of. files: attachments as a whole; texts: all other blocks."""

    fields: Sequence[Edit] = ()
    texts: Sequence[Edit] = ()
    files: Sequence[Edit] = ()
    tables: Sequence[TableEdit] = ()


def facts_moved(parts: Parts) -> tuple[FactDelta, ...]:
    """Each fact that is not the same in both versions of its place, in the order of the places.

    What only went from one place and came in another has not moved.
    """
    texts, room = _looked_at(parts.texts)
    places = list(spots(parts.fields, texts, parts.files, parts.tables))
    if not places:
        return ()
    said = _said(places, "before", room), _said(places, "after", room)
    found: list[_Found] = []
    for number, each in enumerate(places):
        found += _in_place(each, said[0].get(number), said[1].get(number))
    return tuple(_told(_without_moves(found)))[:MOST_MOVED]


@dataclass(slots=True)
class _Found:
    """What moved in one place. gone and come: names of one sort that went and came there."""

    place: str
    name: str
    move: Moved | None = None
    gone: list[tuple[str, str]] = field(default_factory=list)
    come: list[tuple[str, str]] = field(default_factory=list)


def _looked_at(texts: Sequence[Edit]) -> tuple[Sequence[Edit], int]:
    """The texts in which facts are looked for, and how many characters of those that only came or went.

    Nobody asks what moved in a page that was rewritten wholly: all of it did.
    """
    alone = sum(edit.before is None or edit.after is None for edit in texts)
    if alone <= MANY_ONE_SIDED and len(texts) - alone <= MANY_BOTH:
        return texts, MOST_ONE_SIDED
    left = {"insert": MANY_ONE_SIDED, "delete": MANY_ONE_SIDED, "replace": MANY_BOTH, "move": MANY_BOTH}
    kept = []
    for edit in texts:
        left[edit.op] -= 1
        if left[edit.op] >= 0:
            kept.append(edit)
    return kept, MOST_ONE_SIDED if alone <= MANY_ONE_SIDED else MOST_ONE_SIDED // 4


def _said(places: Sequence[Spot], side: Literal["before", "after"], alone: int) -> dict[int, Said]:
    """The texts of one version by their place, all of them read in one go. alone: see `_looked_at`."""
    numbers: list[int] = []
    lines: list[str] = []
    room = {True: MOST_TEXT - MOST_ONE_SIDED, False: alone}
    for number, each in enumerate(places):
        text: str | None = getattr(each, side)
        if text and len(text) <= room[each.both]:
            lines.append(text)
            numbers.append(number)
            room[each.both] -= len(text)
    if not lines:
        return {}
    ready = prose("\n".join(lines))
    found = mentions(ready)
    said: dict[int, Said] = {}
    start = at = 0
    for number, line in zip(numbers, ready.plain.split("\n"), strict=True):
        end = start + len(line)
        first = at
        while at < len(found) and found[at].start < end:
            at += 1
        said[number] = Said(ready, start, end, found[first:at])
        start = end + 1
    return said


def _in_place(spot: Spot, before: Said | None, after: Said | None) -> Iterator[_Found]:
    if spot.typed is not None:
        yield _Found(spot.place, spot.typed.name, spot.typed)
    elif spot.both:
        if before is None or after is None:
            return  # beyond what is looked at
        yield from (
            _Found(spot.place, name, gone=_values(gone), come=_values(come))
            for name, gone, come in sentences.names_moved(before, after)
        )
        if not spot.names_only:
            yield from (_Found(spot.place, move.name, move) for move in sentences.moved(before, after))
    elif (one := after or before) is not None:
        yield from _one_sided(spot, one, came=after is not None)


def _one_sided(spot: Spot, said: Said, *, came: bool) -> Iterator[_Found]:
    names: dict[str, _Found] = {}
    for move in sentences.came_or_went(said, came=came):
        if move.name not in SETS:
            if not spot.names_only:
                yield _Found(spot.place, move.name, move)
            continue
        found = names.setdefault(move.name, _Found(spot.place, move.name))
        (found.come if came else found.gone).append((move.means, move.come or move.gone or ""))
    yield from names.values()


def _values(found: Iterable[Mention]) -> list[tuple[str, str]]:
    return [(each.means, each.value) for each in found]


# -- what only stands elsewhere now ----------------------------------------------------------------


def _without_moves(found: Sequence[_Found]) -> Iterator[_Found]:
    """Without what went in one place and came in another."""
    gone: Counter[tuple[str, str]] = Counter()
    come: Counter[tuple[str, str]] = Counter()
    for each in found:
        for mark, came in _ends(each):
            (come if came else gone)[mark] += 1
    both = gone & come
    spare = {False: Counter(both), True: Counter(both)}
    for each in found:
        if _stays(each, spare):
            yield each


def _ends(found: _Found) -> Iterator[tuple[tuple[str, str], bool]]:
    """Of what only went or only came in its place: each value, and whether it came."""
    if found.move is not None:
        if (found.move.gone is None) != (found.move.come is None):
            yield (found.move.family, found.move.means), found.move.gone is None
    elif not (found.gone and found.come):
        yield from (((found.name, means), False) for means, _ in found.gone)
        yield from (((found.name, means), True) for means, _ in found.come)


def _stays(found: _Found, spare: dict[bool, Counter[tuple[str, str]]]) -> bool:
    """Whether something of it is left to tell."""
    kept: defaultdict[bool, set[str]] = defaultdict(set)
    ends = list(_ends(found))
    for mark, came in ends:
        if spare[came][mark] > 0:
            spare[came][mark] -= 1
        else:
            kept[came].add(mark[1])
    if not ends:
        return True
    if found.move is None:
        found.gone = [(means, value) for means, value in found.gone if means in kept[False]]
        found.come = [(means, value) for means, value in found.come if means in kept[True]]
    return bool(kept[False] or kept[True])


def _told(found: Iterable[_Found]) -> Iterator[FactDelta]:
    for each in found:
        if each.move is not None:
            yield FactDelta(each.name, each.move.gone, each.move.come, each.place)
        else:
            yield FactDelta(each.name, _series(each.gone), _series(each.come), each.place)


def _series(values: Sequence[tuple[str, str]]) -> str | None:
    return ", ".join(value for _, value in values) or None
