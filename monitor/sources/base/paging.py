"""Lists of several pages: where the next one is, and whether there is one."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from monitor.patterns import regex
from monitor.sources.base import places

_COUNT = regex(r"\d[\d,]{0,11}")


class Paging(BaseModel):
    """Which pages of a list are read, for kinds whose lists have several.

    pages: how many at every look. Where no notice of them is known, further ones are read until one is
    (faults Q18). page_size: notices on a page, for `{offset}` and `total`. last: where the number of
    pages stands; total: where the number of all notices does. With them nothing is asked beyond the end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)

    next: Annotated[str, Field(min_length=1)] | None = None
    pages: Annotated[int, Field(ge=1, le=100)] = 1
    page_size: Annotated[int, Field(ge=1, le=5_000)] | None = None
    last: Annotated[str, Field(min_length=1)] | None = None
    total: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _sized(self) -> Self:
        written = f"{self.next}{getattr(self, 'url', '')}{getattr(self, 'sent_text', '')}"
        if places.counts_notices(written) and self.page_size is None:
            raise ValueError("{offset} counts notices, so it needs page_size: how many stand on a page")
        if self.total is not None and self.page_size is None:
            raise ValueError("total counts notices, so it needs page_size: how many stand on a page")
        return self

    def is_over(self, page: int, last: str | None, total: str | None) -> bool:
        """Whether a page is the last one, by what the answer says of all. last, total: as printed there."""
        pages, notices = _count(last), _count(total)
        if pages is not None and page >= pages:
            return True
        return notices is not None and self.page_size is not None and page * self.page_size >= notices


def _count(printed: str | None) -> int | None:
    """The number in "1/239", "共239页" or "239": where two are, the one after the stroke."""
    if printed is None:
        return None
    found = [int(digits.replace(",", "")) for digits in _COUNT.findall(printed.rpartition("/")[2])]
    return found[0] if found else None
