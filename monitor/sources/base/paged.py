"""Sources that list notices which have pages of their own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, Self

from pydantic import model_validator

from monitor import identity, urls
from monitor.errors import ReadError
from monitor.extract import html
from monitor.extract.about import about, is_cut
from monitor.model import Content, Document, Listed, Notice, Request, Text, Verdict
from monitor.sources.base import answers, places, values
from monitor.sources.base.hops import Step, Steps
from monitor.sources.base.keys import Css
from monitor.sources.base.source import BaseSource, Found

LONGEST_DATE = 120  # characters kept of a printed date; what is longer is no date


class PagedSource(BaseSource):
    """A source that lists notices which have pages of their own.

    body: CSS for the text on such a page; found when not named. page_title, page_date: CSS for these there, where the
    list shows less, such as a mere "Mar."; without them the list's word holds. via: the way to the text, where it stands elsewhere
    (`monitor.sources.base.hops`). stubs: `follow` where pages without text only lead on by script; once, and on
    the same site.
    """

    body: Css | None = None
    page_title: Css | None = None
    page_date: Css | None = None
    via: Steps = ()
    stubs: Literal["follow", "refuse"] = "refuse"

    @model_validator(mode="after")
    def _way(self) -> Self:
        for value in places.of_values(self.via[0].url) if self.via else ():
            if values.needs_answer(value):
                raise ValueError(
                    f'via: "{{{value}}}" needs an answer and the first step has none, write {{link}}, {{link#}} or {{link?id}}'
                )
        if any(step.content for step in self.via[:-1]):
            raise ValueError("via: content is read from the last step, move it there")
        return self

    @property
    @abstractmethod
    def opens(self) -> bool:
        """Whether notices are read from their own pages."""

    def open(self, listed: Listed) -> Request | None:
        if not self.opens or self.is_home(listed.url):  # a notice without a link bears the list's address
            return None
        if self.via:
            try:
                return replace(self.via[0].request(self.ask, listed, None), listed=listed, hop=1)
            except (
                ReadError
            ):  # its link has nothing of what the way begins with: an ordinary page among others
                return replace(self.ask(listed.url), listed=listed, hop=len(self.via) + 1)
        return replace(self.ask(listed.url), listed=listed)

    def own_text(self, document: Document) -> str:
        return self.text_in(document, self.body if document.request.listed is not None else None)

    def opened(self, document: Document, listed: Listed) -> Iterator[Found]:
        """A listed notice from what was asked for it, or the next request on the way to it."""
        hop = document.request.hop
        if hop < len(self.via):
            asked = self.via[hop].request(self.ask, listed, document)
            yield replace(asked, listed=listed, hop=hop + 1)
        elif (target := self._stub(document)) is not None:
            yield replace(self.ask(target), listed=listed, hop=hop + 1)
        else:
            yield self.read_page(document, listed)

    def is_on_the_way(self, document: Document) -> bool:
        return self._stub(document) is not None

    def _stub(self, document: Document) -> str | None:
        """Where a notice's page only leads on to, once, and where the source says that this is so."""
        asked = document.request
        follows = self.stubs == "follow" and asked.listed is not None and asked.hop == len(self.via)
        return self.leads_on(document) if follows else None

    def listed(self, entries: Sequence[identity.Marks], asked: Request) -> Iterator[tuple[int, Listed]]:
        """The notices that a list's entries stand for, each once (Q12), with the place of its entry.

        asked: for the list. Entries without a link bear its address.
        """
        home = self.home(asked)
        garbled = [entry.title for entry in entries if _is_garbled(entry.title)]
        if 2 * len(garbled) > len(entries):
            raise ReadError(
                f'titles came garbled ("{garbled[0][:40]}"); an Accept header or `charset` may mend it'
            )
        keep = identity.telling((entry.title, entry.url) for entry in entries)
        seen: set[str] = set()
        for place, (entry, key) in enumerate(zip(entries, identity.keys(entries, self.drop), strict=True)):
            if key in seen:
                continue
            seen.add(key)
            published = self.date_of(entry.date)
            # with a session id in its address the same entry would differ every time
            url = urls.canonical(entry.url, keep=keep) if entry.url else home
            printed = entry.date[:LONGEST_DATE] if entry.date else None
            yield place, Listed(key, entry.title, url, entry.number, published, printed)

    def beside(self, document: Document) -> str:
        """What an answer says beside its notices, whose own words may hold any number."""
        return self.text(document)

    def list_or_read(self, listed: Listed, content: Content) -> Listed | Notice:
        """A notice to be opened, or what the list says of it where there is nothing to open."""
        return Notice(listed, content, self.language) if self.open(listed) is None else listed

    def read_page(self, document: Document, listed: Listed) -> Notice:
        """A listed notice from its own page; the page completes what the list cut off or left out."""
        if self._is_list(document.url) and not self._is_list(document.request.url):
            raise ReadError(
                f"moved to {document.url}, the list that it stood in", Verdict.MOVED
            )  # faults Q08
        step = self.via[-1] if self.via else None
        if step is not None and step.content is not None and document.request.hop == len(self.via):
            return self._read_answer(document, listed, step)
        content, page = self.extract_with_page(document, self.body)
        listed = self._as_named(page, listed)
        told_all = listed.published and not _says_little(listed.title)
        said = about("", content.fields) if told_all else self.about(page, content)
        title = said.title if said.title and _says_little(listed.title) else listed.title
        listed = replace(
            listed,
            title=title,
            number=listed.number or identity.number_of_title(title) or said.number or _number_above(content),
            published=listed.published or said.published,
            published_text=listed.published_text or said.published_text,
        )
        return Notice(listed, content, self.language)

    def _as_named(self, page: html.Page | None, listed: Listed) -> Listed:
        """What the list says of a notice, its title and date by the selectors for its own page."""
        if page is None:
            return listed
        title = page.text_of(self.page_title) if self.page_title else None
        printed = page.text_of(self.page_date) if self.page_date else None
        published = self.date_of(printed)
        return replace(
            listed,
            title=identity.title(title) if title else listed.title,
            published=published or listed.published,
            published_text=printed[:LONGEST_DATE] if printed and published else listed.published_text,
        )

    def _is_list(self, address: str) -> bool:
        return self.is_home(address) or urls.canonical(address) == urls.canonical(self.url)

    def _read_answer(self, document: Document, listed: Listed, step: Step) -> Notice:
        """A listed notice from an answer for programs, at the paths that the last step names."""
        answer = answers.parse(document.body, self.content_type(document))
        text, title, printed, number = (
            answers.words_at(path, answer) if path else ""
            for path in (step.content, step.title, step.date, step.number)
        )
        if not text:
            raise answers.missing(step.content or "", answer)
        title = identity.title(answers.plain(title)) or listed.title
        listed = replace(
            listed,
            title=title,
            number=identity.number(number) or number or listed.number or identity.number_of_title(title),
            published=self.date_of(printed or None) or listed.published,
            published_text=printed[:LONGEST_DATE] or listed.published_text,
        )
        return Notice(listed, answers.as_content(text, document.url), self.language)


def _number_above(content: Content) -> str | None:
    """The number that stands alone in one of a text's first lines."""
    first = (block.text for block in content.blocks[:3] if isinstance(block, Text))
    return next((number for text in first if (number := identity.number_alone(text))), None)


def _says_little(title: str) -> bool:
    """Whether a list shows only the beginning of a title, or a mere "Mar."."""
    return is_cut(title) or (len(title) < 6 and title.isascii())


def _is_garbled(title: str) -> bool:
    """Whether a title's letters were replaced on the way: ??????2026?34?."""
    return 3 * (title.count("?") + title.count("\ufffd")) > len(title)
