"""What of a page's bytes a reader would see, told by looking along them once; no tree is built.

Bodies are UTF-8 here. All of it takes linear time on any input (faults C18).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import local

from monitor.extract.text import fold
from monitor.patterns import regex

POOR = 1_500  # bytes of visible text; less is no page of an authority that we know of
SHORT = 400  # bytes; more is a text about captchas, not a captcha
BARE = 60  # bytes; less is nothing to read at all

# Never more than to the next "<": what is not closed must not be searched to the end again and again (C18).
_TAG = rb"[^<>]*>?"
UNSEEN = frozenset({b"script", b"style", b"noscript", b"title", b"template"})


_TITLE = regex(rb"<title[^<>]{0,200}>(.{0,400}?)</title", re.IGNORECASE | re.DOTALL)
_HEADING = regex(rb"<h([1-3])\b[^<>]{0,200}>(.{0,400}?)</h\1", re.IGNORECASE | re.DOTALL)


def texts(body: bytes, unseen: frozenset[bytes] = UNSEEN) -> Iterator[bytes]:
    """The stretches of text that a page shows."""
    pieces, ends = _pieces(unseen)
    at = 0
    while (piece := pieces.match(body, at)) is not None:
        tag, text = piece.groups()
        at = piece.end()
        if text is not None:
            yield text
        elif tag is None or (end := ends[tag.lower()].search(body, at)) is None:
            return
        else:
            at = end.end()


@lru_cache(maxsize=8)
def _pieces(unseen: frozenset[bytes]) -> tuple[re.Pattern[bytes], dict[bytes, re.Pattern[bytes]]]:
    """What runs over tags to the next text, to one of these elements or to the end; and how each of them ends."""
    names = b"|".join(sorted(unseen))
    tags = rb"(?:<(?!(?:%b)(?![a-z]))%b)*+" % (names, _TAG)
    pieces = re.compile(tags + rb"(?:<(%b)%b|([^<]+)|\Z)" % (names, _TAG), re.IGNORECASE)
    ends = {name: re.compile(rb"</%b(?![a-z])%b" % (name, _TAG), re.IGNORECASE) for name in unseen}
    return pieces, ends


def visible(body: bytes, unseen: frozenset[bytes] = UNSEEN) -> int:
    """How many bytes of text a page shows; counting stops when it is no longer poor."""
    seen = 0
    for text in texts(body, unseen):
        seen += len(text.strip())
        if seen >= POOR:
            break
    return seen


def title(body: bytes) -> str:
    return _named(body)[0]


def headings(body: bytes) -> tuple[str, ...]:
    """The headings that name the page: those of the first rank, or the first there is."""
    return _named(body)[1]


class _Last(local):
    """The page that this thread asked about last, and what it calls itself: several ask in a row."""

    body: bytes | None = None
    named: tuple[str, tuple[str, ...]] = ("", ())


_last = _Last()


def forget() -> None:
    """Let go of the page that this thread asked about last."""
    _last.body = None


def _named(body: bytes) -> tuple[str, tuple[str, ...]]:
    """Title and headings."""
    if _last.body is not body:
        name = _TITLE.search(body)
        ranks = list(_HEADING.finditer(body))
        first = [heading for heading in ranks if heading[1] == b"1"] or ranks[:1]
        headed = tuple(_shown(b"".join(texts(heading[2]))) for heading in first)
        _last.body, _last.named = body, (_shown(name[1]) if name else "", headed)
    return _last.named


def _shown(text: bytes) -> str:
    return fold(text.decode("utf-8", "replace"))
