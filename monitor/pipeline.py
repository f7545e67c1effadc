"""The whole tool, read top-down: watch the sources, tell the people.

The two halves meet only in the store, so a crash between them loses nothing. What decides is a
plain call on values; what touches the outside says `world.`
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor import identity, lazily, reporting, schedule, urls
from monitor.check import check
from monitor.coverage import misses, put_back
from monitor.errors import MismatchError, StoreError
from monitor.lanes import Crash, side_by_side
from monitor.model import (
    Came,
    Changed,
    Check,
    Delivery,
    Failed,
    Finding,
    First,
    Good,
    Outcome,
    Owed,
    Partial,
    SourceState,
    Unchanged,
)
from monitor.sources.base import BaseSource
from monitor.store import Entry, Sameness
from monitor.tracing import Span
from monitor.world import World

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.saved import SavedPages

log = logging.getLogger(__name__)

COPIES = (  # how a notice that stands at several places is told by; most readings never ask
    lazily.called("monitor.compare.copies.notices", "adds_nothing"),
    *(
        lazily.called("monitor.compare.copies.amendments", name)
        for name in ("nothing_more", "beyond", "undoes")
    ),
)
NAMED = 3  # notices whose stored text is damaged
FINDABLE_WITHIN = timedelta(minutes=1)  # of a turn: an old archive takes several


def once(world: World) -> Iterator[Outcome | Delivery]:
    """Check what is due, then tell who is due."""
    from monitor.telling import tell

    yield from watch(world, due_sources(world, world.clock()))
    yield from tell(world, world.clock())
    keep_findable(world)


def due_sources(world: World, now: datetime, only: Collection[str] | None = None) -> list[BaseSource]:
    """The sources to check now: those whose time has come, and those that somebody wants read before it.

    only: of these.
    """
    store, pauses, wishes = world.store, world.fetch.pauses, world.store.asked.all()
    if only is None:  # most are planned for later: how they are is not asked
        states = store.planned(now, now + schedule.LONGEST) | store.states(wishes)
        resting = store.checked() - states.keys()
        sources = [source for source in world.config.sources if source.id not in resting]
    else:
        states = store.states(only)
        sources = [source for source in world.config.sources if source.id in only]
    asked = {source.id: pauses.get(urls.host(str(source.url))) for source in sources if source.id in wishes}
    return schedule.due(sources, states, now, asked)


def watch(
    world: World, sources: Sequence[BaseSource], saved: Mapping[str, SavedPages] | None = None
) -> Iterator[Outcome]:
    """Check these sources now, each outcome written down before it is handed on.

    saved: pages that a person handed in, by the source that they are read for in place of the network.
    """
    prepare(world, world.clock())
    yield from visit(world, sources, world.store.states([source.id for source in sources]), saved)


def prepare(world: World, now: datetime) -> None:
    """What comes before any check: readers are told what is found from now on, and lateness is seen."""
    for subscription in world.config.subscriptions:
        world.store.begin_subscription(subscription.name, now)
    reporting.look_at_schedule(world, now)


def visit(
    world: World,
    sources: Sequence[BaseSource],
    states: Mapping[str, SourceState],
    saved: Mapping[str, SavedPages] | None = None,
) -> Iterator[Outcome]:
    """Ask these sources, hosts side by side; each outcome is written down before it is handed on.

    states: how the sources were before, by their id.
    """
    lanes: dict[str, list[BaseSource]] = {}
    for source in sources:
        lanes.setdefault(urls.host(str(source.url)), []).append(source)

    def before(source: BaseSource) -> SourceState:
        return states.get(source.id, SourceState(source.id))

    ahead = world.store.ahead(
        (source.id, before(source).notices) for lane in lanes.values() for source in lane
    )

    def ask(source: BaseSource) -> Outcome:
        door = (saved or {}).get(source.id)
        through = replace(world, fetch=door) if door else world
        with world.span("check", source=source.id, host=urls.host(str(source.url))) as span:
            outcome = check(source, before(source), through, world.clock(), ahead.of(source.id))
            describe(outcome, span)
        return outcome

    settings = world.config.settings
    together = side_by_side(
        lanes, ask, per_host=settings.per_host.connections, workers=settings.concurrency, stop=world.stop
    )
    with closing(together):  # whatever goes wrong here: a lane that waits for us would wait for ever
        for results in together:
            entries, wishes = [], world.store.asked.all()
            for source, result in results:
                outcome = crashed(source, result, world.clock()) if isinstance(result, Crash) else result
                if world.stop.is_set() and isinstance(outcome, Failed):
                    continue  # cut off by us, not by the server: it stays due (faults D19)
                made = entry(outcome, source, before(source), world.config)
                due, zone = before(source).next_check, settings.timezone
                missed = misses(source, due, outcome.check.started, zone) if due else {}
                back = put_back(before(source).last_attempt, outcome.check.started, zone)
                entries.append(replace(made, missed=missed, put_back=back, asked=source.id in wishes))
            if entries:
                world.store.record_many(entries, world.fetch.pauses)
            for each in entries:
                log_episode(each.outcome)
            reporting.look_at_texts(world, lost_texts(each.outcome for each in entries), world.clock())
            yield from (each.outcome for each in entries)


def entry(outcome: Outcome, source: BaseSource, state: SourceState, config: Config) -> Entry:
    """What a check found, what is owed for it and when to look again, to be written down as one."""
    findings = outcome.findings if isinstance(outcome, First | Changed | Partial) else ()
    shared = partial(identity.shared, home=source.jurisdiction, official=source.tier == "official")
    return Entry(
        outcome,
        next_check=schedule.next_check(source, state, outcome),
        fingerprint=source.fingerprint,
        owed=owed(findings, source, config, outcome.check.started.date()),
        same=Sameness(shared, *COPIES),
    )


def owed(findings: Sequence[Finding], source: BaseSource, config: Config, today: date) -> tuple[Owed, ...]:
    """Who is to hear of what was found. Where nothing was, nothing of all that is loaded."""
    if not findings:
        return ()
    from monitor.route import route

    return tuple(route(findings, source, config.subscriptions, config.watch, today=today))


def describe(outcome: Outcome, span: Span) -> None:
    """What a collector hears of a check."""
    came = next(iter(outcome.check.documents), None)
    status = (304 if came.not_modified else came.status) if came and came.came is Came.HTTP else None
    findings = outcome.findings if isinstance(outcome, First | Changed | Partial) else ()
    span.say(outcome=outcome.name, changes=len(findings), status=status)
    if not isinstance(outcome, Good):
        span.failed(outcome.reason)


def log_episode(outcome: Outcome) -> None:
    """One line when the breaker begins to hold a source's changes back; later checks only say so in their reason."""
    holding = outcome.holding if isinstance(outcome, First | Unchanged | Changed | Partial) else None
    if holding and holding.reason and not (holding.left or holding.dropped):
        log.warning("%s: held back (%s): %s", outcome.check.source, holding.changes, holding.reason)


