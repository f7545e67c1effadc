"""Who speaks: the authorities that a notice's number, title, head or signature names as its own."""

from __future__ import annotations

import re

from monitor.facts.words import any_of
from monitor.patterns import regex
from monitor.prose import Prose

# As they write themselves, in simplified signs; generic ends come behind.
_TABLE = """
海关总署 商务部 财政部 国家税务总局 税务总局 国务院关税税则委员会 国务院办公厅 国务院 国家发展改革委 发展改革委 国家发展和改革委员会
工业和信息化部 工信部 农业农村部 市场监管总局 国家市场监督管理总局 国家市场监管总局 质检总局 国家质检总局 国家质量监督检验检疫总局 生态环境部
环境保护部 国家药监局 国家药品监督管理局 外交部 公安部 司法部 交通运输部 自然资源部 水利部 文化和旅游部 国家卫生健康委 卫生健康委
中国人民银行 国家外汇局 国家外汇管理局 国家林草局 国家林业和草原局 国家烟草专卖局 国家密码管理局 国家网信办 国家能源局 国家文物局
国家原子能机构 国家邮政局 国家铁路局 中国民航局 国家移民管理局 国家认监委 认监委 最高人民法院 最高人民检察院 全国人大常委会 税委会 总署 署
国家发展改革委员会 科技部 民政部 国家口岸办 应急管理部 国家濒管办 经济部 财政部关务署 关务署 国际贸易署 经济部国际贸易署 经济部国际贸易局
农业部 卫生福利部 工业贸易署 香港海关 澳门海关 经济及科技发展局 政府统计处 中华人民共和国海关总署 中华人民共和国商务部 中华人民共和国财政部
中华人民共和国国务院 中华人民共和国主席 主席 国务院税则委员会
"""
_KNOWN = _TABLE.split()
_AUTHORITY = rf"(?:{any_of(_KNOWN)})"
_JOINT = regex(rf"{_AUTHORITY}(?:[ 、,]{{0,2}}{_AUTHORITY}){{0,12}}")
_SORT = regex(
    r"公告|通告|令|通知|函|发|税|字|告|办|关|监|综|法|规|准|联[\u4e00-\u9fff]?|决定|告示|通|岸|贸|政|财|审|卫|检|经|台|消|环"
)
_NAME_TAIL = regex(r"(?:[\u4e00-\u9fff]{0,16})\Z")
_CUT = regex(
    r"[的和与及或]|按照|根据|依据|依照|遵照|参照|执行|修改|修订|修正|废止|关于|发布|公布|印发|下发|实施|落实|贯彻|详见|同时|有关|包括|其中|替代|代替|取代|更正|勘误|调整|延续|延长|撤销|结合|符合|违反|转发|现将|见|除|自|以|由|将|即|至|为|对|按|原|下称|简称|称"
)
_BEHIND = 40  # characters before a number in which its authority may stand


def behind(text: str, place: int, least: int = 0) -> int | None:
    """Where the name in front of a number begins (海关总署公告|2026年第45号); None when none stands there."""
    low = max(least, place - _BEHIND)
    window = text[low:place].rstrip(" ")
    tail = _NAME_TAIL.search(window)
    words = tail.group() if tail else ""
    if words.startswith(("年", "月", "日")) and window[-len(words) - 1 : -len(words)].isdigit():
        words = words[1:]  # 2014年3月13日海关总署令第221号
    if not words:
        return None
    if not any(_is_sort(words[n:]) for n in range(len(words))):
        named = _AT_THE_END.search(words) if text.startswith("第", place) else None
        return None if named is None else low + len(window) - len(words) + named.start()
    cuts = [match.end() for match in _CUT.finditer(words) if not _inside_a_name(words, match)]
    at = max((cut for cut in cuts if cut <= len(words) - 1), default=0)
    start = low + len(window) - len(words) + at
    return _with_joint(text, start, low)


_AT_THE_END = regex(rf"{_AUTHORITY}\Z")


def _is_sort(words: str) -> bool:
    """What a document is called, at the end of the words before its number."""
    return bool(_SORT.fullmatch(words))


def _inside_a_name(words: str, cut: re.Match[str]) -> bool:
    """和 of 工业和信息化部 cuts nothing."""
    return any(name.start() < cut.start() and cut.end() <= name.end() for name in _JOINT.finditer(words))


def _with_joint(text: str, start: int, low: int) -> int:
    """商务部 海关总署公告: those before it, where blanks or 、 join them."""
    if text[start - 1 : start] not in (" ", "、", ","):
        return start
    window = text[max(0, low - 80) : start - 1]
    for match in _JOINT.finditer(window):
        if match.end() == len(window) and _JOINT.match(text, start):
            return max(0, low - 80) + match.start()
    return start


