"""Pages of a list: what a page number means, and what stands around it."""

from __future__ import annotations

from urllib.parse import urlencode

from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Pager:
    """A page of so many. total: rows in all; capped: there are more than were counted."""

    page: int
    pages: int
    total: int
    size: int
    capped: bool = False

    @property
    def skip(self) -> int:
        return (self.page - 1) * self.size

    @property
    def first(self) -> int:
        return self.skip + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.skip + self.size, self.total)

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def pager(asked: str, total: int, size: int, *, most: int | None = None) -> Pager:
    """The page that is meant. One that is too large is the last, one that is no number is the first.

    most: so many rows are counted at most.
    """
    pages = max(1, -(-total // size))
    text = asked.strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
    if text.isascii() and text.isdecimal() and len(text) >= 10:
        number = pages
    return Pager(min(max(number, 1), pages), pages, total, size, capped=most is not None and total >= most)


def query(**asked: str) -> str:
    """What stands behind the ? of an address; fields that say nothing are left out."""
    return urlencode([(name, value) for name, value in asked.items() if value])
