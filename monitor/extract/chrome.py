"""What surrounds a notice and is not the notice: menus, counters, tools, clocks, pagers, footers.

Known by the words sites use for it, in class names and in the texts themselves. A word here costs
text when it is wrong, so each is one that no notice's own container is called by; and `html` keeps
whatever is too large to be furniture.
"""

from __future__ import annotations

import re

from monitor.extract.text import names

# Never a reader's text, with or without a selector.
MUTE = names(
    """script style noscript template svg iframe object embed canvas video audio map head title
    meta link input select option textarea button datalist progress meter"""
)
# Furniture by element and by ARIA role (WAI-ARIA 1.2 landmarks).
FURNITURE = names("nav aside footer menu dialog")
ROLES = names(
    """navigation banner contentinfo complementary search dialog alertdialog menu menubar
    toolbar"""
)

_WORDS = names(
    """nav navbar navi navigation subnav topnav menu submenu menubar breadcrumb breadcrumbs
    crumb crumbs dqwz header footer foot copyright copy beian sidebar aside rail ad ads adv
    advert advertisement sponsor sponsored promo promotion banner piaofu cookie cookies
    consent gdpr popup popover modal overlay dialog intervention share sharing social sns
    bdsharebuttonbox jiathis qrcode ewm weixin wechat weibo twitter facebook related
    recommend recommended recommendation relevant jiedu pagination pager paging counter
    counters counts pagecounts articlecounts hits visits pageviews shuzi search searchbox
    login signin feedback survey skip skiplink toolbar tool tools fontsize gotop totop
    backtop switcher lang language languages disclaimer clock today"""
)
# Names written without any break between their words, and the pinyin for "related ..." (相关).
_NAMES = re.compile(
    r"topic[-_]?path|pankuzu|page[-_]?(?:wrap|more|nav)\b|total[-_]page|back[-_]?to[-_]?top|sub[-_]nav|(?<![\w-])sub(?![\w-])|^xg[a-z]{1,4}$|\bxg(?:yd|lj|wj|xw|zt|jd|nr)|"
    r"sr-only|visually-?hidden|screen-reader|news[-_]operation",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def is_named_furniture(names: str) -> bool:
    """True when a class or id says that an element is furniture: `head_nav`, `menuBox`, `ad-slot`."""
    return not _WORDS.isdisjoint(t.lower() for t in _TOKEN.findall(names)) or _NAMES.search(names) is not None


# -- by their own words ----------------------------------------------------------------------------

_NUMBER = r"\d[\d,]*\s*(?:次|人次|times)?"
_COUNTER = re.compile(
    r"[\[（(【]?\s*(?:网站|本页|页面|总|累计|当前)?(?:浏览|阅读|点击|访问|查看)(?:"
    rf"(?:次数|人数|总数|总量|量|数)\s*[:：]?\s*(?:{_NUMBER}|(?=[\s\]）)】]|$))|\s*[:：]\s*(?:{_NUMBER}|$))\s*[\])）】]?|"
    rf"\b(?:page ?)?(?:views|hits|visits|visitors|reads)\s*:\s*(?:{_NUMBER}|$)",
    re.IGNORECASE,
)
_TOOLS = (
    "打印|大中小|打印本页|关闭|关闭窗口|字号|大|中|小|字体|收藏|分享|分享到|复制链接|返回|返回顶部|返回列表|回到顶部|扫一扫|"
    "首页|上一页|下一页|上页|下页|尾页|末页|跳转|转到|更多|更多>>|同意|登录|注册|"
    "print|print this page|close|close window|share|share this page|share this|email|tweet|back|back to top|top|"
    "ページトップへ|ページの先頭へ|このページの先頭へ|ホーム|印刷|목록|인쇄|처음|이전|다음|맨위로|"
    "first|previous|next|last|prev|more|accept|reject|log in|sign in|yes|no|a-|a\\+|small|medium|large"
)
_TOOL_LINE = re.compile(
    rf"(?:[\s|｜/·•:：\[\]【】（）()<>«»‹›]*(?:{_TOOLS})(?![\w]))+[\s|｜/·•:：\[\]【】（）()<>«»‹›]*",
    re.IGNORECASE,
)
_FURNITURE_LINE = re.compile(
    r"今天是|现在是|当前时间|当前位置|您(?:现在|当前|所在|的)?(?:的)?位置|(?:上|下)一(?:篇|条|则)\s*[:：]|"
    r"版权所有|copyright (?:©|\(c\)|\d{4})|©|.{0,40}(?:ICP备|公网安备|网站标识码)|主办单位\s*[:：]|"
    r"第\s*\d+\s*/\s*\d+\s*页|共\s*\d+\s*(?:页|条(?:记录|数据))|\d+\s*/\s*\d+\s*$|page \d+ of \d+|showing \d+ to \d+ of|you are here|"
    r"skip to |we use cookies|this (?:web)?site uses cookies|(?:previous|next)(?: article| post)?\s*:|"
    r"leave a (?:reply|comment)|your e-?mail address will not|sign up (?:for|to) our |(?:[^\W\d]+[ ,]+){1,3}\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d{2}:\d{2}$|"
    r"(?:today is |(?:mon|tues|wednes|thurs|fri|satur|sun)day, ).{0,40}\d{1,2}:\d{2}|扫一扫|分享到",
    re.IGNORECASE,
)
_BEGINS = frozenset("今现当您上下版主第共扫分©0123456789cpsywtmflCPSYWTMFL")  # first letters of the above
_RELATED = re.compile(
    r"(?:相关|热门|推荐|最新|延伸|热点)(?:阅读|链接|文章|新闻|信息|文件|内容|推荐|资讯|稿件|解读|报道|专题)s?|猜你喜欢|友情链接|"
    r"関連(?:情報|リンク|ページ|記事)|관련\s*(?:기사|글|링크|뉴스)|(?:tin|bài viết|văn bản) (?:liên quan|khác|mới|cùng chuyên mục)|"
    r"(?:noticias|artículos|notícias|artigos|articles|actualités|contenidos?) (?:relacionad[ao]s|relacionados?|liés|associés)|"
    r"(?:leia|lea|ver|voir|à lire) (?:também|también|aussi)|weitere (?:meldungen|artikel|themen)|berita (?:terkait|terkini|lainnya)|"
    r"(?:أخبار|مواضيع|مقالات) ذات صلة|(?:ข่าว|เรื่อง)ที่เกี่ยวข้อง|ilgili (?:haberler|içerikler)|"
    r"related (?:content|news|articles?|links|pages|posts|topics|information)|(?:most )?(?:popular|read|viewed)|latest news|"
    r"you may also (?:like|be interested in)|recommended(?: for you)?|more (?:news|stories|articles|from .{1,30})|recent (?:posts|news|comments)|quick links|explore the topic|see also",
    re.IGNORECASE,
)
_STEP_SIGN = re.compile(r"[>›»→＞]|::")
_STEP = re.compile(r"\s(?:>>?|›|»|→|::)\s|(?<=\w)[>›»＞]+(?=\s?\w)")
_HOME = re.compile(
    r"\W*(?:home|首页|主页|ホーム|홈|trang chủ|inicio|início|accueil|beranda|หน้าแรก|الرئيسية)\b",
    re.IGNORECASE,
)
_TOOLS_AT_MOST = 100  # characters of a row of tools
_SHORT = 200  # characters; a longer line is somebody's sentence


def without_counter(line: str) -> str:
    """The line without visit counters (浏览次数：1024, Views: 12,345) and the bars that set them off."""
    if len(line) > _SHORT or not _may_count(line) or not _COUNTER.search(line):
        return line
    return _COUNTER.sub("", line).strip(" |｜·-")


def _may_count(line: str) -> bool:
    """Whether to look for a counter at all: a tenth of the time that looking takes."""
    return (
        ":" in line or "浏览" in line or "阅读" in line or "点击" in line or "访问" in line or "查看" in line
    )


def is_furniture_line(line: str, *, linked: bool = False) -> bool:
    """True for a line that is a tool, a pager, a clock, a trail, a licence number or a copyright notice.

    linked: it holds links. A plain English word such as "First" is only a tool when it is one.
    """
    if len(line) > _SHORT:
        return False
    tools = len(line) <= _TOOLS_AT_MOST and (linked or not line.isascii())
    if tools and _TOOL_LINE.fullmatch(line) is not None:
        return True
    begins = line[:1] in _BEGINS or "备" in line or "标识码" in line or line[-3:-2] == ":"
    return begins and _FURNITURE_LINE.match(line) is not None


def is_trail(line: str, links: int) -> bool:
    """True for the way from the home page to here: 首页 > 政务公开 > 公告. links: how many it holds."""
    if not links or len(line) > _SHORT or not _STEP_SIGN.search(line):
        return False
    steps = len(_STEP.findall(line))
    return steps >= max(links, 2) or (steps > 0 and _HOME.match(line) is not None)


def is_tool(text: str) -> bool:
    """True for the words on a link that only does something to the page (【打印】)."""
    return not text or (len(text) <= 40 and _TOOL_LINE.fullmatch(text) is not None)


def heads_related(line: str) -> bool:
    """True for the heading of a box with other notices (相关阅读, Related content)."""
    return len(line) <= 40 and _RELATED.fullmatch(line.strip(" :：>»")) is not None
