"""Whether an element is what surrounds a notice, by its tag, role, name or style; and when that is not believed.

A name is a guess. Nothing goes for its name alone that holds the notice's title, a table of data, or a
sentence with a duty, a code or a rate in it (`chrome.says_something`) and no link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from monitor.extract import chrome, days, fields, tables
from monitor.extract.chrome import Suspicion
from monitor.extract.text import fold, names, title_form

_WHOLE = names("body html main")
_WITHIN_A_NOTICE = names("nav aside footer")  # a summary, a note, the day on which it takes effect
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\$\{|<%|\{%")
_NUMBER = re.compile(r"\d{0,2}")  # a day of a calendar's month, or nothing
_LARGE = 0.4  # of the page's text; so much is no furniture, whatever it is called
_FEW_LINKS = 0.25  # of the text of a note; teasers of other news have more
_FACTS = 2_000  # characters; what describes a notice is shorter
_LABELS = "span,b,strong,em,label,dt,th,td"
_MOST_TABLES = 50  # of one element that are looked at


class Surroundings:
    """What surrounds the notice of one page. title: what the page may call it; root: what is read of the page."""

    def __init__(self, title: frozenset[str]) -> None:
        self._title = title
        self.root: LexborNode | None = None
        self._page_chars = 0  # counted when somebody asks

    def hold(self, node: LexborNode, tag: str, suspicion: Suspicion, *, inside: bool, begun: bool) -> bool:
        """Whether a suspect element belongs to them. inside: it stands in an article or body; begun: after the title."""
        if suspicion == "counter":
            return True
        text = node.text(deep=True)
        if self._is_notice(node, text):
            return False
        if suspicion == "element" and tag in _WITHIN_A_NOTICE and inside:
            return not (_speaks(node, text, _FEW_LINKS) or _has_data(node))
        if suspicion == "element" and tag == "aside":
            suspicion = "name"
        return not _is_rescued(node, text, suspicion, begun=begun or inside)

    def _is_notice(self, node: LexborNode, text: str) -> bool:
        if len(text) > 200 and len(text) > _LARGE * self._size():
            return True
        if node.css_first("main,article") is not None:
            return True
        if fields.tells_of_notice(text) and node.css_first("input,select") is None:
            return True
        return any(title_form(heading.text(deep=True)) in self._title for heading in node.css("h1,h2"))

    def _size(self) -> int:
        if not self._page_chars and self.root is not None:
            self._page_chars = len(self.root.text(deep=True))
        return self._page_chars


def suspicion(tag: str, attributes: Mapping[str, str | None]) -> Suspicion | None:
    """The gravest that an element's tag and attributes give rise to; None for what is above suspicion."""
    if attributes and tag not in _WHOLE and (found := _by_attributes(attributes)) is not None:
        return found
    return "element" if tag in chrome.FURNITURE else None


def _by_attributes(attributes: Mapping[str, str | None]) -> Suspicion | None:
    if "articlecounts" in attributes or "pagecounts" in attributes:
        return "counter"
    get = attributes.get
    name, ident, style, role = get("class"), get("id"), get("style"), get("role")
    named = chrome.suspicion(f"{name or ''} {ident or ''}") if name or ident else None
    if named == "consent":
        return named
    if role and role.lower() in chrome.ROLES:
        return "widget"
    hidden = (style and _INVISIBLE.search(style)) or "hidden" in attributes or get("aria-hidden") == "true"
    return "hidden" if hidden and named != "widget" else named


def _is_rescued(node: LexborNode, text: str, suspicion: Suspicion, *, begun: bool) -> bool:
    match suspicion:
        case "consent":
            return False
        case "hidden":  # tabs and folded annexes are; what waits to be shown, or to be filled in, is not
            told = begun and _TEMPLATE.search(text) is None
            return told and (_speaks(node, text, _FEW_LINKS, plainly=True) or _has_data(node))
        case "name":
            return _speaks(node, text, 0) or _has_data(node) or _has_facts(node, text)
        case _:
            return _has_data(node)


def _speaks(node: LexborNode, text: str, links: float, *, plainly: bool = False) -> bool:
    """Whether a text says something of its own. links: how much of it they are at most; plainly: a full stop
    says nothing yet.
    """
    if not chrome.says_something(chrome.without_rights(text), plainly=plainly):
        return False
    linked = [link.text(deep=True) for link in node.css("a[href]")]
    return not linked or sum(map(len, linked)) <= links * len(text)


def _has_facts(node: LexborNode, text: str) -> bool:
    """Whether an element tells of a notice: labels with their values, a day among them, and no link or box to fill in."""
    if (
        len(text) > _FACTS
        or not (":" in text or "：" in text)
        or node.css_first("a[href],input,select") is not None
    ):
        return False
    labels = [label for label in node.css(_LABELS) if label.text(deep=True).rstrip().endswith((":", "："))]
    return len(labels) >= 2 and days.holds_day(fold(text))


def _has_data(node: LexborNode) -> bool:
    """Whether a table of data stands in an element: columns, rows, and more than links or a month's days."""
    if node.css_first("table") is None or node.css_first("input,select,textarea") is not None:
        return False
    found = [node] if node.tag == "table" else []
    return any(map(_is_data, [*found, *node.css("table")[:_MOST_TABLES]]))


def _is_data(table: LexborNode) -> bool:
    if tables.is_layout(table):
        return False
    rows = [list(tables.cells_of(row)) for row, _ in tables.rows_of(table)]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    said = sum(len(cell.text(deep=True).strip()) for row in rows for cell in row)
    linked = sum(len(link.text(deep=True).strip()) for link in table.css("a"))
    days = all(_NUMBER.fullmatch(cell.text(deep=True).strip()) for row in rows[1:] for cell in row)
    return 2 * linked <= said and not days
