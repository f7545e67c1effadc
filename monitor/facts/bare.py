"""Codes in a list that no word announces: 啤酒 22030000、朗姆酒 22084000, and not the phones, accounts and lots beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.facts.cues import known
from monitor.patterns import regex

_LENGTHS = (8, 10)
_FEWEST = 2  # different codes; one alone may be the number of anything
# What may stand right before and right behind a code of a list: an item's number, brackets, the ends of lines.
_BEFORE = regex(r"(?:(?:^|\n) ?(?:[(]?\d{1,4}[.、)]? ?)?|[(、,;:\t] ?|(?<=[^\d\n]) )(?:ex ?)?$", re.ASCII)
_BEHIND = regex(r" ?(?:$|[\n\t(),、;。:]|(?<= )[^\d\s])", re.ASCII)
_OF_GOODS = regex(
    r"商品|货物|物项|进口|出口|进境|出境|关税|税率|化学品|\b(?:imports?|exports?|goods|dut(?:y|ies)|tariffs?|articles|products|merchandise|commodit)",
    re.ASCII,
)
_OF_OTHERS = regex(
    r"电话|热线|传真|手机|联系|账号|账户|批[号次]|案值|备案|注册|登记|许可证|证[书明]?[号编]|合同|订单|单号|编码?号|邮编|信用代码|项目|货值|金额"
    r"|\b(?:tel|phone|fax|mobile|call|accounts?|lots?|batch(?:es)?|containers?|registration|registered|orders?|invoices?|licen[cs]es?|permits?|serial|no\.|numbers?|vessels?|imo|box(?:es)?)\b",
    re.ASCII,
)
_REACH = 60  # characters in front of a code in which a word says that it is something else


def listed(text: str, numbers: list[tuple[int, int]]) -> frozenset[int]:
    """Where the codes of such a list start. numbers: whatever looks like a code, with its place.

    They are two or more, the Harmonized System knows nearly every number of their sort in the text, the text is about
    goods, and no word near one says that it counts or calls something else.
    """
    alike = [
        (start, end) for start, end in numbers if end - start in _LENGTHS and text[start:end].isdecimal()
    ]
    if len(alike) < _FEWEST or not _OF_GOODS.search(text):
        return frozenset()
    there = list(_standing_in_lists(text, alike))
    codes = {text[start:end] for start, end in there}
    others = {text[start:end] for start, end in alike} - codes
    if len(codes) < _FEWEST or len(others) * 3 > len(codes):
        return frozenset()
    return frozenset(start for start, _ in there)


def _standing_in_lists(text: str, numbers: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in numbers:
        far = max(0, start - _REACH)
        low = max(far, text.rfind("\n", far, start), text.rfind("。", far, start))
        if (
            known(text[start:end])
            and _BEFORE.search(text, max(0, start - 12), start)
            and _BEHIND.match(text, end)
            and not _OF_OTHERS.search(text, low, start)
        ):
            yield start, end
