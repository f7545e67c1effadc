"""Source kind `feed`: RSS or Atom, an entry a notice.

    - id: uk-trade-tariff-news
      kind: feed
      url: https://www.gov.uk/government/organisations/hm-revenue-customs.atom
      body: .govspeak     # CSS: the entry's page is opened; without it the entry's own text is the notice

An entry is known by its link, else by its guid, else by title and date. One whose `updated` moves is
read as amended. A feed that is cut off tells what could be read of it and that this was not all.

Where the feed's titles name the issuer and its descriptions say what it is about, `title: description`. Where the day
stands only in the links, `date: link?fecha` takes it from there (`monitor.sources.base.values`). `via` goes to the
text by other requests: `https://www.gov.uk/api/content{link/}` (`monitor.sources.base.hops`). Older entries are
where the feed's own next link leads, or `next`: `?paged={page}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator

from monitor import identity, urls
from monitor.errors import ReadError
from monitor.extract import feed, html, sniff
from monitor.model import Content, Document, Flaw, Listed, Request, Text, Verdict
from monitor.patterns import regex
from monitor.sources.base import Found, answers, got, places, tells_lost_letters, values
from monitor.sources.base.alternates import offered
from monitor.sources.base.keys import Link
from monitor.sources.base.lists import ListSource, Shown

ACCEPT = "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"

_WHOLE = regex(rb"</(?:item|entry)\s*>", re.IGNORECASE)


def _of_link(written: str) -> str:
    if values.what_of(written) != "link" or written == "link":
        raise ValueError(f'"{written}" is no part of a link, write link?date or link/3')
    return written


def _next(written: str) -> str:
    if not places.is_numbered(written):
        raise ValueError(f'"{written}" has no place for the page number, write ?paged={{page}}')
    return written


class Source(ListSource):
    """A feed; see the top of this file."""

    rolls: ClassVar[bool] = True
    title: Literal["title", "description"] = "title"
    date: Annotated[str, AfterValidator(_of_link)] | None = None
    next: Annotated[Link, AfterValidator(_next)] | None = None

    @property
    def opens(self) -> bool:
        return self.body is not None or bool(self.via)

    @property
    def accepts(self) -> str:
        return ACCEPT

    @tells_lost_letters
    def read(self, document: Document, now: datetime) -> Iterator[Found]:
        if document.request.listed is not None:
            yield from self.opened(document, document.request.listed)
            return
        found = self._feed(document)
        entries = [entry for entry in found.entries if entry.title or entry.content]
        if found.flaw is not None:
            entries = entries[
                : len(_WHOLE.findall(document.body))
            ]  # the one it ends in waits until it is whole
        marks = [self._marks(entry, document.url) for entry in entries]
        for place, listed in self.listed(marks, document.request):
            yield self.list_or_read(listed, self._content(entries[place], listed))
        if found.flaw is not None:
            yield Flaw(found.flaw)
        elif (
            document.request.page < self.pages and (further := self._after(document, found, now)) is not None
        ):
            yield further

    def beside(self, document: Document) -> str:  # noqa: ARG002 - a feed is nothing but its notices
        return ""

    def further(self, document: Document, now: datetime) -> Request | None:
        return self._after(document, self._feed(document), now)

    def _feed(self, document: Document) -> feed.Feed:
        if sniff.sniff(document.body) not in ("feed", "xml"):
            place = f" at {document.url}" if document.url != document.request.url else ""
            offers = offered(self.text(document), document.url)
            raise ReadError(f"expected a feed and got {got(document.body)}{place}{offers}", Verdict.FEED_GONE)
        self.prove(document)
        return feed.read(document.body, content_type=self.content_type(document), base_url=document.url)

    def _after(self, document: Document, found: feed.Feed, now: datetime) -> Request | None:
        return self.following(document.request, Shown(document.url, lambda _: None, lambda: found.next), now)

    def _marks(self, entry: feed.Entry, base: str) -> identity.Marks:
        said = "" if self.title == "description" else entry.title
        title = identity.title(said or _beginning(entry.content) or entry.title)
        url = urls.join(base, entry.link) if entry.link else None
        day = values.of_link(url, self.date) if url and self.date else None
        return identity.Marks(
            title=title,
            number=identity.number_of_title(title),
            url=url,
            guid=entry.id,
            date=day or entry.published_text,
        )

    def _content(self, entry: feed.Entry, listed: Listed) -> Content:
        content = _content(entry, listed.url)
        if self.title == "description" and entry.title:
            content = replace(content, fields=(("title", entry.title), *content.fields))
        return content


def _content(entry: feed.Entry, url: str) -> Content:
    """The entry's own text, and when it was last touched if that was later than its publication."""
    content = answers.as_content(entry.content, url)
    if entry.updated is None or entry.updated == entry.published:
        return content
    moment = entry.updated.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return replace(content, fields=(("updated", moment), *content.fields))


def _beginning(content: str) -> str:
    """What an entry without a title is called: its first words."""
    blocks = html.read_text(content).blocks
    return next((block.text[:80] for block in blocks if isinstance(block, Text)), "")
