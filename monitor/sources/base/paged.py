"""Sources that list notices which have pages of their own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor import identity, urls
from monitor.errors import ReadError
from monitor.extract.about import about, is_cut
from monitor.model import Content, Document, Listed, Notice, Request
from monitor.sources.base.keys import Css
from monitor.sources.base.source import BaseSource

LONGEST_DATE = 120  # characters kept of a printed date; what is longer is no date


class PagedSource(BaseSource):
    """A source that lists notices which have pages of their own.

    body: CSS for the text on such a page; found when not named.
    """

    body: Css | None = None

    @property
    @abstractmethod
    def opens(self) -> bool:
        """Whether notices are read from their own pages."""

    def open(self, listed: Listed) -> Request | None:
        if not self.opens or listed.url == self.url:  # a notice without a link bears the list's address
            return None
        return replace(self.ask(listed.url), listed=listed)

    def listed(self, entries: Sequence[identity.Marks]) -> Iterator[tuple[int, Listed]]:
        """The notices that a list's entries stand for, each once (Q12), with the place of its entry."""
        garbled = [entry.title for entry in entries if _is_garbled(entry.title)]
        if 2 * len(garbled) > len(entries):
            raise ReadError(
                f'titles came garbled ("{garbled[0][:40]}"); an Accept header or `charset` may mend it'
            )
        seen: set[str] = set()
        for place, (entry, key) in enumerate(zip(entries, identity.keys(entries, self.drop), strict=True)):
            if key in seen:
                continue
            seen.add(key)
            published = self.date_of(entry.date)
            # with a session id in its address the same entry would differ every time
            url = urls.canonical(entry.url) if entry.url else self.url
            printed = entry.date[:LONGEST_DATE] if entry.date else None
            yield place, Listed(key, entry.title, url, entry.number, published, printed)

    def list_or_read(self, listed: Listed, content: Content) -> Listed | Notice:
        """A notice to be opened, or what the list says of it where there is nothing to open."""
        return Notice(listed, content, self.language) if self.open(listed) is None else listed

    def read_page(self, document: Document, listed: Listed) -> Notice:
        """A listed notice from its own page; the page completes what the list cut off or left out."""
        if _same_page(document.url, self.url) and not _same_page(document.request.url, self.url):
            raise ReadError(f"moved to {document.url}, the list that it stood in")  # faults Q08
        content = self.extract(document, self.body)
        told_all = listed.published and not _says_little(listed.title)
        said = about("", content.fields) if told_all else self.about(document, content)
        title = said.title if said.title and _says_little(listed.title) else listed.title
        listed = replace(
            listed,
            title=title,
            number=listed.number or identity.number_of_title(title) or said.number,
            published=listed.published or said.published,
            published_text=listed.published_text or said.published_text,
        )
        return Notice(listed, content, self.language)


def _same_page(one: str, other: str) -> bool:
    return urls.canonical(one) == urls.canonical(other)


def _says_little(title: str) -> bool:
    """Whether a list shows only the beginning of a title, or a mere "Mar."."""
    return is_cut(title) or (len(title) < 6 and title.isascii())


def _is_garbled(title: str) -> bool:
    """Whether a title's letters were replaced on the way: ??????2026?34?."""
    return 3 * (title.count("?") + title.count("\ufffd")) > len(title)
