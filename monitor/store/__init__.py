"""What was seen, what it meant, who was told: one memory, on SQLite or PostgreSQL.

`open_store(url)` is the door, `create_store(url)` the only thing that makes a database. Inside, a room
per idea: `recording` writes down a check (with `noticing` and `changes`), `watching` answers what is
known of sources, `telling` is digests and deliveries, `locks` keeps others out.
"""

from monitor.store.backup import Backup, back_up
from monitor.store.beforehand import Before
from monitor.store.codec import content_sha256
from monitor.store.copies import Sameness
from monitor.store.opening import create_store, open_store
from monitor.store.recording import Entry
from monitor.store.store import Store
from monitor.store.watching import Stored

__all__ = [
    "Backup",
    "Before",
    "Entry",
    "Sameness",
    "Store",
    "Stored",
    "back_up",
    "content_sha256",
    "create_store",
    "open_store",
]
