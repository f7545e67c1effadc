"""Files of many parts to what they say: PDF, Word, spreadsheets, archives of these.

Their parsers are large and read what strangers send, so `monitor.sandbox` runs this room in a child process
(faults C20, C21, S07); called directly it is as pure as the rest of `extract`. Each is loaded with its first file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor import lazily
from monitor.errors import ReadError
from monitor.extract import csv, html, plain, sniff
from monitor.extract.limits import Limits
from monitor.extract.text import names
from monitor.model import Content, Parsed

if TYPE_CHECKING:
    from monitor.extract import doc, docx, pdf, xlsx, zipped
else:
    doc, docx, pdf, xlsx, zipped = lazily.rooms("monitor.extract", "doc", "docx", "pdf", "xlsx", "zipped")

KINDS = names("pdf docx doc xlsx xls ods zip")
WORKBOOKS = names("xlsx xls ods")
_USUAL = Limits()


def parse(body: bytes, kind: str, limits: Limits = _USUAL) -> Parsed:
    """What a file of one of KINDS says. Raises ReadError when it is broken, locked or over the limits."""
    if kind in WORKBOOKS:
        return Parsed(sheets=xlsx.sheets(body, limits))
    return Parsed(_content(body, kind, limits))


def content(parsed: Parsed) -> Content:
    """What a reader sees in a file that was parsed."""
    return xlsx.content_of(parsed.sheets) if parsed.sheets else parsed.content


def _content(body: bytes, kind: str, limits: Limits) -> Content:
    match kind:
        case "pdf":
            return pdf.content(body, limits)
        case "docx":
            return docx.content(body, limits)
        case "doc":
            return doc.content(body, limits)
        case "zip":
            return zipped.content(body, limits, _member)
        case _:
            return xlsx.content(body, limits)


def _member(body: bytes, name: str, limits: Limits) -> Content:
    """What one file of an archive says; by its name's ending and its bytes, as always."""
    kind = sniff.settle(body, name, None)
    match kind:
        case "csv":
            return csv.content(body)
        case "txt":
            return plain.content(body)
        case "html" | "xml":
            return html.content(body)
        case "empty":
            raise ReadError("the file is empty")
        case _ if kind in KINDS:
            return _content(body, kind, limits)
    return Content(unread=sniff.not_read(kind))
