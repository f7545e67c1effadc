"""Source kind `listing`: a page that lists notices, each with a page of its own.

    - id: cn-gacc-announcements
      kind: listing
      url: http://www.customs.gov.cn/customs/302249/2480148/index.html
      items: "#customs_con ul.news_list > li"     # CSS, one match a notice
      body: .news_detail_con                      # CSS on a notice's page; found when not named
      pages: 2                                    # list pages to read

Title, link and date are looked for inside an item; `title`, `link`, `date` and `number` name them
where that fails. The next page is found by its words (下一页, Next), by `next` as CSS, or by `next` as
an address with `{page}` (2, 3, ...) or `{page-1}` in it. `details: false` keeps to what the list says.

Where a JSON answer wraps the list, `html: data.html` says where in it (JMESPath).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field
from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor import identity, urls
from monitor.errors import ReadError, SuspiciousError
from monitor.extract import html, links
from monitor.extract.text import fold
from monitor.model import Content, Document, Flaw, Request, Text
from monitor.sources.api import Success, missing, parse, pick
from monitor.sources.base import Css, Found, Jmes, PagedSource, check_css, got, tells_lost_letters

MOST_ITEMS = 5_000  # of one page (faults C17)

_UNSEEN = (
    "script, style, template, [hidden], .sr-only, .visually-hidden, .screen-reader-text,"
    "[style*='display:none'], [style*='display: none']"
)
_EPOCH = re.compile(r"\d{9,}")  # a deadline for a script to count down to, no date for people
_NEXT_WORDS = re.compile(r"下一?页|后一?页|next(?: page)?|siguiente|suivant|próxima?|[>›»]", re.IGNORECASE)
_PATH = re.compile(r"""['"]([^'"\s()]*[/.][^'"\s()]*)['"]""")
_PAGE = re.compile(r"\{page(?:([+-])(\d+))?\}")


def _next(written: str) -> str:
    if "{" not in written:
        return check_css(written)
    if _PAGE.search(written) is None:
        raise ValueError(f'"{written}" has no place for the page number, write {{page}} or {{page-1}}')
    urls.parse(_PAGE.sub("2", written))
    return written


class Source(PagedSource):
    """A list page; see the top of this file."""

    items: Css
    title: Css | None = None
    link: Css | None = None
    date: Css | None = None
    number: Css | None = None
    next: Annotated[str, AfterValidator(_next)] | None = None
    pages: Annotated[int, Field(ge=1, le=100)] = 1
    details: bool = True
    html: Jmes | None = None
    success: Success | None = None

    def requests(self, now: datetime) -> Iterator[Request]:  # noqa: ARG002 - asks the same at any time
        yield self.ask(self.url)

    @property
    def opens(self) -> bool:
        return self.details

    @property
    def has_more(self) -> bool:
        return self.pages > 1

    @tells_lost_letters
    def read(self, document: Document, now: datetime) -> Iterator[Found]:  # noqa: ARG002 - dates are as printed
        if document.request.listed is not None:
            yield self.read_page(document, document.request.listed)
            return
        tree = html.parse(self._markup(document))
        base = html.base(tree, document.url)
        nodes = tree.css(self.items)
        if not nodes and self.at_least:
            if box := next((box for box in _boxes_of(self.items) if tree.css_first(box)), None):
                # faults Q04: the page is as ever, its list is empty
                raise SuspiciousError(f'the list "{box}" is there and holds nothing')
            raise ReadError(f'items "{self.items}" matched nothing; {_proposal(tree)}')
        if len(nodes) > MOST_ITEMS:
            yield Flaw(f"{len(nodes)} items on one page, the first {MOST_ITEMS} were read", minor=True)
        following = self._following(tree, base, document.request)
        yield from self._entries(self._rows(nodes[:MOST_ITEMS], base))
        if following is not None:
            yield following

    def _markup(self, document: Document) -> str:
        self.prove(document)
        if self.html is None:
            if not self.is_page(document):
                raise ReadError(f"expected a list page and got {got(document.body)}")
            return self.text(document)
        answer = parse(document.body, self.content_type(document), self.success)
        found = pick(self.html, answer)
        if not isinstance(found, str):
            raise missing(self.html, answer)
        return found

    # -- rows --------------------------------------------------------------------------------------

    def _rows(self, nodes: list[LexborNode], base: str) -> list[_Row]:
        for name, selector in (
            ("title", self.title),
            ("link", self.link),
            ("date", self.date),
            ("number", self.number),
        ):
            if nodes and selector and not any(node.css_first(selector) for node in nodes):
                raise ReadError(f'{name} "{selector}" matched nothing in any of the {len(nodes)} items')
        boxes = _boxes(nodes)
        found = [(row, box) for node, box in zip(nodes, boxes, strict=True) if (row := self._row(node, base))]
        dated = {box for row, box in found if row.date}
        # Menus have no dates: where others do, a box without a single one is no list of notices. A row
        # among dated ones that lacks its date is a notice all the same (faults T07).
        rows = [row for row, box in found if not dated or box in dated]
        if nodes and not rows:
            raise ReadError(
                f'items "{self.items}" matched {len(nodes)} times, never with a title and a link or date'
            )
        return rows

    def _row(self, node: LexborNode, base: str) -> _Row | None:
        """What an item says; None when it names nothing (a spacer, a header)."""
        for unseen in node.css(_UNSEEN):
            unseen.decompose()
        anchor = node.css_first(self.link) if self.link else _anchor(node, base)
        date = self._date(node)
        named = node.css_first(self.title) if self.title else anchor
        title = _title_of(named or node, node, date)
        if not title or (anchor is None and date is None):
            return None
        number = node.css_first(self.number) if self.number else None
        return _Row(
            title=title,
            url=_target(anchor, base) if anchor is not None else None,
            date=date,
            number=fold(number.text()) or None if number is not None else None,
            text=_text_of(node),
        )

    def _date(self, node: LexborNode) -> str | None:
        """The date of an item as printed, wherever in the item it stands."""
        for found in node.css(self.date or "time[datetime]")[:1]:
            return found.attributes.get("datetime") or fold(found.text()) or None
        if self.date:
            return None
        texts = (fold(part.text()) for part in node.traverse(include_text=True) if part.tag == "-text")
        return next((text for text in texts if self._is_date(text)), None)

    def _is_date(self, text: str) -> bool:
        return len(text) >= 6 and not _EPOCH.fullmatch(text) and self.date_of(text) is not None

    def _entries(self, rows: list[_Row]) -> Iterator[Found]:
        rows = _once(rows, self.drop)
        for place, listed in self.listed([_marks(row) for row in rows]):
            yield self.list_or_read(listed, Content(blocks=(Text(rows[place].text, "item"),)))

    # -- the next page -----------------------------------------------------------------------------

    def _following(self, tree: LexborHTMLParser, base: str, asked: Request) -> Request | None:
        """The next list page, None when there is none or enough were read."""
        if asked.page >= self.pages:
            return None
        if self.next is not None and "{" in self.next:
            url: str | None = _PAGE.sub(lambda place: _number(place, asked.page + 1), self.next)
        else:
            node = tree.css_first(self.next) if self.next else _next_by_words(tree)
            url = _pager_target(node, base) if node is not None else None
        if url is None or url == asked.url:
            return None
        return replace(self.ask(url), page=asked.page + 1)


@dataclass(frozen=True, slots=True)
class _Row:
    """An item of a list. url: None when it has no link that may be followed (faults C15)."""

    title: str
    url: str | None
    date: str | None
    number: str | None
    text: str


# -- looking into an item --------------------------------------------------------------------------


def _boxes(nodes: Sequence[LexborNode]) -> list[int]:
    """For each item, the smallest box around it that holds another item too."""
    around = [[box.mem_id for box in _ancestors(node)] for node in nodes]
    held = Counter(box for boxes in around for box in boxes)
    return [next((box for box in boxes if held[box] > 1), 0) for boxes in around]


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _anchor(node: LexborNode, base: str) -> LexborNode | None:
    """The link that is the notice: one that may be followed, and the one with the most to say."""

    def weight(anchor: LexborNode) -> tuple[bool, bool, int]:
        words = fold(anchor.text()) or fold(anchor.attributes.get("title") or "")
        return _target(anchor, base) is not None, links.title(words, "") == words != "", len(words)

    anchors = node.css("a[href]") or _around(node) or _below(node)
    return max(anchors, key=weight, default=None)


def _around(node: LexborNode) -> list[LexborNode]:
    """The link that an item stands inside of."""
    return [box for box in _ancestors(node) if box.tag == "a" and box.attributes.get("href")][:1]


def _below(node: LexborNode) -> list[LexborNode]:
    """The links of the table row that an accordion unfolds below an item."""
    row = node.next
    while row is not None and row.tag == "-text":
        row = row.next
    folded = (
        row is not None and row.tag == "tr" and row.attributes.get("class") != node.attributes.get("class")
    )
    return row.css("a[href]") if row is not None and folded else []


def _title_of(node: LexborNode, row: LexborNode, date: str | None) -> str:
    """The fuller of what a link says and what its title attribute says, without status words and date."""
    inner = node.css_first("h1,h2,h3,h4,h5,[class*='title']")
    text = _without(fold((inner or node).text()), date)
    hint = fold(node.attributes.get("title") or "")
    if identity.is_cut_of(text, hint):
        text = hint
    if links.title(text, "") != text or not text:  # it only says "download": the row says of what
        picture = node.css_first("img[alt]")
        text = hint or (fold(picture.attributes.get("alt") or "") if picture else "")
        text = text or _without(fold(row.text(separator=" ")).removesuffix(fold(node.text())), date)
    return identity.title(text)


def _marks(row: _Row) -> identity.Marks:
    number = identity.number(row.number) or row.number if row.number else identity.number_of_title(row.title)
    return identity.Marks(row.title, number, row.url, date=row.date)


def _text_of(node: LexborNode) -> str:
    """What an item says as a whole, without what will say something else next week."""
    parts = (fold(part.text()) for part in node.traverse(include_text=True) if part.tag == "-text")
    kept = (part for part in parts if part and not _EPOCH.fullmatch(part) and not identity.is_status(part))
    return " ".join(map(identity.title, kept))


def _without(text: str, date: str | None) -> str:
    return text.removesuffix(date).removeprefix(date).strip() if date else text


def _target(anchor: LexborNode, base: str) -> str | None:
    """Where a link leads, None when it leads nowhere or only within the page."""
    href = (anchor.attributes.get("href") or "").strip()
    if not href or (href.startswith("#") and not href.startswith(("#/", "#!"))):
        return None
    return urls.join(base, href)


def _once(rows: list[_Row], drop: tuple[str, ...]) -> list[_Row]:
    """Rows that lead to the same page are one notice (Q12): its title, its date, its picture."""
    kept: dict[str, _Row] = {}
    for place, row in enumerate(rows):
        mark = identity.address(row.url, drop) if row.url else f"row {place}"
        other = kept.setdefault(mark, row)
        if other is not row:
            fuller = max(other, row, key=lambda one: len(one.title))
            kept[mark] = replace(fuller, date=other.date or row.date, number=other.number or row.number)
    return list(kept.values())


# -- the next page, and what to propose ------------------------------------------------------------


def _number(place: re.Match[str], page: int) -> str:
    sign, by = place.groups()
    return str(page + int(f"{sign}{by}") if by else page)


def _next_by_words(tree: LexborHTMLParser) -> LexborNode | None:
    anchors = tree.css("a")
    words = (
        (anchor, fold(anchor.text()) or fold(anchor.attributes.get("title") or "")) for anchor in anchors
    )
    named = (anchor for anchor, text in words if _NEXT_WORDS.fullmatch(text))
    return tree.css_first("a[rel=next]") or next(named, None)


def _pager_target(anchor: LexborNode, base: str) -> str | None:
    """Where a pager leads; some keep the path in `tagname` or hand it to a script."""
    href = _target(anchor, base)
    if href is not None:
        return href
    tagname = anchor.attributes.get("tagname") or ""
    quoted = _PATH.search(anchor.attributes.get("onclick") or "")
    path = tagname if "/" in tagname or "." in tagname else quoted[1] if quoted else ""
    return urls.join(base, path) if path else None


def _boxes_of(items: str) -> Iterator[str]:
    """Selectors of the boxes around the items: `ul.news_list` for `ul.news_list > li`, one for each of several."""
    for selector in items.split(","):
        box, _, _ = re.sub(r"\s*>\s*", " ", selector.strip()).rpartition(" ")
        if box:
            yield box


def _proposal(tree: LexborHTMLParser) -> str:
    """Selectors that would have matched, for the operator to choose from (faults Q06)."""
    boxes = Counter(
        box for anchor in tree.css("a[href]") if len(fold(anchor.text())) >= 6 and (box := _box(anchor))
    )
    found = [f"{selector} ({count} links)" for selector, count in boxes.most_common(3) if count >= 2]
    return f"the page has {', '.join(found)}" if found else "the page has no list of links at all"


def _box(anchor: LexborNode) -> str:
    """How the repeated element around a link could be selected: `ul.news_list > li`."""
    steps: list[str] = []
    node: LexborNode | None = anchor
    item = anchor.parent
    while item is not None and item.tag not in ("li", "tr", "article", "dd", "body", "html"):
        item = item.parent
    node = item if item is not None and item.tag in ("li", "tr", "article", "dd") else anchor
    while node is not None and node.tag not in ("body", "html") and len(steps) < 4:
        name = _selector(node) if steps else f"{node.tag}"
        steps.insert(0, name)
        if "#" in name or "." in name:
            break
        node = node.parent
    return " > ".join(steps)


def _selector(node: LexborNode) -> str:
    named = node.attributes.get("id")
    if named and re.fullmatch(r"[A-Za-z][\w-]*", named):
        return f"{node.tag}#{named}"
    classes = re.findall(r"(?<!\S)[A-Za-z_][\w-]*(?!\S)", node.attributes.get("class") or "")
    return f"{node.tag}.{classes[0]}" if classes else f"{node.tag}"
