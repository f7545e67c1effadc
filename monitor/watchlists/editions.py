"""A code of one edition of the Harmonized System in the other, for lists and notices that are kept in different ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from monitor import hs
from monitor.hs import Edition
from monitor.values import dataclass

OTHER = {Edition.HS2017: Edition.HS2022, Edition.HS2022: Edition.HS2017}
_IN_FORCE = date(2022, 1, 1)  # of HS 2022


@dataclass(frozen=True, slots=True)
class Led:
    """A subheading, and another that it was or became in the other edition. written: the edition of `code`."""

    code: str
    written: Edition
    other: str

    def __str__(self) -> str:
        """From what it was to what it is: 8541.40 (HS 2017) is 8541.43 in HS 2022."""
        old, new = (self.code, self.other) if self.written is Edition.HS2017 else (self.other, self.code)
        return f"{dotted(old)} (HS 2017) is {dotted(new)} in HS 2022"


def dotted(code: str) -> str:
    """A subheading as people write it: 8541.43."""
    return f"{code[:4]}.{code[4:]}" if len(code) > 4 else code


@lru_cache(maxsize=8192)
def stands(code: str) -> tuple[Edition, ...]:
    """The editions that a code, or the subheading it belongs to, stands in."""
    return hs.editions(code[:6])


def kept_in(code: str, said: Edition | None) -> Edition | None:
    """The edition that an entry is kept in: as its list says, else the only one that knows it, else unknown."""
    if said is not None:
        return said
    found = stands(code)
    return found[0] if len(found) == 1 else None


def led(code: str, written: Edition) -> tuple[Led, ...]:
    """What a code of an edition is in the other one, as far as it is not found by its own digits."""
    return tuple(
        each
        for each in all_led(code[:6], written)
        if not each.other.startswith(code) and not code.startswith(each.other)
    )


@lru_cache(maxsize=8192)
def all_led(code: str, written: Edition) -> tuple[Led, ...]:
    """What the subheadings below a code of an edition are in the other one, also where nothing changed."""
    if written is Edition.HS2017:
        pairs = [(old, new) for new in hs.successors(code) for old in hs.predecessors(new)]
    else:
        pairs = [(new, old) for old in hs.predecessors(code) for new in hs.successors(old)]
    return tuple(Led(own, written, other) for own, other in pairs if own.startswith(code))


@lru_cache(maxsize=8192)
def others(code: str, written: Edition) -> tuple[str, ...]:
    """All that a code of an edition is in the other one; nothing when it is the same there."""
    found = tuple(dict.fromkeys(each.other for each in all_led(code[:6], written)))
    return () if found == (code[:6],) else found


def read_in(codes: Iterable[str], published: date | None) -> frozenset[Edition]:
    """The editions that a notice is written in: as codes say that stand in one only, else as its day says."""
    sole = frozenset(found[0] for code in codes if len(code) >= 6 and len(found := stands(code)) == 1)
    if sole:
        return sole
    return frozenset({Edition.HS2017 if published and published < _IN_FORCE else Edition.HS2022})
