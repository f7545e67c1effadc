"""Checks by hand while workers are at work: each host is waited for, asked, and left to them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue

from monitor import pipeline, urls
from monitor.arenas import share_arenas
from monitor.errors import BusyError
from monitor.model import Outcome
from monitor.saved import SavedPages
from monitor.sources.base import BaseSource
from monitor.store.hosts import Hosts
from monitor.world import World

PATIENCE_S = 120.0  # for a host that a worker asks just now; it leaves it after some sources
AT_ONCE = 8  # hosts


def watch(
    world: World,
    hosts: Hosts,
    sources: Sequence[BaseSource],
    saved: Mapping[str, SavedPages] | None = None,
    patience_s: float = PATIENCE_S,
) -> Iterator[Outcome]:
    """As `pipeline.watch`. BusyError at the end names the hosts that could not be had in time."""
    world.fetch.guard(hosts.keep)
    pipeline.prepare(world, world.clock())
    by_host: dict[str, list[BaseSource]] = {}
    for source in sources:
        by_host.setdefault(urls.host(str(source.url)), []).append(source)
    done: SimpleQueue[Outcome | None] = SimpleQueue()
    busy: list[str] = []

    def ask(host: str, some: Sequence[BaseSource]) -> None:
        try:
            with hosts.alone(host, patience_s) as ours:
                if not ours:
                    busy.append(host)
                    return
                states = world.store.states([source.id for source in some])  # as the worker left them
                for outcome in pipeline.visit(world, some, states, saved):
                    done.put(outcome)
                if not saved:  # whoever comes next knows nothing of our last request
                    world.stop.wait(world.config.settings.per_host.delay.total_seconds())
        finally:
            done.put(None)

    share_arenas()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="host") as pool:
        asking = [pool.submit(ask, host, some) for host, some in by_host.items()]
        try:
            yield from _as_they_come(done, len(asking))
        except BaseException:  # Ctrl-C, or nobody wants more: hosts nobody has gone to are left alone
            world.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        for each in asking:
            each.result()
    if busy:
        raise BusyError(
            f"{', '.join(sorted(busy))}: asked by a worker for longer than {patience_s:g} s, so we did not; "
            "try again, or ask on the source's page (read now)"
        )


@contextmanager
def left_to_us(hosts: Hosts, host: str, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """No worker asks the host meanwhile. BusyError when one does for so long."""
    with hosts.alone(host, patience_s) as ours:
        if not ours:
            raise BusyError(
                f"{host}: asked by a worker for longer than {patience_s:g} s; nothing was done, try again"
            )
        yield


def _as_they_come(done: SimpleQueue[Outcome | None], hosts: int) -> Iterator[Outcome]:
    """What so many hosts hand over, each of which says None at its end."""
    while hosts:
        outcome = done.get()
        if outcome is None:
            hosts -= 1
        else:
            yield outcome
