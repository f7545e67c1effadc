"""What a thousand commands in one process need not make anew.

A person's command begins in a fresh process; a test's begins here and does the same work on its own files.
Kept from one to the next are the empty tables of SQLite (their making is tried in test_store.py), the SQL of
every statement, and the values of a configuration whose text was read before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from unittest.mock import patch

from monitor import store
from monitor.config import written
from monitor.store import create_store, engine as database


@contextmanager
def warm() -> Iterator[None]:
    """Commands inside take up what earlier ones left."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(store, "create_store", _create_store))
        stack.enter_context(patch.object(database, "connect", _connect))
        stack.enter_context(patch.object(written, "read_text", _read_text))
        yield


@cache
def empty_database() -> bytes:
    """The file of a new SQLite database."""
    with tempfile.TemporaryDirectory(prefix="monitor-tables-") as folder:
        file = Path(folder) / "monitor.db"
        create_store(f"sqlite:///{file}")
        return file.read_bytes()


def _create_store(url: str, *more: datetime) -> None:
    file = database.database_file(database.parse_url(url))
    if file and file.parent.is_dir() and not file.exists():
        file.write_bytes(empty_database())
    create_store(url, *more)  # which keeps and looks at what stands there


# `Store.close` leaves no connection behind; what stays is what the statements look like in SQL. The address is
# "monitor.db", wherever that is when it is opened: one engine serves the desks of all tests.
_connect = lru_cache(maxsize=8)(database.connect)
_read_text = lru_cache(maxsize=64)(written.read_text)
