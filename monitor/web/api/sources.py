"""Sources with how they fare, their checks, and what was covered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from monitor.answers import Answer, hold_answer, iso, source_answer
from monitor.coverage.answers import of_day, of_source
from monitor.model import Hold, SourceState
from monitor.sources.base import BaseSource
from monitor.store.visits import Made
from monitor.web.api.base import BEFORE, NEXT, USUAL, Limit, Moment, ProblemError, Record, problems
from monitor.web.doors import Desk, Office
from monitor.web.health import covering
from monitor.web.health.covering import Remembered

router = APIRouter(tags=["sources"])

Id = Annotated[str, Path(description="As sources.yaml calls it.")]
DAYS_OF = 20  # sources of a page of coverage
AT_ONCE = 1_000  # checks of a source in one moment, at most


class Held(Record):
    since: datetime
    reason: str
    changes: int


class Source(Record):
    """A source and how it fares: outcome, verdict and reason are of the last check."""

    source: str
    authority: str
    jurisdiction: str
    tier: str
    kind: str
    url: str
    outcome: str | None
    verdict: str | None
    reason: str | None
    last_attempt: datetime | None
    last_good: datetime | None
    last_change: datetime | None
    last_new: datetime | None
    next_check: datetime | None
    failures: int
    notices: int
    checks: int
    held: Held | None = Field(description="What the breaker holds back now.")


class Sources(Record):
    sources: list[Source]


class Check(Record):
    id: str
    source: str
    started: datetime
    ms: int
    outcome: str
    reason: str | None
    verdict: str | None


class Checks(Record):
    checks: list[Check]
    next: datetime | None = Field(description=NEXT)


class Statement(Record):
    """A source in the whole period. given: whether "no change observed" is true; lacks: what stands in its way."""

    given: bool
    since: datetime | None
    until: datetime | None
    lacks: dict[str, int]
    due: int
    good: int
    missed: int
    changes: int
    longest_gap_s: int | None
    last_good: datetime | None
    watched: bool


class Day(Record):
    """A source on a day. due: the sum of outcomes and missed."""

    source: str
    day: date
    due: int
    outcomes: dict[str, int]
    missed: int
    overdue: int
    verdicts: dict[str, int]
    changes: int
    sight: str
    verified: bool
    no_change: bool
    last_good: datetime | None
    statement: Statement | None = Field(description="With the last day of a source.")


class Covered(Record):
    since: date
    until: date
    days: list[Day]
    next: str | None = Field(description="What to ask for with `after` to read on; null on the last page.")


@router.get("/sources", summary="Every source and how it fares", responses=problems())
def sources(office: Desk) -> Sources:
    states, holds = office.store.states(), office.store.holds()
    rows = [row(each, states.get(each.id), holds.get(each.id)) for each in office.config.sources]
    return Sources.model_validate({"sources": rows})


@router.get("/sources/{source}", summary="One source", responses=problems(404))
def one(office: Desk, source: Id) -> Source:
    found = next((each for each in office.config.sources if each.id == source), None)
    if found is None:
        raise _unknown(source)
    store = office.store
    return Source.model_validate(row(found, store.states().get(source), store.holds().get(source)))


@router.get(
    "/sources/{source}/checks",
    summary="The checks of a source, the latest first",
    responses=problems(404, 422),
)
def checks(
    office: Desk,
    source: Id,
    before: Annotated[
        Moment | None, Query(description=BEFORE + " Any moment with its offset will do.")
    ] = None,
    limit: Limit = USUAL,
) -> Checks:
    if source not in _known(office):
        raise _unknown(source)
    found = office.store.visits.page(source, until=_moment(before), most=limit + 1)
    shown, more = list(found[:limit]), len(found) > limit
    if more and found[limit].started == (last := shown[-1].started):  # those of one moment stay together
        at_once = office.store.visits.page(source, until=last + timedelta.resolution, most=AT_ONCE)
        shown = [each for each in shown if each.started > last]
        shown += [each for each in at_once if each.started == last]
        more = bool(office.store.visits.page(source, until=last, most=1))
    return Checks.model_validate(
        {
            "checks": [check_answer(source, each) for each in shown],
            "next": shown[-1].started if more else None,
        }
    )


@router.get("/coverage", summary="What was due and checked, by source and day", responses=problems(404, 422))
def coverage(
    office: Desk,
    month: Annotated[
        str,
        Query(
            description="The last month, as 2026-05; without it this one.", pattern="^([0-9]{4}-[0-9]{2})?$"
        ),
    ] = "",
    months: Annotated[int, Query(ge=1, le=covering.MONTHS)] = 1,
    source: Annotated[str | None, Query(description="Only this one.")] = None,
    after: Annotated[str | None, Query(description="The `next` of the page before.")] = None,
) -> Covered:
    now, zone = office.clock(), office.config.settings.timezone
    begun = covering.begun(office.store, now)
    span = covering.span(month, str(months), now.astimezone(zone).date(), begun.astimezone(zone).date())
    if span is None:
        raise ProblemError(422, f"month: {month} is no month; write 2026-05", "month")
    if source is not None and source not in _known(office):
        raise _unknown(source)
    report = _REMEMBERED.get((id(office), span, source), now, lambda: covering.look(office, span, source))
    names = [each.id for each in report.sources]
    if after is not None and after not in names:
        raise ProblemError(422, f"after: no source is called {after[:100]}", "after")
    start = names.index(after) + 1 if after is not None else 0
    some = report.sources[start : start + DAYS_OF]
    days = [
        of_day(day) | {"statement": of_source(each) if day is each.days[-1] else None}
        for each in some
        for day in each.days
    ]
    more = some and start + DAYS_OF < len(names)
    return Covered.model_validate(
        {"since": span.first, "until": span.end, "days": days, "next": some[-1].id if more else None}
    )


_REMEMBERED = Remembered()


def _known(office: Office) -> set[str]:
    return {each.id for each in office.config.sources} | office.store.checked()


def _unknown(source: str) -> ProblemError:
    return ProblemError(404, f"no source is called {source[:100]}", "source")


def _moment(before: datetime | None) -> datetime | None:
    """A moment as it can be compared with; ProblemError for one without its offset, or at the end of all calendars."""
    if before is None:
        return None
    try:
        moment = before.astimezone(UTC) if before.tzinfo else None
    except OverflowError:
        moment = None
    if moment is None:
        raise ProblemError(422, "before: write a moment with its offset, as 2026-05-08T00:00:00Z", "before")
    return moment


# -- as JSON ---------------------------------------------------------------------------------------


def row(source: BaseSource, state: SourceState | None, hold: Hold | None) -> Answer:
    told = source_answer(source, state or SourceState(source.id))
    return told | {"jurisdiction": source.jurisdiction, "tier": source.tier, "held": hold_answer(hold)}


def check_answer(source: str, made: Made) -> Answer:
    return {
        "id": str(made.id), "source": source, "started": iso(made.started), "ms": made.took_ms,
        "outcome": made.outcome, "reason": made.reason, "verdict": made.verdict,
    }  # fmt: skip
