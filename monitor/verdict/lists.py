"""Can a list be true? An emptied, shrunken or exchanged one is not believed at first sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor import compare, identity
from monitor.errors import ReadError, SuspiciousError
from monitor.model import Known, Listed, Verdict

SHORT = 4  # a list of fewer notices may lose half of them on any day
_MOST = 0.5  # of a list's titles; then it is the same list at other addresses
_OWN_TITLE = 8  # letters of a title that one notice alone bears

MEND = "it is believed when it stays like that; where the page shows more, mend `items` or `url`"
MEND_EMPTY = (
    "look at the page: where it shows notices, mend `items`; where it may be empty, say `at_least: 0` "
    "and as `proof` what a real page holds"
)


def stood(known: Mapping[str, Known]) -> set[str]:
    """The notices that stood in the list at the last good reading."""
    return {key for key, was in known.items() if was.stood}


def doubts(
    known: Mapping[str, Known],
    listed: Sequence[Listed],
    *,
    last_good: datetime | None,
    at_least: int,
    whole: bool,
    proof: str | None = None,
) -> str | None:
    """Why something may have been missed although the list is believed; None when nothing speaks for it.

    Raises SuspiciousError for a list that cannot be the whole truth (faults Q04, Q05, M11), ReadError
    for one that is shorter than the source's own `at_least`. proof: what on the page says that the list is empty,
    which is enough where it was empty before; thirty notices do not go in a day, whatever a page says of it.
    last_good: what only partial checks told since then stood in no list that was read whole.
    """
    before = stood(known)
    if not listed and before:
        raise SuspiciousError(
            f"the list is empty{f' ({proof})' if proof else ''}; "
            f"{len(before)} notices stood in it at the last good reading; {MEND_EMPTY}",
            Verdict.EMPTY if proof else None,
        )
    if not listed and proof:
        return None
    if len(listed) < at_least:
        raise ReadError(f"{len(listed)} notices, expected {at_least} or more (at_least)", Verdict.TRUNCATED)
    other = before.isdisjoint(entry.key for entry in listed)
    held = {key for key in before if last_good is not None and known[key].first_seen <= last_good}
    if len(held) >= SHORT:
        lost = held.intersection(compare.missing(known, listed, whole=whole))
        if 2 * len(lost) > len(held):
            raise SuspiciousError(
                f"{len(lost)} of {len(held)} notices are missing from the list at once; {MEND}",
                Verdict.WRONG if other else None,
            )
        if 2 * len(listed) < len(held):  # cut off at its end, where what is missing might have scrolled off
            raise SuspiciousError(f"the list holds {len(listed)} notices and held {len(held)}; {MEND}")
    if other and len(before) >= SHORT:
        if not all_later(listed, known):
            raise SuspiciousError(
                f"not one of the {len(before)} notices that stood in the list is in it any more; {MEND}",
                Verdict.WRONG,
            )
        return "gap possible: every notice in the list is new, there may have been more between the last look and this one"
    return None


def all_later(listed: Sequence[Listed], known: Mapping[str, Known]) -> bool:
    """Whether a list of only new notices is later than all that was known: a busy week, not another list."""
    dates = [was.listed.published for was in known.values() if was.listed.published]
    return bool(dates) and all(entry.published and entry.published >= max(dates) for entry in listed)


def later(listed: Sequence[Listed], known: Mapping[str, Known]) -> list[Listed]:
    """The unknown notices that are later than all that is known, in a list that also holds known ones.

    However little of such a list is left, these are its news.
    """
    if not any(entry.key in known for entry in listed):
        return []
    last = max((was.listed.published for was in known.values() if was.listed.published), default=None)
    return [
        entry
        for entry in listed
        if entry.key not in known and last is not None and entry.published and entry.published > last
    ]


def elsewhere(listed: Sequence[Listed], known: Mapping[str, Known]) -> dict[str, str]:
    """For the keys of a list in which no notice is known: the known keys of those with the very same titles.

    Nothing where less than half of the titles are the same. That is another list; else it is the same one, whose
    addresses are all new and which shows no dates.
    """
    before = stood(known)
    if len(before) < SHORT or any(entry.key in known for entry in listed):
        return {}
    were = _by_title([known[key].listed for key in sorted(before)])
    are = _by_title(listed)
    found = {
        entry.key: were[title].key
        for title, entry in are.items()
        if title in were and _may_be_one(were[title], entry)
    }
    return found if len(found) > _MOST * len(listed) else {}


def _by_title(entries: Sequence[Listed]) -> dict[str, Listed]:
    """The entries by their titles, those that bear one alone."""
    titles = [identity.letters(entry.title) for entry in entries]
    count = Counter(titles)
    return {
        title: entry
        for title, entry in zip(titles, entries, strict=True)
        if count[title] == 1 and len(title) >= _OWN_TITLE
    }


def _may_be_one(before: Listed, after: Listed) -> bool:
    pairs = ((before.number, after.number), (before.published, after.published))
    return all(was == now or not (was and now) for was, now in pairs)
