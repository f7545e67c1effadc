"""Two versions of one place -> the facts that moved in it, sentence beside sentence.

A sentence in which nothing but its facts differs is laid on its older self, fact on fact: so two rates that changed
places are two moves, and one that only stands there is none. What is left pairs by likeness; what has no partner came
or went.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence

from monitor.compare.forms.text import likeness
from monitor.facts import duties, mentions
from monitor.facts.mentions import Mention
from monitor.patterns import regex
from monitor.prose import Prose
from monitor.values import dataclass

LIKE = 0.5  # likeness from which two sentences are two wordings of one
MOST_WEIGHED = 30  # sentences a side that are weighed against each other; further ones pair by skeleton only

_FAMILIES = {
    name: family
    for family, found in (("date", mentions.DATES), ("period", mentions.PERIODS), ("rate", mentions.RATES))
    for name in found
}
_SIGNS = regex(r"[\W_]+")
_HAN_TAIL = regex(r"[\u4e00-\u9fff]{0,2}")
_LATIN_TAIL = regex(r" ?[\w-]{1,30}")


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact that moved: gone or come is None where it only came or went. means: of the side or sides that are there."""

    name: str
    gone: str | None
    come: str | None
    means: str = ""

    @property
    def family(self) -> str:
        return family(self.name)


def family(name: str) -> str:
    """The sort a fact is compared within: the day in force is a day, whatever else it is called."""
    return _FAMILIES.get(name, name)


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of matched text and the facts in it, in order."""

    prose: Prose
    start: int
    end: int
    mentions: Sequence[Mention]

    @property
    def text(self) -> str:
        return self.prose.low[self.start : self.end].strip()

    def sentences(self) -> Iterator[Said]:
        at = 0
        start = self.start
        while start < self.end:
            end = min(self.end, self.prose.sentence(start)[1])
            first = at
            while at < len(self.mentions) and self.mentions[at].start < end:
                at += 1
            yield Said(self.prose, start, end, self.mentions[first:at])
            start = end


def came_or_went(said: Said, *, came: bool) -> Iterator[Moved]:
    """Every fact of a place that stands in one version only, each once."""
    values = {(family(each.name), meaning(each)): each for each in reversed(said.mentions)}
    for each in reversed(values.values()):
        yield _one_sided(each, came=came)


def moved(before: Said, after: Said) -> Iterator[Moved]:
    """What moved between two versions of a place, but for names (codes, standards, ports), of which see `names_moved`."""
    gone, come = _without_common(list(before.sentences()), list(after.sentences()))
    pairs, old, new = _of_one_skeleton([_Bones(each) for each in gone], [_Bones(each) for each in come])
    for one, other in pairs:
        yield from one.beside(other)
    likes, old, new = _alike(old, new)
    for one, other in likes:
        yield from one.against(other)
    yield from (_one_sided(each, came=False) for one in old for each in one.numbers)
    yield from (_one_sided(each, came=True) for one in new for each in one.numbers)


def names_moved(before: Said, after: Said) -> Iterator[tuple[str, list[Mention], list[Mention]]]:
    """Names that stand in one version of a place only, by sort. Where in it they stand says nothing."""
    old, new = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*old, *new)):
        gone = [each for means, each in old[name].items() if means not in new[name]]
        come = [each for means, each in new[name].items() if means not in old[name]]
        gone, come = list(_truly_away(gone, after)), list(_truly_away(come, before))
        if gone or come:
            yield name, gone, come


def meaning(mention: Mention) -> str:
    return f"{mention.means} {mention.name}" if mention.name in mentions.PERIODS else mention.means


# -- names -----------------------------------------------------------------------------------------

_FEW = 50  # names that are looked for in the other version as they are written


def _by_name(said: Said) -> defaultdict[str, dict[str, Mention]]:
    found: defaultdict[str, dict[str, Mention]] = defaultdict(dict)
    for each in said.mentions:
        if each.name in mentions.SETS:
            found[each.name].setdefault(each.means, each)
    return found


def _truly_away(names: Sequence[Mention], other: Said) -> Iterator[Mention]:
    """Those that do not stand in the other version either, where only the words around them say what they are."""
    if len(names) > _FEW:
        yield from names
        return
    text = other.prose.low
    for each in names:
        written = re.escape(each.value.lower())
        if not re.compile(rf"(?<![0-9a-z.]){written}(?![0-9a-z])").search(text, other.start, other.end):
            yield each


# -- sentences -------------------------------------------------------------------------------------


class _Bones:
    """A sentence without its facts and its words of duty; two with equal bones say the same of other values."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.duties: dict[int, list[duties.Duty]] = {}
        self.bones = self._bare()

    @property
    def numbers(self) -> list[Mention]:
        return [each for each in self.said.mentions if each.name not in mentions.SETS]

    def _bare(self) -> str:
        low, at, length = self.said.prose.low, self.said.start, 0
        kept: list[str] = []

        def keep(until: int, mark: str = "") -> None:
            nonlocal length
            bare = _SIGNS.sub("", low[at:until]) + mark
            kept.append(bare)
            length += len(bare)

        for start, end, duty in self._parts():
            keep(start, "" if duty else "\0")
            if duty:
                self.duties.setdefault(length, []).append(duty)
            at = end
        keep(self.said.end)
        return "".join(kept)

    def _parts(self) -> Iterator[tuple[int, int, duties.Duty | None]]:
        """The facts and the words of duty between them, in order."""
        at = self.said.start
        for each in (*self.said.mentions, None):
            until = each.start if each else self.said.end
            yield from ((duty.start, duty.end, duty) for duty in duties.duties(self.said.prose, at, until))
            if each:
                yield each.start, each.end, None
                at = each.end

    def beside(self, other: _Bones) -> Iterator[Moved]:
        """What moved where only facts and words of duty differ."""
        for old, new in zip(self.said.mentions, other.said.mentions, strict=True):
            if old.name not in mentions.SETS and new.name not in mentions.SETS:
                yield from _compared(old, new)
        for place in dict.fromkeys((*self.duties, *other.duties)):
            was, now = self.duties.get(place, []), other.duties.get(place, [])
            if [duty.force for duty in was] != [duty.force for duty in now]:
                yield Moved("obligation", *_words(self, was, now, other))

    def against(self, other: _Bones) -> Iterator[Moved]:
        """What moved between two wordings: values of one sort that only one of them has, in order."""
        gone, come = _only(self.numbers, other.numbers), _only(other.numbers, self.numbers)
        for name in dict.fromkeys((*gone, *come)):
            was, now = gone.get(name, []), come.get(name, [])
            for old, new in zip(was, now, strict=False):
                yield from _compared(old, new)
            yield from (_one_sided(each, came=False) for each in was[len(now) :])
            yield from (_one_sided(each, came=True) for each in now[len(was) :])
        yield from self._duty_against(other)

    def _duty_against(self, other: _Bones) -> Iterator[Moved]:
        """A word of duty that became another one, where a sentence has one."""
        was, now = self._forces(), other._forces()
        if len(was) == len(now) == 1 and was[0].force != now[0].force:
            yield Moved("obligation", self.written(was), other.written(now))

    def _forces(self) -> list[duties.Duty]:
        return [duty for found in self.duties.values() for duty in found if duty.force != "negated"]

    def written(self, found: Sequence[duties.Duty]) -> str:
        return self.said.prose.plain[found[0].start : found[-1].end].strip().lower()


