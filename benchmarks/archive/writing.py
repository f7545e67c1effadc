"""The whole archive, written into a database that `create_store` makes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from benchmarks.archive import plan as planned, telling
from benchmarks.archive.rows import Rows, Writer
from monitor.store import create_store, engine, open_store
from monitor.store.engine import for_writing, parse_url


def write(folder: Path, changes: int, checks: int) -> None:
    """sources.yaml and monitor.db in the folder."""
    planned.configuration(folder)
    url = f"sqlite:///{folder / 'monitor.db'}"
    create_store(url)
    opened = engine.connect(parse_url(url), foreign_keys=False)
    with for_writing(opened).begin() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -400000")
        writer = Writer(connection, planned.plan(changes, checks))
        writer.run()
        telling.tell(connection, writer.seen)
        telling.decide(connection, writer.seen)
        rows = Rows(connection)
        telling.hold_and_correct(rows, writer.seen, writer.source_of)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        assert broken is None, broken
    opened.dispose()
    with closing(open_store(url, now=planned.ENDED)) as store:
        store.search.catch_up(telling.ZONE)
