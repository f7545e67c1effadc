"""The only door to the network for what is watched: gate, deadline, limits and politeness in one place.

Nothing outside this room imports an HTTP client or a socket; tests/test_one_door.py walks the tree.
"""

from typing import TYPE_CHECKING

from monitor.fetch.deadline import Budget
from monitor.fetch.gate import Networks
from monitor.fetch.manners import Manners

if TYPE_CHECKING:
    from monitor.fetch.http import Fetcher

__all__ = ["Budget", "Fetcher", "Manners", "Networks"]


def __getattr__(name: str) -> object:
    """The Fetcher when it is asked for: its HTTP client is slow to import, and settings need only Networks."""
    if name != "Fetcher":
        raise AttributeError(name)
    from monitor.fetch.http import Fetcher

    return Fetcher
