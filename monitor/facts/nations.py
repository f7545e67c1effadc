"""Countries that a text names as such: the origin of goods, a partner, a market.

A country's own customs or currency is no such mention: "China Customs", "US dollars", 中国海关.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.facts.words import Lexicon
from monitor.hanzi import simplified
from monitor.markets import BLOCS, COUNTRIES
from monitor.patterns import regex
from monitor.prose import Prose, narrow

_CODE_OF = {narrow(name): code for code, names in COUNTRIES.items() for name in names if len(name) > 1}
_BLOC_OF = {
    name: bloc
    for bloc, (names, _) in reversed(BLOCS.items())
    for name in names
    if name not in ("Africa", "African", "非洲")  # a continent is no bloc
}


# A country's own offices, money, law and goods of that name are no mention of it; 内蒙古 is no 蒙古.
_ITS_OWN = regex(
    r"(?:'s)? (?:[Cc]ustoms|[Dd]ollars?|Government|Code|Federal|Standard|National)\b|海关|政府|国家|标准|电子口岸|人民|时间|元|证券| Compulsory|\) (?:No )?\d"
)
_WITH_ARTICLE = regex(r"s$|United|Republic|Federation")  # the Philippines, the United Kingdom
_NOT_BEHIND = "内"


_NAMES = Lexicon({name: name for name in (*_CODE_OF, *_BLOC_OF)})


def nations(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Where each country stands in the matched text, and its code."""
    return ((start, end, code) for start, end, code, bloc in markets(prose) if not bloc)


def markets(prose: Prose) -> Iterator[tuple[int, int, str, bool]]:
    """Where each country or bloc of countries stands, its code or name, and whether it is a bloc."""
    text = prose.plain if prose.plain.isascii() else simplified(prose.plain)
    for start, end, name in _NAMES.find(text):
        if text[end - 1].isascii() and text[end : end + 1].isdigit():
            continue  # part of a longer word
        if text[start - 1 : start] == _NOT_BEHIND or _ITS_OWN.match(text, end):
            continue
        if name in _BLOC_OF:
            yield start, end, _BLOC_OF[name], True
            continue
        article = 4 if text.endswith(("the ", "The "), 0, start) and _WITH_ARTICLE.search(name) else 0
        yield start - article, end, _CODE_OF[name], False
