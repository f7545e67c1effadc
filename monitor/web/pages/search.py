"""Search: what was ever said about something, in all versions of all notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from monitor import shown
from monitor.digest.words import Words
from monitor.search import Found, Order, Piece, Query, QueryError, Results, Sought, parse
from monitor.search.query import LONGEST
from monitor.search.results import SIZE
from monitor.values import dataclass
from monitor.wanted import Codes, Named, Reach, Wanted, reach
from monitor.web import filtering
from monitor.web.doors import Desk, Office
from monitor.web.paging import Pager, query as address
from monitor.web.show import language_of, show

router = APIRouter(include_in_schema=False)

WITHIN = timedelta(milliseconds=300)  # so long the newest texts are made searchable before a page is shown
CHANGES = 5  # of a notice that are named


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it was filled in."""

    q: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    latest: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """field: of the form. mistake: our words' name for it. word: that it is about."""

    field: str
    mistake: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A notice that was found. link: its official page, when that may be opened. more: changes that are not named."""

    notice: int
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    file: str | None
    day: date
    source: str
    authority: str
    number: str | None
    latest: bool
    link: str | None
    changes: tuple[str, ...]
    more: int


@router.get("/search")
def search(request: Request, office: Desk, page: str = "1") -> HTMLResponse:
    asked = form(request.query_params)
    known = authorities_of(office)
    query, sought, wrong = understood(asked, known, page)
    results = Results()
    if query and not wrong:
        results = office.store.search.search(query, sought, office.config.settings.timezone, WITHIN)
    words = office.presses.of(language_of(request))[-1].words
    narrowed = address(q=asked.q, source=asked.source, since=asked.since, until=asked.until)
    return show(
        request,
        "search.html",
        status=422 if wrong else 200,
        asked=asked,
        wrong=wrong,
        begun=bool(query),
        longest=LONGEST,
        sources=sorted(known),
        rows=rows(results.found, known),
        results=results,
        at=Pager(results.page, results.pages, results.total, SIZE, capped=results.more),
        base=f"/search?{narrowed}{'&latest=yes' if sought.latest else ''}&order={sought.order.value}&",
        codes=by_code(office, codes(query)) if query else (),
        as_well=words.say("sign.semicolon").join(as_well(office, codes(query), words)) if query else "",
        wider=f"/search?{address(q=asked.q)}" if asked != Asked(q=asked.q, order=asked.order) else None,
    )


def form(asked: Mapping[str, str]) -> Asked:
    """What was filled in; a field that is too long is cut where nobody would have typed on."""
    return Asked(
        q=asked.get("q", "")[: LONGEST + 1],
        source=asked.get("source", "").strip()[:200],
        since=asked.get("since", "").strip()[:40],
        until=asked.get("until", "").strip()[:40],
        latest="yes" if asked.get("latest") else "",
        order=asked.get("order", "").strip()[:20],
    )


def understood(
    asked: Asked, known: Mapping[str, str], page: str
) -> tuple[Query | None, Sought, tuple[Wrong, ...]]:
    """The query, how it is narrowed, and what cannot be read. No query: nobody asked anything yet."""
    wrong: list[Wrong] = []
    query = None
    if asked.q.strip():
        try:
            query = parse(asked.q)
        except QueryError as error:
            wrong.append(Wrong("q", f"wrong_{error.mistake.value}", error.word))
    if asked.source and asked.source not in known:
        wrong.append(Wrong("source", "wrong_source", asked.source))
    days = {}
    for name in ("since", "until"):
        try:
            days[name] = date.fromisoformat(value) if (value := getattr(asked, name)) else None
        except ValueError:
            wrong.append(Wrong(name, "wrong_day", getattr(asked, name)))
    since, until = days.get("since"), days.get("until")
    if since and until and since > until:
        wrong.append(Wrong("until", "wrong_order", asked.until))
    order = Order.NEWEST if asked.order == Order.NEWEST else Order.BEST
    number = int(page[:9]) if page.isascii() and page.isdecimal() else 1
    sought = Sought(asked.source or None, since, until, bool(asked.latest), order, number, SIZE)
    return query, sought, tuple(wrong)


def rows(found: Sequence[Found], authorities: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(
        Row(
            notice=each.notice,
            title=_shown(each.title) or (Piece(each.key[:200]),),
            excerpt=_shown(each.excerpt),
            file=each.file,
            day=each.day,
            source=each.source,
            authority=authorities.get(each.source) or each.source,
            number=each.number,
            latest=each.latest,
            link=shown.link(each.url),
            changes=each.changes[:CHANGES],
            more=len(each.changes[CHANGES:]),
        )
        for each in found
    )


def _shown(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(Piece(shown.text(piece.text), piece.marked) for piece in pieces)


def codes(query: Query) -> tuple[str, ...]:
    """The HS codes that were looked for: changes are listed by them too."""
    ways = (term.ways[0] for term in query.wanted)
    return tuple(way.tokens[0][1:] for way in ways if way.mark and way.tokens[0].startswith("c"))


def by_code(office: Office, some: Sequence[str]) -> list[tuple[str, int, bool]]:
    """How many changes there are by each of these codes, and whether there are more than that."""
    return [
        (code, *office.store.lists.count(wanted, _reach(office, wanted)))
        for code in some
        if (wanted := Wanted(hs=(Codes(code),)))
    ]


def as_well(office: Office, some: Sequence[str], words: Words) -> tuple[str, ...]:
    """What those codes are called in the other edition of the HS; changes are looked for by these as well."""
    return filtering.as_well(_reach(office, Wanted(hs=tuple(Codes(code) for code in some))), words)


def _reach(office: Office, wanted: Wanted) -> Reach:
    return reach(wanted, Named(), office.config.settings.timezone, office.clock())


def authorities_of(office: Office) -> dict[str, str]:
    """By source that can be searched whose it is; also those that are no longer watched."""
    watched = {each.id: each.authority for each in office.config.sources}
    return watched | dict.fromkeys(office.store.checked() - watched.keys(), "")
