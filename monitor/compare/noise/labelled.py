"""A label that counts readers in one text and its number in the next: two columns of a page, "Views" and "49986"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.compare.forms.text import normal
from monitor.compare.noise import sayings
from monitor.model import Block
from monitor.patterns import regex

_NUMBER = regex(r"\d{1,12}(?:[.,' ]\d{3}){0,4}")
_OF_INSPECTORS = regex("visit|查看|访问", re.IGNORECASE)  # of few of them nobody knows who came
_MANY = 3  # digits
_LONGEST = 60  # characters of a label


def counts(label: str, value: str) -> bool:
    """Whether a label and its value, in two places, say how often a page was seen, printed or fetched."""
    if len(label) > _LONGEST or len(value) > 20 or _NUMBER.fullmatch(value.strip()) is None:
        return False
    if sayings.labels().get(sayings.fold(label).rstrip(" :")) != sayings.COUNTER:
        return False
    return _OF_INSPECTORS.search(label) is None or sum(map(str.isdigit, value)) >= _MANY


def with_numbers(blocks: Sequence[Block], at: int, *, below: bool = True) -> Iterator[tuple[str, str]]:
    """A text with the number below it, and as the number below another text. below: whether the first is wanted."""
    for first in (at - 1, at) if below else (at - 1,):
        if 0 <= first < len(blocks) - 1:
            label, value = blocks[first], blocks[first + 1]
            if value.kind == "text" and label.kind == "text" and value.text[:1].isdigit():
                yield label.text, value.text


def is_counted(pair: tuple[str, str]) -> bool:
    """Whether two texts, one below the other, are such a label and its number."""
    label, value = pair
    return len(value) <= _LONGEST and counts(normal(label), normal(value))
