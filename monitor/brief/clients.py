"""Whose watchlist a change meets, by the lists as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monitor.model import Recorded
from monitor.values import dataclass
from monitor.watchlists import Met, Watch, Watchlist
from monitor.watchlists.seen import Seen
from monitor.watchlists.watch import Hits
from monitor.watchlists.written import EVERY

PLANNER = "\n"  # no subscription can be called so
_NOTHING = Watchlist()


@dataclass(frozen=True, slots=True)
class Planner:
    """A reader who watches for all clients, whoever else does."""

    name: str = PLANNER
    watchlist: Watchlist = _NOTHING
    clients: tuple[str, ...] = (EVERY,)


@dataclass(frozen=True, slots=True)
class Watched:
    """All lists, and whose of them count. readers: subscriptions by name, PLANNER for all clients.

    client: the name of the only one whose lists count. jurisdictions: by source.
    """

    watch: Watch
    readers: Sequence[str]
    jurisdictions: Mapping[str, str]
    client: str | None = None

    def of(self, recorded: Recorded) -> dict[tuple[str | None, str | None], tuple[Met, ...]]:
        """The entries that a change meets, by client, or by reader where it is the reader's own list."""
        hits = self.watch.hits(Seen(recorded.finding, self.jurisdictions.get(recorded.source, "")))
        if not hits.sheets:
            return {}
        found: dict[tuple[str | None, str | None], dict[Met, None]] = {}
        for whose, met in self._met(hits):
            found.setdefault(whose, {})[met] = None
        return {whose: tuple(met) for whose, met in found.items()}

    def _met(self, hits: Hits) -> Iterator[tuple[tuple[str | None, str | None], Met]]:
        for reader in self.readers:
            for met in self.watch.met(reader, hits):
                if self.client is not None and met.client != self.client:
                    continue
                own = met.client is None
                if not (own and reader == PLANNER):
                    yield (met.client, reader if own else None), met
