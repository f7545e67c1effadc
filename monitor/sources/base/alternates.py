"""Feeds that a page names as its own, for an operator whose feed has become a page."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from monitor import urls

MOST = 3  # that are told
_FEEDS = "link[rel~=alternate][type='application/rss+xml'], link[rel~=alternate][type='application/atom+xml']"


def alternates(markup: str, base: str) -> list[str]:
    """The addresses of the feeds that a page links to in its head."""
    found = (
        urls.join(base, node.attributes.get("href") or "") for node in LexborHTMLParser(markup).css(_FEEDS)
    )
    return list(dict.fromkeys(url for url in found if url))[:MOST]


def offered(markup: str, base: str) -> str:
    """These in words; nothing when the page names none."""
    found = alternates(markup, base)
    return f"; the page names {' and '.join(found)}" if found else ""
