"""The checks of one source, a page at a time; what its last good reading received; what its changes are about.

Each question walks an index from its newest end and stops early, so that a source with a hundred thousand checks
is as quick to show as one with ten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from monitor.model import Came, Verdict
from monitor.store.schema import changes, checks, documents, marks, outlines
from monitor.store.transactions import Transactions
from monitor.store.watching import GOOD
from monitor.values import dataclass

COUNTED = 10_000  # checks, at most; older ones are reached by their day
SHOWN = 30  # documents of a reading
LATEST = 500  # changes that are counted by label


@dataclass(frozen=True, slots=True)
class Made:
    """A check as it was written down."""

    id: int
    started: datetime
    took_ms: int
    outcome: str
    reason: str | None
    verdict: Verdict | None
    alone: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Something received. kept: its bytes are in the archive; None where older rows do not say."""

    url: str
    status: int
    fetched_at: datetime
    sha256: str
    size: int
    not_modified: bool
    came: Came
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Proved:
    """A good reading, and what it rests on. more: answers that are not among these."""

    check: Made
    answers: tuple[Answer, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the latest changes of a source, at most `LATEST`: how many bear each label, and how many are of each sort."""

    changes: int
    labels: Mapping[str, int]
    names: Mapping[str, int]


class Visits:
    def __init__(self, units: Transactions) -> None:
        self._read = units.read

    def count(self, source: str, until: datetime | None = None) -> int:
        """How many checks there are before `until`; never more than `COUNTED`."""
        some = _of(source, until).with_only_columns(checks.c.id).limit(COUNTED).subquery()
        return self._read(lambda c: c.execute(select(func.count()).select_from(some)).scalar() or 0)

    def page(
        self, source: str, *, until: datetime | None = None, skip: int = 0, most: int = 25
    ) -> tuple[Made, ...]:
        """The checks before `until`, the latest first."""
        those = _of(source, until).with_only_columns(checks.c.id)  # all of it stands in the index
        those = those.order_by(*_LATEST_FIRST).offset(min(skip, COUNTED)).limit(most)

        def unit(connection: Connection) -> tuple[Made, ...]:
            ids = list(connection.execute(those).scalars())
            rows = connection.execute(_MADE.where(checks.c.id.in_(ids)).order_by(*_LATEST_FIRST))
            return tuple(map(_made, rows))

        return self._read(unit)

    def last_good(self, source: str) -> Proved | None:
        """The last good reading of the source itself, with what was received for it."""
        return self._read(lambda connection: _last_good(connection, source))

    def counted(self, source: str) -> Counted:
        return self._read(lambda connection: _counted(connection, source))


_LATEST_FIRST = checks.c.started.desc(), checks.c.id.desc()
_MADE = select(
    checks.c.id,
    checks.c.started,
    checks.c.took_ms,
    checks.c.outcome,
    checks.c.reason,
    checks.c.verdict,
    checks.c.alone,
)


def _of(source: str, until: datetime | None) -> Select[Any]:
    query = _MADE.where(checks.c.source == source)
    return query if until is None else query.where(checks.c.started < until)


def _made(row: Any) -> Made:
    verdict = Verdict(row.verdict) if row.verdict else None
    return Made(row.id, row.started, row.took_ms, row.outcome, row.reason, verdict, row.alone)


def _last_good(connection: Connection, source: str) -> Proved | None:
    query = _of(source, None).where(checks.c.outcome.in_(GOOD), checks.c.alone.is_(False))
    row = connection.execute(query.order_by(*_LATEST_FIRST).limit(1)).first()
    if row is None:
        return None
    made = _made(row)
    those = documents.c.check == made.id
    found = connection.execute(select(documents).where(those).order_by(documents.c.id).limit(SHOWN)).all()
    every = connection.execute(select(func.count()).select_from(documents).where(those)).scalar() or 0
    answers = tuple(
        Answer(
            row.url,
            row.status,
            row.fetched_at,
            row.sha256,
            row.size,
            row.not_modified,
            Came(row.came),
            row.kept,
        )
        for row in found
    )
    return Proved(made, answers, every - len(answers))


def _counted(connection: Connection, source: str) -> Counted:
    latest = select(changes.c.id, changes.c.name).join(outlines, outlines.c.change == changes.c.id)
    latest = latest.where(outlines.c.source == source).order_by(outlines.c.change.desc())
    rows = connection.execute(latest.limit(LATEST)).all()
    those = marks.c.change.in_([row.id for row in rows]), marks.c.kind == "label"
    labels = connection.execute(select(marks.c.value).where(*those)).scalars()
    return Counted(len(rows), Counter(labels), Counter(row.name for row in rows))
