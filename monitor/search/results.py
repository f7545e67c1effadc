"""What is asked of the search beside its words, what it answers, and that answer for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from monitor.search.excerpts import Piece
from monitor.values import dataclass

SIZE = 20  # results a page
LARGEST = 200


class Order(StrEnum):
    BEST = "best"  # what fits best, and of what fits alike the newest
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched, and which of the results are shown. since, until: days, both included.

    latest: only in the last version of each notice. page: from 1 on; one that is too large is the last.
    """

    source: str | None = None
    since: date | None = None
    until: date | None = None
    latest: bool = False
    order: Order = Order.BEST
    page: int = 1
    size: int = SIZE


@dataclass(frozen=True, slots=True)
class Found:
    """A notice, in the version that fits best. day: that this version is of: the notice's own, or when we read it.

    title, excerpt: with what was looked for marked. file: the attachment that the excerpt is from. changes: the ids
    of the notice's changes, the latest first; change: that of this version. latest: no later version is known.
    notice: its number in the archive.
    """

    notice: int
    source: str
    key: str
    url: str
    number: str | None
    published: date | None
    day: date
    read: datetime
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    file: str | None
    sha256: str
    latest: bool
    change: str | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found. total: notices. more: older ones than these fit too, and were not looked at.

    waiting: versions that cannot be found yet. trouble: why they cannot.
    """

    found: tuple[Found, ...] = ()
    total: int = 0
    more: bool = False
    page: int = 1
    pages: int = 1
    waiting: int = 0
    trouble: str | None = None


def plain(pieces: Sequence[Piece]) -> str:
    """The text of the pieces, without what is marked in it."""
    return "".join(piece.text for piece in pieces)


def answer(found: Found) -> dict[str, Any]:
    """A line of `search --json`: times in UTC, days the authority's own, absence null. Keys may be added, never renamed.

    marked: the stretches of the title and the excerpt that were looked for, as they stand there.
    """
    return {
        "source": found.source,
        "key": found.key,
        "title": plain(found.title),
        "url": found.url,
        "number": found.number,
        "published": found.published.isoformat() if found.published else None,
        "day": found.day.isoformat(),
        "read": found.read.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "version": found.sha256,
        "latest": found.latest,
        "change": found.change,
        "changes": list(found.changes),
        "excerpt": plain(found.excerpt),
        "file": found.file,
        "marked": {"title": _marked(found.title), "excerpt": _marked(found.excerpt)},
    }


def _marked(pieces: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.marked]
