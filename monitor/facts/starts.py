"""Whether a rule starts on a day that a text names, and how clearly the notice says it of itself."""

from __future__ import annotations

import re

from monitor.facts import occasions
from monitor.facts.days import Day
from monitor.facts.occasions import TIME
from monitor.patterns import regex
from monitor.prose import Prose

# Read after a day. 起 alone starts something; the verb behind it says that a notice takes effect.
_STARTS = regex(
    r" ?(?:\([^()\n]{1,8}\))?(?:北京时间)?(?:零[时点]整?|\d{1,2}(?:[时点](?:整|\d{1,2}分)?|:\d{2}))?(?:\([^()\n]{1,8}\))?"
    r"(?:起|开始|より|から|以降|以后|부터|이후)",
    re.ASCII,
)
IN_FORCE = regex(
    r"正式?(?:施行|实施|执行|生效|启用)|施行|实施|実施|执行|生效|启用|适用|適用|시행|적용|start|appl",
    re.ASCII,
)
_IN_FORCE_AT_ONCE = regex(r" ?(?:\(含(?:当日)?\))?(?:正式)?(?:施行|实施|执行|生效|启用)", re.ASCII)
_CLAUSE_END = regex("[,。;]", re.ASCII)
ENDS = regex(r" ?(?:废止|失效|停止(?:执行|适用|使用)|终止(?:执行|适用)|同时废止)", re.ASCII)
_WHAT_IS_LISTED = regex(r"(?:下列|以下|上述|附件|所列|下述)[^。;\n]{0,24}(?:自|从|于)$", re.ASCII)
SELF = regex(
    r"本(?:公告|办法|通知|规定|措施|决定|细则|条例|目录|规则|令|规程|通告|规范|法|标准|方案|制度|协定|清单|要点|修正|告示)"
    r"|(?:this|these|the present) (?:\w{3,20} ){0,2}?(?:notice|announcement|measures?|regulations?|rules?|order|decision|proclamation|scheme|directive|notification|circular|act|decree|law|resolution|ordinance)",
    re.ASCII,
)
_PART = regex(
    r"(?:第[一二三四五六七八九十百\d]{1,5}[条款项章]|附件\d?|\b(?:articles?|sections?|paragraphs?|subsections?|annex(?:es)?|rules?|points?|chapters?|schedules?|items?) (?:\d|[ivx]{1,4}\b|[a-z]\b|\())[^。;\n]{0,60}$",
    re.ASCII,
)
_EXCEPT = regex(
    r"(?:其中|但是?|除|except|however|with the exception|save that|save for|provided that|by way of derogation)",
    re.ASCII,
)
_APPLIES = regex(
    r"\b(?:it|they|(?:this|these) (?:\w{3,20} ){0,2}?(?:regulation|decision|directive|order|notice)s?) (?:shall |will )?(?:apply|applies|be applicable) (?:as )?(?:from|on) ?$",
    re.ASCII,
)
_PERIOD = regex(r"有效期(?:限)?(?:为|是|:)?(?:自|从)?$", re.ASCII)

