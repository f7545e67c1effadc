"""Names of enterprises and their numbers, however a text writes them.

The legal form at the end of a name is written in too many ways to count (Co., Ltd; Company Limited; 有限公司), so it is
left aside. A name that says little without it counts only where one follows.
"""

from __future__ import annotations

import re
import unicodedata

from monitor.hanzi import simplified
from monitor.patterns import regex
from monitor.prose import lower, narrow
from monitor.watchlists.terms import places_in

# the longer first where one ends with another
_FORMS = """
co pte ltd|pte ltd|pvt ltd|private limited|pty ltd|co ltd|company limited|co limited|corp ltd|sdn bhd|public company limited
limited|ltd|incorporated|inc|corporation|corp|company|co|llc|llp|plc|gmbh and co kg|gmbh|ag|kg|ohg|ug|se|sa de cv|sa|sas|sarl|srl
spa|sl|slu|bv|nv|oy|oyj|ab|asa|aps|ojsc|pjsc|cjsc|jsc|tbk|kk|kabushiki kaisha|bhd|lda|ltda|eireli|doo|sro|zrt|kft|as
"""
_LATIN_FORMS = sorted(
    (form for line in _FORMS.split("\n") for form in line.split("|") if form), key=len, reverse=True
)
_CHINESE_FORMS = (
    "集团股份有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "总公司",
    "分公司",
    "公司",
    "株式会社",
    "工厂",
    "厂",
)
_BEFORE = ("pt ", "cv ", "ooo ", "oao ", "zao ", "株式会社")  # forms that stand before a name
_FORM_FOLLOWS = regex(
    rf" ?(?:(?:{'|'.join(map(re.escape, _LATIN_FORMS))})(?![a-z0-9])|{'|'.join(_CHINESE_FORMS)})", re.ASCII
)
_WRITTEN_SHORT = {
    "intl": "international",
    "int'l": "international",
    "mfg": "manufacturing",
    "imp": "import",
    "exp": "export",
    "tech": "technology",
    "technologies": "technology",
    "ind": "industrial",
    "elec": "electric",
}
_INITIALS = regex(r"\b([a-z])\.(?=[a-z]\b)", re.ASCII)
_NO_LETTER = regex(r"[^\w']+|_+")
_APOSTROPHE = regex(r"'(?!l\b)")
_BETWEEN_CHINESE = regex(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])")
_NUMBER = regex(r"(?=(?:[a-z]*[0-9]){6})[a-z0-9]{8,24}", re.ASCII)
_JOINED = regex(r"[ .\-/]", re.ASCII)
_AEO = regex(r"(?:aeo)?(?:[a-z]{2})?(?:aeo)?(?=[a-z0-9]*[0-9]{6})", re.ASCII)
_TOKEN = regex(r"[a-z0-9]{8,24}", re.ASCII)
_FEW_SIGNS, _FEW_WORDS = 4, 2


def plain(text: str) -> str:
    """A text as names are looked for in it: no case, accents, punctuation; short forms written out."""
    low = lower(narrow(text)).replace("&", " and ").replace("’", "'")
    low = simplified(low) if not low.isascii() else low
    if not low.isascii():
        low = "".join(sign for sign in unicodedata.normalize("NFKD", low) if not unicodedata.combining(sign))
    words = _NO_LETTER.sub(" ", _APOSTROPHE.sub("", _INITIALS.sub(r"\1", low))).split()
    joined = " ".join(_WRITTEN_SHORT.get(word, word) for word in words)
    return joined if joined.isascii() else _BETWEEN_CHINESE.sub("", joined)


def core(name: str) -> str:
    """A name in plain form without its legal form."""
    text = plain(name)
    for form in _BEFORE:
        text = text.removeprefix(form)
    for form in _CHINESE_FORMS:
        if text.endswith(form) and len(text) > len(form) + 1:
            return text.removesuffix(form)
    for form in _LATIN_FORMS:
        if text.endswith(f" {form}"):
            return text.removesuffix(f" {form}")
    return text


def says_little(core: str) -> bool:
    """Whether a name without its legal form could be any word."""
    return len(core) < _FEW_SIGNS if not core.isascii() else len(core.split()) < _FEW_WORDS


def named(core: str, text: str) -> bool:
    """Whether a plain text names an enterprise; one whose name says little must bear a legal form there."""
    if not says_little(core):
        return True
    return any(_FORM_FOLLOWS.match(text, at + len(core)) for at in places_in(core, text))


def number(written: str) -> str | None:
    """A registration or AEO number without signs and without the country before it; None when it is a name."""
    text = _JOINED.sub("", lower(narrow(written)))
    return _bare(text) if _NUMBER.fullmatch(text) else None


def numbers(text: str) -> frozenset[str]:
    """What in a folded text may be the number of an enterprise, as `number` gives it."""
    return frozenset(_bare(token) for token in _TOKEN.findall(text))


def _bare(number: str) -> str:
    return number[_AEO.match(number).end() :] if number.startswith("aeo") or number[2:5] == "aeo" else number  # type: ignore[union-attr]
