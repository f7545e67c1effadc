"""Amendments of a notice that stands on several sites: who heard of them from another site, and what is left to tell.

Each is recorded as a change of its own. Whoever was told of an amendment of a copy that says as much is not told
again; where it says more, and all who are to hear of it heard the other one, it is told with only that (M19).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from monitor.errors import DamagedError
from monitor.model import Amended, Finding, Notice, Owed
from monitor.store import recalled
from monitor.store.codec import Said, decode
from monitor.store.columns import clean
from monitor.store.copies import Sameness
from monitor.store.holding import silenced
from monitor.store.noticing import Standing
from monitor.store.schema import changes, notices, owed
from monitor.values import dataclass

TOGETHER = timedelta(days=30)  # how long after its copy a notice may be amended in the same way
_MOST = 12  # amendments of a notice and its copies that are looked at, the latest first

_COPY = notices.alias("copy")
_AMENDED = (
    select(*recalled.COLUMNS, changes.c.notice, changes.c.source)
    .join(notices, notices.c.id == changes.c.notice)
    .join(_COPY, _COPY.c.shared == notices.c.shared)
    .where(
        _COPY.c.id == bindparam("row"),
        changes.c.name == Amended.name,
        changes.c.detected >= bindparam("since"),
        ~silenced(changes.c.id),  # nobody may ever hear of what is held back
    )
    .order_by(changes.c.id.desc())
    .limit(_MOST)
)
_TOLD = select(owed.c.subscription).where(owed.c.change == bindparam("change_"))


@dataclass(frozen=True, slots=True)
class Earlier:
    """An amendment that is recorded, and who was told of it or is to be. own: of this very notice, not of a copy."""

    own: bool
    why: str
    change: Amended
    heard: frozenset[str]


def join(
    connection: Connection,
    findings: Sequence[Finding],
    due: Sequence[Owed],
    rows: Mapping[str, Standing],
    *,
    same: Sameness,
    now: datetime,
) -> tuple[tuple[Finding, ...], list[Owed]]:
    """The findings as they are recorded, and what is owed for them."""
    kept, left = list(findings), list(due)
    for number, finding in enumerate(findings):
        change, standing = finding.change, rows.get(clean(finding.change.notice.key))
        if not isinstance(change, Amended) or standing is None:
            continue
        for earlier in _still_believed(_earlier(connection, standing.row, now - TOGETHER), same):
            if same.nothing_more(change, earlier.change):
                left = [one for one in left if one.change != number or one.subscription not in earlier.heard]
                continue
            hearers = {one.subscription for one in left if one.change == number}
            if hearers and hearers <= earlier.heard:
                change = same.beyond(change, earlier.change, earlier.why)
        kept[number] = replace(finding, change=change)
    return tuple(kept), left


def _still_believed(found: Iterator[Earlier], same: Sameness) -> Iterator[Earlier]:
    """The amendments of copies, the latest first, each with those who heard nothing since that takes it back."""
    since: list[Earlier] = []
    for earlier in found:
        undone = (later.heard for later in since if same.undoes(later.change, earlier.change))
        heard = earlier.heard.difference(*undone)
        if heard and not earlier.own:
            yield replace(earlier, heard=heard)
        since.append(earlier)


def _earlier(connection: Connection, row: int, since: datetime) -> Iterator[Earlier]:
    found = connection.execute(_AMENDED, {"row": row, "since": since}).all()
    bodies = recalled.versions(connection, {text for each in found for text in (each.before, each.after)})
    said = recalled.texts(connection, found, bodies)
    for each in found:
        with suppress(DamagedError):  # nobody can say any more what was told: what is as much is told again
            comparison = decode(Said, said[each.id]).comparison
            heard = connection.execute(_TOLD, {"change_": each.id}).scalars().all()
            if comparison is not None and heard and {each.before, each.after} <= bodies.keys():
                before, after = (decode(Notice, bodies[text]) for text in (each.before, each.after))
                why = f"told as change {each.id}, of source {each.source}"
                change = Amended(before, after, comparison, silent=False)
                yield Earlier(each.notice == row, why, change, frozenset(heard))
