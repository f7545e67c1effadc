"""Is this the server's own page? What comes back instead: challenges, firewalls, log-ins, errors.

`judge` says nothing about an answer that may be read. Otherwise it raises what kept us out, so that a
gate is never compared with the page behind it (Q01 to Q03, Q20). Nothing here solves a challenge.

The words of a gate also stand in honest notices ("from May, log-in needs a captcha"). So on an answer
with status 200 they only count on a page that says next to nothing else and shows no sign of a
publishing system; there a gate's machinery (a form, a script, a cookie) is asked for where there is one.
On a page of any size only its name counts: a title or heading that says "page not found" and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NoReturn
from urllib.parse import urlsplit

from monitor.dates import retry_after
from monitor.errors import BlockedError, FetchError, ReadError
from monitor.extract import charset, sniff
from monitor.extract.text import fold
from monitor.model import Document

_POOR = 1_500  # bytes of visible text; less is no page of an authority that we know of
_SHORT = 400  # bytes; more is a text about captchas, not a captcha
_BARE = 60  # bytes; less is nothing to read at all
_STUB = 100  # bytes; how Ruishu answers 400 to a browser that it has found out

# One more request may help: the server was not ready, or too early, or too busy.
_TRANSIENT = frozenset({408, 421, 423, 425, 429})
_GONE = frozenset({404, 410})
_KEPT_OUT = frozenset({202, 403, 405, 412, 521})


@dataclass(frozen=True, slots=True)
class _Gate:
    """A kind of gate and the marks of its page or of its headers."""

    challenge: str
    marks: re.Pattern[bytes]


def _marks(*patterns: str) -> re.Pattern[bytes]:
    return re.compile("|".join(patterns).encode(), re.IGNORECASE)


_MACHINERY = (
    _Gate("script challenge (Ruishu)", _marks(r"\$_ts\b")),
    _Gate("script challenge (Jiasule)", _marks("__jsl_clearance", "__jsluid_[hs]")),
    _Gate("script challenge (Aliyun)", _marks("acw_sc__v[23]", "aliyun_waf", r"var arg1\s*=\s*'[0-9A-F]{20}")),
    _Gate("script challenge (Cloudflare)", _marks("_cf_chl_", "cf-browser-verification", "cf_chl_opt", "cf-challenge")),
    _Gate("script challenge (AWS)", _marks("awswafintegration", "awswafcookiedomainlist", r"\.token\.awswaf\.com", "x-amzn-waf-action")),
    _Gate("script challenge (Imperva)", _marks("_Incapsula_Resource", "incap_ses_", "visid_incap_")),
    _Gate("script challenge", _marks("sucuri_cloudproxy", "ddos-guard", "yunsuo_session_verify", "datadome", "px-captcha", "/_guard/", "challenges?[-_]?validation")),
    _Gate(
        "captcha",
        _marks(
            "g-recaptcha", "h-captcha", "cf-turnstile", "geetest", "tcaptcha",
            r"<(?:img|input)\b[^<>]{0,300}(?:captcha|vcode|verifycode|validatecode|checkcode|yzm)",
        ),
    ),
)  # fmt: skip
_WORDS = (
    _Gate(
        "firewall",
        _marks(
            "the requested url was rejected", "your support id is", "access denied", "you (?:have been|are) blocked", "request blocked",
            "web application firewall", "reference ?&?#", "unusual traffic", "error 1020",
            "(?:访问|请求).{0,60}(?:被拦截|被阻断|被拒绝|存在威胁|不合法|有潜在攻击)", "(?:网站|云)防火墙", "网站卫士", "创宇盾", "安全狗", "访问过于频繁", "操作过于频繁",
        ),
    ),
    _Gate(
        "captcha",
        _marks(
            "verify (?:that )?you are (?:a )?human", "are you a robot", "not a robot", "complete the (?:security check|captcha)",
            "请(?:输入|填写|完成).{0,24}(?:验证码|验证)", "滑动.{0,30}验证", "人机验证", "请先?通过.{0,12}验证",
        ),
    ),
    _Gate("script challenge", _marks("enable javascript and cookies to continue", "checking your browser", "just a moment", "正在进行.{0,12}安全(?:检查|检测|验证)")),
)  # fmt: skip
_ACTS = re.compile(rb"<(?:form|input|script|iframe|canvas)\b", re.IGNORECASE)
_PASSWORD = re.compile(rb"""<input\b[^<>]{0,300}type\s*=\s*["']?password""", re.IGNORECASE)
_PUBLISHED = re.compile(
    rb"""<meta\b[^<>]{0,300}name\s*=\s*["']?(?:ArticleTitle|PubDate|ColumnName|SiteName|ContentSource|firstpublishedtime)\b|<article\b|<time\b""",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^<>]{0,200}>(.{0,400}?)</title", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(rb"<h([1-3])\b[^<>]{0,200}>(.{0,400}?)</h\1", re.IGNORECASE | re.DOTALL)
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
_HOME = re.compile(
    r"/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?:(?:index|default|home)(?:\.[a-z]{2,5})?/?)?", re.IGNORECASE
)
_LEADS_ON = re.compile(
    rb"""(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\(\s*|http-equiv\s*=\s*["']?refresh["']?[^<>]{0,100}?url\s*=\s*)["']?([^"'>\s;)]{2,500})""",
    re.IGNORECASE,
)
# Never more than to the next "<": what is not closed must not be searched to the end again and again (C18).
_PIECE = re.compile(rb"<(/?[a-z]*)[^<>]*>?|[^<]+", re.IGNORECASE)
_UNSEEN = frozenset({b"script", b"style", b"noscript", b"title", b"template"})


