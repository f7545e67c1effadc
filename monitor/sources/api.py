"""Source kind `api`: notices from an answer in JSON.

    - id: cn-mofcom-exportcontrol
      kind: api
      url: http://exportcontrol.mofcom.gov.cn/edi_ecms_web_front/front/column/getColumnList
      method: POST
      form: {columnID: "1", pageNumber: "1"}
      items: pageInfo.rows                        # JMESPath to the list of notices
      success: {path: code, equals: "200"}        # anything else is the server's error message
      body: div.bd                                # CSS on a notice's page

Title, link, date, number and content are found in an item under their usual names; `title`, `link`,
`date`, `number` and `content` are JMESPath inside an item where they are called otherwise; an address
that has to be put together is `join('', ['https://a.example/notice/', to_string(id)])`. Without `body` and `content` the notice's page is opened as well; `details: false` keeps to the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, Self
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator
from selectolax.lexbor import LexborHTMLParser

from monitor import identity, urls
from monitor.errors import ReadError
from monitor.extract import html, sniff
from monitor.extract.fields import LONGEST_VALUE
from monitor.extract.json import Json, load, words
from monitor.extract.text import fold
from monitor.model import Content, Document, Flaw, Request, Text
from monitor.sources.base import Found, Jmes, PagedSource, got, tells_lost_letters

MOST_ITEMS = 5_000  # of one answer (faults C17)
ACCEPT = "application/json;charset=utf-8,*/*;q=0.5"  # some answer in question marks without the charset

# What publishing systems call these, the likeliest first; compared without case and underscores.
_TITLES = ("title", "articletitle", "subject", "name", "notificationname", "headline", "documentsymbol")
_LINKS = ("url", "link", "htmlurl", "href", "docpuburl", "articleurl", "weburl", "pageurl")
_DATES = (
    "publishtimestr", "pubtimestr", "publicationdate", "publishdate", "publishtime", "pubdate", "docrelpubtime", "docdate",
    "published", "releasedate", "deploytime", "distributiondate", "issuedate", "updateddate", "updated", "date", "ptime",
)  # fmt: skip
_NUMBERS = (
    "documentnumber",
    "docnumber",
    "number",
    "fwzh",
    "wenhao",
    "pcode",
    "notificationno",
    "documentsymbol",
)
_CONTENTS = ("content", "body", "articlecontent", "fulltext", "text", "abstract", "summary", "description")
_MESSAGES = ("message", "msg", "errormessage", "errmsg", "error", "reason", "detail")
_IDS = ("id", "guid", "uuid", "identifier")
_RESTLESS = ("view", "hit", "click", "read", "visit", "score", "rank", "browse", "count")


class Success(BaseModel):
    """What shows that an answer is no error message (faults Q17): where to look, and what must be there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Jmes
    equals: str | int | float | bool


class Source(PagedSource):
    """A JSON answer; see the top of this file."""

    method: Literal["GET", "POST"] = "GET"
    payload: Annotated[JsonValue, Field(alias="json")] = None
    form: dict[str, str | int] | None = None
    items: Jmes
    title: Jmes | None = None
    link: Jmes | None = None
    date: Jmes | None = None
    number: Jmes | None = None
    content: Jmes | None = None
    details: bool = True
    success: Success | None = None

    @model_validator(mode="after")
    def _sent(self) -> Self:
        if self.payload is not None and self.form is not None:
            raise ValueError("json and form are both what is sent, keep one of them")
        if self.method == "GET" and (self.payload is not None or self.form is not None):
            raise ValueError("json and form are only sent with method: POST")
        return self

    def requests(self, now: datetime) -> Iterator[Request]:  # noqa: ARG002 - asks the same at any time
        body, media = None, None
        if self.payload is not None:
            body, media = json.dumps(self.payload, ensure_ascii=False).encode(), "application/json"
        elif self.form is not None:
            body, media = urlencode(self.form).encode(), "application/x-www-form-urlencoded"
        asked = self.ask(self.url, ACCEPT)
        headers = (*asked.headers, *((("Content-Type", media),) if media else ()))
        yield replace(asked, method=self.method, body=body, headers=headers)

    @property
    def opens(self) -> bool:
        return self.details and (self.body is not None or self.content is None)

    @tells_lost_letters
    def read(self, document: Document, now: datetime) -> Iterator[Found]:  # noqa: ARG002 - dates are as printed
        if document.request.listed is not None:
            yield self.read_page(document, document.request.listed)
            return
        self.prove(document)
        answer = parse(document.body, self.content_type(document), self.success)
        items = _items(self.items, answer)
        if len(items) > MOST_ITEMS:
            yield Flaw(f"{len(items)} items in one answer, the first {MOST_ITEMS} were read", minor=True)
        self._look_for_parts(items)
        items = [item for item in items[:MOST_ITEMS] if self._title(item)]
        marks = [self._marks(item, document.url) for item in items]
        for place, listed in self.listed(marks):
            content = Content() if self.open(listed) else self._content(items[place], document.url)
            yield self.list_or_read(listed, content)

    # -- inside an item ----------------------------------------------------------------------------

    def _marks(self, item: _Item, base: str) -> identity.Marks:
        title = self._title(item)
        number = words(_usual(item, self.number, _NUMBERS))
        link = words(_usual(item, self.link, _LINKS))
        return identity.Marks(
            title=title,
            number=identity.number(number) or number or identity.number_of_title(title),
            url=urls.join(base, link) if link else None,
            guid=words(_usual(item, None, _IDS)) or None,
            date=words(_usual(item, self.date, _DATES)) or None,
        )

    def _look_for_parts(self, items: Sequence[_Item]) -> None:
        """Raise ReadError for a part that no item has (faults Q06)."""
        has = ", ".join(list(items[0])[:12]) if items else ""
        for name in ("title", "link", "date", "number", "content"):
            path = getattr(self, name)
            if items and path and not any(pick(path, dict(item)) not in (None, "") for item in items):
                raise ReadError(
                    f'{name} "{path}" found nothing in any of the {len(items)} items, which have {has}'
                )
        if items and not any(map(self._title, items)):
            raise ReadError(
                f"none of the {len(items)} items has a title by a usual name, say `title`; they have {has}"
            )

    def _title(self, item: _Item) -> str:
        return identity.title(_plain(_usual(item, self.title, _TITLES)))

    def _content(self, item: _Item, base: str) -> Content:
        """The text that an item carries, and its other plain values as fields."""
        found = _usual(item, self.content, _CONTENTS)
        told = found if isinstance(found, str) else words(found)
        marks = self._marks(item, base)
        said = {
            words(found),
            words(_usual(item, self.link, _LINKS)),
            marks.title,
            marks.number,
            marks.date,
            marks.guid,
        }
        fields = tuple(
            (name, text)
            for name, value in item.items()
            if not isinstance(value, dict | list)
            and words(value) not in said
            and (text := _plain(value)) not in ("", *said)
            and _is_field(name, text)
        )
        content = (
            html.read_text(told, base_url=base)
            if "<" in told
            else Content(tuple(map(Text, told.splitlines())))
        )
        return replace(content, fields=(*fields, *content.fields))


