"""Calendar: what takes effect, ends or closes on which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from monitor import shown
from monitor.digest.words import Words
from monitor.model import Falls
from monitor.web import months
from monitor.web.doors import Desk, Office
from monitor.web.months import Entry, Month
from monitor.web.pages.changes import names_of
from monitor.web.paging import query
from monitor.web.rows import row
from monitor.web.show import language_of, show
from monitor.web.triaging import today as today_of

router = APIRouter(include_in_schema=False)

PICTURE = {
    "Cache-Control": "private, max-age=60",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


@router.get("/calendar")
def calendar(
    request: Request, office: Desk, month: str = "", day: str = "", subscription: str = ""
) -> Response:
    typed = {"month": month, "day": day, "subscription": subscription}
    today, subscription, language = today_of(request), subscription.strip(), language_of(request)
    known = [each.name for each in office.config.subscriptions]
    alone = months.day(day)
    of = months.month(f"{alone:%Y-%m}" if alone and not month else month, today)
    wrong = {
        "month": of is None,
        "day": bool(day.strip()) and alone is None,
        "subscription": subscription not in ("", *known),
    }
    of = of or Month(today.replace(day=1))
    falls: tuple[Falls, ...] = ()
    named: tuple[Entry, ...] = ()
    if not any(wrong.values()):
        falls, named = _falls(office, of, subscription)
    that_day = [each for each in falls if each.day == alone]
    names = names_of(office).spoken(language)
    words = office.presses.of(language)[-1].words
    ids = list(dict.fromkeys(each.change for each in that_day))
    asked = query(month=f"{of.first:%Y-%m}", subscription=subscription, language=language)

    def spoken(words: Words) -> Mapping[str, object]:
        return {"title": months.title(of, words)}

    return show(
        request,
        "calendar.html",
        status=422 if any(wrong.values()) else 200,
        make=spoken,
        wrong=[(name, typed[name]) for name, so in wrong.items() if so],
        typed=month.strip() or f"{of.first:%Y-%m}",
        weeks=months.grid(of, falls, named, today),
        total=len(falls),
        named=named,
        beyond=len(falls) - len(named),
        kinds={kind: sum(each.kind == kind for each in falls) for kind in months.SHAPES},
        before=_address(of.before, subscription),
        after=_address(of.after, subscription),
        base=f"/calendar?{query(month=f'{of.first:%Y-%m}', subscription=subscription)}&day=",
        picture=f"/pictures/calendar.svg?{asked}",
        alone=alone,
        on_that_day=len(that_day),
        undone=max(0, len(ids) - months.OF_A_DAY),
        rows=[row(each, names, today, words) for each in office.store.lists.glances(ids[: months.OF_A_DAY])],
        subscription=subscription,
        subscriptions=known,
    )


@router.get("/pictures/calendar.svg")
def picture(
    request: Request, office: Desk, month: str = "", subscription: str = "", narrow: str = ""
) -> Response:
    today = today_of(request)
    of = months.month(month, today)
    words = office.presses.of(language_of(request))[-1].words
    if of is None:
        raise HTTPException(422, words.say("calendar.wrong_month", value=shown.line(month, 40)))
    falls, named = _falls(office, of, subscription.strip())
    svg = months.picture(of, named, len(falls) - len(named), today, words, narrow=narrow == "yes")
    return Response(svg, media_type="image/svg+xml", headers=PICTURE)


def _falls(office: Office, of: Month, subscription: str) -> tuple[tuple[Falls, ...], tuple[Entry, ...]]:
    """What falls on the days of a month, and the first few of each day by name."""
    falls = office.store.calendar.falls(of.first, of.last, subscription or None)
    some = months.picked(falls)
    return falls, months.entries(
        some, office.store.lists.glances(list(dict.fromkeys(e.change for e in some)))
    )


def _address(first: date | None, subscription: str) -> str | None:
    return f"/calendar?{query(month=f'{first:%Y-%m}', subscription=subscription)}" if first else None
