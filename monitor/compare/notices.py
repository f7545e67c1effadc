"""Two readings of a source -> what happened to its notices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from monitor.compare.forms.text import normal
from monitor.compare.guide import PLAIN, Guide
from monitor.model import (
    LOST,
    Amended,
    Change,
    Comparison,
    Content,
    Edit,
    Ignored,
    Known,
    Listed,
    New,
    Notice,
    Reading,
    Removed,
    Restored,
)
from monitor.patterns import regex


def changes(
    known: Mapping[str, Known], before: Mapping[str, Notice], reading: Reading, guide: Guide = PLAIN
) -> Iterator[Change]:
    """What happened to a source's notices since its last good reading.

    known: everything the store remembers of the source; before: the last full text of the notices read
    now. Notices pair by key, so one that merely moved on the page is no change. A known notice whose text
    is read for the first time is no change either. First those listed, in the page's order, then those
    read though no longer listed, then the removed: the same input gives the same order.
    """
    listed = {entry.key: entry for entry in reading.listed}
    for key in dict.fromkeys((*listed, *reading.notices)):
        was, notice = known.get(key), reading.notices.get(key)
        if was is None or (was.pending and not was.removed):
            if notice is not None:
                yield New(notice)
            continue
        stood = before.get(key) if notice is not None and was.content_sha256 is not None else None
        change = None
        if stood is not None and notice is not None and stood is not notice:
            change = amendment(stood, notice, guide)
        if was.removed and key in listed:
            yield _restored(notice or _as_listed(listed[key], before.get(key)), change)
        elif change is not None:
            yield change
    for key in sorted(reading.gone - listed.keys()):
        if key in known and not known[key].removed and not known[key].pending:
            yield Removed(_as_listed(known[key].listed, before.get(key)))


OLDER = 5  # notices that must still be listed below a missing one, where the list is long
IN_ORDER = 8  # of so many notices one may stand out of the order of their days


def missing(known: Mapping[str, Known], listed: Sequence[Listed], *, whole: bool) -> tuple[str, ...]:
    """Keys of known notices that a good reading no longer lists, though it should.

    whole: the list shows all there is. Where it shows only the newest, a notice that merely scrolled
    off is not missing: one is only when it is newer than the end of the list, or was when the last reading
    missed it first: what came since may have pushed the end past it. Without dates that run in
    order nobody can tell, and nothing is missing.
    """
    shown = {entry.key for entry in listed}
    away = [key for key, was in known.items() if key not in shown and not was.removed]
    if whole:
        return tuple(away)
    end = _end(listed)
    if end is None:
        return ()
    then = min(end, _end(_then(known, listed)) or end)
    days = {key: day for key in away if (day := known[key].listed.published) is not None}
    return tuple(key for key, day in days.items() if day > (then if known[key].missing == 1 else end))


def _then(known: Mapping[str, Known], listed: Sequence[Listed]) -> list[Listed]:
    """The last reading's list, as far as one can tell: what still stands there in its order, so that what is pinned is
    no end of it; then what has left it since, by its days. What is older than one that had left before was pinned, or
    handed in alone.
    """
    left = (was.listed.published for was in known.values() if was.missing > 1 and not was.removed)
    last = max((day for day in left if day is not None), default=date.min)
    stood = [(was.listed, was.listed.published) for was in known.values() if was.stood]
    then = [(entry, day) for entry, day in stood if day is not None and day >= last]
    places = {entry.key: place for place, (entry, _) in enumerate(_newest_first(listed))}
    then.sort(key=lambda one: (places.get(one[0].key, len(places)), -one[1].toordinal()))
    return [entry for entry, _ in then]


def _newest_first(listed: Sequence[Listed]) -> list[tuple[Listed, date]]:
    """What of a list bears a day, turned round where it runs the other way."""
    rows = [(entry, entry.published) for entry in listed if entry.published is not None]
    steps = [(later > earlier) - (later < earlier) for (_, earlier), (_, later) in pairwise(rows)]
    return rows[::-1] if sum(steps) > 1 else rows


def _end(listed: Sequence[Listed]) -> date | None:
    """The day behind which a list breaks off; None when its days do not run in order.

    What is pinned above its newest notice does not count. Nor does one old notice at its end say much: it may
    have been edited, in a list that runs by that; so several must be older.
    """
    days = [day for _, day in _newest_first(listed)]
    if not days:
        return None
    pinned = days.index(max(days))
    days = days[pinned:]
    against = sum(later > earlier for earlier, later in pairwise(days))
    if IN_ORDER * against > len(days) or pinned > max(1, len(days) // 4):
        return None
    return max(days[-max(1, min(OLDER, len(days) // 4)) :])


def _as_listed(listed: Listed, before: Notice | None) -> Notice:
    """A notice as it last stood; without its text when that was never read."""
    if before is not None:
        return replace(before, listed=listed)
    return Notice(listed, Content(unread="its text was never read"), language="und")


def _restored(notice: Notice, change: Amended | None) -> Restored:
    """One that is back is told once, with what it came back with."""
    if change is None:
        return Restored(notice)
    return Restored(notice, change.before, change.comparison)


def amendment(before: Notice, notice: Notice, guide: Guide = PLAIN) -> Amended | None:
    """The amendment, when a text, table, title, date or number is not what it was.

    A notice whose earlier text is damaged is told whole: nobody can say what of it is new, and nothing may stay untold.
    """
    from monitor.compare.contents import compare

    if before.content.unread == LOST and notice.content.unread is None:
        return _uncompared(before, notice)
    comparison = compare(before.content, notice.content, language=notice.language, guide=guide)
    own = [edit for edit in comparison.edits if not _says_the_row(edit, before.listed, notice.listed)]
    inside = {_sides(edit) for edit in own}
    told = [edit for edit in _listed_edits(before.listed, notice.listed) if _sides(edit) not in inside]
    comparison = replace(comparison, edits=(*told, *own))
    if comparison.same:
        return None
    return Amended(before, notice, comparison, silent=_silent(before.listed, notice.listed, comparison))


def _uncompared(before: Notice, notice: Notice) -> Amended:
    from monitor.compare.contents import compare

    whole = compare(Content(), notice.content, language=notice.language)
    edits = (*_listed_edits(before.listed, notice.listed), *whole.edits)
    damage = Ignored(f"what stood before was not compared: {LOST}", "", doubtful=True)
    return Amended(before, notice, Comparison(edits, whole.tables, (), (damage,)), silent=False)


def _sides(edit: Edit) -> tuple[str, str]:
    return normal(edit.before or ""), normal(edit.after or "")


def _says_the_row(edit: Edit, before: Listed, after: Listed) -> bool:
    """Whether an edit is only that of a list's row, of which title and date are told by themselves."""
    was, now = _sides(edit)
    if edit.op != "replace" or normal(before.title) not in was or normal(after.title) not in now:
        return False
    for old, new in ((before.title, after.title), (before.published_text, after.published_text)):
        was = was.replace(normal(old), " ", 1) if old else was
        now = now.replace(normal(new), " ", 1) if new else now
    return was.split() == now.split()


