"""All lists, those of clients and those of readers: made once for a configuration, asked for every change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Protocol

from monitor.values import dataclass
from monitor.watchlists.editions import stands
from monitor.watchlists.reasons import Met
from monitor.watchlists.seen import Seen
from monitor.watchlists.sheets import CodeIndex, Hit, LeftOut, Named, NameIndex, Sheet
from monitor.watchlists.written import EVERY, Client, Entries, Watchlist, parsed

MOST = 12  # entries that are told of a reader's own lists
MOST_EACH = 4  # and of each client's
NATIONAL = ("98", "99")  # chapters that every country fills itself


class Reader(Protocol):
    """What is to be known of a subscription."""

    @property
    def name(self) -> str: ...
    @property
    def watchlist(self) -> Watchlist: ...
    @property
    def clients(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class _Owner:
    """For whom is watched: a client, or a reader. own: the entries of nobody else; lists: those that hold as well."""

    client: str | None
    own: int | None
    lists: tuple[int, ...]

    @property
    def sheets(self) -> tuple[int, ...]:
        return self.lists if self.own is None else (self.own, *self.lists)


@dataclass(frozen=True, slots=True)
class Hits:
    """What of all lists a change meets, by list."""

    seen: Seen
    codes: Mapping[int, Mapping[str, list[Hit]]]
    names: Mapping[int, Mapping[tuple[str, str], Named]]

    @property
    def sheets(self) -> frozenset[int]:
        return frozenset((*self.codes, *self.names))


class Watch:
    """Every list of a configuration. lists: those with names; clients: by the names that subscriptions call them."""

    def __init__(
        self,
        readers: Iterable[Reader],
        lists: Mapping[str, Entries] | None = None,
        clients: Mapping[str, Client] | None = None,
    ) -> None:
        self._sheets: list[Sheet] = []
        named = {name: self._sheet(Sheet(each, name=name)) for name, each in (lists or {}).items()}

        def owner(client: str | None, own: Entries, names: Iterable[str]) -> _Owner:
            sheet = None if own.empty else self._sheet(Sheet(own, client=client))
            return _Owner(client, sheet, tuple(named[name] for name in dict.fromkeys(names) if name in named))

        for_clients = {
            key: owner(client.name or key, client, client.watchlist)
            for key, client in (clients or {}).items()
        }
        self._owners: dict[str, tuple[_Owner, ...]] = {}
        for reader in readers:
            wanted = for_clients if reader.clients == (EVERY,) else dict.fromkeys(reader.clients)
            own = owner(None, reader.watchlist, reader.watchlist.lists)
            self._owners[reader.name] = (own, *(for_clients[each] for each in wanted if each in for_clients))

    def _sheet(self, sheet: Sheet) -> int:
        self._sheets.append(sheet)
        return len(self._sheets) - 1

    @cached_property
    def codes(self) -> CodeIndex:
        return CodeIndex(self._sheets)

    @cached_property
    def names(self) -> NameIndex:
        return NameIndex(self._sheets)

    def doubtful(self) -> Iterator[tuple[Sheet, str, str]]:
        """Codes that can hardly be meant, each with its list and why: no edition knows them, or not the one said."""
        for sheet in self._sheets:
            said = sheet.entries.edition
            for entry in sheet.entries.hs:
                low, high, _ = parsed(entry)
                if low != high or low[:2] in NATIONAL:
                    continue
                there = stands(low[:6])
                if not there:
                    yield sheet, entry, "stands in no edition of the HS"
                elif said is not None and said not in there:
                    yield (
                        sheet,
                        entry,
                        f"stands in HS {there[0]} only, and the list is said to be kept in HS {said}",
                    )

    def watches(self, reader: str) -> bool:
        """Whether there is anything that a reader watches for."""
        return any(owner.sheets for owner in self._owners.get(reader, ()))

    def hits(self, seen: Seen) -> Hits:
        """What of all lists a change meets."""
        if not self._sheets:
            return Hits(seen, {}, {})
        return Hits(seen, self.codes.met(seen) if seen.codes else {}, self.names.met(seen))

    def met(self, reader: str, hits: Hits) -> Iterator[Met]:
        """Why a change concerns a reader: the entries of its own lists, then those of its clients."""
        met = hits.sheets
        if met:
            for owner in self._owners.get(reader, ()):
                if not met.isdisjoint(owner.sheets):
                    yield from self._of_owner(owner, hits)

    def spared(self, reader: str, hits: Hits) -> Iterator[str]:
        """Sentences that say which codes of a change a reader's lists leave out."""
        for owner in self._owners.get(reader, ()):
            for sheet in owner.sheets:
                left_out = self.codes.left_out.get(sheet)
                for code in hits.seen.codes if left_out else ():
                    if left_out and left_out.holds(code, hits.seen.read_in(code)):
                        whose = f" of client {owner.client}" if owner.client else ""
                        yield f"{code.written} is left out by {left_out.entry_for(code)}{whose}"

    def _of_owner(self, owner: _Owner, hits: Hits) -> Iterator[Met]:
        """Some of the entries that an owner's lists hold, and how many others."""
        own = self.codes.left_out.get(owner.own) if owner.own is not None else None
        left, told = MOST if owner.client is None else MOST_EACH, set[tuple[str, str]]()
        more = 0
        for sheet in owner.sheets:
            spare = own if sheet != owner.own else None  # the list's own exceptions are made already
            for kind, entry, found in _entries(sheet, hits, spare):
                if (kind, entry) in told:
                    continue
                if left > 0:
                    told.add((kind, entry))
                    yield _told(kind, entry, (owner.client, self._sheets[sheet].name), found, hits.seen)
                else:
                    more += 1
                left -= 1
        if more:
            yield Met("rest", f"{more} more", client=owner.client)


def _told(
    kind: str, entry: str, whose: tuple[str | None, str | None], found: list[Hit] | Named, seen: Seen
) -> Met:
    """An entry that was met, with the words or the code that did, and where they stand. whose: client and list."""
    if isinstance(found, Named):
        same = found.met is None or found.met.casefold() == entry.strip().casefold()
        return Met(kind, entry, *whose, met=None if same else found.met, place=found.place)
    first = found[0]
    met = first.code.written if first.code.written != entry else None
    return Met(kind, entry, *whose, met, len(found) - 1, seen.place_of(first.code), first.led)


def _entries(sheet: int, hits: Hits, spare: LeftOut | None) -> Iterator[tuple[str, str, list[Hit] | Named]]:
    """What of a list is met, without what `spare` leaves out."""
    for entry, found in hits.codes.get(sheet, {}).items():
        kept = found
        if spare is not None:
            kept = [hit for hit in found if not spare.holds(hit.code, hits.seen.read_in(hit.code))]
        if kept:
            yield "hs", entry, kept
    for (kind, entry), named in hits.names.get(sheet, {}).items():
        yield kind, entry, named
