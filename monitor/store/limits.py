"""How long one question may take where others wait for the answer (W14)."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event

_STEPS = 20_000  # of SQLite's machine, some milliseconds, between two looks at the clock


def break_off(engine: Engine, longest: timedelta) -> None:
    """From here on what one statement asks for is broken off after so long, whoever asks for it."""
    seconds = longest.total_seconds()
    engine.dispose()  # of connections that were opened before

    if engine.dialect.name != "sqlite":

        def limit(opened: Any, _record: object) -> None:
            opened.execute(f"SET statement_timeout = {max(1, round(seconds * 1000))}")
            opened.commit()

        event.listen(engine, "connect", limit)
        return

    def watch(_connection: object, cursor: Any, *_: object) -> None:
        until = monotonic() + seconds
        cursor.connection.set_progress_handler(lambda: monotonic() > until, _STEPS)

    event.listen(engine, "before_cursor_execute", watch)
