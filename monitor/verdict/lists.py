"""Can a list be true? An emptied, shrunken or exchanged one is not believed at first sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor import compare
from monitor.errors import ReadError, SuspiciousError
from monitor.model import Known, Listed, Verdict

SHORT = 4  # a list of fewer notices may lose half of them on any day


def stood(known: Mapping[str, Known]) -> set[str]:
    """The notices that stood in the list at the last good reading."""
    return {key for key, was in known.items() if not (was.missing or was.removed or was.pending)}


def doubts(
    known: Mapping[str, Known],
    listed: Sequence[Listed],
    *,
    at_least: int,
    whole: bool,
    proof: str | None = None,
) -> str | None:
    """Why something may have been missed although the list is believed; None when nothing speaks for it.

    Raises SuspiciousError for a list that cannot be the whole truth (faults Q04, Q05, M11), ReadError
    for one that is shorter than the source's own `at_least`. proof: what on the page says that the list is empty,
    which is enough where it was empty before; thirty notices do not go in a day, whatever a page says of it.
    """
    before = stood(known)
    if not listed and before:
        raise SuspiciousError(
            f"the list is empty{f' ({proof})' if proof else ''}; "
            f"{len(before)} notices stood in it at the last good reading",
            Verdict.EMPTY if proof else None,
        )
    if not listed and proof:
        return None
    if len(listed) < at_least:
        raise ReadError(f"{len(listed)} notices, expected {at_least} or more (at_least)", Verdict.TRUNCATED)
    if len(before) < SHORT:
        return None
    lost = before.intersection(compare.missing(known, listed, whole=whole))
    if 2 * len(lost) > len(before):
        other = before.isdisjoint(entry.key for entry in listed)
        raise SuspiciousError(
            f"{len(lost)} of {len(before)} notices are missing from the list at once",
            Verdict.WRONG if other else None,
        )
    if 2 * len(listed) < len(before):  # cut off at its end, where what is missing might have scrolled off
        raise SuspiciousError(f"the list holds {len(listed)} notices and held {len(before)}")
    if before.isdisjoint(entry.key for entry in listed):
        if not all_later(listed, known):
            raise SuspiciousError(
                f"not one of the {len(before)} notices that stood in the list is in it any more",
                Verdict.WRONG,
            )
        return "gap possible: every notice in the list is new, there may have been more between the last look and this one"
    return None


def all_later(listed: Sequence[Listed], known: Mapping[str, Known]) -> bool:
    """Whether a list of only new notices is later than all that was known: a busy week, not another list."""
    dates = [was.listed.published for was in known.values() if was.listed.published]
    return bool(dates) and all(entry.published and entry.published >= max(dates) for entry in listed)
