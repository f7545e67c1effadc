"""What a notice does to other documents, where it names them: amends, repeals, implements, corrects, extends, supersedes; or only cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.facts.numbers import Number
from monitor.patterns import regex
from monitor.prose import Prose

# By the relation, what stands before the document and what behind it.
_BEFORE = regex(
    r"(?P<repeals>废止|撤销|(?:hereby )?(?:repeal(?:s|ed|ing)?|revok(?:es?|ed|ing)|rescind(?:s|ed|ing)?|cancel(?:s|led|ling)?|revocation of|rescission of|repeal of))"
    r"|(?P<supersedes>代替|替代|取代|supersed(?:es?|ed|ing)|replac(?:es?|ed|ing)|in lieu of|in supersession of)"
    r"|(?P<extends>延续|延长|继续执行|展期|extend(?:s|ed|ing)?|extension of|continuing|continuation of)"
    r"|(?P<corrects>更正|勘误|corrigendum(?: to)?|correct(?:s|ed|ing)|correction (?:to|of))"
    r"|(?P<amends>修改|修订|修正|增列|调整|(?<!as )(?<!as further )amend(?:s|ed|ing|ments?)?(?: to| of)?|modif(?:y|ies|ied|ying|ications?)(?: to| of)?|further amend)"
    r"|(?P<implements>根据|依据|按照|依照|遵照|落实|贯彻|为执行|为实施|执行|实施|pursuant to|in accordance with|under (?:the )?(?:authority|provisions|section|powers)|by virtue of|in exercise of"
    r"|having regard to|implement(?:s|ed|ing|ation of)?|as authorized by|consistent with|authority vested|giving effect to)",
    re.ASCII,
)
_AFTER = regex(
    r"[^。;\n]{0,12}?(?:(?P<repeals>同时废止|予以废止|废止|停止执行|失效|不再执行|(?:is|are|shall be|stands?|hereby)(?: hereby)? (?:repealed|revoked|rescinded|cancelled|canceled|withdrawn))"
    r"|(?P<supersedes>(?:is|are|shall be)(?: hereby)? (?:superseded|replaced))"
    r"|(?P<extends>(?:延长|延续)|(?:is|are|shall be)(?: hereby)? (?:extended|continued|further extended))"
    r"|(?P<corrects>(?:is|are)(?: hereby)? corrected)"
    r"|(?P<amends>(?:作|做|进行|予以|作出|作如下)[^。;\n]{0,4}(?:修改|修订|修正)|(?:is|are|shall be|is further)(?: hereby)?(?: further)? (?:amended|modified)))",
    re.ASCII,
)
_FAR = 90  # characters before a document in which the verb stands that says what is done to it
_CLAUSE = regex(r"[\u4e00-\u9fff)],(?!《)")  # a Chinese clause ends; a list of titles goes on


def relation(prose: Prose, number: Number) -> str:
    """What the sentence around a document's number does to it; "cites" where it only names it."""
    text = prose.simple
    start, end = prose.sentence(number.start)
    after = _AFTER.match(text, number.end, min(end, number.end + 60))
    if after is not None and after.lastgroup:
        return after.lastgroup
    nearest = None
    low = max(start, number.start - _FAR)
    if not text.isascii():
        low = max((match.end() for match in _CLAUSE.finditer(text, low, number.start)), default=low)
    for match in _BEFORE.finditer(text, low, number.start):
        nearest = match
    return nearest.lastgroup or "cites" if nearest is not None else "cites"


_LAW = regex(
    r"《([^《》\n]{3,80}?(?:法|条例|办法|规定|规则|细则|决定|公约|协定|公告|通知|目录|税则|方案|令))》"
)


def titles(prose: Prose, numbers: list[Number]) -> Iterator[Number]:
    """Documents named by their title alone, where no number of theirs stands behind it."""
    text = prose.simple
    if "《" not in text:
        return
    numbered = {each.start for each in numbers}
    for match in _LAW.finditer(text):
        if not numbered & {match.end(), match.end() + 1, match.end() + 2}:
            yield Number(match.start(1), match.end(1))
