"""Sources whose address is only a shell: the page there names the list, or the newest file, by a value in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.errors import ReadError
from monitor.model import Document, Request
from monitor.sources.base import places
from monitor.sources.base.hops import value_in
from monitor.sources.base.keys import AnswerLink
from monitor.sources.base.source import BaseSource


class ShellSource(BaseSource):
    """A source that may stand behind a shell.

    inner: the address of what is read, with values from the page at `url`: `{script.unit@url}?{script.unit@querydata&}`,
    `{a[href$=".csv"]@href}`.
    """

    inner: AnswerLink | None = None

    @property
    def has_more(self) -> bool:
        return self.inner is not None

    def is_on_the_way(self, document: Document) -> bool:
        """Also true of a shell: it has no text, and it names the address that was looked for."""
        asked = document.request
        if self.inner is None or asked.hop or asked.listed is not None:
            return super().is_on_the_way(document)
        media, wanted = self.content_type(document), places.of_values(self.inner)
        try:
            return all(value_in(document, what, media, document.url) for what in wanted)
        except ReadError:
            return False

    def behind(self, document: Document, now: datetime) -> Request | None:
        """What is to be read, where an answer is only the shell that names its address; None where it is that itself."""
        asked = document.request
        if self.inner is None or asked.hop:
            return None
        media = self.content_type(document)
        address = places.filled(
            self.filled(self.inner, asked.page, now),
            lambda what: value_in(document, what, media, document.url),
            document.url,
        )
        return replace(self.for_inner(address, asked.page, now), page=asked.page, hop=1, spare=asked.spare)

    def for_inner(self, address: str, page: int, now: datetime) -> Request:  # noqa: ARG002 - for kinds that send more
        return self.ask(address)

    def filled(self, text: str, page: int, now: datetime) -> str:
        """A text with calendar and page in it."""
        size = getattr(self, "page_size", None)
        return places.numbered(places.dated(text, now.astimezone(self.zone)), page, size)
