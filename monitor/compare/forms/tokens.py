"""A text -> the pieces a reader takes in at one glance: words, whole numbers, codes, dates.

Where a script sets no blanks, a piece is what can be told without a dictionary: one Chinese character or one of the
words that rules are made of (应当, 不得), a run of Katakana, a Thai consonant with what belongs to it.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.patterns import regex

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_HAN_NUMBER = "〇零一二三四五六七八九十百千万亿两0-9０-９"
_DATES = (
    rf"(?:[12]\d{{3}}|[〇零一二三四五六七八九]{{4}}) ?年 ?[{_HAN_NUMBER}]{{1,3}} ?月(?: ?[{_HAN_NUMBER}]{{1,3}} ?[日号])?",
    rf"[{_HAN_NUMBER}]{{1,3}}月[{_HAN_NUMBER}]{{1,3}}[日号]",
    r"[12]\d{3} ?년 ?\d{1,2} ?월(?: ?\d{1,2} ?일)?",
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?![\d.])(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?",
    rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}",
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
)
_UNIT = r"(?: ?[%％‰]|[万亿千百])?"
_NUMBERS = (
    rf"第[{_HAN_NUMBER}]{{1,9}}[条章节款项号批期类]",
    r"(?:[A-Za-z]{1,10}[-/.]){0,3}[A-Za-z]{1,10}\d(?:[-/.:]?[A-Za-z0-9])*",  # TM/B2, ISO14067, COM-2026/118
    rf"\d{{1,3}}(?:[  ]\d{{3}})+(?![\d.])(?:,\d{{1,2}}(?!\d))?{_UNIT}",  # 1 842
    rf"\d{{1,3}}(?:[,，]\d{{3}})+(?!\d)(?:[.．]\d+)?{_UNIT}",  # 1,842.5
    rf"\d+(?:[-/.:．][A-Za-z0-9]+)*(?:,\d{{1,2}}(?![\d,]))?{_UNIT}",  # 8541.43.00, 24067-2024, 6.5 %, 6,5
    rf"[{_HAN_NUMBER[:-6]}]+",
)
# Words that rules are made of and that no reader takes apart.
_RULING = (
    r"应当|应该|必须|可以|不得|不予|予以|禁止|允许|准予|不准|暂停|停止|恢复|取消|废止|撤销|施行|实施|执行|适用|包括|除外|以上|以下|以内|以外|之日"
    r"|进口|出口|申报|企业|海关|商品|产品|货物|口岸|税率|税则|编码|公告|规定|办法|证明|声明"
    r"|應當|應該|必須|不予|禁止|允許|暫停|進口|出口|申報|企業|海關|貨物|稅率|公告"
)
_LETTERS = r"[^\W\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uabff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
_MARKS = r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0971-\u0dff]"
_WORDS = (
    _RULING,
    rf"(?:{_LETTERS}|{_MARKS})+(?:['’](?:{_LETTERS}|{_MARKS})+)*",
    r"[\uac00-\ud7a3]+",
    r"[\u30a1-\u30ff\uff66-\uff9f]+",
    r"[\u0e40-\u0e44]?[\u0e01-\u0e2f][\u0e30-\u0e3a\u0e45-\u0e4e]*",
    r"[\u1000-\u102a\u1780-\u17b3][\u102b-\u103e\u17b4-\u17d3]*",
    r"\s+",
    r".[\u0300-\u036f\ufe00-\ufe0f\u20d0-\u20ff]*",
)


@cache  # compiled when the first two wordings are compared
def _pattern() -> re.Pattern[str]:
    return regex("|".join((*_DATES, *_NUMBERS, *_WORDS)), re.DOTALL)


def tokens(text: str) -> list[str]:
    """The pieces of a text, in order; joined they are the text."""
    return _pattern().findall(text)


_SENTENCE = regex(r"[^。；;！!？?\n.]*(?:[。；;！!？?\n]|\.(?!\d))?\s*|\.")


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order; joined they are the text."""
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]
