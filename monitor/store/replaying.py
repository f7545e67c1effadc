"""What was made of changes for each subscription, many at once; nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from monitor.store.holding import silenced
from monitor.store.schema import changes, notices, owed
from monitor.store.watching import in_parts

_OWED = select(owed.c.change, owed.c.subscription, owed.c.why).where(
    owed.c.change.in_(bindparam("ids", expanding=True))
)
_OTHER, _OF_COPY = notices.alias("other"), changes.alias("of_copy")
_INSTEAD = (
    select(changes.c.id, owed.c.subscription, _OF_COPY.c.id.label("copy"), _OF_COPY.c.source)
    .select_from(changes)
    .join(notices, notices.c.id == changes.c.notice)
    .join(_OTHER, (_OTHER.c.shared == notices.c.shared) & (_OTHER.c.id != notices.c.id))
    .join(_OF_COPY, (_OF_COPY.c.notice == _OTHER.c.id) & (_OF_COPY.c.name == changes.c.name))
    .join(owed, owed.c.change == _OF_COPY.c.id)
    .where(
        changes.c.id.in_(bindparam("ids", expanding=True)),
        _OF_COPY.c.detected <= changes.c.detected,
        ~silenced(_OF_COPY.c.id),
    )
    .order_by(changes.c.id, _OF_COPY.c.id.desc())
)


def reasons(connection: Connection, ids: Sequence[int]) -> dict[str, dict[str, tuple[str, ...]]]:
    """By change and subscription, why it is owed."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for some in in_parts(ids):
        for row in connection.execute(_OWED, {"ids": some}):
            found.setdefault(str(row.change), {})[row.subscription] = tuple(json.loads(row.why))
    return found


def instead(connection: Connection, ids: Sequence[int]) -> dict[str, dict[str, tuple[str, str]]]:
    """By change and subscription, the change of a copy that was told before it, and that copy's source."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for some in in_parts(ids):
        for row in connection.execute(_INSTEAD, {"ids": some}):
            found.setdefault(str(row.id), {})[row.subscription] = (str(row.copy), row.source)
    return found
