"""Pages that people put into the drop folder, read like answers of their source and then put away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.config import Config
from monitor.errors import ConfigError
from monitor.model import Good, Outcome, Partial
from monitor.pipeline import watch
from monitor.saved import Most, SavedPages, drop, is_older
from monitor.sources.base import BaseSource
from monitor.values import dataclass
from monitor.world import World

ALL_TOGETHER = 4  # times the largest file

NOBODYS = "it belongs to no notice of this source, or to one whose address it does not tell"


@dataclass(frozen=True, slots=True)
class Refused:
    """Saved pages of which nothing was recorded, and why. stays: they lie there until somebody mends that. busy: until
    nobody else asks the source's host.
    """

    source: str
    reason: str
    stays: bool = False
    busy: bool = False


def take_up(world: World, sources: Sequence[BaseSource]) -> Iterator[Outcome | Refused]:
    """Read what is complete in the drop folders of these sources, each outcome written down before its files move.

    A crash in between reads them again, and what the same bytes say was told already (D01).
    """
    by_id = {source.id: source for source in sources}
    closed = drop.closed(world.config.drop, by_id)
    yield from (Refused(name, why, stays=True) for name, why in closed.items())
    for dropped in drop.take(world.config.drop, by_id.keys() - closed.keys(), world.stop.wait):
        if world.stop.is_set():
            break
        yield from _read(world, by_id[dropped.source], dropped)


def _read(world: World, source: BaseSource, dropped: drop.Dropped) -> Iterator[Outcome | Refused]:
    used: set[str] = set()
    refused: dict[str, str] = {}
    why = NOBODYS
    try:
        files, refused = dropped.read(most(world.config))
        yield from (Refused(source.id, reason) for reason in refused.values())
        door = SavedPages(files, world.clock)
        for outcome in watch(world, [source], {source.id: door}):
            if isinstance(outcome, Good | Partial):
                used = door.entries
                refused |= {file.entry: is_older(file, stands) for file, stands in door.older.items()}
            else:
                why = outcome.reason
            yield outcome
    except ConfigError as error:
        why = str(error)
        yield Refused(source.id, why)
    if world.stop.is_set() and not used:
        return
    try:
        drop.put_away(dropped, used, world.clock(), why, refused)
    except ConfigError as error:
        yield Refused(source.id, str(error), stays=True)


def filled(world: World) -> list[BaseSource]:
    """The sources in whose drop folder something lies."""
    names = {folder.name for folder in drop.folders(world.config.drop) if drop.look(folder)}
    return [source for source in world.config.sources if source.id in names]


def strays(world: World) -> list[str]:
    """A sentence for each folder that waits for a source nobody configured."""
    ids = {source.id for source in world.config.sources}
    folder = world.config.drop
    return [
        f"{folder / name}: no source is called {name}; its files stay there"
        for name in drop.unknown(folder, ids)
    ]


def most(config: Config) -> Most:
    """How much of saved files is read."""
    size = config.settings.limits.attachment_size
    return Most(file_bytes=size, all_bytes=ALL_TOGETHER * size)
