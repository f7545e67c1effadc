"""Who is owed a change, found by the change: rows of `owed` are kept by subscription, of which there are few.

So the names are looked up one after the other, a step in the key each, and each is asked for the change. No row of
another change is read, however many there are.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from monitor.store.schema import owed

_names = select(func.min(owed.c.subscription).label("name")).cte("names", recursive=True)
_after = select(func.min(owed.c.subscription)).where(owed.c.subscription > _names.c.name)
_names = _names.union_all(select(_after.scalar_subquery()).where(_names.c.name.is_not(None)))


def by_key() -> ColumnElement[bool]:
    """True of every row of `owed`; with it, a query that names changes goes through the key."""
    return owed.c.subscription.in_(select(_names.c.name))
