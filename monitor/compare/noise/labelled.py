"""A label that counts readers in one text and its number in the next: two columns of a page, "Views" and "49986"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.compare.forms.text import normal
from monitor.compare.noise import sayings
from monitor.model import Block, Text

_NUMBER = re.compile(r"\d{1,12}(?:[.,' ]\d{3}){0,4}")
_OF_INSPECTORS = re.compile("visit|查看|访问", re.IGNORECASE)  # of few of them nobody knows who came
_MANY = 3  # digits
_LONGEST = 60  # characters of a label


def counts(label: str, value: str) -> bool:
    """Whether a label and its value, in two places, say how often a page was seen, printed or fetched."""
    if len(label) > _LONGEST or len(value) > 20 or _NUMBER.fullmatch(value.strip()) is None:
        return False
    if sayings.labels().get(sayings.fold(label).rstrip(" :")) != sayings.COUNTER:
        return False
    return _OF_INSPECTORS.search(label) is None or sum(map(str.isdigit, value)) >= _MANY


def counted_below(*versions: Sequence[Block]) -> dict[int, str]:
    """The texts, by identity, that are such a label or its number; what stands so in every version is not asked."""
    found: dict[int, str] = {}
    sides = [list(_with_numbers(blocks)) for blocks in versions]
    alike = set[tuple[str, str]].intersection(
        *({(label.text, value.text) for label, value in side} for side in sides)
    )
    for label, value in (pair for side in sides for pair in side):
        if (label.text, value.text) not in alike and counts(normal(label.text), normal(value.text)):
            found |= {id(label): sayings.COUNTER, id(value): sayings.COUNTER}
    return found


def _with_numbers(blocks: Sequence[Block]) -> Iterator[tuple[Text, Text]]:
    for label, value in pairwise(blocks):
        if value.kind == "text" and label.kind == "text" and value.text[:1].isdigit():
            yield label, value
