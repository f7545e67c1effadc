"""A value under a label (生效日期, Rate (%), Quota in tonnes) -> the one fact it is, as the label says."""

from __future__ import annotations

import re

from monitor import dates
from monitor.compare.forms.text import normal, quantity
from monitor.facts import counts, rates
from monitor.patterns import regex
from monitor.values import dataclass

_DATES = {
    "deadline": regex(r"截止|期限|截至|deadline|closing|\bdue\b|submit by|respond by"),
    "expires": regex(
        r"有效期|失效|废止|终止|届满|到期|expir|valid (?:until|to|through)|until|end date|\bends?\b"
    ),
    "effective": regex(
        r"生效|施行|实施|执行|起始|effective|in(?:to)? force|valid from|start|\bfrom\b|commenc"
    ),
    "published": regex(r"发布|公布|成文|印发|发文|publish|issue|posted"),
}
_NUMBER = regex(
    r"(?:发文字|公告|文件|公文|案件|文|编)号|(?:document|notice|circular|reference|file|case) (?:number|no\.?)|ref(?:erence)?(?:\.? no)?\.?"
)
_MONEY = regex(r"\b(usd|cny|rmb|eur|gbp|us\$)\b|(美元|人民币|欧元|英镑|元)")
_CURRENCIES = {
    "rmb": "CNY",
    "人民币": "CNY",
    "元": "CNY",
    "us$": "USD",
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
}
_AMOUNTS = regex(r"quota|quantit|volume|limit|cap\b|配额|数量|限额|总量")
_COUNTED = counts.noun_or_unit()

# How far a notice is in force, in the words of the pages that say so.
_VALIDITY = regex(
    r"(?:现行|全文|部分|已|尚未|继续)?(?:有效|失效|废止|作废|生效|修改|修订|撤销|撤回|中止|暂停|停止|终止|取消)|尚未施行|已被修改"
    r"|(?:partially |not yet |no longer )?(?:in force|valid|invalid|withdrawn|repealed|revoked|expired|superseded|rescinded|suspended)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A value that is one fact. shown: a date as ISO 8601, a number plain; means: what it is compared by."""

    name: str
    shown: str
    means: str


def labelled(label: str, value: str) -> Typed | None:
    """What a value under a label is; None when the label does not say, or the value is no such thing."""
    name, form = normal(label).casefold(), normal(value)
    if _NUMBER.fullmatch(name):
        return Typed("number", value, form.casefold()) if any(map(str.isdigit, form)) else None
    if is_validity(value):
        return Typed("validity", value, form.casefold())
    if (day := dates.parse(value)) is not None:
        sort = next((sort for sort, words in _DATES.items() if words.search(name)), "date")
        return Typed(sort, day.isoformat(), day.isoformat())
    return _measured(name, form, value)


def is_validity(text: str) -> bool:
    """Whether a text, but for a label before it, is nothing but how far something is in force."""
    return len(text) < 100 and _VALIDITY.fullmatch(normal(text).rpartition(":")[2]) is not None


def _measured(name: str, form: str, value: str) -> Typed | None:
    number = quantity(form)
    rate = rates.rate_of_column(name) or ("percent" if "%" in name else None)
    if rate is not None and (number or rates.is_free(form)):
        bare = number.rstrip("%") if number else "0"
        return Typed(rate, form.rstrip("%") if number else value.strip(), bare)
    if number is None or number.endswith("%"):
        return None
    if (found := _MONEY.search(name)) is not None:
        word = found[1] or found[2]
        amount = f"{_CURRENCIES.get(word, word.upper())} {number}"
        return Typed("money", amount, amount)
    if (found := _COUNTED.search(name)) is not None:
        return Typed(counts.canonical(found.group()), number, number)
    return Typed("quantity", number, number) if _AMOUNTS.search(name) else None
