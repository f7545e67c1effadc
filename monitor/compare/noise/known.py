"""What a page says about itself and not about trade: counters, clocks, pagers, share buttons.

Every rule needs its own mark ("浏览次数", "server time", "©"); a number, a date or a code without one is
never noise. A text is quieted by taking the marked phrases out; what remains is compared in full, so
that a counter cannot hide a rate that stands beside it.

What holds everywhere is here and, by the words of many languages, in `pieces`; a source's own phrases come with
its guide. `keep` goes before all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache

from monitor.compare.forms.text import normal
from monitor.compare.guide import PLAIN, Guide
from monitor.compare.noise import listing, panels, pieces, services, widgets
from monitor.compare.noise.beside import Beside
from monitor.compare.noise.phrases import Phrase, phrases
from monitor.compare.noise.sayings import CLOCK, COUNTER, MADE, TECHNICAL
from monitor.compare.noise.within import may_be_content
from monitor.extract.chrome import says_something
from monitor.model import Block, Table
from monitor.patterns import regex
from monitor.values import dataclass

# Written for the normal form: half width, no space beside Chinese characters or signs.
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
_SECONDS = r"\d{1,2}:\d{2}:\d{2}"
_DAY_ZH = r"\d{4}年\d{1,2}月\d{1,2}日"
_DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ,]{1,2}\d{4}|[A-Za-z]{3,9} \d{1,2},? ?\d{4})"
_GAP = "[, ]{0,3}"
_WEEKDAY = r"(?:星期|周)[一二三四五六日天]"
_WEEKDAY_EN = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAYNAME = rf"(?:{_WEEKDAY}|{_WEEKDAY_EN})"
_MOMENT = (
    rf"(?:(?:{_DAYNAME}{_GAP})?(?:{_DAY_ZH}|{_DATE})(?:{_GAP}{_DAYNAME})?(?:{_GAP}{_TIME})?"
    rf"|(?:{_DAYNAME}{_GAP})?{_TIME}|{_DAYNAME})(?: ?(?:am|pm|utc|gmt)\b)?"
)

LONGEST = 500  # characters; nothing a page says about itself is longer
PAGER = "a pager"

Rules = tuple[tuple[str, re.Pattern[str]], ...]


def _rules(written: Mapping[str, Sequence[str]]) -> Rules:
    return tuple((why, regex("|".join(patterns), re.IGNORECASE)) for why, patterns in written.items())


# why -> what is taken out
_PHRASES = _rules(
    {
        "a visit counter": (
            (
                # 海关每年实地查看次数 counts inspections
                r"(?:(?:本[页文站]|网站|页面|文章)?(?:累计|总|今日)?(?:浏览|点击|阅读)|(?:本[页文站]|网站|页面|文章)(?:累计|总|今日)?(?:访问|查看)"
                r"|(?<![\u4e00-\u9fff])(?:累计|总|今日)?(?:访问|查看)|(?<=来源:.{2})(?:访问|查看)|(?<=来源:.{3})(?:访问|查看)|(?<=来源:.{4})(?:访问|查看)"
                r"|(?<=来源:.{5})(?:访问|查看)|(?<=来源:.{6})(?:访问|查看))(?:次数|人次|人数|总数|数|量)"
                r"[:=]?(?:\d[\d,]{0,15}+)?+(?:次|人次)?+(?!以)"  # 访问次数:12次以上的 is a rule
            ),
            r"(?:浏览|点击|访问|阅读|查看|人气)[:=]\d[\d,]{0,15}+(?:次|人次)?+(?!以)",
            r"(?:已|被)(?:浏览|点击|访问|阅读)\d[\d,]{0,15}次",
            (
                r"\b(?:page ?views?|views?|hits?|visits?|visitors?|visitor count(?:er)?|read count|reads|page hits)"
                r"(?: today| total| count)?[:=]\d[\d,]{0,15}+(?! (?:per|an?|by|of|in|for|each|every|times)\b)"
            ),
            r"\bviewed \d[\d,]{0,15} times?\b",
            r"\b\d[\d,]{0,15} (?:page ?)?views\b",
            r"\byou are visitor(?: number| no\.?)? ?\d[\d,]{0,15}",
        ),
        "a clock": (
            r"(?:今天是|今日是?|现在是|当前时间|北京时间|现在时间|服务器时间|系统时间)[:,]?(?=[\d星周])"
            + _MOMENT,
            r"\b(?:today is|today:|(?:current (?:date|time)|server time|local time)(?: is)?|time now)[:,]? ?"
            + _MOMENT,
            rf"(?:{_WEEKDAY_EN}{_GAP})?(?:{_DATE})?{_GAP}{_TIME}(?: ?[ap]m)?[, (]{{0,3}}server time[)]?",
        ),
        "the time the page was made": (
            rf"(?:页面|本页)(?:生成|打开)时间[:为]?{_MOMENT}",
            rf"\bpage (?:generated|built|rendered|created|loaded)(?: on| at| in)?:? ?{_MOMENT}",
            r"\bgenerated in \d[\d.]{0,12} ?(?:ms|s|seconds)\b",
            r"页面执行时间[:为]?[\d.]{1,12}(?:秒|ms|毫秒)",
        ),
        "a copyright line": (
            r"(?:©|\(c\)|copyright|版权所有)(?:[©, ]|\(c\)|copyright|版权所有){0,6}\d{4}(?:[-~至]\d{4})?",
            r"\d{4}(?:[-~]\d{4})?(?:©|版权所有|copyright)",
        ),
        PAGER: (
            r"第\d{1,9}/\d{1,9}页|第\d{1,9}页[,/]?共\d{1,9}页|共\d{1,9}页[,/]?第\d{1,9}页|共\d{1,9}页\d{1,9}条|共\d{1,9}条\d{1,9}页",
            r"(?:总条数|总记录数|总页数|每页条数)[:=]?\d[\d,]{0,15}条?",
            r"(?-i:(?<![a-z] ))\bpage \d{1,9} of \d{1,9}(?-i:(?! [a-z]))(?:\(\d[\d,]{0,15} (?:results?|entries|items|records)\))?",
            r"\b(?:showing|displaying) \d[\d,]{0,15}(?: to |-)\d[\d,]{0,15} of \d[\d,]{0,15}(?: (?:entries|results|items|records))?",
        ),
    }
)

# Each of the phrases holds one of these, so that most texts need not be looked at for them.
_MARKS = regex(
    "浏览|点击|阅读|访问|查看|人气|view|hit|visit|read|今天|今日|现在|时间|today|time|current date|页|page|generated"
    r"|©|\(c\)|copyright|版权所有|总条数|总记录数|showing|displaying"
)

TOOL = (  # of the page, whole
    r"打印(?:本页|此页|文章)?|关闭(?:窗口|本页)?|收藏(?:本页)?|分享(?:到|至)?|转发|微信|微博|新浪微博|qq(?:空间|好友)|二维码|扫一扫"
    r"|(?:字号|字体)[\W_]*(?:[大中小][\W_]*){1,3}|复制链接|返回(?:顶部|首页|列表)|首页|上一页|下一页|尾页|末页|无障碍(?:阅读|浏览)?|手机版"
    r"|print(?: this)?(?: page| article)?|close(?: window)?|share(?: this)?(?: page| article| on| via| to)?|bookmark(?: this)?(?: page)?"
    r"|e-?mail this(?: page)?|facebook|twitter|linkedin|whatsapp|telegram|wechat|weibo|copy link|back(?: to(?: the)?(?: top| list))?|font size|text size"
    r"|(?:previous|next|first|last) page"
)
_LANGUAGE = (
    r"english|中文|简体(?:中文|版)?|繁[體体](?:中文|版)?|bahasa(?: melayu| indonesia)?|fran[cç]ais|espa[nñ]ol|deutsch|русский|日本語|한국어"
    r"|tiếng việt|ภาษาไทย|العربية|português"
)
# "在线12" and "12在线" meet in one line: atomic groups, or a line of them takes for ever (C18)
_VISITOR = (
    r"(?:欢迎您?[!,。]?)?(?:您是(?:本[站页])?的?)?第\d[\d,]{0,15}(?:位|名|个)(?:访问者|访客|来访者|浏览者)"
    r"|(?:当前|目前|现在)?在线(?:人数|用户数?|访客)?[:为]?\d[\d,]{0,15}(?:人|位)?(?:用户|访客)?"
    r"|(?:当前|目前|现在)有?\d[\d,]{0,15}(?:人|位)(?:用户|访客)?在线"
    r"|今日访?问?量?[:为]?\d[\d,]{0,15}(?:人次|人|次)"
    r"|(?:本[文页站])?(?:已|共|共有|已有|累计有?)\d[\d,]{0,15}(?:人次|人|次)(?:浏览|学习|阅读|观看|看过|参与|点赞)过?"
    r"|you are (?:our |the )?(?:visitor(?: number| no\.?|:)?[ #]{0,2}\d[\d,]{0,15}|\d[\d,]{0,15}(?:st|nd|rd|th)? visitor)(?: to this (?:page|site|website))?"
    r"|(?:there are |currently )?\d[\d,]{0,15} (?:users?|visitors?|guests?)(?: are)?(?: currently| now)? online(?: now)?"
    r"|(?:users?|visitors?|guests?) online(?: now)?: ?\d[\d,]{0,15}"
)
# why -> what a whole block is
_WHOLE = _rules(
    {
        "a visit counter": (rf"[\W_]*+(?:(?>{_VISITOR})[\W_]*+){{1,4}}",),
        "a tool of the page": (rf"[\W_]*(?:(?:{TOOL})[\W_]*)+",),
        "a choice of languages": (rf"[\W_]*(?:{_LANGUAGE})(?:[\W_]+(?:{_LANGUAGE}))+[\W_]*",),
        "a link to a neighbouring notice": (
            r"(?:上|下|前|后)一(?:篇|条|则)(?:文章|公告)?[:>].*",
            r"(?:previous|next|prev)(?: (?:article|post|page|notice|story))?[:>»].*",
        ),
        "a copyright line": (r"(?:©|\(c\)|版权所有[:©]|copyright(?:©|:| ?\d{4})).{0,160}",),
        "a mark that a table goes on": (
            r"\W?(?:续表?\d*|[接续]上表|(?:table )?(?:continued|cont'?d\.?))\W?",
        ),
        "a cookie banner": (
            r".{0,80}(?:\b(?:we use|this (?:web)?site uses|accept(?: all)?) cookies\b|使用cookies?).{0,400}",
        ),
        PAGER: (r"[\W_]*\d{1,4}/\d{1,4}[\W_]*页?", r"共\d{1,9}页|共\d{1,9}页共\d{1,9}条|第\d{1,9}页"),
        "a tool of its readers": (
            r"(?:posted|published|updated|modified) (?:an?|\d{1,3}) (?:second|minute|hour|day|week|month|year)s? ago",
            r"rating:? ?\d(?:[.,]\d{1,2})? ?(?:/|out of) ?\d{1,2}(?: ?\(\d[\d,]{0,9} (?:votes?|ratings?|reviews?)\))?",
            r"listen to (?:this|the) (?:article|page|text|story)",
            r"share (?:on|via|to|this on|with):? ?(?:[^\W\d_]{1,12}[ |/,·]{0,3}){1,8}",
        ),
        "a question of the page to its visitor": (
            r"(?:is|was|did you find) this (?:page|information|content|article|answer) (?:useful|helpful)\W*.{0,20}",
        ),
        # with seconds: a hearing has a day and an hour, only a clock has seconds
        "a clock": (
            rf"{_DAY_ZH}{_WEEKDAY}{_SECONDS}",
            rf"(?=.*(?:农历|[℃C]$)){_DAY_ZH},?{_WEEKDAY},?(?:农历[正一二三四五六七八九十冬腊闰月初廿卅]{{3,8}},?)?(?:[晴阴多云雨雪雾霾转大中小阵雷到]{{1,8}})?(?:-?\d{{1,2}}(?:~-?\d{{1,2}})?(?:℃|°C))?",
            rf"{_WEEKDAY_EN}{_GAP}{_DATE}{_GAP}{_SECONDS}(?: ?[ap]m)?",
        ),
    }
)

_LABELS = regex(
    r"(?:request|trace|session|correlation)[ _-]?id|(?:server|response|query|current)[ _-]?(?:time|date)|time[ _-]?stamp|nonce|csrf.*|.*token"
    r"|took|elapsed|last[ _-]?(?:run|check(?:ed)?|fetch(?:ed)?)|(?:generated|fetched|retrieved)(?:[ _-]?(?:at|on))?|create[ _-]?date|build(?:[ _-]?(?:time|date))?|views?|hits?|visits?|click(?:s|[ _-]?count)?|(?:read|view|hit|visit)[ _-]?(?:count|num|times)"
    r"|(?:浏览|点击|访问|阅读)(?:次数|量|数|人数)?|服务器时间|页面生成时间",
    re.IGNORECASE,
)


def quiet(form: str) -> tuple[str, str | None]:
    """A normal form without the phrases that mean nothing, and what the first of them was."""
    if len(form) > LONGEST:
        return form, None
    left, first = form, None
    for why, pattern in _PHRASES if _MARKS.search(form.casefold()) else ():
        if why == PAGER and says_something(form, plainly=True):
            continue  # "page 2 of 5 must be signed"
        left, found = pattern.subn("", left)
        if found:
            first = first or why
    if (cited := services.without_visit(left)) != left:
        left, first = cited, first or services.CITED
    if "(" in left or "[" in left:
        left, other = _without_asides(left)
        first = first or other
    if "|" in left or "·" in left:
        kept, other = _without_pieces(left)
        return (left, first) if other is None else (kept, first or other)
    return left, first


_ASIDE = regex(r"[(\[][^()\[\]]{2,120}[)\]]")
_OF_ASIDES = frozenset((COUNTER, CLOCK, MADE, TECHNICAL))


def _without_asides(form: str) -> tuple[str, str | None]:
    """A form without what stands in brackets and is a counter, a clock, or of when this copy was made."""
    first: list[str] = []

    def taken(found: re.Match[str]) -> str:
        why = pieces.reason(found[0])
        if why not in _OF_ASIDES:
            return found[0]
        first.append(why)
        return ""

    return _ASIDE.sub(taken, form), first[0] if first else None


def _without_pieces(form: str) -> tuple[str, str | None]:
    """The pieces between bars that may mean something, and what the first of the others was."""
    kept, first = [], None
    for piece in pieces.bars(form):
        why = pieces.reason(piece)
        first = first or why
        if why is None and piece:
            kept.append(piece)
    return "|".join(kept), first


def reason(form: str) -> str | None:
    """Why a whole block means nothing, by its normal form; None when it may mean something."""
    return None if len(form) > LONGEST else _reason(form)


@lru_cache(1_000)  # learning, comparing and what readers heard ask of the same few texts
def _reason(form: str) -> str | None:
    left, why = quiet(form)
    if why is not None and not any(sign.isalnum() for sign in left):
        return why
    if why := pieces.reason(left) or (pieces.reason(form) if left != form else None) or listing.reason(form):
        return why
    if why := widgets.LOGIN if widgets.is_login(form) else services.reason(form):
        return why
    if pieces.is_consent(form):
        return "a cookie banner"
    return None if says_something(form, plainly=True) else _whole(form, left)


def _whole(form: str, left: str) -> str | None:
    """Why a block without a duty, a code or a rate means nothing. left: what is left of it when quieted."""
    if pieces.is_languages(form):
        return "a choice of languages"
    return next((why for why, pattern in _WHOLE if pattern.fullmatch(form) or pattern.fullmatch(left)), None)


def label_reason(label: str) -> str | None:
    """Why a field of that name means nothing, by its name alone."""
    if _LABELS.fullmatch(normal(label).rstrip(":")):
        return "a technical value of the page"
    return None


IGNORED = "a phrase that this source ignores"


@dataclass(frozen=True, slots=True)
class Noise:
    """What is noise in one source: what is everywhere, and what its guide adds or takes back.

    blocks, labels: what stands in volatile places of the two versions that are compared now, by the block's identity
    and by the field's name, each with the reason. beside: what stands beside the texts of these versions.
    """

    guide: Guide = PLAIN
    blocks: Mapping[int, str] = field(default_factory=dict, repr=False)
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    beside: Beside = field(default_factory=Beside, repr=False)
    _ignore: tuple[Phrase, ...] = field(init=False, repr=False)
    _keep: tuple[Phrase, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ignore", phrases(self.guide.ignore))
        object.__setattr__(self, "_keep", phrases(self.guide.keep))

    def keeps(self, form: str) -> bool:
        """Whether somebody said that a text like this is never noise."""
        return any(phrase.stands_in(form) for phrase in self._keep)

    def quiet(self, form: str) -> tuple[str, str | None]:
        """A normal form without what means nothing in it, and why; untouched where a kept phrase stands in it."""
        if self._keep and self.keeps(form):
            return form, None
        left, why = self._without_ignored(form)
        left, other = quiet(left)
        return left, why or other

    def reason(self, form: str) -> str | None:
        """Why a whole block means nothing; None when it may mean something, or a kept phrase stands in it."""
        if self._keep and self.keeps(form):
            return None
        if self._ignore:
            left, why = self._without_ignored(form)
            if why and (not any(sign.isalnum() for sign in left) or reason(left)):
                return why
        return reason(form)

    def with_blocks(self, blocks: Mapping[int, str]) -> Noise:
        return replace(self, blocks=blocks)

    def with_labels(self, labels: Mapping[str, str]) -> Noise:
        return replace(self, labels=labels)

    def why(self, block: Block, form: str) -> str | None:
        """Why a block means nothing, by what it says or by the volatile place in which it stands."""
        learned = self.blocks.get(id(block))
        if learned is not None and not self.keeps(form):
            return learned
        if block.kind == "text" and (why := self.beside.reason(block)) is not None and not self.keeps(form):
            return why
        why = self.reason(form)
        return None if why is not None and self._is_content(block, form, why) else why

    def quiet_in(self, block: Block, form: str) -> tuple[str, str | None]:
        """As `quiet`, of a block where it stands."""
        left, why = self.quiet(form)
        return (form, None) if why is not None and self._is_content(block, form, why) else (left, why)

    def _is_content(self, block: Block, form: str, why: str) -> bool:
        return not why.startswith(IGNORED) and may_be_content(form, why) and self.beside.is_within(block)

    def with_beside(self, versions: Sequence[Sequence[Block]], asked: Sequence[Iterable[int]]) -> Noise:
        """The same where texts of these versions are asked about. asked: of each version the positions of these."""
        return replace(self, beside=Beside(versions, asked))

    def of_table(self, table: Table) -> str | None:
        """Why a whole table means nothing."""
        why = panels.panel(table)
        return None if why is None or (self._keep and self.keeps(normal(table.name))) else why

    def label_reason(self, label: str) -> str | None:
        if self._keep and self.keeps(normal(label)):
            return None
        return label_reason(label) or self.labels.get(normal(label).casefold().rstrip(":"))

    def _without_ignored(self, form: str) -> tuple[str, str | None]:
        first = None
        for phrase in self._ignore:
            left = phrase.without(form)
            if left != form:
                form, first = left, first or f"{IGNORED}: {phrase.written}"
        return form, first
