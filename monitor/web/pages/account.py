"""Logging in and out, one's own password, tokens and secret addresses; admins see who else there is."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from monitor.passwords import CrowdedError
from monitor.people import API, FEED, READS, Account, Role, Session, Token, name_of_or_none, objection
from monitor.values import dataclass
from monitor.wanted import FIELDS, query, read
from monitor.web.doors import Desk, Office
from monitor.web.entrance import Entrance, entrance, once_more, unpacked
from monitor.web.filtering import named
from monitor.web.guard import CheckedForm, visit_of
from monitor.web.guard.paths import safe_next
from monitor.web.guard.throttle import Attempt, remembered
from monitor.web.guard.visit import Visit, Who
from monitor.web.press import LANGUAGES
from monitor.web.show import language_of, show

A_YEAR = timedelta(days=365)  # a program's token holds so long
_LONGEST_NAME, _LONGEST_WISH = 80, 2_000
_MOST_TOKENS = 50  # in use, an account

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)


# -- in and out ------------------------------------------------------------------------------------


@router.get("/login")
def login_page(request: Request, office: Desk) -> Response:
    where = safe_next(request.query_params.get("next", "/"))
    visit = _visit(request)
    if not office.login or visit.session is not None:
        return RedirectResponse(where, 303)
    return entrance(request, Entrance(where))


@router.post("/login")
def log_in(request: Request, office: Desk, form: CheckedForm) -> Response:
    if not office.login:
        return RedirectResponse("/", 303)
    visit, written = _visit(request), _text(form, "name")
    kept, where = unpacked(form.get("carried")), safe_next(_text(form, "next") or "/")

    def refused(problem: str, status: int, wait_s: int = 0) -> Response:
        answer = entrance(request, Entrance(where, written, problem, wait_s, kept), status)
        if wait_s:
            answer.headers["Retry-After"] = str(wait_s)
        return answer

    attempt = Attempt.of(request, visit, written)
    if (wait_s := attempt.begin(office)) is not None:
        log.warning("log-ins from %s have to wait %s s", visit.address, wait_s)
        return refused("wait", 429, wait_s)
    try:
        account = _who_is_it(office, written, _text(form, "password"))
    except CrowdedError:
        attempt.take_back(office)
        return refused("crowded", 503, 5)
    if account is None:
        _warn(office, visit, written)
        return refused("wrong", 401)
    attempt.forgive(office)
    log.info("%s logged in from %s", account.name, visit.address)
    _begin_session(office, visit, account)
    visit.lines.append(visit.cookies.set(visit.cookies.known, remembered(visit, account.name), lasting=True))
    if kept is not None:
        return once_more(request, kept, 200)
    return RedirectResponse(where, 303)


def _warn(office: Office, visit: Visit, written: str) -> None:
    """For the operator's log. A name that nobody has is not written down: it may be a password in the wrong field."""
    name = name_of_or_none(written)
    if name and office.store.people.account(name):
        log.warning("a wrong password for %s from %s", name, visit.address)
    else:
        log.warning("a log-in under a name that nobody has from %s", visit.address)


def _who_is_it(office: Office, written: str, password: str) -> Account | None:
    """The account that may come in with this password. It takes as long for a name that nobody has."""
    name = name_of_or_none(written)
    account = office.store.people.account(name) if name else None
    if not office.passwords.is_right(account.password if account else None, password) or account is None:
        return None
    if account.ended is not None:
        return None
    if office.passwords.is_old(account.password):
        office.store.people.rehash(account, office.passwords.hash(password))
    return account


def _begin_session(office: Office, visit: Visit, account: Account) -> None:
    """A new session with a new cookie, whatever the browser held before; the one that it had is over."""
    people, now = office.store.people, office.clock()
    secret = secrets.token_urlsafe(32)
    people.begin(secret, account, now, office.config.settings.web.session_length)
    if visit.session is not None:
        people.end(visit.session.key)
    visit.session, visit.bound, visit.fresh = people.session(secret), secret, False
    visit.who = Who(account.name, account.role, account.id)
    visit.lines.append(visit.cookies.set(visit.cookies.session, secret))


