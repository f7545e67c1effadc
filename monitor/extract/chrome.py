"""What surrounds a notice and is not the notice: menus, counters, tools, clocks, pagers, footers.

Known by the words sites use for it, in class names and in the texts themselves. A word here costs
text when it is wrong, so each is one that no notice's own container is called by; and `html` keeps
whatever is too large to be furniture.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from monitor.extract.phrases import by_first, in_any_case, led, phrases
from monitor.extract.text import names
from monitor.patterns import regex

# Never a reader's text, with or without a selector.
MUTE = names(
    """script style noscript template svg iframe object embed canvas video audio map head title
    meta link input select option textarea button datalist progress meter rt rp rtc"""
)
# Of these a reader sees some text all the same, and it may be a stamp: WITHDRAWN.
DRAWN = names("svg button")
# Furniture by element and by ARIA role (WAI-ARIA 1.2 landmarks).
FURNITURE = names("nav aside footer menu dialog")
ROLES = names(
    """navigation banner contentinfo complementary search dialog alertdialog menu menubar
    toolbar"""
)

# Why an element is taken for furniture: its tag, its style, or a name; the names of things that are never a
# notice's own (a widget), the consent to cookies, or a word that notices are about as well (name).
# A column beside the text is furniture when it is small, an alert when it stands above the title, a head when it
# is the site's (`heads`).
Suspicion = Literal["element", "hidden", "name", "head", "column", "alert", "widget", "consent", "counter"]

_CONSENT = names("cookie cookies consent gdpr")
_WIDGETS = names(
    """nav navbar navi navigation subnav topnav menu submenu menubar breadcrumb breadcrumbs
    crumb crumbs dqwz beian ad ads adv advert advertisement sponsor sponsored piaofu popup popover modal
    qr overlay dialog share sharing sns bdsharebuttonbox jiathis qrcode ewm weixin wechat weibo twitter facebook
    pagination pager paging counter counters counts pagecounts articlecounts hits visits pageviews shuzi
    search searchbox login signin feedback survey skip skiplink toolbar fontsize gotop totop backtop switcher
    clock logout signout loginbar userbar usermenu captcha newsletter newsletters subscribe subscription weather tianqi poll polls
    vote votes voting toupiao diaocha chat chatbot livechat webchat tagcloud sitemap readtime readingtime textsize fontresize
    resizer zihao translate gtranslate readspeaker rsbtn texttospeech whosonline useronline guestbook"""
)
_NAMES = names(
    """footer foot copyright sidebar aside promo banner intervention related recommend recommended
    recommendation relevant jiedu disclaimer rates currency currencies forex kurs huilv exchangerate exchangerates"""
)
_HEADS = names("header")
_ALERTS = names("alert alerts notification notifications announcement sitealert ticker marquee")
# Names written without any break between their words.
_WIDGET = regex(
    r"topic[-_]?path|pankuzu|page[-_]?(?:wrap|more|nav)\b|total[-_]page|back[-_]?to[-_]?top|sub[-_]nav|(?<![\w-])sub(?![\w-])|^\W*today\W*$|"
    r"sr-only|visually-?hidden|screen-reader|news[-_]operation|"
    r"(?:reading|read)[-_]time|time[-_]to[-_]read|(?<![\w-])(?:font|text)[-_](?:size|sizes|sizer|resizer|resize|zoom|switch|switcher)(?![\w-])|tag[-_]cloud|"
    r"(?<![\w-])(?:my[-_]?)?account(?:[-_](?:bar|menu|links|nav|box|area|info))?(?![\w-])|(?:live|web)[-_]chat|site[-_]map|back[-_]top|"
    r"(?<![\w-])social(?![\w-])|"
    r"(?:log|sign)[-_](?:in|out|on|off)(?![a-z])|user[-_](?:bar|menu|links|nav|panel|status|state)(?![a-z])|(?:visitor|user|guest|who)s?[-_](?:is[-_])?online|"
    r"(?:phase|beta|trial|preview|maintenance|outage)[-_]?(?:banner|bar|message|alert)|ab[-_]test",
    re.IGNORECASE,
)
# The pinyin for "related ..." (相关); and words that are furniture only together: doc-tools, but not tools-table.
_NAME = regex(
    r"^xg[a-z]{1,4}$|\bxg(?:yd|lj|wj|xw|zt|jd|nr)|"
    r"(?:social|tools?|lang(?:uages?)?)[-_]{0,2}(?:bar|box|media|links?|icons?|nav|switch|select|btns?|buttons?)|"
    r"(?:doc|article|func|page|news|detail|header)[-_]{0,2}(?:tools?|social|lang(?:uage)?|rail)(?![a-z])|"
    r"(?:date|time)[-_]{0,2}today|today[-_]{0,2}(?:date|time|is)(?![a-z])",
    re.IGNORECASE,
)
_COLUMN = regex(
    r"(?<![\w-])(?:side|right|left)(?![\w-])|"
    r"(?:right|left|side)[-_]{0,2}(?:col(?:umn)?|bar|rail|panel|block|area|side)(?![a-z])|"
    r"(?:col(?:umn)?|content|layout|page|main)[-_]{1,2}(?:side|right|left)(?![a-z])",
    re.IGNORECASE,
)
_TOKEN = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=2048)  # pages call all their rows by one name
def suspicion(names: str) -> Suspicion | None:
    """What a class or id makes one think of an element: `head_nav`, `menuBox`, `ad-slot` are widgets."""
    tokens = {token.lower() for token in _TOKEN.findall(names)}
    if not _CONSENT.isdisjoint(tokens):
        return "consent"
    if not _WIDGETS.isdisjoint(tokens) or _WIDGET.search(names) is not None:
        return "widget"
    if not _NAMES.isdisjoint(tokens) or _NAME.search(names) is not None:
        return "name"
    if not _HEADS.isdisjoint(tokens):
        return "head"
    if _COLUMN.search(names) is not None:
        return "column"
    return None if _ALERTS.isdisjoint(tokens) else "alert"


# -- by their own words ----------------------------------------------------------------------------
#
# A line is furniture as a whole or not at all: what begins like a clock or a copyright notice may go on to say
# that a certificate is no longer needed.

# What only somebody says who has something to say: the end of a sentence, a duty, a code, a rate.
_SENTENCE = regex("[。；;]")
_DUTIES = "应当|应予|须|必须|可以|可免|不得|不予|不再|不需|需要|无需|禁止|停止|暂停|免予|免于|取消|适用|执行|施行|有效期"
_SAYING = (
    "must|shall|should|cannot|not|need|needs|needed|required?|requires|exempt(?:ed)?|prohibited|forbidden|licen[cs]es?|"
    "certificates?|enters?"
)
_SAYS = regex(
    led(
        {r"\d": r"\s*[%％]|\d{3}\.\d\d", "m": r"(?<!\w.)ay\b(?! \d)", "H": r"(?<!\w.)S\b"}
        | by_first(_DUTIES.split("|"))
        | by_first(_SAYING.split("|"), after_no=r"\w", ends=r"\b")
    )
)
_RIGHTS = regex(
    led(
        {
            "未": "经.{0,20}?(?:许可|授权|同意|允许)，?.{0,6}?(?:不得|禁止|严禁).{0,12}?(?:转载|复制|使用|镜像|链接)。?"
        }
        | by_first(("all rights reserved", "may not be reproduced"))
    )
)


def says_something(text: str, *, plainly: bool = False) -> bool:
    """True for a text with a sign that a notice speaks: a sentence's end, a duty, a code, a rate.

    plainly: a sentence's end is not enough.
    """
    return (not plainly and _SENTENCE.search(text) is not None) or _SAYS.search(text) is not None


def without_rights(text: str) -> str:
    """The text without what every site says of its rights: 未经许可不得转载."""
    return _RIGHTS.sub("", text)


_NUMBER = r"\d[\d,]*\s*(?:次|人次|times)?"
_COUNTER = regex(
    # 浏览次数：1024, but not 访问次数：12次以上的: after it comes nothing, a blank or a sign
    r"[\[（(【]?\s*(?:网站|本页|本文|页面|文章|总|累计|当前)?(?:浏览|阅读|点击|访问|查看)(?:"
    rf"(?:次数|人数|总数|总量|量|数)\s*[:：]?\s*(?:{_NUMBER}|(?=[\s\]）)】|｜]|$))|\s*[:：]\s*(?:{_NUMBER}|$))\s*[\])）】]?"
    r"(?=[\s|｜·（(\[【\]】）)]|$)|"
    rf"(?:(?<=[|｜·])\s*|^)(?:page ?)?(?:views|hits|(?<!^)visits|(?<!^)visitors|reads)\s*:\s*(?:{_NUMBER})?\s*(?=[|｜·]|$)|"
    rf"(?<=\d)\s(?:page ?)?(?:views|hits|visits|visitors|reads)\s*:\s*(?:{_NUMBER})?\s*$",
    re.IGNORECASE,
)
_COUNTS = regex("浏览|阅读|点击|访问|查看")
_COUNTED = regex(phrases(("views", "hits", "visits", "visitors", "reads")))
_BARS = ("", "|", "｜", "·")
_DOUBLE_BAR = regex(r"([|｜·])\s*[|｜·]")
# What stands on a line with a counter: where the text is from and of what day.
_SOURCE = regex(r"(?:来源|时间|日期|作者|编辑|字号|字体|单位|发布人|供稿)\s*[:：]|^\W*(?:19|20)\d\d[-/.年]")
_TOOLS = (
    "打印|大中小|打印本页|关闭|关闭窗口|字号|大|中|小|字体|收藏|分享|分享到|复制链接|返回|返回顶部|返回列表|回到顶部|扫一扫|"
    "首页|上一页|下一页|上页|下页|尾页|末页|跳转|转到|更多|更多>>|登录|注册|"
    "print|print this page|close|close window|share|share this page|share this|email|tweet|back|back to top|top|"
    "ページトップへ|ページの先頭へ|このページの先頭へ|ホーム|印刷|목록|인쇄|처음|이전|다음|맨위로|"
    "first|previous|next|last|prev|more|accept|reject|log in|sign in|yes|no|a-|a\\+|small|medium|large"
)
_BETWEEN = "|｜/·•:：[]【】（）()<>«»‹›"  # tools, and blanks
_SPACED = rf"[\s{re.escape(_BETWEEN)}]*"
_TOOL_LINE = regex(rf"(?:{_SPACED}(?:{_TOOLS})(?![\w]))+{_SPACED}", re.IGNORECASE)
_TOOLS_BEGIN = frozenset(
    _BETWEEN + " \t\n\r\xa0\u3000" + "".join(in_any_case(tool[0]) for tool in _TOOLS.split("|"))
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_MOMENT = rf"(?:[\d\s:/,.-]|{_DAY}|{_MONTH}|[ap]\.?m\b\.?|\b(?:at|of|[A-Z]{{2,4}}T|UTC|GMT)\b|(?<=\d)(?:st|nd|rd|th)\b)"
_PLACES = (
    "微信|微博|新浪微博|腾讯微博|朋友圈|好友|QQ空间|QQ好友|QQ|人人网|豆瓣|客户端|公众号|二维码|手机|电脑|APP|facebook|twitter|"
    "linkedin|e-?mail|whatsapp"
)
# Known as a whole, to the last letter.
_WHOLE = regex(
    rf"(?:今天是|现在是|当前时间|北京时间)[\s:：]*(?:[\s\d年月日时分秒:：/.,，-]|星期[一二三四五六日天]|周[一二三四五六日]|[上下中]午|凌晨|晚上|农历\w{{2,8}})*|"
    rf"(?:today is|it is(?: now)?)\s*{_MOMENT}+|(?={_DAY}){_MOMENT}+\d:\d\d:\d\d{_MOMENT}*|"
    r"(?:[^\W\d]+[ ,]+){1,3}\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d{2}:\d{2}|"
    r"\d+\s*/\s*\d+|(?=.*[页条])(?:第\s*\d+\s*(?:/\s*\d+\s*)?页|共\s*\d+\s*(?:页|篇|条(?:记录|数据|信息)?)|总(?:条数|页数|记录数?|数)\s*[:：]\s*\d+|每页\s*\d+\s*条|"
    r"(?<!\d)\d+\s*/\s*\d+(?![\d/])|首页|[上下]一?页|[尾末]页|跳转|转到|跳至|到第|确定|页|[\s|｜,，:：/<>«»])+|"
    r"page \d+ of \d+|showing \d+ to \d+ of [\d,]+(?: \w+)?(?: \(filtered.{0,60}\))?|"
    r"skip to (?:the )?(?:main |page )?(?:content|navigation|menu|search|footer|header|article|main)(?: \w{1,10})?|"
    r"(?:we use|this (?:web)?site uses) cookies.{0,180}|leave a (?:reply|comment)\W?|cancel reply|"
    r"your e-?mail address will not be published.{0,80}|sign up (?:for|to) our (?:[\w-]+ ){0,4}(?:newsletter|updates|alerts|mailing list)\b.{0,60}|"
    rf"扫(?:一扫|码|描)(?:[\s，,、！!或在用到至的上看下方右侧]|{_PLACES}|使用|关注|分享|打开|阅读|浏览|查看|下载|官方|我们|当前|本页|此页|页面?|网页|给)*|"
    rf"分享(?:到|至|给)?[\s:：]*(?:{_PLACES}|更多|复制链接|打印|收藏|字号|字体|[大中小]|[\s、,，|｜/·:：\[\]【】])*",
    re.IGNORECASE,
)
_WHERE = regex(
    r"(?:(?:当前|您?(?:现在|当前|所在|的){0,2})的?位置|you are here)\s*(?:是\s*)?(?:[:：]|[>›»＞]|$)",
    re.IGNORECASE,
)
_TO_ANOTHER = regex(
    r"(?:[上下]一?(?:篇|条|则)|(?:previous|next)(?: article| post)?)\s*[:：]\s*", re.IGNORECASE
)
_NO_OTHER = regex(
    r"(?:[上下]一?(?:篇|条|则)\s*[:：]\s*(?:没有了?|无|暂无|加载中|已是?[最第][后一].{0,4})?\W*)+"
)
_OWNER = regex(r"(?:版权所有|copyright)\s*(?=[:：©\s\d]|\(c\)|$)|©|\(c\)\s*(?=\d{4})", re.IGNORECASE)
# Copyright 2026 Ministry of Trade: names, not "Copyright 2026 goods".
_OWNED = regex(
    r"(?:[\s\d,.:|–—-]|[A-Z][\w.&'’-]*|©|\([cC]\)|of|the|and|for|de|y|et|by|[aA]ll rights reserved|[^\x00-\u02ff])*"
)
_LICENCE = regex(
    r"[\u4e00-\u9fff]?ICP备(?:案号?[:：]?\s*)?[A-Z]?\d?-?\d{4,}号?(?:-\d+)?|公网安备\s*\d{6,}\s*号?|网站标识码\s*[:：]?\s*[a-z]{0,4}\d{6,}",
    re.IGNORECASE,
)
# How all of these begin, so that few lines are looked at so closely.
_BEGINS = regex(
    r"今天是|现在是|当前|北京时间|您|你?的?位置|[上下]一?[篇条则页]|版权所有|第\s*\d|共\s*\d|总[条页记数]|每页|\d+\s*/|首页|[尾末]页|跳转|转到|跳至|到第|页|扫[一码描]|"
    r"分享|©|\(c\)|copyright|page \d|showing \d|skip to|this (?:web)?site|we use|your e-?mail|you are here|today is|it is|leave a|cancel reply|"
    rf"sign up|previous|next|{_DAY}",
    re.IGNORECASE,
)
_FIRST = frozenset("今现当北您你位上下版第共总每首尾末跳转到页扫分©(0123456789cpsywtmfilnCPSYWTMFILN")
_RELATED = regex(
    r"(?:相关|热门|推荐|最新|延伸|热点)(?:阅读|链接|文章|新闻|信息|文件|内容|推荐|资讯|稿件|解读|报道|专题)s?|猜你喜欢|友情链接|"
    r"(?:24小时)?(?:热文|热榜|点击|阅读|浏览)排行榜?|大家都在看|相關(?:新聞|連結|文章)|熱門(?:新聞|文章)|(?:人気|おすすめ)(?:記事|ランキング)|アクセスランキング|많이 본 (?:뉴스|기사)|인기 ?(?:기사|글|뉴스)|"
    r"(?:tin|bài) (?:nổi bật|đọc nhiều|xem nhiều)|đọc nhiều nhất|xem nhiều nhất|ข่าวยอดนิยม|บทความที่เกี่ยวข้อง|berita (?:terpopuler|populer)|artikel terkait|paling popular|"
    r"(?:lo )?más (?:leído|visto|leídas)|(?:as )?mais (?:lidas|vistas)|(?:les )?plus (?:lus|consultés)|à lire aussi|(?:похожие|популярные|связанные) (?:новости|материалы|статьи)|читайте также|"
    r"(?:الأخبار )?(?:الأكثر|الاكثر) (?:قراءة|مشاهدة)|اقرأ أيضا|(?:benzer|popüler) haberler|en çok okunan(?:lar)?|"
    r"関連(?:情報|リンク|ページ|記事)|관련\s*(?:기사|글|링크|뉴스)|(?:tin|bài viết|văn bản) (?:liên quan|khác|mới|cùng chuyên mục)|"
    r"(?:noticias|artículos|notícias|artigos|articles|actualités|contenidos?) (?:relacionad[ao]s|relacionados?|liés|associés)|"
    r"(?:leia|lea|ver|voir|à lire) (?:também|también|aussi)|weitere (?:meldungen|artikel|themen)|berita (?:terkait|terkini|lainnya)|"
    r"(?:أخبار|مواضيع|مقالات) ذات صلة|(?:ข่าว|เรื่อง)ที่เกี่ยวข้อง|ilgili (?:haberler|içerikler)|"
    r"related (?:content|news|articles?|links|pages|posts|topics|information)|(?:most )?(?:popular|read|viewed)|latest news|"
    r"you may also (?:like|be interested in)|recommended(?: for you)?|more (?:news|stories|articles|from .{1,30})|recent (?:posts|news|comments)|quick links|explore the topic|see also",
    re.IGNORECASE,
)
# How these begin, so that few lines are held against all of them.
_RELATED_BEGIN = frozenset(
    "".join(map(in_any_case, "相热推最延猜友2点阅浏大熱人おア많인tbđxขบเaplmàпсчاbe関관vncwأمเirysq"))
)
_STEP_SIGN = regex(r"[>›»→＞:](?:(?<!:)|:)")
_STEP = regex(r"\s(?:>>?|›|»|→|::)\s|(?<=\w)[>›»＞]+(?=\s?\w)")
_HOME = regex(
    r"\W*(?:home|首页|主页|ホーム|홈|trang chủ|inicio|início|accueil|beranda|หน้าแรก|الرئيسية)\b",
    re.IGNORECASE,
)
_TOOLS_AT_MOST = 100  # characters of a row of tools
_SHORT = 200  # characters; a longer line is somebody's sentence
LONGEST_HEADING = 40  # characters, of a box with other notices


def without_counter(line: str) -> str:
    """The line without visit counters (浏览次数：1024, Views: 12,345) and the bars that set them off."""
    if not _may_count(line) or len(line) > _SHORT or not (found := _COUNTER.search(line)):
        return line
    rest = _DOUBLE_BAR.sub(r"\1", _COUNTER.sub("", line)).strip(" |｜·-")
    if rest and not _is_set_off(line, found) and _SOURCE.search(rest) is None:
        return line
    return line if rest and says_something(rest) else rest


def _is_set_off(line: str, found: re.Match[str]) -> bool:
    """Whether a counter is a piece of its line between bars."""
    before, after = line[: found.start()].rstrip(), line[found.end() :].lstrip()
    return before[-1:] in _BARS and after[:1] in _BARS


def _may_count(line: str) -> bool:
    """Whether to look for a counter at all: a tenth of the time that looking takes."""
    if ":" in line and _COUNTED.search(line) is not None:
        return True
    return not line.isascii() and _COUNTS.search(line) is not None


# Of each line that bears a counter, or is furniture though no link stands in it and it begins like none, one of these.
_MAY_BE = regex("[:浏阅点访查备标]")


def is_plain(line: str) -> bool:
    """True for a line without links that is surely no furniture and bears no counter, told at a glance."""
    if len(line) > _SHORT:
        return True
    first = line[0]
    if (first in _FIRST and _BEGINS.match(line) is not None) or _MAY_BE.search(line) is not None:
        return False
    return first not in _TOOLS_BEGIN or len(line) > _TOOLS_AT_MOST or line.isascii()


def is_furniture_line(line: str, *, linked: int = 0) -> bool:
    """True for a line that is a tool, a pager, a clock, a trail, a licence number or a copyright notice.

    linked: how many of its letters are links. A plain English word such as "First" is only a tool when it is one.
    """
    if len(line) > _SHORT:
        return False
    tools = len(line) <= _TOOLS_AT_MOST and (linked > 0 or not line.isascii())
    if tools and (_is_tool_line(line) or (linked and line == "同意")):
        return True
    if ("备" in line and ("ICP" in line or "icp" in line or "网安" in line)) or "标识码" in line:
        rest = _LICENCE.sub("", line)
        if rest != line and not says_something(without_rights(rest)):
            return True
    if (line[:1] not in _FIRST or _BEGINS.match(line) is None) and line[-3:-2] != ":":
        return False
    return _WHOLE.fullmatch(line) is not None or _is_where(line, linked) or _is_owner(line)


def _is_where(line: str, linked: int) -> bool:
    """The way to this page, or to the notices before and after it."""
    if (where := _WHERE.match(line)) is not None:
        return linked > 0 or _STEP_SIGN.search(line) is not None or not says_something(line[where.end() :])
    if _NO_OTHER.fullmatch(line) is not None:
        return True
    other = _TO_ANOTHER.match(line)
    return other is not None and linked > 0 and 2 * linked >= len(line) - other.end()


def _is_owner(line: str) -> bool:
    """Whose a page is: © 2026 Customs, 版权所有 某某海关."""
    if (owner := _OWNER.match(line)) is None:
        return False
    rest = without_rights(line[owner.end() :])
    return not says_something(rest) and ("©" in line or _OWNED.fullmatch(rest) is not None)


def is_trail(line: str, links: int) -> bool:
    """True for the way from the home page to here: 首页 > 政务公开 > 公告. links: how many it holds."""
    if not links or len(line) > _SHORT or not _STEP_SIGN.search(line):
        return False
    steps = len(_STEP.findall(line))
    return steps >= max(links, 2) or (steps > 0 and _HOME.match(line) is not None)


def is_tool(text: str) -> bool:
    """True for the words on a link that only does something to the page (【打印】)."""
    return not text or (len(text) <= 40 and _is_tool_line(text))


def _is_tool_line(line: str) -> bool:
    return line[:1] in _TOOLS_BEGIN and _TOOL_LINE.fullmatch(line) is not None


def heads_related(line: str) -> bool:
    """True for the heading of a box with other notices (相关阅读, Related content)."""
    if len(line) > LONGEST_HEADING:
        return False
    name = line.strip(" :：>»")
    return name[:1] in _RELATED_BEGIN and _RELATED.fullmatch(name) is not None
