"""Which steps may be taken, and what a step on many changes does to each.

Any state may follow any other: what was done is reopened, what was put aside is taken up again. A step that would
change nothing and says nothing is none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum

from monitor import shown
from monitor.model import Stand, State, Wish
from monitor.values import dataclass

LONGEST_OWNER = 80
LONGEST_NOTE = 4_000
YEARS = 10  # a due day further away was mistyped


class Why(StrEnum):
    """Why a step is not allowed; pages and commands have a sentence for each."""

    STATE = "state"  # there is none called so
    OWNER_MISSING = "owner-missing"
    OWNER_LONG = "owner-long"
    OWNER_UNKNOWN = "owner-unknown"  # nobody who may decide is called so; asked where people have accounts
    DUE_UNREADABLE = "due-unreadable"
    DUE_OVER = "due-over"
    DUE_FAR = "due-far"
    NOTE_LONG = "note-long"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that is not allowed. field: of the form that has to be mended."""

    field: str
    why: Why


@dataclass(frozen=True, slots=True)
class ForMany:
    """What shall be changed on many; None leaves each as it is."""

    state: State | None = None
    owner: str | None = None
    due: date | None = None
    note: str | None = None


def decided(stand: Stand, wish: Wish, who: str, today: date) -> Wish | Refusal | None:
    """How it will stand after the step; None when the step would change nothing and says nothing.

    who: takes the step, and the work where a review has no owner. What is new has no owner: to name one assigns it,
    and to put it back frees it.
    """
    meant = _meant(stand, _tidy(wish), who)
    refusal = _refused(stand, meant, today)
    if refusal:
        return refusal
    same = (meant.state, meant.owner, meant.due) == (stand.state, stand.owner, stand.due)
    return None if same and meant.note is None else meant


def applied(stand: Stand, part: ForMany) -> Wish:
    """The step that a change on many is for this one."""
    return Wish(part.state or stand.state, part.owner or stand.owner, part.due or stand.due, part.note)


def _tidy(wish: Wish) -> Wish:
    owner = shown.line(wish.owner or "", LONGEST_OWNER + 1) or None
    note = shown.text((wish.note or "").replace("\r\n", "\n")).strip() or None
    return replace(wish, owner=owner, note=note)


def _meant(stand: Stand, wish: Wish, who: str) -> Wish:
    match wish.state:
        case State.NEW if wish.owner and stand.state is State.NEW:
            return replace(wish, state=State.ASSIGNED)
        case State.NEW:
            return replace(wish, owner=None)
        case State.IN_REVIEW if not wish.owner:
            return replace(wish, owner=who)
    return wish


def _refused(stand: Stand, wish: Wish, today: date) -> Refusal | None:
    if wish.state is State.ASSIGNED and not wish.owner:
        return Refusal("owner", Why.OWNER_MISSING)
    if wish.owner and len(wish.owner) > LONGEST_OWNER:
        return Refusal("owner", Why.OWNER_LONG)
    if wish.note and len(wish.note) > LONGEST_NOTE:
        return Refusal("note", Why.NOTE_LONG)
    if wish.due and wish.due != stand.due:
        if wish.due < today:
            return Refusal("due", Why.DUE_OVER)
        if wish.due.year > today.year + YEARS:
            return Refusal("due", Why.DUE_FAR)
    return None
