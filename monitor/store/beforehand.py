"""What checks want to know of their sources, read for many of them in few statements shortly before they begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from threading import Lock
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from monitor.model import Habit, Known
from monitor.store import habits
from monitor.store.holding import OPEN
from monitor.store.schema import answers, held, notices
from monitor.store.watching import KNOWN_COLUMNS, Stored, as_known, as_stored
from monitor.values import dataclass

TOGETHER = 64  # sources at most that are read of in one go
_ROWS = 2_000  # notices that they may have together; beyond that each is read of when its turn comes


@dataclass(frozen=True, slots=True)
class Before:
    """A source as a check finds it: see the methods of the store with these names. holds: changes are held back."""

    known: dict[str, Known] = field(default_factory=dict)
    validators: dict[str, Stored] = field(default_factory=dict)
    habits: dict[str, Habit] = field(default_factory=dict)
    holds: bool = False


_THESE: BindParameter[Any] = bindparam("these", expanding=True)
_NOTICES = (
    select(notices.c.source, *KNOWN_COLUMNS)
    .where(notices.c.source.in_(_THESE))
    .order_by(notices.c.source, notices.c.id)
)
_ANSWERS = select(answers).where(answers.c.source.in_(_THESE))
_HELD = select(held.c.source).distinct().where(held.c.source.in_(_THESE), OPEN)


def read(connection: Connection, sources: Sequence[str], rows: int | None = None) -> dict[str, Before]:
    """Of each of these sources; of some of them nothing, when they have more notices together than `rows`."""
    named = {"these": list(sources)}
    query = _NOTICES if rows is None else _NOTICES.limit(rows)
    known: defaultdict[str, dict[str, Known]] = defaultdict(dict)
    found = connection.execute(query, named).all()
    for source, *columns in found:
        known[source][columns[1]] = as_known(columns)
    whole: Iterable[str] = sources
    if len(found) == rows:  # the last one may be cut off, and of others all may be missing
        whole = known.keys() - {found[-1][0]}
    validators: defaultdict[str, dict[str, Stored]] = defaultdict(dict)
    for row in connection.execute(_ANSWERS, named):
        validators[row.source][row.request] = as_stored(row)
    holds = set(connection.execute(_HELD, named).scalars())
    places = habits.of_these(connection, sources)
    return {
        source: Before(
            known.get(source, {}), validators.get(source, {}), places.get(source, {}), source in holds
        )
        for source in whole
    }


class Ahead:
    """The same for a whole pass, read in the order in which its sources will be asked for, a part at a time."""

    def __init__(
        self,
        read: Callable[[Sequence[str], int | None], dict[str, Before]],
        sources: Iterable[tuple[str, int]],
    ) -> None:
        """sources: in their order, each with about how many notices it has."""
        self._read, self._lock = read, Lock()
        self._part: dict[str, list[str]] = {source: part for part in _parts(sources) for source in part}
        self._found: dict[str, Before] = {}

    def of(self, source: str) -> Before:
        """Of this source; asked for once."""
        with self._lock:
            part = self._part.pop(source, [])
            if source not in self._found and len(part) > 1:
                left = [each for each in part if each == source or each in self._part]
                part.clear()
                self._found |= self._read(left, _ROWS)
            found = self._found.pop(source, None)
        return found or self._read([source], None)[source]


def _parts(sources: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    part, rows = list[str](), 0
    for source, count in sources:
        if part and (len(part) == TOGETHER or rows + count > _ROWS // 4):
            yield part
            part, rows = [], 0
        part.append(source)
        rows += count
    if part:
        yield part