def lost_texts(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """By source, which of its notices were not compared because their stored text is damaged."""
    found: dict[str, str] = {}
    for outcome in outcomes:
        reading = outcome.reading if isinstance(outcome, First | Unchanged | Changed | Partial) else None
        if reading and reading.lost:
            titles = [f'"{each.title[:60]}"' for each in reading.listed if each.key in reading.lost]
            found[outcome.check.source] = f"{len(reading.lost)} not compared: {', '.join(titles[:NAMED])}"
    return found


def crashed(source: BaseSource, crash: Crash, now: datetime) -> Failed:
    """Our own mistake, as an outcome: it is logged whole and the other sources go on."""
    # nothing can be written down, so nothing shall go on; or what was handed in says nothing of the source
    if isinstance(crash.error, StoreError | MismatchError):
        raise crash.error
    log.error("check of %s ended by our own mistake", source.id, exc_info=crash.error)
    reason = f"internal error, please report it: {type(crash.error).__name__}: {crash.error}"
    return Failed(Check(source.id, now, timedelta(0), verdict=None), reason)


def keep_findable(world: World) -> None:
    """Make what was read searchable, as far as a turn has time for it. What goes wrong there fails no check: whoever
    searches makes up for it.
    """
    try:
        world.store.search.catch_up(world.config.settings.timezone, FINDABLE_WITHIN, stop=world.stop.is_set)
    except StoreError as error:
        log.warning("the search is not up to date: %s", error)
