"""Full-text search over all versions of all notices."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta, tzinfo
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, select

from monitor.errors import StoreError
from monitor.model import Notice
from monitor.search import (
    RULES,
    Found,
    Hit,
    Order,
    Query,
    Results,
    Sought,
    best_first,
    excerpt,
    marked,
    wording,
)
from monitor.search.excerpts import LOOKED_THROUGH, holds
from monitor.search.results import LARGEST
from monitor.search.wording import heading
from monitor.store import indexing
from monitor.store.schema import changes, checks, notices, texts, versions
from monitor.store.transactions import Transactions
from monitor.store.words import Range, Words, words

MOST = 1_000  # texts that are ranked and paged through: the newest ones that fit


class Searching:
    def __init__(self, units: Transactions, dialect: str) -> None:
        self._units, self._words = units, words(dialect)
        self._one_writer = dialect == "sqlite"

    def waiting(self) -> int:
        """How many versions cannot be found yet."""
        return self._units.read(indexing.waiting)

    def catch_up(
        self,
        zone: tzinfo,
        within: timedelta | None = None,
        *,
        stop: Callable[[], bool] | None = None,
        said: Callable[[int], object] | None = None,
    ) -> int:
        """Bring the index up to date; how many versions still wait when the time is over.

        zone: whose days the texts are sorted by. within: None takes as long as it takes. said: how many were added.
        """
        began = time.monotonic()
        upto = self._units.read(_outdated)
        if upto is None:
            return 0
        if not self._one_writer:
            upto = self._units.write(indexing.horizon)
        while batch := self._units.read(partial(indexing.read, upto=upto, zone=zone)):
            done = self._units.write(partial(indexing.write, batch=batch, words=self._words))
            if done and said:
                said(len(batch.ready))
            late = within is not None and time.monotonic() - began > within.total_seconds()
            if late or (stop and stop()):
                return self.waiting()
        return 0

    def search(self, query: Query, sought: Sought, zone: tzinfo, within: timedelta | None = None) -> Results:
        """What was found, in an index that is brought up to date first, as far as that is done in time."""
        trouble, waits = None, 0
        try:
            waits = self.catch_up(zone, within)
        except StoreError as error:  # what is indexed is found all the same
            trouble = str(error)
            waits = self.waiting()
        return replace(self.find(query, sought), waiting=waits, trouble=trouble)

    def find(self, query: Query, sought: Sought) -> Results:
        """What is found in the index as it stands."""
        return self._units.read(lambda connection: _find(connection, query, sought, self._words))


def _outdated(connection: Connection) -> int | None:
    """None when the index is up to date; else the last version there is."""
    last = connection.execute(select(versions.c.id).order_by(versions.c.id.desc()).limit(1)).scalar() or 0
    now = indexing.state(connection)
    return None if now == indexing.State(last, RULES) else last


# -- finding ---------------------------------------------------------------------------------------


def _find(connection: Connection, query: Query, sought: Sought, index: Words) -> Results:
    where = Range(
        indexing.first_of(sought.since) if sought.since else 0,
        indexing.first_of(sought.until + timedelta(days=1))
        if sought.until and sought.until < date.max
        else 2**62,
        sought.source,
        sought.latest,
    )
    texts_found = index.newest(connection, query, where, MOST)
    if not texts_found:
        return Results()
    scores: Mapping[int, float] = {}
    if sought.order is Order.BEST:
        scores = index.scores(connection, query, [text for text, _ in texts_found], sought.source)
    hits = best_first(Hit(notice, text, scores.get(text, 0.0)) for text, notice in texts_found)
    size = min(max(sought.size, 1), LARGEST)
    pages = -(-len(hits) // size)
    page = min(max(sought.page, 1), pages)
    shown = [hit.place for hit in hits[(page - 1) * size : page * size]]
    found = _shown(connection, shown, query, exact=index.exact)
    return Results(found, len(hits), len(texts_found) == MOST, page, pages)


_ROWS = (
    select(
        texts.c.id,
        texts.c.day,
        texts.c.notice,
        versions.c.content,
        notices.c.source,
        notices.c.key,
        notices.c.title,
        notices.c.url,
        notices.c.number,
        notices.c.published,
        notices.c.content.label("latest"),
        checks.c.started,
    )
    .join(versions, versions.c.id == texts.c.version)
    .join(notices, notices.c.id == texts.c.notice)
    .join(checks, checks.c.id == versions.c.check)
    .where(texts.c.id.in_(bindparam("ids", expanding=True)))
)
_CHANGES = (
    select(changes.c.id, changes.c.notice, changes.c.after)
    .where(changes.c.notice.in_(bindparam("notices", expanding=True)))
    .order_by(changes.c.id.desc())
)


def _shown(connection: Connection, ids: Sequence[int], query: Query, *, exact: bool) -> tuple[Found, ...]:
    rows: dict[int, Any] = {row.id: row for row in connection.execute(_ROWS, {"ids": ids})}
    told: defaultdict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(_CHANGES, {"notices": [row.notice for row in rows.values()]}):
        told[row.notice].append(row)
    read = indexing.notices_of(connection, {row.content for row in rows.values()})
    found = []
    for row in (rows[id_] for id_ in ids if id_ in rows):
        notice = read.get(row.content)
        if notice is None or exact or _holds(notice, query):
            found.append(_found(row, notice, told[row.notice], query))
    return tuple(found)


def _holds(notice: Notice, query: Query) -> bool:
    """Whether a text that the index found is right; one that is too long to be read again is believed."""
    said = [*heading(notice), *(part.text for part in wording(notice))]
    return sum(map(len, said)) > LOOKED_THROUGH or holds(said, query)


def _found(row: Any, notice: Notice | None, told: Sequence[Any], query: Query) -> Found:
    stretch, file = excerpt(wording(notice), query, notice.title) if notice else ((), None)
    return Found(
        notice=row.notice,
        source=row.source,
        key=row.key,
        url=notice.url if notice else row.url,
        number=notice.listed.number if notice else row.number,
        published=notice.listed.published if notice else row.published,
        day=row.day,
        read=row.started,
        title=marked(notice.title if notice else row.title, query),
        excerpt=stretch,
        file=file,
        sha256=row.content,
        latest=row.content == row.latest,
        change=next((str(change.id) for change in told if change.after == row.content), None),
        changes=tuple(str(change.id) for change in told),
    )
