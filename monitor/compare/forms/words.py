"""Two wordings of one text -> which words went and which came.

Nothing is left out and nothing is added: the runs joined are the one text and the other. What differs only in how
it is set (full width, another quotation mark) stands on both sides of a run of its own that is `alike`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from monitor.compare.forms.sequences import in_order
from monitor.compare.forms.text import normal
from monitor.compare.forms.tokens import sentences, tokens
from monitor.values import dataclass

LEAST = 0.3  # share of the words that must have stayed; below it those in common are chance
_AN_END = 24  # characters that two texts begin or end with alike, and that are no chance
A_LONG_TEXT = 4_000  # characters; from there on sentences that stayed leave before words are looked at
MOST_CHARACTERS = 20_000  # between two sentences that stayed; beyond it both sides are told whole (C19)
_MARGIN = 64  # characters kept beside the first and the last difference, so that no date is cut in two


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: the same on both sides, or what went and what came in one place."""

    same: str = ""
    gone: str = ""
    come: str = ""

    @property
    def alike(self) -> bool:
        """Whether what went and what came say the same, set in another way."""
        if self.same or max(len(self.gone), len(self.come)) > MOST_CHARACTERS:
            return False
        return normal(self.gone) == normal(self.come)


@dataclass(slots=True)
class _Stretch:
    """Tokens i to to_i of the older text became j to to_j of the newer one."""

    i: int
    to_i: int
    j: int
    to_j: int
    stays: bool


def runs(before: str, after: str) -> tuple[Run, ...]:
    """How `before` became `after`. Joining same and gone gives before, same and come gives after, exactly."""
    if before == after:
        return (Run(same=after),) if after else ()
    head = max(0, _common(before, after) - _MARGIN)
    tail = max(0, _common(before[head:][::-1], after[head:][::-1]) - _MARGIN)
    gone, come = before[head : len(before) - tail], after[head : len(after) - tail]
    told = _runs(gone, come)
    return tuple(joined([Run(same=before[:head]), *told, Run(same=before[len(before) - tail :])]))


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _runs(before: str, after: str) -> Iterator[Run]:
    if max(len(before), len(after)) > A_LONG_TEXT:
        old, new = sentences(before), sentences(after)
        for stretch in _stretches(old, new):
            gone = "".join(old[stretch.i : stretch.to_i])
            come = "".join(new[stretch.j : stretch.to_j])
            yield from [Run(same=come)] if stretch.stays else _words(gone, come)
    else:
        yield from _words(before, after)


def _words(before: str, after: str) -> Iterator[Run]:
    if max(len(before), len(after)) > MOST_CHARACTERS:
        yield Run(gone=before, come=after)
        return
    old, new = tokens(before), tokens(after)
    forms: dict[str, str] = {}
    stretches = _stretches(_forms(old, forms), _forms(new, forms))
    yield from _told(old, new, _settled(old, new, _telling(old, new, stretches)))


