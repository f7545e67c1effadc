"""RSS and Atom as found in the wild: whatever can be read of them, and whether that was all.

feedparser does the reading; around it stand what it leaves to its caller: entities are refused before
any parser sees them (C11), and a feed that is cut off in the middle is read entry by entry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from monitor.errors import ReadError
from monitor.extract import charset, html, links, nesting
from monitor.extract.text import clean, fold
from monitor.model import Content, Text
from monitor.patterns import regex
from monitor.values import dataclass

MOST_ENTRIES = 5_000  # items a check (C17)

_DECLARED = regex(r"<!(?:DOCTYPE\b[^<>\[]*\[|ENTITY\b)", re.IGNORECASE)
_DOCTYPE = regex(r"<!DOCTYPE\b[^<>\[]*>", re.IGNORECASE)
_NUMBERED = regex(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_PROLOG = regex(r"^\s*<\?xml\b[^<>]*\?>")
_ENTRY = regex(r"<(/?)(item|entry)(?![\w:-])[^<>]*>", re.IGNORECASE)
_ROOT = regex(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. id: None when there is none or when another entry has the same (Q13).

    published and updated are aware UTC; published_text is the date as the feed prints it. content is
    HTML or text, the longest the entry has.
    """

    id: str | None
    link: str | None
    title: str
    published: datetime | None
    updated: datetime | None
    published_text: str | None
    content: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's entries in its order. flaw: why there may be more than could be read, None when whole (Q20).

    next: where its older entries are, if it says so (RFC 5005).
    """

    title: str
    entries: tuple[Entry, ...]
    flaw: str | None = None
    next: str | None = None


def read(body: bytes, *, content_type: str | None = None, base_url: str = "") -> Feed:
    """The feed in a body. Raises ReadError for what is no feed at all, or declares entities."""
    decoded = charset.decode(body, content_type)
    text = clean(decoded.text)
    if _ROOT.search(text[:4096]) is None:
        raise ReadError("expected a feed and got something else")
    if _DECLARED.search(text):
        raise ReadError("the feed declares entities, which feeds never need; it is not read")
    text = _NUMBERED.sub(_a_character, text)
    text = _PROLOG.sub("", _DOCTYPE.sub("", text))  # the charset is settled, the DTD is never needed
    if nesting.depth(text) > nesting.DEEPEST:
        raise ReadError(f"the feed nests more than {nesting.DEEPEST} elements; it is not read")
    found, flaw = _parse(text)
    if decoded.replaced:
        flaw = flaw or f"{decoded.replaced} letters could not be decoded"
    feed = found.get("feed")
    title = _string(feed, "title") if isinstance(feed, Mapping) else ""
    entries = [_entry(raw, base_url) for raw in _listed(found, "entries")]
    if len(entries) > MOST_ENTRIES:
        flaw = flaw or f"only the first {MOST_ENTRIES:,} of {len(entries):,} entries were read"
    further = _next(feed) if isinstance(feed, Mapping) else None
    return Feed(fold(title), _with_own_ids(entries[:MOST_ENTRIES]), flaw, further)


def content(body: bytes, *, content_type: str | None = None, base_url: str = "") -> Content:
    """A feed as a list: an item per entry, with its date and link. Its own build date means nothing."""
    found = read(body, content_type=content_type, base_url=base_url)
    return Content(
        tuple(
            Text(f"{entry.title} {entry.published_text or ''}".strip(), "item", entry.link)
            for entry in found.entries
        )
    )


def _a_character(reference: re.Match[str]) -> str:
    """A numbered character as it stands, nothing for a number that is none: feedparser fails on those (C26)."""
    hexadecimal, decimal = reference.groups()
    number = int(hexadecimal[:8], 16) if hexadecimal else int(decimal[:10])
    return reference[0] if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else ""


def _parse(text: str) -> tuple[Mapping[str, object], str | None]:
    """What feedparser finds; where XML breaks off, entry by entry, and then it says so."""
    import feedparser

    found = _by_feedparser(text)
    error = found.get("bozo_exception")
    if not found.get("bozo") or isinstance(error, feedparser.CharacterEncodingOverride):
        return found, None
    start, whole = _whole_entries(text)
    try:
        again = _by_feedparser(text[:start] + "".join(whole) + _closing(text[:start]))
    except ReadError:  # mended, it is worse
        again = found
    best = max(found, again, key=lambda one: len(_listed(one, "entries")))
    return best, f"the feed is not well formed: {fold(str(error))[:200]}"


def _by_feedparser(text: str) -> Mapping[str, object]:
    """ReadError where it stumbles itself, as over a namespace with a blank in it."""
    import feedparser

    try:
        found: Mapping[str, object] = feedparser.parse(
            text.encode(), response_headers={"content-type": "application/xml; charset=utf-8"}
        )
    except (AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        why = f"{type(error).__name__}: {fold(str(error))[:200]}"
        raise ReadError(f"the feed is not well formed, its parts contradict each other ({why})") from error
    return found


def _whole_entries(text: str) -> tuple[int, list[str]]:
    """(where entries begin, those that are closed): what a cut-off feed still says in full."""
    first, opened = len(text), -1
    whole: list[str] = []
    for tag in _ENTRY.finditer(text):
        if not tag[1]:
            opened, first = tag.start(), min(first, tag.start())
        elif opened >= 0:
            whole.append(text[opened : tag.end()])
            opened = -1
    return first, whole


def _closing(head: str) -> str:
    """The end tags that a feed's head leaves open, so that its entries stand where they belong."""
    names = re.findall(r"<(rss|feed|rdf:RDF|channel)\b", head)
    return "".join(f"</{name}>" for name in reversed(names) if f"</{name}>" not in head)


def _entry(raw: Mapping[str, object], base_url: str) -> Entry:
    link = _string(raw, "link")
    return Entry(
        id=_string(raw, "id") or None,
        link=links.absolute(base_url, link) if link else None,
        title=_plain(_string(raw, "title")),
        published=_moment(raw.get("published_parsed")),
        updated=_moment(raw.get("updated_parsed"))
        if "updated_parsed" in raw
        else None,  # else published, with a warning
        published_text=fold(_string(raw, "published") or _string(raw, "updated")) or None,
        content=_longest(raw),
    )


def _next(feed: Mapping[str, object]) -> str | None:
    found = (_string(link, "href") for link in _listed(feed, "links") if _string(link, "rel") == "next")
    return next(found, None) or None


def _longest(raw: Mapping[str, object]) -> str:
    texts = [_string(part, "value") for part in _listed(raw, "content")]
    return max([*texts, _string(raw, "summary")], key=len)


def _with_own_ids(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries, without ids that two of them share: a shared id is nobody's."""
    uses = Counter(entry.id for entry in entries)
    return tuple(
        entry
        if entry.id is None or uses[entry.id] == 1
        else Entry(
            None, entry.link, entry.title, entry.published, entry.updated, entry.published_text, entry.content
        )
        for entry in entries
    )


def _plain(title: str) -> str:
    """A title's words; feeds put markup and escaped markup into titles."""
    if "<" not in title and "&" not in title:
        return fold(title)
    body = html.parse(title).body
    return fold(body.text(deep=True)) if body is not None else fold(title)


def _moment(parsed: object) -> datetime | None:
    """A moment as feedparser parses it: always in UTC. Impossible ones are as good as none (T07)."""
    if not isinstance(parsed, tuple):
        return None
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _string(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""


def _listed(raw: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = raw.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
