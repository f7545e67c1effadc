"""`check`, `once` and `run`: ask the sources, tell the people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.answers import check_answer, delivery_answer, held_back
from monitor.cli import journal, say
from monitor.cli.place import Place
from monitor.errors import ConfigError
from monitor.model import Blocked, Delivery, DeliveryState, Good, Outcome, SourceState
from monitor.sources.base import BaseSource
from monitor.values import dataclass

if TYPE_CHECKING:
    from monitor import handing
    from monitor.saved import SavedPages
    from monitor.store.hosts import Hosts
    from monitor.world import World

BY_HAND = "saved by hand"  # how the reason of a check begins that read a gate's saved page
CHECK_WAITS_S = 30.0  # for a daemon in the middle of a turn; cron's next line comes anyway


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Every source, also those that are not due.")
@click.option(
    "--from",
    "saved",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Read one source from pages saved by hand.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per source.")
@click.pass_obj
def check(place: Place, ids: tuple[str, ...], *, everything: bool, saved: Path | None, as_json: bool) -> int:
    """Check sources now: those named, --all, or those that are due.

    --from reads a page that you saved in a browser, or a folder of them, as if the source had answered so.
    Exit 1 when a source could not be verified.
    """
    if saved is not None:
        return check_from(place, ids, saved, everything=everything, as_json=as_json)
    return check_now(place, ids, everything=everything, as_json=as_json)


def check_now(place: Place, ids: tuple[str, ...] = (), *, everything: bool, as_json: bool = False) -> int:
    """Ask these sources, or all, or those that are due; 1 when one could not be verified."""
    from monitor import pipeline

    with place.world_beside("check", wait_s=CHECK_WAITS_S, tells=False) as (world, hosts):
        every = place.config.sources
        asked: Sequence[BaseSource] | None = named(every, ids) if ids else every if everything else None
        read, seen = take_up(world, asked or every, hosts, as_json=as_json)
        wanted = pipeline.due_sources(world, place.now()) if asked is None else asked
        sources = [source for source in wanted if source.id not in read]
        seen.add(show_outcomes(watched(world, hosts, sources), len(sources), as_json=as_json))
    if not sources and not read:
        say.talk("nothing is due; `monitor check --all` asks every source")
    return verdict(seen, [])


def check_from(place: Place, ids: tuple[str, ...], saved: Path, *, everything: bool, as_json: bool) -> int:
    """Read one source from pages saved by hand. They are read before the database is taken."""
    from monitor import handing
    from monitor.saved import SavedPages, read

    if everything or len(ids) != 1:
        raise ConfigError("--from is for one source: monitor check ID --from FILE")
    sources = named(place.config.sources, ids)
    files = read(saved, handing.most(place.config))
    with place.world_beside("check", wait_s=CHECK_WAITS_S, tells=False) as (world, hosts):
        before = world.store.states([sources[0].id]).get(sources[0].id)
        door = SavedPages(files, world.clock)
        outcomes = watched(world, hosts, sources, {sources[0].id: door})
        seen = show_outcomes(outcomes, 1, as_json=as_json)
    if not seen.unverified and sources[0].fetch != "saved" and before and was_kept_out(before):
        say.talk(
            f"{ids[0]}: its last own check was blocked; with `fetch: saved` in {place.config_path} it asks no server "
            "and reminds you to save its pages"
        )
    return verdict(seen, [])


def watched(
    world: World,
    hosts: Hosts | None,
    sources: Sequence[BaseSource],
    saved: Mapping[str, SavedPages] | None = None,
) -> Iterator[Outcome]:
    """Check these; hosts: where workers do so at the same time."""
    from monitor import pipeline

    if hosts is None:
        return pipeline.watch(world, sources, saved)
    from monitor import alongside

    say.talk("workers are at work; each host is asked when they leave it")
    return alongside.watch(world, hosts, sources, saved)


def was_kept_out(state: SourceState) -> bool:
    """Whether a source's last check was one of the server's, and was blocked."""
    return state.outcome == Blocked.name and not (state.reason or "").startswith(BY_HAND)


@dataclass
class Seen:
    """What checks came to: the sources that could not be verified, and those of which changes are held back."""

    unverified: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def add(self, other: Seen) -> None:
        self.unverified += other.unverified
        self.held += other.held


def take_up(
    world: World, sources: Sequence[BaseSource], hosts: Hosts | None = None, *, as_json: bool
) -> tuple[set[str], Seen]:
    """Read what lies in the drop folder: the sources it was for, which are not asked now, and what came of it.
    hosts: as `watched` says.
    """
    from monitor import handing

    for stray in handing.strays(world):
        say.talk(stray)
    read, seen = set(), Seen()
    for each in handing.take_up(world, sources) if hosts is None else taken_between(world, hosts, sources):
        if isinstance(each, handing.Refused):
            say.talk(f"{each.source}: {each.reason}")
            seen.unverified.append(f"saved pages for {each.source}")
            if each.busy:  # they come first, whenever that is
                read.add(each.source)
        else:
            read.add(each.check.source)
            seen.add(show_outcomes([each], 1, as_json=as_json))
    return read, seen


def taken_between(
    world: World, hosts: Hosts, sources: Sequence[BaseSource]
) -> Iterator[Outcome | handing.Refused]:
    """The same while no worker asks a source's host or reads its folder: they may work on other machines than this.
    Where one does for too long, the pages stay for another time.
    """
    from monitor import alongside, handing, urls

    ids, busy = {source.id for source in sources}, set[str]()
    for source in handing.filled(world):
        if source.id not in ids:
            continue
        host, patience_s = urls.host(str(source.url)), alongside.PATIENCE_S
        with hosts.alone(host, 0 if host in busy else patience_s) as ours:  # waited for once
            if ours:
                yield from handing.take_up(world, [source])
        if not ours:
            busy.add(host)
            why = f"{host}: asked by a worker for longer than {patience_s:g} s; its saved pages stay there, try again"
            yield handing.Refused(source.id, why, stays=True, busy=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line per source and delivery.")
@click.pass_obj
def once(place: Place, *, as_json: bool) -> int:
    """Read what lies in the drop folder, check what is due, then tell who is due: the cron line.

    Exit 1 when a source could not be verified, what a reader is owed cannot be read, or a mail waits after it failed or
    was given up lately.
    """
    from monitor import pipeline, reporting, telling

    with place.world("once") as world:
        world.store.beat("once", place.now())
        read, seen = take_up(world, place.config.sources, as_json=as_json)
        due = [source for source in pipeline.due_sources(world, place.now()) if source.id not in read]
        seen.add(show_outcomes(pipeline.watch(world, due), len(due), as_json=as_json))
        deliveries = list(telling.tell(world, place.now()))
        for delivery in deliveries:
            show_delivery(delivery, as_json=as_json)
        if any(one.channel == "outbox" for one in deliveries):
            say.talk(f"no MONITOR_SMTP_URL is set: messages are files in {place.config.outbox}")
        pipeline.keep_findable(world)
        behind, damaged = telling.undelivered(world, place.now()), reporting.damaged(world, place.now())
        shut = [
            one.channel
            for one in behind
            if one.channel not in world.channels and one.state is not DeliveryState.PARKED
        ]
    for channel in dict.fromkeys(shut):
        mend = ": set MONITOR_SMTP_URL again" if channel == "smtp" else ""
        say.talk(f"{channel} is not open and messages wait for it ({shut.count(channel)}){mend}")
    if trouble := world.life():
        say.talk(trouble)
    return max(verdict(seen, [*deliveries, *behind]), 1 if damaged else 0)


@click.command()
@click.pass_obj
def run(place: Place) -> int:
    """The same as `once`, for ever, on schedule, until SIGTERM or Ctrl-C."""
    from monitor.opening import open_world
    from monitor.store.locks import Scope
    from monitor.worker import turn_for_ever

    journal.begin(place.log_format)
    with (
        place.store() as store,
        store.exclusive("run", scope=Scope.SCHEDULER),
        open_world(place.config, store, place.clock) as world,
    ):
        turn_for_ever(world, place.config.settings.tick)
    return 0


def named(sources: Sequence[BaseSource], ids: Sequence[str]) -> list[BaseSource]:
    """The sources of these ids; a mistyped one is a usage error that names the nearest."""
    from difflib import get_close_matches

    by_id = {source.id: source for source in sources}
    mistakes = []
    for id_ in ids:
        if id_ not in by_id:
            near = get_close_matches(id_, by_id, n=1)
            mistakes.append(f"no source is called {id_}" + (f", did you mean {near[0]}?" if near else ""))
    if mistakes:
        raise ConfigError(*mistakes)
    return [by_id[id_] for id_ in dict.fromkeys(ids)]


def show_outcomes(outcomes: Iterable[Outcome], total: int, *, as_json: bool) -> Seen:
    """Show each outcome and let it go, as it holds whole pages; what they came to."""
    seen = Seen()
    with say.progress("checking", total) as progress:
        for outcome in outcomes:
            if not isinstance(outcome, Good):
                seen.unverified.append(outcome.check.source)
            if held_back(outcome):
                seen.held.append(outcome.check.source)
            answer = check_answer(outcome)
            if as_json:
                say.line(answer)
            else:
                reason = f": {answer['reason']}" if answer["reason"] else ""
                changes = f", {answer['changes']} changes" if answer["changes"] else ""
                say.text(f"{outcome.check.source}  {outcome.name}{changes}{reason}")
            progress.advance(outcome.check.source)
    return seen


def show_delivery(delivery: Delivery, *, as_json: bool) -> None:
    if as_json:
        say.line(delivery_answer(delivery))
    else:
        why = f": {delivery.reason}" if delivery.reason else ""
        say.text(f"{delivery.recipient}  {delivery.state.value}  {delivery.message.subject}{why}")


def verdict(seen: Seen, deliveries: Sequence[Delivery]) -> int:
    """0 when everything was verified and delivered, else 1 and a sentence for what was not."""
    stuck, parked = [], []
    for delivery in deliveries:
        if delivery.state is DeliveryState.PARKED:
            parked.append(f"{delivery.recipient} ({delivery.reason})")
        elif delivery.state not in (DeliveryState.SENT, DeliveryState.SPLIT):
            stuck.append(delivery.recipient)
    for what, who in (
        ("could not be verified", seen.unverified),
        ("held back, `monitor release` tells it", seen.held),
        ("not delivered yet", stuck),
        ("given up", parked),
    ):
        if who:
            say.talk(f"{what}: {', '.join(dict.fromkeys(who))}")
    return 1 if seen.unverified or seen.held or stuck or parked else 0
