"""Numbers of documents: which stand in a text, and which of them is the notice's own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from monitor.facts import authorities
from monitor.facts.words import begins
from monitor.patterns import regex
from monitor.prose import Prose
from monitor.values import dataclass

# -- written in Chinese -----------------------------------------------------------------------------

_HAN_YEAR = regex(
    r"(?:\d{4}|[二〇○零一三四五六七八九]{4}) ?年?度? ?(?:联合)?(?:公告|通告)? ?第? ?\d{1,4} ?号"  # 2026年第45号
    r"|(?:\d{4}|[二〇○零一三四五六七八九]{4}) ?年 ?第[一二三四五六七八九十百〇零]{1,7}号"
    r"|第 ?\d{1,4}/\d{2,4} ?号"  # Hong Kong, Macao
    r"|[〔\[【(]\d{4}[〕\]】)] ?第? ?\d{1,5} ?号"  # 〔2026〕45号
    r"|第 ?(?:\d{1,10}|[一二三四五六七八九十百〇零]{1,7}) ?号(?:令|公告|通告)?(?:\[\d{4}\])?"
    r"|字第? ?\d{6,12}[a-z]? ?号",
    re.ASCII,
)
_SMALL_NUMBER = regex(r"第 ?(?:\d{1,10}|[一二三四五六七八九十百〇零]{1,7}) ?号", re.ASCII)

# -- written in other languages ----------------------------------------------------------------------

_SORTS = (
    "notice|announcement|circular|notification|order|decree|decree[- ]law|decision|proclamation|bulletin|instruction|memorandum|regulation"
    "|resolution|directive|act|law|rule|statutory instrument|ruling|communiqué|communique|determination|ordinance|statement"
)
_FIRST_WORD = (
    "public|trade|customs|legal|government|general|advance|executive|administrative|ministerial|council|presidential|standing|office|export"
    "|import|tariff|policy|commission|implementing|delegated|memorandum|classification|joint|royal|federal"
)
# Found by the sign that a number follows; what is numbered is read backwards from there.
_NUMBERED = regex(
    r"(?:no\. ?|no: ?(?=\d)|no (?=\d{1,7}[/-])|nos\. ?|number |n[º°]\.? ?|# ?|№ ?)[a-z]{0,4}[. -]{0,2}\d{1,7}(?:[/-][a-z0-9\-/]{1,24})?(?: ?\([a-z.]{1,8}\))?(?: ?(?:of|\(|\[) ?\d{4}[\])]?)?",
    re.ASCII,
)
_READERS = "exporters|importers|traders|trade|industry|brokers|agents|operators|manufacturers|members|stakeholders|mariners"
_SORT_BEFORE = regex(
    rf"(?<![a-z])(?:(?:{_FIRST_WORD})[ -]){{0,3}}(?:{_SORTS})(?: to (?:{_READERS}))?[ ,]{{1,2}}$", re.ASCII
)
# What needs no such sign: what a text must hold for the form to be looked for, and the form.
_FORMS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("executive order", "proclamation", "public law", "pub. l.", "presidential determination"),
        regex(
            r"(?:executive order|(?:presidential )?proclamation|public law|pub\. l\.|presidential determination) (?:no\. ?)?\d{1,5}(?:-\d{1,4})?(?! [a-z]{3,9} \d{4})",
            re.ASCII,
        ),
    ),
    (
        ("notification ", "memorandum ", "circular ", "bulletin ", "paper ", "instruction "),
        regex(
            r"(?:e?customs |trade |public )?(?:information )?(?:notification|memorandum|circular|bulletin|paper|instruction) (?:[a-z]?\d{1,4}(?:[/-]\d{1,6}){1,2}(?:-\d{2,4})?|\d{1,3} \(\d{4}\))",
            re.ASCII,
        ),
    ),
    (
        ("notice",),
        regex(r"(?:trade|customs|public|legal|export|import) notice[ :]{1,2}\d{1,5}[/-]\d{1,7}(?:-\d{2,4})?", re.ASCII),
    ),
    (
        ("(eu", "(ec", "(eec", "(cfsp", "(euratom", "/eu", "/ec", "/eec"),
        regex(
            r"(?:(?:commission |council )?(?:implementing |delegated )?(?:regulation|decision|directive) )?\((?:eu|ec|eec|cfsp|euratom|eu, euratom)\) (?:no )?\d{1,4}/\d{1,4}"
            r"|directive \d{2,4}/\d{1,4}/(?:eu|ec|eec)",
            re.ASCII,
        ),
    ),
    (("fr doc",), regex(r"fr doc\.? ?(?:no\. )?(?:[a-z]\d-|\d{4}-|\d{2}-)\d{3,6}", re.ASCII)),
    (("csms",), regex(r"csms ?(?:#|no\.?|message #?)? ?\d{2}-?\d{6}", re.ASCII)),
    (
        ("g/", "wt/"),  # the World Trade Organization
        regex(
            r"(?:g/(?:tbt|sps|lic|ag|ma|scm|adp|sg|val|ro|tfa|trims|str|psi|it|c|l)|wt/(?:ds\d{1,4}|tpr|let|reg|comtd|gc|min|l))(?:/[a-z0-9]{1,8}(?:\.\d{1,3})?){1,6}(?<=\d)",
            re.ASCII,
        ),
    ),
    (
        ("/c ", "c/", "l/"),  # the Official Journal of the European Union
        regex(r"\d{4}/[cl] \d{1,4}(?: ?[a-z])?/\d{1,3}|[cl]/20\d\d/\d{1,5}", re.ASCII),
    ),
    (
        ("sor/", "si/", "si 2", "s.i. ", "c.p. ", "p.c. "),
        regex(r"(?:sor|si)/\d{2,4}-\d{1,5}|s\.?i\.? 20\d\d(?:/\d{1,5}| no\.? ?\d{1,5})|(?:c\.p\.|p\.c\.) \d{4}-\d{1,5}|s\.i\. (?:no\. )?\d{1,4}(?:/\d{1,5}| (?:no\. ?\d{1,5}|of \d{4}))", re.ASCII),
    ),
    (
        ("g.s.r", "s.o.", "gsr ", "s.r.o", "sro "),
        regex(r"(?:g\.s\.r\.|s\.o\.|gsr|s\.?r\.?o\.?) ?(?:no\. ?)?\d{1,5} ?(?:\([a-z]{1,3}\)(?:/\d{4})?|/\d{4})", re.ASCII),
    ),
    (("cbp dec", "t.d.", "usitc"), regex(r"(?:cbp dec\.|t\.d\.|usitc inv\. no\.) ?\d{2,4}-\d{1,5}", re.ASCII)),
    (
        ("portaria", "resolu", "decreto", "instrução", "acuerdo", "arrêté", "décret", "règlement", "peraturan", "keputusan", "nghị", "thông tư",
         "quyết", "tebliğ", "приказ", "постановление", "решение"),
        regex(
            r"(?:portaria|instrução normativa|resolução|decreto|resolución|acuerdo|arrêté|décret|règlement|peraturan|keputusan|nghị định|thông tư|quyết định|tebliğ|приказ|постановление|решение)"
            r"[ a-zà-ỹа-я/]{0,40}?(?:n[º°o]s?\.? ?|nomor |no\.? ?|số ?|№ ?|:)\d[\d.]{0,8}(?:[/-][\wđ\-/]{1,24})?(?: tahun \d{4}| de \d{4})?"
        ),
    ),
    (
        ("thông tư", "nghị định", "quyết định", "công văn"),
        regex(r"(?:thông tư|nghị định|quyết định|công văn) (?:số:? ?)?\d{1,6}/(?:\d{4}/)?[a-zđ]{2,6}(?:-[a-zđ]{2,6}){0,2}"),
    ),
    (("제",), regex(r"(?:[가-힣]{2,10} )?(?:(?:고시|공고|훈령|예규) ?)?제 ?\d{2,4}-\d{1,5} ?호", re.ASCII)),
)  # fmt: skip
_STATUTE = regex(
    r"\d{1,3} (?:u\.s\.c\.|usc|c\.f\.r\.|cfr) ?(?:§{1,2} ?|parts? |sections? |sec\. )?\d{1,6}[a-z]{0,2}(?:\.\d{1,4})?(?![a-z])"
    r"|\d{2,3} (?:fed\. reg\.|fed reg|fr|stat\.) \d{2,6}(?![a-z])",
    re.ASCII,
)
_OF_A_STATUTE = regex(r"u\.s\.c\.|usc |c\.f\.r\.|cfr |fed\. reg|fed reg|fr \d|stat\. \d", re.ASCII)
_LABEL = regex(
    r"(?:文号|发文字号|发布文号|公告编号|公告号|文件编号|字号|document (?:no\.?|number)|(?:notice|circular|reference|bulletin|message|order) (?:no\.?|number)|reference|ref\.?(?: no\.?)?|citation|fr document|csms ?#?) ?: ?([^\n\t]{3,80})",
    re.ASCII,
)
_DIGIT = regex(r"\d", re.ASCII)

# What stands behind a number that belongs to another notice: its reading, its annex, a part of it.
_OF_ANOTHER = regex(
    r"[ )\]]{0,2}(?:解读|政策解读|的|所|中|规定|要求|附件|废止|同时|同步|修订|失效|第[一二三四五六七八九十\d]{1,4}[条款项]|、|和|及|与|,? ?(?:is|are|was|shall|and|as amended|dated [^\n]{1,40} is)\b)"
)
_MOST = 4_000  # numbers that are read, of each sort; a list of repealed notices has hundreds
_LONGEST_TITLE = 2_000  # characters; a longer one is no title
_FIRST = 8  # lines at the head of a text in which its number may stand


@dataclass(frozen=True, slots=True)
class Number:
    """Where a number stands in the matched text."""

    start: int
    end: int


def cited(prose: Prose) -> Iterator[Number]:
    """Every number of a document in a text, its own ones too, with who issued it where the words say so; in order."""
    text = prose.simple
    found: list[Number] = []
    if "号" in text:
        found += islice(_chinese(text), _MOST)
    if not text.isascii() or _LETTERS.search(text):
        found += islice(_other(text), _MOST)
        found += _near(text, _STATUTE, [match.start() for match in _OF_A_STATUTE.finditer(text)])
        found.sort(key=lambda each: (each.start, -each.end))
    end = 0
    for each in found:
        if each.start >= end:
            yield each
            end = each.end


_LETTERS = regex("[a-z][a-z.]", re.ASCII)


def _other(text: str) -> Iterator[Number]:
    """Numbers as English and other languages write them."""
    for match in _NUMBERED.finditer(text):
        start = match.start()
        sort = (
            _SORT_BEFORE.search(text, max(0, start - 60), start)
            if text[start - 1 : start] in (" ", ",")
            else None
        )
        if sort is not None:
            yield Number(sort.start(), match.end())
    for needles, pattern in _FORMS:
        there = [place for needle in needles if needle in text for place in _places(text, needle)]
        yield from _near(text, pattern, sorted(there))


_BEFORE_NEEDLE, _BEHIND_NEEDLE = 60, 160  # characters that a form may reach


def _places(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _near(text: str, pattern: re.Pattern[str], there: Sequence[int]) -> Iterator[Number]:
    """What a pattern finds around these places, in order: far cheaper than in the whole text."""
    behind = 0
    for at in there:
        match = pattern.search(text, max(behind, at - _BEFORE_NEEDLE), at + _BEHIND_NEEDLE)
        if match is not None:
            behind = match.end()
            if begins(text, match.start()):
                yield Number(*match.span())


def _chinese(text: str) -> Iterator[Number]:
    for match in _HAN_YEAR.finditer(text):
        start, end = match.span()
        name = authorities.behind(text, start)
        if (
            name is None
            and _SMALL_NUMBER.fullmatch(match.group())
            and not match.group().endswith(("令", "公告"))
        ):
            continue  # 第3号 alone may be the number of anything
        yield Number(start if name is None else name, end)


def own(
    title: Prose, text: Prose, in_title: Sequence[Number], in_text: Sequence[Number]
) -> tuple[Prose, int, int] | None:
    """A notice's own number: in which of its two texts, and where. in_title, in_text: all that they cite.

    It stands at the start or the end of the title, under a label, or in a line that is nothing else. A number in the
    middle of a sentence belongs to another notice.
    """
    found = _in_title(title, in_title)
    if found is not None:
        return title, *found
    found = _in_lines(text, in_text)
    return None if found is None else (text, *found)


def _in_title(title: Prose, numbers: Sequence[Number]) -> tuple[int, int] | None:
    low = title.simple
    length = len(low.rstrip(" )）。."))
    for each in numbers if length < _LONGEST_TITLE else ():
        if low.count("《", 0, each.start) > low.count("》", 0, each.start) or _STATUTE.match(low, each.start):
            continue
        before, after = _AGAIN.sub("", low[: each.start]).strip(" ("), low[each.end :]
        if not before.strip("([【〔:") and not _OF_ANOTHER.match(low, each.end):
            return each.start, each.end
        whole = low[max(0, each.start - 1) : each.start] == "(" and after.startswith(")")
        if each.end >= length and (whole or before.endswith((":", "-", "–", "—", ",", "|", "\n"))):
            return each.start, each.end
    return _in_series(title)


# What an authority calls a series of its notices, at the start of a title, and its number: Australian Customs Notice
# No. 2022/46, Meat Notice 2026-03, Excise Notice 197. None of the words says that the number is another notice's.
_ANOTHER = (
    r"(?:amend|correct|corrig|repeal|revo|rescin|cancel|withdraw|explan|clarif|interpret|question|summar|comment|respon|review|supersed"
    r"|replac|modif|extension|guidance|faqs?\b|to\b|on\b|under\b|in\b|with\b|concerning|regarding|about\b|from\b|by\b|for\b|see\b|per\b)"
)
_SERIES = regex(
    rf"(?:(?!{_ANOTHER})[a-z][a-z&'’.\-]{{0,20}} ){{0,6}}"
    rf"(?:{_SORTS}|advice|advisory|alert|message|amendment|information paper|news)(?: notice)?(?: to (?:{_READERS}))?"
    r"[ :]{1,2}(?:(?:no\.?|nos\.|number|#):? ?)?",
    re.ASCII,
)
_IN_SERIES = regex(
    r"(?:[a-z]{1,4}\.? ?)?\d{1,6}(?:[/-]\d{1,6}){1,2}(?:[/-][a-z]{2,4}){0,2}|\d{1,5} (?:of \d{4}|\(\d{4}\))"
    r"|[a-z]{1,2}\.? ?\d{2,5}(?: of \d{4})?|(?!(?:19|20)\d\d\b)\d{1,7}|[cl]/\d{4}/\d{1,5}",
    re.ASCII,
)
# The same in short. Of a short name that is not known here, the number says its year.
_SHORT = regex(
    r"(?:QB|CIP|ACN|ADN|IAN|NTE|NTI|CMO|CMC|CAO|TCO|TCN|GN|L\.?N\.?|G\.?N\.?) ?(?:No\.? ?|# ?)?"
    r"(?:R\.? ?)?\d{1,6}(?:[/-]\d{1,6}| of \d{4}| \(\d{4}\))?"
    r"|(?!(?:ISO|IEC|EN|GB|ASTM|ANSI|BS|DIN|JIS|HS|FY|EUR|USD|UN|CAS|IMO|COP|AHTN|HTS|HTSUS)\b)[A-Z]{2,6}(?: [A-Z]{1,3})? (?:No\.? ?|# ?)?"
    r"(?:20\d\d[/-]\d{1,5}|\d{1,5}[/-]20\d\d)(?![/-])",
    re.ASCII,
)
_AFTER_SERIES = regex(r"(?: \d{4})?(?: ?[:(|;,\n]| [-–—] | dated |$)", re.ASCII)
_AGAIN = regex(r"^(?:updated?|revised|corrected|correction|reminder|urgent|new)(?: ?[:\-–—] ?)", re.ASCII)


def _in_series(title: Prose) -> tuple[int, int] | None:
    """A title that begins with the name of a series and the number in it."""
    low = title.simple
    again = _AGAIN.match(low)
    start = again.end() if again else 0
    name = _SERIES.match(low, start)
    number = (_IN_SERIES.match(low, name.end()) if name else None) or _SHORT.match(title.plain, start)
    if number is None or not _AFTER_SERIES.match(low, number.end()):
        return None
    return start, number.end()


def _in_lines(text: Prose, numbers: Sequence[Number]) -> tuple[int, int] | None:
    """In a field, in a line at the head or foot that is nothing else, or at the very start of the text."""
    low = text.simple
    lines = list(_lines(low, _FIRST)) + list(_last_lines(low))
    for start, end in lines:
        labelled = _LABEL.match(low, start, end)
        if labelled and _DIGIT.search(low, labelled.start(1), end):
            return _stripped(low, *labelled.span(1))
    for start, end in lines:
        first, last = _stripped(low, start, end, "()[]【】 -:.")
        if 0 < last - first < 80 and _DIGIT.search(low, first, last):
            bare = _BARE.fullmatch(low, first, last)
            if bare is not None:
                return bare.span(1)
            for each in _within(low, numbers, first, last):
                if each == (first, last) or (each[1] == last and authorities.only(low[first : each[0]])):
                    return first, last
    return _doc_at_the_foot(low) or _at_the_start(low, numbers)


def _within(low: str, numbers: Sequence[Number], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The numbers between two places, also with the day behind them: Order No. 12 of 5 May 2026."""
    first = bisect_left(numbers, start, key=lambda each: each.start)
    for number in numbers[first : first + 4]:
        if number.end > end:
            return
        yield number.start, number.end
        dated = _DATED.match(low, number.end, end)
        if dated:
            yield number.start, dated.end()


