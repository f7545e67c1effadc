"""Many machines: checks and deliveries as jobs of Procrastinate, the task queue in PostgreSQL.

A job is only a reminder. What is due, and what became of it, stands in the store; so a job that comes twice,
or late, or after its worker was killed, finds nothing left to do or does it once.

    plan      every tick, by whichever worker is first: what is due becomes jobs; jobs of a dead worker go back
    check     what is due at one host; of two jobs for a host one runs, on all machines together
    tell      composes the digests that are due
    deliver   what waits for one way out, so that nobody's server sees two of us at once
    index     makes what was read searchable

Beside them each worker looks into the drop folder of its own machine.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import field
from datetime import timedelta
from threading import Timer
from typing import TYPE_CHECKING

from monitor import pipeline, reporting, telling, urls
from monitor.arenas import release_memory, share_arenas
from monitor.errors import MonitorError, StoreError
from monitor.handing import Refused, filled, strays, take_up
from monitor.sources.base import BaseSource
from monitor.store.hosts import Hosts, open_hosts
from monitor.store.queue import HOST, SCHEMA
from monitor.values import dataclass
from monitor.worker import STOP_WITHIN_S, note
from monitor.world import World

if TYPE_CHECKING:
    from procrastinate import App

log = logging.getLogger(__name__)

KEPT_H = 7 * 24  # hours that failed jobs are shown
FIRST, LAST = 10, 0  # priorities: what is planned and told goes before what is checked
AT_A_TIME, SHARE_S = 20, 15.0  # sources of a host, and about how long, until whoever waits for it is let in
LOOK_S = 5.0  # between two looks at the queue; a new job is announced, one whose lock is free again is not
TOGETHER = 100  # jobs that are put into the queue at once
PATIENCE_S = 5.0  # for a connection; a server that is away is then said to be away
AGAIN_S = (1.0, 30.0)  # waits while the server cannot be reached: the first, the longest
LONG_S = 60.0  # that it went well: then the waits begin anew


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker works. concurrency: jobs at once. tick: between two plans, in whole seconds below a minute, or
    whole minutes. beat: between two signs of life; dead: so long without one its jobs go to others.
    """

    concurrency: int = 8
    tick: timedelta = timedelta(seconds=30)
    beat: timedelta = timedelta(seconds=10)
    dead: timedelta = timedelta(seconds=60)

    @property
    def cron(self) -> str:
        """Procrastinate's periodic jobs are cron lines, whose sixth field is seconds."""
        seconds = max(1, round(self.tick.total_seconds()))
        return f"* * * * * */{seconds}" if seconds < 60 else f"*/{min(seconds // 60, 59)} * * * *"


# -- the jobs --------------------------------------------------------------------------------------


def build(world: World, app: App, pace: Pace, hosts: Hosts) -> None:
    """Give the queue its tasks, which work on this world."""
    from procrastinate import RetryStrategy

    again = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[StoreError])

    @app.periodic(cron=pace.cron)
    @app.task(name="plan", queueing_lock="plan", priority=FIRST)
    async def plan(timestamp: int) -> None:  # noqa: ARG001  which tick it is for does not matter
        await give_back(app, pace.dead)
        told, checks = await asyncio.to_thread(look, world)
        await remind(app, told, FIRST)
        await remind(app, checks, LAST)
        release_memory()

    @app.task(name="check", retry=again)
    def check(host: str) -> None:
        with world.span("job", job="check", host=host):
            check_host(world, hosts, host)

    @app.task(name="tell", retry=again)
    def tell() -> None:
        now = world.clock()
        with world.span("job", job="tell"):
            telling.compose_all(world, telling.due_digests(world, now), now)
            reporting.tell_operators(world, now)
        if trouble := world.life():
            log.warning("%s", trouble)

    @app.task(name="deliver", retry=again)
    def deliver(way: str) -> None:
        with world.span("job", job="deliver"):
            for settled in telling.send(world, world.clock(), only=way):
                note(settled)

    @app.task(name="index")
    def index() -> None:
        pipeline.keep_findable(world)

    @app.periodic(cron="17 3 * * *")
    @app.task(name="sweep", queueing_lock="sweep")
    async def sweep(timestamp: int) -> None:  # noqa: ARG001
        await app.job_manager.delete_old_jobs(
            nb_hours=KEPT_H, include_failed=True, include_cancelled=True, include_aborted=True
        )