_Item = Mapping[str, Json]


# -- answers in JSON, also for kinds that find something else in them ------------------------------


def parse(body: bytes, content_type: str | None, success: Success | None) -> Json:
    """An answer's value. Raises ReadError when it is something else than JSON, or an error message."""
    if sniff.sniff(body) not in ("json", "txt"):  # JSONP is text to the eye
        raise ReadError(f"expected JSON and got {got(body)}")
    answer = load(body, content_type=content_type)
    if success is not None:
        value = pick(success.path, answer)
        if words(value) != words(success.equals):
            raise ReadError(
                f"{success.path} is {json.dumps(value)}, expected {success.equals}{_told(answer)}"
            )
    return answer


def pick(path: str, value: Json) -> Json:
    """What a JMESPath finds; None when nothing. Raises ReadError for a path that does not fit the answer."""
    import jmespath

    try:
        found: Json = jmespath.search(path, value)
    except jmespath.exceptions.JMESPathError as error:
        raise ReadError(f'"{path}" does not fit the answer: {str(error).splitlines()[0]}') from error
    return found


def missing(path: str, answer: Json) -> ReadError:
    """The error for a path that leads nowhere, with what the answer has instead."""
    return ReadError(f'"{path}" found nothing in the answer{_told(answer)}')


def _told(answer: Json) -> str:
    if not isinstance(answer, dict):
        return f", which is a {'list' if isinstance(answer, list) else 'plain value'}"
    message = next(
        (words(answer[key]) for key in answer if _bare(key) in _MESSAGES and words(answer[key])), None
    )
    return (
        f': "{message[:200]}"' if message else f", which has {', '.join(list(answer)[:8]) or 'nothing in it'}"
    )


def _items(path: str, answer: Json) -> list[_Item]:
    found = pick(path, answer)
    if isinstance(found, dict):  # keyed by id, as the World Bank does
        found = list(found.values())
    if not isinstance(found, list):
        raise missing(path, answer)
    items: list[_Item] = [item for item in found if isinstance(item, dict)]
    if found and not items:
        raise ReadError(f'items "{path}" are plain values, wanted objects with a title')
    return items


def _usual(item: _Item, path: str | None, names: Sequence[str]) -> Json:
    """The value at a path, or under the likeliest name that holds something."""
    if path is not None:
        return pick(path, dict(item))
    bare = {_bare(name): value for name, value in reversed(list(item.items()))}
    for value in (bare.get(name) for name in names):
        if isinstance(value, dict) and "rendered" in value:  # WordPress
            return value["rendered"]
        if value not in (None, "") and not isinstance(value, dict | list):
            return value
    return None


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _plain(value: Json) -> str:
    """A value without the marks of a search (<em>) and without entities."""
    text = words(value)
    if "<" not in text and "&" not in text:
        return text
    tree = LexborHTMLParser(re.sub(r"<br\s*/?>", " ", text, flags=re.IGNORECASE))
    return fold(tree.body.text()) if tree.body is not None else ""


def _is_field(name: str, text: str) -> bool:
    """Whether a value says something that stays: no counter, no clock of a machine, no second text."""
    restless = any(word in name.lower() for word in _RESTLESS) or re.fullmatch(r"\d{13}", text)
    return not restless and len(text) <= LONGEST_VALUE