def judge(document: Document, *, now: datetime) -> None:
    """Return when the answer may be read; otherwise raise what it is instead.

    BlockedError: a gate, by its kind. FetchError: a status that is no answer, with what the server
    asked us to wait. ReadError: nothing at all, the site's home page instead, or a page that only says
    that there is none.
    """
    if document.not_modified:
        return
    page = sniff.sniff(document.body) == "html"
    if page:
        document = replace(document, held=_in_utf8(document))
    if document.status != 200:
        _judge_status(document, now)
    if not document.body.strip():
        raise ReadError("the answer is empty")
    _judge_address(document)
    if page:
        _judge_name(document)
        _judge_page(document)


# -- by status -------------------------------------------------------------------------------------


def _judge_status(document: Document, now: datetime) -> None:
    status = document.status
    if status in (204, 205):
        raise ReadError(f"the answer is empty (HTTP {status})")
    gate = _gate(document, cookies=status in _KEPT_OUT)
    if status == 412:
        _block(document, gate or "script challenge")
    if status == 202 and (gate or _visible(document.body) < _BARE):
        _block(document, gate or "script challenge")
    if status in (401, 407, 511):
        _block(document, "log-in page")
    if status == 403:
        _block(document, gate or "firewall")
    if (
        status == 400
        and len(document.body.strip()) <= _STUB
        and document.body.strip()[:1] not in (b"{", b"[")
    ):
        _block(document, gate or "script challenge")
    if gate is not None and status not in _GONE and document.header("Retry-After") is None:
        _block(document, gate)
    if status >= 300:
        _fail(document, now)


def _fail(document: Document, now: datetime) -> NoReturn:
    status = document.status
    raise FetchError(
        f"the server answered HTTP {status}" + (", the page is gone" if status in _GONE else ""),
        retry_after=retry_after(document.header("Retry-After"), now),
        transient=status >= 500 or status in _TRANSIENT,
        status=status,
    )


# -- by address and name ---------------------------------------------------------------------------


def _judge_address(document: Document) -> None:
    """Sites lead what they no longer have to their home page (Q08)."""
    if _is_home(document.url) and not _is_home(document.request.url):
        raise ReadError(f"moved to {document.url}, the site's home page")


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path or "/") is not None


def _judge_name(document: Document) -> None:
    """What a page calls itself, however long the menus around it (Q03)."""
    title = _title(document.body)
    names = [title, *_SITE_NAME.split(title)]
    says = [name for name in (*names, *_headings(document.body)) if _matches(_MISSING, name)]
    if any(name == title or not _NUMBER_ONLY.fullmatch(name) for name in says):
        raise ReadError(f"the page says that it does not exist ({says[0]}), with HTTP 200")
    if any(_matches(_LOG_IN, name) for name in names) and _PASSWORD.search(document.body) is not None:
        _block(document, "log-in page")


