"""Schemes of trusted traders that a text speaks of, and mutual recognition among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.facts.words import Lexicon
from monitor.patterns import regex
from monitor.prose import Prose

# One name, then the words it is spoken of with, in small letters and simplified signs.
SCHEMES: dict[str, tuple[str, ...]] = {
    "AEO mutual recognition": (
        "aeo互认", "经认证的经营者”(aeo)互认", "经认证的经营者(aeo)互认", "“经认证的经营者”互认", "经认证的经营者互认", "aeo制度互认", "aeo互认安排",
        "aeo mutual recognition", "mutual recognition arrangement", "mutual recognition arrangements", "mutual recognition of aeo",
        "mutual recognition of authorised economic operator", "mutual recognition of authorized economic operator", "互认安排",
    ),
    "AEO": (
        "aeo", "经认证的经营者", "authorised economic operator", "authorised economic operators", "authorized economic operator",
        "authorized economic operators", "高级认证企业", "认证企业", "优质企业", "安全认证优质企业",
    ),
    "C-TPAT": ("c-tpat", "ctpat", "customs-trade partnership against terrorism", "customs trade partnership against terrorism"),
    "Trusted Trader": ("trusted trader", "trusted traders", "可信贸易商"),
    "Partners in Protection": ("partners in protection",),
    "Secure Trade Partnership": ("secure trade partnership", "secure trade partner"),
    "Approved exporter": ("经核准出口商", "核准出口商", "approved exporter", "approved exporters"),
    "Registered exporter": ("registered exporter system", "rex system", "注册出口商"),
    "Single Window": ("单一窗口", "single window"),
    "Green channel": ("绿色通道", "绿色审核通道", "green channel", "green lane", "green review channel"),
    "Two-step declaration": ("两步申报",),
    "Advance declaration": ("提前申报",),
}  # fmt: skip
_WORDS = Lexicon({word: name for name, words in SCHEMES.items() for word in words})
_MUTUAL = regex(r"互认|mutual(?:ly)? recogni", re.ASCII)


def schemes(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Where each scheme is named, and its one name."""
    text = prose.simple
    found = [
        (start, end, name)
        for start, end, name in _WORDS.find(text)
        if not text[end : end + 1].isdigit() and not text.startswith(("cn", "编码"), end)
    ]
    if "aeo" in text or "认证" in text or "economic operator" in text:
        known = {place for start, end, _ in found for place in range(start, end)}
        mutual = (match.span() for match in _MUTUAL.finditer(text))
        found += ((start, end, "AEO mutual recognition") for start, end in mutual if start not in known)
    return iter(sorted(found))
