"""What a page calls itself: "page not found", "log in", "under maintenance", in its title and headings.

On a page of any size only its name counts: a title or heading that says so and no more. A regulation may
bear the number 404, and authorities announce the maintenance of their systems.
"""

from __future__ import annotations

import re

from monitor.extract.text import fold
from monitor.patterns import regex
from monitor.verdict import sight

_NUMBER_ONLY = regex(r"(?:error\s*)?404", re.IGNORECASE)  # may be the number of a regulation
_MISSING = regex(
    r"(?:error\s*)?404(?:\s*[-:|]?\s*(?:error|not found|page not found|file (?:or directory )?not found|页面不存在|页面未找到))?|"
    r"(?:sorry,? )?(?:(?:the|this|that) )?(?:requested )?(?:page|file)(?: (?:that )?you(?: (?:requested|are looking for)|'re looking for))? "
    r"(?:(?:is |was )?not (?:found|available)|(?:cannot|can't|could not) be found|(?:does not|doesn't) exist)|not found|"
    r"(?:(?:很?抱歉|对不起)[,，!！]?\s*)?(?:您(?:所|要)?(?:访问|找|查找|请求|浏览)的)?(?:页面|网页|文件|信息|内容)"
    r"(?:不存在|未找到|已(?:被)?删除|找不到了?)(?:或(?:者)?已(?:经)?(?:被)?(?:删除|移除))?",
    re.IGNORECASE,
)
_LOG_IN = regex(
    r"(?:用户|会员|系统|账号|帐号|后台|统一)?(?:登录|登陆|身份认证)(?:页面?|界面)?|请(?:先)?登录|(?:user |please |member )?(?:sign|log)[ -]?(?:in|on)(?: page)?",
    re.IGNORECASE,
)
_MAINTENANCE = regex(
    r"(?:系统|网站|平台|服务|本站)(?:正在)?(?:维护|升级|升级维护|维护升级)(?:中|通知|公告)?|(?:site |website |system )?(?:is )?(?:down for|under|scheduled) maintenance|"
    r"service (?:temporarily )?unavailable|we(?:'|’)ll be back soon",
    re.IGNORECASE,
)
_BROKEN = regex(
    r"(?:asp\.net |php )?(?:runtime|internal server|internal|application|database|database connection|fatal|unexpected|system) error|server error|"
    r"server error in '[^']{0,80}' application|(?:http )?(?:status |error )?(?:code )?50[0-4](?:\s*[-–:|]?\s*(?:error|internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out))?|"
    r"internal server error|bad gateway|gateway time-?out|whitelabel error page|error establishing a database connection|"
    r"welcome to nginx|(?:apache2? )?[\w ]{0,20}default page(?:: it works)?|iis windows server|iis\d?|account suspended|"
    r"服务器(?:内部)?(?:错误|异常)|内部服务器错误|(?:系统|程序|应用)(?:发生)?(?:异常|错误|出错)|系统繁忙|数据库(?:连接)?(?:错误|失败|异常)",
    re.IGNORECASE,
)
_TRACE = regex(
    r"(?:php )?(?:warning|notice|parse error|fatal error) ?: .{1,300}? (?:on line \d+|in /\S+\.php)|(?:php )?(?:fatal error|warning) ?: +(?:uncaught |mysqli?_|pg_|pdo)|"
    r"microsoft ole db provider|\[microsoft\]\[odbc|ora-\d{5}\b|sqlstate\[|traceback \(most recent call last\)|(?:java\.lang|org\.springframework|javax\.servlet)\.\S+(?:exception|error)|"
    r"an unhandled exception occurred during the execution|系统繁忙[,，]?\s*请稍后(?:再|重)试|whitelabel error page",
    re.IGNORECASE,
)
_PARKED = regex(
    r"(?:the |this )?(?:domain|domain name|[\w-]+(?:\.[\w-]+)+)(?: name)? (?:is |may be )(?:now )?(?:for sale|parked|available for purchase)|(?:buy|purchase) this domain|parked domain(?: name)?|domain parking|"
    r"(?:该|本|此)?域名(?:正在)?(?:出售|转让)(?:中)?|(?:the |this )?domain (?:name )?has expired|(?:该|本|此)?域名已(?:过期|到期)",
    re.IGNORECASE,
)
_LOADING = regex(
    r"(?:loading|please wait|now loading)(?:\s*(?:[,.…!:]|$)|\s+(?:please|data|content|page|the page)\b)|(?:数据|页面|内容)?(?:正在)?(?:努力)?(?:加载|载入)(?:中|数据)?(?:[,，.。…!！ ]|请|$)",
    re.IGNORECASE,
)
_SITE_NAME = regex(r"\s+[-–—]\s+|\s*[_|]\s*")  # stands between a page's name and its site's
_MOVED = regex(
    r"(?:本|该|此|您(?:所)?访问的)(?:栏目|频道|网站|网页|页面|站点|系统|专栏|站).{0,16}(?:迁移|搬迁|转移|移|变更|更换)(?:至|到|为)|"
    r"\b(?:this|the|our) (?:page|site|web ?site|section|column|feed|service|content)(?: you requested)? (?:has |have |was )?(?:been )?(?:permanently )?moved\b|\bwe have moved\b",
    re.IGNORECASE,
)
_ADDRESS = regex(r"https?://[^\s\"'<>，。；）)]{4,300}")
_LINK = regex(rb"""<a\b[^<>]{0,300}?href\s*=\s*["']?([^"'<>\s]{2,500})""", re.IGNORECASE)


def moved(body: bytes) -> str | None:
    """Where a page that says nothing but that it has moved leads; None when it says something else."""
    text = _all(body)
    if _MOVED.search(text) is None:
        return None
    said = _ADDRESS.search(text)
    link = _LINK.search(body)
    return said[0] if said else link[1].decode("utf-8", "replace") if link else ""


def missing(body: bytes) -> str | None:
    """The words in which a page says that it does not exist; None when it says nothing of the kind.

    A heading alone says it only where there is little to read beside menus: elsewhere it is a heading of many.
    """
    title = sight.title(body)
    names = [title, *_SITE_NAME.split(title)]
    called = [name for name in names if _matches(_MISSING, name)]
    headed = [name for name in sight.headings(body) if _matches(_MISSING, name)]
    if headed and not called and sight.visible(body, sight.UNSEEN | {b"a"}) >= sight.POOR:
        return None
    says = called + headed
    if any(name == title or not _NUMBER_ONLY.fullmatch(name) for name in says):
        return says[0]
    return None


def broken(body: bytes, *, poor: bool) -> str | None:
    """The words in which a server, and not its site, says that it failed. poor: there is little else on the page."""
    title = sight.title(body)
    called = [name for name in (title, *_SITE_NAME.split(title)) if _matches(_BROKEN, name)]
    headed = [name for name in sight.headings(body) if _matches(_BROKEN, name)]
    if called and headed:
        return called[0]
    if not poor:
        return None
    if called or headed:
        return (called + headed)[0]
    found = _TRACE.match(_all(body))
    return found[0][:80] if found else None


def parked(body: bytes) -> str | None:
    """The words in which a domain is offered where a site was."""
    return next(
        (name for name in (sight.title(body), *sight.headings(body)) if _matches(_PARKED, name)), None
    )


def is_loading(body: bytes) -> bool:
    """Whether a page says nothing but that it will say something."""
    return _LOADING.match(_all(body)) is not None


def _all(body: bytes) -> str:
    return fold(" ".join(part.decode("utf-8", "replace") for part in sight.texts(body)))


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
