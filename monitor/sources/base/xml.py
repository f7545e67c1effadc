"""XML as the JSON that says the same, so that one query language serves both.

An element is an object of its attributes and elements by name, without namespaces; one that says only a
text is that text; elements of one name are a list. `<law id="7"><name>A</name></law>` is
{"law": {"id": "7", "name": "A"}}.
"""

from __future__ import annotations

from xml.parsers import expat

from monitor.errors import ReadError
from monitor.extract.json import Json
from monitor.extract.text import clean
from monitor.patterns import regex

DEEPEST = 100  # elements inside one another; an answer for programs has a dozen
MOST = 500_000  # elements and attributes of one answer (C17)

_PROLOG = regex(r"^\s*<\?xml\b[^<>]*\?>")


def load(text: str) -> Json:
    """The value of a whole document. Raises ReadError for what is not well formed, too deep, or declares a doctype."""
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.doctype
    try:
        parser.Parse(_PROLOG.sub("", clean(text)).encode(), True)
    except expat.ExpatError as error:
        raise ReadError(f"not readable as XML: {error}") from error
    return reading.root


class _Reading:
    """The elements that are open, each with what it held so far."""

    def __init__(self) -> None:
        self.root: dict[str, Json] = {}
        self._open: list[tuple[str, dict[str, Json], list[str]]] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if len(self._open) >= DEEPEST:
            raise ReadError(f"the XML nests more than {DEEPEST} elements; it is not read")
        if self._count > MOST:
            raise ReadError(f"the XML has more than {MOST:,} elements and attributes; it is not read")
        held: dict[str, Json] = {_local(key): value for key, value in attributes.items()}
        self._open.append((_local(name), held, []))

    def text(self, text: str) -> None:
        if self._open:
            self._open[-1][2].append(text)

    def end(self, _name: str) -> None:
        name, held, texts = self._open.pop()
        text = "".join(texts).strip()
        value: Json = held
        if not held:
            value = text or None
        elif text:
            held.setdefault("text", text)
        _put(self._open[-1][1] if self._open else self.root, name, value)

    def doctype(self, *_: object) -> None:
        raise ReadError("the XML declares a doctype, which answers for programs never need; it is not read")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _put(held: dict[str, Json], name: str, value: Json) -> None:
    """Add a value under a name; the second one makes a list of it."""
    before = held.get(name)
    if name not in held:
        held[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        held[name] = [before, value]
