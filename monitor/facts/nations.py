"""Countries that a text names as such: the origin of goods, a partner, a market.

A country's own customs or currency is no such mention: "China Customs", "US dollars", 中国海关.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from monitor.markets import COUNTRIES
from monitor.prose import Prose

_CODE_OF = {name: code for code, names in COUNTRIES.items() for name in names if len(name) > 1}


# A country's own offices, money and law are no mention of it; 内蒙古 is no 蒙古.
_ITS_OWN = re.compile(
    r"(?:'s)? (?:[Cc]ustoms|[Dd]ollars?|Government|Code|Federal|Standard|National)\b|海关|政府|国家|标准|电子口岸|人民|时间|元"
)
_WITH_ARTICLE = re.compile(r"s$|United|Republic|Federation")  # the Philippines, the United Kingdom
_NOT_BEHIND = "内"


@cache  # compiled when a changed text is first looked at: most commands look at none
def _names() -> re.Pattern[str]:
    """Nothing stands before the names, so that only places with one of their first letters are tried."""
    return re.compile("|".join(re.escape(name) for name in sorted(_CODE_OF, key=len, reverse=True)))


def nations(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Where each country stands in the matched text, and its code."""
    text = prose.plain
    for match in _names().finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if text[start].isascii() and (before.isalnum() or after.isalpha()) and (before + after).isascii():
            continue  # part of a longer word
        if before != _NOT_BEHIND and not _ITS_OWN.match(text, end):
            if text.endswith(("the ", "The "), 0, start) and _WITH_ARTICLE.search(match.group()):
                start -= 4
            yield start, end, _CODE_OF[match.group()]
