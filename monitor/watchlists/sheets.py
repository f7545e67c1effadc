"""The lists one by one, and the two indexes over all of them: of codes, and of everything that has a name."""

from __future__ import annotations

import re
from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from monitor import markets
from monitor.facts import papers, ports
from monitor.hs import Edition
from monitor.model import FactKind
from monitor.prose import prose
from monitor.values import dataclass
from monitor.watchlists import enterprises
from monitor.watchlists.codes import Bounds, Codes, Inside
from monitor.watchlists.editions import OTHER, kept_in, led, others
from monitor.watchlists.seen import Code, Seen
from monitor.watchlists.terms import Terms, folded
from monitor.watchlists.written import Entries, parsed


@dataclass(frozen=True)
class Sheet:
    """The entries of one list. name: of a list with a name; client: whose own they are, as people call them."""

    entries: Entries
    name: str | None = None
    client: str | None = None


# -- codes -----------------------------------------------------------------------------------------


class Hit(NamedTuple):
    """A code that meets an entry; led: under which name, where the two are of different editions."""

    code: Code
    led: str | None = None


class LeftOut:
    """What a list leaves out, and whether a code lies wholly in it, by its own digits or by the other edition's."""

    def __init__(self, entries: Sequence[tuple[Bounds, str]], edition: Edition | None) -> None:
        self._all = Inside([bounds for bounds, _ in entries])
        self._kept = {
            each: Inside([bounds for bounds, _ in entries if kept_in(bounds[0], edition) is each])
            for each in Edition
        }
        self._entries = tuple(entries)

    def holds(self, code: Code, read_in: Iterable[Edition]) -> bool:
        if self._all.holds(code.low, code.high):
            return True
        for written in read_in if code.low == code.high else ():
            there = others(code.low, written)
            if there and all(map(self._kept[OTHER[written]].holds, there)):
                return True
        return False

    def entry_for(self, code: Code) -> str:
        """The entry that leaves a code out by its digits; else those that do so together, or by another edition."""
        one = (entry for bounds, entry in self._entries if Inside([bounds]).holds(code.low, code.high))
        return next(one, None) or ", ".join(entry for _, entry in self._entries[:5])


class CodeIndex:
    """The codes of all lists."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheet_of = array("I")
        self._written: list[str] = []
        self._editions = [sheet.entries.edition for sheet in sheets]
        out: dict[int, list[tuple[Bounds, str]]] = {}
        self._codes = Codes(self._bounds(sheets, out))
        self.left_out = {number: LeftOut(found, self._editions[number]) for number, found in out.items()}
        for edition in Edition if self._written else ():  # the tables are read now, not with the first change
            led("010121", edition)

    def __len__(self) -> int:
        return len(self._written)

    def _bounds(self, sheets: Sequence[Sheet], out: dict[int, list[tuple[Bounds, str]]]) -> Iterator[Bounds]:
        for number, sheet in enumerate(sheets):
            for entry in sheet.entries.hs:
                low, high, excluded = parsed(entry)
                if excluded:
                    out.setdefault(number, []).append(((low, high), entry))
                else:
                    self._sheet_of.append(number)
                    self._written.append(entry)
                    yield low, high

    def met(self, seen: Seen) -> dict[int, dict[str, list[Hit]]]:
        """By list, the entries that a change meets, each with the codes that do; those found by their digits first."""
        found: dict[int, dict[int, list[Hit]]] = {}
        for code in seen.codes:
            read_in = seen.read_in(code)
            spared: dict[int, bool] = {}
            direct = dict.fromkeys(self._codes.meets(code.low, code.high), Hit(code))
            for entry, hit in (direct | self._led(code, read_in, direct)).items():
                sheet = self._sheet_of[entry]
                if sheet in self.left_out and sheet not in spared:
                    spared[sheet] = self.left_out[sheet].holds(code, read_in)
                if not spared.get(sheet):
                    found.setdefault(sheet, {}).setdefault(entry, []).append(hit)
        return {sheet: self._by_entry(entries) for sheet, entries in found.items()}

    def _led(self, code: Code, read_in: Iterable[Edition], direct: Container[int]) -> dict[int, Hit]:
        """What a code meets by what it is called in the other edition, of entries that are kept in that one."""
        found: dict[int, Hit] = {}
        for written in read_in if code.low == code.high else ():
            for each in led(code.low, written):
                hit = Hit(code, str(each))
                for entry in self._codes.meets(each.other):
                    if entry not in direct and entry not in found and self._kept_in(entry) is OTHER[written]:
                        found[entry] = hit
        return found

    def _kept_in(self, entry: int) -> Edition | None:
        return kept_in(parsed(self._written[entry])[0], self._editions[self._sheet_of[entry]])

    def _by_entry(self, entries: Mapping[int, list[Hit]]) -> dict[str, list[Hit]]:
        by_entry: dict[str, list[Hit]] = {}
        for entry in sorted(entries):
            by_entry.setdefault(
                self._written[entry], sorted(entries[entry], key=lambda hit: hit.led is not None)
            )
        return by_entry


# -- names -----------------------------------------------------------------------------------------


class Said(NamedTuple):
    """An entry that is words. country: of a market's member, whose own notices name it always."""

    sheet: int
    kind: str
    written: str
    country: str | None = None


