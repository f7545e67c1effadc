"""Lists that may be asked for by POST, have several pages, or stand behind a shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from monitor import urls
from monitor.model import Request
from monitor.sources.base import places
from monitor.sources.base.paged import PagedSource
from monitor.sources.base.paging import Paging
from monitor.sources.base.sent import Sent
from monitor.sources.base.shell import ShellSource
from monitor.sources.base.source import PAGE
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer says of the pages of its list.

    base: what its links are relative to. value: what stands somewhere in it. next: where its own link to the
    next page leads, an address or a number; None without one.
    """

    base: str
    value: Callable[[str], str | None]
    next: Callable[[], str | int | None]


class ListSource(Sent, Paging, ShellSource, PagedSource):
    """A source that asks for a list, page by page."""

    @property
    def has_more(self) -> bool:
        return self.pages > 1 or super().has_more

    @property
    def accepts(self) -> str:
        """Media types of a list, as an Accept header has them."""
        return PAGE

    def requests(self, now: datetime) -> Iterator[Request]:
        """The first page, of every edition of the list that is to be asked for."""
        found = self._addresses(now)
        for address in found:
            yield replace(self._page(address, 1, now), spare=len(found) > 1)

    def for_inner(self, address: str, page: int, now: datetime) -> Request:
        return self.sending(self.ask(address, self.accepts), lambda text: self.filled(text, page, now))

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
            if not all(map(shown.value, places.of_values(self.next))):  # the last page has no more of it
                return None
            base = self._edition(asked, now) if places.is_numbered(self.url) else asked.url
            address = places.filled(self.filled(self.next, page, now), shown.value, base)
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
        return self.sending(asked, lambda text: self.filled(text, page, now))

    def _edition(self, asked: Request, now: datetime) -> str:
        """The address of the edition that a page belongs to, with the page left open."""
        found = self._addresses(now)
        filled = (places.numbered(address, asked.page, self.page_size) for address in found)
        pairs = zip(found, filled, strict=True)
        return next((address for address, url in pairs if url == asked.url), found[0])
