"""What readers last heard of a notice against what stands there: nothing true may stay untold.

A check tells how a notice differs from the wording that readers know, not from the one that was read last: what was
held back, undone or a mere turn lies between the two. And whatever rule kept quiet, a notice that has come to rest with
another wording than that is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from monitor import schedule
from monitor.check.visit import Visit
from monitor.compare import PLAIN, Guide, flapping
from monitor.compare.notices import amendment
from monitor.model import Amended, Change, Known, Notice, Reading, Restored


def rest(visit: Visit) -> timedelta:
    """How long a notice of this source must read the same until it has come to rest."""
    return flapping.rest(schedule.interval(visit.source, visit.now))


def settled(
    visit: Visit,
    known: Mapping[str, Known],
    comparable: Mapping[str, Notice],
    reading: Reading,
    changes: Sequence[Change],
    *,
    guide: Guide = PLAIN,
) -> tuple[Reading, list[Change]]:
    """The reading and its changes, each against what readers last heard; with what has come to rest untold.

    comparable: the notices as they were last read, where they can be compared with what is read now.
    """
    heard = _heard(visit, known, comparable, reading)
    told: list[Change] = []
    turned = set(reading.turned)
    for change in changes:
        key = change.notice.key
        if key not in heard or not isinstance(change, Amended | Restored):
            told.append(change)
            continue
        against = _against(change, heard.pop(key), guide)
        told += [against] if against else []
        turned |= set() if against else {key}
    for key, before in heard.items():
        late = amendment(before, reading.notices[key], guide) if _rests(visit, known[key]) else None
        told += [late] if late else []
    return replace(reading, turned=frozenset(turned)), told


def _heard(
    visit: Visit, known: Mapping[str, Known], comparable: Mapping[str, Notice], reading: Reading
) -> dict[str, Notice]:
    """What readers last heard of the notices that were read again, where the last reading was of something else.

    Of one whose changes are held back the breaker decides, and of one that goes to and fro its own rule.
    """
    keys = {
        key
        for key in reading.notices
        if key in comparable
        and known[key].heard_sha256 not in (None, known[key].content_sha256)
        and not known[key].flaps
        and key not in visit.held
        and key not in visit.kept
    }
    found = visit.world.store.heard(visit.source.id, keys) if keys else {}
    return {key: notice for key, notice in found.items() if notice.content.unread is None}


def _against(change: Amended | Restored, heard: Notice, guide: Guide) -> Change | None:
    """A change as it is told to somebody who knows that wording; None when it brings nothing but that."""
    found = amendment(heard, change.notice, guide)
    if isinstance(change, Amended):
        return replace(found, flapping=change.flapping) if found else None
    if found is None:
        return Restored(change.notice, flapping=change.flapping)
    return Restored(change.notice, heard, found.comparison, change.flapping)


def _rests(visit: Visit, was: Known) -> bool:
    """Whether a notice has read the same for long enough, as far as it ever turned out to be otherwise."""
    return not was.removed and (was.edited is None or visit.now - was.edited >= rest(visit))
