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


@cache  # compiled when a changed text is first looked at: most commands look at none
def _names() -> re.Pattern[str]:
    latin = sorted((re.escape(name) for name in _CODE_OF if name[0] < "\u0300"), key=len, reverse=True)
    han = sorted((name for name in _CODE_OF if name[0] >= "\u0300"), key=len, reverse=True)
    return re.compile(
        rf"\b(?:{'|'.join(latin)})\b(?!(?:'s)? (?:[Cc]ustoms|[Dd]ollars?|Government|Code|Federal|Standard|National))"
        rf"|(?<!内)(?:{'|'.join(map(re.escape, han))})(?!海关|政府|国家|标准|电子口岸|人民|时间|元)"
    )


def nations(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Where each country stands in the matched text, and its code."""
    for match in _names().finditer(prose.plain):
        yield match.start(), match.end(), _CODE_OF[match.group()]
