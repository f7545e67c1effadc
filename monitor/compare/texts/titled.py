"""Lines that open a section without being headings: "Prohibited goods", "Exempted goods:", "（一）限制类".

They count where they stand in both versions in the same order, so that what lies under another one has moved itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from monitor.compare.forms.text import normal, unnumbered
from monitor.model import Text
from monitor.patterns import regex

LONGEST = 60  # characters of such a line
_WORDS = 5  # blanks between them, when it has no number
_FIRST = 4  # characters in which a Chinese number begins
_NUMERALS = frozenset("第零〇一二三四五六七八九十百")
_COLONS = (":", "：")
_ENDS = ("。", "；", "，", ".", ";", ",", "!", "?")  # of what is no title
_WORDS_OF_DUTY = (
    r"exempt|prohibit|forbid|banned|allow|permitt|restrict|exclu|includ|suspend|dutiable|duty[- ]free|subject to"
    r"|exent|prohib|permitid|restring|interdit|autoris|exonér|verboten|erlaubt|запрещ|разреш|освобожд"
)
_SIGNS_OF_DUTY = r"免税|免征|征税|禁止|允许|准许|限制|除外|不得|cấm|miễn|허용|금지|면세|免税|許可"
_SAYS_WHAT_HOLDS = regex(rf"\b(?:{_WORDS_OF_DUTY})|{_SIGNS_OF_DUTY}", re.IGNORECASE)
# The same in small letters and within words as well: a third of the time, and most lines hold none of it.
_MAY_SAY = regex(f"{_WORDS_OF_DUTY}|{_SIGNS_OF_DUTY}")


def titled(old: Sequence[Text], new: Sequence[Text]) -> Collection[str]:
    """What the lines say that open a section in both versions; none where they stand in another order."""
    said = {text.text for texts in (old, new) for text in texts}  # nearly all of them stand on both sides
    titles = set(filter(_is_title, said))
    sides = _likely(old, titles), _likely(new, titles)
    if not all(sides):
        return frozenset()
    counts = [Counter(side) for side in sides]
    both = {form for form in counts[0] if counts[0][form] == counts[1][form] == 1}
    kept = [[form for form in side if form in both] for side in sides]
    return frozenset(both) if len(both) > 1 and kept[0] == kept[1] else frozenset()


def _likely(texts: Sequence[Text], titles: Collection[str]) -> list[str]:
    """Lines that read like the title of what follows; in a list of nothing but such lines none is."""
    found = [
        index
        for index, text in enumerate(texts)
        if text.text in titles and text.role == "paragraph" and text.href is None
    ]
    places = set(found)
    opening = [index for index in found if index + 1 < len(texts) and index + 1 not in places]
    return [normal(texts[index].text) for index in opening] if 2 * len(opening) > len(found) else []


def _is_title(said: str) -> bool:
    if not 2 <= len(said) <= LONGEST:
        return False
    if said.endswith(_COLONS):
        return True
    if said[0].islower() or said.endswith(_ENDS) or ":" in said or "：" in said:
        return False
    if _MAY_SAY.search(said.casefold()) and said.count(" ") <= _WORDS and _SAYS_WHAT_HOLDS.search(said):
        return True
    return not _NUMERALS.isdisjoint(said[:_FIRST]) and not unnumbered(normal(said))[0].isascii()