# Read before a day: the words that can only say that something is in force from it on.
_EFFECTIVE = regex(
    r"(?:effective(?: date)?(?: shall be| is| will be)?(?: on| from| as of| as from| beginning| starting)?:?"
    r"|(?:takes?|taking|took|taken|come|comes|coming|came|enters?|entered|entry|put|brought|go|goes) (?:effect|into (?:force|effect|operation))"
    r"(?: on| from| as from| as of| with effect from)?|(?:have|has|having) effect (?:on and )?from|in (?:force|effect) (?:on|from|since|as of)|w\.e\.f\.?|with effect (?:from|on)"
    r"|(?:apply|applies|applicable|applied|operative|valid) (?:as )?(?:from|as of|beginning on|starting on)"
    r"|(?:^|[\n.:] ?)applicable"
    r"|implemented (?:on|from)|commenc(?:es?|ing|ement)(?: date:?)?(?: on| from)? ?"
    r"|on or (?:after|about)"
    r"|(?:retroactively|retroactive effect|retrospectively|retrospective effect|retroactive)(?: from| to| as of)?"
    r"|(?:in force )?(?:on and from|from and after)"
    r"|entra(?:rá|n)? em vigor em|entrará en vigor (?:el|a partir del)|entre en vigueur le|mulai berlaku pada tanggal|có hiệu lực(?: thi hành)?(?: kể)? từ ngày|вступает в силу с"
    r"|в силу с|tritt am|mit wirkung (?:vom|ab dem)"
    rf"|(?:生效|施行|实施|执行|启用|适用|発効|施行)(?:日期?|时间)(?:为|是|定为)?:?|追溯(?:适用)?(?:至|自|到))(?: and including)?(?: the)? ?{TIME}(?:the )?$",
    re.ASCII,
)
_HOUR = regex(rf"\b(?=at 12:01){TIME}$", re.ASCII)  # at that minute duties begin, and nothing else
_PROPOSED = regex(
    r"\bwould (?:then |also |only )?(?:apply|enter|take|come|start|commence|begin|be (?:effective|applied|applicable))\b[^.;]{0,40}$|拟(?:自|于|从|定于)$",
    re.ASCII,
)
_ONCE = regex(r"(?:took|came|entered|went|in (?:force|effect) since|applied)\b", re.ASCII)
# A label in front of a day: "Date of entry into force:". A proposed day is none.
_LABEL = regex(
    r"(?:^|[\n.;|(] ?)(?:date of (?:entry into force|effect|commencement|implementation|application|coming into force)"
    r"|(?:entry into force|start|commencement|implementation|application|operative|in[- ]force)(?: date)?"
    r"|(?:quota|validity|effective|exclusion|suspension) period|period of (?:validity|application|suspension|effect)) ?: ?(?:from )?$",
    re.ASCII,
)
_PHASE = regex(
    r"(?:^|[\n.;:(,•] ?)(?:phase|stage|step|tranche) (?:\d|one|two|three|i{1,3}\b|[a-c]\b)[^\n.;]{0,40}?[:(,\-–—] ?(?:from |on |as of |starting )?$"
    r"|第[一1]阶段[^。;\n\d]{0,12}(?:[:,(]|自|从|于)$",
    re.ASCII,
)

# Words that say less: a link in front of the day, and somewhere in its sentence what must or may not be done then.
_FROM = regex(
    rf"(?:\b(?:from|as of|as from|starting|beginning|commencing|(?:year|month|week|day)s? from)(?: on)?(?: and including)?(?: the)? {TIME}"
    r"|(?:a partir d[eo]l?|à (?:compter|partir) du|a decorrere dal|ab dem|(?:kể )?từ ngày|mulai(?: tanggal)?|sejak tanggal|met ingang van|od dnia|начиная с|с) )$",
    re.ASCII,
)
_OPENING = regex(r"[\s(\"“]{0,3}(?:\w{1,3}[.)] )?$", re.ASCII)
_MUST = regex(
    r"\b(?:must|shall|will|may (?:not|only)|no longer|requir|mandatory|compulsory|obligatory|prohibit|bann?|forbidden|permitted|allowed|payable|chargeable"
    r"|levied|imposed|collected|applies|apply|applicable|dutiable|exempt|suspen|lifted|removed|abolished|introduced|increased|reduced|raised|lowered"
    r"|eligible|subject to|repeal|revok|terminat|withdrawn|cancel|accepted|detained|refused|period of|for (?:one|two|three|five|six|\d{1,2}) (?:year|month|week)s?|amended|added|included|extended|prolonged|deleted|replaced|stays? of)",
    re.ASCII,
)
_WAS = regex(
    r"\b(?:was|were|had|ran|rose|fell|grew|served|took place|held|dated|(?<!be )(?:signed|announced|adopted|decided|met|launched|initiated))\b",
    re.ASCII,
)
_ON = regex(rf"\b(?:on|at)(?: the)? ?{TIME}$", re.ASCII)
_CHANGES = regex(
    r"\b(?:starts?|begins?|(?:will|shall) (?:start|begin|commence|rise|increase|go (?:up|live)|fall|decrease|drop|change|apply|become|no longer|move|switch|replace"
    r"|require|need|not be|be (?!held|published|issued|released|posted|heard|announced|notified|decided|closed|open\b)\w{2,14}(?:ed|en|ut)\b)"
    r"|(?:rises?|increases?|goes up|go up|falls?|decreases?|drops?|changes)(?= (?:to|from|by|on|in line|at)\b)|becomes?(?= \w)|goes? live"
    r"|(?:is|are) (?:being |hereby )?(?:introduced|increased|reduced|raised|lowered|cut|abolished|removed|lifted|withdrawn|imposed|implemented|adjusted|indexed"
    r"|suspended|reinstated|restored|repealed|revoked|replaced|amended|deleted|added|banned|prohibited)|switch(?:es)? to)\b",
    re.ASCII,
)
_UNTIL = regex(r" ?(?:\buntil|\bthrough|\bto|\btill|-|–) ", re.ASCII)
_FROM_A_DAY = regex(r"(?:from|beginning|between|starting) (?:on )?$", re.ASCII)
_FAR = 200  # characters of a sentence in which the words that say less are looked for


