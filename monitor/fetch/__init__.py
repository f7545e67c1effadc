"""The only door to the network for what is watched: gate, deadline, limits and politeness in one place.

Nothing outside this room imports an HTTP client or a socket; tests/test_one_door.py walks the tree.
"""

from monitor.fetch.deadline import Budget
from monitor.fetch.gate import Networks
from monitor.fetch.http import Fetcher
from monitor.fetch.manners import Manners

__all__ = ["Budget", "Fetcher", "Manners", "Networks"]
