"""Values that went to another label: the same texts, in an order that says another thing.

Texts that stand in both versions are looked at in their two orders. A value (a rate, a sum, a date) belongs to what
stands before it or behind it; where neither of the two came along, it was given to another label. And where single
texts exchanged their places around others that kept theirs, what they stood beside is the other's now. A list in
another order, and a label that moved together with its value, are neither.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from monitor.compare.forms.sequences import Match
from monitor.compare.forms.text import normal, unnumbered
from monitor.model import Text
from monitor.patterns import regex
from monitor.values import dataclass

A_VALUE = 40  # characters of the longest value that says nothing without its label
MOST_WORDS = 3  # of a value: its unit, its month
SHORT = 120  # characters of a text that may stand for the one it is shown beside
MOST_SHOWN = 60
MOST_EXCHANGED = 50_000  # texts beside a difference; among more only values are followed to their labels
SHORT_STRETCH = 4  # texts in a row that stand the same in both versions and are looked at one by one

_NUMBER = regex(r"\d[\d.,:/\-]*")
_WORD = regex(r"[^\W\d_]+")
_BEGINS = regex(r"(?:[A-Z]{1,3}[$ ]|[^\w\s]{1,2} ?)?\d")
_RATE = regex(r"[%‰$€£¥₩₹]|[A-Z]{3} ?\d|\d ?(?:[a-z]|元|[吨千公万])")
_YEAR = regex(r"(?:19|20)\d\d")
_BARE = regex(r"\d+(?:[.,]\d+)*%?", re.ASCII)
_LONG_CODE = regex(r"[\d. \-]{4,}")


@dataclass(frozen=True, slots=True)
class _Side:
    """The texts of one version that stand in both, in its order; `at` is where each stands among all its texts."""

    texts: Sequence[Text]
    at: Sequence[int]
    says: Sequence[str]
    above: Sequence[str]  # of each the nearest text before it that stands there once and is no value
    below: Sequence[str]
    values: set[str]
    labels: set[str]  # what a value stands behind

    def before(self, place: int) -> str:
        return self.says[place - 1] if place else ""

    def after(self, place: int) -> str:
        return self.says[place + 1] if place + 1 < len(self.says) else ""

    def shown(self, place: int) -> str:
        """What a text stands behind, for a reader: its label where that stands once, else with the one above."""
        if not place:
            return "first"
        label, above = self.says[place - 1], self.above[place]
        if above and above != label:
            return f"{_cut(above)}, {_cut(label)}"
        return _cut(label)


_Beside = Callable[[_Side, int], tuple[str, str]]


def swapped(
    old: Sequence[Text], new: Sequence[Text], pairs: Sequence[Match]
) -> Iterator[tuple[Match, tuple[str, str]]]:
    """Each pair of one text whose label is another one now, with both labels. pairs: all that stands in both."""
    counts = Counter([old[i].text for i, _ in pairs])
    pairs = _near_breaks(old, pairs, counts)
    sides = _sides(old, new, pairs, counts)
    partners, origins = dict(pairs), {j: i for i, j in pairs}
    done: set[int] = set()
    for i, j in _values(*sides):
        pair = sides[0].at[i], sides[1].at[j]
        if partners[pair[0]] != pair[1]:  # one of several that say the same
            pair = origins[pair[1]], pair[1]
        done.add(pair[1])
        yield pair, (sides[0].shown(i), sides[1].shown(j))
    for i, j in _exchanged(*sides, partners) if len(pairs) <= MOST_EXCHANGED else ():
        if (pair := (sides[0].at[i], sides[1].at[j]))[1] not in done:
            yield pair, (sides[0].shown(i), sides[1].shown(j))


def _near_breaks(old: Sequence[Text], pairs: Sequence[Match], counts: Counter[str]) -> list[Match]:
    """The pairs beside whatever came, went or moved. counts: of all texts.

    In the midst of a stretch that stands the same in both versions nothing has another label: of each stretch
    only its beginning and its end are looked at, as far as the first and the last text that stands nowhere else.
    """
    breaks = [
        number for number, ((i, j), (k, m)) in enumerate(pairwise(pairs), 1) if k != i + 1 or m != j + 1
    ]
    near: list[Match] = []
    for begin, end in pairwise((0, *breaks, len(pairs))):
        if end - begin <= SHORT_STRETCH:
            near += pairs[begin:end]
            continue
        head = next((at for at in range(begin, end) if _is_mark(old[pairs[at][0]].text, counts)), end)
        tail = next((at for at in range(end - 1, head, -1) if _is_mark(old[pairs[at][0]].text, counts)), head)
        if tail - head >= SHORT_STRETCH:
            near += pairs[begin : head + 2]
            near += pairs[tail - 1 : end]
        else:
            near += pairs[begin:end]
    return near


def _is_mark(text: str, counts: Counter[str]) -> bool:
    """Whether other texts can be placed by a text."""
    return counts[text] == 1 and not is_value(text)


def _sides(
    old: Sequence[Text], new: Sequence[Text], pairs: Sequence[Match], counts: Counter[str]
) -> tuple[_Side, _Side]:
    alike = {new[j].text: old[i].text for i, j in pairs if old[i].text != new[j].text}
    at = sorted(i for i, _ in pairs), sorted(j for _, j in pairs)
    says = [old[i].text for i in at[0]], [alike.get(text := new[j].text, text) for j in at[1]]
    said = set(says[0])
    values = {text for text in said if is_value(text)}
    single = {text for text in said if counts[text] == 1} - values
    return _side(old, at[0], says[0], single, values), _side(new, at[1], says[1], single, values)


def _side(
    texts: Sequence[Text], at: Sequence[int], says: Sequence[str], single: set[str], values: set[str]
) -> _Side:
    above = _nearest(says, single)
    labels = {says[place - 1] for place, text in enumerate(says) if place and text in values}
    return _Side(texts, at, says, above, _nearest(says[::-1], single)[::-1], values, labels)


def _nearest(says: Sequence[str], single: set[str]) -> list[str]:
    found, now = [], ""
    for text in says:
        found.append(now)
        if text in single:
            now = text
    return found


# -- values ----------------------------------------------------------------------------------------


def _values(old: _Side, new: _Side) -> Iterator[Match]:
    """Places of values that stand beside other texts on both their sides now."""
    if not old.values and not new.values:
        return
    sides = old, new
    stands = [list(zip(side.says, ("", *side.says), side.above, strict=False)) for side in sides]
    counts = [Counter(each) for each in stands]
    places: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, side in enumerate(sides):
        for place, one in enumerate(stands[number]):
            if counts[0][one] == counts[1][one] or one[0] not in side.values:
                continue  # as often below the same as before
            if _is_plain(side.texts[side.at[place]]):
                places[one[0]][number].append(place)
    for text, (here, there) in places.items():
        for i, j in zip(*_astray(old, new, here, there), strict=False):
            if _means(text, old, new, i, j):
                yield i, j


def _astray(old: _Side, new: _Side, here: Sequence[int], there: Sequence[int]) -> tuple[list[int], list[int]]:
    """Of the places of one value those where neither what stands before it nor what stands behind it is the same."""
    left = list(here), list(there)
    for beside in (_with_above, _with_below):
        both = Counter(beside(old, i) for i in left[0]) & Counter(beside(new, j) for j in left[1])
        left = _without(old, left[0], Counter(both), beside), _without(new, left[1], Counter(both), beside)
    return left


def _with_above(side: _Side, place: int) -> tuple[str, str]:
    return side.before(place), side.above[place]


def _with_below(side: _Side, place: int) -> tuple[str, str]:
    return side.after(place), side.below[place]


def _without(
    side: _Side, places: Sequence[int], both: Counter[tuple[str, str]], beside: _Beside
) -> list[int]:
    left = []
    for place in places:
        if both[found := beside(side, place)] > 0:
            both[found] -= 1
        else:
            left.append(place)
    return left


def _means(text: str, old: _Side, new: _Side, i: int, j: int) -> bool:
    """Whether a value that left its neighbours says another thing there.

    A bare number or a day may be one of those that a page sets here or there; it counts where another value took
    its place. A list of codes is the same list in any order.
    """
    labels = old.before(i), new.before(j)
    among = [label in old.values for label in labels]
    if old.above[i] == new.above[j] and any(among):
        return _LONG_CODE.fullmatch(text) is None and not _YEAR.search(text)
    if all(among) or not all(labels):
        return False
    if _RATE.search(normal(text)) and not _YEAR.search(text):
        return True
    return labels[0] == labels[1] or (labels[0] in new.labels and labels[1] in old.labels)


def is_value(text: str) -> bool:
    """Whether a text is nothing but a number with its unit, a rate, a sum, a date."""
    if not 0 < len(text) <= A_VALUE or not (_BEGINS.match(text) or _YEAR.search(text)):
        return False
    if _BARE.fullmatch(text):
        return True
    form = normal(text)
    words = _WORD.findall(form)
    if len(words) > MOST_WORDS or max(map(len, words), default=0) > 12:
        return False
    if _YEAR.search(form) and sum(map(len, words)) <= 12:
        return True
    if not _BEGINS.match(form) or unnumbered(form)[0]:
        return False
    return all(word.islower() or len(word) <= 3 or not word.isascii() for word in words)


# -- exchanged places ------------------------------------------------------------------------------


def _exchanged(old: _Side, new: _Side, partners: Mapping[int, int]) -> Iterator[Match]:
    """Places of single texts that exchanged them, while what stands before each of them stands where it stood."""
    seats = {at: place for place, at in enumerate(new.at)}
    goes = [seats[partners[at]] for at in old.at]
    for begin, end in _turned(goes):
        away = [place for place in range(begin, end) if goes[place] != place]
        if all(place and goes[place - 1] == place - 1 and _may_mean(old, place) for place in away):
            yield from ((place, goes[place]) for place in away if old.says[place] != new.says[place])


def _turned(goes: Sequence[int]) -> Iterator[Match]:
    """The shortest stretches that hold the same texts in both versions, in another order."""
    begin = last = 0
    for place, to in enumerate(goes):
        last = max(last, to)
        if last == place:
            if place > begin:
                yield begin, place + 1
            begin = last = place + 1


def _may_mean(side: _Side, place: int) -> bool:
    text, label = side.texts[side.at[place]], side.texts[side.at[place - 1]]
    return _is_plain(text) and label.href is None and label.role != "item" and len(label.text) <= SHORT


def _is_plain(text: Text) -> bool:
    return text.role == "paragraph" and text.href is None


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
