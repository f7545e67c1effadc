"""Values that are picked out of a page, a JSON answer or a link, without regular expressions.

In HTML a value is CSS, then what of the element:

    #total                         its text
    input[name=moduleId]@value     an attribute; without CSS (`@data-id`) of the item itself
    a@onclick(1)                   the first argument of the call in it: view('123', 2) gives 123
    script.unit@querydata&         a JSON object in it, as the query of an address

In JSON it is JMESPath: `data.id`. `link` is the notice's address as the list has it. What was found may be
an address itself; then a part of it:

    link#          what comes after #, without a leading / or !
    a@href?id      a query parameter
    link/2         the second step of its path, link/-1 the last one; link/ the whole path
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor.errors import ReadError
from monitor.extract.json import Json, load, words
from monitor.extract.text import fold
from monitor.patterns import regex
from monitor.values import dataclass

LONGEST = 4_000  # characters of a value; what is longer belongs into no address

_PART = regex(r"(?P<what>.*?)(?P<part>#|\?[\w.-]+|/(?:-?[1-9]\d?)?)$", re.DOTALL)
_ELEMENT = regex(r"(?P<css>[^@]*?)\s*(?:@(?P<name>[\w:.-]+)(?:\((?P<argument>\d)\)|(?P<query>&))?)?$")
_CALL = regex(r"[\w$.]+\s*\(([^()]{0,2000})\)")
_ARGUMENT = regex(r"""\s*(?:'([^']*)'|"([^"]*)"|([^,'"]*?))\s*(?:,|$)""")


@dataclass(frozen=True, slots=True)
class Element:
    """Where in HTML a value stands."""

    css: str
    name: str | None = None
    argument: int | None = None
    query: bool = False

    def of(self, node: LexborNode | LexborHTMLParser) -> str | None:
        """The value inside an element or page, None when it is not there."""
        found = node.css_first(self.css) if self.css else node if isinstance(node, LexborNode) else node.body
        if found is None:
            return None
        if self.name is None:
            return fold(found.text()) or None
        written = (found.attributes.get(self.name.lower()) or "").strip()
        if self.query:
            return _as_query(written)
        if self.argument is not None:
            return _argument(written, self.argument)
        return written or None


def element(written: str) -> Element:
    """The value that a text like `a@onclick(1)` means. ValueError when it means none."""
    match = _ELEMENT.fullmatch(written.strip())
    if match is None:
        raise ValueError(f'"{written}" is no value, write CSS and an attribute: a@href, input[name=id]@value')
    if match["css"]:
        LexborHTMLParser("<p>").css_first(match["css"])
    argument = int(match["argument"]) if match["argument"] else None
    return Element(match["css"], match["name"], argument, bool(match["query"]))


def what_of(written: str) -> str:
    """A value without the part of an address that is taken of it."""
    match = _PART.fullmatch(written.strip())
    return match["what"] if match else written.strip()


def check_html(written: str) -> None:
    """Raise ValueError for what is no value of a page."""
    try:
        element(what_of(written))
    except SelectolaxError as error:
        raise ValueError(
            f'"{written}" is no CSS selector, write it like a@href or input[name=id]@value'
        ) from error


def in_html(node: LexborNode | LexborHTMLParser, written: str, link: str | None = None) -> str | None:
    return _in(written, lambda what: element(what).of(node), link)


def in_json(answer: Json, written: str, link: str | None = None) -> str | None:
    import jmespath

    def search(path: str) -> str | None:
        try:
            found = jmespath.search(path, answer)
        except jmespath.exceptions.JMESPathError as error:
            raise ReadError(f'"{path}" does not fit the answer: {str(error).splitlines()[0]}') from error
        return None if isinstance(found, dict | list) else words(found) or None

    return _in(written, search, link)


def of_link(link: str, written: str) -> str | None:
    """A value that only the notice's own address gives: `link`, `link#`, `link?id`, `link/2`."""
    return _in(written, lambda _: None, link)


def needs_answer(written: str) -> bool:
    """Whether a value is one that only an answer gives."""
    return what_of(written) != "link"


def _in(written: str, find: Callable[[str], str | None], link: str | None) -> str | None:
    """The value itself, or the part of it that is asked for."""
    match = _PART.fullmatch(written.strip())
    what, part = (match["what"], match["part"]) if match else (written.strip(), "")
    found = link if what == "link" and link is not None else find(what)
    if found is None:
        return None
    if len(found) > LONGEST:
        raise ReadError(f'"{written}" found {len(found):,} characters, which is no part of an address')
    return part_of(found, part) if part else found


def part_of(address: str, part: str) -> str | None:
    """A part of an address: `#`, `?name` or `/2`."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if part == "#":
        return unquote(parts.fragment).lstrip("/!") or None
    if part.startswith("?"):
        asked = (*parse_qsl(parts.query), *parse_qsl(parts.fragment.partition("?")[2]))
        return next((value for name, value in asked if name == part[1:]), None)
    if part == "/":
        return unquote(parts.path) or None
    steps = [unquote(step) for step in parts.path.split("/") if step]
    place = int(part[1:])
    place = place - 1 if place > 0 else place
    return steps[place] if -len(steps) <= place < len(steps) else None


def _argument(written: str, wanted: int) -> str | None:
    call = _CALL.search(written[:LONGEST])
    if call is None or not wanted:
        return None
    found, at = [], 0
    while at < len(call[1]) and (match := _ARGUMENT.match(call[1], at)) and match.end() > at:
        found.append(next((group for group in match.groups() if group is not None), "").strip())
        at = match.end()
    return found[wanted - 1] or None if wanted <= len(found) else None


def _as_query(written: str) -> str | None:
    """An object that a page keeps in an attribute, often in single quotes, as `a=1&b=2`."""
    if not written:
        return None
    text = written if '"' in written else written.replace("'", '"')
    found = load(text.encode())
    if not isinstance(found, dict):
        raise ReadError(f"expected an object to make a query of, and got {written[:80]}")
    pairs = {
        name: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if isinstance(value, dict | list)
        else "null"
        if value is None
        else words(value)
        for name, value in found.items()
    }
    return urlencode(pairs)
