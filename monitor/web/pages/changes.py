"""Changes: all that was recorded, narrowed by filters that are addresses, in the order that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from monitor.digest.names import Names
from monitor.digest.words import Words
from monitor.values import dataclass
from monitor.wanted import Order, Wanted, pairs, query, reach
from monitor.web import filtering, triaging
from monitor.web.doors import Desk, Office
from monitor.web.filtering import Choices
from monitor.web.paging import Pager, pager
from monitor.web.press import LANGUAGES
from monitor.web.rows import Row, row
from monitor.web.show import language_of, show

router = APIRouter(include_in_schema=False)

SIZE = 50  # of a page


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts. sorted: as ARIA names it; turn: the address of the list sorted by it, the other way round."""

    name: str
    sorted: str
    turn: str


@router.get("/changes")
def changes(request: Request, office: Desk, page: str = "1") -> Response:
    known = filtering.named(office)
    found = filtering.asked(request, known)
    if not found.mistakes and any(not value.strip() for value in request.query_params.values()):
        language = request.query_params.get("language", "")
        more = {"language": language} if language in LANGUAGES else {}
        return RedirectResponse(address(found.wanted, **more), 303)  # a form sends its empty fields as well
    now, zone = office.clock(), office.config.settings.timezone
    within = reach(found.wanted, known, zone, now)
    names = names_of(office).spoken(language_of(request))
    words = office.presses.of(language_of(request))[-1].words
    rows: tuple[Row, ...] = ()
    at, looser = pager("1", 0, SIZE), {}
    if not found.mistakes:
        leaf = office.store.lists.page(found.wanted, within, number(page), SIZE)
        rows = tuple(row(each, names, within.today, words) for each in leaf.glances)
        at = Pager(leaf.page, leaf.pages, leaf.total, SIZE, capped=leaf.more)
        if not rows and found.wanted.filters:
            looser = {
                name: (query(wider), office.store.lists.count(wider, reach(wider, known, zone, now)))
                for name, wider in filtering.loosened(found.wanted)
            }
    choices = Choices(known, names, triaging.owners(request))

    def spoken(words: Words) -> Mapping[str, object]:
        led = filtering.as_well(within, words)
        return {
            "form": filtering.form(found, choices, words),
            "as_well": words.say("sign.semicolon").join(led),
        }

    return show(
        request,
        "changes.html",
        status=422 if found.mistakes else 200,
        make=spoken,
        rows=rows,
        at=at,
        base=f"/changes?{query(found.wanted)}&" if query(found.wanted) else "/changes?",
        query=query(found.wanted),
        texts=texts(found.wanted),
        columns=columns(found.wanted),
        looser=[(name, address, *count) for name, (address, count) in looser.items() if count[0]],
        anything=found.wanted.filters,
        wrong=bool(found.mistakes),
        bulk=triaging.bulk(request),
    )


def columns(wanted: Wanted) -> dict[str, Column]:
    """The headings that sort: each the way it is most asked for first."""
    first = {"seen": Order.NEWEST, "source": Order.SOURCE, "effective": Order.EFFECTIVE_LAST}
    made = {}
    for name, order in first.items():
        here = wanted.sort.by == name
        up = not wanted.sort.value.startswith("-")
        turned = replace(wanted, sort=wanted.sort.turned if here else order)
        state = ("ascending" if up else "descending") if here else "none"
        made[name] = Column(name, state, address(turned))
    return made


def texts(wanted: Wanted) -> str:
    """The same source and days, for a search of the texts; it takes one source and whole days."""
    kept = {name: value for name, value in pairs(wanted) if name in ("since", "until") and len(value) == 10}
    if len(wanted.source) == 1:
        kept["source"] = wanted.source[0]
    return f"?{urlencode(kept)}" if kept else ""


def address(wanted: Wanted, **more: str) -> str:
    """Of the list, as it can be mailed."""
    return f"/changes?{query(wanted, **more)}".removesuffix("?")


def number(text: str) -> int:
    """The page that is meant; what is no number is the first, and the store ends at the last."""
    text = text.strip()
    digits = text.isascii() and text.isdecimal()
    return int(text[:12]) if digits else 1


def names_of(office: Office) -> Names:
    return Names.of(office.config.sources, office.config.programmes)
