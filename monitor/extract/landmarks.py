"""What several rooms look for in a page's tree, found in one walk over it: each look by itself would be another walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.text import fold, names, title_form

_TITLES = (
    "h1,h2,.easysite-news-title,.art-title,#con_title"  # headings, and what publishing systems call a title
)
_WANTED = f"base[href],meta[content],title,form,table,main,article,{_TITLES}"
_FOR_THEMSELVES = names(
    "base meta title form table main article"
)  # a title only where it is called one as well
_HEADINGS = names("h1 h2")
_MAIN = names("main article")


class Landmarks:
    """The elements of one page that say what it is and where its notice stands, in their order. It must not change meanwhile."""

    def __init__(self, tree: LexborHTMLParser | LexborNode) -> None:
        found: list[tuple[str, LexborNode]] = []
        self._titles: list[LexborNode] = []
        last: LexborNode | None = None
        for node in tree.css(_WANTED):
            again = last is not None and node.mem_id == last.mem_id  # named by one selector more
            tag = node.tag or ""
            if not again:
                found.append((tag, node))
            if tag not in _FOR_THEMSELVES or again:
                self._titles.append(node)
            last = node
        self._found = found

    def _all(self, tag: str) -> Iterator[LexborNode]:
        return (node for its, node in self._found if its == tag)

    @property
    def forms(self) -> Iterator[LexborNode]:
        return self._all("form")

    @property
    def base(self) -> str | None:
        """What its links are relative to, as it stands there."""
        found = (node.attributes for node in self._all("base"))
        return next((attributes["href"] or "" for attributes in found if "href" in attributes), None)

    @cached_property
    def metas(self) -> list[dict[str, str | None]]:
        """The attributes of its tags for programs."""
        found = [node.attributes for node in self._all("meta")]
        return [attributes for attributes in found if "content" in attributes]

    @property
    def title(self) -> str | None:
        node = next(self._all("title"), None)
        return None if node is None else node.text(deep=True)

    @property
    def head_title(self) -> str:
        """The title that stands where it belongs."""
        for node in self._all("title"):
            if node.parent is not None and node.parent.tag == "head":
                return fold(node.text())
        return ""

    @property
    def headings(self) -> Iterator[str]:
        """What may be the title of its notice."""
        return (fold(node.text()) for node in self._titles)

    # -- what stands in an element -----------------------------------------------------------------

    def holds_main(self, node: LexborNode) -> bool:
        return node.mem_id in self._around_main

    def holds_table(self, node: LexborNode) -> bool:
        return node.mem_id in self._around_tables

    def titled(self, title: frozenset[str]) -> Callable[[LexborNode], bool]:
        """Whether a heading of the first two ranks that is one of these titles stands in an element."""
        headings = (node for tag, node in self._found if tag in _HEADINGS)
        around = _around(node for node in headings if title_form(node.text(deep=True)) in title)
        return lambda node: node.mem_id in around

    @cached_property
    def _around_main(self) -> frozenset[int]:
        return _around(node for tag, node in self._found if tag in _MAIN)

    @cached_property
    def _around_tables(self) -> frozenset[int]:
        return _around(self._all("table"))


def _around(nodes: Iterable[LexborNode]) -> frozenset[int]:
    """These and whatever they stand in, by identity."""
    found: set[int] = set()
    for node in nodes:
        here: LexborNode | None = node
        while here is not None and here.mem_id not in found:
            found.add(here.mem_id)
            here = here.parent
    return frozenset(found)
