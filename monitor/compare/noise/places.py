"""The places of a page that differ between two versions, each known by a mark that outlives the change."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from monitor import calendars
from monitor.compare.forms.text import normal
from monitor.compare.noise.known import Noise
from monitor.extract.chrome import says_something
from monitor.model import Block, Content, Text
from monitor.patterns import regex
from monitor.values import dataclass

LONGEST_RUN = 3  # blocks that are one place: a tip with its heading and its picture's words
MOST = 5_000  # blocks; in longer texts nothing flickers that anybody would notice
LONGEST = 1_000  # characters of a block that may be such a place
_ALIKE = 3  # blocks that look the same are one place each; more are a list

_TOKEN = regex(r"(?<![^\W_])(?=[a-z]{0,40}\d)(?=\d{0,40}[a-z])[a-z0-9]{8,64}(?![^\W_])", re.IGNORECASE)
_NUMBER = regex(r"\d[\d.,:/ -]{0,30}(?<![., :/-])")
_DAY = regex(
    r"(?:星期|周|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|\b[ap]m\b|[上下]午",
    re.IGNORECASE,
)
_WORD = regex(r"[^\W\d_]{3,12}")
_LETTERS = regex(r"[^\W\d_][\W\d_]*[^\W\d_]")  # without two, a masked text could stand anywhere


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that differs. old, new: what stood and stands there, empty for nothing. leads: it is a link.

    was: the mark it had in the older version, where what stands beside it changed as well. blocks: by identity.
    edge: one text took another's place outside of all that a page may be read for.
    """

    mark: str
    old: str
    new: str
    leads: bool = False
    was: str | None = None
    blocks: tuple[int, ...] = ()
    edge: bool = False


@lru_cache(1_000)  # the texts beside a place stand in both versions
def shape(form: str) -> str:
    """What a normal form looks like with numbers, days, months and tokens masked."""
    masked = _DAY.sub("D", _NUMBER.sub("0", _TOKEN.sub("T", form)))
    return _WORD.sub(lambda found: "M" if calendars.month(found[0]) else found[0], masked).casefold()


class _Line:
    """One text of a version. stays: it says the same in the other version; nearly all do, and of them nothing is worked
    out that nobody asks for. fixed: it stands there too, but for its numbers.
    """

    __slots__ = ("_shape", "block", "fixed", "form", "stays")

    def __init__(self, block: Text, form: str, *, stays: bool = True) -> None:
        self.block, self.form, self.stays, self.fixed = block, form, stays, stays
        self._shape: str | None = None

    @property
    def shape(self) -> str:
        if self._shape is None:
            self._shape = shape(normal(self.form) if self.stays else self.form)
        return self._shape

    @property
    def name(self) -> str:
        """What one that is fixed is known by in both versions."""
        return self.form if self.stays else f"{self.shape}\0"


def moved(before: Content, after: Content, noise: Noise) -> Iterator[Spot]:
    """The small places in which two versions of a content differ, beside what is noise anyway."""
    if before == after:
        return
    yield from (spot for _, spot in fields(before, after, noise))
    yield from between(before.blocks, after.blocks, noise)


def fields(before: Content, after: Content, noise: Noise) -> Iterator[tuple[str, Spot]]:
    """The labelled fields whose value is another, by their name."""
    old, new = dict(before.fields), dict(after.fields)
    for label, value in new.items():
        was = old.get(label)
        if was is None or normal(was) == normal(value) or noise.label_reason(label):
            continue
        if noise.quiet(normal(was))[0] != noise.quiet(normal(value))[0]:
            yield _name(label), Spot(_of_field(label), f"{label}: {was}", f"{label}: {value}")


def _name(label: str) -> str:
    return normal(label).casefold().rstrip(":")


def _of_field(label: str) -> str:
    return _mark("field", _name(label))


def between(before: Sequence[Block], after: Sequence[Block], noise: Noise) -> Iterator[Spot]:
    """The same of two sequences of blocks."""
    if max(len(before), len(after)) > MOST:
        return
    old, new = _lines(before, after, noise)
    if all(line.stays for side in (old, new) for line in side):
        return
    outside = _outside(before, old) | _outside(after, new)
    for spot in chain(_same_look(old, new), _same_neighbours(old, new)):
        yield replace(spot, edge=bool(spot.old and spot.new) and outside.issuperset(spot.blocks))