def _judge_maintenance(document: Document, *, poor: bool) -> None:
    """Authorities also announce maintenance; such a notice is listed, and a long one says of what."""
    title, listed = _title(document.body), document.request.listed
    if listed is not None and _matches(_MAINTENANCE, listed.title):
        return
    names = [title] if poor else [title, *_headings(document.body)[:1]]
    if all(_matches(_MAINTENANCE, name) for name in names) and (poor or len(names) > 1):
        raise ReadError(f"the site is under maintenance ({title}), with HTTP 200")


def _matches(pattern: re.Pattern[str], name: str) -> bool:
    return pattern.fullmatch(name.rstrip(" .。!！")) is not None


# -- by what stands on the page --------------------------------------------------------------------


def _judge_page(document: Document) -> None:
    body = document.body
    seen = _visible(body)
    if _PUBLISHED.search(body) is not None:
        return
    _judge_maintenance(document, poor=seen < _POOR)
    if seen >= _POOR:
        return
    if (gate := _gate(document)) is not None:
        _block(document, gate)
    if _PASSWORD.search(body) is not None:
        _block(document, "log-in page")
    if seen < _BARE and _ACTS.search(body) is not None:
        _judge_bare(document)


def _judge_bare(document: Document) -> NoReturn:
    """A page with nothing to read: it leads on, or a script would have filled it."""
    leads = _LEADS_ON.search(document.body)
    if leads is not None:
        target = leads[1].decode("utf-8", "replace")
        raise ReadError(f"the page only leads on by script, to {target}; watch that address")
    _block(document, "script page")


def _gate(document: Document, *, cookies: bool = False) -> str | None:
    """The kind of gate whose marks the answer bears. cookies: a gate's headers count as well; sites
    behind one send them with every page, so only where the status already says that we are kept out.
    """
    shown = document.body + b"\n" + (_headers(document) if cookies else b"")
    for gate in _MACHINERY:
        if gate.marks.search(shown) is not None:
            return gate.challenge
    seen = _visible(document.body)
    if seen >= _POOR:
        return None
    text = b" ".join(_texts(document.body, _UNSEEN - {b"title", b"noscript"}))
    acts = seen <= _SHORT and _ACTS.search(document.body) is not None
    found = (gate.challenge for gate in _WORDS if gate.marks.search(text) is not None)
    return next((challenge for challenge in found if challenge != "captcha" or acts), None)


def _headers(document: Document) -> bytes:
    return "\n".join(f"{name}: {value}" for name, value in document.headers).encode()


def _block(document: Document, challenge: str) -> NoReturn:
    needs = "; it needs a browser" if challenge.startswith("script") else ""
    raise BlockedError(f"{challenge} instead of the page (HTTP {document.status}){needs}", challenge)


def _texts(body: bytes, unseen: frozenset[bytes] = _UNSEEN) -> Iterator[bytes]:
    """The stretches of text that a page shows."""
    inside = b""
    for piece in _PIECE.finditer(body):
        if piece[1] is None:
            if not inside:
                yield piece[0]
        elif inside:
            inside = b"" if piece[1].lower() == b"/" + inside else inside
        elif (tag := piece[1].lower()) in unseen:
            inside = tag


def _visible(body: bytes) -> int:
    """How many bytes of text a page shows; counting stops when it is no longer poor."""
    seen = 0
    for text in _texts(body):
        seen += len(text.strip())
        if seen >= _POOR:
            break
    return seen


def _in_utf8(document: Document) -> bytes:
    return charset.decode(document.body, document.header("Content-Type")).text.encode("utf-8", "replace")


def _title(body: bytes) -> str:
    found = _TITLE.search(body)
    return _shown(found[1]) if found else ""


def _headings(body: bytes) -> list[str]:
    """The headings that name the page: those of the first rank, or the first there is."""
    found = list(_HEADING.finditer(body))
    named = [heading for heading in found if heading[1] == b"1"] or found[:1]
    return [_shown(b"".join(_texts(heading[2]))) for heading in named]


def _shown(text: bytes) -> str:
    return fold(text.decode("utf-8", "replace"))
