"""What changed in an amended notice, sentence by sentence, with the words as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model import Amended, Change, Removed
from monitor.prose import body, prose
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence that came or went, and where. gone: it stood only in the version before."""

    text: str
    place: str
    gone: bool = False


def pieces(change: Amended) -> Iterator[Piece]:
    """The sentences that differ. Of a rewritten one only the new form, since that is what holds now."""
    for edit in change.comparison.edits:
        if edit.op == "move" or edit.path == "published":
            continue
        before, after = _split(edit.before), _split(edit.after)
        came = [sentence for sentence in after if sentence not in before]
        yield from (Piece(sentence, edit.path) for sentence in came)
        if not came:
            yield from (Piece(text, edit.path, gone=True) for text in before if text not in after)


def said(change: Change) -> Iterator[str]:
    """The sentences a change tells us: all of a notice that came, what is new in one that was amended."""
    if isinstance(change, Removed):
        return
    if isinstance(change, Amended):
        yield from (piece.text for piece in pieces(change) if not piece.gone)
        for table in change.comparison.tables:
            yield from (f"{table.key}: " + "\t".join(row.cells) for row in table.added)
            yield from (f"{cell.column}: {cell.after}" for cell in table.changed)
    else:
        yield change.notice.title
        yield from _split(body(change.notice.content))


def _split(text: str | None) -> dict[str, None]:
    """The sentences of a text as they stand in it."""
    ready = prose(text or "")
    sentences = (ready.original(start, end) for start, end in ready.sentences())
    return dict.fromkeys(sentence for sentence in sentences if sentence)
