"""Facts of a programme that are told in words: which points of them a text names, and which it denies.

A point is a thing the fact is spoken of with (carbon footprint, 碳足迹), or a standard. What a text neither
plainly names nor plainly denies is not counted, so nothing is confirmed by a sentence that excepts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.facts import names
from monitor.patterns import regex
from monitor.programmes.policy import Baseline
from monitor.programmes.words import Sentence, matched, place_of
from monitor.prose import prose

NOT = "not "
# A point is denied by what stands right before or right behind it.
_DENIED_BEFORE = regex(
    r"(?:不适用于?|不包括|不含|不要求|无需(?:提交|提供)?|无须(?:提交|提供)?|不必(?:提交|提供)?|不再(?:要求|适用|提交|包括)?|取消(?:对|了)?|暂停|除"
    r"|does not (?:cover|include|apply to|require)|do not (?:cover|include|apply to|require)|not (?:covering|including|applicable to)"
    r"|no longer (?:covers?|includes?|requires?|applies to)|exclud(?:es|ing)|except(?: for)?|other than|ceases? to \w+)"
    r"(?: an?| the| any| all)?[^,，。;；]{0,6}$",
    re.ASCII,
)
_DENIED_AFTER = regex(
    r"^[^,，。;；]{0,8}?(?:除外|不适用|不在此列|不再|无需|(?:is|are) (?:no longer|not) (?:required|covered|included|eligible|needed)|(?:is|are) excluded)",
    re.ASCII,
)
_DOUBTFUL = regex(
    r"不|除外|无需|无须|非(?!洲)|取消|暂停|\bnot\b|\bno\b|\bnever\b|\bexcept|\bexclud|\bwithout\b|\bunless\b|\bplan(?:s|ned)?\b|\bmay\b|\bmight\b|\bcould\b|拟|征求意见|草案",
    re.ASCII,
)


def points(baseline: Baseline, sentences: Iterable[Sentence]) -> dict[str, str]:
    """Each point that sentences name or deny, with the first sentence that does it."""
    found: dict[str, str] = {}
    for sentence in sentences:
        for point in named(baseline, sentence):
            found.setdefault(point, sentence.text)
    return found


def at_launch(baseline: Baseline) -> tuple[str, ...]:
    """The points of the fact as it stood at launch; all there are when its value names none in so many words."""
    text = matched(baseline.value)
    said = [name(point) for point in baseline.points if any(place_of(each, text) >= 0 for each in point)]
    return (*(said or map(name, baseline.points)), *_standards(baseline.value))


def name(point: tuple[str, ...]) -> str:
    """What a point is called: its first spelling in Latin letters, where it has one."""
    return next((each for each in point if each.isascii()), point[0])


def named(baseline: Baseline, sentence: Sentence) -> Iterator[str]:
    """The points that a sentence names, each after "not " where it denies it; standards where the fact has any."""
    spoken = False
    for point in baseline.points:
        places = [(place_of(each, sentence.low), each) for each in point]
        at, spelling = next(((at, each) for at, each in places if at >= 0), (-1, ""))
        if at < 0:
            continue
        spoken = True
        before, after = (
            sentence.low[max(0, at - 32) : at],
            sentence.low[at + len(spelling) : at + len(spelling) + 48],
        )
        if _DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after):
            yield NOT + name(point)
        elif not _DOUBTFUL.search(sentence.low):
            yield name(point)
    if spoken and any(_standards(baseline.value)) and not _DOUBTFUL.search(sentence.low):
        yield from _standards(sentence.text)


def _standards(text: str) -> Iterator[str]:
    """Standards without their year: ISO 14067:2018 is ISO 14067."""
    for found in dict.fromkeys(
        re.split(r" ?[:—–] ?", each, maxsplit=1)[0] for each in names.standards(prose(text))
    ):
        yield " ".join(found.split())


def is_standard(point: str) -> bool:
    return any(names.standards(prose(point)))
