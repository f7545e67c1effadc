"""What each change says of the programmes it belongs to, in a row of its own, and what became of them by all rows.

The rows are written once with their change and never edited; the state of a programme is told from them, so what
the breaker holds back counts when it is let go, and never when nobody is told of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, insert, select

from monitor.model import Amended, Effect, Finding, Recorded, Status, Thread
from monitor.programmes.course import Course, Heard, course, status
from monitor.store.codec import decode, encode
from monitor.store.holding import silenced
from monitor.store.schema import changes, threads
from monitor.store.watching import in_parts


def record(connection: Connection, change: int, finding: Finding) -> None:
    listed, facts = finding.change.notice.listed, finding.classification.facts
    rows = [
        {
            "change": change,
            "programme": thread.programme,
            "official": finding.status is not Status.UNCONFIRMED,
            "amends": isinstance(finding.change, Amended),
            "number": listed.number or facts.number,
            "day": listed.published or facts.published,
            "said": encode(Thread, thread).decode(),
        }
        for thread in finding.threads
    ]
    if rows:
        connection.execute(insert(threads), rows)


_ALL = (
    select(threads, changes.c.detected)
    .join(changes, changes.c.id == threads.c.change)
    .where(~silenced(threads.c.change))
    .order_by(threads.c.change)
)


def heard(connection: Connection, programmes: Collection[str]) -> dict[str, list[Heard]]:
    """By programme, all that its changes said, oldest first."""
    found: dict[str, list[Heard]] = {programme: [] for programme in programmes}
    for some in in_parts(list(found)):
        for row in connection.execute(_ALL.where(threads.c.programme.in_(some))):
            one = Heard(
                change=str(row.change),
                detected=row.detected,
                official=row.official,
                thread=decode(Thread, row.said),
                number=row.number,
                day=row.day,
                amends=row.amends,
            )
            found[row.programme].append(one)
    return found


def courses(connection: Connection, programmes: Collection[str]) -> dict[str, Course]:
    """What became of these programmes up to now."""
    return {programme: course(programme, said) for programme, said in heard(connection, programmes).items()}


def cited(connection: Connection) -> dict[str, frozenset[str]]:
    """By programme, the numbers of the official notices that are about it."""
    query = _ALL.where(threads.c.official.is_(True), threads.c.number.is_not(None))
    found: dict[str, set[str]] = {}
    for row in connection.execute(query):
        if number := decode(Thread, row.said).number:
            found.setdefault(row.programme, set()).add(number)
    return {programme: frozenset(numbers) for programme, numbers in found.items()}


_FROM_THE_PRESS = select(threads.c.programme).where(threads.c.official.is_(False)).distinct()


def confirmed(connection: Connection) -> frozenset[int]:
    """The changes known from the press of which an authority has said all that they claimed."""
    told: defaultdict[str, list[Effect]] = defaultdict(list)
    for each in courses(connection, connection.execute(_FROM_THE_PRESS).scalars().all()).values():
        for change, effect in each.effects.items():
            if not effect.official:
                told[change].append(effect)
    return frozenset(
        int(change) for change, some in told.items() if status(Status.UNCONFIRMED, some) is Status.CONFIRMED
    )


def effects(connection: Connection, recorded: Sequence[Recorded]) -> Mapping[str, tuple[Effect, ...]]:
    """By change, what it does to each programme it belongs to."""
    programmes = {thread.programme for one in recorded for thread in one.finding.threads}
    if not programmes:
        return {}
    told = courses(connection, programmes)
    return {one.id: tuple(_of(one, told)) for one in recorded if one.finding.threads}


def _of(recorded: Recorded, told: Mapping[str, Course]) -> Iterable[Effect]:
    for thread in recorded.finding.threads:
        effect = told[thread.programme].effects.get(recorded.id)
        if effect is not None:
            yield effect
