"""What an address may call a change or a notice: a plain number as we write it, and nothing else."""

from __future__ import annotations

from starlette.exceptions import HTTPException

LONGEST = 18  # digits; what is longer is no row of any database


def number(written: str) -> int:
    """The number; a page that is none is answered with 404, as is everything that we never wrote (007, 1e9, ٣)."""
    plain = written.isascii() and written.isdecimal() and len(written) <= LONGEST and written[0] != "0"
    if not plain:
        raise HTTPException(404)
    return int(written)


def part(written: str | None) -> int | None:
    """A page number, as far as it is one; the page that is too large is made the last one later."""
    if written is None:
        return None
    plain = written.isascii() and written.isdecimal()
    return max(1, int(written[:LONGEST])) if plain else 1
