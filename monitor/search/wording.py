"""A notice as pieces of text, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.model import Block, Notice, Table
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, a row of a table, a field. file: the name of the attachment it stands in. cells: of a row."""

    text: str
    file: str | None = None
    cells: tuple[str, ...] = ()


def heading(notice: Notice) -> tuple[str, ...]:
    """The title and the number that a notice is listed with."""
    number = notice.listed.number
    return (notice.title, number) if number and number not in notice.title else (notice.title,)


def wording(notice: Notice) -> Iterator[Part]:
    """Everything a version of a notice says below its title, in the order in which it stands there."""
    content = notice.content
    for name, value in content.fields:
        yield Part(f"{name}: {value}" if name else value)
    yield from _blocks(content.blocks)
    for attachment in content.attachments:
        yield Part(attachment.name, attachment.name)
        yield from _blocks(attachment.blocks or (), attachment.name)
    yield from _links(notice)


def _blocks(blocks: Iterable[Block], file: str | None = None) -> Iterator[Part]:
    for block in blocks:
        if isinstance(block, Table):
            if block.name:
                yield Part(block.name, file)
            for row in (block.columns, *block.rows):
                if cells := tuple(filter(None, row)):
                    yield Part(" | ".join(cells), file, cells)
        elif block.text:
            yield Part(block.text, file)


def _links(notice: Notice) -> Iterator[Part]:
    """The names of links that do not stand in the text anyhow."""
    links = notice.content.links
    if not links:
        return
    text = "\n".join(part.text for part in _blocks(notice.content.blocks))
    for link in links:
        if link.words and link.words not in text:
            yield Part(link.words)
