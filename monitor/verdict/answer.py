"""Is this the server's own page? What comes back instead: challenges, firewalls, log-ins, errors.

`judge` says nothing about an answer that may be read. Otherwise it raises what kept us out, so that a
gate is never compared with the page behind it (Q01 to Q03, Q20). Nothing here solves a challenge.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import NoReturn
from urllib.parse import urlsplit

from monitor.dates import retry_after
from monitor.errors import BlockedError, FetchError, ReadError, SourceError
from monitor.extract import charset, sniff
from monitor.model import Came, Document, Verdict
from monitor.patterns import regex
from monitor.verdict import names, sight
from monitor.verdict.gates import ACTS, gate, verdict_of

MEND = "where this is the page after all, name what only it holds as `proof`"
_STUB = 100  # bytes; how Ruishu answers 400 to a browser that it has found out

# One more request may help: the server was not ready, or too early, or too busy.
_TRANSIENT = frozenset({408, 421, 423, 425, 429})
_GONE = frozenset({404, 410})
_KEPT_OUT = frozenset({202, 403, 405, 412, 521})


_PASSWORD = regex(rb"""<input\b[^<>]{0,300}type\s*=\s*["']?password""", re.IGNORECASE)
_PUBLISHED = regex(
    rb"""<meta\b[^<>]{0,300}name\s*=\s*["']?(?:ArticleTitle|PubDate|ColumnName|SiteName|ContentSource|firstpublishedtime)\b|<article\b|<time\b""",
    re.IGNORECASE,
)
_HOME = regex(r"/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?:(?:index|default|home)(?:\.[a-z]{2,5})?/?)?", re.IGNORECASE)
_LEADS_ON = regex(
    rb"""(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\(\s*|http-equiv\s*=\s*["']?refresh["']?[^<>]{0,100}?url\s*=\s*)["']?([^"'>\s;)]{2,500})""",
    re.IGNORECASE,
)


def judge(document: Document, *, now: datetime) -> None:
    """Return when the answer may be read; otherwise raise what it is instead.

    BlockedError: a gate, by its kind. FetchError: a status that is no answer, with what the server
    asked us to wait. ReadError: nothing at all, the site's home page instead, or a page that only says
    that there is none. An error that is `weak` rests on words and marks that honest pages bear as well.
    """
    if document.not_modified:
        return
    try:
        _judge(document, now)
    finally:
        sight.forget()


def _judge(document: Document, now: datetime) -> None:
    page = sniff.sniff(document.body) == "html"
    if page:
        document = replace(document, held=_in_utf8(document))
    if document.status != 200:
        _judge_status(document, now)
    if not document.body.strip():
        raise ReadError("the answer is empty", Verdict.TRUNCATED)
    if not (
        page and _asked_for_data(document)
    ):  # its reader says what came instead, and what the page offers
        _judge_address(document)
    if page:
        _judge_name(document)
        try:
            _judge_page(document)
        except SourceError as error:
            error.weak = True
            if document.request.listed is None and "script" not in getattr(error, "challenge", ""):
                error.args = (f"{error}; {MEND}",)
            raise


# -- by status -------------------------------------------------------------------------------------


def _judge_status(document: Document, now: datetime) -> None:
    status = document.status
    if status in (204, 205):
        raise ReadError(f"the answer is empty (HTTP {status})", Verdict.TRUNCATED)
    found = gate(document, cookies=status in _KEPT_OUT)
    if status == 412:
        _block(document, found or "script challenge")
    if status == 202 and (found or sight.visible(document.body) < sight.BARE):
        _block(document, found or "script challenge")
    if status in (401, 407, 511):
        _block(document, "log-in page")
    if status == 403:
        _block(document, found or "firewall")
    if (
        status == 400
        and len(document.body.strip()) <= _STUB
        and document.body.strip()[:1] not in (b"{", b"[")
    ):
        _block(document, found or "script challenge")
    if found is not None and status not in _GONE and document.header("Retry-After") is None:
        _block(document, found)
    if status >= 300:
        _fail(document, now)


