"""Where links lead, so that two ways of writing the same address are one."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from monitor import urls

_NOWHERE = "http://nowhere.invalid/"  # stands in for the site of an address that is written without it


def target(href: str) -> str:
    """What a link leads to on its site: path and query without session, tracking and cache-buster.

    Scheme and host are left out: the same file is linked with and without them, and a site that moves
    to another host has not changed its notices.
    """
    parts = urlsplit(_canonical(href))
    route = "#" + parts.fragment if parts.fragment else ""
    return (parts.path or "/") + ("?" + parts.query if parts.query else "") + route


def shown(href: str) -> str:
    """The address as a reader is shown it: without what a server adds for its own book-keeping."""
    return _canonical(href).removeprefix(_NOWHERE[:-1])


def _canonical(href: str) -> str:
    try:
        return urls.canonical(urljoin(_NOWHERE, href))
    except ValueError:
        return href  # not an address; it is compared as the text it is
