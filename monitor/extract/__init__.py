"""Bytes to Content, a file per format. `extract` is the door; it looks at the bytes, not at the name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from monitor.errors import ReadError, UnreadableError
from monitor.extract import csv, feed, files, html, json, plain, sniff
from monitor.model import Content, Parse, Parsed, Sheet
from monitor.values import dataclass

__all__ = ["extract", "sheets"]


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
    parse: Parse | None = None,
) -> Content:
    """What a document says.

    content_type and name (an address will do) say what it should be; when the bytes are something
    else, ReadError names both. selector: CSS, for HTML. base_url: what links are relative to.
    parse: what parses files of many parts (`files.KINDS`), here when not given. A file of a kind that has no
    reader is Content with `unread` set; UnreadableError is one that has a reader and is broken or locked.
    """
    kind = sniff.settle(body, name, content_type)
    if kind == "empty":
        raise ReadError("the answer is empty")
    if kind in files.KINDS:
        return files.content(_parsed(body, kind, parse))
    read = _READERS.get(kind)
    if read is None:
        return Content(unread=sniff.not_read(kind))
    return read(_Given(body, content_type, name, selector, base_url))


def sheets(body: bytes, kind: str, parse: Parse | None = None) -> tuple[Sheet, ...]:
    """The sheets of a workbook, row by row. kind: one of `files.WORKBOOKS`, as `sniff.settle` found it."""
    return _parsed(body, kind, parse).sheets


def _parsed(body: bytes, kind: str, parse: Parse | None) -> Parsed:
    try:
        return (parse or files.parse)(body, kind)
    except ReadError as error:
        raise UnreadableError(str(error)) from error
