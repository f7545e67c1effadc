"""A label that counts readers in one text and its number in the next: two columns of a page, "Views" and "49986"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from monitor.compare.forms.text import normal
from monitor.compare.noise import sayings
from monitor.model import Block

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


def counted_below(blocks: Sequence[Block]) -> dict[int, str]:
    """The texts, by identity, that are such a label or its number."""
    found: dict[int, str] = {}
    for label, value in pairwise(blocks):
        if (
            label.kind == "text"
            and value.kind == "text"
            and value.text[:1].isdigit()
            and counts(normal(label.text), normal(value.text))
        ):
            found |= {id(label): sayings.COUNTER, id(value): sayings.COUNTER}
    return found
