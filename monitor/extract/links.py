"""Which links are a notice's files, and what to call them.

An address ends in a file's ending, or carries the file's name as a parameter while its path is a hash. Where
it says nothing (/download?id=5) the link's words do: 附件1：商品编码表.csv. What such an address answers with is
seen when it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor import urls
from monitor.extract.text import fold, names
from monitor.model import Attachment
from monitor.patterns import regex

ENDINGS = names(
    "pdf doc docx docm odt rtf xls xlsx xlsm xlsb ods ppt pptx wps et dps ofd zip rar 7z csv txt xml"
)
_PAGES = names("html htm shtml xhtml jhtml")
_HAS_ENDING = regex(rf"\.({'|'.join(sorted(ENDINGS))})\b", re.IGNORECASE)
_FURNITURE = regex(
    r"icon|logo|qrcode|ewm|arrow|button|btn|bullet|spacer|blank|pixel|\b(?:pdf|doc|xls|zip)\.|\b(?:new|hot)\d{0,2}\.(?:gif|png|svg|webp)\b",
    re.IGNORECASE,
)
# 附件1：名单, Annex II – Codes, 商品编码表.xlsx (12 KB)
_ANNEX = regex(
    r"[\s\[(（【《]*(?:"
    r"(?:附\s*(?:件|表|录)|別紙|別添|첨부|붙임)\s*(?:[\d一二三四五六七八九十]{1,3}|[:：.、,，)）\]】》-]|\s|$)|"
    r"(?:annex(?:es|ure|e)?|attachments?|appendi(?:x|ces)|anexo|lampiran|phụ lục)\s*"
    r"(?:(?:no\.?\s*)?(?:\d{1,3}|[ivx]{1,5}|(?-i:[A-Z]))(?![^\W_])|[:：,)\]–—-]|$))",
    re.IGNORECASE,
)
_ANNEX_BEGINS = frozenset("[(（【《附別첨붙alp")
_FILE_NAME = regex(
    rf"\.(?:{'|'.join(sorted(ENDINGS))})[\s\])）】》]*(?:[\[(（][^\])）]{{0,30}}[\])）])?\s*$", re.IGNORECASE
)
_IN_SCRIPT = regex(
    rf"""["']([^"'\s<>]{{1,500}}\.(?:{"|".join(sorted(ENDINGS))})(?:[?;#][^"'\s<>]{{0,500}})?)["']""",
    re.IGNORECASE,
)
_LABEL = regex(r"\W*(?:附件|附表|附件下载|attachments?|annex(?:es)?|downloads?|files?)\W*", re.IGNORECASE)
_FEED = regex(r"rss|atom|feed|sitemap|robots|manifest|config", re.IGNORECASE)
_LONGEST_NAME = 300  # characters of a link's words; longer ones are a text
NO_ADDRESS = "the link runs a script and has no address that could be asked for"
_HANDED = names("file src url path")
_NAMED = names("filename file name attname attachname path")
_NOT_A_NAME = regex(
    r"[\[(（【]?(?:点击)?(?:下载|查看|附件|附件下载|预览|全文)(?:此?文件|附件)?[\])）】]?|"
    r"(?:view|download|open|here|click here|link|details?|pdf|docx?|xlsx?|zip)(?: (?:file|pdf|document|here))?|"
    r"muat turun|unduh|descargar|télécharger|baixar|herunterladen|tải (?:về|xuống)|다운로드|ダウンロード|ดาวน์โหลด|تحميل|скачать",
    re.IGNORECASE,
)


PICTURES = names("png jpg jpeg gif bmp tif tiff webp")
_ICON = 120  # pixels; no scanned page is as small


def is_picture(url: str) -> bool:
    return file_name(url).rpartition(".")[2].lower() in PICTURES


def picture(base_url: str, attributes: Mapping[str, str | None]) -> Attachment | None:
    """The picture as a file of the notice; None for an icon, or one that is part of the page's own text."""
    sources = (attributes.get(name) or "" for name in ("src", "data-src", "data-original"))
    source = next((one for one in sources if one and not one.lower().startswith("data:")), "")
    sizes = [(attributes.get(name) or "").removesuffix("px") for name in ("width", "height")]
    if not source or any(size.isdecimal() and int(size) < _ICON for size in sizes):
        return None
    name = file_name(source)
    if not is_picture(source) or _FURNITURE.search(name):
        return None
    return Attachment(fold(attributes.get("alt") or "") or name, absolute(base_url, source))


