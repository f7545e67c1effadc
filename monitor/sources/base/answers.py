"""Answers for programs: JSON, XML read as if it were JSON, and JSON inside the script of a page.

Whatever it was, what comes out is one JSON value, and one query language (JMESPath) finds things in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import islice

from pydantic import BaseModel, ConfigDict
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import NothingError, ReadError
from monitor.extract import charset, html, sniff
from monitor.extract.json import Json, load, words
from monitor.extract.text import fold
from monitor.model import Content, Text, Verdict
from monitor.patterns import regex
from monitor.sources.base.keys import Jmes
from monitor.sources.base.proposal import lists_of
from monitor.sources.base.source import got

Item = Mapping[str, Json]

ACCEPT = "application/json;charset=utf-8,*/*;q=0.5"  # some answer in question marks without the charset

_MESSAGES = ("message", "msg", "errormessage", "errmsg", "error", "reason", "detail")
_SIGN = regex(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)


class Success(BaseModel):
    """What shows that an answer is no error message (faults Q17): where to look, and what must be there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Jmes
    equals: str | int | float | bool


# -- from bytes to a value ---------------------------------------------------------------------------


def parse(body: bytes, content_type: str | None, success: Success | None = None) -> Json:
    """An answer's value. Raises ReadError when it is neither JSON nor XML, or an error message."""
    kind = sniff.sniff(body)
    if kind in ("xml", "feed"):
        from monitor.sources.base import xml

        answer = xml.load(charset.decode(body, content_type).text)
    elif kind in ("json", "txt"):  # JSONP is text to the eye
        answer = load(body, content_type=content_type)
    else:
        raise ReadError(f"expected JSON and got {got(body)}", Verdict.WRONG)
    return checked(answer, success)


def in_script(text: str, where: str, success: Success | None = None) -> Json:
    """The value inside a page's script. where: CSS of the script, then `@name` of the variable that holds it."""
    css, _, name = where.rpartition("@") if "@" in where else (where, "", "")
    scripts = [node.text() for node in html.parse(text).css(css or "script")]
    if not scripts:
        raise ReadError(f'script "{css or "script"}" matched nothing in the page')
    for script in scripts:
        if (written := _literal(script, name)) is not None:
            return checked(load(written.encode()), success)
    wanted = f"a variable {name}" if name else "JSON"
    raise ReadError(f'script "{where}" matched {len(scripts)} times, never with {wanted} in it')


def _literal(script: str, name: str) -> str | None:
    """The JSON that a script is, or that it puts into a variable; None when there is none."""
    text = script.strip()
    if not name and text.startswith(("{", "[")):
        return text
    opening = rf"(?<![\w$]){re.escape(name)}[\"']?\s*[=:]\s*(?=[\[{{])" if name else r"=\s*(?=[\[{])"
    start = re.search(opening, text)
    return None if start is None else _balanced(text, start.end())


def _balanced(text: str, start: int) -> str | None:
    depth = 0
    for sign in _SIGN.finditer(text, start):
        if sign[0] in "[{":
            depth += 1
        elif sign[0] in "]}":
            depth -= 1
            if not depth:
                return text[start : sign.end()]
    return None


def checked(answer: Json, success: Success | None) -> Json:
    """The answer, when it is not an error message in disguise (faults Q17)."""
    if success is not None:
        value = pick(success.path, answer)
        if words(value) != words(success.equals):
            raise ReadError(
                f"{success.path} is {json.dumps(value)}, expected {success.equals}{_told(answer)}",
                Verdict.WRONG,
            )
    return answer


# -- finding things in it --------------------------------------------------------------------------


def pick(path: str, value: Json) -> Json:
    """What a JMESPath finds; None when nothing. Raises ReadError for a path that does not fit the answer."""
    import jmespath

    try:
        found: Json = jmespath.search(path, value)
    except jmespath.exceptions.JMESPathError as error:
        raise ReadError(f'"{path}" does not fit the answer: {str(error).splitlines()[0]}') from error
    return found


def items(path: str, answer: Json) -> list[Item]:
    """The objects at a path: of a list, or keyed by id; where only one came, as XML has it, that one."""
    found = pick(path, answer)
    if isinstance(found, dict):
        inner = [value for value in found.values() if isinstance(value, dict)]
        found = list(found.values()) if inner and 2 * len(inner) >= len(found) else [found]
    if not isinstance(found, list):
        raise missing(path, answer)
    objects: list[Item] = [item for item in found if isinstance(item, dict)]
    if found and not objects:
        raise ReadError(f'items "{path}" are plain values, wanted objects with a title')
    return objects


def markup(path: str, answer: Json) -> str:
    """The HTML at a path; several pieces are one page."""
    found = pick(path, answer)
    pieces = found if isinstance(found, list) else [found]
    texts = [piece for piece in pieces if isinstance(piece, str)]
    if not texts:
        raise missing(path, answer)
    return "\n".join(texts)


def missing(path: str, answer: Json) -> NothingError:
    """The error for a path that leads nowhere, with what the answer has instead."""
    lists = ", ".join(islice(lists_of(answer), 3))
    offers = f"; it has lists at {lists}" if lists else ""
    return NothingError(f'"{path}" found nothing in the answer{_told(answer)}{offers}')


def _told(answer: Json) -> str:
    if not isinstance(answer, dict):
        return f", which is a {'list' if isinstance(answer, list) else 'plain value'}"
    message = next(
        (words(answer[key]) for key in answer if bare(key) in _MESSAGES and words(answer[key])), None
    )
    return (
        f': "{message[:200]}"' if message else f", which has {', '.join(list(answer)[:8]) or 'nothing in it'}"
    )


def words_at(path: str, value: Json) -> str:
    """The text at a path, as it stands; several pieces are one text."""
    found = pick(path, value)
    if isinstance(found, list):
        return "\n".join(piece if isinstance(piece, str) else words(piece) for piece in found)
    return found if isinstance(found, str) else words(found)


def as_content(told: str, base: str) -> Content:
    """A text that an answer carries, HTML or plain."""
    if "<" in told:
        return html.read_text(told, base_url=base)
    return Content(tuple(map(Text, filter(str.strip, told.splitlines()))))


def bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def plain(value: Json) -> str:
    """A value without the marks of a search (<em>) and without entities."""
    text = words(value)
    if "<" not in text and "&" not in text:
        return text
    tree = LexborHTMLParser(re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE))
    return fold(tree.body.text()) if tree.body is not None else ""