def _fail(document: Document, now: datetime) -> NoReturn:
    status = document.status
    raise FetchError(
        f"the server answered HTTP {status}" + (", the page is gone" if status in _GONE else ""),
        retry_after=retry_after(document.header("Retry-After"), now),
        transient=status >= 500 or status in _TRANSIENT,
        status=status,
        verdict=_of_status(document),
    )


def _of_status(document: Document) -> Verdict:
    if document.status in _GONE:
        return Verdict.MISSING
    busy = document.status == 503 and names.maintenance(document.body, poor=True, listed=None) is not None
    return Verdict.MAINTENANCE if busy else Verdict.UNREACHABLE


# -- by address and name ---------------------------------------------------------------------------


def _judge_address(document: Document) -> None:
    """Sites lead what they no longer have to their home page (Q08)."""
    if _is_home(document.url) and not _is_home(document.request.url):
        raise ReadError(f"moved to {document.url}, the site's home page", Verdict.MOVED)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path or "/") is not None


def _judge_name(document: Document) -> None:
    """What a page calls itself, however long the menus around it (Q03)."""
    if (says := names.missing(document.body)) is not None:
        raise ReadError(f"the page says that it does not exist ({says}), with HTTP 200", Verdict.MISSING)
    if _PASSWORD.search(document.body) is not None and names.is_log_in(document.body):
        _block(document, "log-in page")


# -- by what stands on the page --------------------------------------------------------------------


def _judge_page(document: Document) -> None:
    body = document.body
    seen = sight.visible(body)
    if _PUBLISHED.search(body) is not None:
        return
    listed, poor = document.request.listed, seen < sight.POOR
    says = names.maintenance(body, poor=poor, listed=listed.title if listed else None)
    if says is not None:
        raise ReadError(f"the site is under maintenance ({says}), with HTTP 200", Verdict.MAINTENANCE)
    if (says := names.broken(body, poor=poor)) is not None:
        raise FetchError(f"the server's own error page ({says}), with HTTP 200", status=200)
    if not poor:
        return
    if (says := names.parked(body)) is not None:
        raise FetchError(f"the domain is parked or for sale ({says})", status=200, verdict=Verdict.WRONG)
    if (found := gate(document)) is not None:
        _block(document, found)
    if _PASSWORD.search(body) is not None:
        _block(document, "log-in page")
    if listed is None and seen <= sight.SHORT and (target := names.moved(body)) is not None:
        raise ReadError(f"the page says that it has moved{f' to {target}' if target else ''}", Verdict.MOVED)
    bare = seen < sight.BARE or (seen <= sight.SHORT and names.is_loading(body))
    if bare and ACTS.search(body) is not None and not _asked_for_data(document):
        _judge_bare(document)


def _asked_for_data(document: Document) -> bool:
    """Whether no page was wanted at all: its reader says so, and a browser would not help."""
    return document.request.accept.startswith(("application/json", "application/rss+xml"))


def _judge_bare(document: Document) -> NoReturn:
    """A page with nothing to read: it leads on, or a script would have filled it."""
    leads = _LEADS_ON.search(document.body)
    if leads is not None:
        target = leads[1].decode("utf-8", "replace")
        raise ReadError(f"the page only leads on by script, to {target}; watch that address", Verdict.MOVED)
    _block(document, "script page")


def _block(document: Document, challenge: str) -> NoReturn:
    """A gate is told by its kind and never solved; a browser only helps where none was used."""
    browser = challenge.startswith("script") and document.came is Came.HTTP
    needs = "; it needs a browser" if browser else ""
    reason = f"{challenge} instead of the page (HTTP {document.status}){needs}"
    raise BlockedError(reason, challenge, verdict_of(challenge))


def _in_utf8(document: Document) -> bytes:
    read = charset.decode(document.body, document.header("Content-Type"))
    return document.body if read.verbatim else read.text.encode("utf-8", "replace")
