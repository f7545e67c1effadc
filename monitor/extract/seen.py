"""What of a page's own text a reader does not see as it stands there, and what he sees though it is a control."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from selectolax.lexbor import LexborNode

from monitor.extract import chrome
from monitor.extract.text import names
from monitor.patterns import regex

STRUCK = names("del s strike")
_LINE_THROUGH = regex(r"text-decoration[a-z-]{0,12}\s{0,9}:[^;:]*line-through", re.IGNORECASE)
_TIP = regex(r"(?<![a-z])tool[-_]?tip[-_]*(?:text|content|inner|body|bubble)(?![a-z])", re.IGNORECASE)
_SAYING = names("h1 h2 h3 h4 h5 h6 summary dt th legend")  # what they say may stand on a button
_NEAR = 3  # elements above a button that are looked at


def is_unsaid(node: LexborNode) -> bool:
    """Whether an element is no part of the sentence it stands in: struck out, so that it holds no longer, or a
    tooltip, which shows when a pointer comes near.
    """
    tag = node.tag or ""
    if tag in STRUCK:
        return True
    return tag[:1] not in "-!" and not is_said_with(node.attributes)


def is_said_with(attributes: Mapping[str, str | None]) -> bool:
    """Whether what an element says is not struck out, and no tooltip, by its style, role and class."""
    get = attributes.get
    style, role, called = get("style"), get("role"), get("class")
    if style and _LINE_THROUGH.search(style) is not None:
        return False
    return not (role and role.lower() == "tooltip") and not (called and _is_tip(called))


@lru_cache(maxsize=2048)  # pages call all their rows by one name
def _is_tip(called: str) -> bool:
    return _TIP.search(called) is not None


def is_unsaid_in(node: LexborNode | None, cell: LexborNode) -> bool:
    """Whether an element of a cell is unsaid, or a button, or stands in what is unsaid."""
    if node is not None and node.tag in chrome.MUTE and not is_said(node):
        return True
    while node is not None and node.mem_id != cell.mem_id:
        if is_unsaid(node):
            return True
        node = node.parent
    return False


def is_said(node: LexborNode) -> bool:
    """Whether a button bears all that a heading, a term or a column's name says, as in a list of folded answers."""
    if node.tag != "button":
        return False
    above, near = node.parent, 0
    while above is not None and near < _NEAR and not _says(above):
        above, near = above.parent, near + 1
    if above is None or not _says(above):
        return False
    rest = above.text(deep=True).replace(node.text(deep=True), "", 1)
    return not any(map(str.isalpha, rest))


def _says(node: LexborNode) -> bool:
    return node.tag in _SAYING or (node.attributes.get("role") or "").lower() == "heading"
