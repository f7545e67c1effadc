"""A change as a watchlist sees it: the codes it names or moves and the texts it says, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import cached_property

from monitor import hs
from monitor.hs import Edition
from monitor.model import Amended, Change, FactKind, Finding, Notice
from monitor.patterns import regex
from monitor.prose import Places, Prose, body, places, prose
from monitor.values import dataclass
from monitor.watchlists import enterprises
from monitor.watchlists.editions import read_in, stands
from monitor.watchlists.terms import folded, pieces

_KEY = regex(r"(?:ex ?)?[\d. ]{4,16}")
_RANGE = regex(r"\s{0,4}[-–—~至]\s{0,4}")
_LOOKED_UP = 50  # places of one change that are looked for in its text


@dataclass(frozen=True)
class Code:
    """A code of a change, or a range of codes. low, high: digits. written: as the notice has it."""

    low: str
    high: str
    written: str
    place: str | None = None


@dataclass(frozen=True)
class Passage:
    """A text of a change. place: of all of it, None where `notice` knows the place of each line."""

    text: str
    place: str | None
    notice: Notice
    prose: Prose = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "prose", prose(self.text))

    @cached_property
    def low(self) -> str:
        return folded_prose(self.prose)

    @cached_property
    def pieces(self) -> frozenset[str]:
        return pieces(self.low)

    @cached_property
    def plain(self) -> str:
        """As the names of enterprises are looked for in it."""
        return enterprises.plain(self.text)

    @cached_property
    def plain_pieces(self) -> frozenset[str]:
        return pieces(self.plain)

    @cached_property
    def _places(self) -> Places:
        return places(self.notice.content)

    def place_at(self, at: int, length: int) -> str:
        """Where the words at an offset of `low` stand, for a reader."""
        return self.place or self._places.place(self.prose.span(at, at + length)[0])

    def place_of_name(self, core: str) -> str | None:
        """Where the line stands that names an enterprise."""
        if self.place is not None:
            return self.place
        at = 0
        for line in self.text.split("\n"):
            if core in enterprises.plain(line):
                return self._places.place(at)
            at += len(line) + 1
        return None


def folded_prose(ready: Prose) -> str:
    """As `terms.folded`, with the offsets of the text made ready."""
    return ready.simple.replace("\n", " ")


class Seen:
    """A finding, read at most once for all lists. home: the code of the country whose source it is of."""

    def __init__(self, finding: Finding, home: str) -> None:
        self.finding = finding
        self.home = home
        self._found: dict[str, str | None] = {}

    @property
    def change(self) -> Change:
        return self.finding.change

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Titles and texts: of both versions when there are two, since each change of them counts."""
        versions = [self.change.notice]
        if isinstance(self.change, Amended):
            versions.append(self.change.before)
        found: dict[str, Passage] = {}
        for notice in versions:
            for text, place in ((notice.title, "title"), (body(notice.content), None)):
                found.setdefault(text, Passage(text, place, notice))
        return tuple(found.values())

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """Every code the change names or moves, once, with the leading zero that a spreadsheet dropped."""
        found: dict[tuple[str, str], Code] = {}
        for written, place in _codes(self.finding):
            bounds = [_digits(part) for part in _RANGE.split(written, maxsplit=1)]
            low, high = bounds[0], bounds[-1]
            if len(low) != len(high) or low > high:
                high = low
            if low:
                found.setdefault((low, high), Code(low, high, written, place))
        return tuple(found.values())

    @cached_property
    def editions(self) -> frozenset[Edition]:
        """The editions of the Harmonized System that its codes are written in."""
        day = self.change.notice.listed.published or self.finding.classification.facts.published
        return read_in((code.low for code in self.codes), day)

    def read_in(self, code: Code) -> tuple[Edition, ...]:
        """The editions a code may be of; none when it stands in no edition."""
        there = stands(code.low)
        return there if len(there) < 2 else tuple(each for each in there if each in self.editions)

    def place_of(self, code: Code) -> str | None:
        """Where a code stands, as far as that can be said."""
        return code.place or self._mentions.get(code.low) or self.place_of_words(code.written)

    def place_of_words(self, written: str) -> str | None:
        """Where words stand as they are written; looked up for the first that are asked for only."""
        if written not in self._found and len(self._found) < _LOOKED_UP:
            self._found[written] = self._look_up(folded(written))
        return self._found.get(written)

    def _look_up(self, term: str) -> str | None:
        for passage in self.passages:
            if term and (at := passage.low.find(term)) >= 0:
                return passage.place_at(at, len(term))
        return None

    @cached_property
    def _mentions(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for mention in self.finding.classification.facts.mentions:
            if mention.kind is FactKind.HS_CODE and mention.place != "body":
                found.setdefault(_digits(mention.value), mention.place)
        return found

    def mentioned(self, kind: FactKind) -> dict[str, str]:
        """What the facts say of a kind, in small letters, each with its first place."""
        found: dict[str, str] = {}
        for mention in self.finding.classification.facts.mentions:
            if mention.kind is kind:
                found.setdefault(mention.value.casefold(), mention.place)
        return found

    @cached_property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The rows of tables that came or went, each with its place."""
        if not isinstance(self.change, Amended):
            return ()
        return tuple(
            ("\n".join(row.cells), f"table {table.name}, row {row.key}")
            for table in self.change.comparison.tables
            for row in (*table.added, *table.removed)
        )


def _digits(code: str) -> str:
    digits = hs.digits(code)
    return "0" + digits if len(digits) % 2 else digits


def _codes(finding: Finding) -> Iterator[tuple[str, str | None]]:
    """Codes as written, each with its place where that is known: what moved first."""
    if isinstance(finding.change, Amended):
        compared = finding.change.comparison
        for table in compared.tables:
            keys = (
                *(row.key for row in (*table.added, *table.removed)),
                *(cell.key for cell in table.changed),
            )
            yield from ((key, f"table {table.name}, row {key}") for key in keys if _KEY.fullmatch(key))
        for delta in compared.facts:
            if delta.name == "hs_codes":
                sides = ", ".join(side for side in (delta.before, delta.after) if side)
                yield from ((code, delta.place) for code in sides.split(", "))
    yield from ((code, None) for code in finding.classification.facts.hs_codes)
    yield from (
        (mention.value, mention.place if mention.place != "body" else None)
        for mention in finding.classification.facts.mentions
        if mention.kind is FactKind.HS_CODE
    )
