"""Links within running text and within cells: their words stay in the text, and where they lead is kept beside it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from monitor.extract import chrome
from monitor.extract.annexes import Annexes
from monitor.extract.text import fold
from monitor.model import Block, Link

_ROW_OF_LINKS = 0.8  # of a text are links: then it is a row of tools
_NEAR = 300  # characters of what a link stands in
_NOWHERE = ("javascript:", "data:", "about:")
_MASKED = "/cdn-cgi/l/email-protection"  # an address that is written in another way at each reading


class Inline:
    """The links of a page by the block they stand in. base: the page's address; its own links are kept without the site."""

    def __init__(self, base: str) -> None:
        self._base = base.partition("#")[0]
        self._site = _site(base)
        self._found: dict[int, list[Link]] = {}
        self._cells: list[Link] = []

    @property
    def any(self) -> bool:
        return bool(self._found)

    def of(self, block: Block) -> list[Link]:
        return self._found.get(id(block), [])

    def of_text(self, block: Block, found: Iterable[tuple[str, str]], annexes: Annexes) -> None:
        """Keep a text's links, each with its words; not those of a row of links, nor those of files told apart."""
        text = block.text if block.kind == "text" else ""
        pairs = [(href, words) for href, words in found if words]
        if len(pairs) > 1 and sum(len(words) for _, words in pairs) >= _ROW_OF_LINKS * len(text):
            return
        kept = [link for href, words in pairs if (link := self._link(href, words, text, annexes))]
        if kept:
            self._found[id(block)] = kept

    def begin_table(self) -> None:
        self._cells = []

    def in_cell(self, cell: LexborNode, href: str, words: str, annexes: Annexes) -> None:
        """Keep a link of a cell, beside what its row says."""
        row = cell.parent
        near = fold(row.text(deep=True, separator=" ")) if row is not None else words
        if (link := self._link(href, words, near, annexes)) is not None:
            self._cells.append(link)

    def of_table(self, table: Block) -> None:
        """What was kept since the table began stands in this one."""
        if self._cells:
            self._found[id(table)] = self._cells
        self._cells = []

    def _link(self, href: str, words: str, near: str, annexes: Annexes) -> Link | None:
        page = href.partition("#")[0]
        if not words or not page or page == self._base or href.lower().startswith(_NOWHERE):
            return None
        if _MASKED in href or annexes.is_named(href, words) or chrome.is_tool(words):
            return None
        return Link(words, self._own(href), near if len(near) <= _NEAR else words)

    def _own(self, href: str) -> str:
        """An address on the page's own site without that site, which may move to another host one day."""
        site = _site(href)
        if not site or site != self._site:
            return href
        return href[href.index("//") + 2 :].partition("/")[1] + href[href.index("//") + 2 :].partition("/")[2]


def _site(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""
