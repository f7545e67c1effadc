"""Many changes in little time and room: of each what a list, a count or an order is made of.

A whole change costs a quarter of a millisecond, most of it for texts; an outline a tenth of that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select, union_all

from monitor.model import (
    Amended,
    Change,
    Classification,
    Comparison,
    Content,
    Correction,
    Direction,
    FactDelta,
    Facts,
    Finding,
    Label,
    LabelName,
    Listed,
    New,
    Notice,
    Outline,
    Recorded,
    Removed,
    Restored,
    Status,
    Thread,
)
from monitor.store import corrections, owing
from monitor.store.codec import decode
from monitor.store.holding import silenced
from monitor.store.schema import changes, notices, outlines, owed
from monitor.store.watching import in_parts
from monitor.values import dataclass

LANGUAGE = "und"  # nobody asked the text


# -- which -----------------------------------------------------------------------------------------


def told_in(
    connection: Connection, since: datetime | None, until: datetime | None, subscription: str | None = None
) -> list[int]:
    """The rows of the changes seen from `since` and before `until`, oldest first, without those nobody is told.

    subscription: only what it is owed or was told.
    """
    query = select(outlines.c.change).where(~silenced(outlines.c.change)).order_by(outlines.c.change)
    if since is not None:
        query = query.where(outlines.c.detected >= since)
    if until is not None:
        query = query.where(outlines.c.detected < until)
    return list(connection.execute(_of(query, subscription)).scalars())


def with_day_in(
    connection: Connection,
    first: date,
    last: date,
    outside: tuple[datetime, datetime] | None = None,
    subscription: str | None = None,
) -> list[int]:
    """The rows of the changes whose notice may take effect, end or close on these days; of those seen outside a time."""
    query = select(outlines.c.change).where(~silenced(outlines.c.change), _may_name(first, last))
    if outside is not None:
        query = query.where(or_(outlines.c.detected < outside[0], outlines.c.detected >= outside[1]))
    return list(connection.execute(_of(query.order_by(outlines.c.change), subscription)).scalars())


def _of(query: Any, subscription: str | None) -> Any:
    if subscription is None:
        return query
    return query.join(owed, and_(owed.c.change == outlines.c.change, owed.c.subscription == subscription))


def _may_name(first: date, last: date) -> ColumnElement[bool]:
    """Whether what was said of a change holds such a day."""
    days = (outlines.c.effective, outlines.c.expires, outlines.c.deadline)
    return outlines.c.change.in_(
        union_all(*(select(outlines.c.change).where(day.between(first, last)) for day in days))
    )


_LATEST = (
    select(func.max(changes.c.id))
    .where(changes.c.notice.in_(bindparam("notices", expanding=True)), ~silenced(changes.c.id))
    .group_by(changes.c.notice)
)


def latest(connection: Connection, of_notices: Collection[int]) -> list[int]:
    """The row of the last change of each of these notices."""
    found: list[int] = []
    for some in in_parts(sorted(of_notices)):
        found += connection.execute(_LATEST, {"notices": some}).scalars()
    return sorted(found)


# -- what ------------------------------------------------------------------------------------------

_ROWS = (
    select(
        changes.c.id,
        changes.c.source,
        changes.c.name,
        changes.c.silent,
        changes.c.detected,
        changes.c.before,
        changes.c.after,
        changes.c.said,
        changes.c.notice,
        notices.c.key,
        notices.c.title,
        notices.c.url,
        notices.c.number,
        notices.c.published,
        notices.c.shared,
    )
    .join(notices, notices.c.id == changes.c.notice)
    .where(changes.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(changes.c.id)
)
_WHY = select(owed.c.change, owed.c.subscription, owed.c.why).where(
    owed.c.change.in_(bindparam("ids", expanding=True)), owing.by_key()
)


def read(connection: Connection, ids: Sequence[int]) -> list[Outline]:
    """The outlines of these changes with what was found to be wrong with them, oldest first."""
    why: defaultdict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for change, subscription, written in connection.execute(_WHY, {"ids": ids}):
        why[change][subscription] = tuple(json.loads(written))
    found = [_outline(row, why.get(row[0], {})) for row in connection.execute(_ROWS, {"ids": ids}).all()]
    wrong = corrections.of(connection, ids)
    return [_corrected(each, wrong) for each in found] if wrong else found


def _corrected(outline: Outline, wrong: Mapping[int, tuple[Correction, ...]]) -> Outline:
    recorded = outline.change
    return replace(outline, change=replace(recorded, corrections=wrong.get(int(recorded.id), ())))


@dataclass(frozen=True, slots=True)
class _Label:
    name: LabelName
    score: float
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class _Facts:
    number: str | None = None
    published: date | None = None
    effective: date | None = None
    expires: date | None = None
    deadline: date | None = None
    hs_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Classification:
    labels: tuple[_Label, ...]
    facts: _Facts


@dataclass(frozen=True, slots=True)
class _Comparison:
    facts: tuple[FactDelta, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a change, without the words behind it: a fifth of the time to read."""

    classification: _Classification
    threads: tuple[Thread, ...]
    status: Status
    comparison: _Comparison | None = None
    flapping: bool = False


def _outline(row: Sequence[Any], why: Mapping[str, tuple[str, ...]]) -> Outline:
    # taken apart in one go: fifty thousand rows are asked for fifteen things each
    id_, source, name, silent, detected, before, after, written, notice_row, *listed, shared = row
    said = decode(_Said, written)
    facts = said.classification.facts
    classification = Classification(
        tuple([Label(each.name, each.score, (), each.direction) for each in said.classification.labels]),
        Facts(
            number=facts.number,
            published=facts.published,
            effective=facts.effective,
            expires=facts.expires,
            deadline=facts.deadline,
            hs_codes=facts.hs_codes,
        ),
    )
    notice = Notice(Listed(*listed), Content(), LANGUAGE)
    finding = Finding(_change(name, notice, said, silent=silent), classification, said.threads, said.status)
    return Outline(Recorded(str(id_), source, detected, finding, before, after), notice_row, shared, why)


def _change(name: str, notice: Notice, said: _Said, *, silent: bool) -> Change:
    comparison = Comparison(facts=said.comparison.facts) if said.comparison else Comparison()
    if name == New.name:
        return New(notice)
    if name == Removed.name:
        return Removed(notice)
    if name == Restored.name:
        return Restored(notice, None, comparison, said.flapping)
    return Amended(notice, notice, comparison, silent, said.flapping)
