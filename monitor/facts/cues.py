"""The words that announce HS codes, in the languages of customs, and what digits can be such a code at all."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor import hs
from monitor.hs import Edition
from monitor.patterns import regex

_CHINESE = (
    "税则号|税则税目|税目|税号|品目|子目|商品编[号码]|海关编[号码]|协调制度编[号码]|号列|税则》|归[在入类]"
)
_JAPANESE_KOREAN = "関税率表|관세율표|税番|番号|品目|품목(?:번호|분류)|세번|세번부호|hs ?부호"
_ENGLISH = (
    r"subheadings?|headings?|tariff (?:items?|lines?|codes?|numbers?|classifications?)"
    r"|classifi(?:ed|able) (?:under|in)|commodity codes?|customs codes?|cn codes?|ccc codes?|htsus|hts(?: codes?)?|ahtn(?: codes?)?|taric(?: codes?)?|itc ?\(hs\)"
)
_ROMANCE = (
    r"c[oó]digos? ncm|ncm|ncm/sh|nandina|naladisa|sub(?:posiç(?:ão|ões)|partidas?)|fracci[oó]n(?:es)? arancelarias?"
    r"|partidas? arancelarias?|posici[oó]n(?:es)? arancelarias?|fracci[oó]n(?:es)?|posiç(?:ão|ões)|codes? (?:nc|sh)"
    r"|sous-positions?|positions? tarifaires?|voc[ei] doganal[ei]|codic[ei] nc"
)
_OTHERS = r"kn-codes?|gn-codes?|unterposition(?:en)?|zolltarifnummern?|warennummern?|kody? cn|gtip|pos tarif"
_NOMENCLATURE = r"hs ?(?:20\d\d ?)?(?:codes?|编码|headings?|subheadings?|nos?\.?)?|h\.s\.|hsk|hsn|ct[hi]|ctsh|schedule b|statistical reporting numbers?"
_NO_WORDS = r"тн ?вэд|พิกัด|mã số hs|编码(?=[:为]? ?\d)"


def _pattern() -> str:
    """All cue words, Latin ones where no letter runs into or on from them.

    Every branch begins with its first letter, so that a search tries only places where a cue word may begin.
    """
    latin = re.split(r"\|(?![^(]*\))", f"{_NOMENCLATURE}|{_ENGLISH}|{_ROMANCE}|{_OTHERS}")
    begun = [rf"{word[0]}(?<![a-z0-9_].){word[1:]}(?![a-z])" for word in latin]
    return "|".join((_CHINESE, _JAPANESE_KOREAN, *begun, _NO_WORDS))


CUE = regex(_pattern(), re.ASCII)

# What a column is called that holds codes of something; its values say of what.
_PLAIN = regex(
    r"codes?|c[óo]digos?|codic[ei]|kodes?|kod|mã(?: số)?|коды?|코드|부호|コード|编码|代码|編碼|代碼|รหัส|(?:ال)?(?:رمز|كود)"
)
_BARE = regex(r"\d{6}|\d{8}|\d{10}", re.ASCII)


def is_column(name: str) -> bool:
    """True when a table column of that name holds HS codes."""
    return bool(CUE.search(name.lower()))


def is_code(written: str) -> bool:
    """True when a table's key can be nothing but an HS code of six digits or more."""
    digits = re.sub(r"[. ]", "", written)
    return digits.isdecimal() and 6 <= len(digits) <= 12 and len(digits) % 2 == 0 and chapter_exists(digits)


def holds_codes(heading: str, values: list[str], *, fewest: int = 1) -> bool:
    """Whether all these values of a column, narrow and without blanks around them, are codes of goods.

    Under a heading that merely says "code" it is enough that they look like one; under any other, the Harmonized
    System must know each of them, and there be `fewest` or more.
    """
    bare = [hs.digits(value) if _is_written(value) else "" for value in values]
    if not bare or not all(_BARE.fullmatch(code) and is_code(code) for code in bare):
        return False
    if _PLAIN.fullmatch(heading.lower().strip(" :.")):
        return True
    return len(set(bare)) >= fewest and all(map(known, bare))


def _is_written(form: str) -> bool:
    """Whether a value is digits, and dots or blanks as they stand in codes."""
    return len(form) <= 16 and form[:4].isdecimal() and not form.strip("0123456789. ")


def chapter_exists(digits: str) -> bool:
    """01 to 97 without 77; 98 and 99 are for national use."""
    return "01" <= digits[:2] <= "99" and digits[:2] != "77"


def is_national(digits: str) -> bool:
    """Whether a code stands in the chapters that each country fills by itself."""
    return digits[:2] in ("98", "99")


@lru_cache(maxsize=8192)
def known(digits: str) -> bool:
    """Whether an edition of the Harmonized System has a code, or the subheading that a longer one belongs to."""
    return any(hs.exists(digits, edition) for edition in Edition)
