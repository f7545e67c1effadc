"""Whether what is called a header is the site's own, over its page, or the head of a card, a section or an item.

The word alone says nothing: a publishing system calls the title of each card by it. The site's header holds its
menu, its search or the way home, or stands over the page with not a heading in it.
"""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborNode

from monitor.extract.text import names
from monitor.patterns import regex

_HEADINGS = "h1,h2,h3,h4,h5,h6,[role=heading]"
_MENU = "nav,input,[role=navigation],[role=search],[role=menubar]"
_HOME = regex(r"(?:https?://[^/?#]+)?(?:\.{0,2}/)?(?:(?:index|default|home)\.[a-z]{3,5})?", re.IGNORECASE)
_THINGS = names("article section li main")  # what has a head of its own
_CALLED = "[class*=header i],[id*=header i]"
_HEAD = regex(r"[-_]*header$", re.IGNORECASE)
_ALIKE = 3  # heads that are called alike: a page has one for wide and one for narrow screens
_MENU_LINKS = 3
_NEAR = 3  # elements above it that are looked at


class Heads:
    """The elements of one page that are called headers. root: what is read of the page."""

    def __init__(self, root: LexborNode | None) -> None:
        self._root = root
        self._called: Counter[str] | None = None  # counted when somebody asks

    def is_sites(self, node: LexborNode, *, inside: bool, begun: bool) -> bool:
        """Whether one is the site's. inside: it stands in an article or body; begun: after the page's first heading."""
        heading = node.css_first(_HEADINGS) is not None
        if inside or begun:
            return not heading and _is_menu(node)
        if self._is_repeated(node):
            return False
        return _is_menu(node) or _leads_home(node) or not (heading or _is_of_a_thing(node))

    def _is_repeated(self, node: LexborNode) -> bool:
        """Whether many elements of the page are called like this one, as the heads of cards are."""
        called = node.attributes.get("class")
        if not called:
            return False
        if self._called is None:
            found = self._root.css(_CALLED) if self._root is not None else []
            self._called = Counter(each.attributes.get("class") or "" for each in found)
        return self._called[called] >= _ALIKE


def _is_menu(node: LexborNode) -> bool:
    """Whether a menu or a search stands in it: many links, and few words beside them."""
    if node.css_first(_MENU) is not None:
        return True
    linked = [len(link.text(deep=True)) for link in node.css("a[href]")]
    return len(linked) >= _MENU_LINKS and 2 * sum(linked) >= len(node.text(deep=True))


def _leads_home(node: LexborNode) -> bool:
    """Whether a link in it leads to where the site begins: the name or the sign of the authority."""
    hrefs = ((link.attributes.get("href") or "").strip() for link in node.css("a[href]"))
    return any(href and href[0] != "#" and _HOME.fullmatch(href) for href in hrefs)


def _is_of_a_thing(node: LexborNode) -> bool:
    """Whether it stands in what has a head of its own: an item, or what bears the rest of its name (card-header in card)."""
    called = {_HEAD.sub("", word) for word in (node.attributes.get("class") or "").split()}
    above = node.parent
    for _ in range(_NEAR):
        if above is None or above.tag in ("body", "html"):
            return False
        if above.tag in _THINGS:
            return True
        if not called.isdisjoint((above.attributes.get("class") or "").split()):
            return True
        above = above.parent
    return False
