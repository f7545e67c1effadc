"""Paragraphs that run together in one of two versions, as a page break makes them: each is compared with its own self."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from monitor.compare.forms.text import normal
from monitor.compare.texts.fates import Gap, Place

MOST = 400  # pairs of texts of one gap that are looked at
SHORTEST = 12  # characters of a paragraph that is found within another one
_ENDS = ".;:!?。；：！？"


def parted(gap: Gap) -> Iterator[tuple[int, Place, Place, Place]]:
    """Each text that begins or ends one of the other version: its side, the text, the longer one, what is left of that.

    Only where the longer one must hold another text as well, and only between whole sentences or titles.
    """
    if len(gap[0]) + len(gap[1]) < 3 or not 0 < len(gap[0]) * len(gap[1]) <= MOST:
        return
    for side in (0, 1):
        wholes = {id(place): place for place in gap[1 - side]}
        for part in gap[side]:
            for key, whole in wholes.items():
                rest = _rest(whole, part)
                if rest is not None:
                    left = replace(whole, form=normal(rest), part=rest, _rest=None)
                    yield side, part, whole, left
                    wholes[key] = left
                    break


def _rest(whole: Place, part: Place) -> str | None:
    """What a text says beside the other one at its beginning or end; None where it does not hold it so."""
    text, held = whole.shown, part.shown
    if len(held) < SHORTEST or len(text) <= len(held) + 1 or whole.target != part.target:
        return None
    if text.endswith(held):
        return _sentence(text[: -len(held)], held, text[: -len(held)])
    if text.startswith(held):
        return _sentence(held, text[len(held) :], text[len(held) :])
    return None


def _sentence(before: str, after: str, rest: str) -> str | None:
    """The rest, where a sentence or a title may begin between the two."""
    rest = rest.strip()
    ends, begins = before.rstrip()[-1:] in _ENDS, after.lstrip()[:1]
    apart = before != before.rstrip() or after != after.lstrip() or begins >= "\u2e80"
    return rest if rest and apart and (ends or begins.isupper()) else None
