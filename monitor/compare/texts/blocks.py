"""Headings, paragraphs and items of two versions -> what became of each.

First the texts that stand in both versions leave, in order where they kept it, else wherever they stand. What is
left between two that kept their order is paired by likeness, then what is left over altogether. Every step is linear
or bounded by a budget (C19).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import compress

from monitor.compare.forms.sequences import Match, in_order, rising, walked
from monitor.compare.forms.targets import target
from monitor.compare.forms.text import normal
from monitor.compare.noise.habits import settled
from monitor.compare.noise.known import Noise
from monitor.compare.texts.fates import Fate, Gap, How, Matching, Place
from monitor.compare.texts.pairing import pair
from monitor.compare.texts.sections import Moves, Sections
from monitor.model import Block, Text

MOST_LEFT = 20_000  # texts on one side that do not stand on the other; beyond it only counts are told
MOST_TEXTS = (
    50_000  # on one side; where more than a tenth of so many differs, nobody asks in which order they stand
)
MUTE = "no letter and no digit"
TITLE = "the title of a table, which bears it itself in the other version"
ANSWERS = frozenset("✓✔✗✘√○☑☐☒")  # yes or no; a cross may also be what closes a window

_Key = str | tuple[str, str]  # a text as it is written, with its link when it is one
_Identity = tuple[str, str | None]  # its normal form, and what the link leads to


def match(before: Sequence[Block], after: Sequence[Block], noise: Noise) -> Matching:
    """What became of each text of both versions; tables are passed over.

    The other way round it is the same matching with its sides exchanged.
    """
    old, new = _Side(before), _Side(after)
    noise = settled(noise, before, after)
    if old.has_tables or new.has_tables:
        noise = _entitling(noise, before, after)
    if len(new.keys) < len(old.keys) or (len(new.keys) == len(old.keys) and new.written < old.written):
        return _match(new, old, noise).mirrored()
    return _match(old, new, noise)


def _entitling(noise: Noise, before: Sequence[Block], after: Sequence[Block]) -> Noise:
    """The noise with those texts that are the title of a table, which in the other version bears it itself."""
    found: dict[int, str] = {}
    for here, there in ((before, after), (after, before)):
        names = {normal(block.name) for block in there if block.kind == "table" and block.name}
        if names:
            own = Counter(normal(block.name) for block in here if block.kind == "table")
            found |= {
                id(block): TITLE
                for block in here
                if block.kind == "text" and (form := normal(block.text)) in names and own[form]
            }
    return noise.with_blocks({**found, **noise.blocks}) if found else noise


class _Side:
    """The texts of one version that say anything."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.texts: list[Text] = [block for block in blocks if block.kind == "text"]
        self.at: Sequence[int] = range(len(blocks))
        self.has_tables = len(self.texts) < len(blocks)
        if self.has_tables:
            self.at = [at for at, block in enumerate(blocks) if block.kind == "text"]
        self.keys: list[_Key] = [
            text.text if text.href is None else (text.text, text.href) for text in self.texts
        ]
        self.forms: dict[_Key, _Identity] = {}  # of those that are not written alike in the other version
        self.mute: list[int] = []  # positions of texts without any letter or digit

    def drop_mute(self) -> None:
        """Leave out what says nothing; what stands beside it would be kept apart by it."""
        if mute := {key for key in set(self.keys) if not (key and key[0].isalnum()) and _says_nothing(key)}:
            stays = [key not in mute for key in self.keys]
            self.mute = [at for at, stay in zip(self.at, stays, strict=True) if not stay]
            self.at = list(compress(self.at, stays))
            self.texts = list(compress(self.texts, stays))
            self.keys = list(compress(self.keys, stays))

    def dropped(self, indexes: Iterable[int]) -> list[int]:
        """Some of its texts without those that say nothing."""
        stays = []
        for index in indexes:
            if _says_nothing(self.keys[index]):
                self.mute.append(self.at[index])
            else:
                stays.append(index)
        return stays

    @property
    def written(self) -> list[str]:
        return [text.text for text in self.texts]

    @cached_property
    def roles(self) -> set[str]:
        return {block.role for block in self.texts}

    @cached_property
    def _numbers(self) -> list[int]:
        """Of each block its number among those of its role."""
        if len(self.roles) == 1 and len(self.texts) == len(self.blocks):
            return list(range(1, len(self.blocks) + 1))
        counted: Counter[str] = Counter()
        numbers = []
        for block in self.blocks:
            role = "" if block.kind == "table" else block.role
            counted[role] += 1
            numbers.append(counted[role])
        return numbers

    def place(self, index: int, *, bare: bool = False) -> Place:
        """One of its texts. bare: without its normal form, which nobody will ask for."""
        text, at = self.texts[index], self.at[index]
        form, leads = ("", None) if bare else self.identity(index)
        return Place(text, at, f"{text.role} {self._numbers[at]}", form, leads)

    def identity(self, index: int) -> _Identity:
        """What one of its texts is the same by."""
        key = self.keys[index]
        found = self.forms.get(key)
        if found is None:
            found = self.forms[key] = _identity(key)
        return found


