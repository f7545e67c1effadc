"""Every source on a line, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal, Protocol

from monitor import shown
from monitor.model import (
    Blocked,
    Changed,
    Failed,
    First,
    Hold,
    Partial,
    ReadNow,
    SourceState,
    Suspicious,
    Trouble,
    TroubleKind,
    Unchanged,
    Verdict,
)
from monitor.values import dataclass

LATE = timedelta(hours=1)  # a check that has not begun by then is overdue, as `doctor` has it
SKEW = timedelta(minutes=5)  # that clocks of several machines may differ
OUTCOMES = tuple(each.name for each in (First, Unchanged, Changed, Partial, Suspicious, Blocked, Failed))
GROUPS = (
    "bad",
    "held",
    "overdue",
    "never",
    "silent",
    "good",
)  # that a list can be narrowed to, as the outcomes

Tone = Literal["good", "warn", "bad", "quiet"]


class Named(Protocol):
    """A source, as far as a line about it says."""

    @property
    def id(self) -> str: ...
    @property
    def authority(self) -> str: ...
    @property
    def jurisdiction(self) -> str: ...
    @property
    def tier(self) -> str: ...


class Rank(IntEnum):
    """What is shown first."""

    BAD = 0
    HELD = 1
    OVERDUE = 2
    NEVER = 3
    SILENT = 4
    GOOD = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A source. outcome: of its last check, None when there was none. since: how long it has been like that, where it
    is bad. held: changes that the breaker holds back. silent: that nothing new came for far longer than usual.
    """

    id: str
    authority: str
    jurisdiction: str
    tier: str
    rank: Rank
    outcome: str | None
    verdict: Verdict | None
    reason: str
    since: datetime | None
    last_attempt: datetime | None
    last_good: datetime | None
    last_change: datetime | None
    next_check: datetime | None
    overdue: bool
    held: int
    silent: bool
    asked: ReadNow | None

    @property
    def tone(self) -> Tone:
        if self.outcome is None:
            return "quiet"
        if self.rank is Rank.BAD:
            return "warn" if self.outcome in (Partial.name, Suspicious.name) else "bad"
        return "good"


@dataclass(frozen=True, slots=True)
class Standings:
    """What is known of all sources beside their configuration."""

    states: Mapping[str, SourceState] = field(default_factory=dict)
    holds: Mapping[str, Hold] = field(default_factory=dict)
    asked: Mapping[str, ReadNow] = field(default_factory=dict)
    troubles: Sequence[Trouble] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sources somebody wants to see; empty means all."""

    jurisdiction: str = ""
    outcome: str = ""  # one of OUTCOMES or GROUPS
    tier: str = ""
    words: str = ""

    def fits(self, row: Row) -> bool:
        return (
            self.jurisdiction in ("", row.jurisdiction)
            and self.tier in ("", row.tier)
            and self._is_so(row)
            and all(word in f"{row.id} {row.authority}".casefold() for word in self.words.casefold().split())
        )

    def _is_so(self, row: Row) -> bool:
        match self.outcome:
            case "":
                return True
            case "overdue":
                return row.overdue
            case "held":
                return bool(row.held)
            case "silent":
                return row.silent
            case "never" | "bad" | "good":
                return row.rank is Rank[self.outcome.upper()]
        return row.outcome == self.outcome


def rows(sources: Iterable[Named], known: Standings, now: datetime) -> list[Row]:
    """Every source, the worst first; of those alike the one that has been so for longest."""
    quiet = silent(known.troubles)
    made = [row(source, known, now, silent=source.id in quiet) for source in sources]
    made.sort(key=lambda each: (each.rank, each.since or each.next_check or now))
    return made


def silent(troubles: Iterable[Trouble]) -> frozenset[str]:
    """The sources in which nothing new came for far longer than usual."""
    return frozenset(
        each.subject for each in troubles if each.kind is TroubleKind.SILENT and each.ended is None
    )


def row(source: Named, known: Standings, now: datetime, *, silent: bool) -> Row:
    state = known.states.get(source.id, SourceState(source.id))
    hold = known.holds.get(source.id)
    late = is_late(state, now)
    return Row(
        id=source.id,
        authority=source.authority,
        jurisdiction=source.jurisdiction,
        tier=source.tier,
        rank=_rank(state, late=late, held=hold is not None, silent=silent),
        outcome=state.outcome,
        verdict=state.verdict,
        reason=shown.line(state.reason or "", 400),
        since=state.bad_since,
        last_attempt=state.last_attempt,
        last_good=state.last_good,
        last_change=state.last_change,
        next_check=state.next_check,
        overdue=late,
        held=hold.changes if hold else 0,
        silent=silent,
        asked=known.asked.get(source.id),
    )


def behind(states: Iterable[SourceState], now: datetime) -> datetime | None:
    """When the last reading was, where that is later than now: then the clock is wrong, and every day that it says."""
    last = max((state.last_attempt for state in states if state.last_attempt), default=None)
    return last if last is not None and last - now > SKEW else None


def is_late(state: SourceState, now: datetime) -> bool:
    """Whether its check should have begun by now (faults N20)."""
    return state.next_check is not None and now - state.next_check > LATE


def counts(made: Sequence[Row]) -> dict[str, int]:
    """How many sources there are of each group; one may be of several."""
    return {group: sum(Wanted(outcome=group).fits(each) for each in made) for group in GROUPS}


def _rank(state: SourceState, *, late: bool, held: bool, silent: bool) -> Rank:
    if state.bad_since is not None:
        return Rank.BAD
    if held:
        return Rank.HELD
    if late:
        return Rank.OVERDUE
    if state.outcome is None:
        return Rank.NEVER
    return Rank.SILENT if silent else Rank.GOOD
