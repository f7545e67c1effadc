"""A template and its values -> an answer, inside the frame that all pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from monitor.config.followed import Standing
from monitor.values import dataclass
from monitor.web.did import COOKIE, Did, did_of
from monitor.web.doors import office_of
from monitor.web.guard import Role, Who, form_token, who
from monitor.web.press import LANGUAGES, Make


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page. path: of this page; others: the same page in the other languages. did: what was done
    on the page before. languages: by source, of its notices. standing: of sources.yaml, for those who may mend
    it.
    """

    language: str
    others: tuple[tuple[str, str], ...]  # language, address
    path: str
    me: Who | None
    login: bool
    now: datetime
    form_token: str
    did: Did | None = None
    languages: Mapping[str, str] = field(default_factory=dict)
    standing: Standing | None = None


def show(
    request: Request, template: str, *, status: int = 200, make: Make | None = None, **values: object
) -> HTMLResponse:
    """The page in the reader's language. make: more values, those that are made of words."""
    office, language, me = office_of(request), language_of(request), who(request)
    frame = Frame(
        language=language,
        others=_others(request, language),
        path=request.scope["path"],
        me=me,
        login=office.login,
        now=office.clock(),
        form_token=form_token(request),
        did=did_of(request),
        languages=office.config.languages,
        standing=office.standing if me is not None and me.role >= Role.ADMIN else None,
    )
    html = office.presses.set(language, template, make, frame=frame, **values)
    answer = HTMLResponse(html, status_code=status)
    if request.query_params.get("language") in LANGUAGES:
        keep(request, answer, "language", language)
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


def keep(request: Request, answer: Response, name: str, value: str) -> None:
    """The browser remembers a choice for a year; over https alone where that is the only way to us."""
    answer.set_cookie(
        name,
        value,
        max_age=31_536_000,
        samesite="lax",
        httponly=True,
        secure=office_of(request).is_https,
    )


def language_of(request: Request) -> str:
    """As the address asks, as was chosen before, as the browser likes best."""
    liked = request.headers.get("accept-language", "")
    for asked in (request.query_params.get("language"), request.cookies.get("language"), liked[:2].lower()):
        if asked in LANGUAGES:
            return asked
    return LANGUAGES[0]


def _others(request: Request, language: str) -> tuple[tuple[str, str], ...]:
    """The same page in the other languages; the answer to a form has no address of its own."""
    if request.method != "GET":
        return ()
    return tuple((other, _with_language(request, other)) for other in LANGUAGES if other != language)


def _with_language(request: Request, language: str) -> str:
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "language"]
    return f"{quote(request.scope['path'])}?{urlencode([*query, ('language', language)])}"
