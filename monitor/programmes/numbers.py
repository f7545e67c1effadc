"""Numbers and days that a programme's facts are, as sentences say them: which is the value now, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.facts import counts
from monitor.model import Count, Facts
from monitor.patterns import regex
from monitor.programmes.policy import Baseline
from monitor.programmes.words import Sentence
from monitor.prose import lower
from monitor.values import dataclass

_MEASURES = ("hours", "working days", "days", "months", "years", "percent")
# Words that say that something is no longer as it was.
ACT = regex(
    r"扩大|扩围|扩展|扩至|拓展|新增|增设|增加|增至|调整|变更|修改|修订|改为|升至|提高|提升|缩短|压缩|减少|减至|降至|取消|不再|暂停|停止|恢复|纳入|移出|延长|推迟|提前|替代|已达|达到"
    r"|\b(?:extend|expand|enlarg|increas|grow|rais|add|amend|chang|replac|revis|adjust|reduc|cut|lower|shorten|remov|delet|suspend|resum"
    r"|cease|postpon|defer|bring|brought|includ)\w*|\bno longer\b|\bgrew\b|\brose\b|\bfell\b|\bnow\b|\binstead\b",
    re.ASCII,
)
# Words that say when something begins otherwise than it was to.
PUT_OFF = regex(
    r"推迟|延期|延至|顺延|提前|暂缓|postpon\w*|deferr?\w*|brought forward|delay\w*|new (?:start|effective) date",
    re.ASCII,
)
_AMENDS = regex(
    r"扩大|扩围|调整|修改|修订|变更|延长|新增|增加|补充|进一步|公布|amend|extend|extension|expan|adjust|revis|supplement|further|correct|list of",
    re.ASCII,
)
# Read before a number: what it was, and not what it is; a part of the whole; what comes on top.
_FORMER = regex(
    r"(?:\bfrom|\bthan|\bagainst|\bcompared (?:with|to)|\bformerly|\bpreviously|\binitial(?:ly)?|由|从|原|原有|原来|原来的|原先的?|原为|此前的?)(?: the)?(?:约|about)? ?$",
    re.ASCII,
)
_PART = regex(
    r"(?:其中的?|之中|另有|包括|\bof which|\bof them|\bincluding|\bamong them|\beach of)[^,，。;]{0,16}$",
    re.ASCII,
)
_MORE = regex(
    r"(?:新增|增加|增设|增开|再增|扩增|新设|another|additional|adds?|adding|added|plus|extra)(?:了|加|of)? ?$",
    re.ASCII,
)
_MORE_AFTER = regex(r" ?(?:more|additional|further|new|extra|other)\b", re.ASCII)
# A period that only begins with what it would measure: 放行后24小时内, within 24 hours after release.
_AFTERWARDS = regex(r"(?:后|之日起|起) ?(?:的)?$", re.ASCII)
_AFTER_IT = regex(
    r" ?(?:after|following|from|of) (?:the )?(?:goods(?:'|’)? )?(?:release|clearance)\b", re.ASCII
)
# A number without its noun where the sentence has it elsewhere: exporters rose to 2,310.
_REACHES = regex(
    r"(?:\bto|\breach(?:es|ed)?|增至|扩大至|扩大到|增加到|达到?|减至|降至) ?(\d[\d,]*(?:\.\d+)?)(?![\d年月日%号]| ?(?:percent|per cent|hours?|days?|小时|天|个工作日))",
    re.ASCII,
)
_IN_FORCE = regex(r"之日起|即日起|施行|生效|effective|in force|takes? effect|applies", re.ASCII)
_HISTORY = regex(
    r"曾|此前|去年|上年|previously|formerly|initially|at (?:its |the )?launch|last year|used to|originally",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value as a sentence says it. surely: the sentence says that something changes."""

    value: str
    sentence: str
    surely: bool


def day(
    baseline: Baseline, found: Facts, sentences: Sequence[Sentence], *, title: str, named: bool
) -> Value | None:
    """The day of a programme, as far as a notice's day is the programme's and not only its own.

    named: the title is about the programme. What extends a programme has a day in force of its own.
    """
    days = {"effective": found.effective, "expires": found.expires, "published": found.published}
    value = days.get(baseline.name)
    if value is None:
        return None
    digits = (str(value.year), str(value.month), str(value.day))
    said = [each for each in sentences if all(part in each.low for part in (digits[0], digits[2]))]
    said = said or [each for each in sentences if _IN_FORCE.search(each.low)]
    put_off = next((each for each in said if PUT_OFF.search(each.low)), None)
    if put_off is None and (not named or _AMENDS.search(lower(title))):
        return None
    sentence = put_off or (said[-1] if said else None)
    return Value(value.isoformat(), sentence.text if sentence else "", put_off is not None)


def number(baseline: Baseline, sentences: Sequence[Sentence]) -> Value | None:
    """What a notice now says of a number: where it says that it changes, there; else the launch value where it
    stands, else the first. None when it says nothing.
    """
    said = [value for sentence in sentences for value in _values(baseline, sentence)]
    acts = [value for value in said if value.surely]
    if acts:
        return acts[-1]
    return next((value for value in said if value.value == plain(baseline.value)), said[0] if said else None)


def plain(value: str) -> str:
    """A number as counts have it: 1,842 is 1842, 1.80 is 1.8."""
    digits = value.replace(",", "")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _values(baseline: Baseline, sentence: Sentence) -> Iterator[Value]:
    if baseline.spellings and not sentence.speaks_of(baseline.spellings):
        return
    ready = sentence.prose
    surely = ACT.search(ready.low) is not None
    if _HISTORY.search(ready.low) and not surely:
        return
    said = [found for found in counts.counted(ready) if _is_about(found.count, baseline)]
    if surely and baseline.unit not in _MEASURES and all(_is_former(ready.low, found) for found in said):
        yield from _reached(sentence, {found.start for found in counts.counted(ready)})
    for found in said:
        before, after = (
            ready.low[max(0, found.start - 24) : found.start],
            ready.low[found.end : found.end + 40],
        )
        if _FORMER.search(before):
            continue
        if _MORE.search(before) or _MORE_AFTER.match(after):
            yield Value(f"+{plain(found.count.value)}", sentence.text, surely=True)
        elif not (_PART.search(before) or _AFTERWARDS.search(before) or _AFTER_IT.match(after)):
            yield Value(plain(found.count.value), sentence.text, surely)


def _is_former(text: str, found: counts.Counted) -> bool:
    return _FORMER.search(text[max(0, found.start - 24) : found.start]) is not None


def _reached(sentence: Sentence, counted: set[int]) -> Iterator[Value]:
    """The number that something rises or falls to, where its noun does not stand behind it."""
    for match in _REACHES.finditer(sentence.prose.low):
        is_year = re.fullmatch(r"(?:19|20)\d\d", match[1]) is not None
        if match.start(1) not in counted and not is_year:
            yield Value(plain(match[1]), sentence.text, surely=True)


def _is_about(count: Count, baseline: Baseline) -> bool:
    if count.of and any(count.of == lower(word) for word in baseline.spellings):
        return True
    return baseline.unit is not None and counts.canonical(baseline.unit) in (
        counts.name_of(count),
        counts.canonical(count.unit),
    )