@dataclass(frozen=True, slots=True)
class Reminder:
    """A job to be: of one with this lock only one waits, and only one runs."""

    task: str
    lock: str
    arguments: dict[str, str] = field(default_factory=dict)


def look(world: World) -> tuple[list[Reminder], list[Reminder]]:
    """What is to be told, and what is to be checked now."""
    now = world.clock()
    world.store.beat("worker", now)
    pipeline.prepare(world, now)
    asked = dict.fromkeys(host_of(source) for source in pipeline.due_sources(world, now))
    ways = dict.fromkeys(telling.way_of(world, each) for each in world.store.due(now))
    told = [
        Reminder("tell", "tell"),
        *(Reminder("deliver", f"way:{way}", {"way": way}) for way in ways if way is not None),
        Reminder("index", "index"),
    ]
    return told, [Reminder("check", f"{HOST}{host}", {"host": host}) for host in asked]


def host_of(source: BaseSource) -> str:
    return urls.host(str(source.url))


def check_host(world: World, hosts: Hosts, host: str) -> None:
    """Check what is due at a host now, unless somebody else asks it; then it stays due.

    After some sources whoever waits for the host is let in, and what is left stays due.
    """
    world.fetch.guard(hosts.keep)
    ids = {source.id for source in world.config.sources if host_of(source) == host}
    delay_s = world.config.settings.per_host.delay.total_seconds()
    most = max(1, min(AT_A_TIME, round(SHARE_S / delay_s) if delay_s else AT_A_TIME))
    while ids and not world.stop.is_set():
        with hosts.alone(host) as ours:
            if not ours:
                return
            due = pipeline.due_sources(world, world.clock(), only=ids)[:most]
            for outcome in pipeline.visit(world, due, world.store.states([each.id for each in due])):
                note(outcome)
            if due and hosts.wanted(host):
                world.stop.wait(delay_s)
        if not due:
            return
        ids -= {source.id for source in due}  # once a job, whatever is due again by then


def read_saved(world: World, hosts: Hosts, said: set[str]) -> None:
    """Read what people saved into the drop folder of this machine. said: what need not be said again."""
    for stray in strays(world):
        if stray not in said:
            said.add(stray)
            log.warning("%s", stray)
    for source in filled(world):
        if world.stop.is_set():
            return
        with hosts.alone(host_of(source)) as ours:  # else at the next tick
            for read in take_up(world, [source]) if ours else ():
                if isinstance(read, Refused) and read.stays:
                    if read.reason in said:
                        continue
                    said.add(read.reason)
                note(read)


# -- the queue -------------------------------------------------------------------------------------


async def remind(app: App, reminders: Collection[Reminder], priority: int) -> None:
    """Put these into the queue, each only when it neither waits there already nor is under way."""
    from procrastinate.exceptions import AlreadyEnqueued

    rows = await app.connector.execute_query_all_async(
        "SELECT lock FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND lock IS NOT NULL"
    )
    there = {row["lock"] for row in rows}
    jobs = [
        app.configure_task(
            each.task, queueing_lock=each.lock, lock=each.lock, priority=priority
        ).make_new_job(**each.arguments)
        for each in reminders
        if each.lock not in there
    ]
    for start in range(0, len(jobs), TOGETHER):
        some = jobs[start : start + TOGETHER]
        try:
            await app.job_manager.batch_defer_jobs_async(some)
        except AlreadyEnqueued:  # another worker's plan was quicker with some of them
            for job in some:
                with suppress(AlreadyEnqueued):
                    await app.job_manager.defer_job_async(job)


async def give_back(app: App, dead: timedelta) -> None:
    """Jobs of workers that show no sign of life go back into the queue (D11)."""
    from procrastinate.exceptions import UniqueViolation
    from procrastinate.jobs import Status

    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead.total_seconds()):
        log.warning("%s was under way on a worker that died; it is taken up again", job.call_string)
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # the same waits already, and will do
            if job.id is not None:
                await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)