def only(text: str) -> bool:
    """Whether a text is nothing but names of authorities and what they publish."""
    parts = _PARTS.split(text.strip())
    return len(parts) < 24 and all(_ONE.fullmatch(part) for part in parts)


_PARTS = regex(r"[ 、,\n]{1,4}")
_ONE = regex(
    r"[\u4e00-\u9fff()]{2,30}(?:部|局|署|委|厅|会|院|海关)(?:办公厅)?(?:联合)?(?:公告|通告|令)?|(?:联合)?(?:公告|通告|令|通知)"
)

# -- who issued a notice ------------------------------------------------------------------------------

_ZH_NAME = (
    r"[\u4e00-\u9fff()]{0,20}?(?:总署|总局|委员会|办公厅|办公室|关务署|贸易署|[部局委厅署院]|海关|银行)"
)
_ZH_TITLE = regex(rf"({_ZH_NAME}(?:[ 、]{_ZH_NAME}){{0,12}}) ?(?:办公厅)?(?:关于|公告|令|联合公告|通告|通知)")
_ENGLISH_NAME = regex(
    r"(?:(?:U\.S\.|US|Indian|Royal|Federal|National|General|State|Central) )?(?:Administration|Ministry|Department|Bureau|Board|Office|Directorate|Commission|Agency|Council|Authority|Customs|Secretariat|Service)"
    r"(?:,?(?: (?:of|for|and|&|the|on)){0,3} [A-Z][\w.&'’-]{1,24}){1,10}"
    r"|(?:U\.S\. )?Customs and Border Protection|(?:Canada )?Border Services Agency|European Commission|HM Revenue (?:and|&) Customs|Office of the United States Trade Representative"
    r"|Bureau of Industry and Security|International Trade Commission|International Trade Administration|Animal and Plant Health Inspection Service|Food and Drug Administration"
    r"|(?:Australian|Singapore|Indian|Royal Malaysian|Korea|Japan|Thai|Vietnam|Bureau of|Hong Kong|New Zealand) (?:Border Force|Customs(?: (?:Service|Department))?)"
)
_LABELLED = regex(
    r"(?:AGENC(?:Y|IES)|Agency|Issued by|Issuing authority|Issuer|发布机构|发文机关|发文单位|发布单位) ?: ?([^\n\t;]{3,200})"
)
_FULL_STOP = regex(r"(?<![A-Z])\.(?= |$)|。")
_SIGNATURE = 160  # characters at a text's end in which it is signed


def issuer(
    title: Prose, text: Prose, number: tuple[Prose, int, int] | None, signed: int | None
) -> tuple[Prose, int, int] | None:
    """Who issued a notice: in which of its two texts, and where.

    number: where its own number stands; signed: where the day stands with which it is signed.
    """
    labelled = _LABELLED.search(text.plain, 0, 4000)
    if labelled:
        start, end = labelled.span(1)
        stop = _FULL_STOP.search(text.plain, start, end)
        return text, start, start + len(text.plain[start : stop.start() if stop else end].rstrip(" ,."))
    if number is not None and (named := _of_number(*number)) is not None:
        return number[0], *named
    if match := _ZH_TITLE.match(title.simple):
        return title, *match.span(1)
    named = _signature(text, signed) if signed is not None else None
    named = named or _at_the_head(text)
    return (text, *named) if named else None


def _at_the_head(text: Prose) -> tuple[int, int] | None:
    """A line of the first four that is nothing but a name."""
    at = 0
    for line in text.plain.split("\n", 4)[:4]:
        name = line.strip()
        if 3 <= len(name) < 120:
            spelled = name.title() if name.isupper() else name
            if _ENGLISH_NAME.fullmatch(spelled) or only_names(name):
                start = at + len(line) - len(line.lstrip())
                return start, start + len(name)
        at += len(line) + 1
    return None


def only_names(line: str) -> bool:
    """Whether a line is nothing but authorities: 中华人民共和国海关总署."""
    return 3 <= len(line.strip()) < 60 and _JOINT.fullmatch(line.strip()) is not None


def _of_number(prose: Prose, start: int, end: int) -> tuple[int, int] | None:
    """海关总署 of 海关总署公告2026年第45号."""
    match = _JOINT.match(prose.simple, start, end)
    return match.span() if match and match.end() - match.start() > 1 else None


def _signature(text: Prose, day: int) -> tuple[int, int] | None:
    """The names right before the day at the end: 海关总署 农业农村部 2026年5月8日."""
    low = max(0, day - _SIGNATURE)
    window = text.simple[low:day].rstrip(" \n")
    best = None
    for match in _JOINT_LINES.finditer(window):
        if match.end() == len(window):
            best = low + match.start(), low + match.end()
    return best


_JOINT_LINES = regex(rf"{_AUTHORITY}(?:[ 、,\n]{{0,3}}{_AUTHORITY}){{0,12}}")