def _says_nothing(key: _Key) -> bool:
    text = key if isinstance(key, str) else key[0]
    return not any(map(str.isalnum, text)) and ANSWERS.isdisjoint(text)


def _match(old: _Side, new: _Side, noise: Noise) -> Matching:
    anchors, moved, gone, come = _little_differs(old, new) or _much_differs(old, new)
    large = max(len(gone), len(come)) > MOST_LEFT
    stood = anchors
    if not isinstance(old.at, range) or not isinstance(new.at, range):
        stood = [(old.at[i], new.at[j]) for i, j in anchors]
    gaps = _gaps(
        [old.place(index, bare=large) for index in gone],
        [new.place(index, bare=large) for index in come],
        stood,
    )
    stood = [*stood, *_mute(old, new)]
    sections = Sections(old.texts, new.texts, anchors, moved)
    means = sections.moved()
    fates = _elsewhere(old, new, means)
    reordered = [(old.at[i], new.at[j]) for i, j in moved if (i, j) not in means]
    if placed := {(fate.old.at, fate.new.at) for fate in fates if fate.old and fate.new}:
        stood = [pair for pair in stood if pair not in placed]
    fates += _silent(old, new, stood)
    if large:
        return Matching(stood, fates, reordered, gaps)
    asked = [old.at[index] for index in gone], [new.at[index] for index in come]
    noise = noise.with_beside((old.blocks, new.blocks), asked)
    paired = pair(gaps, _titles(old, new, [*anchors, *moved]), noise)
    fates += (_placed(fate, old, new, sections) for fate in paired)
    return Matching(stood, fates, reordered)


def _placed(fate: Fate, old: _Side, new: _Side, sections: Sections) -> Fate:
    """An edited text that stands elsewhere now has moved as well."""
    if fate.how is not How.EDITED or fate.steady or fate.old is None or fate.new is None:
        return fate
    where = sections.elsewhere(bisect_left(old.at, fate.old.at), bisect_left(new.at, fate.new.at))
    return replace(fate, how=How.MOVED, moved=where) if where else fate


_Stood = tuple[list[Match], list[Match], list[int], list[int]]  # in order, elsewhere, in one version only


def _little_differs(old: _Side, new: _Side) -> _Stood | None:
    """What stands in both of two long texts; None when they are short, or when more of them differs."""
    anchors = walked(old.keys, new.keys)
    if anchors is None:
        return None
    gone = old.dropped(_others(len(old.keys), (i for i, _ in anchors)))
    come = new.dropped(_others(len(new.keys), (j for _, j in anchors)))
    moved, gone, come = _left(old.identity, new.identity, gone, come)
    return anchors, moved, gone, come


def _much_differs(old: _Side, new: _Side) -> _Stood:
    old.drop_mute()
    new.drop_mute()
    if max(len(old.keys), len(new.keys)) > MOST_TEXTS:
        return _very_many(old, new)
    one, other = _identities(old, new)
    if set(one).isdisjoint(other):
        return [], [], list(range(len(one))), list(range(len(other)))
    anchors = in_order(one, other)
    gone, come = _others(len(one), (i for i, _ in anchors)), _others(len(other), (j for _, j in anchors))
    return anchors, *_left(one.__getitem__, other.__getitem__, gone, come)


def _very_many(old: _Side, new: _Side) -> _Stood:
    """What stands in both by how it is written; by its normal form only where little is left."""
    waiting: dict[_Key, list[int]] = defaultdict(list)
    for index in range(len(new.keys) - 1, -1, -1):
        waiting[new.keys[index]].append(index)
    pairs = [(index, waiting[key].pop()) for index, key in enumerate(old.keys) if waiting.get(key)]
    gone, come = _others(len(old.keys), (i for i, _ in pairs)), _others(len(new.keys), (j for _, j in pairs))
    anchors = rising(pairs)
    if len(anchors) < len(pairs):
        kept = set(anchors)
        moved = [pair for pair in pairs if pair not in kept]
    else:
        moved = []
    if max(len(gone), len(come)) > MOST_LEFT:
        return anchors, moved, gone, come
    others, gone, come = _left(old.identity, new.identity, gone, come)
    return anchors, moved + others, gone, come