_BARE = regex(
    r"((?:no\.? ?|number )(?:r\. ?\d{1,5}(?: of \d{4})?|\d{1,6}[/-][a-z0-9/-]{1,24}(?: \([a-z.]{1,8}\))?))(?: \d{1,2} [a-z]{3,9} \d{4})?",
    re.ASCII,
)
_DATED = regex(r",? ?(?:dated|of|date:?) [^\n]{4,40}", re.ASCII)
_FR_DOC = regex(r"fr doc\.? ?(?:no\. ?)?((?:[a-z]\d|\d{2,4})-\d{3,6})(?= filed)", re.ASCII)
_OPENS = regex(r"[ \n.]|关于|现|$|[:\-–—]")


def _doc_at_the_foot(low: str) -> tuple[int, int] | None:
    """[FR Doc. 2025-12345 Filed 1-2-25; 8:45 am] is a notice's own."""
    match = _FR_DOC.search(low, max(0, len(low) - 3000)) or _FR_DOC.search(low, 0, 3000)
    return None if match is None else match.span(1)


def _at_the_start(low: str, numbers: Sequence[Number]) -> tuple[int, int] | None:
    """Where the text is one line that begins with its number."""
    first = len(low) - len(low.lstrip(" \n"))
    for start, end in _within(low, numbers, first, min(len(low), first + 80)):
        if start == first and _OPENS.match(low, end) and not _OF_ANOTHER.match(low, end):
            return start, end
    return None


def _lines(low: str, most: int) -> Iterator[tuple[int, int]]:
    start = 0
    for _ in range(most):
        end = low.find("\n", start)
        yield start, len(low) if end < 0 else end
        if end < 0:
            return
        start = end + 1


def _last_lines(low: str) -> Iterator[tuple[int, int]]:
    end = len(low)
    for _ in range(3):
        start = low.rfind("\n", 0, end)
        if start < 0:
            return
        yield start + 1, end
        end = start


def _stripped(low: str, start: int, end: int, signs: str = " ") -> tuple[int, int]:
    while start < end and low[start] in signs:
        start += 1
    while end > start and low[end - 1] in signs and not (low[end - 1] in ")]" and _opened(low, start, end)):
        end -= 1
    return start, end


def _opened(low: str, start: int, end: int) -> bool:
    """Whether the bracket at the end belongs to the words before it."""
    return low.count("(", start, end) == low.count(")", start, end) and low.count(
        "[", start, end
    ) == low.count("]", start, end)
