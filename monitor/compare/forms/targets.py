"""Where links lead, so that two ways of writing the same address are one."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from monitor import urls
from monitor.patterns import regex

_NOWHERE = "http://nowhere.invalid/"  # stands in for the site of an address that is written without it

_FILE = regex(
    r"\.(?:pdf|docx?|docm|odt|rtf|xls[xmb]?|ods|pptx?|wps|et|dps|ofd|zip|rar|7z|csv|txt|xml|json"
    r"|png|jpe?g|gif|bmp|tiff?|webp|svg|mp[34])$",
    re.IGNORECASE,
)
_PAGE = regex(r"\.(?:s?html?|xhtml)$", re.IGNORECASE)
_PROGRAM = regex(r"\.(?:php\d?|aspx?|ashx|jspx?|jhtml|do|action|cgi|pl|cfm)$", re.IGNORECASE)
# How somebody came to a page, and who showed it to them.
_WAY = regex(
    r"spm|scm|from|src|source|ref|refer|referr?er|share\w{0,12}|shared?_?by|isappinstalled|scene|trk|campaign|via"
    r"|wx\w{0,10}|fromuid|eqid",
    re.IGNORECASE,
)
# Which wording of a file a browser shall not take from its own store.
_VERSION = regex(
    r"v|ver|version|rev|revision|r|t|_t|ts|_ts|time|timestamp|_|rnd|rand|random|cb|cache|hash|h|md5|sha\d{0,3}|etag|build|mtime"
    r"|mod|modified|updated|lastmod|(?=[\da-f]{0,40}\d)[\da-f]{4,40}",
    re.IGNORECASE,
)
# What says that a store of files let somebody in for an hour: the signature, and all that is signed with it.
_SIGNATURE = regex(
    r"(?:x-(?:amz|goog|oss|cos|obs)-)?(?:signature|credential)|sig|q-signature|auth_key", re.IGNORECASE
)
_SIGNED = regex(
    r"(?:x-(?:amz|goog|oss|cos|obs)|q|response-content)-[\w-]{1,40}|signature|sig|expires|policy|key-pair-id|auth_key"
    r"|(?:aws|google|oss|obs)access(?:key)?id|security-?token|s[veprt]|spr|sk\w{1,3}",
    re.IGNORECASE,
)
_DEFAULT = regex(r"/(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_SLASHES = regex(r"/{2,}")
_ESCAPE = regex(r"%[0-9A-Fa-f]{2}")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@lru_cache(maxsize=4096)
def target(href: str) -> str:
    """What a link leads to on its site: path and query without session, tracking and cache-buster.

    Scheme and host are left out: the same file is linked with and without them, and a site that moves
    to another host has not changed its notices. Where the path alone names a page or a file, nor does it
    matter how somebody came there, or which version a browser is told to load.
    """
    address = _canonical(href)
    if address is None:
        return href
    parts = urlsplit(address)
    path = _DEFAULT.sub("/", _ESCAPE.sub(_plain, _SLASHES.sub("/", parts.path)))
    pairs = [_ESCAPE.sub(_plain, pair.replace("+", "%20")) for pair in parts.query.split("&") if pair]
    query = "&".join(sorted(_telling(path, pairs)))
    route = "#" + parts.fragment if parts.fragment else ""
    return (path.rstrip("/") or "/") + ("?" + query if query else "") + route


def version(href: str) -> str:
    """What an address says of the file's version, "" when nothing: another one may be another file."""
    parts = urlsplit(_canonical(href) or "")
    if not _is_kept(parts.path):
        return ""
    return "&".join(
        sorted(pair for pair in parts.query.split("&") if pair and _VERSION.fullmatch(_name(pair)))
    )


def shown(href: str) -> str:
    """The address as a reader is shown it: without what a server adds for its own book-keeping."""
    return (_canonical(href) or href).removeprefix(_NOWHERE[:-1])


def _telling(path: str, pairs: list[str]) -> list[str]:
    """The parameters that may say which page is meant."""
    if any(_SIGNATURE.fullmatch(_name(pair)) for pair in pairs):
        pairs = [pair for pair in pairs if not _SIGNED.fullmatch(_name(pair))]
    kept = _is_kept(path)
    left = [pair for pair in pairs if not (kept and _VERSION.fullmatch(_name(pair)))]
    others = [pair for pair in left if not _is_way(pair, kept=kept)]
    says = kept or _is_number(_end(path)) or any(_is_number(pair.partition("=")[2]) for pair in others)
    return others if says else left


def _is_kept(path: str) -> bool:
    """Whether a path names something that a server keeps: a file, or a page with a number in its name.

    A page such as detail.html may choose what it shows by its parameters, as a program does.
    """
    return _FILE.search(path) is not None or (_PAGE.search(path) is not None and _is_number(_end(path)))


def _end(path: str) -> str:
    """The part of a path that may name a document: its end, unless that is a program."""
    last = path.rstrip("/").rpartition("/")[2]
    return "" if _PROGRAM.search(last) else last


def _name(pair: str) -> str:
    return pair.partition("=")[0]


def _is_number(written: str) -> bool:
    """Whether something may be a document's number, or a name with one in it."""
    return any(map(str.isdecimal, unquote(written)))


def _is_way(pair: str, *, kept: bool) -> bool:
    """Whether a parameter says how somebody came; to a program a day or a number may say what to show."""
    name, _, value = pair.partition("=")
    if not _WAY.fullmatch(name):
        return False
    return kept or name.lower() in ("spm", "scm") or not _is_number(value)


def _plain(found: re.Match[str]) -> str:
    """An escape in the one way to write it; a letter or digit that needs none as itself."""
    sign = chr(int(found.group()[1:], 16))
    return sign if sign in _PLAIN else found.group().upper()


def _canonical(href: str) -> str | None:
    """The address as an identity; None for what is none, which is compared as the text it is."""
    try:
        return urls.canonical(urljoin(_NOWHERE, href))
    except ValueError:
        return None
