"""The editions of the Harmonized System as tables: six digits that every customs authority shares.

Longer codes are national; of them the first six are looked at. Chapters 98 and 99 are national too, and 77 is kept
free by the World Customs Organization.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.resources import files

from monitor.lazily import once
from monitor.prose import narrow

SHARED = 6  # digits


class Edition(StrEnum):
    HS2017 = "2017"
    HS2022 = "2022"


LATEST = Edition.HS2022


def digits(code: str) -> str:
    """A code without dots, blanks and what is written around it: "ex 8541.43-00" is "85414300"."""
    return re.sub(r"[^0-9]", "", narrow(code))


def exists(code: str, edition: Edition = LATEST) -> bool:
    """Whether a code, or the subheading a national one belongs to, stands in an edition."""
    return _shared(code) in _descriptions(edition)


def editions(code: str) -> tuple[Edition, ...]:
    """The editions a code stands in, the older first."""
    return tuple(edition for edition in Edition if exists(code, edition))


def name(code: str, language: str = "en", edition: Edition = LATEST) -> str | None:
    """What a code is called, or what it stands under is. Chinese names are those of the tariff of 2014."""
    wanted = digits(code)
    if language == "zh":
        return _chinese().get(wanted[:8])
    table = _descriptions(edition)
    return next((table[wanted[:size]] for size in (6, 4, 2) if wanted[:size] in table), None)


def successors(code: str) -> tuple[str, ...]:
    """What a code of 2017 became in 2022, as subheadings of six digits in order; a shorter one all below it.

    A subheading that leads nowhere in the conversion table gives nothing, and so does one that never was.
    """
    return tuple(
        sorted(new for old in _below(digits(code)[:SHARED], Edition.HS2017) for new in _became().get(old, ()))
    )


def predecessors(code: str) -> tuple[str, ...]:
    """What a code of 2022 came from in 2017, as subheadings of six digits in order; a shorter one all below it."""
    return tuple(
        sorted(
            {old for new in _below(digits(code)[:SHARED], Edition.HS2022) if (old := _came_from().get(new))}
        )
    )


def _shared(code: str) -> str:
    bare = digits(code)
    return bare[: min(len(bare) - len(bare) % 2, SHARED)]


def _below(prefix: str, edition: Edition) -> Iterator[str]:
    """The subheadings that begin so."""
    if len(prefix) == SHARED:
        if prefix in _descriptions(edition):
            yield prefix
        return
    yield from (code for code in _descriptions(edition) if len(code) == SHARED and code.startswith(prefix))


# -- the tables, read when first needed ------------------------------------------------------------


@once
def _descriptions(edition: Edition) -> Mapping[str, str]:
    return dict(_rows(f"hs{edition}"))


@once
def _chinese() -> Mapping[str, str]:
    return dict(_rows("names_zh"))


@once
def _came_from() -> Mapping[str, str]:
    return dict(_rows("hs2022_of_2017"))


@once
def _became() -> Mapping[str, tuple[str, ...]]:
    became: dict[str, list[str]] = {}
    for new, old in _rows("hs2022_of_2017"):
        became.setdefault(old, []).append(new)
    return {old: tuple(new) for old, new in became.items()}


def _rows(table: str) -> Iterator[tuple[str, str]]:
    packed = (files("monitor.hs.data") / f"{table}.tsv.gz").read_bytes()
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        first, _, rest = line.partition("\t")
        yield first, rest