class Named(NamedTuple):
    """Words that meet an entry, as the notice has them, and where they stand."""

    met: str | None
    place: str | None


@dataclass
class _Gathered:
    """What the lists say, by the way it is looked for; each entry by its number in `said`."""

    said: list[Said] = field(default_factory=list)
    terms: list[tuple[str, int]] = field(default_factory=list)
    cores: list[tuple[str, int]] = field(default_factory=list)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    ports: dict[str, list[int]] = field(default_factory=dict)
    homes: dict[str, list[int]] = field(default_factory=dict)
    papers: dict[str, list[int]] = field(default_factory=dict)

    def add(self, sheet: int, kind: str, written: str, country: str | None = None) -> int:
        self.said.append(Said(sheet, kind, written, country))
        return len(self.said) - 1


class NameIndex:
    """The words, products, ports, markets, certificates and enterprises of all lists."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        found = _Gathered()
        for number, sheet in enumerate(sheets):
            _gather(number, sheet.entries, found)
        self._found, self._said = found, found.said
        self._terms, self._cores = Terms(found.terms), Terms(found.cores)

    def met(self, seen: Seen) -> dict[int, dict[tuple[str, str], Named]]:
        """By list, what stands in a change: kind and entry, with the words that do."""
        found: dict[int, dict[tuple[str, str], Named]] = {}
        for number, named in self._all(seen) if self._said else ():
            said = self._said[number]
            if said.country != seen.home or said.country is None:
                found.setdefault(said.sheet, {}).setdefault((said.kind, said.written), named)
        return found

    def _all(self, seen: Seen) -> Iterator[tuple[int, Named]]:
        for number in self._found.homes.get(seen.home, ()):
            yield number, Named(None, "source")
        yield from self._ports(seen)
        yield from self._papers(seen)
        for passage in seen.passages:
            for term, at, numbers in self._terms.met(passage.low, passage.pieces) if self._terms else ():
                words = passage.prose.original(at, at + len(term))
                named = Named(words, passage.place_at(at, len(term)))
                yield from ((number, named) for number in numbers)
            for core, _, numbers in (
                self._cores.met(passage.plain, passage.plain_pieces) if self._cores else ()
            ):
                if enterprises.named(core, passage.plain):
                    named = Named(None, passage.place_of_name(core))
                    yield from ((number, named) for number in numbers)
            if self._found.numbers:
                for bare in sorted(enterprises.numbers(passage.low) & self._found.numbers.keys()):
                    named = Named(None, seen.place_of_words(bare))
                    yield from ((number, named) for number in self._found.numbers[bare])

    def _ports(self, seen: Seen) -> Iterator[tuple[int, Named]]:
        if not self._found.ports:
            return
        for name in seen.finding.classification.facts.places:
            for number in self._found.ports.get(name.lower(), ()):
                yield number, Named(name, seen.place_of_words(name))
        rows = "\n".join(row for row, _ in seen.cells).lower()
        for name in (name for name in self._found.ports if name in rows):
            place = next((place for row, place in seen.cells if name in row.lower()), None)
            yield from ((number, Named(name, place)) for number in self._found.ports[name])

    def _papers(self, seen: Seen) -> Iterator[tuple[int, Named]]:
        if self._found.papers:
            for name, place in seen.mentioned(FactKind.PAPER).items():
                yield from ((number, Named(name, place)) for number in self._found.papers.get(name, ()))
            for standard in seen.finding.classification.facts.standards:
                for number in self._found.papers.get(_standard(standard), ()):
                    yield number, Named(standard, seen.place_of_words(standard))


def _gather(sheet: int, entries: Entries, found: _Gathered) -> None:
    for word in entries.words:
        found.terms.append((folded(word).strip(), found.add(sheet, "word", word)))
    for product in entries.products:
        number = found.add(sheet, "product", product)
        found.terms += ((form, number) for form in _forms(product))
    for port in entries.ports:
        _gather_port(sheet, port, found)
    for market in entries.markets:
        _gather_market(sheet, market, found)
    for certificate in entries.certificates:
        number = found.add(sheet, "certificate", certificate)
        found.terms += ((form, number) for form in _forms(certificate))
        for name in {_standard(certificate), *_papers_called(certificate)}:
            found.papers.setdefault(name, []).append(number)
    for enterprise in entries.enterprises:
        number = found.add(sheet, "enterprise", enterprise)
        if bare := enterprises.number(enterprise):
            found.numbers.setdefault(bare, []).append(number)
        else:
            found.cores.append((enterprises.core(enterprise), number))


def _gather_port(sheet: int, port: str, found: _Gathered) -> None:
    number = found.add(sheet, "port", port)
    names = ports.names_of(port)
    if len(names) == 1:  # a port that the table does not know
        found.terms.append((folded(port).strip(), number))
    for name in names if port.strip() else ():
        found.ports.setdefault(name.lower(), []).append(number)


def _gather_market(sheet: int, market: str, found: _Gathered) -> None:
    country = markets.code_of(market)
    by_country: dict[str | None, int] = {}
    for name in markets.names_of(market):
        member = None if country else markets.code_of(name)
        if member not in by_country:
            by_country[member] = found.add(sheet, "market", market, member)
        found.terms.append((folded(name).strip(), by_country[member]))
    if country:
        found.homes.setdefault(country, []).append(by_country[None])


def _papers_called(certificate: str) -> list[str]:
    """The name that the facts give a paper in every language, when the entry is that and nothing else."""
    ready = prose(certificate.strip())
    found = list(papers.papers(ready, ()))
    return [name.casefold() for start, end, name in found if (start, end) == (0, len(ready.plain))]


def _forms(words: str) -> list[str]:
    """What words are looked for as: with and without their hyphens, their last word also in plural."""
    low = folded(words).strip()
    forms = {low, " ".join(low.replace("-", " ").split())}
    if low[-1:].isascii() and low[-1:].isalpha():
        ends = "es" if low.endswith(("s", "x", "ch", "sh")) else "s"
        forms |= {
            f"{form[:-1]}ies" if re.search("[^aeiou]y$", form) else form + ends for form in tuple(forms)
        }
    return sorted(forms)


def _standard(written: str) -> str:
    """A standard without its year: "ISO 14067:2018" is ISO 14067."""
    return re.sub(r"[\s\-]", "", folded(written).split(":")[0])
