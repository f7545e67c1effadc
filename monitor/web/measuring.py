"""How the archive and its pages fare, for Prometheus: a registry of our own, filled when it is asked.

Nothing is counted over all rows. Checks and changes are counted on from the ask before, beginning with the first one,
as counters do; what waits is counted up to a bound; sources are as many rows as there are sources. The labels are few
and fixed: outcomes, labels, states, groups, and our own routes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor import __version__
from monitor.model import LabelName
from monitor.store.gauges import Seen
from monitor.web.doors import Office
from monitor.web.health import watched
from monitor.web.health.pulse import pulse

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)
ROLES = ("run", "once", "worker")  # that turn the crank
METHODS = frozenset({"GET", "HEAD", "POST"})
NOWHERE = "none"  # the page of an address that is none


class Meter:
    """The figures of one server."""

    def __init__(self, office: Office) -> None:
        from prometheus_client import CollectorRegistry, Histogram, ProcessCollector

        self.registry: CollectorRegistry = CollectorRegistry()
        self._durations = Histogram(
            "monitor_page_seconds",
            "Time to answer a request, by page.",
            ("page", "method", "status"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.registry.register(Archive(office))
        ProcessCollector(registry=self.registry)

    def answered(self, page: str, method: str, status: int, seconds: float) -> None:
        """A request was answered. page: as the route writes it, never what was asked for."""
        method = method if method in METHODS else "other"
        self._durations.labels(page, method, f"{status // 100}xx").observe(seconds)


class Archive:
    """What the store knows, as figures."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._seen: Seen | None = None
        self._outcomes = dict.fromkeys(watched.OUTCOMES, 0)
        self._labels = dict.fromkeys((each.value for each in LabelName), 0)
        self._changes = 0

    def describe(self) -> list[Metric]:
        """Nothing: asking would read the store before anybody wants to know."""
        return []

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            self._count_on()
            yield from self._counters()
        yield from self._gauges()

    def _count_on(self) -> None:
        gauges = self._office.store.gauges
        if self._seen is None:
            self._seen = gauges.seen()
        news = gauges.since(self._seen)
        self._seen = news.upto
        for found, totals in ((news.outcomes, self._outcomes), (news.labels, self._labels)):
            for name, number in found.items():
                if name in totals:
                    totals[name] += number
        self._changes += news.changes

    def _counters(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily

        made = CounterMetricFamily(
            "monitor_checks", "Checks recorded since this server was first asked.", labels=["outcome"]
        )
        for outcome, number in self._outcomes.items():
            made.add_metric([outcome], number)
        yield made
        labels = CounterMetricFamily(
            "monitor_labelled_changes",
            "Changes recorded since this server was first asked, by label; one may bear several.",
            labels=["label"],
        )
        for label, number in self._labels.items():
            labels.add_metric([label], number)
        yield labels
        yield CounterMetricFamily(
            "monitor_changes", "Changes recorded since this server was first asked.", value=self._changes
        )

    def _gauges(self) -> Iterator[Metric]:
        office, now = self._office.now(), self._office.clock()
        states = office.store.states()
        found = pulse(office.config.sources, states, office.store.heartbeats(), now)
        figures = office.store.gauges.figures()
        outcomes = dict.fromkeys((*watched.OUTCOMES, "never"), 0)
        for source in office.config.sources:
            state = states.get(source.id)
            name = (state.outcome if state else None) or "never"
            outcomes[name] = outcomes.get(name, 0) + 1
        yield _gauge("monitor_sources", "Watched sources by their last outcome.", "outcome", outcomes)
        yield _gauge(
            "monitor_sources_overdue",
            "Sources whose check should have begun an hour ago.",
            value=found.overdue,
        )
        yield _gauge(
            "monitor_oldest_overdue_seconds", "How long the longest waits for its check.", value=found.waits_s
        )
        beats = {role: (now - at).total_seconds() for role, at in found.beats.items() if role in ROLES}
        yield _gauge(
            "monitor_last_beat_age_seconds",
            "Since the last sign of life of what runs the checks.",
            "role",
            beats,
        )
        yield _gauge(
            "monitor_deliveries", "Deliveries by state, counted up to 100000.", "state", figures.deliveries
        )
        yield _gauge(
            "monitor_owed_changes", "Changes no digest tells yet, counted up to 100000.", value=figures.owed
        )
        yield _gauge("monitor_readings_asked", "Sources that somebody wants read now.", value=figures.asked)
        yield _gauge(
            "monitor_held_sources", "Sources of which changes are held back.", value=len(office.store.holds())
        )
        if (jobs := office.store.queue()) is not None:
            by_state = {"waiting": jobs.waiting, "under_way": jobs.under_way, "failed": jobs.failed}
            yield _gauge("monitor_jobs", "Jobs of the workers; failed ones of a week.", "state", by_state)
            yield _gauge(
                "monitor_oldest_job_seconds", "How long the longest waits for a worker.", value=jobs.oldest_s
            )
            yield _gauge(
                "monitor_workers", "Workers with a sign of life in the last minute.", value=jobs.workers
            )
        yield _gauge("monitor_database_bytes", "The database on the disk.", value=figures.size_bytes)
        yield _gauge("monitor_build", "The version that answers.", "version", {__version__: 1})


def _gauge(
    name: str,
    text: str,
    label: str | None = None,
    values: Mapping[str, float] | None = None,
    *,
    value: float = 0,
) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    made = GaugeMetricFamily(name, text, labels=[label] if label else None)
    for each, number in (values or {}).items():
        made.add_metric([each], number)
    if label is None:
        made.add_metric([], value)
    return made


class Timed:
    """Around everything: how long each answer took, by the page that gave it."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self.app, self.meter = app, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            seconds = time.perf_counter() - began
            self.meter.answered(page_of(scope), scope["method"], status, seconds)


def page_of(scope: Scope) -> str:
    """The page that answered, as its route writes it; none for an address that no route has."""
    return getattr(scope.get("route"), "path", None) or NOWHERE
