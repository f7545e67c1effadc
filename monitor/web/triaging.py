"""What the triage of a change shows, and what its forms say."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from fastapi import Request

from monitor.model import Stand, State, Wish
from monitor.people import Account, Role
from monitor.store.backlog import Open
from monitor.store.triage import Work
from monitor.triage import (
    Ask,
    Conflict,
    ForMany,
    NotAllowed,
    Passed,
    Refusal,
    Result,
    Same,
    Taken,
    Unknown,
    Why,
    passed,
)
from monitor.values import dataclass
from monitor.web.doors import Office, office_of
from monitor.web.guard import who

STATES = tuple(state.value for state in State)
AT_ONCE = ("mine", "in-review", "done", "not-relevant")  # what a button of its own does
KEYS = dict(zip(AT_ONCE, "ardn", strict=True))


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of a form, as it was typed."""

    state: str = ""
    owner: str = ""
    due: str = ""
    note: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> Typed:
        said = (fields.get(name) for name in ("state", "owner", "due", "note"))
        return cls(*(each if isinstance(each, str) else "" for each in said))

    @classmethod
    def as_it_stands(cls, stand: Stand) -> Typed:
        return cls(stand.state.value, stand.owner or "", stand.due.isoformat() if stand.due else "")


@dataclass(frozen=True, slots=True)
class Triaging:
    """The triage of one change as `triage.html` shows it.

    stand: as it stands. typed: what the form's fields hold. back: where to go after it. refusal: why what was typed
    was not done. unseen: the steps that somebody else took meanwhile, oldest first; steps: all, the latest first.
    touched: the fields that were changed, of a form whose reader did not see those. near: whose name is nearest to an
    owner that nobody knows.
    """

    change: str
    title: str
    stand: Stand
    typed: Typed
    steps: tuple[Passed, ...]
    owners: tuple[str, ...]
    overdue: bool
    back: str
    refusal: Refusal | None = None
    unseen: tuple[Passed, ...] = ()
    states: tuple[str, ...] = STATES
    at_once: tuple[tuple[str, str], ...] = tuple(KEYS.items())
    touched: tuple[str, ...] = ()
    near: str = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """The form below a list, as `bulk.html` shows it. back: where to go after it."""

    back: str
    owners: tuple[str, ...]
    typed: Typed = Typed()
    sure: str = ""  # an owner whom nobody knows: sent once more it is meant
    states: tuple[str, ...] = STATES
    at_once: tuple[tuple[str, str], ...] = tuple(KEYS.items())


@dataclass(frozen=True, slots=True)
class Left:
    """A change on which a step on many could not be taken. box: of the step that stands now. why: it is not allowed;
    unseen: what somebody else decided meanwhile.
    """

    open: Open
    box: str
    why: Why | None = None
    unseen: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class Many:
    """What became of a step on many, where it could not be taken on all. kept: rows that were chosen when nothing was
    done, with what their boxes held; wrong, refusal: why nothing was.
    """

    taken: int = 0
    same: int = 0
    unknown: int = 0
    conflicts: tuple[Left, ...] = ()
    refused: tuple[Left, ...] = ()
    kept: tuple[tuple[Open, str], ...] = ()
    wrong: str | None = None
    refusal: Refusal | None = None
    most: int = 0


def many(results: Sequence[Result], rows: Iterable[Open]) -> Many:
    """rows: the changes on which it could not be taken, as they stand now."""
    named = {row.change: row for row in rows}
    conflicts, refused = [], []
    for each in results:
        if isinstance(each, Conflict) and each.change in named:
            row = named[each.change]
            unseen = passed(each.since)
            conflicts.append(Left(row, box(row.change, row.stand), unseen=unseen))
        elif isinstance(each, NotAllowed) and each.change in named:
            row = named[each.change]
            refused.append(Left(row, box(row.change, row.stand), each.refusal.why))
    return Many(
        taken=sum(isinstance(each, Taken) for each in results),
        same=sum(isinstance(each, Same) for each in results),
        unknown=sum(isinstance(each, Unknown) for each in results),
        conflicts=tuple(conflicts),
        refused=tuple(refused),
    )


def triaging(request: Request, change: str, back: str | None = None) -> Triaging | None:
    """The triage of a change for its page; None when there is no such change."""
    office = office_of(request)
    work = office.store.triage.work(change)
    if work is None:
        return None
    return view(work, owners(request), today(request), back or f"/changes/{work.change}")


def bulk(request: Request) -> Bulk:
    """The form for many, for a page with a list. Rows have a box named `change` with `box(id, step)` in it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Bulk(f"{request.url.path}{query}", owners(request))


def box(change: str, stand: Stand | None) -> str:
    """What a row's box holds: the change, and the last step that its reader saw."""
    return f"{change}.{stand.step if stand else 0}"


def view(work: Work, names: Iterable[str], day: date, back: str) -> Triaging:
    return Triaging(
        change=work.change,
        title=work.title,
        stand=work.stand,
        typed=Typed.as_it_stands(work.stand),
        steps=passed(work.steps)[::-1],
        owners=tuple(names),
        overdue=work.stand.overdue(day),
        back=back,
    )


def not_allowed(shown: Triaging, typed: Typed, refusal: Refusal) -> Triaging:
    """The same with what was typed, and why it was not done."""
    unknown = refusal.why is Why.OWNER_UNKNOWN
    return replace(
        shown, typed=typed, refusal=refusal, near=near(typed.owner, shown.owners) if unknown else ""
    )


