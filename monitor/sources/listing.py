"""Source kind `listing`: a page that lists notices, each with a page of its own.

    - id: cn-gacc-announcements
      kind: listing
      url: http://www.customs.gov.cn/customs/302249/2480148/index.html
      items: "#customs_con ul.news_list > li"     # CSS, one match a notice
      body: .news_detail_con                      # CSS on a notice's page; found when not named
      pages: 2                                    # list pages to read at every look

Title, link and date are looked for inside an item; `title`, `link`, `date` and `number` name them
where that fails. A link that has to be put together is an address with values of the item in braces:
`link: /view.do?key={a@onclick(1)}` (`monitor.sources.base.values` says what may stand there). `details: false`
keeps to what the list says; `via` goes to the text by other requests (`monitor.sources.base.hops`).

The next page is found by its words (下一页, Next), by `next` as CSS, or by `next` as an address, whole or relative:
`index_{page-1}.html` counts 1, 2, ...; `{page}` 2, 3, ...; `{offset}` counts notices (with `page_size`); values of
the page may stand in it: `/eportal/ui?pageId=7&currentPage={page}&moduleId={input[name=paging]@moduleid}`. `{page}`
may also stand in `url`, `form` or `json`. `last: div.pages@total` is where the number of pages stands.

`method: POST` with `form` or `json` asks as a search form does. Where a JSON answer wraps the list, `html: data.html`
says where in it (JMESPath). Where the page is a shell that a script fills, `inner` is the address of the list, with
values of the shell: `{script.unit@url}?{script.unit@querydata&}`. `/notices/{year}/index.html` follows the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator
from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor import urls
from monitor.errors import NothingError, ReadError, SuspiciousError
from monitor.extract import html
from monitor.extract.text import fold
from monitor.model import Content, Document, Flaw, Request, Text, Verdict
from monitor.patterns import regex
from monitor.sources.base import Css, Found, Jmes, answers, got, places, tells_lost_letters, values
from monitor.sources.base.answers import ACCEPT, Success
from monitor.sources.base.keys import CssOrLink, HtmlValue
from monitor.sources.base.lists import ListSource, Shown
from monitor.sources.base.proposal import boxes_of, proposal
from monitor.sources.base.rows import (
    EPOCH,
    UNSEEN,
    Row,
    anchor_of,
    boxes,
    marks,
    once,
    target,
    text_of,
    title_of,
)

MOST_ITEMS = 5_000  # of one page (faults C17)
ENOUGH = 2  # rows that show that the list is there; one alone may be anything

_NEXT_WORDS = regex(r"下一?页|后一?页|next(?: page)?|siguiente|suivant|próxima?|[>›»]", re.IGNORECASE)
_PATH = regex(r"""['"]([^'"\s()]*[/.][^'"\s()]*)['"]""")


def _next(written: str) -> str:
    if "{" in written and not places.is_numbered(written):
        raise ValueError(f'"{written}" has no place for the page number, write {{page}} or {{page-1}}')
    return written


class Source(ListSource):
    """A list page; see the top of this file."""

    items: Css
    title: Css | None = None
    link: CssOrLink | None = None
    date: Css | None = None
    number: Css | None = None
    next: Annotated[CssOrLink, AfterValidator(_next)] | None = None
    last: HtmlValue | None = None
    total: HtmlValue | None = None
    details: bool = True
    html: Jmes | None = None
    success: Success | None = None

    @property
    def accepts(self) -> str:
        return super().accepts if self.html is None else f"{ACCEPT},{super().accepts}"

    @property
    def opens(self) -> bool:
        return self.details

    @tells_lost_letters
    def read(self, document: Document, now: datetime) -> Iterator[Found]:
        if document.request.listed is not None:
            yield from self.opened(document, document.request.listed)
            return
        if (behind := self.behind(document, now)) is not None:
            yield behind
            return
        markup = self._markup(document)
        tree = html.parse(markup, remove=self.remove)
        base = self._base(tree, document, now)
        nodes = list(
            {node.mem_id: node for node in tree.css(self.items)}.values()
        )  # a group may name one twice
        if not nodes and self.at_least:
            if box := next((box for box in boxes_of(self.items) if tree.css_first(box)), None):
                # faults Q04: the page is as ever, its list is empty
                raise SuspiciousError(f'the list "{box}" is there and holds nothing')
            raise NothingError(f'items "{self.items}" matched nothing; {proposal(markup)}')
        if len(nodes) > MOST_ITEMS:
            yield Flaw(f"{len(nodes)} items on one page, the first {MOST_ITEMS} were read", minor=True)
        following = None
        if document.request.page < self.pages:
            following = self.following(document.request, self._shown(tree, base), now)
        yield from self._entries(self._rows(nodes[:MOST_ITEMS], base), document.request)
        if following is not None:
            yield following

    def is_its_own(self, document: Document) -> bool:
        if super().is_its_own(document) or document.request.listed is not None:
            return super().is_its_own(document)
        nodes = html.parse(self._markup(document), remove=self.remove).css(self.items)
        return len(nodes) >= ENOUGH and len(self._rows(nodes[:MOST_ITEMS], document.url)) >= ENOUGH

    def beside(self, document: Document) -> str:
        gone = f"{self.items}, {self.remove}" if self.remove else self.items
        return html.parse(self._markup(document), remove=gone).html or ""

    def further(self, document: Document, now: datetime) -> Request | None:
        tree = html.parse(self._markup(document), remove=self.remove)
        return self.following(document.request, self._shown(tree, self._base(tree, document, now)), now)

    def _base(self, tree: LexborHTMLParser, document: Document, now: datetime) -> str:
        """What links are relative to: HTML that came in JSON is put into the page that asks for it."""
        at = document.url
        if self.html is not None:
            shell = self._addresses(now)[0] if self.inner is not None else at
            at = dict(document.request.headers).get("Referer", shell)
        return html.base(tree, at)

    def _markup(self, document: Document) -> str:
        self.prove(document)
        if self.html is None:
            if not self.is_page(document):
                raise ReadError(f"expected a list page and got {got(document.body)}", Verdict.WRONG)
            return self.text(document)
        answer = answers.parse(document.body, self.content_type(document), self.success)
        return answers.markup(self.html, answer)

    # -- rows --------------------------------------------------------------------------------------

    def _rows(self, nodes: list[LexborNode], base: str) -> list[Row]:
        for name, selector in (
            ("title", self.title),
            ("link", self.link),
            ("date", self.date),
            ("number", self.number),
        ):
            if nodes and selector and not any(_has(node, selector) for node in nodes):
                raise ReadError(f'{name} "{selector}" matched nothing in any of the {len(nodes)} items')
        around = boxes(nodes)
        found = [
            (row, box) for node, box in zip(nodes, around, strict=True) if (row := self._row(node, base))
        ]
        dated = {box for row, box in found if row.date}
        # Menus have no dates: where others do, a box without a single one is no list of notices. A row
        # among dated ones that lacks its date is a notice all the same (faults T07).
        rows = [row for row, box in found if not dated or box in dated]
        if nodes and not rows:
            raise NothingError(
                f'items "{self.items}" matched {len(nodes)} times, never with a title and a link or date'
            )
        return rows

    def _row(self, node: LexborNode, base: str) -> Row | None:
        """What an item says; None when it names nothing (a spacer, a header)."""
        for unseen in node.css(UNSEEN):
            unseen.decompose()
        made = self.link is not None and "{" in self.link
        anchor = node.css_first(self.link) if self.link and not made else anchor_of(node, base)
        date = self._date(node)
        named = node.css_first(self.title) if self.title else anchor
        title = title_of(named or node, node, date)
        if not title or (anchor is None and date is None):
            return None
        number = node.css_first(self.number) if self.number else None
        return Row(
            title=title,
            url=self._made(node, base) if made else target(anchor, base) if anchor is not None else None,
            date=date,
            number=fold(number.text()) or None if number is not None else None,
            text=text_of(node),
        )

    def _made(self, node: LexborNode, base: str) -> str | None:
        """The link that is put together from what an item says; None when it lacks a part of it."""
        found = {what: values.in_html(node, what) for what in places.of_values(self.link or "")}
        return places.filled(self.link or "", found.get, base) if all(found.values()) else None

    def _date(self, node: LexborNode) -> str | None:
        """The date of an item as printed, wherever in the item it stands."""
        for found in node.css(self.date or "time[datetime]")[:1]:
            return found.attributes.get("datetime") or fold(found.text()) or None
        if self.date:
            return None
        texts = (fold(part.text()) for part in node.traverse(include_text=True) if part.tag == "-text")
        return next((text for text in texts if self._is_date(text)), None)

    def _is_date(self, text: str) -> bool:
        return len(text) >= 6 and not EPOCH.fullmatch(text) and self.date_of(text) is not None

    def _entries(self, rows: list[Row], asked: Request) -> Iterator[Found]:
        rows = once(rows, self.drop)
        for place, listed in self.listed([marks(row) for row in rows], asked):
            yield self.list_or_read(listed, Content(blocks=(Text(rows[place].text, "item"),)))

    # -- the next page -----------------------------------------------------------------------------

    def _shown(self, tree: LexborHTMLParser, base: str) -> Shown:
        def following() -> str | None:
            node = tree.css_first(self.next) if self.next else _next_by_words(tree)
            return _pager_target(node, base) if node is not None else None

        return Shown(base, lambda what: values.in_html(tree, what), following)


def _has(node: LexborNode, selector: str) -> bool:
    """Whether an item has what a key names: an element, or all values of an address that is put together."""
    if "{" not in selector:
        return node.css_first(selector) is not None
    return all(values.in_html(node, what) for what in places.of_values(selector))


def _next_by_words(tree: LexborHTMLParser) -> LexborNode | None:
    anchors = tree.css("a")
    words = (
        (anchor, fold(anchor.text()) or fold(anchor.attributes.get("title") or "")) for anchor in anchors
    )
    named = (anchor for anchor, text in words if _NEXT_WORDS.fullmatch(text))
    return tree.css_first("a[rel=next]") or next(named, None)


def _pager_target(anchor: LexborNode, base: str) -> str | None:
    """Where a pager leads; some keep the path in `tagname` or hand it to a script."""
    href = target(anchor, base)
    if href is not None:
        return href
    tagname = anchor.attributes.get("tagname") or ""
    quoted = _PATH.search(anchor.attributes.get("onclick") or "")
    path = tagname if "/" in tagname or "." in tagname else quoted[1] if quoted else ""
    return urls.join(base, path) if path else None
