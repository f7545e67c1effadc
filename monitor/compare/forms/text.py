"""How a text is compared: its normal form, and how alike two texts are.

Two texts with the same normal form say the same to a reader: full and half width, kinds of quotes and
dashes, spaces beside Chinese characters, invisible characters and left-over entities do not count.
Letters, digits and the order of both always do.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from operator import add

from monitor.patterns import regex

# Typographic variants that NFKC keeps apart.
_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»「」『』〝〞＂", '"'),
        **dict.fromkeys("‘’‚‛‹›＇´", "'"),
        **dict.fromkeys("‐‑‒–—―−─﹘﹣－", "-"),
        **dict.fromkeys("·•‧∙・･⋅●", "·"),
        **dict.fromkeys("〜～∼", "~"),
        **dict.fromkeys("〔【［", "["),
        **dict.fromkeys("〕】］", "]"),
        "。": ".",
        "⁄": "/",
        "∕": "/",
        "〇": "零",
        "٪": "%",
        "٫": ".",
        "٬": ",",
        "ـ": None,
    }
)
# Beside a digit these are no digits of the same number: 10⁶ is not 106, 5① is not 51, 1½ is not 11/2.
_RAISED = "\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf"
_RAISED_SIGN = regex(f"[{_RAISED}]")
_BESIDE_DIGITS = regex(rf"(?<=\d)(?=[{_RAISED}])|(?<=[{_RAISED}])(?=\d)")
_OTHER_DIGIT = regex(r"(?![0-9])\d")
# What Chinese text is full of; NFKC and the table above make the same of it.
_WIDE = tuple(zip("，。：；（）！？％“”", ',.:;()!?%""', strict=True))
# Anything but letters that stay what they are: after NFKC there may be a variant, another digit, something invisible.
_ODD = regex(
    "[^\x00-\x7f\u00c0-\u024f\u0400-\u0481\u1ea0-\u1eff\u3001\u300a\u300b\u3041-\u3094\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3]"
)
_INVISIBLE = regex(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
# A sign that only says that an item of a list begins; a tick, an empty box or a dash may say more.
_BULLET = regex(r"[·▪■◆◼▶►▸‣⁃➢➤➔\uf0a7\uf0b7\uf0d8\uf076](?: +(?=\w)|(?=[^\W\d_]))")
_CONTROL = regex(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_DASHES = regex(r"-{2,}")
# A space survives only between two things that would run together without it: Latin words, numbers.
_NEEDLESS_SPACE = regex(r" (?:(?<![^\W_] )|(?![^\W_])|(?<=[⺀-鿿가-힯豈-﫿] )|(?=[⺀-鿿가-힯豈-﫿]))")
# "Article 1. 5 per cent" is not "Article 1.5 per cent".
_SPLIT_NUMBER = regex(r" (?<=\d\. )(?=\d)")


def normal(text: str) -> str:
    """The text as it is compared; never shown to anybody."""
    return _short(text) if len(text) <= 500 else _normal(text)


def _normal(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    if "&" in text or "＆" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _one_of_each(text)
    text = " ".join(text.split())
    if not text.isascii() and (bullet := _BULLET.match(text)):
        text = text[bullet.end() :]
    if not text.isprintable():
        text = " ".join(_CONTROL.sub(" ", text).split())
    if " " in text:
        if ". " in text:
            text = _SPLIT_NUMBER.sub("\0", text)
        text = _NEEDLESS_SPACE.sub("", text)
    return _DASHES.sub("-", text) if "--" in text else text


def _one_of_each(text: str) -> str:
    """The text with one of all signs that say the same, and without those that nobody sees."""
    if _RAISED_SIGN.search(text):
        text = _BESIDE_DIGITS.sub(" ", text)
    for wide, narrow in _WIDE:  # so that most Chinese text needs no more
        text = text.replace(wide, narrow)
    text = unicodedata.normalize("NFKC", text)
    if _ODD.search(text):
        text = _OTHER_DIGIT.sub(_digit, _INVISIBLE.sub("", text.translate(_VARIANTS)))
    return text


def _digit(found: re.Match[str]) -> str:
    return str(unicodedata.decimal(found.group()))


_short = lru_cache(maxsize=8192)(_normal)  # headings, cells and units come again and again; long texts do not


_WORDS = regex(r"\d+(?:\.\d+)+|[A-Za-z0-9]+|[^\s\0]")


def words(form: str) -> list[str]:
    """The words of a normal form, Chinese character by character: equal however a text is divided."""
    return _WORDS.findall(form)


_ENUMERATOR = regex(
    r"(?:第[零一二三四五六七八九十百千\d]+[条章节款项]"
    r"|[(\[]?[零一二三四五六七八九十百]+[)\]、.]"
    r"|[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[)\].、](?!\d))"
    r"[、.:]?(?=\D)"
)


def unnumbered(text: str) -> tuple[str, str]:
    """The number a normal form starts with ("第五条", "3.", "(b)"; "" for none) and the rest."""
    found = _ENUMERATOR.match(text)
    return (found.group(), text[found.end() :].strip()) if found else ("", text)


_GROUPED = regex(
    r"(?<![\d.,])\d{1,3}(?:([, '’])\d{3})(?:\1\d{3})*(?!\d|[,.]\d)|(?<![\d.,])\d{1,3}(?:([, '’])\d{3})(?:\2\d{3})*(?=\.\d)"
)
_COMMA_FOR_POINT = regex(r"\d,\d{1,2}(?!\d)")


def ungrouped(form: str) -> str:
    """A normal form with "1,842" and "1 842" written as "1842"; as it is where a comma is a decimal one."""
    if _COMMA_FOR_POINT.search(form):
        return form
    return _GROUPED.sub(lambda found: "".join(filter(str.isdecimal, found.group())), form)


_NUMBER = regex(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)")


def quantity(text: str) -> str | None:
    """A plain number in one spelling ("1,842.0" is "1842", "5.50%" is "5.5%"), None for other texts.

    Digits that start with a zero are a code and stay as they are.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, whole, decimals, percent = found.groups()
    if whole.startswith("0") and len(whole) > 1:
        return None
    decimals = (decimals or "").rstrip("0").rstrip(".")
    return f"{'-' if sign == '-' else ''}{whole.replace(',', '')}{decimals}{percent}"


_WEIGHED = 300  # characters of both ends; enough to know a paragraph by


@lru_cache(maxsize=1024)
def _shape(text: str) -> frozenset[str]:
    ends = text if len(text) <= 2 * _WEIGHED else text[:_WEIGHED] + text[-_WEIGHED:]
    return frozenset(map(add, ends, ends[1:])) or frozenset((ends,))


def likeness(one: str, other: str) -> float:
    """0 to 1: the share of neighbouring characters that two normal forms have in common."""
    if min(len(one), len(other)) * 5 < min(max(len(one), len(other)), 2 * _WEIGHED):
        return 0.0
    left, right = _shape(one), _shape(other)
    return 2 * len(left & right) / (len(left) + len(right))


def forget_shapes() -> None:
    """Give back what `likeness` remembers, up to 80 KB a text: the next comparison is of other texts."""
    _shape.cache_clear()
