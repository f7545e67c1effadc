"""Which links are a notice's files, and what to call them.

An address ends in a file's ending, or carries the file's name as a parameter while its path is a hash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor import urls
from monitor.extract.text import fold, names
from monitor.model import Attachment

ENDINGS = names("pdf doc docx rtf xls xlsx ods wps et ofd zip rar 7z csv")
_HAS_ENDING = re.compile(rf"\.({'|'.join(sorted(ENDINGS))})\b", re.IGNORECASE)
_FURNITURE = re.compile(
    r"icon|logo|qrcode|ewm|arrow|button|btn|bullet|spacer|blank|pixel|\b(?:pdf|doc|xls|zip)\.", re.IGNORECASE
)
_HANDED = names("file src url path")
_NAMED = names("filename file name attname attachname path")
_NOT_A_NAME = re.compile(
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
    return last if last in ENDINGS else None


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
