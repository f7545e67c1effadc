"""What a body is, by its bytes; and what it was said to be (C32).

Names and headers lie: error pages are called annex.xls, feeds become home pages, programs are called
notice.pdf. So the bytes decide, and where they contradict the name nothing is read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from monitor.errors import ReadError
from monitor.extract import links, ole
from monitor.extract.text import names
from monitor.model import Verdict
from monitor.patterns import regex

_MAGIC: Final = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_OLE_STREAMS: Final = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
_ZIP_MEMBERS: Final = (("xl/", "xlsx"), ("word/", "docx"), ("OFD.xml", "ofd"), ("ppt/", "pptx"))
_OPEN_FORMATS: Final = {b"spreadsheet": "ods", b"text": "odt", b"presentation": "odp"}
_OPEN = regex(rb"mimetypeapplication/vnd\.oasis\.opendocument\.(spreadsheet|text|presentation)")
_SUITE: Final = names("wps et dps")  # WPS Office; what it writes is often Word or Excel inside
_MOST_NAMES = 2_000  # members of an archive that are looked at
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HTML = regex(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|table|p|h[1-6]|span|ul|ol|script|a|article|section|br|form)\b",
    re.IGNORECASE,
)
_FEED = regex(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_XML = regex(rb"^<\?xml\b")
_TYPES: Final = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "application/json": "json",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "text/csv": "csv", "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx", "application/vnd.ms-excel": "xls",
    "application/msword": "doc", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/zip": "zip", "application/vnd.oasis.opendocument.spreadsheet": "ods", "application/vnd.ofd": "ofd",
}  # fmt: skip
_ENDINGS: Final = {
    "htm": "html",
    "shtml": "html",
    "xhtml": "html",
    "jhtml": "html",
    "rss": "feed",
    "atom": "feed",
    "et": "xls",
    "wps": "doc",
    "xlsm": "xlsx",
    "docm": "docx",
}
_KNOWN: Final = names("html pdf json feed csv txt xlsx xls ods odt doc docx rtf zip rar ofd 7z picture")
_SHOWN: Final = {
    "html": "an HTML page", "txt": "plain text", "feed": "a feed", "program": "a program", "picture": "a picture",
    "ole": "an old Office file", "xml": "XML", "wps": "a WPS document", "et": "a WPS spreadsheet",
    "dps": "a WPS presentation", "ofd": "an OFD document", "rar": "a RAR archive", "7z": "a 7z archive",
    "zip": "a ZIP archive", "odt": "an OpenDocument text", "binary": "a file of an unknown kind",
}  # fmt: skip
# The same thing under another name: old and new spreadsheets are swapped every day, all are archives inside.
_ALIKE: Final = (
    {"xls", "xlsx"},
    {"doc", "docx", "rtf", "odt"},
    {"xlsx", "ods"},
    {"xls", "ods"},
    {"txt", "csv"},
    {"json", "txt"},
    {"feed", "xml"},
    {"html", "xml"},
)


def sniff(body: bytes) -> str:
    """What the bytes are: "html", "feed", "json", "xlsx", "xls", "pdf", ...; "txt" when only that is certain."""
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return _office(body, kind)
    head = body[:4096]
    if head.startswith(_UTF16):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "empty"
    if head[:1] in b"{[":
        return "json"
    return _markup(head) if head[:1] == b"<" else _unmarked(head)


def _unmarked(head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"  # readers forgive what stands before it
    if b"\x00" in head:
        return "binary"
    return "html" if _HTML.search(head) else "txt"


def expected(name: str, content_type: str | None) -> str | None:
    """What a name's ending, else a header, says the body is; None when neither says anything useful."""
    end = _ending(name)
    kind = "picture" if end in links.PICTURES else _ENDINGS.get(end, end)
    if kind in _KNOWN:
        return kind
    return _TYPES.get((content_type or "").partition(";")[0].strip().lower())


def settle(body: bytes, name: str, content_type: str | None) -> str:
    """The kind a body is to be read as. Raises ReadError when it is not what it was said to be."""
    found, said = sniff(body), expected(name, content_type)
    if found == "txt" and said in ("csv", "json"):
        return said
    if (suite := _ending(name)) in _SUITE and found not in ("html", "program", "empty", "txt"):
        return (
            suite if found in ("ole", "binary", "zip") else found
        )  # the bytes decide, whatever it is called
    if said is None or found == said or any({found, said} <= alike for alike in _ALIKE):
        return found
    if said in ("html", "txt") and found != "program":
        return found  # the usual header of a careless server
    if found == "html" and said == "xls" and b"schemas-microsoft-com:office:excel" in body[:4096]:
        return "html"  # Excel's own "web page" export, which agencies publish under .xls
    if found == "empty":
        raise ReadError(f"expected {shown(said)} and got nothing", Verdict.TRUNCATED)
    raise ReadError(f"expected {shown(said)} and got {shown(found)}", Verdict.WRONG)


def shown(kind: str) -> str:
    """The kind as a reader would call it."""
    return _SHOWN.get(kind, kind.upper())


def not_read(kind: str) -> str:
    """Why a file of a kind that we have no reader for has no text here."""
    return f"{shown(kind)}, which is not read"


def _ending(name: str) -> str:
    return links.ending(name) or PurePosixPath(links.file_name(name)).suffix[1:].lower()


def _office(body: bytes, kind: str) -> str:
    if kind == "ole":
        own = ole.top_names(body)
        return next((k for stream, k in _OLE_STREAMS if stream in own), "ole")
    if kind == "zip":
        if (opened := _OPEN.match(body, 30)) is not None:
            return _OPEN_FORMATS[opened[1]]
        own = frozenset(_members(body)) or _begun(body)
        return next((k for start, k in _ZIP_MEMBERS if any(name.startswith(start) for name in own)), "zip")
    return kind


def _members(body: bytes) -> Iterator[str]:
    """The names in an archive's table, which stands at its end; none when it is cut off."""
    end = body.rfind(b"PK\x05\x06", -66_000)
    if end < 0 or len(body) < end + 22:
        return
    at = int.from_bytes(body[end + 16 : end + 20], "little")
    for _ in range(_MOST_NAMES):
        if body[at : at + 4] != b"PK\x01\x02":
            return
        name, extra, comment = (int.from_bytes(body[at + i : at + i + 2], "little") for i in (28, 30, 32))
        yield body[at + 46 : at + 46 + name].decode("ascii", "replace").replace("\\", "/").lstrip("/")
        at += 46 + name + extra + comment


def _begun(body: bytes) -> frozenset[str]:
    """What an archive that is cut off began with."""
    return frozenset(start for start, _ in _ZIP_MEMBERS if start.encode() in body[:65536])


def _markup(head: bytes) -> str:
    found = [
        (m.start(), kind)
        for pattern, kind in ((_FEED, "feed"), (_HTML, "html"))
        if (m := pattern.search(head))
    ]
    if found:
        return min(found)[1]
    return "xml" if _XML.match(head) else "html"
