"""Labelled metadata of two versions (文号, 效力, Effective date) -> what changed, by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from monitor.compare.edits import edited
from monitor.compare.forms.days import SAME_DAY, same_days
from monitor.compare.forms.text import normal, quantity
from monitor.compare.noise import listing
from monitor.compare.noise.known import Noise
from monitor.model import Edit, Ignored

MOST_LOOKED_AT = 2_000  # fields that differ; of further ones nobody asks whether that is noise

Field = tuple[str, str]


def compare_fields(
    before: Sequence[Field], after: Sequence[Field], noise: Noise
) -> tuple[list[Edit], list[Ignored]]:
    """An edit a field that changed, in the newer version's order, those that went last.

    The order of fields does not count; a label that stands several times holds a set of values. A field
    that came empty, or was empty and went, is no change.
    """
    old, new = _by_label(before), _by_label(after)
    edits: list[Edit] = []
    ignored: list[Ignored] = []
    room = MOST_LOOKED_AT
    for label in [*new, *(label for label in old if label not in new)]:
        gone, come = old.get(label, []), new.get(label, [])
        if [value for _, value in gone] == [value for _, value in come]:
            continue
        room -= 1
        if room < 0:
            edits.append(edited((come or gone)[0][0].strip().rstrip(":："), _joined(gone), _joined(come)))
            continue
        gone, come = _without_common(gone, come, noise)
        if not gone and not come:
            continue
        path, was = (come or gone)[0][0], _joined(gone)
        why = _reason(path, [value for _, value in gone + come], noise) or _days(gone, come, noise)
        if why:
            ignored.append(Ignored(why, f"{path}: {_joined(come) or was}"))
        else:
            edits.append(edited(path.strip().rstrip(":："), was, _joined(come)))
    return edits, ignored


def _by_label(fields: Sequence[Field]) -> dict[str, list[Field]]:
    grouped: dict[str, list[Field]] = {}
    for label, value in fields:
        if any(map(str.isalnum, value)):
            grouped.setdefault(normal(label).rstrip(":").casefold(), []).append((label, value))
    return grouped


def _without_common(old: list[Field], new: list[Field], noise: Noise) -> tuple[list[Field], list[Field]]:
    values = [_value(value, noise) for _, value in old], [_value(value, noise) for _, value in new]
    both = Counter(values[0]) & Counter(values[1])
    return list(_unused(old, values[0], both)), list(_unused(new, values[1], both))


def _unused(fields: Sequence[Field], values: Sequence[str], both: Counter[str]) -> Iterator[Field]:
    spare = Counter(both)
    for entry, value in zip(fields, values, strict=True):
        if spare[value] > 0:
            spare[value] -= 1
        else:
            yield entry


def _value(text: str, noise: Noise) -> str:
    left, _ = noise.quiet(normal(text))
    return quantity(left) or left


def _reason(label: str, values: Sequence[str], noise: Noise) -> str | None:
    if why := noise.label_reason(label):
        return why
    if all(listing.tells_age(label, normal(value)) and not noise.keeps(normal(value)) for value in values):
        return listing.AGE
    first = noise.reason(normal(f"{label}:{values[0]}"))
    return first if first and all(noise.reason(normal(f"{label}:{value}")) for value in values[1:]) else None


def _days(gone: Sequence[Field], come: Sequence[Field], noise: Noise) -> str | None:
    """That the values are the same days, written otherwise."""
    if len(gone) != len(come) or any(noise.keeps(normal(value)) for _, value in (*gone, *come)):
        return None
    same = all(same_days(old, new) for (_, old), (_, new) in zip(gone, come, strict=True))
    return SAME_DAY if same else None


def _joined(fields: Sequence[Field]) -> str | None:
    return "; ".join(value for _, value in fields) or None