def absolute(base_url: str, href: str) -> str:
    """The link's target by the standard; as written when it cannot be resolved or there is no base."""
    href = href.strip().replace("\\", "/")  # as browsers do; a backslash never reaches the network (C07)
    try:
        return urls.resolve(base_url, href) if base_url else href
    except ValueError:  # "http://[" and the like: shown as it stands, refused by whoever would fetch it
        return href


def ending(url: str) -> str | None:
    """The file ending that an address names ("pdf"), in its path or as a file name in its query."""
    if not _HAS_ENDING.search(url):
        return None
    name = file_name(url)
    last = name.rpartition(".")[2].lower()
    if last in ("xml", "txt") and _FEED.search(url):
        return None  # what a site says to machines
    return last if last in ENDINGS else None


_SIZES = regex(
    rf"(?:[\s()\[\]（）,，;:：·|/~-]|\d{{1,6}}(?:[.,]\d{{1,3}})?\s?(?:[kmgt]i?b|bytes?|[kmg]o|octets|байт|[кмг]б)\b|\.?(?:{'|'.join(sorted(ENDINGS))})\b)*",
    re.IGNORECASE,
)


_SIGNS_OF_DAYS = " -/:()[]"
_OF_DAYS = _SIGNS_OF_DAYS + "0123456789"


def is_size(text: str, named: Iterable[str]) -> bool:
    """Whether a text is nothing but the names of files, each with its sort and size: Form A (PDF, 231 KB)."""
    for words in filter(None, named):
        text = text.replace(words, " ", 1)
    if not text.strip(_OF_DAYS) and text.strip(_SIGNS_OF_DAYS):
        return False  # figures without a letter, as days beside titles are
    return len(text) <= _LONGEST_NAME and _SIZES.fullmatch(text) is not None


def names_annex(words: str) -> bool:
    """True for the words of a link to an annex: they begin with 附件 or Annex, or end like the name of a file."""
    if len(words) > _LONGEST_NAME:
        return False
    annex = words[:1].lower() in _ANNEX_BEGINS and _ANNEX.match(words) is not None
    return annex or ("." in words and _FILE_NAME.search(words) is not None)


def is_label(text: str) -> bool:
    """True for the word over a notice's files, without anything else: 附件："""
    return _LABEL.fullmatch(text) is not None


def promises(words: str, url: str, base_url: str) -> bool:
    """Whether a link's words say that it is a file, while its address may be one and does not say so."""
    if not names_annex(words):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in ("", "http", "https") or url.partition("#")[0] in ("", base_url.partition("#")[0]):
        return False
    page = parts.path.rpartition(".")[2].lower() in _PAGES
    return not page or _FILE_NAME.search(words) is not None


def in_script(script: str) -> str | None:
    """The file that a script opens: open('/f/annex.xls')."""
    found = _IN_SCRIPT.search(script)
    return found[1] if found else None


def unknown(words: str, script: str) -> Attachment:
    """A file whose address only a script knows, told with the reason why it is not read."""
    where = script if script.lower().startswith("javascript:") else f"javascript:{script or words}"
    return Attachment(title(words, words), where[:_LONGEST_NAME], unread=NO_ADDRESS)


def framed(url: str) -> str:
    """The file that a frame shows: its own address, or the one it hands to a viewer (viewer.html?file=/a.pdf)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.path.rpartition(".")[2].lower() in ENDINGS:
        return url
    handed = (value for key, value in parse_qsl(parts.query) if key.lower() in _HANDED)
    return next((absolute(url, value) for value in handed if _HAS_ENDING.search(value)), url)


def file_name(url: str) -> str:
    """The readable name of the file behind an address: a name in the query, else the path's end."""
    try:
        parts = urlsplit(url.replace("\\", "/"))
    except ValueError:
        return url
    for key, value in parse_qsl(parts.query):
        if key.lower() in _NAMED and _HAS_ENDING.search(value):
            return value.rpartition("/")[2]
    return unquote(parts.path.partition(";")[0]).rpartition("/")[2]


def title(text: str, url: str, hint: str = "") -> str:
    """What to call a linked file: the link's words unless they only say "download"; else its name."""
    if text and not _NOT_A_NAME.fullmatch(text):
        return text
    return hint or file_name(url) or text or url
