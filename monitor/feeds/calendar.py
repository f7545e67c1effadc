"""Changes -> an iCalendar file (RFC 5545): what takes effect, what ends, until when to comment, apply or file.

A notice has at most three entries, one for each of these days, and each keeps its UID for ever. When a change moves the
day, SEQUENCE rises by one; when the notice names the day no more, or is gone, the entry
stays as STATUS:CANCELLED, so that calendars take it out. DTSTAMP is when we recorded the change that it stands on: the
same changes give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from monitor import __version__, shown
from monitor.digest.words import Words
from monitor.model import New, Outline, Recorded, Removed, Status

KINDS = ("effective", "expires", "deadline")
_LONGEST = 75  # octets of a line, without its end
_TEXT = 3_000  # characters of a description


@dataclass(frozen=True, slots=True)
class Entry:
    """One day that a notice names. place: its source and key; by: the last change that said anything of it."""

    place: tuple[str, str]
    kind: str
    day: date
    sequence: int
    first: datetime
    by: Recorded
    cancelled: bool = False

    @property
    def tentative(self) -> bool:
        return self.by.finding.status is Status.UNCONFIRMED

    def uid(self, domain: str) -> str:
        named = "\n".join((*self.place, self.kind)).encode("utf-8", "replace")
        return f"{hashlib.sha256(named).hexdigest()[:32]}@{domain}"


@dataclass
class _Notice:
    """A notice with its copies. place: where it was seen first; at: the sources that show it now."""

    place: tuple[str, str]
    at: set[str] = field(default_factory=set)
    days: dict[str, Entry] = field(default_factory=dict)


def entries(changes: Iterable[Outline]) -> list[Entry]:
    """The days that changes name, as they stand after the last of them. changes: oldest first.

    Copies of a notice on several sites are one notice. What nobody may hear of, or not yet, is passed over.
    """
    notices: dict[bytes | tuple[str, str], _Notice] = {}
    for outline in changes:
        recorded = outline.change
        if recorded.held or recorded.untold:
            continue
        place = recorded.source, recorded.finding.change.notice.key
        known = outline.shared or place
        notice = notices.setdefault(known, _Notice(place))
        copied = bool(notice.at - {recorded.source})
        if isinstance(recorded.finding.change, Removed):
            notice.at.discard(recorded.source)
            if notice.at:  # a copy of it still stands
                continue
        else:
            notice.at.add(recorded.source)
            if copied and isinstance(recorded.finding.change, New):
                continue
        _follow(notice, recorded)
    made = (entry for notice in notices.values() for entry in notice.days.values())
    return sorted(made, key=lambda entry: (entry.day, entry.place, entry.kind))


def _follow(notice: _Notice, by: Recorded) -> None:
    """The days of a notice after one more change of it."""
    gone, facts = isinstance(by.finding.change, Removed), by.finding.classification.facts
    for kind in KINDS:
        day: date | None = None if gone else getattr(facts, kind)
        before = notice.days.get(kind)
        if before is None:
            if day is not None:
                notice.days[kind] = Entry(notice.place, kind, day, 0, by.detected, by)
            continue
        after = replace(before, day=day or before.day, cancelled=day is None, by=by)
        if (after.day, after.cancelled, after.tentative) != (before.day, before.cancelled, before.tentative):
            notice.days[kind] = replace(after, sequence=before.sequence + 1)


def calendar(
    changes: Iterable[Outline],
    words: Words,
    *,
    domain: str,
    name: str,
    authorities: Mapping[str, str] | None = None,
    since: datetime | None = None,
) -> bytes:
    """The file, with CRLF line ends. changes: all of them, oldest first. authorities: their names by source. since: leaves out the entries on which nothing
    was recorded from then on.
    """
    told = [entry for entry in entries(changes) if since is None or entry.by.detected >= since]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//regulatory-monitor//{__version__}//EN",
        "CALSCALE:GREGORIAN",
        _text("NAME", name),
        _text("X-WR-CALNAME", name),
        *(line for entry in told for line in _event(entry, words, domain, authorities or {})),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line)).encode()


def _event(entry: Entry, words: Words, domain: str, authorities: Mapping[str, str]) -> Iterator[str]:
    listed = entry.by.finding.change.notice.listed
    stamp = _moment(entry.by.detected)
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid(domain)}"
    yield f"DTSTAMP:{stamp}"
    yield f"CREATED:{_moment(entry.first)}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield _text("SUMMARY", words.say(f"day.{entry.kind}", title=shown.line(listed.title, 300)))
    yield _text("DESCRIPTION", "\n".join(described(entry, words, authorities))[:_TEXT])
    if (link := shown.link(listed.url)) and link.isascii():
        yield f"URL:{link}"
    if labels := [label.name.value for label in entry.by.finding.classification.labels]:
        yield "CATEGORIES:" + ",".join(escape(label) for label in labels)
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'TENTATIVE' if entry.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PUBLIC"
    yield "END:VEVENT"


def described(entry: Entry, words: Words, authorities: Mapping[str, str]) -> Iterator[str]:
    """What stands under an entry."""
    change = entry.by.finding.change
    if entry.cancelled:
        yield words.say("day.removed" if isinstance(change, Removed) else "day.gone")
    elif entry.tentative:
        yield words.say("day.unconfirmed")
    yield from particulars(entry.by, words, authorities)


def particulars(recorded: Recorded, words: Words, authorities: Mapping[str, str]) -> Iterator[str]:
    """Who published a notice, what it is about, where the proof is: a line each."""
    listed, facts = recorded.finding.change.notice.listed, recorded.finding.classification.facts
    source = authorities.get(recorded.source, recorded.source)
    yield words.say("line.authority", source=shown.line(source))
    if number := listed.number or facts.number:
        yield words.say("line.number", number=shown.line(number, 120))
    if labels := [
        label_named(label.name.value, label.direction, words)
        for label in recorded.finding.classification.labels
    ]:
        yield words.say("line.labels", labels=", ".join(labels))
    if threads := [shown.line(thread.programme) for thread in recorded.finding.threads]:
        yield words.say("line.programmes", programmes=", ".join(threads))
    for kind in KINDS:
        if (day := getattr(facts, kind)) is not None:
            yield words.say(f"line.{kind}", day=day.isoformat())
    if facts.hs_codes:
        yield words.say("line.codes", codes=_first(facts.hs_codes))
    yield words.say("line.evidence", id=recorded.id)


def label_named(name: str, direction: str | None, words: Words) -> str:
    called = words.name("label", name)
    toward = words.name("direction", direction) if direction else ""
    return f"{called} ({toward})" if toward else called


def _first(codes: Sequence[str], most: int = 12) -> str:
    told = ", ".join(shown.line(code, 30) for code in codes[:most])
    return f"{told} … +{len(codes) - most}" if len(codes) > most else told


# -- content lines ---------------------------------------------------------------------------------

_ESCAPED = str.maketrans(
    {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\u2028": "\\n", "\u2029": "\\n", "\t": " "}
)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(name: str, value: str) -> str:
    return f"{name}:{escape(value)}"


def escape(text: str) -> str:
    """A text as a value: what would end it or begin something else is escaped, no control character is left."""
    return shown.text(text.replace("\r\n", "\n").replace("\r", "\n")).translate(_ESCAPED)


def fold(line: str) -> Iterator[str]:
    """A content line in pieces of at most 75 octets, the later ones begun by a blank; no character is cut in two."""
    octets, start, room = line.encode(), 0, _LONGEST
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        yield (" " if start else "") + octets[start:end].decode()
        start, room = end, _LONGEST - 1
    yield (" " if start else "") + octets[start:].decode()
