"""Feeds at secret addresses: the changes as Atom, the days that they set as a calendar.

Whoever knows an address may read what it holds, and nothing else. It is looked up by the SHA-256 of its secret, so how
long that takes says nothing. A feed is made at most once a minute, and who has it already is told so in few bytes.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from monitor.digest.mail import address
from monitor.digest.words import Words
from monitor.feeds import atom, calendar, words_of
from monitor.values import dataclass
from monitor.wanted import Reach, Wanted, query, reach, read
from monitor.web.doors import Desk, Office
from monitor.web.filtering import named
from monitor.web.guard import visit_of
from monitor.web.health.covering import Remembered
from monitor.web.press import LANGUAGES

router = APIRouter(include_in_schema=False)

BACK, ON = timedelta(days=31), timedelta(days=366)  # days of a calendar, from today
USABLE = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}

_ASKED = ["GET", "HEAD"]  # some readers look first whether anything changed
_REMEMBERED = Remembered()


@dataclass(frozen=True, slots=True)
class Made:
    """A feed as it is sent. changed: when we first made it as it is now: what is let go, taken back or over changes it
    as well, and bears no time of its own.
    """

    body: bytes
    changed: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class Wish:
    """What a feed holds: a filter, and the language of its words. subject: the filter as a query; None for everything."""

    wanted: Wanted
    language: str
    subject: str | None

    @classmethod
    def of(cls, written: str, office: Office) -> Wish | None:
        """What the token says; None when it names what there is no more, and an empty feed would say otherwise."""
        pairs = parse_qsl(written.removeprefix("?"), max_num_fields=500)
        found = read(pairs, named(office))
        language = dict(pairs).get("language", LANGUAGES[0])
        if found.mistakes or language not in LANGUAGES:
            return None
        return cls(found.wanted, language, query(found.wanted) or None)


@router.api_route(methods=_ASKED, path="/feeds/{secret}.atom")
@router.api_route(methods=_ASKED, path="/feeds/{secret}/changes.atom")
def changes(request: Request, office: Desk, secret: str) -> Response:  # noqa: ARG001 - the gate looked it up
    return feed(request, office, "application/atom+xml; charset=utf-8", of_changes)


@router.api_route(methods=_ASKED, path="/feeds/{secret}.ics")
@router.api_route(methods=_ASKED, path="/feeds/{secret}/calendar.ics")
def days(request: Request, office: Desk, secret: str) -> Response:  # noqa: ARG001
    return feed(request, office, "text/calendar; charset=utf-8", of_days)


Make = Callable[[Office, Wish, Reach], bytes]


def feed(request: Request, office: Office, media: str, make: Make) -> Response:
    visit = visit_of(request)
    if visit is None or visit.token is None:
        raise HTTPException(404)
    written = visit.token.wish or ""
    wish = Wish.of(written, office)
    if wish is None:
        raise HTTPException(404, "what this feed is of is not watched any more; make another address for it")
    now = office.clock()
    within = reach(wish.wanted, named(office), office.config.settings.timezone, now)
    made = _REMEMBERED.get(
        (id(office), make, written),
        now,
        lambda: _dated((id(office), make, written), make(office, wish, within), now),
    )
    headers = USABLE | {"ETag": made.etag, "Last-Modified": format_datetime(made.changed, usegmt=True)}
    if is_known(request, made):
        return Response(status_code=304, headers=headers)
    return Response(made.body, media_type=media, headers=headers)


def is_known(request: Request, made: Made) -> bool:
    """Whether who asks has it already (RFC 9110, 13.2.2)."""
    if (tags := request.headers.get("if-none-match")) is not None:
        return "*" in tags or made.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return made.changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # no date, or one without a zone
        return False


# by feed, the ETag of how it was made last and since when it is so; one feed is made at a time
_FIRST: OrderedDict[object, tuple[str, datetime]] = OrderedDict()
_KEPT = 1_000


def _dated(key: object, body: bytes, now: datetime) -> Made:
    """The feed, with the time at which we first made it so; who asks by time alone gets it once more after a restart."""
    made, known = Made(body, now.astimezone(UTC)), _FIRST.pop(key, None)
    if known is not None and known[0] == made.etag:
        made = replace(made, changed=known[1])
    _FIRST[key] = made.etag, made.changed
    while len(_FIRST) > _KEPT:
        _FIRST.popitem(last=False)
    return made


# -- making ----------------------------------------------------------------------------------------


def of_changes(office: Office, wish: Wish, within: Reach) -> bytes:
    lists = office.store.lists
    glances = lists.glances(lists.behind(wish.wanted, within, None, atom.MOST))
    found = tuple(each.outline for each in glances[::-1] if not (each.held or each.untold))
    words, domain, name = _about(office, wish)
    return atom.feed(found, words, domain=domain, name=name, authorities=_named(office), subject=wish.subject)


def of_days(office: Office, wish: Wish, within: Reach) -> bytes:
    first, last = within.today - BACK, within.today + ON
    found = office.store.calendar.histories(wish.wanted, within, first, last)
    words, domain, name = _about(office, wish)
    return calendar.calendar(found, words, domain=domain, name=name, authorities=_named(office))


def _about(office: Office, wish: Wish) -> tuple[Words, str, str]:
    words = words_of(office.presses.templates, wish.language)
    return words, address(office.config.sender).domain, wish.subject or words.say("feed.all")


def _named(office: Office) -> dict[str, str]:
    return {source.id: source.authority for source in office.config.sources}
