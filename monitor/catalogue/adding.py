"""Where in a sources.yaml new sources stand, so that every other byte of it stays as it is.

Works on the text: what somebody wrote keeps its comments, order, quotes and line ends, and new entries
look like their neighbours. In a list with brackets (and so in JSON) they are written as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.catalogue import Entry
from monitor.catalogue.writing import entry_text
from monitor.config.written import compose
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

INDENT = 2  # where no neighbour says otherwise


def added(text: str, entries: Sequence[Entry], shown: str) -> str:
    """The text with the entries behind the last of its sources. shown: the file's name, for errors."""
    if "\r" in text and "\n" not in text:  # line ends of a Macintosh of old
        return _added(text.replace("\r", "\n"), entries, shown).replace("\n", "\r")
    return _added(text, entries, shown)


def _added(text: str, entries: Sequence[Entry], shown: str) -> str:
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    root = compose(text.replace("\t", " "), shown)  # JSON may have tabs
    if root is None:
        return _joined(text, f"sources:\n{_block(entries, INDENT, apart=True)}", text)
    if not isinstance(root, MappingNode):
        raise ConfigError(f"{shown}: should hold the key sources")
    sources = next((value for key, value in root.value if key.value == "sources"), None)
    if sources is None:
        return _with_section(text, root, entries)
    if isinstance(sources, SequenceNode):
        if sources.flow_style and (sources.value or root.flow_style):
            return _in_brackets(text, sources, entries)
        return _behind_last(text, sources, entries) if sources.value else _instead(text, sources, entries)
    if sources.tag.endswith(":null"):
        if not root.flow_style:
            return _instead(text, sources, entries)
        start, stop = sources.start_mark.index, sources.end_mark.index
        return f"{text[:start]} [{_json(entries)}]{text[stop:]}"
    line = sources.start_mark.line + 1
    raise ConfigError(f"{shown}:{line}: sources: should be a list, its items begin with a hyphen")


def _with_section(text: str, root: MappingNode, entries: Sequence[Entry]) -> str:
    """A file without `sources:` gets the section at its end."""
    if root.flow_style:
        at = max(map(_end, _inside(root)), default=root.start_mark.index + 1)
        comma = ", " if root.value else ""
        return f'{text[:at]}{comma}"sources": [{_json(entries)}]{text[at:]}'
    column = root.start_mark.column
    section = f"{' ' * column}sources:\n{_block(entries, column + INDENT, apart=True)}"
    end = _line_end(text, _end(root))
    # comments behind the last section stay behind it; a closing "..." stays last
    rest = re.search(r"^\.\.\.|\Z", text[end:], re.MULTILINE)
    end += rest.start() if rest else 0
    return _joined(text[:end], f"\n{section}", text) + text[end:]


def _behind_last(text: str, sources: SequenceNode, entries: Sequence[Entry]) -> str:
    """Behind the last source, and behind the comments that are indented like its keys."""
    column = _hyphen(text, sources)
    end = _line_end(text, _end(sources.value[-1]))
    while comment := re.match(rf" {{{column + 1},}}#.*(?:\r?\n|\Z)", text[end:]):
        end += comment.end()
    starts = [item.start_mark.index for item in sources.value]
    apart = any(re.search(r"\n[ \t]*\r?\n", text[a:b]) for a, b in pairwise(starts))
    lone = len(starts) == 1
    block = _block(entries, column, apart=apart or lone)
    return _joined(text[:end], f"\n{block}" if apart or lone else block, text) + text[end:]


def _instead(text: str, sources: Node, entries: Sequence[Entry]) -> str:
    """Where nothing stands yet: `sources:`, `sources: []`, `sources: null`, whatever comment is behind it."""
    start, stop = sources.start_mark.index, sources.end_mark.index
    if not text[start:stop].strip():  # the mark of a missing value may lie far below
        start = stop = _key_end(text, start)
    head, tail = text[:start], text[stop:]
    end = re.match(r"[^\r\n]*(?:\r?\n|\Z)", tail)
    rest = end.group() if end else ""
    head = f"{head.rstrip(' ')}{' ' if rest.lstrip(' ').startswith('#') else ''}{rest.lstrip(' ')}"
    column = len(re.split(r"[\r\n]", text[:start])[-1]) - len(re.split(r"[\r\n]", text[:start])[-1].lstrip())
    return _joined(head, _block(entries, column + INDENT, apart=True), text) + tail[len(rest) :]


def _in_brackets(text: str, sources: SequenceNode, entries: Sequence[Entry]) -> str:
    """Behind the last source, in lines of their own where that one has its own."""
    if not sources.value:
        at = sources.start_mark.index + 1
        return f"{text[:at]}{_json(entries)}{text[at:]}"
    last = sources.value[-1]
    line = re.split(r"[\r\n]", text[: last.start_mark.index])[-1]
    between = " " if line.strip() or line == text[: last.start_mark.index] else f"{_newline(text)}{line}"
    at = _end(last)
    return f"{text[:at]},{between}{_json(entries, between)}{text[at:]}"


# -- small things ------------------------------------------------------------------------------------


def _json(entries: Sequence[Entry], between: str = " ") -> str:
    return f",{between}".join(json.dumps(dict(entry.source), ensure_ascii=False) for entry in entries)


def _block(entries: Sequence[Entry], indent: int, *, apart: bool) -> str:
    return ("\n" if apart else "").join(entry_text(entry, indent) for entry in entries)


def _joined(head: str, block: str, text: str) -> str:
    """A block behind what is there, with the line ends of the text."""
    newline = _newline(text)
    if head and not head.endswith("\n"):
        head += newline
    if not head or head.endswith(f"{newline}{newline}"):
        block = block.removeprefix("\n")
    return head + block.replace("\n", newline)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _hyphen(text: str, sources: SequenceNode) -> int:
    """The column of a list's hyphens; a list with an anchor or a tag begins with that, beside its key."""
    column, start = int(sources.start_mark.column), int(sources.start_mark.index)
    if text[start : start + 1] == "-":
        return column
    found = re.compile(r"^( *)-(?=\s)", re.MULTILINE).search(text, start)
    return len(found[1]) if found else column


def _line_end(text: str, at: int) -> int:
    """Behind the line that holds a place."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _key_end(text: str, at: int) -> int:
    """Behind the colon of the `sources` key before a place."""
    keys = list(re.finditer(r"""^[ ]*(?:sources|"sources"|'sources')[ ]*:""", text[:at], re.MULTILINE))
    return keys[-1].end() if keys else at


def _end(node: Node) -> int:
    """Behind the last sign of a value: a list or mapping in lines ends where the last one in it ends."""
    from ruamel.yaml.nodes import CollectionNode

    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(_scalar_end(node))
    return max(_end(inner) for inner in _inside(node))


def _inside(node: Node) -> Iterator[Node]:
    for item in node.value:
        if isinstance(item, tuple):
            yield from item
        else:
            yield item


def _scalar_end(node: Node) -> int:
    """A text in several lines (| or >) is marked down to the next value; it ends before that line."""
    end = int(node.end_mark.index)
    if getattr(node, "style", None) in ("|", ">"):
        end -= 1
    return end
