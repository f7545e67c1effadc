"""Sources that somebody wants read now: asked for on a page, read by whoever turns the crank next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from monitor.model import ReadNow
from monitor.store.schema import asked, sources
from monitor.store.transactions import Transactions

_ALL = select(asked.c.source, asked.c.at, asked.c.who).order_by(asked.c.at, asked.c.source)
_KNOWN = select(sources.c.id).where(sources.c.id == bindparam("source"))
_ANSWERED = delete(asked).where(asked.c.source == bindparam("source_"))


class Asked:
    """A wish a source at most: who asks after somebody else gets the same reading."""

    def __init__(self, units: Transactions) -> None:
        self._read, self._write = units.read, units.write

    def all(self) -> dict[str, ReadNow]:
        """What waits to be read, by source, the longest asked for first."""
        return self._read(_standing)

    def ask(self, source: str, who: str, now: datetime) -> ReadNow | None:
        """The wish that stands now, this one or an earlier one; None for a source that was never checked, which is due
        anyway.
        """

        def unit(connection: Connection) -> ReadNow | None:
            if (earlier := _standing(connection).get(source)) is not None:
                return earlier
            if connection.execute(_KNOWN, {"source": source}).first() is None:
                return None
            wish = ReadNow(source, now, who)
            connection.execute(insert(asked), {"source": source, "at": now, "who": who})
            return wish

        return self._write(unit)


def answered(connection: Connection, source: str) -> None:
    """A check of the source is being recorded, so nobody waits for one any more."""
    connection.execute(_ANSWERED, {"source_": source})


def _standing(connection: Connection) -> dict[str, ReadNow]:
    return {row.source: ReadNow(row.source, row.at, row.who) for row in connection.execute(_ALL)}
