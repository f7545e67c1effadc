"""Source kind `feed`: RSS or Atom, an entry a notice.

    - id: uk-trade-tariff-news
      kind: feed
      url: https://www.gov.uk/government/organisations/hm-revenue-customs.atom
      body: .govspeak     # CSS: the entry's page is opened; without it the entry's own text is the notice

An entry is known by its link, else by its guid, else by title and date. One whose `updated` moves is
read as amended. A feed that is cut off tells what could be read of it and that this was not all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from monitor import identity, urls
from monitor.errors import ReadError
from monitor.extract import feed, html, sniff
from monitor.model import Content, Document, Flaw, Request, Text
from monitor.sources.base import Found, PagedSource, got, tells_lost_letters

ACCEPT = "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"

_WHOLE = re.compile(rb"</(?:item|entry)\s*>", re.IGNORECASE)


class Source(PagedSource):
    """A feed; see the top of this file."""

    @property
    def opens(self) -> bool:
        return self.body is not None

    def requests(self, now: datetime) -> Iterator[Request]:  # noqa: ARG002 - asks the same at any time
        yield self.ask(self.url, ACCEPT)

    @tells_lost_letters
    def read(self, document: Document, now: datetime) -> Iterator[Found]:  # noqa: ARG002 - dates are as printed
        if document.request.listed is not None:
            yield self.read_page(document, document.request.listed)
            return
        if sniff.sniff(document.body) not in ("feed", "xml"):
            raise ReadError(f"expected a feed and got {got(document.body)}")
        self.prove(document)
        found = feed.read(document.body, content_type=self.content_type(document), base_url=document.url)
        entries = [entry for entry in found.entries if entry.title or entry.content]
        if found.flaw is not None:
            entries = entries[
                : len(_WHOLE.findall(document.body))
            ]  # the one it ends in waits until it is whole
        for place, listed in self.listed([_marks(entry, document.url) for entry in entries]):
            yield self.list_or_read(listed, _content(entries[place], listed.url))
        if found.flaw is not None:
            yield Flaw(found.flaw)


def _marks(entry: feed.Entry, base: str) -> identity.Marks:
    title = identity.title(entry.title or _beginning(entry.content))
    return identity.Marks(
        title=title,
        number=identity.number_of_title(title),
        url=urls.join(base, entry.link) if entry.link else None,
        guid=entry.id,
        date=entry.published_text,
    )


def _content(entry: feed.Entry, url: str) -> Content:
    """The entry's own text, and when it was last touched if that was later than its publication."""
    if "<" in entry.content:
        content = html.read_text(entry.content, base_url=url)
    else:
        content = Content(tuple(Text(line.strip()) for line in entry.content.splitlines() if line.strip()))
    if entry.updated is None or entry.updated == entry.published:
        return content
    moment = entry.updated.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return replace(content, fields=(("updated", moment), *content.fields))


def _beginning(content: str) -> str:
    """What an entry without a title is called: its first words."""
    blocks = html.read_text(content).blocks
    return next((block.text[:80] for block in blocks if isinstance(block, Text)), "")