def overtaken(shown: Triaging, typed: Typed, seen: int) -> Triaging:
    """The same with what was typed, beside what somebody else decided meanwhile. A field that was left as it was seen
    stays as the other one left it: to save it anyway takes nothing back that nobody touched.
    """
    unseen = tuple(each for each in shown.steps[::-1] if each.step.number > seen)
    before = next((each.step.stand for each in shown.steps if each.step.number <= seen), Stand())
    saw, now = Typed.as_it_stands(before), Typed.as_it_stands(shown.stand)
    fields = ("state", "owner", "due")
    touched = tuple(name for name in fields if getattr(typed, name).strip() != getattr(saw, name))
    kept = {name: getattr(now, name) for name in fields if name not in touched}
    return replace(shown, typed=replace(typed, **kept), unseen=unseen, touched=touched)


def typed(request: Request, fields: Mapping[str, object]) -> Typed:
    """What a form says, its owner by the name that is known."""
    said = Typed.of(fields)
    return replace(said, owner=named(said.owner, owners(request))) if said.owner.strip() else said


def today(request: Request) -> date:
    office = office_of(request)
    return office.clock().astimezone(office.config.settings.timezone).date()


def owners(request: Request) -> tuple[str, ...]:
    """Whom one may want to give work to: accounts that may decide, and whoever has some and never had an account."""
    office, me = office_of(request), who(request)
    accounts = office.store.people.accounts()
    every = {each.name for each in accounts}
    here = [me.name] if me and not office.login else []  # who sits at this machine needs no account
    others = (name for name in office.store.triage.owners() if name not in every)
    return tuple(dict.fromkeys([*here, *_deciders(accounts), *others]))


def stranger(request: Request, owner: str | None, sure: object) -> bool:
    """Whether nobody who may decide is called so, where people have accounts. sure: the name that was typed before: who
    sends it once more means it.
    """
    office, me = office_of(request), who(request)
    if not owner or owner == sure or not office.store.people.anybody():
        return False
    here = [me.name] if me and not office.login else []  # who sits at this machine needs no account
    return owner not in [*here, *_deciders(office.store.people.accounts())]


def near(owner: str, names: Iterable[str]) -> str:
    """The name that was probably meant; "" when none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(owner, list(names), n=1)), "")


def gone(office: Office, names: Iterable[str]) -> frozenset[str]:
    """Those of these names whose account was removed, and nobody has it anew."""
    accounts = office.store.people.accounts()
    in_use = {each.name for each in accounts if each.ended is None}
    return frozenset({each.name for each in accounts}.intersection(names) - in_use)


def _deciders(accounts: Iterable[Account]) -> list[str]:
    return [each.name for each in accounts if each.ended is None and each.role >= Role.ANALYST]


def named(written: str, names: Iterable[str]) -> str:
    """The name of somebody who is known, however it was written: "Li" and "ｌｉ" are li."""
    plain = _plain(written)
    return next((name for name in names if _plain(name) == plain), written)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


# -- what forms say --------------------------------------------------------------------------------


def wish(typed: Typed, at_once: str, me: str) -> Wish | Refusal:
    """The step that the form of one change asks for. at_once: the button that was pressed, "" for the general one."""
    owner = typed.owner.strip() or None
    state = typed.state
    if at_once == "mine":
        state, owner = State.ASSIGNED.value, me
    elif at_once:
        state = at_once
    due = _day(typed.due)
    if isinstance(due, Refusal):
        return due
    if state not in STATES:
        return Refusal("state", Why.STATE)
    return Wish(State(state), owner, due, typed.note or None)


def wished(typed: Typed, wish: Wish) -> Typed:
    """The fields as the pressed button meant them; the note as it was typed."""
    due = wish.due.isoformat() if wish.due else ""
    return Typed(wish.state.value, wish.owner or "", due, typed.note)


def wished_of_many(part: ForMany) -> Typed:
    """The fields of the form for many as they were meant."""
    due = part.due.isoformat() if part.due else ""
    return Typed(part.state.value if part.state else "", part.owner or "", due, part.note or "")


def for_many(typed: Typed, at_once: str, me: str) -> ForMany | Refusal:
    """The same of the form for many, in which what is left empty stays as it is."""
    if not typed.state and not at_once:
        due = _day(typed.due)
        if isinstance(due, Refusal):
            return due
        return ForMany(None, typed.owner.strip() or None, due, typed.note or None)
    one = wish(typed, at_once, me)
    return one if isinstance(one, Refusal) else ForMany(one.state, one.owner, one.due, one.note)


def _day(written: str) -> date | Refusal | None:
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return Refusal("due", Why.DUE_UNREADABLE)


def asks(boxes: Sequence[object], part: ForMany) -> list[Ask]:
    """A step for each row that was chosen, once; boxes that are none of ours are of changes that there are not."""
    return [Ask(change, step_of(step), part) for change, step in chosen(boxes).items()]


def chosen(boxes: Iterable[object]) -> dict[str, str]:
    """By change the step that its reader saw, as written. A change is one however its number is written (007 is 7)."""
    found: dict[str, str] = {}
    for each in boxes:
        change, _, step = each.partition(".") if isinstance(each, str) else ("", "", "")
        plain = change.isascii() and change.isdecimal()
        found.setdefault((change.lstrip("0") or "0") if plain else change, step)
    return found


def step_of(written: object) -> int:
    """How many steps somebody saw; -1, which nobody can have seen, when it is no number."""
    text = written if isinstance(written, str) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
