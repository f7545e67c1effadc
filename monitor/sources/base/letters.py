"""Letters that were lost or garbled on the way, which must not look like an amendment (Q16)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import TypeVar

from monitor.errors import ReadError
from monitor.extract import mojibake
from monitor.model import Content, Document, Flaw, Listed, Notice
from monitor.sources.base.source import Found

_S = TypeVar("_S")
_Read = Callable[[_S, Document, datetime], Iterator[Found]]

_LOST = "\ufffd"
_FEW = 0.001  # of a text's letters; more, or one in a title, and the text is not compared
_MANY = 0.05  # and it is no text at all
_GARBLED = 0.2  # of its letters beyond ASCII; a quotation of such a text is less


def tells_lost_letters(read: _Read[_S]) -> _Read[_S]:
    """For a kind's `read`: letters that could not be decoded are a flaw, so that no amendment is made of them (Q16)."""

    @wraps(read)
    def reading(source: _S, document: Document, now: datetime) -> Iterator[Found]:
        lost = 0
        garbled: list[str] = []
        for item in read(source, document, now):
            if isinstance(item, Listed | Notice):
                listed, text = (item, "") if isinstance(item, Listed) else (item.listed, _text(item.content))
                lost += _lost(listed, text, document)
                garbled += _garbled(listed, text)
            yield item
        if garbled:
            yield Flaw(f'the letters are garbled, as after a wrong conversion: "{garbled[0][:40]}"')
        if lost:
            yield Flaw(f"{lost} letters could not be decoded")

    return reading


def _lost(listed: Listed, text: str, document: Document) -> int:
    """How many letters of a notice were lost, if that matters. Raises ReadError when most of it means nothing."""
    lost = text.count(_LOST)
    if not (lost or _LOST in listed.title) or _LOST.encode() in document.body:
        return 0  # or somebody else lost them, long before us
    if lost > _MANY * len(text):
        raise ReadError(f"the text came garbled: {lost} of {len(text)} letters could not be decoded")
    return _in_title(listed) + (lost if lost > _FEW * len(text) else 0)


def _garbled(listed: Listed, text: str) -> list[str]:
    """The texts of a notice that were encoded twice and could not be mended, or came as question marks."""
    return [said for said in (listed.title, text) if mojibake.measure(said) > _GARBLED or _is_asking(said)]


def _is_asking(text: str) -> bool:
    """Whether a text is mostly question marks: a server that was not told the charset writes one for each letter."""
    asked = text.count("?")
    return asked >= 3 and asked > sum(map(str.isalnum, text))


def _in_title(listed: Listed) -> int:
    """Lost letters of a title, but for its end, where publishing systems cut letters in two."""
    return listed.title.rstrip(_LOST + ".…").count(_LOST)


def _text(content: Content) -> str:
    said: list[str] = []
    for block in content.blocks:
        if block.kind == "text":
            said.append(block.text)
        else:
            said += [cell for row in (block.columns, *block.rows) for cell in row]
    return "".join(said) + "".join([value for _, value in content.fields])
