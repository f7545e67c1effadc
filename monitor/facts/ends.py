"""Whether a day that a text names is the last of something: of a rule, or of the time that readers have for something."""

from __future__ import annotations

import re

from monitor.facts import occasions
from monitor.facts.days import Day
from monitor.facts.occasions import TIME
from monitor.patterns import regex
from monitor.prose import Prose

_ENDS_BEFORE = regex(
    r"(?:有效期(?:限)?(?:截止)?(?:为|是)?(?:至|到)|(?:执行|施行|实施|延长|延续|适用|有效|延期|展期)(?:期限)?(?:至|到)|截止日期:|失效日期:"
    r"|expir(?:es?|ing|y date:?|ation date:?|y:)(?: on| at)?|valid (?:until|through|to|till|up to):?|(?:in (?:effect|force)|apply|applicable|applies|effective|operative) (?:until|through|till|up to)"
    r"|(?:ends?|ending|sunsets?|terminates?|lapses?|phased out) (?:on|at)|end date:"
    r"|(?:ceases?|ceasing) (?:to (?:apply|have effect|be in force|be (?:effective|valid))|its (?:effect|validity)|having effect)(?: on| from| as of| at| with effect from)?"
    r"|(?:extend|extends|extended|prolonged|remains?|continued?|continues) (?:until|to|through|till|up to)"
    r"|(?:vigentes?|válid[oa]s?|vigência|valables?|gültig|berlaku|có hiệu lực) (?:hasta el|até|jusqu'au|bis zum|hingga|sampai|đến(?: hết)?(?: ngày)?))"
    rf"(?: and inclusive of| and including)?(?: the end of)?(?: the)? ?{TIME}(?:the )?$",
    re.ASCII,
)
# 截止 of a rule in force, and not of a time to apply.
_TERM = regex(
    r"(?:有效|执行|实施|施行|适用|豁免|排除|暂停|减免|征收)期?限?(?:截止|截至)(?:日期?|时间)?(?:为|至|到|是|于)?:?$",
    re.ASCII,
)
_ENDS_BEHIND = regex(
    r" ?\)? ?(?:止|(?:起)?(?:失效|届满|到期)|(?:之前|以前|前)(?:继续|均|仍|一直)?有效)", re.ASCII
)
_STILL_IN_FORCE = regex(r" ?(?:\(含(?:当日)?\))?(?:之前|以前|前)(?:继续|均|仍|一直)?有效", re.ASCII)
_UNTIL = regex(r"(?:\buntil|\bthrough|\bto|\btill|-|–) (?:and including )?$", re.ASCII)
_RANGE = regex(
    r"(?:\d{4}|\d(?:st|nd|rd|th)?|\d (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}),? (?:to|until|through|till|up to|-|–)(?: and including)? $",
    re.ASCII,
)
_UNTIL_WORD = regex(
    r"(?:\buntil|\bthrough|\btill|\bup to(?! (?:\d|a)))(?: (?:and )?(?:including|inclusive of))?(?: the)? $",
    re.ASCII,
)
_HOLDS = regex(
    r"\b(?:effect|force|appl(?:y|ies|icable)|valid|suspen|exempt|exclu|extend|remain|period|waive|reduc|eligible|continu|temporar|use[ds]?\b|accept|honou?r"
    r"|free\b|stays?\b|runs?\b|remi(?:t|ssion)|duty[- ]free|allowed|permitted|lasts?\b|prohibit|bann?(?:ed)?\b)",
    re.ASCII,
)
_DEADLINE_BEFORE = regex(
    r"(?:(?:申报|申请|报名|提交|报送|征求意见|反馈|意见反馈|受理|公示|投标)?(?:截止|截至)(?:日期|时间)?(?:为|至|到|是|:)?|不晚于|不迟于|最迟(?:于|在)?"
    r"|deadline(?: is| of| for [a-z ]{3,40}(?: is|:))?:?|closing date:?|no later than|not later than|at the latest(?: by| on)?|\bby|\bbefore|\bdue(?: on| by)?:?|on or before|close on|closes on|submitted (?:by|before)|received (?:by|on or before)) ?"
    + TIME
    + "$",
    re.ASCII,
)
_DEADLINE_BEHIND = regex(r" ?(?:\(含(?:当日)?\))?(?:之前|以前|前(?!后)|截止|24时前)", re.ASCII)
_ASKED = regex(
    r"意见|反馈|提交|报送|申请|报名|申报|截止|递交|填报|comment|submi|receiv|feedback|application|respon|written|hearing|nominat|closing|deadline|register|provid|lodge|furnish",
    re.ASCII,
)
ASKED_UNTIL = regex(
    r"征求意见|公示|公开征求|意见征集|反馈意见|comment period|consultation|(?:comment|application|submission|nomination)s? (?:may|can|will|are|must|shall)",
    re.ASCII,
)


def expires(prose: Prose, day: Day) -> int:
    """0 when a day is not the last of a rule, 2 when it is."""
    text = prose.simple
    start, end = prose.sentence(day.start)
    before = text[max(start - 1, 0, day.start - 70) : day.start]
    if _ENDS_BEHIND.match(text, day.end):
        return 2
    if before.endswith(("起至", "起至到", "日至")) and not text.startswith("期间", day.end):
        return 0 if occasions.is_behind(text[day.end : min(end, day.end + 24)]) else 2
    said = _ENDS_BEFORE.search(before) or _TERM.search(before)
    if not said and ((not _UNTIL.search(before) and not _UNTIL_WORD.search(before)) or before.endswith("- ")):
        return 0
    if occasions.is_one(text, max(start, day.start - 200), min(end, day.end + 40)):
        return 0
    if said:
        return 2
    wide = text[max(start, day.start - 200) : min(end, day.end + 40)]
    ranged = _RANGE.search(before)
    return 2 if _HOLDS.search(wide) and (ranged or _UNTIL_WORD.search(before)) else 0


def deadline(prose: Prose, day: Day) -> int:
    """0 when a day is no deadline; 1 for something, 2 when the sentence asks readers for something, 3 when it asks for comments."""
    text = prose.simple
    start, end = prose.sentence(day.start)
    if _STILL_IN_FORCE.match(text, day.end) or _TERM.search(text, max(start, day.start - 24), day.start):
        return 0
    before = _DEADLINE_BEFORE.search(text, max(start, day.start - 64), day.start)
    after = None if before else _DEADLINE_BEHIND.match(text, day.end)
    until = None
    if not before and not after:
        low = max(start, day.start - 80)
        if text[max(start, day.start - 2) : day.start].rstrip().endswith(("至", "到")) or _UNTIL.search(
            text, low, day.start
        ):
            until = ASKED_UNTIL.search(text, low, day.start)
    if not (before or after or until):
        return 0
    near = text[max(start, day.start - 160) : min(end, day.end + 100)]
    if ASKED_UNTIL.search(near) or "comments" in near or ("意见" in near and "反馈" in near):
        return 3
    return 2 if _ASKED.search(near) else 1
