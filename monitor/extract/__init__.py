"""Bytes to Content, a file per format. `extract` is the door; it looks at the bytes, not at the name."""

from __future__ import annotations

from monitor.errors import ReadError
from monitor.extract import links, sniff
from monitor.model import Content

READABLE = frozenset({"html", "json", "feed", "xlsx", "xls", "csv", "txt"})

__all__ = ["READABLE", "extract", "readable"]


def extract(
    body: bytes,
    *,
    content_type: str | None = None,
    name: str = "",
    selector: str | None = None,
    base_url: str = "",
) -> Content:
    """What a document says.

    content_type and name (an address will do) say what it should be; when the bytes are something
    else, ReadError names both. selector: CSS, for HTML. base_url: what links are relative to. A file
    that is what it should be and that we cannot read yet is Content with `unread` set.
    """
    kind = sniff.settle(body, name, content_type)
    if kind == "empty":
        raise ReadError("the answer is empty")
    match kind:
        case "html" | "xml":
            from monitor.extract import html

            return html.read(body, content_type=content_type, selector=selector, base_url=base_url)
        case "feed":
            from monitor.extract import feed

            return feed.content(body, content_type=content_type, base_url=base_url)
        case "json":
            from monitor.extract import json

            return json.content(body, base_url=base_url)
        case "xlsx" | "xls":
            from monitor.extract import xlsx

            return xlsx.content(body)
        case "csv":
            from monitor.extract import csv

            return csv.content(body, content_type=content_type, name=links.file_name(name))
        case "txt":
            from monitor.extract import plain

            return plain.content(body, content_type=content_type)
        case _:
            return Content(unread=_not_yet(kind))


def readable(url: str, name: str = "") -> str | None:
    """None when a file with this address or name can be read, else why it cannot ("PDF is not read yet")."""
    kind = sniff.expected(url, None) or sniff.expected(name, None)
    return None if kind is None or kind in READABLE else _not_yet(kind)


def _not_yet(kind: str) -> str:
    shown = sniff.shown(kind)
    return f"{shown[0].upper()}{shown[1:]} is not read yet"
