"""Two texts that differ in how they are written and in nothing that they say, and why they are the same.

Asked only of texts that became one another. Each rule takes something out of both texts; when what is left is the
same, what the rules took meant nothing. A number, a word or a sign that came or went is never taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from monitor.compare.forms.days import SAME_DAY, same_days
from monitor.compare.forms.text import normal, ungrouped
from monitor.compare.noise import listing
from monitor.compare.noise.counters import without_counters
from monitor.patterns import regex

GROUPED = "the same numbers, their digits grouped in another way"
NUMBERED = "the number that a list gives it was written out, or is no longer"
MARKED = "only the number of its note moved on"
SIZED = "the size or the sort of a file, told beside its link"
COUNTED = "how often a file was fetched or a page was seen"
HYPHENED = "the same words, divided by a hyphen or not"
MASKED = "an e-mail address written so that no program reads it"

LONGEST = 20_000  # characters
_LIST_NUMBER = regex(
    r"-(?=[^\W\d_])|(?:[(\[]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[)\]]|\d{1,3}[.、]|[A-Za-z][.、])(?![\d.,])"
)
# A mark behind a word or a sign, never behind a number or a short unit: m² and 10⁶ say another thing.
_NOTE = regex(
    r"(?<=[^\W\d_]{4})[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,3}|(?<=[⺀-鿿가-힯)\]）」】.,。;!?])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,3}"
    r"|(?<=[\w%)\]）」”\".,。;]) ?\[\d{1,3}\]"
)
_SORT = r"(?:pdf|docx?|word|xlsx?|excel|pptx?|powerpoint|zip|rar|7z|csv|txt|rtf|odt|ods|wps|ofd|hwpx?|xml|json|jpe?g|png|tiff?)"
_MEASURE = (
    r"\d{1,6}(?:[.,]\d{1,3})? ?(?:[kmgt]i?b|bytes?|[kmg]|[kmg]o|octets|байт|кб|мб|гб|字节|킬로바이트|바이트)"
)
_PAGES = r"\d{1,5} ?(?:pages?|pp?\.?|páginas?|págs?\.?|seiten|стр\.?|с\.|页|頁|ページ|쪽|페이지|trang|halaman|หน้า|sayfa|صفحة|صفحات)"
_TOLD = rf"(?:{_SORT}|{_MEASURE}|{_PAGES})"
_BESIDE = regex(rf"[(\[]\.?{_TOLD}(?:[ ,;:/|·-]{{1,3}}\.?{_TOLD}){{0,3}}[)\]]", re.IGNORECASE)
_BEHIND = regex(rf"(?:[ ,;:/|·-]{{1,3}}{_TOLD})+$", re.IGNORECASE)
_HAS_MEASURE = regex(_MEASURE, re.IGNORECASE)
_AT = regex(r" ?[(\[{] ?(?:at|@|arroba|собака|ät|chez) ?[)\]}] ?", re.IGNORECASE)
_DOT = regex(r" ?[(\[{] ?(?:dot|\.|punto|ponto|point|точка|punkt) ?[)\]}] ?", re.IGNORECASE)
_LONGEST_TAIL = 60  # characters
_HAS_SORT = regex(rf"\b{_SORT}\b", re.IGNORECASE)
_HYPHEN = regex(r"(?<=[a-zà-öø-ÿа-я])- ?(?=[a-zà-öø-ÿа-я])")


def reason(before: str, after: str, *, link: bool = False, others: bool = False) -> str | None:
    """Why two texts say the same; None when they do not.

    link: it leads somewhere, so a size at its end is that of a file. others: texts came or went elsewhere, so a
    number that merely moved on follows from them.
    """
    if max(len(before), len(after)) > LONGEST:
        return None
    if same_days(before, after):
        return SAME_DAY
    for why, rule in _rules(link=link, others=others):
        left = rule(before), rule(after)
        if left != (before, after):
            before, after = left
            if normal(before) == normal(after):
                return why
            if same_days(before, after):
                return SAME_DAY
    return NUMBERED if _unlisted(normal(before)) == _unlisted(normal(after)) else None


def plain_name(name: str) -> str:
    """The name of a file without its size and how often it was fetched, in normal form."""
    return normal(_uncounted(_unsized_link(name)))


def _rules(*, link: bool, others: bool) -> Iterator[tuple[str, Callable[[str], str]]]:
    if others:
        yield MARKED, lambda text: _NOTE.sub("", text)
    yield SIZED, _unsized_link if link else _unsized
    yield COUNTED, _uncounted
    yield listing.AGE, listing.without_age
    yield listing.BADGE, lambda text: listing.without_badge(text, link=link)
    yield MASKED, lambda text: _DOT.sub(".", _AT.sub("@", text)) if _AT.search(text) else text
    yield GROUPED, lambda text: ungrouped(normal(text))
    yield HYPHENED, lambda text: _HYPHEN.sub("", text)


def _unlisted(form: str) -> str:
    """A form without the number, letter or dash by which a list may begin it."""
    found = _LIST_NUMBER.match(form)
    return form[found.end() :].lstrip(" ") if found else form


def _unsized(text: str) -> str:
    """Without "(PDF, 231 KB)": beside text that leads nowhere only where the sort of a file is told with it."""
    return _BESIDE.sub(lambda found: "" if _HAS_SORT.search(found.group()) else found.group(), text)


def _unsized_link(text: str) -> str:
    text = _BESIDE.sub("", text)
    head, tail = text[:-_LONGEST_TAIL], text[-_LONGEST_TAIL:].rstrip()
    found = _BEHIND.search(tail)
    return head + tail[: found.start()] if found and _HAS_MEASURE.search(found.group()) else text


def _uncounted(text: str) -> str:
    """Without "Downloads: 88" in a text or behind it."""
    form = normal(text)
    left = without_counters(form)
    return text if left == form else left
