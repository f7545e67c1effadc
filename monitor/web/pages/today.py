"""Today: what is new for a reader, what is open, what comes, what cannot be vouched for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.model import Leaf
from monitor.store.backlog import Choice
from monitor.values import dataclass
from monitor.wanted import Named, Reach, Wanted, query, reach
from monitor.web import months, weekly
from monitor.web.doors import Desk, Office
from monitor.web.guard import who
from monitor.web.health import watched
from monitor.web.pages.changes import names_of
from monitor.web.pages.sources import standings
from monitor.web.rows import row
from monitor.web.show import keep, language_of, show

router = APIRouter(include_in_schema=False)

COOKIE = "subscription"
NEW, LATEST, OPEN, AHEAD = 20, 10, 5, 10  # rows of each part
DAYS = timedelta(days=14)
A_YEAR = timedelta(days=366)  # that is looked ahead for the next day, where nothing is nearer


@router.get("/")
def today(request: Request, office: Desk, subscription: str | None = None) -> Response:
    known = [each.name for each in office.config.subscriptions]
    asked = request.cookies.get(COOKIE, "") if subscription is None else subscription.strip()
    reader = asked if asked in known else None
    now, zone = office.clock(), office.config.settings.timezone
    day = now.astimezone(zone).date()
    names = names_of(office).spoken(language_of(request))
    words = office.presses.of(language_of(request))[-1].words
    new = _new(office, reader, now)
    me = who(request)
    mine = Choice(owner=me.name if me else None)
    falls = office.store.calendar.falls(day, day + DAYS, reader)
    soon = falls[:AHEAD]
    starts = weekly.begins(now, zone, weekly.MANY)
    wanted = Wanted(subscription=reader)
    counted = office.store.lists.weeks(wanted, Reach(day), starts)
    known_of = standings(office, now)
    sources = watched.counts(watched.rows(office.config.sources, known_of, now))
    later = () if soon else office.store.calendar.falls(day, day + A_YEAR, reader)[:1]
    answer = show(
        request,
        "today.html",
        reader=reader,
        unknown=asked if asked and reader is None else None,
        subscriptions=known,
        new=new,
        rows=[row(each, names, day, words) for each in new.shown.glances],
        work=office.store.triage.find(mine, most=OPEN),
        mine=office.store.triage.count(mine, most=1000),
        overdue=office.store.triage.counts(day).overdue,
        today=day,
        soon=months.entries(soon, office.store.lists.glances(list(dict.fromkeys(e.change for e in soon)))),
        ahead=len(falls),
        next=months.entries(later, office.store.lists.glances([each.change for each in later])),
        behind=watched.behind(known_of.states.values(), now),
        calendar=f"/calendar{'?' + query(wanted) if reader else ''}",
        doubtful=sources["bad"] + sources["never"],
        watched=len(office.config.sources),
        weeks=weekly.lines(counted, starts, zone),
        picture=f"/pictures/weeks.svg?{query(wanted, language=language_of(request))}",
    )
    if subscription is not None:
        keep(request, answer, COOKIE, reader or "")
    return answer


@dataclass(frozen=True, slots=True)
class New:
    """What is new. last: when the last digest was written; since: from when on `shown` is, or None when nothing is new
    and the latest are shown instead. digest, day: how many since then and today, and their lists' addresses.
    """

    since: datetime
    last: datetime | None
    shown: Leaf
    nothing: bool
    digest: tuple[int, bool, str] | None
    day: tuple[int, bool, str]
    address: str


def _new(office: Office, reader: str | None, now: datetime) -> New:
    zone = office.config.settings.timezone
    morning = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    last = office.store.last_told(reader, now) if reader else None
    every = Wanted(subscription=reader)
    since = min(last or morning, morning).replace(microsecond=0)
    wanted = replace(every, since=since)
    lists, nobody = office.store.lists, Named()
    shown = lists.page(wanted, reach(wanted, nobody, zone, now), 1, NEW)
    nothing = not shown.glances
    if nothing:
        shown = lists.page(every, reach(every, nobody, zone, now), 1, LATEST)

    def counted(begin: datetime) -> tuple[int, bool, str]:
        some = replace(every, since=begin.replace(microsecond=0))
        return (*lists.count(some, reach(some, nobody, zone, now)), f"/changes?{query(some)}")

    return New(
        since,
        last,
        shown,
        nothing,
        counted(last) if last else None,
        counted(morning),
        f"/changes?{query(every if nothing else wanted)}",
    )