@router.post("/logout")
def log_out(request: Request, office: Desk, _form: CheckedForm) -> Response:
    visit = _visit(request)
    if visit.session is not None:
        office.store.people.end(visit.session.key)
        visit.lines.append(visit.cookies.drop(visit.cookies.session))
    return RedirectResponse("/login" if office.login else "/", 303)


# -- one's own account -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """A secret that was made just now; nobody can read it again."""

    kind: str
    name: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One account, as admins see it."""

    name: str
    role: str
    created: datetime
    ended: datetime | None
    seen: datetime | None  # in a session that still holds


@dataclass(frozen=True, slots=True)
class AccountPage:
    """done, problem: our words' names for what happened; about: the fields of it. wish, called: of a feed that is about to be
    made.
    """

    name: str
    role: str
    sessions: tuple[Session, ...]
    current: str
    tokens: tuple[Token, ...]
    feeds: tuple[Token, ...]
    people: tuple[Person, ...] = ()
    done: str | None = None
    problem: str | None = None
    about: str = ""
    wish: str = ""
    called: str = ""
    made: Made | None = None


_DONE = frozenset({"password", "ended", "sessions"})


def _mine(request: Request) -> Session:
    """The session of who asks; an account page is for browsers that are logged in."""
    visit = visit_of(request)
    if visit is None or visit.session is None:
        raise HTTPException(403)
    return visit.session


Mine = Annotated[Session, Depends(_mine)]


@router.get("/account")
def account(request: Request, office: Desk) -> HTMLResponse:
    visit = _visit(request)
    if visit.session is None:
        return show(request, "account.html", account=None)
    done = request.query_params.get("done")
    wish = request.query_params.get("wish", "")[:_LONGEST_WISH]
    called = request.query_params.get("called", "")[:_LONGEST_NAME]
    return _shown(
        request, office, visit.session, done=done if done in _DONE else None, wish=wish, called=called
    )


@router.post("/account/password")
def change_password(request: Request, office: Desk, mine: Mine, form: CheckedForm) -> Response:
    visit, new = _visit(request), _text(form, "new_password")
    attempt = Attempt.of(request, visit, mine.account.name)
    if attempt.begin(office) is not None:
        return _shown(request, office, mine, problem="wait", status=429)
    try:
        if not office.passwords.is_right(mine.account.password, _text(form, "password")):
            return _shown(request, office, mine, problem="wrong", status=422)
        attempt.forgive(office)
        wrong = objection(mine.account.name, new)
        if wrong or new != _text(form, "new_password_again"):
            return _shown(request, office, mine, problem=wrong or "differs", status=422)
        office.store.people.set_password(mine.account.name, office.passwords.hash(new))
    except CrowdedError:
        attempt.take_back(office)
        return _shown(request, office, mine, problem="crowded", status=503)
    log.info("%s has a new password", mine.account.name)
    _begin_session(office, visit, mine.account)
    return RedirectResponse("/account?done=password", 303)


@router.post("/account/sessions/end")
def end_sessions(office: Desk, mine: Mine, _form: CheckedForm) -> Response:
    """All but the one that asks."""
    for session in office.store.people.sessions(mine.account.name):
        if session.key != mine.key:
            office.store.people.end(session.key)
    return RedirectResponse("/account?done=sessions", 303)


@router.post("/account/tokens")
def make_token(request: Request, office: Desk, mine: Mine, form: CheckedForm) -> Response:
    kind, wish = _text(form, "kind"), _text(form, "wish").strip()
    name = " ".join(_text(form, "name").split())
    if kind not in {API, FEED} or not name or len(name) > _LONGEST_NAME or len(wish) > _LONGEST_WISH:
        return _shown(
            request, office, mine, problem="token", wish=wish, called=name[:_LONGEST_NAME], status=422
        )
    kept, wrong = _read_wish(office, wish, language_of(request)) if kind == FEED else (READS, ())
    if wrong:
        return _shown(
            request, office, mine, problem="wish", about=", ".join(wrong), wish=wish, called=name, status=422
        )
    people, now = office.store.people, office.clock()
    if sum(token.holds(now) for token in people.tokens(mine.account.name)) >= _MOST_TOKENS:
        return _shown(request, office, mine, problem="tokens", wish=wish, status=422)
    secret = secrets.token_urlsafe(32)
    people.add_token(
        mine.account,
        kind,
        name,
        secret,
        now,
        wish=None if kind == API and _text(form, "decides") else kept,
        ended=now + A_YEAR if kind == API else None,
    )
    made = (secret,) if kind == API else feed_addresses(request, office, secret)
    return _shown(request, office, mine, made=Made(kind, name, made))


@router.post("/account/tokens/{number}/end")
def end_token(
    number: Annotated[int, Path(ge=1, lt=2**62)], office: Desk, mine: Mine, _form: CheckedForm
) -> Response:
    if not office.store.people.end_token(mine.account.name, number, office.clock()):
        raise HTTPException(404)
    return RedirectResponse("/account?done=ended", 303)


def _read_wish(office: Office, written: str, language: str) -> tuple[str, tuple[str, ...]]:
    """What a feed is to hold, as a list of changes says it; and the fields of which it cannot be read.

    A slip in a field would make a feed of everything, or of nothing, and nobody would see it.
    """
    place, mark, behind = written.partition("#")[0].partition("?")
    if not mark and "/" not in place:  # the query alone
        place, behind = "", place
    try:
        path = urlsplit(place).path.rstrip("/")
        pairs = parse_qsl(behind, keep_blank_values=True, max_num_fields=500)
    except ValueError:
        return "", ("?",)
    if place and path != "/changes":  # another page's address says nothing of changes
        return "", (path or place,)
    found = read(pairs, named(office))
    strange = [name for name, _ in pairs if name not in {*FIELDS, "page", "language"}]
    wrong = (*strange, *(mistake.field for mistake in found.mistakes))
    asked = dict(pairs).get("language", language)
    kept = [query(found.wanted), *([f"language={asked}"] if asked in LANGUAGES[1:] else [])]
    return "&".join(filter(None, kept)), tuple(dict.fromkeys(wrong))


def feed_addresses(request: Request, office: Office, secret: str) -> tuple[str, ...]:
    """The addresses of a feed, by the name that the configuration gives us, or by which we were asked."""
    base = office.config.settings.web.public_url or f"{request.url.scheme}://{request.url.netloc}"
    return tuple(f"{base}/feeds/{secret}.{ending}" for ending in ("atom", "ics"))


def _shown(
    request: Request, office: Office, mine: Session, *, status: int = 200, **more: Any
) -> HTMLResponse:
    people, now, web = office.store.people, office.clock(), office.config.settings.web
    tokens = [token for token in people.tokens(mine.account.name) if token.holds(now)]
    page = AccountPage(
        name=mine.account.name,
        role=mine.account.role.word,
        sessions=tuple(
            session
            for session in people.sessions(mine.account.name)
            if session.holds(now, web.session_idle, web.session_length)
        ),
        current=mine.key,
        tokens=tuple(token for token in tokens if token.kind == API),
        feeds=tuple(token for token in tokens if token.kind == FEED),
        people=_people(office) if mine.account.role >= Role.ADMIN else (),
    )
    return show(request, "account.html", status=status, account=replace(page, **more))


def _people(office: Office) -> tuple[Person, ...]:
    seen = office.store.people.last_seen()
    return tuple(
        Person(each.name, each.role.word, each.created, each.ended, seen.get(each.id))
        for each in office.store.people.accounts()
    )


def _visit(request: Request) -> Visit:
    visit = visit_of(request)
    if visit is None:
        raise HTTPException(403)
    return visit


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
