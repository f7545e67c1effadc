"""What happens on the days a text names: issued, signed, in force, at an end, the last day to comment.

The day in force is a sentence about this notice: periods of certificates (自签发之日起6个月) and the
days on which other notices took effect or were repealed are not it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.facts import publication
from monitor.facts.days import Day, days
from monitor.prose import Prose

# Read after a day. 起 alone starts something; the verb behind it says that a notice takes effect.
_STARTS = re.compile(r" ?(?:\(含(?:当日)?\)|\(含\d{1,2}日\))?(?:零时|0时|00:00)?(?:起|开始)", re.ASCII)
_IN_FORCE = re.compile(
    r"正式?(?:施行|实施|执行|生效|启用)|施行|实施|执行|生效|启用|适用|start|appl", re.ASCII
)
_IN_FORCE_AT_ONCE = re.compile(r" ?(?:\(含(?:当日)?\))?(?:正式)?(?:施行|实施|执行|生效|启用)", re.ASCII)
_TIME = r"(?:\d{1,2}(?::\d{2})? ?[ap]\.?m\.?,?(?: (?:eastern|central|pacific|local)(?: standard| daylight)? time| [a-z]{2,4})?(?: \([a-z]{2,3}\))?,? ?(?:on )?)?"
_FROM = re.compile(rf"(?:(?:^|[\n.;] ?)(?:from|starting|beginning)|\bas of)(?: on)? {_TIME}$", re.ASCII)
_CLAUSE_END = re.compile("[,。;]", re.ASCII)
_ENDS = re.compile(r" ?(?:废止|失效|停止(?:执行|适用|使用)|终止(?:执行|适用)|同时废止)", re.ASCII)
_NO_START = re.compile(r"征求意见|公示期|公示时间|报名|申报时间|会议|进口报关|注册|签发|装运", re.ASCII)
_SELF = re.compile(
    r"本(?:公告|办法|通知|规定|措施|决定|细则|条例|目录|规则|令|规程|通告|规范|法|标准|方案|制度|协定|清单|要点)"
    r"|(?:this|these|the present) (?:\w{3,20} ){0,2}?(?:notice|announcement|measures?|regulations?|rules?|order|decision|proclamation|scheme|directive|notification|circular|act|decree|law|resolution|ordinance)",
    re.ASCII,
)
_PART = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,5}[条款项章]|附件\d?|\b(?:articles?|sections?|paragraphs?|subsections?|annex(?:es)?|rules?|points?|chapters?|schedules?|items?) (?:\d|[ivx]{1,4}\b|[a-z]\b|\())[^。;\n]{0,60}$",
    re.ASCII,
)
_EXCEPT = re.compile(
    r"(?:其中|但是?|除|except|however|with the exception|save that|save for|provided that|by way of derogation)",
    re.ASCII,
)
_APPLIES = re.compile(
    r"\b(?:it|they|(?:this|these) (?:\w{3,20} ){0,2}?(?:regulation|decision|directive|order|notice)s?) (?:shall |will )?(?:apply|applies|be applicable) (?:as )?(?:from|on) ?$",
    re.ASCII,
)
_PERIOD = re.compile(r"有效期(?:限)?(?:为|是|:)?(?:自|从)?$", re.ASCII)
_EFFECTIVE_BEFORE = re.compile(
    r"(?:effective(?: date)?(?: shall be| is| will be)?(?: on| from| as of| as from| beginning| starting)?:?"
    r"|(?:takes?|taking|took|taken|come|comes|coming|came|enters?|entered|entry|put|brought|go|goes) (?:effect|into (?:force|effect|operation))"
    r"(?: on| from| as from| as of| with effect from)?|in force (?:on|from|since|as of)|with effect (?:from|on)|(?:apply|applies|applicable|applied|operative|valid) (?:as )?(?:from|as of|beginning on|starting on)"
    r"|(?:^|[\n.:] ?)applicable|at 12:01 a\.m\.,? (?:eastern (?:daylight |standard )?time|e[sd]?t),?(?: on)?"
    r"|implemented (?:on|from)|commenc(?:es?|ing|ement)(?: date:?)?(?: on| from)? ?"
    r"|on or after (?:12:01 a\.m\.,? )?(?:eastern (?:daylight |standard )?time,? )?(?:on )?"
    r"|(?:retroactively|retroactive effect|retrospectively|retrospective effect|retroactive)(?: from| to| as of)?"
    r"|in force on and from|on and from"
    r"|entra(?:rá|n)? em vigor em|entrará en vigor (?:el|a partir del)|entre en vigueur le|mulai berlaku pada tanggal|có hiệu lực(?: thi hành)?(?: kể)? từ ngày|вступает в силу с"
    r"|生效日期:?|施行日期:?|实施日期:?|生效时间:?|执行日期:?|施行日:|生效日:|追溯(?:适用)?(?:至|自|到)) ?(?:the )?$",
    re.ASCII,
)
_EXPIRES_BEFORE = re.compile(
    r"(?:有效期(?:限)?(?:截止)?(?:为|是)?(?:至|到)|(?:执行|施行|实施|延长|延续|适用|有效|延期|展期)(?:期限)?(?:至|到)|截止日期:|失效日期:"
    r"|expir(?:es?|ing|y date:?|ation date:?)(?: on| at)?|valid (?:until|through|to|till)|(?:in (?:effect|force)|apply|applicable|applies|effective|operative) (?:until|through|till|up to)"
    r"|(?:ends?|sunsets?|terminates?|lapses?) on|(?:extended|prolonged|remain|continued) (?:until|to|through|till|up to)(?: and including)?)(?: and inclusive of| and including)?(?: the)? ?$",
    re.ASCII,
)
_UNTIL = re.compile(r"(?:\buntil|\bthrough|\bto|\btill|-|–) (?:and including )?$", re.ASCII)
_FROM_A_DAY = re.compile(r"(?:from|beginning|between|starting) (?:on )?$", re.ASCII)
_ISSUED_BEFORE = re.compile(
    r"(?:发布日期|发布时间|公布日期|印发日期|日期|date of issue|issued(?: on)?|published(?: on)?|dated?|posted(?: on)?|publication date|date published)"
    r"[:,]? ?$",
    re.ASCII,
)
_DOCUMENT_BEFORE = re.compile(
    r"(?:成文日期|发文日期|签发日期|签署日期|dated:?|done at [a-z]{3,20},?|done in [a-z]{3,20},?|made at [a-z]{3,20}[^\n]{0,20} this)[:,]? ?$",
    re.ASCII,
)
# A notice is signed with the name of its authority and the day, at its end.
_SIGNED = re.compile(r"(?:[署部局委会厅办院行关]|^|\n) ?$", re.ASCII)
_DEADLINE_BEFORE = re.compile(
    r"(?:(?:申报|申请|报名|提交|报送|征求意见|反馈|意见反馈|受理|公示|投标)?(?:截止|截至)(?:日期|时间)?(?:为|至|到|是|:)?|不晚于|不迟于|最迟(?:于|在)?"
    r"|deadline(?: is| of| for [a-z ]{3,40}(?: is|:))?:?|closing date:?|no later than|not later than|at the latest(?: by| on)?|\bby|\bbefore|\bdue(?: on| by)?:?|on or before|close on|closes on|submitted (?:by|before)|received (?:by|on or before)) ?"
    + _TIME
    + "$",
    re.ASCII,
)
_DEADLINE_AFTER = re.compile(r" ?(?:\(含(?:当日)?\))?(?:之前|以前|前(?!后)|截止|24时前)", re.ASCII)
_ASKED = re.compile(
    r"意见|反馈|提交|报送|申请|报名|申报|截止|递交|填报|comment|submi|receiv|feedback|application|respon|written|hearing|nominat|closing|deadline|register|provid|lodge|furnish",
    re.ASCII,
)
_ASKED_UNTIL = re.compile(
    r"征求意见|公示|公开征求|意见征集|反馈意见|comment period|consultation|(?:comment|application|submission|nomination)s? (?:may|can|will|are|must|shall)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with what happens on it. clear: 0 nothing of the sort is said, 4 the notice says it of itself."""

    start: int
    end: int
    value: date | None  # None: until further notice
    sort: str  # effective, expires, deadline, published, document, date
    clear: int = 1


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a notice (None: not said), and all that was read."""

    published: date | None
    document: date | None
    effective: date | None
    expires: date | None
    deadline: date | None
    read: tuple[Dated, ...]
    signed: int | None  # where the day stands with which the notice is signed


def dates(prose: Prose, published: date | None = None) -> Dates:
    """When a notice was issued, takes effect and ends. published: what its list or page field says."""
    named = days(prose)
    if len(named) > MOST:
        named = named[: MOST // 2] + named[-MOST // 2 :]
    read = [_read(prose, day) for day in named]
    signed = _signed(prose, read)
    labelled = next((one.value for one in read[:8] if one.sort == "published"), None)
    document = next((one.value for one in read if one.sort == "document"), None) or (
        signed.value if signed else None
    )
    issued = published or labelled or document
    if signed is not None:
        read = [
            Dated(one.start, one.end, one.value, "document", 1)
            if one.start == signed.start and one.sort == "date"
            else one
            for one in read
        ]
    said = sorted(
        [*read, *_at_once(prose, issued), *_so_long_after(prose, issued), *_open_ended(prose)],
        key=lambda one: one.start,
    )
    said = [_history(one, issued, prose.simple) for one in _without_overlaps(said)]
    return Dates(
        published or labelled or document,
        document,
        _best(said, "effective"),
        next((one.value for one in said if one.sort == "expires" and _to_come(one, issued)), None),
        _best([one for one in said if _to_come(one, issued)], "deadline"),
        tuple(said),
        signed.start if signed else None,
    )


def _without_overlaps(said: list[Dated]) -> list[Dated]:
    """Each place once: the clearer reading is kept."""
    kept: list[Dated] = []
    for one in said:
        if kept and one.start < kept[-1].end:
            if one.clear > kept[-1].clear:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


MOST = 2_000  # days of a text that are judged, at its head and at its foot
LONG_AGO = timedelta(
    days=60
)  # before publication: such a day is history, unless the notice says it of itself
VERY_LONG_AGO = timedelta(days=400)


def _history(one: Dated, issued: date | None, text: str) -> Dated:
    """A day long before publication on which something else took effect says less, or nothing."""
    if (
        one.sort != "effective"
        or issued is None
        or one.value is None
        or issued - one.value < LONG_AGO
        or one.clear > 3
    ):
        return one
    if _BACKWARDS.search(text, max(0, one.start - 60), one.start):
        return one
    return Dated(one.start, one.end, one.value, "date" if issued - one.value > VERY_LONG_AGO else one.sort, 1)


def _to_come(one: Dated, issued: date | None) -> bool:
    """Whether a day is said clearly to be the last of something, and was still to come at publication."""
    return one.clear > 1 and one.value is not None and (issued is None or one.value >= issued)


_BACKWARDS = re.compile(r"retro|追溯", re.ASCII)


def _best(said: list[Dated], sort: str) -> date | None:
    """The day that says it best; the first of equals."""
    best: Dated | None = None
    for one in said:
        if one.sort == sort and one.clear and one.value and (best is None or one.clear > best.clear):
            best = one
    return best.value if best else None


def sort_of(prose: Prose, day: Day) -> str:
    """What happens on a day, as its sentence says: deadline, expires, effective, published; else "date"."""
    sort = _read(prose, day).sort
    return "published" if sort == "document" else sort


# -- one day -------------------------------------------------------------------------------------------


def _read(prose: Prose, day: Day) -> Dated:
    text = prose.simple
    deadline = _deadline(prose, day)
    if deadline:
        return Dated(day.start, day.end, day.value, "deadline", deadline)
    expires = _expires(prose, day)
    if expires:
        return Dated(day.start, day.end, day.value, "expires", expires)
    strength = _strength(prose, day)
    if strength:
        return Dated(day.start, day.end, day.value, "effective", strength)
    before = max(0, day.start - 40)
    if _DOCUMENT_BEFORE.search(text, before, day.start):
        return Dated(day.start, day.end, day.value, "document")
    issued = _ISSUED_BEFORE.search(text, max(0, day.start - 24), day.start)
    return Dated(day.start, day.end, day.value, "published" if issued else "date")


def _deadline(prose: Prose, day: Day) -> int:
    """0 when a day is no deadline; 1 for something, 2 when the sentence asks readers for something, 3 when it asks for comments."""
    text = prose.simple
    start, end = prose.sentence(day.start)
    before = _DEADLINE_BEFORE.search(text, max(start, day.start - 64), day.start)
    after = None if before else _DEADLINE_AFTER.match(text, day.end)
    until = None
    if not before and not after:
        low = max(start, day.start - 80)
        if text[max(start, day.start - 2) : day.start].rstrip().endswith(("至", "到")) or _UNTIL.search(
            text, low, day.start
        ):
            until = _ASKED_UNTIL.search(text, low, day.start)
    if not (before or after or until):
        return 0
    near = text[max(start, day.start - 160) : min(end, day.end + 100)]
    if _ASKED_UNTIL.search(near) or "comments" in near or ("意见" in near and "反馈" in near):
        return 3
    return 2 if _ASKED.search(near) else 1


def _strength(prose: Prose, day: Day) -> int:
    """0 when a day starts nothing; 4 when the notice says of itself that it takes effect then."""
    text = prose.simple
    first, until = prose.sentence(day.start)
    before = text[max(first - 1, 0, day.start - 64) : day.start]
    if _EFFECTIVE_BEFORE.search(before):
        wide = text[max(first, day.start - 160) : day.start]
        strength = _of_a_part(wide, 3)  # a day of application goes before one of entry into force
        return 5 if strength > 2 and _APPLIES.search(wide) else strength
    starts = _STARTS.match(text, day.end, until)
    after = text[starts.end() if starts else day.end : min(until, day.end + 24)]
    if starts:
        return _of_a_part(before, _strength_of_start(before, after))
    if _IN_FORCE_AT_ONCE.match(after):
        return 3 if before.endswith(("于", "自")) else 2
    if (
        after.startswith(("至", "到", "-", "–", "—"))
        and before.endswith(("自", "从"))
        and not _NO_START.search(before)
    ):
        return 2
    if _FROM.search(before):
        return 1
    return 2 if _FROM_A_DAY.search(before) and _UNTIL.search(text, day.end, min(until, day.end + 12)) else 0


def _strength_of_start(before: str, after: str) -> int:
    """自…起, and what is said before and after it."""
    if _PERIOD.search(before):
        return 2
    if _ENDS.match(after):
        return 0
    if not _IN_FORCE.search(_CLAUSE_END.split(after, maxsplit=1)[0]):
        return 0 if _NO_START.search(before) else 1
    return 4 if _SELF.search(before) else 3


def _of_a_part(before: str, strength: int) -> int:
    """Of an article of its own a notice may say another day, and then it says which: that is not its day in force."""
    part = _PART.search(before)
    if part is not None and strength:
        own = _SELF.search(before, part.start())
        apart = own is None or _EXCEPT.search(before, own.end()) is not None
        return min(strength, 2) if apart else strength
    if strength == 3 and (own := _SELF.search(before)) and _EXCEPT.search(before, own.end()) is None:
        return 4
    return strength


def _expires(prose: Prose, day: Day) -> int:
    text = prose.simple
    start, end = prose.sentence(day.start)
    before = text[max(start - 1, 0, day.start - 40) : day.start]
    if _EXPIRES_BEFORE.search(before):
        return 2
    if re.match(r" ?\)? ?(?:止|(?:起)?(?:失效|届满|到期))", text[day.end : day.end + 6]):
        return 2
    if before.endswith(("起至", "起至到", "日至")) and not text.startswith("期间", day.end):
        return 2
    if _UNTIL.search(before) and not before.endswith("- "):
        wide = text[max(start, day.start - 200) : min(end, day.end + 40)]
        ranged = _RANGE.search(before)
        return 2 if _HOLDS.search(wide) and (ranged or _UNTIL_WORD.search(before)) else 0
    return 0


_RANGE = re.compile(r"\d{4} (?:to|until|through|till|-|–) $", re.ASCII)
_UNTIL_WORD = re.compile(r"(?:\buntil|\bthrough|\btill) (?:and including )?$", re.ASCII)
_HOLDS = re.compile(
    r"\b(?:effect|force|appl(?:y|ies|icable)|valid|suspen|exempt|exclu|extend|remain|period|waive|reduc|eligible|continu|temporar|use[ds]?\b|accept|honou?r)",
    re.ASCII,
)


# -- signed ---------------------------------------------------------------------------------------------


def _signed(prose: Prose, read: list[Dated]) -> Dated | None:
    text = prose.simple
    for day in reversed(read[-4:]):
        after = text[day.end : day.end + 1]
        if (
            day.sort in ("date", "document", "published")
            and after not in ("起", "止", "前", "至", "(")
            and _SIGNED.search(text, max(0, day.start - 2), day.start)
        ):
            return day
    return None


# -- from the day of publication on ------------------------------------------------------------------


def _at_once(prose: Prose, issued: date | None) -> Iterator[Dated]:
    """Where a notice says that it applies from the day of publication, and how clearly."""
    if issued is None:
        return
    text = prose.simple
    for start, end in publication.on_publication(prose):
        after = text[end : end + 24]
        if _ENDS.match(after):  # all it says is that something older ends
            clear = 1
        else:
            before = text[max(0, start - 60) : start]
            said = "本" in text[start:end] or _IN_FORCE.match(after) or _SELF.search(before)
            clear = 3 if said else 2
        yield Dated(start, end, issued, "effective", clear)


_STARTS_THEN = re.compile(
    r"enter|into force|take effect|takes effect|effective|come into|apply|applies|commence|operative",
    re.ASCII,
)
_HAN_STARTS = re.compile(r"[^。;\n]{0,6}?(?:施行|实施|生效|执行|起适用)")


def _so_long_after(prose: Prose, issued: date | None) -> Iterator[Dated]:
    """Days that are said as so long after publication; none when nobody knows when that was."""
    text = prose.simple
    for after in publication.so_long_after(prose, issued) if issued else ():
        low, high = prose.sentence(after.start)
        before = text[max(low, after.start - 160) : after.start]
        if after.within:
            near = text[max(low, after.start - 60) : min(high, after.end + 40)]
            if _ASKED_UNTIL.search(near):
                yield Dated(after.start, after.end, after.day, "deadline", 3)
        elif after.within is False:
            if _HAN_STARTS.match(text, after.end, high):
                yield Dated(after.start, after.end, after.day, "effective", 4)
        elif _STARTS_THEN.search(before) and "until" not in before[-40:]:
            yield Dated(after.start, after.end, after.day, "effective", _of_a_part(before, 3))
        elif "comment" in before or "comment" in text[after.end : min(high, after.end + 60)]:
            yield Dated(after.start, after.end, after.day, "deadline", 3)


_OPEN = re.compile(
    r"until further notice|until otherwise (?:notified|provided)|另行通知(?:为止|之日止|前)|直至另行通知",
    re.ASCII,
)


def _open_ended(prose: Prose) -> Iterator[Dated]:
    return (Dated(match.start(), match.end(), None, "expires", 1) for match in _OPEN.finditer(prose.simple))