def connect(url: str) -> App:
    """Procrastinate on the database with this URL, in a schema of its own."""
    from procrastinate import App, PsycopgConnector

    conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return App(
        connector=PsycopgConnector(
            conninfo=conninfo, kwargs={"options": f"-c search_path={SCHEMA}"}, max_size=4, timeout=PATIENCE_S
        )
    )


def make_tables(url: str) -> None:
    """Procrastinate's tables stand afterwards; of several workers that begin at once one makes them."""
    import psycopg
    from procrastinate.schema import SchemaManager

    conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('monitor jobs'))")
        if connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.procrastinate_jobs",)).fetchone() == (
            None,
        ):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            connection.execute(f"SET LOCAL search_path TO {SCHEMA}")
            connection.execute(SchemaManager.get_schema())


# -- a worker --------------------------------------------------------------------------------------


def work(world: World, url: str, pace: Pace, asked: threading.Event) -> None:
    """Take jobs until SIGTERM or Ctrl-C; what is under way then is ended within ten seconds, or stays due (D19).

    asked: set when somebody asked us to stop before we began.
    """
    make_tables(url)
    with open_hosts(url) as hosts:
        asyncio.run(_work(world, url, pace, asked, hosts))


async def _work(world: World, url: str, pace: Pace, asked: threading.Event, hosts: Hosts) -> None:
    from procrastinate.exceptions import ConnectorException

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    share_arenas()
    # a thread a job, one for the drop folder, and two for plans: as many as processors would leave jobs waiting
    loop.set_default_executor(ThreadPoolExecutor(pace.concurrency + 3, thread_name_prefix="job"))
    timers = [Timer(STOP_WITHIN_S, door.abort) for door in (world.fetch, world.parse)]

    def on_signal(number: int) -> None:
        log.info("%s: ending what is under way", signal.Signals(number).name)
        if not stop.is_set():
            stop.set()
            world.stop.set()
            for timer in timers:
                timer.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal, number)
    if asked.is_set():
        stop.set()
    wait_s = AGAIN_S[0]
    while not stop.is_set():
        began = time.monotonic()
        try:
            await _take_jobs(world, url, pace, stop, hosts)
        except (OSError, ConnectorException) as error:
            log.error("the queue: %s", " ".join(str(error).split()))  # noqa: TRY400  a sentence for the operator
        if stop.is_set():
            break
        wait_s = AGAIN_S[0] if time.monotonic() - began > LONG_S else min(2 * wait_s, AGAIN_S[1])
        log.warning("the queue cannot be reached; trying again in %g s", wait_s)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait_s)
    for timer in timers:
        timer.cancel()


async def _take_jobs(world: World, url: str, pace: Pace, stop: asyncio.Event, hosts: Hosts) -> None:
    """Take jobs until told to stop, or until the server goes away (D22)."""
    app = connect(url)
    build(world, app, pace, hosts)
    async with app.open_async():
        log.info("taking jobs")
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=pace.concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                fetch_job_polling_interval=min(LOOK_S, pace.tick.total_seconds()),
                update_heartbeat_interval=pace.beat.total_seconds(),
                stalled_worker_timeout=pace.dead.total_seconds(),
                shutdown_graceful_timeout=STOP_WITHIN_S + 1,
            )
        )
        told = asyncio.create_task(stop.wait())
        saved = asyncio.create_task(_read_saved_for_ever(world, hosts, pace))
        await asyncio.wait({worker, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        saved.cancel()
        worker.cancel()  # ends what is under way, then itself
        with suppress(asyncio.CancelledError):
            await worker


async def _read_saved_for_ever(world: World, hosts: Hosts, pace: Pace) -> None:
    said: set[str] = set()
    while not world.stop.is_set():
        reading = asyncio.create_task(asyncio.to_thread(read_saved, world, hosts, said))
        await asyncio.wait({reading})
        if isinstance(error := reading.exception(), MonitorError):
            log.error("%s", error)
        elif error is not None:  # our own mistake, which shall not end what others are about
            log.error("reading the drop folder ended by our own mistake", exc_info=error)
        await asyncio.sleep(pace.tick.total_seconds())
