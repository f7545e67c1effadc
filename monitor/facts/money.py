"""Amounts of money as texts write them: USD 800, $1.5 million, 人民币5000元, 2亿美元."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.facts.counts import NUMBER, plain_number, scaled
from monitor.patterns import regex
from monitor.prose import Prose

# The code of a currency, with what stands before an amount and what stands behind it.
_BEFORE = {
    "USD": ("usd", "us$", "u.s. $", "$"),
    "CNY": ("cny", "rmb", "人民币"),
    "EUR": ("eur", "€"),
    "GBP": ("gbp", "£"),
    "HKD": ("hkd", "hk$"),
    "JPY": ("jpy",),
    "VND": ("vnd",),
    "THB": ("thb",),
    "MYR": ("myr",),
    "SGD": ("sgd", "s$"),
    "INR": ("inr", "₹"),
    "AUD": ("aud", "a$"),
}
_AFTER = {
    "USD": ("美元", "us dollars", "u.s. dollars", "dollars", "usd"),
    "CNY": ("元人民币", "人民币", "yuan", "元", "cny", "rmb"),
    "EUR": ("欧元", "euros", "euro", "eur"),
    "GBP": ("英镑", "pounds sterling", "gbp"),
    "HKD": ("港元", "港币", "hkd"),
    "JPY": ("日元", "yen", "jpy"),
    "VND": ("越南盾", "vnd", "đồng"),
    "THB": ("泰铢", "baht", "thb"),
    "MYR": ("林吉特", "ringgit", "myr"),
    "SGD": ("新加坡元", "sgd"),
    "INR": ("卢比", "rupees", "inr"),
    "AUD": ("澳元", "aud"),
}
_SCALES = {"万": 10**4, "亿": 10**8, "million": 10**6, "billion": 10**9, "thousand": 10**3}


def _words(table: dict[str, tuple[str, ...]]) -> str:
    words = sorted((word for words in table.values() for word in words), key=len, reverse=True)
    return "|".join(map(re.escape, words))


_SCALE = rf"(?: ?({'|'.join(_SCALES)}))?"
_MONEY = regex(
    rf"(?:(?<![a-z])({_words(_BEFORE)}) ?(\d{{1,3}}(?:,\d{{3}}){{1,4}}(?:\.\d{{1,4}})?|\d{{1,15}}(?:\.\d{{1,4}})?){_SCALE}(?: ?(?:元|dollars))?"
    rf"|{NUMBER}{_SCALE} ?({_words(_AFTER)})(?![a-z]))",
    re.ASCII,
)
_CODES = {word: code for table in (_BEFORE, _AFTER) for code, words in table.items() for word in words}


def amounts(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Where each amount stands in the matched text, and what it is: "USD 1500000"."""
    for match in _MONEY.finditer(prose.low):
        before, ahead, scale, number, its_scale, after = match.groups()
        value = scaled(plain_number(ahead or number), _SCALES.get(scale or its_scale or "", 1))
        yield match.start(), match.end(), f"{_CODES[before or after]} {value}"
