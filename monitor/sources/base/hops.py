"""Ways to a notice's text that lead over several requests, each taking values from the answer before.

    via:
      - https://a.example/access-url?key={link#}                  # link: the notice's address in the list
      - url: https://a.example/article?id={data?articleId}        # data: JMESPath in the first answer
        content: data.articleContent                              # and this is where the text stands

What may stand in braces: see `monitor.sources.base.values`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from monitor.extract import charset, html, sniff
from monitor.model import Document, Listed, Request
from monitor.sources.base import answers, places, values
from monitor.sources.base.keys import AnswerLink, Jmes
from monitor.sources.base.sent import Sent

Ask = Callable[[str], Request]


class Step(Sent):
    """One request on the way. content, title, date, number: JMESPath to these in its answer, when it is the last."""

    url: AnswerLink
    content: Jmes | None = None
    title: Jmes | None = None
    date: Jmes | None = None
    number: Jmes | None = None

    @model_validator(mode="after")
    def _text(self) -> Self:
        if self.content is None and (self.title or self.date or self.number):
            raise ValueError("title, date and number are read beside content, say where that is")
        return self

    def request(self, ask: Ask, listed: Listed, before: Document | None) -> Request:
        """What to ask for. before: the answer of the step before, None at the first. Raises ReadError."""
        base = before.url if before is not None else listed.url

        def value(written: str) -> str | None:
            if before is None:
                return values.of_link(listed.url, written)
            return value_in(before, written, before.header("Content-Type"), listed.url)

        address = places.filled(self.url, value, base)
        asked = ask(address)
        if self.content is not None:
            asked = replace(asked, accept=answers.ACCEPT)
        return self.sending(asked, lambda text: places.with_values(text, value))


def value_in(
    document: Document, written: str, content_type: str | None, link: str | None = None
) -> str | None:
    """A value out of an answer, whatever kind it is of. Raises ReadError when an answer for programs lacks it."""
    if sniff.sniff(document.body) == "html":
        tree = html.parse(charset.decode(document.body, content_type).text)
        return values.in_html(tree, written, link)
    answer = answers.parse(document.body, content_type)
    found = values.in_json(answer, written, link)
    if not found:
        raise answers.missing(written, answer)
    return found


def _steps(given: Any) -> Any:
    """A step that is only an address may be written as one, and one step without a list."""
    many = given if isinstance(given, list | tuple) else [given]
    return [{"url": one} if isinstance(one, str) else one for one in many]


Steps = Annotated[tuple[Step, ...], BeforeValidator(_steps), Field(max_length=4)]
