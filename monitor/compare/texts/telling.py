"""What became of the texts of two versions -> edits for a reader, and what was ignored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.compare.forms.targets import shown
from monitor.compare.texts.blocks import MUTE
from monitor.compare.texts.fates import REORDERED, Fate, How, Matching, Place
from monitor.model import Block, Edit, Ignored


def told(matching: Matching, after: Sequence[Block]) -> tuple[list[Edit], list[Ignored]]:
    """The edits in reading order, and what was ignored. after: the newer version."""
    edits: list[Edit] = []
    ignored: list[Ignored] = []
    seen: set[int] = set()
    for fate in matching.in_reading_order():
        if fate.how is How.NOISE:
            if fate.why not in (MUTE, None) and fate.group not in seen:
                ignored.append(Ignored(fate.why or "", _shown(fate)))
            if fate.group is not None:
                seen.add(fate.group)
        else:
            edits += _edits(fate)
    edits += [_counts(gone, come) for gone, come in matching.large]
    if matching.reordered:
        texts = (after[at] for at in sorted(at for _, at in matching.reordered))
        ignored.append(Ignored(REORDERED, _sample([text.text for text in texts if text.kind == "text"])))
    return edits, ignored


def _shown(fate: Fate) -> str:
    place = fate.new or fate.old
    return place.shown if place else ""


def _edits(fate: Fate) -> Iterator[Edit]:
    old, new = fate.old, fate.new
    if old is None or new is None:
        if new is not None:
            yield Edit("insert", new.path, None, _linked(new))
        elif old is not None:
            yield Edit("delete", old.path, _linked(old), None)
        return
    if old.form != new.form and (old.target == new.target or not (old.target and new.target)):
        yield Edit("replace", new.path, old.shown, new.shown)
    elif old.target != new.target:
        yield Edit("replace", new.path, _linked(old), _linked(new))
    if fate.moved:
        before, after = fate.moved
        yield Edit("move", new.path, f"{before} › {old.shown}", f"{after} › {new.shown}")


def _linked(place: Place) -> str:
    """A text as an edit shows it; where it leads when it is nothing but a link."""
    return f"{place.shown} <{shown(place.block.href)}>" if place.block.href else place.shown


def _counts(gone: Sequence[Place], come: Sequence[Place]) -> Edit:
    """One edit for everything between two places that stayed, with counts instead of the texts."""
    return Edit("replace", f"from {(gone or come)[0].path}", _counted(gone), _counted(come))


def _counted(places: Sequence[Place]) -> str:
    return f"{len(places)} blocks: {_sample([place.shown for place in places])}"


def _sample(texts: Iterable[str]) -> str:
    """A few of the texts, and how many there are when that is not all."""
    texts = list(texts)
    cut = [text if len(text) <= 60 else text[:59] + "…" for text in texts[:3]]
    return "; ".join(cut) + (f" (and {len(texts) - 3} more)" if len(texts) > 3 else "")