def strength(prose: Prose, day: Day) -> int:
    """0 when a day starts nothing; 4 when the notice says of itself that it takes effect then."""
    text = prose.simple
    first, until = prose.sentence(day.start)
    before = text[max(first - 1, 0, day.start - 90) : day.start]
    if _PROPOSED.search(before):
        return 0
    said = _EFFECTIVE.search(before) or _HOUR.search(before)
    if said:
        wide = text[max(first, day.start - 160) : day.start]
        # A day of application goes before one of entry into force, and both before what took effect once.
        strength = of_a_part(wide, 2 if _ONCE.match(said.group()) else 3)
        return 5 if strength > 2 and _APPLIES.search(wide) else strength
    behind = _behind(text, before, day.end, until)
    if behind is not None:
        return behind
    if _LABEL.search(before):
        return 2
    return 1 if _PHASE.search(before) else _said_by_the_way(text, first, day, until)


def _behind(text: str, before: str, end: int, until: int) -> int | None:
    """What Chinese, Japanese and Korean words right behind a day say; None where they leave it open."""
    starts = _STARTS.match(text, end, until)
    after = text[starts.end() if starts else end : min(until, end + 40)]
    if starts:
        return of_a_part(before, _of_start(before, after))
    if _IN_FORCE_AT_ONCE.match(after):
        return 3 if before.endswith(("于", "自")) else 2
    ranged = after.startswith(("至", "到", "-", "–", "—")) and before.endswith(("自", "从"))
    return 2 if ranged and not occasions.is_before(before) and not occasions.is_behind(after) else None


def _of_start(before: str, after: str) -> int:
    """自…起, and what is said before and after it."""
    if _PERIOD.search(before):
        return 2
    if ENDS.match(after):
        return 1 if _WHAT_IS_LISTED.search(before) else 0
    if not IN_FORCE.search(_CLAUSE_END.split(after, maxsplit=1)[0]):
        return 0 if occasions.is_before(before) or occasions.is_behind(after) else 1
    return 4 if SELF.search(before) else 3


def of_a_part(before: str, strength: int) -> int:
    """Of an article of its own a notice may say another day, and then it says which: that is not its day in force."""
    part = _PART.search(before)
    if part is not None and strength:
        own = SELF.search(before, part.start())
        apart = own is None or _EXCEPT.search(before, own.end()) is not None
        return min(strength, 2) if apart else strength
    if strength == 3 and (own := SELF.search(before)) and _EXCEPT.search(before, own.end()) is None:
        return 4
    return strength


def _said_by_the_way(text: str, first: int, day: Day, until: int) -> int:
    """From 1 July cargo must be treated; the fee rises on 1 July; on 1 July the licence will be replaced."""
    low, high = max(first, day.start - _FAR), min(until, day.end + _FAR)
    near = text[max(first - 1, 0, day.start - 90) : day.start]
    link = _FROM.search(near)
    since = link is not None
    link = link or _ON.search(near)
    if link is None:
        return 0
    at = day.start - len(near) + link.start()
    if occasions.is_one(text, low, high):
        return 0
    opens = at - low < 8 and _OPENING.match(text, low, at) is not None
    if since and _FROM_A_DAY.search(near) and _UNTIL.match(text, day.end):
        return 2 if _MUST.search(text, low, high) else 1
    if since and (opens or not near[link.start() :].isascii()):
        return 1
    said = _MUST if since else _CHANGES
    start, end = (day.end, high) if opens else (low, at)
    return int(said.search(text, start, end) is not None and _WAS.search(text, start, end) is None)
