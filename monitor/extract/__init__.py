"""Bytes to Content, a file per format. `extract` is the door; it looks at the bytes, not at the name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from monitor.errors import ReadError
from monitor.extract import csv, feed, html, json, plain, sniff, xlsx
from monitor.model import Content

__all__ = ["extract"]


@dataclass(frozen=True, slots=True)
class _Given:
    """A body and what was said about it."""

    body: bytes
    content_type: str | None
    name: str
    selector: str | None
    base_url: str


def _html(given: _Given) -> Content:
    return html.content(
        given.body, content_type=given.content_type, selector=given.selector, base_url=given.base_url
    )


_READERS: Mapping[str, Callable[[_Given], Content]] = MappingProxyType(
    {
        "html": _html,
        "xml": _html,
        "feed": lambda given: feed.content(
            given.body, content_type=given.content_type, base_url=given.base_url
        ),
        "json": lambda given: json.content(
            given.body, content_type=given.content_type, base_url=given.base_url
        ),
        "xlsx": lambda given: xlsx.content(given.body),
        "xls": lambda given: xlsx.content(given.body),
        "csv": lambda given: csv.content(given.body, content_type=given.content_type),
        "txt": lambda given: plain.content(given.body, content_type=given.content_type),
    }
)


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
    read = _READERS.get(kind)
    if read is None:
        return Content(unread=_not_yet(kind))
    return read(_Given(body, content_type, name, selector, base_url))


def _not_yet(kind: str) -> str:
    shown = sniff.shown(kind)
    return f"{shown[0].upper()}{shown[1:]} is not read yet"
