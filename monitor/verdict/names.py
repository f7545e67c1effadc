"""What a page calls itself: "page not found", "log in", "under maintenance", in its title and headings.

On a page of any size only its name counts: a title or heading that says so and no more. A regulation may
bear the number 404, and authorities announce the maintenance of their systems.
"""

from __future__ import annotations

import re

from monitor.extract.text import fold
from monitor.verdict import sight

_NUMBER_ONLY = re.compile(r"(?:error\s*)?404", re.IGNORECASE)  # may be the number of a regulation
_MISSING = re.compile(
    r"(?:error\s*)?404(?:\s*[-:|]?\s*(?:error|not found|page not found|file (?:or directory )?not found|页面不存在|页面未找到))?|"
    r"(?:sorry,? )?(?:(?:the|this|that) )?(?:requested )?(?:page|file)(?: (?:that )?you(?: (?:requested|are looking for)|'re looking for))? "
    r"(?:(?:is |was )?not (?:found|available)|(?:cannot|can't|could not) be found|(?:does not|doesn't) exist)|not found|"
    r"(?:(?:很?抱歉|对不起)[,，!！]?\s*)?(?:您(?:所|要)?(?:访问|找|查找|请求|浏览)的)?(?:页面|网页|文件|信息|内容)"
    r"(?:不存在|未找到|已(?:被)?删除|找不到了?)(?:或(?:者)?已(?:经)?(?:被)?(?:删除|移除))?",
    re.IGNORECASE,
)
_LOG_IN = re.compile(
    r"(?:用户|会员|系统|账号|帐号|后台|统一)?(?:登录|登陆|身份认证)(?:页面?|界面)?|请(?:先)?登录|(?:user |please |member )?(?:sign|log)[ -]?(?:in|on)(?: page)?",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"(?:系统|网站|平台|服务|本站)(?:正在)?(?:维护|升级|升级维护|维护升级)(?:中|通知|公告)?|(?:site |website |system )?(?:is )?(?:down for|under|scheduled) maintenance|"
    r"service (?:temporarily )?unavailable|we(?:'|’)ll be back soon",
    re.IGNORECASE,
)
_SITE_NAME = re.compile(r"\s+[-–—]\s+|\s*[_|]\s*")  # stands between a page's name and its site's
_MOVED = re.compile(
    r"(?:本|该|此|您(?:所)?访问的)(?:栏目|频道|网站|网页|页面|站点|系统|专栏|站).{0,16}(?:迁移|搬迁|转移|移|变更|更换)(?:至|到|为)|"
    r"\b(?:this|the|our) (?:page|site|web ?site|section|column|feed|service|content)(?: you requested)? (?:has |have |was )?(?:been )?(?:permanently )?moved\b|\bwe have moved\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s\"'<>，。；）)]{4,300}")
_LINK = re.compile(rb"""<a\b[^<>]{0,300}?href\s*=\s*["']?([^"'<>\s]{2,500})""", re.IGNORECASE)


def moved(body: bytes) -> str | None:
    """Where a page that says nothing but that it has moved leads; None when it says something else."""
    text = fold(" ".join(part.decode("utf-8", "replace") for part in sight.texts(body)))
    if _MOVED.search(text) is None:
        return None
    said = _ADDRESS.search(text)
    link = _LINK.search(body)
    return said[0] if said else link[1].decode("utf-8", "replace") if link else ""


def missing(body: bytes) -> str | None:
    """The words in which a page says that it does not exist; None when it says nothing of the kind."""
    title = sight.title(body)
    names = [title, *_SITE_NAME.split(title)]
    says = [name for name in (*names, *sight.headings(body)) if _matches(_MISSING, name)]
    if any(name == title or not _NUMBER_ONLY.fullmatch(name) for name in says):
        return says[0]
    return None


def is_log_in(body: bytes) -> bool:
    title = sight.title(body)
    return any(_matches(_LOG_IN, name) for name in (title, *_SITE_NAME.split(title)))


def maintenance(body: bytes, *, poor: bool, listed: str | None) -> str | None:
    """The words in which a site says that it is under maintenance. poor: there is little else on the page.

    listed: the title of the notice that was asked for; such a notice is listed, and a long one says of what.
    """
    title = sight.title(body)
    if listed is not None and _matches(_MAINTENANCE, listed):
        return None
    names = [title] if poor else [title, *sight.headings(body)[:1]]
    if all(_matches(_MAINTENANCE, name) for name in names) and (poor or len(names) > 1):
        return title
    return None


def _matches(pattern: re.Pattern[str], name: str) -> bool:
    return pattern.fullmatch(name.rstrip(" .。!！")) is not None
