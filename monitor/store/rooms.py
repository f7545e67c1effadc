"""The rooms of the store: what is asked of it beside checks and telling, each loaded when somebody asks (start-up time counts)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine

from monitor.store.transactions import Transactions

if TYPE_CHECKING:
    from monitor.store.calendar import Calendar
    from monitor.store.compacting import Compacting
    from monitor.store.gauges import Gauges
    from monitor.store.listing import Listing
    from monitor.store.people import People
    from monitor.store.posting import Posts
    from monitor.store.reading import Reading
    from monitor.store.searching import Searching
    from monitor.store.triage import Triage
    from monitor.store.visits import Visits


class Rooms:
    """Each answers questions on one subject, in transactions of this database."""

    def __init__(self, units: Transactions, engine: Engine, url: URL) -> None:
        self._units, self._engine, self._url = units, engine, url

    @cached_property
    def compact(self) -> Compacting:
        from monitor.store.compacting import Compacting

        return Compacting(self._units, self._engine, self._url)

    @cached_property
    def reading(self) -> Reading:
        from monitor.store.reading import Reading

        return Reading(self._units)

    @cached_property
    def triage(self) -> Triage:
        from monitor.store.triage import Triage

        return Triage(self._units)

    @cached_property
    def lists(self) -> Listing:
        from monitor.store.listing import Listing

        return Listing(self._units)

    @cached_property
    def calendar(self) -> Calendar:
        from monitor.store.calendar import Calendar

        return Calendar(self._units)

    @cached_property
    def search(self) -> Searching:
        from monitor.store.searching import Searching

        return Searching(self._units, self._engine.dialect.name)

    @cached_property
    def visits(self) -> Visits:
        from monitor.store.visits import Visits

        return Visits(self._units)

    @cached_property
    def posts(self) -> Posts:
        from monitor.store.posting import Posts

        return Posts(self._units)

    @cached_property
    def gauges(self) -> Gauges:
        from monitor.store.gauges import Gauges

        return Gauges(self._units, self._url)

    @cached_property
    def people(self) -> People:
        from monitor.store.people import People

        return People(self._units)
