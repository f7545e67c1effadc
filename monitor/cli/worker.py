"""`worker`: one of many that share the work, on PostgreSQL."""

from __future__ import annotations

import importlib.util
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

import click

from monitor.cli import journal
from monitor.cli.place import Place
from monitor.errors import ConfigError

AT_ONCE = 8  # jobs; each may hold a connection to the database


@click.command()
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    help="Checks and mails at once; settings.concurrency otherwise, or 8.",
)
@click.pass_obj
def worker(place: Place, *, concurrency: int | None) -> int:
    """Check and tell together with other workers, on this machine or others, until SIGTERM or Ctrl-C.

    Needs a postgresql:// database. On SQLite `monitor run` does the same alone.
    """
    with leaving_early() as asked:
        return take_part(place, concurrency, asked)


def take_part(place: Place, concurrency: int | None, asked: Event) -> int:
    from monitor import jobs
    from monitor.opening import open_world

    if not place.database_url.startswith("postgresql"):
        raise ConfigError(
            "worker: the database is SQLite, which one program writes at a time: use `monitor run`, or name a "
            "postgresql:// database with --database or MONITOR_DATABASE_URL"
        )
    if importlib.util.find_spec("procrastinate") is None:
        raise ConfigError("worker: needs its queue: pip install 'regulatory-monitor[postgresql]'")
    journal.begin(place.log_format)
    settings = place.config.settings
    told = settings.workers
    at_once = concurrency or settings.concurrency or AT_ONCE
    pace = jobs.Pace(at_once, settings.tick, told.beat, told.dead)
    with (
        place.store() as store,
        store.shared("worker"),
        open_world(place.config, store, place.clock) as world,
    ):
        jobs.work(world, place.database_url, pace, asked)
    return 0


@contextmanager
def leaving_early() -> Iterator[Event]:
    """Whoever is asked to stop before there is anything to end, ends well; starting takes seconds on a busy machine.

    The event is set by it too: what happens to be called back by a library may swallow the exit.
    """
    asked = Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        sys.exit(0)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
