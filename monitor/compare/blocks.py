"""Headings, paragraphs and items of two versions -> what became of each.

First the texts that stand in both versions leave, in order where they kept it, else wherever they stand. What is
left between two that kept their order is paired by likeness, then what is left over altogether. Every step is linear
or bounded by a budget (C19).
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence

from monitor.compare.fates import Fate, How, Place, in_reading_order
from monitor.compare.noise import Noise
from monitor.compare.pairing import Gap, pair
from monitor.compare.sections import moved
from monitor.compare.sequences import Match, in_order, rising
from monitor.compare.targets import target
from monitor.compare.text import normal
from monitor.model import Block, Edit, Ignored

MOST_LEFT = 20_000  # texts on one side that do not stand on the other; beyond it only counts are told
MUTE = "no letter and no digit"
REORDERED = "the same texts in another order"


def match(before: Sequence[Block], after: Sequence[Block], noise: Noise) -> list[Fate]:
    """What became of each text of both versions, in reading order; tables are passed over."""
    old, new = _places(before), _places(after)
    mute = _mute([place for place in old if not place.form], [place for place in new if not place.form])
    old, new = [place for place in old if place.form], [place for place in new if place.form]
    kept = _kept(old, new)
    anchors = rising(kept)
    fates = [*mute, *_stood(old, new, kept, anchors)]
    gaps = list(_gaps(old, new, kept, anchors))
    if max(sum(len(gap[side]) for gap in gaps) for side in (0, 1)) > MOST_LEFT if gaps else False:
        fates += [fate for gap in gaps for fate in _large(gap)]
    else:
        title = next((place.form for place in new if place.block.role == "heading"), None)
        stands = any(old[index].form == title for index, _ in kept)
        fates += pair(gaps, title if stands else None, noise)
    return in_reading_order(fates)


def told(fates: Iterable[Fate]) -> tuple[list[Edit], list[Ignored]]:
    """The edits of fates, in their order, and what was ignored."""
    edits: list[Edit] = []
    ignored: list[Ignored] = []
    reordered: list[str] = []
    for fate in fates:
        edits += fate.edits
        ignored += fate.ignored
        if fate.why == REORDERED and fate.new:
            reordered.append(fate.new.shown)
    return edits, ignored + ([Ignored(REORDERED, _sample(reordered))] if reordered else [])


def _places(blocks: Sequence[Block]) -> list[Place]:
    """Texts with their places ("paragraph 4"); one without any letter or digit has no normal form: it says nothing."""
    counted: Counter[str] = Counter()
    places = []
    for at, block in enumerate(blocks):
        if block.kind == "table":
            continue
        counted[block.role] += 1
        form = normal(block.text) if any(map(str.isalnum, block.text)) else ""
        leads = target(block.href) if block.href else None
        places.append(Place(block, at, f"{block.role} {counted[block.role]}", form, leads))
    return places


def _mute(old: Sequence[Place], new: Sequence[Place]) -> Iterator[Fate]:
    pairs = in_order([place.shown for place in old], [place.shown for place in new])
    yield from (Fate(How.SAME, old[i], new[j]) for i, j in pairs)
    kept_old, kept_new = {i for i, _ in pairs}, {j for _, j in pairs}
    yield from (Fate(How.NOISE, place, None, MUTE) for i, place in enumerate(old) if i not in kept_old)
    yield from (Fate(How.NOISE, None, place, MUTE) for j, place in enumerate(new) if j not in kept_new)


def _kept(old: Sequence[Place], new: Sequence[Place]) -> list[Match]:
    """Index pairs of texts that stand in both versions, ordered by the older one; each is used once."""
    numbers: dict[tuple[str, str | None], int] = {}
    one, other = (
        [numbers.setdefault((place.form, place.target), len(numbers)) for place in side]
        for side in (old, new)
    )
    pairs = in_order(one, other)
    taken_old, taken_new = {i for i, _ in pairs}, {j for _, j in pairs}
    waiting: dict[int, deque[int]] = defaultdict(deque)
    for place, number in enumerate(other):
        if place not in taken_new:
            waiting[number].append(place)
    pairs += [
        (place, waiting[number].popleft())
        for place, number in enumerate(one)
        if place not in taken_old and waiting.get(number)
    ]
    return sorted(pairs)


def _stood(
    old: Sequence[Place], new: Sequence[Place], kept: Sequence[Match], anchors: Sequence[Match]
) -> Iterator[Fate]:
    """What became of the texts that stand in both versions."""
    stayed = set(anchors)
    elsewhere = moved(old, new, kept, stayed)
    for i, j in kept:
        before, after = old[i], new[j]
        if (i, j) in elsewhere:
            above, now = elsewhere[i, j]
            edit = Edit("move", after.path, f"{above} › {before.shown}", f"{now} › {after.shown}")
            yield Fate(How.MOVED, before, after, f"from {above} to {now}", (edit,))
        elif (i, j) in stayed:
            yield Fate(How.SAME, before, after, steady=True)
        else:
            yield Fate(How.NOISE, before, after, REORDERED)


def _gaps(
    old: Sequence[Place], new: Sequence[Place], kept: Iterable[Match], anchors: Sequence[Match]
) -> Iterator[Gap]:
    """What is left of both versions between each two anchors, where anything is."""
    kept_old = {index for index, _ in kept}
    kept_new = {index for _, index in kept}
    from_old = from_new = 0
    for to_old, to_new in [*anchors, (len(old), len(new))]:
        if to_old > from_old or to_new > from_new:
            gone = [old[index] for index in range(from_old, to_old) if index not in kept_old]
            come = [new[index] for index in range(from_new, to_new) if index not in kept_new]
            if gone or come:
                yield gone, come
        from_old, from_new = to_old + 1, to_new + 1


def _large(gap: Gap) -> Iterator[Fate]:
    """One edit for everything between two anchors, with counts instead of the texts."""
    gone, come = gap
    path = f"from {(gone or come)[0].path}"
    edits: tuple[Edit, ...] = (Edit("replace", path, _counted(gone), _counted(come)),)
    for how, side in ((How.GONE, gone), (How.COME, come)):
        for place in side:
            yield Fate(
                how, place if how is How.GONE else None, place if how is How.COME else None, None, edits
            )
            edits = ()


def _counted(places: Sequence[Place]) -> str:
    return f"{len(places)} blocks: {_sample([place.shown for place in places])}"


def _sample(texts: Sequence[str]) -> str:
    """A few of the texts, and how many there are when that is not all."""
    cut = [text if len(text) <= 60 else text[:59] + "…" for text in texts[:3]]
    return "; ".join(cut) + (f" (and {len(texts) - 3} more)" if len(texts) > 3 else "")
