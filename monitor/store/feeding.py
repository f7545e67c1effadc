"""What a calendar that others subscribe to is made of: all that was ever said of the days around today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from monitor.model import Outline
from monitor.store import outlines as outlined
from monitor.store.corrections import is_misread
from monitor.store.holding import silenced
from monitor.store.listing import passing
from monitor.store.schema import corrections, outlines
from monitor.store.watching import in_parts
from monitor.wanted import Reach, Wanted

NOTICES = 1_500  # those whose days come first
TURNS = 6_000  # changes of them, the latest

_DAYS = (outlines.c.effective, outlines.c.expires, outlines.c.deadline)


def histories(
    connection: Connection, wanted: Wanted, reach: Reach, first: date, last: date
) -> tuple[Outline, ...]:
    """Every change of the notices that name one of these days, or of which a day was misread, oldest first; what
    nobody may hear of is left out.
    """
    passes = (*passing(connection, wanted, reach), ~silenced(outlines.c.change))
    named: dict[int, date] = {}
    for day in _DAYS:
        query = select(outlines.c.notice, func.min(day)).where(day.between(first, last), *passes)
        query = query.group_by(outlines.c.notice).order_by(func.min(day), outlines.c.notice).limit(NOTICES)
        for notice, earliest in connection.execute(query):
            named[notice] = min(earliest, named.get(notice, earliest))
    misread = select(corrections.c.change).where(is_misread())  # which days are right only they know
    query = select(outlines.c.notice).where(outlines.c.change.in_(misread), *passes).distinct()
    named |= dict.fromkeys(
        connection.execute(query.order_by(outlines.c.notice.desc()).limit(NOTICES)).scalars(), first
    )
    rows: list[int] = []
    for some in in_parts(sorted(named, key=lambda notice: (named[notice], notice))[:NOTICES]):
        of_them = select(outlines.c.change).where(outlines.c.notice.in_(some), ~silenced(outlines.c.change))
        rows += connection.execute(of_them).scalars()
    return tuple(one for some in in_parts(sorted(rows)[-TURNS:]) for one in outlined.read(connection, some))
