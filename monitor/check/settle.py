"""Is a list the whole truth? Where it cannot be, what of it holds all the same: its news at once, the rest when it stays.

Nothing is ever removed because of such a list, however long it stays like that (faults Q04, Q05).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor import compare
from monitor.check.survey import Survey, keep_keys, rename
from monitor.check.visit import Visit
from monitor.check.weigh import doubted, stands
from monitor.errors import SuspiciousError
from monitor.model import Known, Listed
from monitor.verdict import elsewhere, later, stood


def settle(visit: Visit, seen: Survey, known: Mapping[str, Known]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The known notices that the list should show and does not; and those that left it together, of which nobody
    knows what became. Raises SuspiciousError for a list that is not believed yet.
    """
    source = visit.source
    if not source.whole:  # the keys of a register are the operator's word
        keep_keys(seen, known, source.drop)
        same_list_elsewhere(seen, {} if visit.anew else known)
    entries = tuple(entry for key, entry in seen.listed.items() if key not in seen.swept)
    comparable = {} if visit.anew else known
    # another year's list need not hold what the last one held; another edition of a register must
    before = {} if seen.turned and not source.shows_all else comparable
    try:
        doubt = doubted(visit, before, entries)
    except SuspiciousError as error:
        if lasts(visit, entries, error):
            seen.remarks.append(
                f"{_said(error)}; it stays like that and is believed, and nothing counts as removed"
            )
            return (), frozenset(stood(before) - seen.listed.keys())
        if not (news := later(entries, before)):
            raise
        only(seen, news)
        seen.flaws.append(str(error))
        seen.verdict = error.verdict
        return (), frozenset()
    seen.flaws += [doubt] if doubt and not seen.gap else []
    return compare.missing(comparable, entries, whole=source.shows_all), frozenset()


def lasts(visit: Visit, entries: Sequence[Listed], error: SuspiciousError) -> bool:
    """Whether a list has been like that for long enough. An empty one only where the source says that it may be."""
    if not entries and not (visit.source.at_least == 0 and visit.proof):
        return False
    return stands(visit, error.verdict)


def same_list_elsewhere(seen: Survey, known: Mapping[str, Known]) -> None:
    """Know the notices of a list again whose addresses are all other ones, by their titles."""
    keys = elsewhere(tuple(seen.listed.values()), known)
    if keys:
        rename(seen, keys)
        seen.flaws = [flaw for flaw in seen.flaws if not flaw.startswith("gap possible: every notice")]
        seen.remarks.append(f"the list shows other addresses for {len(keys)} notices with the same titles")


def only(seen: Survey, entries: Sequence[Listed]) -> None:
    seen.listed = {entry.key: entry for entry in entries}
    seen.notices = {key: notice for key, notice in seen.notices.items() if key in seen.listed}


def _said(error: SuspiciousError) -> str:
    return str(error).partition("; ")[0]
