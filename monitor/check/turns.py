"""Notices that go to and fro: what a check tells of them, and when it counts one as gone (faults Q09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from monitor import schedule
from monitor.check.visit import Visit
from monitor.compare import PLAIN, Guide, flapping
from monitor.compare.flapping import History, Told
from monitor.model import Amended, Change, Known, Notice, Reading, Restored

GONE_AFTER = 2  # good readings that must miss a notice (faults Q15)
LONGEST = 8  # where it comes and goes; the count of missing readings rests behind it
FORGOTTEN = timedelta(days=90)  # nobody looks at it any more
NAMED = 2  # notices that a remark names


def without_turns(
    visit: Visit,
    known: Mapping[str, Known],
    before: Mapping[str, Notice],
    reading: Reading,
    changes: Sequence[Change],
    *,
    guide: Guide = PLAIN,
) -> tuple[Reading, list[Change]]:
    """The reading and its changes, without those that are mere turns of what the site shows in turn.

    before: the notices as they were last read, where they can be compared with what is read now.
    """
    told = {change.notice.key: change for change in changes if isinstance(change, Amended | Restored)}
    found: dict[str, Change | None] = {}
    turned = _back_again(known, reading)
    rested = set()
    for key in [key for key in known if _matters(known[key], told.get(key), read=key in reading.notices)]:
        change, history = told.get(key), _history(visit, key, guide)
        if isinstance(change, Restored):
            found[key] = replace(change, flapping=flapping.came_back_before(history, visit.now))
        elif key in before and key not in visit.held:
            turn = flapping.turn_of(known[key], before[key], reading.notices[key], history, visit.now)
            found[key] = turn.change
            turned |= {key} if turn.turned else set()
            rested |= {key} if turn.rested and key not in turned else set()
    kept = [found.get(change.notice.key, change) if change in told.values() else change for change in changes]
    beside = [found[key] for key in found if key not in told]
    reading = replace(reading, turned=frozenset(turned), rested=frozenset(rested))
    return reading, [change for change in (*kept, *beside) if change is not None]


def _back_again(known: Mapping[str, Known], reading: Reading) -> set[str]:
    """The notices that come and go, and are there again."""
    return {
        entry.key
        for entry in reading.listed
        if entry.key in known and known[entry.key].flaps and known[entry.key].missing
    }


def _matters(was: Known, change: Change | None, *, read: bool) -> bool:
    """Whether a notice's past decides what a reading of it comes to."""
    if change is None or isinstance(change, Amended):
        return read and (was.flaps or (change is not None and was.edited is not None))
    return isinstance(change, Restored)


def _history(visit: Visit, key: str, guide: Guide) -> History:
    rows = visit.world.store.history(visit.source.id, key, flapping.HISTORY)
    told = tuple(Told(row.detected, row.finding.change) for row in rows)
    return History(told, schedule.interval(visit.source, visit.now), guide)


def remark(visit: Visit, known: Mapping[str, Known]) -> list[str]:
    """That some notices go to and fro, as long as they do."""
    turning = (was for was in known.values() if was.flaps and not was.removed)
    titles = [was.listed.title for was in turning if was.edited and visit.now - was.edited < FORGOTTEN]
    if not titles:
        return []
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    named = ", ".join(f'"{title[:60]}"' for title in titles[:NAMED])
    return [f"the site shows old and new in turn: {named}{more}; further turns are not told"]


def gone_after(visit: Visit, was: Known) -> int:
    """How many good readings must miss a notice until it has gone."""
    if not was.flaps:
        return GONE_AFTER
    every = schedule.interval(visit.source, visit.now)
    return flapping.patience(GONE_AFTER, LONGEST, every=every)
