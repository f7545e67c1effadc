"""Who turns the crank: APScheduler, for `monitor run`.

The due times live in the store and the crank only asks "what is due?", so a late, slow or missed
turn never cancels a check (faults T01). A turn that is still under way makes the next one wait, and
turns that were missed are one turn.
"""

from __future__ import annotations

import logging
import signal
from datetime import timedelta
from threading import Timer
from types import FrameType

from monitor import pipeline
from monitor.answers import check_answer, delivery_answer
from monitor.arenas import release_memory
from monitor.errors import MonitorError
from monitor.handing import Refused, strays, take_up
from monitor.model import Delivery, Good, Outcome
from monitor.world import World

log = logging.getLogger(__name__)

STOP_WITHIN_S = 8.0  # of SIGTERM; then what is still under way is cut off and stays due (faults D19)
ROOM_S = 60.0  # for an on-demand `check` that holds the database when a turn begins


def turn(world: World, said: set[str]) -> None:
    """Read what people saved, check what is due and tell who is due, once. What cannot go on now is said and
    tried at the next turn.

    said: what was told in an earlier turn and need not be told again.
    """
    try:
        with world.store.exclusive("run", ROOM_S):
            world.store.beat("run", world.clock())
            for stray in strays(world):
                if stray not in said:
                    said.add(stray)
                    log.warning("%s", stray)
            for read in take_up(world, world.config.sources):
                if isinstance(read, Refused) and read.stays:
                    if read.reason in said:
                        continue
                    said.add(read.reason)
                note(read)
            for done in pipeline.once(world):
                note(done)
        if trouble := world.life():
            log.warning("%s", trouble)
    except MonitorError as error:
        log.error("%s", error)  # noqa: TRY400  it is a sentence for the operator, not a bug to trace
    finally:
        release_memory()  # one big page, and years of small ones


def note(done: Outcome | Delivery | Refused) -> None:
    """A line in the journal."""
    if isinstance(done, Refused):
        log.warning("saved pages for %s refused: %s", done.source, done.reason)
        return
    if isinstance(done, Delivery):
        facts = {"facts": delivery_answer(done)}
        log.info("delivery to %s: %s %s", done.recipient, done.state.value, done.reason or "", extra=facts)
        return
    level = logging.INFO if isinstance(done, Good) else logging.WARNING
    facts = {"facts": check_answer(done)}
    log.log(level, "check %s: %s %s", done.check.source, done.name, getattr(done, "reason", ""), extra=facts)


def turn_for_ever(world: World, every: timedelta) -> None:
    """A turn now and then every so often, one at a time, until SIGTERM or Ctrl-C."""
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    def on_signal(number: int, _frame: FrameType | None) -> None:
        log.info("%s: ending what is under way", signal.Signals(number).name)
        world.stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    said: set[str] = set()
    scheduler.add_job(turn, args=[world, said])  # at the start, then on schedule
    scheduler.add_job(turn, "interval", args=[world, said], seconds=every.total_seconds())
    scheduler.start()
    try:
        while not world.stop.wait(1.0):  # a signal wakes the main thread between two waits
            pass
        cut_off = [Timer(STOP_WITHIN_S, door.abort) for door in (world.fetch, world.parse)]
        for timer in cut_off:
            timer.start()
        scheduler.shutdown(wait=True)
        for timer in cut_off:
            timer.cancel()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
