"""Full-text search: what is looked for, and where it stands. Values in, values out.

folding.py   one way of writing for what is written in several
tokens.py    a text as the words and signs that it is found by
query.py     what a person typed, as a value
wording.py   a notice as pieces of text
excerpts.py  a text with what was looked for marked in it
ranking.py   which hits come first
results.py   what is asked and answered

The index itself is the database's own; see `monitor.store.searching`.
"""

from monitor.search.excerpts import Piece, excerpt, marked
from monitor.search.query import Mistake, Phrase, Query, QueryError, Term, parse
from monitor.search.ranking import Hit, best_first
from monitor.search.results import Found, Order, Results, Sought
from monitor.search.tokens import RULES
from monitor.search.wording import Part, wording

__all__ = [
    "RULES",
    "Found",
    "Hit",
    "Mistake",
    "Order",
    "Part",
    "Phrase",
    "Piece",
    "Query",
    "QueryError",
    "Results",
    "Sought",
    "Term",
    "best_first",
    "excerpt",
    "marked",
    "parse",
    "wording",
]
