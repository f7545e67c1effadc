"""What readers never want to miss, and what of it a change meets.

written.py      a list as somebody writes it
codes.py        many codes and ranges, and which of them a code meets
editions.py     a code of one edition of the Harmonized System in the other
terms.py        many words, and which of them stand in a text
enterprises.py  names of enterprises and their numbers, however they are written
seen.py         a change as a list sees it: its codes and texts, with their places
sheets.py       the lists one by one: whose they are, what they hold and leave out
watch.py        all lists together: made once, asked for every change
reasons.py      why an entry was met, as text
"""

from typing import TYPE_CHECKING

from monitor import lazily

if TYPE_CHECKING:
    from monitor.watchlists.reasons import Met, parse
    from monitor.watchlists.watch import Watch
    from monitor.watchlists.written import Client, HsFile, Watchlist

__getattr__ = lazily.names(
    __name__,
    {
        "Met": "reasons",
        "parse": "reasons",
        "Watch": "watch",
        "Client": "written",
        "HsFile": "written",
        "Watchlist": "written",
    },
)

__all__ = ["Client", "HsFile", "Met", "Watch", "Watchlist", "parse"]
