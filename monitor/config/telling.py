"""Who is told, as sources.yaml says it: subscriptions, watchlists and clients, with the files and names that they lead to.

Loaded where somebody is told; see `monitor.config.load`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from monitor import ways
from monitor.config.lists import Files, unknown
from monitor.config.load import Told
from monitor.config.settings import Settings
from monitor.config.written import Place, Written
from monitor.fetch import Networks
from monitor.route import Subscription
from monitor.watchlists.written import EVERY, Client, Entries

if TYPE_CHECKING:
    from monitor.config.load import Reader

_Listed = TypeVar("_Listed", bound=Entries)


def told(reader: Reader, settings: Settings, folder: Path) -> Told:
    """All of it; what is wrong is noted with the reader. folder: of sources.yaml."""
    asked = _Asked(reader, folder)
    whole = asked.files.whole
    subscriptions = tuple(
        each.model_copy(update={"watchlist": whole(each.watchlist)}) for each in asked.subscriptions()
    )
    watchlists = {name: whole(each) for name, each in asked.lists("watchlists", Entries)}
    clients = {name: whole(each) for name, each in asked.lists("clients", Client)}
    asked.look_at_channels(settings)
    asked.look_up_lists()
    reader.elsewhere += asked.files.mistakes
    return Told(subscriptions, watchlists, clients, asked.files.read_from)


class _Asked:
    """Reads what the reader found in these sections."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self._reader = reader
        self.files = Files(folder)

    def subscriptions(self) -> Iterator[Subscription]:
        for entry in self._reader.entries("subscriptions"):
            if each := self._reader.built(entry, Subscription):
                self._look_for(entry.written, (*entry.place, "watchlist"), each.watchlist)
                yield each

    def lists(self, section: str, model: type[_Listed]) -> Iterator[tuple[str, _Listed]]:
        """What the names of a section stand for; a name that stands in two files is a mistake."""
        for written, place, name, value in self._named(section):
            if value is None or value == {}:
                keys = ", ".join(each for each in model.model_fields if each not in ("edition", "name"))
                self._reader.wrong(written, place, f"holds nothing, write some of {keys}")
            elif name == EVERY or not name.strip() or not name.isprintable() or ";" in name:
                self._reader.wrong(
                    written, place, f'"{name}" is no name, write letters, digits and hyphens: solar'
                )
            elif built := self._reader.validated(written, place, model, value):
                self._look_for(written, place, built)
                yield name, built

    def _named(self, section: str) -> Iterator[tuple[Written, Place, str, object]]:
        first: dict[str, str] = {}
        for written in self._reader.files:
            found = written.value.get(section) if isinstance(written.value, dict) else None
            if found is not None and not isinstance(found, dict):
                self._reader.wrong(
                    written, (section,), "should be a mapping of names to lists, write solar: {hs: [...]}"
                )
            for name, value in found.items() if isinstance(found, dict) else ():
                place = (section, name)
                if name in first:
                    self._reader.wrong(written, place, f"is taken, the first one stands in {first[name]}")
                    continue
                first[name] = (
                    f"{written.file}:{written.line(place)}" if len(self._reader.files) > 1 else written.file
                )
                yield written, place, name, value

    def _look_for(self, written: Written, place: Place, listed: Entries) -> None:
        for number, text in self.files.missing(listed):
            self._reader.wrong(written, (*place, "hs_file", number), text)

    def look_at_channels(self, settings: Settings) -> None:
        """Channels that would write the same file, send the same message twice, or send it for everybody to read."""
        built = [
            (entry, self._reader.built(entry, Subscription))
            for entry in self._reader.entries("subscriptions")
            if entry.value.get("channels")
        ]
        whole = [(entry, each) for entry, each in built if each]
        for number, position, text in ways.clashes((each.name, each.channels) for _, each in whole):
            entry = whole[number][0]
            self._reader.wrong(entry.written, (*entry.place, "channels", position), text)
        for entry, each in whole:
            for position, way in enumerate(each.channels):
                if isinstance(way, ways.Webhook) and way.webhook.startswith("http:"):
                    gate = Networks.parse(settings.allow_networks)
                    if why := ways.readable(way.webhook, gate.names):
                        self._reader.wrong(
                            entry.written, (*entry.place, "channels", position, "webhook"), why
                        )

    def look_up_lists(self) -> None:
        """Subscriptions name lists and clients, clients name lists."""
        lists = {name: each for _, _, name, each in self._named("watchlists")}
        buyers = {name: each for _, _, name, each in self._named("clients")}
        for entry in self._reader.entries("subscriptions"):
            listed = entry.value.get("watchlist")
            within = ("watchlist", "lists") if isinstance(listed, dict) else ("watchlist",)
            names = listed.get("lists") if isinstance(listed, dict) else listed
            self._look_up(entry.written, (*entry.place, *within), names, lists, "watchlist")
            wanted = entry.value.get("clients")
            if wanted in (EVERY, [EVERY]):
                if not buyers:
                    self._reader.wrong(
                        entry.written,
                        (*entry.place, "clients"),
                        "there are none, write clients: {acme: {hs: [...]}}",
                    )
            else:
                self._look_up(entry.written, (*entry.place, "clients"), wanted, buyers, "client")
        for written, place, _, value in self._named("clients"):
            names = value.get("watchlist") if isinstance(value, dict) else None
            self._look_up(written, (*place, "watchlist"), names, lists, "watchlist")

    def _look_up(
        self, written: Written, place: Place, names: object, there: Mapping[str, object], what: str
    ) -> None:
        for number, text in unknown(names, there, what):
            self._reader.wrong(written, (*place, number) if isinstance(names, list) else place, text)
