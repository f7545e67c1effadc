"""The gates that stand in a page's place: challenges, captchas, firewalls; told by their kind, never solved.

The words of a gate also stand in honest notices ("from May, log-in needs a captcha"). So on an answer with
status 200 they only count on a page that says next to nothing else; there a gate's machinery (a form, a
script, a cookie) is asked for where there is one.
"""

from __future__ import annotations

import re

from monitor.model import Document, Verdict
from monitor.patterns import regex
from monitor.values import dataclass
from monitor.verdict.sight import BARE, POOR, SHORT, UNSEEN, texts, visible


@dataclass(frozen=True, slots=True)
class _Gate:
    """A kind of gate and the marks of its page or of its headers."""

    challenge: str
    marks: re.Pattern[bytes]


def _marks(*patterns: str) -> re.Pattern[bytes]:
    return regex("|".join(patterns).encode(), re.IGNORECASE)


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
            "the requested url was rejected", "your support id is", r"access denied(?! (?:persons?|part(?:y|ies)|entit(?:y|ies)|compan|traders?|orders?|lists?)\b)(?! to (?!this|the (?:requested|page|site|resource|server|website)))", "you (?:have been|are) blocked", "request blocked",
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
_FIELDS = regex(rb"<(?:form|input|iframe|canvas)\b", re.IGNORECASE)
ACTS = regex(rb"<(?:form|input|script|iframe|canvas)\b", re.IGNORECASE)


_SENTENCES = regex(r"(?<=[.。!！?？;；\n])")
_ASKS = regex(
    rb"\bpasswords?\b|log[ -]?(?:in|on)\b|sign[ -]?in\b|\xe5\xaf\x86\xe7\xa0\x81|\xe7\x99\xbb\xe5\xbd\x95",
    re.IGNORECASE,
)  # 密码, 登录
_BUSY = regex(
    "维护|升级|maintenance|unavailable|be back|loading|please wait|加载|not found|不存在", re.IGNORECASE
)


def speaks(text: str) -> bool:
    """Whether a text has something to say beside what gates and error pages say. A text on a maintenance that
    says when it will be is a notice.
    """
    said = 0
    for sentence in _SENTENCES.split(text):
        raw = sentence.strip().encode()
        if any(kind.marks.search(raw) for kind in _WORDS) or _ASKS.search(raw):
            continue
        if _BUSY.search(sentence) is None or re.search(r"\d", sentence):
            said += len(raw)
    return said >= BARE


def gate(document: Document, *, cookies: bool = False) -> str | None:
    """The kind of gate whose marks the answer bears. cookies: a gate's headers count as well; sites
    behind one send them with every page, so only where the status already says that we are kept out.
    """
    shown = document.body + b"\n" + (_headers(document) if cookies else b"")
    seen = visible(document.body)
    text = b" ".join(texts(document.body, UNSEEN - {b"title", b"noscript"})) if seen < POOR else b""
    for kind in _MACHINERY:
        if kind.marks.search(shown) is not None and not (
            kind.challenge == "captcha" and _idle(document, text)
        ):
            return kind.challenge
    if seen >= POOR:
        return None
    acts = seen <= SHORT and ACTS.search(document.body) is not None
    found = (kind.challenge for kind in _WORDS if kind.marks.search(text) is not None)
    return next((challenge for challenge in found if challenge != "captcha" or acts), None)


def _idle(document: Document, text: bytes) -> bool:
    """Whether a captcha's script is merely loaded: the page asks for nothing, and has something to say."""
    asks = _FIELDS.search(document.body) is not None or any(kind.marks.search(text) for kind in _WORDS)
    return document.status == 200 and len(text) >= BARE and not asks


def _headers(document: Document) -> bytes:
    return "\n".join(f"{name}: {value}" for name, value in document.headers).encode()


def verdict_of(challenge: str) -> Verdict:
    """What a gate makes of an answer: a firewall lets nobody in, a log-in only some, the others ask."""
    if challenge == "firewall":
        return Verdict.BLOCKED
    return Verdict.LOGIN if challenge == "log-in page" else Verdict.CHALLENGED