def _identities(old: _Side, new: _Side) -> tuple[list[Hashable], list[Hashable]]:
    """What each text is the same by: as it is written where both versions have it as often, else its normal form."""
    counts = Counter(old.keys), Counter(new.keys)
    other = {key for key, count in counts[0].items() if counts[1].get(key) != count}
    other |= counts[1].keys() - counts[0].keys()
    old.forms = new.forms = forms = {key: _identity(key) for key in other}
    if not forms:
        return list(old.keys), list(new.keys)
    return [forms.get(key, key) for key in old.keys], [forms.get(key, key) for key in new.keys]


def _identity(key: _Key) -> _Identity:
    return (normal(key), None) if isinstance(key, str) else (normal(key[0]), target(key[1]))


_Known = Callable[[int], Hashable]  # what the text of that number is the same by


def _left(
    old: _Known, new: _Known, gone: list[int], come: list[int]
) -> tuple[list[Match], list[int], list[int]]:
    """Of what did not keep its order: index pairs of what stands in both versions, and what stands in one only."""
    both = set(map(old, gone)).intersection(map(new, come))
    if not both:
        return [], gone, come
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for index in come:
        if (identity := new(index)) in both:
            waiting[identity].append(index)
    moved = [(index, waiting[identity].popleft()) for index in gone if waiting.get(identity := old(index))]
    if moved:
        places = {i for i, _ in moved}, {j for _, j in moved}
        gone = [index for index in gone if index not in places[0]]
        come = [index for index in come if index not in places[1]]
    return moved, gone, come


def _others(count: int, taken: Iterable[int]) -> list[int]:
    """The numbers below a count that are not taken."""
    free = bytearray(b"\1") * count
    for number in taken:
        free[number] = 0
    return list(compress(range(count), free))


def _mute(old: _Side, new: _Side) -> Iterator[Match]:
    """Rules and ornaments that stand in both, by position."""
    written = [[_text(side.blocks[at]) for at in side.mute] for side in (old, new)]
    return ((old.mute[i], new.mute[j]) for i, j in in_order(*written))


def _text(block: Block) -> str:
    return block.text if block.kind == "text" else ""


def _silent(old: _Side, new: _Side, stood: Iterable[Match]) -> Iterator[Fate]:
    """Rules and ornaments that came or went."""
    if not old.mute and not new.mute:
        return
    here, there = set(old.mute), set(new.mute)
    for i, j in stood:
        here.discard(i)
        there.discard(j)
    yield from (Fate(How.NOISE, place, None, MUTE) for place in _bare(old, sorted(here)))
    yield from (Fate(How.NOISE, None, place, MUTE) for place in _bare(new, sorted(there)))


def _bare(side: _Side, places: Sequence[int]) -> Iterator[Place]:
    for at in places:
        block = side.blocks[at]
        if block.kind == "text":
            yield Place(block, at, block.role, "")


def _elsewhere(old: _Side, new: _Side, means: Moves) -> list[Fate]:
    """The texts that stand in both versions, where their place says another thing now; some may have kept their order."""
    return [Fate(How.MOVED, old.place(i), new.place(j), moved=where) for (i, j), where in means.items()]


def _titles(old: _Side, new: _Side, kept: Sequence[Match]) -> frozenset[str]:
    """Normal forms of the first headings, as far as they stand in both versions."""
    if "heading" not in old.roles | new.roles:
        return frozenset()
    first, other = (
        next((index for index, text in enumerate(side.texts) if text.role == "heading"), -1)
        for side in (old, new)
    )
    both = {normal(old.texts[i].text) for i, j in kept if i == first or j == other}
    mine = {normal(side.texts[index].text) for side, index in ((old, first), (new, other)) if index >= 0}
    return frozenset(both & mine)


def _gaps(gone: Iterable[Place], come: Iterable[Place], stood: Sequence[Match]) -> list[Gap]:
    """What is left of both versions, by the two places that stayed between which it stands."""
    gaps: dict[int, Gap] = {}
    for side, places in ((0, gone), (1, come)):
        stays = [pair[side] for pair in stood]
        for place in places:
            gaps.setdefault(bisect_left(stays, place.at), ([], []))[side].append(place)
    return [gap for _, gap in sorted(gaps.items(), key=lambda entry: entry[0])]
