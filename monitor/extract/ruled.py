"""Tables of documents (PDF, Word) to blocks: every row is a row, but for titles above and notes below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.model import Block, Table, Text
from monitor.patterns import regex

_LONGEST_NAME = 60
_SENTENCE = regex(r"[。.！!?？;；:：]$")


def name_before(blocks: Sequence[Block]) -> str:
    """What the line before a table calls it; "" when that is a sentence, or no line."""
    last = blocks[-1] if blocks else None
    if last is None or last.kind == "table" or len(last.text) > _LONGEST_NAME or _SENTENCE.search(last.text):
        return ""
    return last.text


def to_blocks(rows: Sequence[Sequence[str]], name: str) -> Iterator[Block]:
    """The table; a title over its whole width is a line above it, a note below it a line below."""
    rows = [row for row in rows if any(row)]
    first, last = 0, len(rows)
    while first < last - 1 and _alone(rows[first]):
        yield Text(rows[first][0])
        first += 1
    while last > first + 1 and _alone(rows[last - 1]):
        last -= 1
    heads = 1
    while first + heads < last - 1 and _second_head(rows[first + heads - 1], rows[first + heads]):
        heads += 1
    columns = tuple(
        " / ".join(dict.fromkeys(part for row in rows[first : first + heads] if (part := row[c])))
        for c in range(len(rows[0]) if rows else 0)
    )
    if columns:
        yield Table(name, columns, tuple(tuple(row) for row in rows[first + heads : last]))
    yield from (Text(row[0]) for row in rows[last:])


def _alone(row: Sequence[str]) -> bool:
    """One cell over the whole width."""
    return len(row) > 1 and bool(row[0]) and len(set(row)) == 1


def _second_head(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row still belongs to the header: some cells hang down beside groups of others."""
    hangs = any(a and a == b for a, b in zip(above, row, strict=True))
    grouped = any(above[i] and above[i] == above[i + 1] for i in range(len(above) - 1))
    return hangs and grouped
