"""HTML to Content: what a page says, in reading order, without what surrounds it.

Three steps. The tree is walked once, which yields blocks, fields and files, each with the box
(div, list, cell) that it stands in. Boxes that are made of links to other places are rails and
go, unless the page is a list and has nothing else. Where a page marks its body, what lies outside
the smallest box with body and title goes as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor.errors import ReadError, SuspiciousError
from monitor.extract import boxes, charset, links, nesting
from monitor.extract.landmarks import Landmarks
from monitor.extract.nesting import DEEPEST, depth
from monitor.extract.text import fold, title_form
from monitor.extract.walk import Walk
from monitor.model import Block, Content, Link, Table, Text
from monitor.patterns import regex

MOST_ATTRIBUTES = 1_000  # of one element (C17)
MOST_LINKS = 5_000  # within texts; a page of more is a list

# Parsers compare each attribute of an element with all the others (C17): a hundred thousand take 20 seconds.
_LONG_TAG = regex(r"<[a-zA-Z][^>]{2000}[^>]*")
_QUOTED = regex(r"""=\s*(?:"[^"]*"|'[^']*')""")
_SHOWING = "img, iframe, embed, object, video, audio, canvas"  # says something, though not in letters
_NO_BASE = regex(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_TITLE_ENDS = regex(r"\s+[-_|–—]\s+|[_|]")


def content(
    body: bytes,
    *,
    content_type: str | None = None,
    selector: str | None = None,
    base_url: str = "",
    last: str | None = None,
) -> Content:
    """What an HTML page says.

    selector: CSS; exactly the elements it names are read, however they are called. Without it, what
    surrounds a notice is left out. base_url: what relative links are resolved against.
    """
    return read_text(charset.decode(body, content_type, last=last).text, selector=selector, base_url=base_url)


def read_text(text: str, *, selector: str | None = None, base_url: str = "") -> Content:
    """The same, from text: a page that is decoded, or a piece of HTML inside a feed or an answer in JSON."""
    page = Page(text, base_url)
    return page.whole() if selector is None else page.selected(selector)


class Page:
    """A page that is asked more than once: parsed the first time. Raises ReadError where it nests too deep.

    remove: CSS of what is taken out of it before anything is read, such as tools between a notice's lines.
    """

    def __init__(self, text: str, base_url: str = "", *, remove: str | None = None) -> None:
        self.text = text
        self.tree = parse(text, remove=remove)
        self.landmarks = Landmarks(self.tree)
        self.base = _base(self.landmarks.base, base_url)

    def text_of(self, selector: str) -> str | None:
        """The text of the first element that a selector names; None when there is none."""
        found = select(self.tree, selector)[:1]
        return fold(found[0].text()) or None if found else None

    def whole(self) -> Content:
        """What the page says, without what surrounds it."""
        walk = Walk(self.base, title=_title(self.landmarks), landmarks=self.landmarks)
        if (top := self.tree.body or self.tree.root) is not None:
            walk.through(top)
        blocks = boxes.kept(walk)
        if blocks and not any(map(_tells, blocks)):
            blocks += [Text(f.name, "paragraph", f.url) for f in walk.own_files if links.ending(f.url)]
        return _content(blocks, walk)

    def selected(self, selector: str) -> Content:
        """Exactly what the selector names. Raises ReadError when that is nothing."""
        return _selected(self.tree, selector, self.base)


def _tells(block: Block) -> bool:
    """Whether a block is more than a heading over a notice's files."""
    return isinstance(block, Table) or not (block.role == "heading" or links.is_label(block.text))


def parse(text: str, *, remove: str | None = None) -> LexborHTMLParser:
    """The page's tree, without what `remove` names by CSS.

    Nesting that would cost minutes, or silently its deep end, is refused first (C16).
    """
    if depth(text) > DEEPEST and depth(text := nesting.plain(text)) > DEEPEST:
        raise ReadError(f"the page nests more than {DEEPEST} elements; it is not read")
    if any(_attributes(tag[0]) > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        raise ReadError(f"an element has more than {MOST_ATTRIBUTES:,} attributes; the page is not read")
    tree = LexborHTMLParser(text)
    for node in select(tree, remove) if remove is not None else ():
        node.decompose()
    return tree


def _attributes(tag: str) -> int:
    """How many attributes a tag has; what stands in quotation marks is one, however long."""
    return len(_QUOTED.sub("", tag).split()) - 1


def select(tree: LexborHTMLParser | LexborNode, selector: str) -> list[LexborNode]:
    """The elements that a CSS selector names, outermost only. Raises ReadError for one that is not CSS."""
    try:
        found = tree.css(selector)
    except (SelectolaxError, ValueError, RuntimeError) as error:
        raise ReadError(f"{selector!r} is not a CSS selector: {error}") from error
    named = {node.mem_id: node for node in found}  # once, though several selectors of a group name it
    return [node for node in named.values() if not _inside(node, named.keys())]


def _inside(node: LexborNode, ids: Collection[int]) -> bool:
    if len(ids) < 2:
        return False
    parent = node.parent
    while parent is not None:
        if parent.mem_id in ids:
            return True
        parent = parent.parent
    return False


def _selected(tree: LexborHTMLParser, selector: str, base: str) -> Content:
    nodes = select(tree, selector)
    if not nodes:
        raise ReadError(f"nothing on the page matches {selector!r}")
    walk = Walk(base, exact=True)
    for node in nodes:
        walk.through(node)
    content = _content([found.block for found in walk.found], walk)
    if content == Content() and not any(node.css_first(_SHOWING) for node in nodes):
        raise SuspiciousError(f"{selector!r} is there and holds nothing")
    return content


def _content(blocks: list[Block], walk: Walk) -> Content:
    """What was found; a notice that is nothing but pictures has a text that we cannot tell (C31)."""
    files = walk.annexes.files if walk.exact else walk.own_files
    scanned = not blocks and bool(files) and all(links.is_picture(file.url) for file in files)
    unread = "the page shows no text" if scanned else None
    return Content(tuple(blocks), tuple(walk.fields), files, unread, tuple(_inline(blocks, walk)))


def _inline(blocks: Iterable[Block], walk: Walk) -> list[Link]:
    """The links within the texts and tables that are the notice."""
    if not walk.inline.any:
        return []
    return [link for block in blocks for link in walk.inline.of(block)][:MOST_LINKS]


def base(tree: LexborHTMLParser, base_url: str) -> str:
    """What links are relative to: the page's own <base>, itself relative to its address (C35).

    A base with a scheme that holds no pages, such as data: or javascript:, is none (HTML, 4.2.3).
    """
    node = tree.css_first("base[href]")
    return _base(None if node is None else node.attributes.get("href"), base_url)


def _base(href: str | None, base_url: str) -> str:
    href = (href or "").strip()
    if not href or _NO_BASE.match(href):
        return base_url
    return links.absolute(base_url, href)


def _title(landmarks: Landmarks) -> frozenset[str]:
    """What the page may call its notice: the publishing system's own tag, and its <title> without the site's name."""
    said = [
        meta["content"]
        for meta in landmarks.metas
        if meta.get("name") == "ArticleTitle" or meta.get("property") == "og:title"
    ]
    if (title := landmarks.title) is not None:
        said += [title, *_TITLE_ENDS.split(title)[:1]]
    return frozenset(_folded(said))


def _folded(said: Iterable[str | None]) -> list[str]:
    return [form for name in said if name and (form := title_form(name))]
