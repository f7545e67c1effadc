"""The tool's own books, read from its database beside it: what it did, as it wrote it down."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Looked:
    """A check as it was recorded."""

    source: str
    started: datetime
    outcome: str
    reason: str


class Books:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._last = 0
        self._open()

    def _open(self) -> None:
        self._db = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)

    def close(self) -> None:
        self._db.close()

    def fresh_checks(self) -> list[Looked]:
        """What was recorded since this was asked last."""
        rows = self._db.execute(
            "SELECT id, source, started, outcome, reason FROM checks WHERE id > ? ORDER BY id", (self._last,)
        ).fetchall()
        self._last = max([self._last, *(row[0] for row in rows)])
        return [
            Looked(source, EPOCH + timedelta(microseconds=started), outcome, reason or "")
            for _, source, started, outcome, reason in rows
        ]

    def planned(self) -> dict[str, datetime]:
        """When each source is to be looked at next."""
        rows = self._db.execute("SELECT id, next_check FROM sources WHERE next_check IS NOT NULL")
        return {source: moment(at) for source, at in rows}

    def next_delivery(self) -> datetime | None:
        (at,) = self._db.execute(
            "SELECT min(next_try) FROM deliveries WHERE state IN ('waiting', 'sending')"
        ).fetchone()
        return moment(at) if at else None

    def holding(self) -> list[str]:
        return [source for (source,) in self._db.execute("SELECT source FROM holds")]

    def missed(self) -> dict[str, int]:
        return dict(self._db.execute("SELECT source, sum(number) FROM missed GROUP BY source"))

    def owed(self) -> Iterator[tuple[str, str, str | None]]:
        """Subscription, change, digest."""
        yield from self._db.execute("SELECT subscription, CAST(change AS TEXT), digest FROM owed")

    def deliveries(self) -> Iterator[tuple[str, str, str, list[str], str, int]]:
        """Digest, recipient, Message-ID, changes, state, how often its fate was uncertain."""
        rows = self._db.execute("SELECT digest, recipient, message, tells, state, uncertain FROM deliveries")
        for digest, recipient, message, tells, state, uncertain in rows:
            yield digest, recipient, message, tells.split(), state, uncertain

    def subscription_of(self) -> dict[str, str]:
        """Of each digest."""
        return dict(self._db.execute("SELECT id, subscription FROM digests"))

    def slots(self, subscription: str) -> tuple[list[datetime], list[datetime]]:
        """For which a digest was composed, and which were told by a later one."""
        own = self._db.execute(
            "SELECT slot FROM digests WHERE subscription = ? ORDER BY slot", (subscription,)
        )
        merged = self._db.execute(
            "SELECT slot FROM slips WHERE subscription = ? AND kind = 'merged' ORDER BY slot", (subscription,)
        )
        return [moment(slot) for (slot,) in own], [moment(slot) for (slot,) in merged]

    def outcomes(self) -> dict[str, int]:
        return dict(self._db.execute("SELECT outcome, count(*) FROM checks GROUP BY outcome ORDER BY 2 DESC"))

    def size_bytes(self) -> int:
        return self._file.stat().st_size
