"""The text of a stored notice with the places in it, from its bytes: what is said of it is stored by where it stands.

Never changed: what was said years ago is read by it. It agrees with `monitor.prose` of the day it was written; where that
goes other ways later, what is said then is stored in full, and no more than that.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

_Line = tuple[
    str, str, Sequence[str], Sequence[int]
]  # place, text; of a table's row also columns and their ends


class Wording:
    """A notice's title and text."""

    def __init__(self, body: bytes) -> None:
        """body: of a notice, as the archive holds it."""
        notice = json.loads(body)
        lines = list(_lines(notice.get("content", {})))
        self.title: str = notice["listed"]["title"]
        self.text = "\n".join(line[1] for line in lines)
        self._lines = lines
        self._starts = [0, *accumulate(len(line[1]) + 1 for line in lines)]

    def place(self, offset: int) -> str:
        """Where the text at this offset stands, for a reader."""
        index = bisect_right(self._starts, offset) - 1
        if not 0 <= index < len(self._lines):
            return "body"
        place, _, columns, ends = self._lines[index]
        column = bisect_right(ends, offset - self._starts[index])
        named = columns[column].strip() if column < len(columns) else ""
        return f"{place}, column {named}" if named else place


def _lines(content: dict[str, Any]) -> Iterator[_Line]:
    for name, value in content.get("fields", ()):
        yield f"field {name}", f"{name}: {value}", (), ()
    yield from _of_blocks(content.get("blocks", ()), "")
    for part in content.get("attachments", ()):
        yield from _of_blocks(part.get("blocks") or (), f"{part['name']}, ")


def _of_blocks(blocks: Sequence[dict[str, Any]], within: str) -> Iterator[_Line]:
    paragraphs = tables = 0
    for block in blocks:
        if "rows" in block:
            tables += 1
            name = " ".join(block["name"].split()) or str(tables)
            yield from _of_table(block, f"{within}table {name}")
        else:
            paragraphs += 1
            yield f"{within}paragraph {paragraphs}", block["text"], (), ()


def _of_table(table: dict[str, Any], place: str) -> Iterator[_Line]:
    columns = table["columns"]
    yield f"{place}, head", "\t".join(columns), columns, _ends(columns)
    for number, cells in enumerate(table["rows"], 1):
        key = next((" ".join(cell.split()) for cell in cells if cell.strip()), "")
        yield f"{place}, row {key[:40] or number}", "\t".join(cells), columns, _ends(cells)


def _ends(cells: Sequence[str]) -> list[int]:
    return list(accumulate(len(cell) + 1 for cell in cells))
