"""Rates with what they are a rate of: in a sentence that names one code, in a row of a table whose head says so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.facts import rates
from monitor.facts.counts import Counted
from monitor.patterns import regex
from monitor.prose import Prose


class Charged(NamedTuple):
    """A rate at its place in the matched text. of: "duty rate", "VAT rate"; code: the one code it is said of."""

    start: int
    end: int
    value: str
    of: str
    code: str | None


_CELL = regex(r" ?(\d{1,4}(?:\.\d{1,4})?) ?%? ?$", re.ASCII)
_WIDEST = 64  # columns of a table that are looked at


def in_sentences(
    prose: Prose, counted: Sequence[Counted], codes: Sequence[tuple[int, int]]
) -> Iterator[Charged]:
    """Every percentage that is charged or given back, and what is free of it."""
    found = [
        (each.start, each.end, f"{each.count.value}%") for each in counted if each.count.unit == "percent"
    ]
    found += ((start, end, "0%") for start, end in rates.free(prose))
    last: Charged | None = None
    for start, end, value in sorted(found):
        of = rates.rate_of(prose, start, end)
        low, high = prose.sentence(start)
        if of == "percent" and last is not None and last.start >= low and start - last.end <= _LISTED:
            of = _listed(prose, last, start)
        if of == "percent" and value != "0%":
            continue
        code = _code_in(prose, codes, low, high)
        last = Charged(start, end, value, "duty rate" if of == "percent" else of, code)
        yield last


_LISTED = 32  # characters between two rates of one list
_OTHER_MATTER = regex(
    r"缩短|压缩|提高|增长|下降|降低|占|同比|抽|比例|of (?:the|all|total)|increase|decrease|growth|share|faster|supply",
    re.ASCII,
)


def _listed(prose: Prose, last: Charged, start: int) -> str:
    """The rate that a list goes on with: 甲公司43%，乙公司20.2%. "percent" where something else is spoken of."""
    return "percent" if _OTHER_MATTER.search(prose.simple, last.end, start + 12) else last.of


def _code_in(prose: Prose, codes: Sequence[tuple[int, int]], low: int, high: int) -> str | None:
    """The one code between two places; which of several has which rate, the words do not say surely."""
    first = bisect_left(codes, (low, 0))
    inside = codes[first : bisect_left(codes, (high, 0))][:40]
    named = list(dict.fromkeys(prose.plain[start:end] for start, end in inside))
    return named[0] if len(named) == 1 else None


def in_tables(prose: Prose, codes: Sequence[tuple[int, int]]) -> Iterator[Charged]:
    """The cells of columns whose head is the name of a rate, each with the code of its row."""
    text = prose.low
    if "\t" not in text:
        return
    columns: dict[int, str] = {}
    place = 0
    for line in text.split("\n"):
        if "\t" in line:
            cells = line.split("\t")
            heads = _heads(cells)
            if heads:
                columns = heads
            elif columns:
                yield from _in_row(prose, cells, place, columns, codes)
        else:
            columns = {}
        place += len(line) + 1


def _heads(cells: Sequence[str]) -> dict[int, str]:
    if any(_CELL.fullmatch(cell) for cell in cells[:_WIDEST]):
        return {}
    named = {
        index: rates.rate_of_column(cell) for index, cell in enumerate(cells[:_WIDEST]) if len(cell) < 60
    }
    return {index: name for index, name in named.items() if name}


def _in_row(
    prose: Prose, cells: Sequence[str], place: int, columns: dict[int, str], codes: Sequence[tuple[int, int]]
) -> Iterator[Charged]:
    at = place
    length = sum(map(len, cells)) + len(cells) - 1
    code: str | None = None
    for index, cell in enumerate(cells[:_WIDEST]):
        if index in columns and cell.strip():
            number = _CELL.match(cell)
            if number or rates.is_free(cell):
                code = code or _code_in(prose, codes, place, place + length)
                value = f"{number.group(1)}%" if number else "0%"
                lead = len(cell) - len(cell.lstrip())
                yield Charged(at + lead, at + len(cell.rstrip()), value, columns[index], code)
        at += len(cell) + 1