def _telling(old: Sequence[str], new: Sequence[str], stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """The stretches; when hardly a word stayed, all as one edit but for long ends that are the same."""
    stayed = sum(
        _said(old[one.i : one.to_i]) + _said(new[one.j : one.to_j]) for one in stretches if one.stays
    )
    if not old or not new or stayed >= LEAST * (_said(old) + _said(new)):
        return list(stretches)
    first, last = stretches[0], stretches[-1]
    ends = [one.stays and len("".join(new[one.j : one.to_j])) >= _AN_END for one in (first, last)]
    i, j = (first.to_i, first.to_j) if ends[0] else (0, 0)
    to_i, to_j = (last.i, last.j) if ends[1] else (len(old), len(new))
    middle = _Stretch(i, to_i, j, to_j, stays=False)
    return [*([first] if ends[0] else []), middle, *([last] if ends[1] else [])]


def _said(texts: Sequence[str]) -> int:
    """How many of the tokens are more than a blank or a sign."""
    return sum(1 for text in texts if any(map(str.isalnum, text)))


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs without empty ones, and what stayed in one piece."""
    same = ""
    for run in runs:
        if run.same:
            same += run.same
        elif run.gone or run.come:
            if same:
                yield Run(same=same)
            same = ""
            yield run
    if same:
        yield Run(same=same)


def _forms(texts: Sequence[str], known: dict[str, str]) -> list[str]:
    """What each token says, however it is set; a blank is a blank."""
    for text in texts:
        if text not in known:
            known[text] = text if text.isascii() and text.isalnum() else (normal(text) or text.strip() or " ")
    return [known[text] for text in texts]


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[_Stretch]:
    found: list[_Stretch] = []
    i = j = 0
    for one, other in [*in_order(old, new), (len(old), len(new))]:
        if one > i or other > j:
            found.append(_Stretch(i, one, j, other, stays=False))
        if one < len(old) and found and found[-1].stays:
            found[-1].to_i, found[-1].to_j = one + 1, other + 1
        elif one < len(old):
            found.append(_Stretch(one, one + 1, other, other + 1, stays=True))
        i, j = one + 1, other + 1
    return found


class _Measure:
    """How many characters, and how many with a digit in them, any stretch of tokens has; asked over and over."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._lengths = list(accumulate(map(len, texts), initial=0))
        self._figures = list(accumulate((any(map(str.isdecimal, text)) for text in texts), initial=0))

    def length(self, start: int, end: int) -> int:
        return self._lengths[end] - self._lengths[start]

    def has_figures(self, start: int, end: int) -> bool:
        return self._figures[end] > self._figures[start]


def _settled(old: Sequence[str], new: Sequence[str], stretches: Sequence[_Stretch]) -> Iterator[_Stretch]:
    """The stretches with what lies between two edits and says too little to stand alone made part of them."""
    measures = _Measure(old), _Measure(new)
    waiting: list[_Stretch] = []
    for stretch in stretches:
        waiting.append(stretch)
        while len(waiting) >= 3 and _slight(waiting[-3:], new, measures):
            first, _, last = waiting[-3:]
            waiting[-3:] = [_Stretch(first.i, last.to_i, first.j, last.to_j, stays=False)]
        if len(waiting) > 3:
            yield waiting.pop(0)
    yield from waiting


def _slight(three: Sequence[_Stretch], new: Sequence[str], measures: tuple[_Measure, _Measure]) -> bool:
    """Whether two edits read better as one: only a blank, a sign or less than they are lies between them."""
    first, between, last = three
    if first.stays or last.stays or measures[1].length(between.j, between.to_j) > 4:
        return False
    kept = "".join(new[between.j : between.to_j])
    if kept.isspace():
        return len(kept) < 3
    old = measures[0]
    if any(old.has_figures(one.i, one.to_i) or measures[1].has_figures(one.j, one.to_j) for one in three):
        return False
    if not any(map(str.isalnum, kept)):
        return len(kept) < 3
    size = min(max(old.length(one.i, one.to_i), measures[1].length(one.j, one.to_j)) for one in (first, last))
    return len(kept) * (1 if kept.isascii() else 4) <= size


def _told(old: Sequence[str], new: Sequence[str], stretches: Iterator[_Stretch]) -> Iterator[Run]:
    for stretch in stretches:
        if stretch.stays:
            yield from _kept(old[stretch.i : stretch.to_i], new[stretch.j : stretch.to_j])
        else:
            yield Run(
                gone="".join(old[stretch.i : stretch.to_i]), come="".join(new[stretch.j : stretch.to_j])
            )


def _kept(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """What stayed; where it is set in another way, both ways."""
    start = 0
    for place in range(1, len(old) + 1):
        equal = old[start] == new[start]
        if place == len(old) or (old[place] == new[place]) != equal:
            one, other = "".join(old[start:place]), "".join(new[start:place])
            yield Run(same=other) if equal else Run(gone=one, come=other)
            start = place