def _compared(old: Mention, new: Mention) -> Iterator[Moved]:
    if family(old.name) != family(new.name):
        yield _one_sided(old, came=False)
        yield _one_sided(new, came=True)
    elif meaning(old) != meaning(new):
        units = old.name != new.name and old.name in mentions.PERIODS
        shown = (f"{old.value} {old.name}", f"{new.value} {new.name}") if units else (old.value, new.value)
        yield Moved(new.name, *shown, means=f"{meaning(old)} {meaning(new)}")


def _one_sided(each: Mention, *, came: bool) -> Moved:
    return Moved(each.name, None if came else each.value, each.value if came else None, meaning(each))


def _words(
    one: _Bones, was: Sequence[duties.Duty], now: Sequence[duties.Duty], other: _Bones
) -> tuple[str, str]:
    """Both sides of a duty that moved; where one side has no such word, with the word it stands before."""
    if was and now:
        return one.written(was), other.written(now)
    bones, there = (one, was) if was else (other, now)
    text, end = bones.said.prose.plain, there[-1].end
    tail = _HAN_TAIL if text[end - 1] >= "\u3000" else _LATIN_TAIL
    after = tail.match(text, end, bones.said.end)
    word = after.group() if after else ""
    worded = (bones.written(there) + word.lower()).strip()
    return (worded, word.strip().lower()) if was else (word.strip().lower(), worded)


def _only(mine: Sequence[Mention], theirs: Sequence[Mention]) -> dict[str, list[Mention]]:
    """Mentions that the other wording does not have, by family; one that is said twice counts twice."""
    spare = Counter((family(each.name), meaning(each)) for each in theirs)
    left: dict[str, list[Mention]] = {}
    for each in mine:
        mark = family(each.name), meaning(each)
        if spare[mark] > 0:
            spare[mark] -= 1
        else:
            left.setdefault(mark[0], []).append(each)
    return left


def _without_common(old: list[Said], new: list[Said]) -> tuple[list[Said], list[Said]]:
    both = Counter(each.text for each in old) & Counter(each.text for each in new)
    return list(_unused(old, both)), list(_unused(new, both))


def _unused(sentences: Iterable[Said], both: Counter[str]) -> Iterator[Said]:
    spare = Counter(both)
    for each in sentences:
        if spare[each.text] > 0:
            spare[each.text] -= 1
        else:
            yield each


_Pairs = list[tuple[_Bones, _Bones]]


def _of_one_skeleton(old: list[_Bones], new: list[_Bones]) -> tuple[_Pairs, list[_Bones], list[_Bones]]:
    waiting: dict[str, deque[_Bones]] = defaultdict(deque)
    for each in old:
        waiting[each.bones].append(each)
    pairs: _Pairs = []
    left = []
    for each in new:
        if waiting[each.bones]:
            pairs.append((waiting[each.bones].popleft(), each))
        else:
            left.append(each)
    taken = {id(one) for one, _ in pairs}
    return pairs, [each for each in old if id(each) not in taken], left


def _alike(old: list[_Bones], new: list[_Bones]) -> tuple[_Pairs, list[_Bones], list[_Bones]]:
    """Wordings of one sentence, the likest first; a sentence that is the only one left on both sides is one."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])], [], []
    scored = sorted(
        (-score, i, j)
        for i, one in enumerate(old[:MOST_WEIGHED])
        for j, other in enumerate(new[:MOST_WEIGHED])
        if (score := likeness(one.bones, other.bones)) >= LIKE
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in scored:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return (
        [(old[i], new[j]) for i, j in pairs.items()],
        [each for i, each in enumerate(old) if i not in pairs],
        [each for j, each in enumerate(new) if j not in taken],
    )
