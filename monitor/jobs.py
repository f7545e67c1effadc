"""Many machines: checks and deliveries as jobs of Procrastinate, the task queue in PostgreSQL.

A job is only a reminder. What is due, and what became of it, stands in the store; so a job that comes twice,
or late, or after its worker was killed, finds nothing left to do or does it once.

    plan      every tick, by whichever worker is first: what is due becomes jobs; jobs of a dead worker go back
    check     one source; Procrastinate's lock lets one job a host run, on all machines together
    tell      composes the digests that are due
    deliver   one message; the lock is its way out, so that nobody's server sees two of us at once
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from threading import Timer
from typing import TYPE_CHECKING, Any

from monitor import pipeline, reporting, telling, urls
from monitor.errors import StoreError
from monitor.model import DeliveryState
from monitor.store.queue import SCHEMA
from monitor.worker import STOP_WITHIN_S, note
from monitor.world import World

if TYPE_CHECKING:
    from procrastinate import App

log = logging.getLogger(__name__)

KEPT_H = 7 * 24  # hours that failed jobs are shown
FIRST, LAST = 10, 0  # priorities: what is planned and told goes before what is checked
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


def build(world: World, app: App, pace: Pace) -> None:
    """Give the queue its tasks, which work on this world."""
    from procrastinate import RetryStrategy

    sources = {source.id: source for source in world.config.sources}
    again = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[StoreError])

    @app.periodic(cron=pace.cron)
    @app.task(name="plan", queueing_lock="plan", priority=FIRST)
    async def plan(timestamp: int) -> None:  # noqa: ARG001  which tick it is for does not matter
        await give_back(app, pace.dead)
        due, letters = await asyncio.to_thread(look, world)
        await remind(app, "tell", [("tell", "tell", {})], FIRST)
        await remind(app, "deliver", letters, FIRST)
        await remind(app, "check", due, LAST)

    @app.task(name="check", retry=again)
    def check(source: str) -> None:
        if source in sources:  # the file of this machine may not name it any more
            check_one(world, source)
            leave_alone(world, source, app)

    @app.task(name="tell", retry=again)
    def tell() -> None:
        now = world.clock()
        for due in telling.due_digests(world, now):
            telling.compose(world, due, now)
        reporting.tell_operators(world, now)
        if trouble := world.life():
            log.warning("%s", trouble)

    @app.task(name="deliver", retry=again)
    def deliver(delivery: str) -> None:
        deliver_one(world, delivery)

    @app.periodic(cron="17 3 * * *")
    @app.task(name="sweep", queueing_lock="sweep")
    async def sweep(timestamp: int) -> None:  # noqa: ARG001
        await app.job_manager.delete_old_jobs(
            nb_hours=KEPT_H, include_failed=True, include_cancelled=True, include_aborted=True
        )


Reminder = tuple[str, str, dict[str, Any]]  # what of it waits only once, what runs only once, arguments


def look(world: World) -> tuple[list[Reminder], list[Reminder]]:
    """What is to be checked and what is to be delivered now."""
    now = world.clock()
    world.store.beat("worker", now)
    pipeline.prepare(world, world.store.states(), now)
    checks: list[Reminder] = [
        (f"check:{source.id}", host_lock(str(source.url)), {"source": source.id})
        for source in pipeline.due_sources(world, now)
    ]
    letters: list[Reminder] = [
        (f"deliver:{each.id}", f"way:{channel.lane(each.recipient)}", {"delivery": each.id})
        for each in world.store.due(now)
        if (channel := world.channels.get(each.channel))
    ]
    return checks, letters


def host_lock(url: str) -> str:
    """Of two jobs with it one runs at a time, on whatever machines."""
    return f"host:{urls.host(url)}"


def check_one(world: World, id_: str) -> None:
    """Check a source, if it is still due: another job may have been quicker, or this one comes for the second time."""
    now = world.clock()
    for outcome in pipeline.visit(
        world, pipeline.due_sources(world, now, only=id_), world.store.states([id_])
    ):
        note(outcome)


def leave_alone(world: World, id_: str, app: App) -> None:
    """While others wait for this host, hold its lock for as long as we wait between two requests of our own."""
    lock = next(host_lock(str(source.url)) for source in world.config.sources if source.id == id_)
    waiting = app.connector.get_sync_connector().execute_query_one(
        "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE lock = %(lock)s AND status = 'todo') AS some",
        lock=lock,
    )
    if waiting["some"]:
        world.stop.wait(world.config.settings.per_host.delay.total_seconds())


def deliver_one(world: World, id_: str) -> None:
    """Hand a message over, if it still waits for that."""
    now = world.clock()
    waiting = world.store.delivery(id_)
    if waiting is None or waiting.state not in (DeliveryState.WAITING, DeliveryState.SENDING):
        return
    settled = telling.hand_over(world, now, {}, waiting)
    if settled is not None:
        note(settled)


# -- the queue -------------------------------------------------------------------------------------


async def remind(app: App, task: str, reminders: Collection[Reminder], priority: int) -> None:
    """Put these into the queue, each only when it does not wait there already."""
    from procrastinate.exceptions import AlreadyEnqueued

    rows = await app.connector.execute_query_all_async(
        "SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %(task)s",
        task=task,
    )
    waiting = {row["queueing_lock"] for row in rows}
    for once, lock, arguments in reminders:
        if once in waiting:
            continue
        asked = app.configure_task(task, queueing_lock=once, lock=lock, priority=priority)
        try:
            await asked.defer_async(**arguments)
        except AlreadyEnqueued:  # another worker's plan was quicker
            continue


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
    asyncio.run(_work(world, url, pace, asked))


async def _work(world: World, url: str, pace: Pace, asked: threading.Event) -> None:
    from procrastinate.exceptions import ConnectorException

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
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
            await _take_jobs(world, url, pace, stop)
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


async def _take_jobs(world: World, url: str, pace: Pace, stop: asyncio.Event) -> None:
    """Take jobs until told to stop, or until the server goes away (D22)."""
    app = connect(url)
    build(world, app, pace)
    async with app.open_async():
        log.info("taking jobs")
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=pace.concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                fetch_job_polling_interval=pace.tick.total_seconds(),
                update_heartbeat_interval=pace.beat.total_seconds(),
                stalled_worker_timeout=pace.dead.total_seconds(),
                shutdown_graceful_timeout=STOP_WITHIN_S + 1,
            )
        )
        told = asyncio.create_task(stop.wait())
        await asyncio.wait({worker, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        worker.cancel()  # ends what is under way, then itself
        with suppress(asyncio.CancelledError):
            await worker