def _listed_edits(before: Listed, after: Listed) -> Iterator[Edit]:
    """What the list itself says otherwise than before. A value it did not show is not a change."""
    if not same_title(before.title, after.title):
        yield Edit("replace", "title", before.title, after.title)
    if before.published and after.published and before.published != after.published:
        yield Edit("replace", "published", str(before.published), str(after.published))
    if before.number and after.number and normal(before.number) != normal(after.number):
        yield Edit("replace", "number", before.number, after.number)


# Pinned, new: what a list says about an entry and not about the notice. How far a consultation is says a lot.
_BADGE = r"[(\[<](?:置顶|最新|new|top|pinned|updated)[)\]>]|\b(?:NEW|HOT)!"
_BADGES = regex(rf"^(?:{_BADGE})+|(?:{_BADGE})+$", re.IGNORECASE)
_CUT = regex(r"(?:\.{2,}|…)$")


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same for a reader; a list may cut a long one short."""
    one, other = _BADGES.sub("", normal(one)).strip(), _BADGES.sub("", normal(other)).strip()
    if one == other or not one or not other:
        return True
    return any(
        _CUT.search(cut) and len(stem := _CUT.sub("", cut)) >= 8 and whole.startswith(stem)
        for cut, whole in ((one, other), (other, one))
    )


_UPDATED = regex(r".*(?:更新|修改|修订|updated|modified|amended|revised|version|版本).*", re.IGNORECASE)


def _silent(before: Listed, after: Listed, comparison: Comparison) -> bool:
    """Whether the authority gave no sign of the change: neither a new date nor a new number."""
    signed = any(
        edit.path in {"published", "number"} or _UPDATED.fullmatch(edit.path) for edit in comparison.edits
    )
    return not signed and before.published == after.published and before.number == after.number
