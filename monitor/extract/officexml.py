"""XML parts of office files as a small tree, without document types and without end of depth (C16, C23)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from monitor.errors import ReadError

DEEPEST = 512
_SPACES = {
    "main": "w",  # word processing, in both its names
    "math": "m",
    "2006": "mc",  # markup compatibility
}


class Node:
    """One element. tag: like "w:p"; attrs by their local names; children: elements and texts in order."""

    __slots__ = ("attrs", "children", "tag")

    def __init__(self, tag: str, attrs: dict[str, str]) -> None:
        self.tag, self.attrs = tag, attrs
        self.children: list[Node | str] = []

    def nodes(self) -> Iterator[Node]:
        return (child for child in self.children if isinstance(child, Node))

    def child(self, *path: str) -> Node | None:
        """The first element at the end of a path of tags."""
        found: Node | None = self
        for tag in path:
            found = next((node for node in found.nodes() if node.tag == tag), None) if found else None
        return found

    def value(self, *path: str) -> str | None:
        """What the `val` of an element says; "" for an element without one, None where there is no element."""
        found = self.child(*path)
        return None if found is None else found.attrs.get("val", "")

    @property
    def text(self) -> str:
        return "".join(child for child in self.children if isinstance(child, str))


def parse(xml: bytes, part: str) -> Node:
    """The part's root. Raises ReadError for what is no XML, declares a document type, or nests without end."""
    root = Node("", {})
    path = [root]

    def start(name: str, attrs: dict[str, str]) -> None:
        if len(path) > DEEPEST:
            raise ReadError(f"{part} nests more than {DEEPEST} deep; it is not read")
        node = Node(_short(name), {_local(key): value for key, value in attrs.items()})
        path[-1].children.append(node)
        path.append(node)

    def end(_name: str) -> None:
        path.pop()

    def words(text: str) -> None:
        path[-1].children.append(text)

    def doctype(*_said: object) -> None:
        raise ReadError(f"{part} declares a document type, which no office program writes")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ReadError(f"{part} is no readable XML: {error}") from error
    return next(root.nodes())


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{_SPACES.get(space.rpartition('/')[2], 'x') if 'drawingml' not in space else 'x'}:{local}"
