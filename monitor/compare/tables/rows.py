"""Lines that only one version of a table has -> which became which, which came, which went.

Lines pair by their key; several of one key pair with the nearest. What an export or the end of a page did
to them is found out before anything is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import field

from monitor.compare.forms.text import likeness
from monitor.compare.tables import damage, regrouped
from monitor.compare.tables.cells import codes_in
from monitor.compare.tables.sides import Cells, Line, View
from monitor.model import Ignored
from monitor.values import dataclass

MOST_WEIGHED = 20_000  # pairs of lines of one key that are weighed; beyond it they pair in their order
ALIKE = 0.5

Pair = tuple[Line, Line]
Names = tuple[
    dict[str, str], ...
]  # for each part of the key: what a whole code says -> what its damaged form says


@dataclass(slots=True)
class Found:
    """What became of the lines of both versions."""

    pairs: list[Pair] = field(default_factory=list)
    gone: list[Line] = field(default_factory=list)
    come: list[Line] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    names: tuple[Names, Names] = ((), ())
    budget: int = MOST_WEIGHED

    def without(self, gone: Sequence[Line], come: Sequence[Line]) -> None:
        """Take lines out of what came and went."""
        left = {id(line) for line in (*gone, *come)}
        self.gone = [line for line in self.gone if id(line) not in left]
        self.come = [line for line in self.come if id(line) not in left]

    def known_damaged(self, view: View, index: int, old: str, new: str) -> bool:
        """Whether a cell of the key is the damaged form of what it was, or the other way round."""
        if index not in view.key or not self.names[0]:
            return False
        place, forms = view.key.index(index), (view.form(old, index), view.form(new, index))
        return (
            self.names[0][place].get(forms[0]) == forms[1] or self.names[1][place].get(forms[1]) == forms[0]
        )


def match(view: View, gone: Sequence[Line], come: Sequence[Line]) -> Found:
    """Which line became which."""
    found = Found()
    if not view.key:
        found.gone, found.come = list(gone), list(come)
        return found
    found.names = names = _names(view, gone, come)
    groups: dict[Cells, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for side, lines in enumerate((gone, come)):
        for line in lines:
            groups[_renamed(view.key_of(line), names[side])][side].append(line)
    for old, new in groups.values():
        if old and new:
            _pair(view, found, old, new)
        else:
            found.gone += old
            found.come += new
    regrouped.torn(view, found)
    regrouped.listed(view, found)
    _other_lines(view, found)
    order = {id(line.cells): number for number, line in enumerate((*gone, *come))}
    found.gone.sort(key=lambda line: order.get(id(line.cells), len(order)))
    found.come.sort(key=lambda line: order.get(id(line.cells), len(order)))
    found.pairs.sort(key=lambda pair: order.get(id(pair[1].cells), len(order)))
    return found


# -- damaged keys ----------------------------------------------------------------------------------


def _names(view: View, gone: Sequence[Line], come: Sequence[Line]) -> tuple[Names, Names]:
    """How the keys of each side are read so that whole and damaged ones are the same."""
    names: tuple[list[dict[str, str]], list[dict[str, str]]] = ([], [])
    for index in view.key:
        forms = {view.cell(line, index) for line in gone}, {view.cell(line, index) for line in come}
        only = [
            [line.said[index] for line in lines if view.cell(line, index) not in forms[1 - side]]
            for side, lines in enumerate((gone, come))
        ]
        for side in (0, 1):
            place = view.columns[index][1 - side]
            standing = (row[place] for row in (view.new, view.old)[side].rows)
            taken = damage.tokens(only[side], only[1 - side], standing)
            names[side].append(
                {view.form(whole, index): view.form(form, index) for whole, form in taken.items()}
            )
    return tuple(names[0]), tuple(names[1])


def _renamed(key: Cells, names: Names) -> Cells:
    if not any(names) or len(key) != len(names):
        return key
    return tuple([name.get(cell, cell) for cell, name in zip(key, names, strict=True)])


# -- lines of one key ------------------------------------------------------------------------------


def _pair(view: View, found: Found, old: list[Line], new: list[Line]) -> None:
    """Lines of one key: the same words in more or fewer rows, one line that became several, or nearest pairs."""
    if len(old) == len(new) == 1:
        found.pairs.append((old[0], new[0]))
        return
    if regrouped.same_words(view, old, new):
        found.ignored.append(Ignored("the same words in more or fewer rows", view.shown(new[0])))
        return
    if len(old) != len(new) and 1 in (len(old), len(new)) and regrouped.is_split(view, old, new):
        found.gone += old
        found.come += new
        return
    for i, j in _nearest(view, found, old, new):
        found.pairs.append((old[i], new[j]))
    paired = {id(line) for pair in found.pairs[-min(len(old), len(new)) :] for line in pair}
    found.gone += [line for line in old if id(line) not in paired]
    found.come += [line for line in new if id(line) not in paired]


def _nearest(view: View, found: Found, old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The pairs that differ in the fewest cells first; each line once."""
    if len(old) * len(new) > found.budget:
        yield from zip(range(len(old)), range(len(new)), strict=False)
        return
    found.budget -= len(old) * len(new)
    said = [view.meaning(line.said) for line in old], [view.meaning(line.said) for line in new]
    scored = sorted(
        (sum(a != b for a, b in zip(one, other, strict=True)), abs(i - j), i + j, i, j)
        for i, one in enumerate(said[0])
        for j, other in enumerate(said[1])
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for _, _, _, i, j in scored:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield i, j


# -- lines whose key changed in part ---------------------------------------------------------------


def _other_lines(view: View, found: Found) -> None:
    """Pair lines of the same code of which another part of the key was reworded, and notes that were."""
    groups: dict[str, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    first = view.key[0]
    for side, lines in enumerate((found.gone, found.come)):
        for line in lines:
            if line.label:
                groups[""][side].append(line)
            elif len(view.key) > 1:
                groups["=" + view.form(line.filled(first), first)][side].append(line)
    taken: list[Pair] = []
    for old, new in groups.values():
        if old and new and len(old) * len(new) <= found.budget:
            found.budget -= len(old) * len(new)
            taken += _reworded(view, old, new)
    found.pairs += taken
    found.without([old for old, _ in taken], [new for _, new in taken])


def _reworded(view: View, old: Sequence[Line], new: Sequence[Line]) -> Iterator[Pair]:
    """Lines whose keys are alike, the most alike first; each once."""
    keys = (
        ["\n".join(view.key_of(line)[1:]) for line in old],
        ["\n".join(view.key_of(line)[1:]) for line in new],
    )
    scored = sorted(
        (-score, abs(i - j), i + j, i, j)
        for i, one in enumerate(keys[0])
        for j, other in enumerate(keys[1])
        if (score := likeness(one, other)) >= ALIKE
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for _, _, _, i, j in scored:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield old[i], new[j]


def differences(view: View, old: Line, new: Line) -> list[int]:
    """Compared columns in which a line says something else than it did."""
    return [
        i
        for i in range(len(view.columns))
        if old.said[i] != new.said[i]
        and (one := view.cell(old, i)) != (other := view.cell(new, i))
        and not _same_list(old.said[i], new.said[i])
        and not (not one and old.filled(i) and view.form(old.filled(i), i) == other)
        and not (not other and new.filled(i) and view.form(new.filled(i), i) == one)
    ]


def broken_elsewhere(view: View, found: Found) -> int:
    """How many lines have a cell that differs in the blanks within its words alone."""
    return sum(
        any(
            view.is_broken_elsewhere(one, other, i)
            for i, (one, other) in enumerate(zip(old.said, new.said, strict=True))
        )
        for old, new in found.pairs
    )


def _same_list(one: str, other: str) -> bool:
    """Whether two cells list the same codes, in whatever order."""
    codes = codes_in(one)
    return bool(codes) and Counter(codes) == Counter(codes_in(other))
