"""Source kind `api`: notices from an answer in JSON or XML, or from the JSON in a page's script.

    - id: cn-mofcom-exportcontrol
      kind: api
      url: http://exportcontrol.mofcom.gov.cn/edi_ecms_web_front/front/column/getColumnList
      method: POST
      form: {columnID: "1", pageNumber: "{page}"}   # or json: any value
      items: pageInfo.rows                          # JMESPath to the list of notices; "@" is the whole answer
      last: pageInfo.maxPageNum                     # JMESPath to the number of pages
      success: {path: code, equals: "200"}          # anything else is the server's error message
      body: div.bd                                  # CSS on a notice's page

Title, link, date, number and content are found in an item under their usual names; `title`, `link`,
`date`, `number` and `content` are JMESPath inside an item where they are called otherwise. A link that has to be
put together is an address with JMESPath in braces: `/notice/{id}`. Without `body` and `content` the notice's
page is opened as well; `details: false` keeps to the answer; `via` goes there by other requests
(`monitor.sources.base.hops`).

Further pages: `{page}` (1, 2, ...), `{page-1}` or `{offset}` (with `page_size`) in `url`, `form` or `json`; or `next`,
JMESPath to the next address or page number, or an address with these in it. `pages` says how many are read at
every look; `last` and `total` where the number of pages or of notices stands.

XML is read as the JSON that says the same: elements and attributes by name. `script` is the CSS of a script element
that holds the JSON, with `@name` when it is in a variable: `script#params`, `script@jsonData`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from monitor import identity, urls
from monitor.errors import ReadError
from monitor.extract.json import Json, words
from monitor.model import Content, Document, Flaw, Request
from monitor.sources.base import Found, Jmes, answers, places, tells_lost_letters, usual, values
from monitor.sources.base.answers import ACCEPT, Item, Success, plain
from monitor.sources.base.keys import JmesOrLink, check_script
from monitor.sources.base.lists import ListSource, Shown

MOST_ITEMS = 5_000  # of one answer (faults C17)


class Source(ListSource):
    """An answer for programs; see the top of this file."""

    items: Jmes
    title: Jmes | None = None
    link: JmesOrLink | None = None
    date: Jmes | None = None
    number: Jmes | None = None
    content: Jmes | None = None
    next: JmesOrLink | None = None
    last: Jmes | None = None
    total: Jmes | None = None
    script: Annotated[str, AfterValidator(check_script), Field(min_length=1)] | None = None
    details: bool = True
    success: Success | None = None

    @property
    def accepts(self) -> str:
        return super().accepts if self.script is not None or self.inner is not None else ACCEPT

    @property
    def opens(self) -> bool:
        return self.details and (self.body is not None or self.content is None or bool(self.via))

    @tells_lost_letters
    def read(self, document: Document, now: datetime) -> Iterator[Found]:
        if document.request.listed is not None:
            yield from self.opened(document, document.request.listed)
            return
        if (behind := self.behind(document, now)) is not None:
            yield behind
            return
        answer = self._answer(document)
        yield from self._entries(answer, document)
        if document.request.page < self.pages:
            following = self.following(document.request, self._shown(answer, document), now)
            yield from () if following is None else (following,)

    def beside(self, document: Document) -> str:
        return self.text(document) if self.script is not None else ""

    def further(self, document: Document, now: datetime) -> Request | None:
        return self.following(document.request, self._shown(self._answer(document), document), now)

    def _answer(self, document: Document) -> Json:
        self.prove(document)
        if self.script is not None:
            return answers.in_script(self.text(document), self.script, self.success)
        return answers.parse(document.body, self.content_type(document), self.success)

    def _shown(self, answer: Json, document: Document) -> Shown:
        def following() -> str | int | None:
            found = answers.pick(self.next, answer) if self.next else None
            if isinstance(found, str) and found.isdecimal():
                found = int(found)
            return found if isinstance(found, str | int) and not isinstance(found, bool) else None

        return Shown(document.url, lambda what: values.in_json(answer, what), following)

    # -- inside an item ----------------------------------------------------------------------------

    def _entries(self, answer: Json, document: Document) -> Iterator[Found]:
        items = answers.items(self.items, answer)
        if len(items) > MOST_ITEMS:
            yield Flaw(f"{len(items)} items in one answer, the first {MOST_ITEMS} were read", minor=True)
        self._look_for_parts(items)
        items = [item for item in items[:MOST_ITEMS] if self._title(item)]
        marks = [self._marks(item, document.url) for item in items]
        for place, listed in self.listed(marks, document.request):
            content = Content() if self.open(listed) else self._content(items[place], document.url)
            yield self.list_or_read(listed, content)

    def _marks(self, item: Item, base: str) -> identity.Marks:
        title = self._title(item)
        number = words(usual.usual(item, self.number, usual.NUMBERS))
        return identity.Marks(
            title=title,
            number=identity.number(number) or number or identity.number_of_title(title),
            url=self._link(item, base),
            guid=words(usual.usual(item, None, usual.IDS)) or None,
            date=words(usual.usual(item, self.date, usual.DATES)) or None,
        )

    def _link(self, item: Item, base: str) -> str | None:
        if self.link is not None and "{" in self.link:
            if not all(values.in_json(dict(item), what) for what in places.of_values(self.link)):
                return None  # this one has no page
            return places.filled(self.link, lambda what: values.in_json(dict(item), what), base)
        link = words(usual.usual(item, self.link, usual.LINKS))
        return urls.join(base, link) if link else None

    def _look_for_parts(self, items: Sequence[Item]) -> None:
        """Raise ReadError for a part that no item has (faults Q06)."""
        has = ", ".join(list(items[0])[:12]) if items else ""
        for name in ("title", "link", "date", "number", "content"):
            path = getattr(self, name)
            if not items or not path:
                continue
            paths = list(places.of_values(path)) if "{" in path and name == "link" else [path]
            if not any(all(_holds(item, path) for path in paths) for item in items):
                raise ReadError(
                    f'{name} "{path}" found nothing in any of the {len(items)} items, which have {has}'
                )
        if items and not any(map(self._title, items)):
            raise ReadError(
                f"none of the {len(items)} items has a title by a usual name, say `title`; they have {has}"
            )

    def _title(self, item: Item) -> str:
        return identity.title(plain(usual.usual(item, self.title, usual.TITLES)))

    def _content(self, item: Item, base: str) -> Content:
        """The text that an item carries, and its other plain values as fields."""
        found = usual.usual(item, self.content, usual.CONTENTS)
        told = found if isinstance(found, str) else words(found)
        marks = self._marks(item, base)
        link = words(usual.usual(item, None if self.link and "{" in self.link else self.link, usual.LINKS))
        said = {words(found), link, marks.title, marks.number, marks.date, marks.guid}
        fields = tuple(
            (name, text)
            for name, value in item.items()
            if not isinstance(value, dict | list)
            and words(value) not in said
            and (text := plain(value)) not in ("", *said)
            and usual.is_field(name, text)
        )
        content = answers.as_content(told, base)
        return replace(content, fields=(*fields, *content.fields))


def _holds(item: Item, path: str) -> bool:
    return answers.pick(values.what_of(path) if "{" not in path else path, dict(item)) not in (None, "")
