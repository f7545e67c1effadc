"""Lists that may be asked for by POST, have several pages, or stand behind a shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from monitor import urls
from monitor.model import Document, Request
from monitor.sources.base import places
from monitor.sources.base.hops import value_in
from monitor.sources.base.keys import Link
from monitor.sources.base.paged import PagedSource
from monitor.sources.base.paging import Paging
from monitor.sources.base.sent import Sent
from monitor.sources.base.source import PAGE


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer says of the pages of its list.

    base: what its links are relative to. value: what stands somewhere in it. next: where its own link to the
    next page leads, an address or a number; None without one.
    """

    base: str
    value: Callable[[str], str | None]
    next: Callable[[], str | int | None]


class ListSource(Sent, Paging, PagedSource):
    """A source that asks for a list, page by page.

    inner: the address of the list itself, with values from the page at `url`, where that is only its shell.
    """

    inner: Link | None = None

    @property
    def has_more(self) -> bool:
        return self.pages > 1 or self.inner is not None

    @property
    def accepts(self) -> str:
        """Media types of a list, as an Accept header has them."""
        return PAGE

    def requests(self, now: datetime) -> Iterator[Request]:
        """The first page, of every edition of the list that is to be asked for."""
        found = self._addresses(now)
        for address in found:
            yield replace(self._page(address, 1, now), spare=len(found) > 1)

    def behind(self, document: Document, now: datetime) -> Request | None:
        """The list itself, where an answer is only the shell that names its address; None where it is the list."""
        asked = document.request
        if self.inner is None or asked.hop:
            return None
        base, page = document.url, asked.page
        written = self._filled(self.inner, page, now)
        media = self.content_type(document)
        address = places.filled(written, lambda what: value_in(document, what, media), base)
        sent = self.sending(self.ask(address, self.accepts), lambda text: self._filled(text, page, now))
        return replace(sent, page=page, hop=1, spare=asked.spare)

    def following(self, asked: Request, shown: Shown, now: datetime) -> Request | None:
        """The page after the one that was asked for; None when there is none, or none that could be found."""
        last, total = (shown.value(where) if where else None for where in (self.last, self.total))
        if self.is_over(asked.page, last, total):
            return None
        target = self._target(asked, shown, now)
        if target is None or (target.url, target.body) == (asked.url, asked.body):
            return None
        return target

    def _target(self, asked: Request, shown: Shown, now: datetime) -> Request | None:
        page = asked.page + 1
        if self.next is not None and "{" in self.next:
            base = self._edition(asked, now) if places.is_numbered(self.url) else asked.url
            address = places.filled(self._filled(self.next, page, now), shown.value, base)
            return self._page(address, page, now, asked)
        if self.next is None and places.is_numbered(f"{self.url}{self.inner}{self.sent_text}"):
            return self._page(self._edition(asked, now), page, now, None if self.inner else asked)
        found = shown.next()
        if isinstance(found, int):
            return self._page(self._edition(asked, now), found, now, asked) if found > asked.page else None
        url = urls.join(shown.base, found) if found else None
        return self._page(url, page, now, asked) if url else None

    def _page(self, address: str, page: int, now: datetime, like: Request | None = None) -> Request:
        """One page of the list. address: with the page left open, if it names the page. like: the page before."""
        accept, hop = (like.accept, like.hop) if like is not None else (self.accepts, 0)
        asked = replace(self.ask(places.numbered(address, page, self.page_size), accept), page=page, hop=hop)
        if self.inner is not None and not hop:  # what is sent is for the list, not for its shell
            return asked
        return self.sending(asked, lambda text: self._filled(text, page, now))

    def _filled(self, text: str, page: int, now: datetime) -> str:
        return places.numbered(places.dated(text, now.astimezone(self.zone)), page, self.page_size)

    def _edition(self, asked: Request, now: datetime) -> str:
        """The address of the edition that a page belongs to, with the page left open."""
        found = self._addresses(now)
        filled = (places.numbered(address, asked.page, self.page_size) for address in found)
        pairs = zip(found, filled, strict=True)
        return next((address for address, url in pairs if url == asked.url), found[0])
