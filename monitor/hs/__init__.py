"""The Harmonized System: which codes exist in which edition, what they are called, what became of them.

nomenclature.py   the editions as tables
data/             the tables, packed; SOURCES.md says where they come from
"""

from monitor.hs.nomenclature import Edition, digits, editions, exists, name, predecessors, successors

__all__ = ["Edition", "digits", "editions", "exists", "name", "predecessors", "successors"]
