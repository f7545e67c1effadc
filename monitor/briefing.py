"""From the store to a brief: what to ask it for, in which order, so that many changes cost little."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import coverage as covering
from monitor.brief import Brief, Context, Period, Survey, compose, settled, survey
from monitor.brief.clients import Planner, Watched
from monitor.brief.compose import Named
from monitor.brief.gaps import gaps
from monitor.brief.sheet import Doubt
from monitor.config import Config
from monitor.errors import ConfigError
from monitor.model import Coverage, Outline
from monitor.programmes import Course
from monitor.sources.base import BaseSource, PagedSource
from monitor.store import Store
from monitor.values import dataclass
from monitor.verdict import quiet
from monitor.watchlists import Watch, parse
from monitor.watchlists.watch import Reader


@dataclass(frozen=True, slots=True)
class Wish:
    """What the brief is about. subscription, client: for whom alone."""

    period: Period
    subscription: str | None = None
    client: str | None = None


def brief(store: Store, config: Config, wish: Wish, now: datetime) -> Brief:
    """What the store holds of a period, up to now."""
    zone = config.settings.timezone
    today = now.astimezone(zone).date()
    period = wish.period
    since, until = period.span(zone)
    whose = client_name(config, wish.client) if wish.client else None

    def looked(only: Callable[[Outline], bool] | None = None) -> Survey:
        return survey(
            store.outlines(since, until, subscription=wish.subscription),
            store.outlines_with_day(
                period.first, period.last, outside=(since, until), subscription=wish.subscription
            ),
            period,
            today,
            only=only,
        )

    found = looked()
    if whose is not None and not found.whole:  # too many to read in full: by what was met when they were seen
        found = looked(lambda outline: _is_of(outline, whose))
    if found.dated:
        found = settled(found, store.latest_outlines({one.notice for one in found.dated}), period)
    coverage = _coverage(store, config, since, min(until, now), now)
    courses = store.courses([programme.id for programme in config.programmes])
    wanted = dict.fromkeys(found.wanted)
    wanted |= dict.fromkeys(id_ for course in courses.values() for id_ in _named(course))
    context = Context(
        now=now,
        zone=zone,
        sources={source.id: _source(source) for source in config.sources},
        coverage=coverage,
        programmes=config.programmes,
        courses=courses,
        holds=tuple(store.holds().values()),
        gaps=tuple(_gaps(store, config, period, now, {state.source for state in coverage.unverified})),
        watched=_watched(config, wish.subscription, whose),
        subscription=wish.subscription,
        client=whose,
    )
    return compose(period, found, store.some_changes(tuple(wanted)), context)


def _named(course: Course) -> Iterator[str]:
    """The changes that a programme's state rests on, whenever they were seen."""
    yield from (latest.change for latest in course.latest.values())
    yield from (answer.change for answer in course.answered.values())
    for claim in course.claims:
        yield from (id_ for id_ in (claim.change, claim.by.change if claim.by else None) if id_)


# -- for whom --------------------------------------------------------------------------------------


def client_name(config: Config, written: str) -> str:
    """What a client of the configuration is called in reasons. ConfigError names those there are."""
    if written in config.clients:
        return config.clients[written].name or written
    names = {client.name or key for key, client in config.clients.items()}
    if written in names:
        return written
    known = ", ".join(sorted(config.clients)) or "none"
    raise ConfigError(f"no client is called {written}; {config.path.name} names: {known}")


def _is_of(outline: Outline, client: str) -> bool:
    met = (parse(reason) for why in outline.why.values() for reason in why)
    return any(each is not None and each.client == client for each in met)


def _watched(config: Config, subscription: str | None, client: str | None) -> Watched | None:
    """The lists that count: everybody's, one reader's, or one client's."""
    readers = [each for each in config.subscriptions if subscription in (None, each.name)]
    everybody: list[Reader] = [*readers]
    if subscription is None and config.clients:
        everybody.insert(0, Planner())
    watch = Watch(everybody, config.watchlists, config.clients)
    names = [each.name for each in everybody]
    if not any(watch.watches(name) for name in names):
        return None
    jurisdictions: Mapping[str, str] = {source.id: source.jurisdiction for source in config.sources}
    return Watched(watch, names, jurisdictions, client)


# -- what was looked at ----------------------------------------------------------------------------


def _source(source: BaseSource) -> Named:
    return Named(source.id, source.authority, str(source.url), source.jurisdiction)


def _coverage(store: Store, config: Config, since: datetime, until: datetime, now: datetime) -> Coverage:
    """What was looked at since then; of a time to come, how the sources are now."""
    names = [source.id for source in config.sources]
    found = store.coverage(since, until if until > since else now, names)
    if since < until < now:  # how a source is today says nothing of a time that is over; its gaps are told
        return replace(found, unverified=())
    bad = {state.source for state in found.unverified}
    sources = [one for one in config.sources if isinstance(one, PagedSource) and one.id not in bad]
    came = store.sightings([one.id for one in sources])
    silent = [one.id for one in sources if quiet.silence_of(came[one.id], one.zone, now)]
    return replace(found, silent=tuple(silent))


LONGEST = timedelta(days=3_660)  # so far back days are looked at one by one


def _gaps(store: Store, config: Config, period: Period, now: datetime, bad_now: set[str]) -> Iterator[Doubt]:
    """Stretches of the period in which nobody saw a source well."""
    zone = config.settings.timezone
    today = now.astimezone(zone).date()
    first = max(period.first, today - LONGEST)
    if first > min(period.last, today):
        return
    days = covering.Period.of(first, period.last, zone, now)
    asked = [covering.Asked(source.id, source.authority) for source in config.sources]
    seen = covering.report(asked, store.covered(days.offsets, days.until), days, now=now, version="")
    addresses = {source.id: str(source.url) for source in config.sources}
    yield from gaps(seen, addresses, bad_now)