def marks(content: Content, wanted: Collection[str]) -> set[str]:
    """Those of the wanted places that a content has at all."""
    if not wanted or len(content.blocks) > MOST:
        return set()
    found = {_of_field(label) for label, _ in content.fields}
    lines = [_Line(block, normal(block.text)) for block in _texts(content.blocks)]
    if any(mark.startswith("look:") for mark in wanted):
        found |= {_of_look(line.shape) for line in lines}
    if any(mark.startswith("between:") for mark in wanted):
        for start in range(len(lines)):
            for end in range(start + 1, min(start + LONGEST_RUN, len(lines)) + 1):
                found.add(_of_neighbours(lines, start, end, end - start))
    return found & set(wanted)


# -- by their look -----------------------------------------------------------------------------------


def _same_look(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[Spot]:
    """Places where only numbers, days and tokens are others."""
    moved = [[line for line in side if not line.stays and line.fixed] for side in (new, old)]
    looks = dict.fromkeys(line.shape for side in moved for line in side)
    was, now = (_by_shape(side, looks, [*moved[0], *moved[1]]) for side in (old, new))
    for look in looks:
        before, lines = was[look], now[look]
        if not (before and lines) or len(lines) > _ALIKE or len(before) > _ALIKE:
            continue
        if Counter(line.form for line in before) != Counter(line.form for line in lines):
            yield _spot(_of_look(look), before, lines)


def _by_shape(lines: Sequence[_Line], looks: Iterable[str], moved: Sequence[_Line]) -> dict[str, list[_Line]]:
    """Of the wanted looks, which these texts have that moved, all texts that have it."""
    found: dict[str, list[_Line]] = {look: [] for look in looks}
    for line in lines if found else ():
        if line.fixed and (not line.stays or _may_look_like(line.form, moved)) and line.shape in found:
            found[line.shape].append(line)
    return found


# -- by what stands beside them ------------------------------------------------------------------------


def _same_neighbours(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[Spot]:
    """Places where the text itself is another, between two that stayed."""
    runs = [_runs(side) for side in (old, new)]
    for key in dict.fromkeys((*runs[0], *runs[1])):
        was, now = runs[0].get(key), runs[1].get(key)
        if was is None or now is None or not (was[1] > was[0] or now[1] > now[0]):
            continue
        yield from _of_run(old, was, new, now)


_Run = tuple[int, int]  # from, to


def _runs(lines: Sequence[_Line]) -> dict[tuple[str, str], _Run]:
    """What stands between each two neighbouring texts that stayed, also where that is nothing."""
    found: dict[tuple[str, str], _Run] = {}
    start, before = 0, "^"
    for at, line in enumerate(lines):
        if line.fixed:
            name = line.name
            found.setdefault((before, name), (start, at))
            start, before = at + 1, name
    found.setdefault((before, "$"), (start, len(lines)))
    return found


def _of_run(old: Sequence[_Line], was: _Run, new: Sequence[_Line], now: _Run) -> Iterator[Spot]:
    """The whole of a run as one place; and, where it is of the same length on both sides, each text in it alone, as
    one of them may be the place and another a true change beside it.
    """
    lengths = was[1] - was[0], now[1] - now[0]
    if max(lengths) <= LONGEST_RUN and max(lengths) > 0:
        yield _spot(_of_neighbours(new, *now, max(lengths)), old[was[0] : was[1]], new[now[0] : now[1]])
    if lengths[0] == lengths[1] and 1 < lengths[0] <= 2 * LONGEST_RUN:
        for i, j in zip(range(*was), range(*now), strict=True):
            was_mark, mark = _of_neighbours(old, i, i + 1, 1), _of_neighbours(new, j, j + 1, 1)
            yield _spot(mark, [old[i]], [new[j]], was=was_mark)


def _of_neighbours(lines: Sequence[_Line], start: int, end: int, length: int) -> str:
    """By how many texts there may be as well: a paragraph beside a tip is no part of its place."""
    before = lines[start - 1].shape if start else "^"
    behind = lines[end].shape if end < len(lines) else "$"
    return _mark("between", before, behind, str(length))


# -- both ----------------------------------------------------------------------------------------------


def _lines(before: Sequence[Block], after: Sequence[Block], noise: Noise) -> tuple[list[_Line], list[_Line]]:
    """The texts of both versions that may mean something, with whether they stayed."""
    sides = [list(_texts(blocks)) for blocks in (before, after)]
    written = [{block.text for block in side} for side in sides]
    both = written[0] & written[1]
    forms = [{text: normal(text) for text in side - both} for side in written]
    alike = set(forms[0].values()) & set(forms[1].values())
    old, new = (_worth(side, form, alike, noise) for side, form in zip(sides, forms, strict=True))
    looks = [{line.shape for line in side if not line.stays} for side in (old, new)]
    for side, other, there in ((old, new, looks[1]), (new, old, looks[0])):
        missing = [line for line in side if not line.stays and line.shape not in there]
        stood = (line for line in other if missing and line.stays and _may_look_like(line.form, missing))
        there |= {line.shape for line in stood}
        for line in side:
            line.fixed = line.stays or (line.shape in there and _has_letters(line.shape))
    return old, new


def _may_look_like(form: str, others: Sequence[_Line]) -> bool:
    """Whether it is worth masking a text that stays: where a number is masked, one must stand."""
    return any(map(str.isdigit, form)) or not all(any(map(str.isdigit, line.form)) for line in others)


def _worth(
    blocks: Sequence[Text], forms: Mapping[str, str], alike: Collection[str], noise: Noise
) -> list[_Line]:
    """The texts of a version without those that are noise in any case. alike: forms that stand in both versions."""
    found = []
    for block in blocks:
        form = forms.get(block.text)
        if form is None or form in alike:
            found.append(_Line(block, block.text if form is None else form))
        elif noise.reason(form) is None:
            found.append(_Line(block, form, stays=False))
    return found


def _texts(blocks: Sequence[Block]) -> Iterator[Text]:
    for block in blocks:
        if (
            block.kind == "text"
            and block.text
            and (block.text[0].isalnum() or any(map(str.isalnum, block.text)))
        ):
            yield block


def _has_letters(look: str) -> bool:
    return _LETTERS.search(look) is not None


_ENDS = (".", "。", "!", "！", "?", "？", ":", "：", ";", "；")
_LONG = 60  # characters


def _outside(blocks: Sequence[Block], lines: Sequence[_Line]) -> set[int]:
    """The blocks, by identity, before and behind all that stays and may be read for itself: titles, sentences, entries,
    links and tables. Of a page that has none of them nobody knows.
    """
    stays = {id(line.block) for line in lines if line.stays}
    inner = [
        at
        for at, block in enumerate(blocks)
        if block.kind == "table" or (id(block) in stays and _is_read(block))
    ]
    if not inner:
        return set()
    return {id(block) for block in (*blocks[: inner[0]], *blocks[inner[-1] + 1 :])}


def _is_read(block: Text) -> bool:
    if block.role != "paragraph" or block.href is not None:
        return True
    length = len(block.text) if block.text.isascii() else 2 * len(block.text)
    return length >= _LONG or block.text.endswith(_ENDS) or says_something(block.text)


def _spot(mark: str, old: Sequence[_Line], new: Sequence[_Line], was: str | None = None) -> Spot:
    lines = [*old, *new]
    return Spot(
        mark,
        "\n".join(line.block.text[:LONGEST] for line in old),
        "\n".join(line.block.text[:LONGEST] for line in new),
        leads=any(line.block.href for line in lines),
        was=was if was != mark else None,
        blocks=tuple(id(line.block) for line in lines),
    )


def _of_look(look: str) -> str:
    return _mark("look", look)


def _mark(sort: str, *texts: str) -> str:
    return f"{sort}:{hashlib.blake2b(chr(0).join(texts).encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"
