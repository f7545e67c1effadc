"""Where people are sent after they logged in: to a page of ours, whatever the address says."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.types import Scope

_LONGEST = 4_000


def safe_next(written: str) -> str:
    """The written path when it is one of ours, else the first page. Browsers take a second slash, or a backslash, for
    the begin of another site's name, and leave out tabs and line ends before they look.
    """
    plain = written.isprintable() and "\\" not in written and len(written) <= _LONGEST
    if not plain or not written.startswith("/") or written.startswith("//"):
        return "/"
    try:
        parts = urlsplit(written)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc or parts.path in {"/login", "/logout"} else written


def address_of(scope: Scope) -> str:
    """The page that was asked for, as an address without a host."""
    query = scope.get("query_string", b"").decode("latin-1")
    return quote(scope["path"], safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
