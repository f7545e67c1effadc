"""Changes -> an iCalendar file (RFC 5545): what takes effect, what ends, until when to comment, apply or file.

A notice has at most three entries, one for each of these days, and each keeps its UID for ever. When a change moves the
day, or we find that we misread it, SEQUENCE rises by one; when the notice names the day no more, is gone, or what we
said of it is taken back, the entry stays as STATUS:CANCELLED, so that calendars take it out. DTSTAMP is when we
recorded what it stands on: the same changes give the same bytes.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, date, datetime

from monitor import __version__, shown
from monitor.ahead import is_no_news
from monitor.digest.words import Words
from monitor.feeds.wrong import as_it_reads, reasons
from monitor.model import Correction, New, Outline, Recorded, Removed, Status
from monitor.values import dataclass

KINDS = ("effective", "expires", "deadline")
_LONGEST = 75  # octets of a line, without its end
_TEXT = 3_000  # characters of a description


@dataclass(frozen=True, slots=True)
class Entry:
    """One day that a notice names. place: its source and key; by: the last change that said anything of it, as it
    reads now; at: when that was recorded.
    """

    place: tuple[str, str]
    kind: str
    day: date
    sequence: int
    first: datetime
    by: Recorded
    at: datetime
    cancelled: bool = False

    @property
    def tentative(self) -> bool:
        return self.by.finding.status is Status.UNCONFIRMED

    def uid(self, domain: str) -> str:
        named = "\n".join((*self.place, self.kind)).encode("utf-8", "replace")
        return f"{hashlib.sha256(named).hexdigest()[:32]}@{domain}"


@dataclass
class _Notice:
    """A notice with its copies. place: where it was seen first; at: the sources that show it now; last: the change
    that its days are of.
    """

    place: tuple[str, str]
    at: set[str] = field(default_factory=set)
    days: dict[str, Entry] = field(default_factory=dict)
    last: str | None = None


def entries(changes: Iterable[Outline]) -> list[Entry]:
    """The days that changes name, as they stand after the last of them. changes: oldest first.

    Copies of a notice on several sites are one notice. What nobody may hear of, or not yet, is passed over.
    """
    notices: dict[bytes | tuple[str, str], _Notice] = {}
    for outline, wrong in _in_time(changes):
        recorded = outline.change
        place = recorded.source, recorded.finding.change.notice.key
        notice = notices.setdefault(outline.shared or place, _Notice(place))
        if wrong:
            if notice.last == recorded.id:  # else a later change has said more since
                _follow(notice, as_it_reads(recorded, wrong), wrong[-1].found)
        elif _concerns(notice, recorded):
            notice.last = recorded.id
            _follow(notice, as_it_reads(recorded, ()), recorded.detected)
    made = (entry for notice in notices.values() for entry in notice.days.values())
    return sorted(made, key=lambda entry: (entry.day, entry.place, entry.kind))


def _in_time(changes: Iterable[Outline]) -> Iterator[tuple[Outline, tuple[Correction, ...]]]:
    """The changes as they came, and each again whenever something of it was found to be wrong, with all that then was."""
    found: list[tuple[datetime, int, Outline, tuple[Correction, ...]]] = []
    count = itertools.count()  # of those of one moment the first stays the first
    for outline in changes:
        recorded = outline.change
        if recorded.held or recorded.untold:
            continue
        while found and found[0][0] < recorded.detected:
            yield heapq.heappop(found)[2:]
        yield outline, ()
        known = sorted(recorded.corrections, key=lambda one: one.found)
        for number, one in enumerate(known, start=1):
            heapq.heappush(found, (one.found, next(count), outline, tuple(known[:number])))
    while found:
        yield heapq.heappop(found)[2:]


def _concerns(notice: _Notice, recorded: Recorded) -> bool:
    """Whether a change says anything of the days of its notice, whose copies say the same; notes where it stands."""
    copied = bool(notice.at - {recorded.source})
    if isinstance(recorded.finding.change, Removed):
        notice.at.discard(recorded.source)
        return not notice.at  # else a copy of it still stands
    notice.at.add(recorded.source)
    return not (copied and isinstance(recorded.finding.change, New))


def _follow(notice: _Notice, by: Recorded, at: datetime) -> None:
    """The days of a notice after one more change of it, or after what was found to be wrong with the last."""
    gone, facts = isinstance(by.finding.change, Removed), by.finding.classification.facts
    for kind in KINDS:
        day: date | None = None if gone else getattr(facts, kind)
        before = notice.days.get(kind)
        if before is None:
            if day is not None:
                notice.days[kind] = Entry(notice.place, kind, day, 0, at, by, at)
            continue
        after = replace(before, day=day or before.day, cancelled=day is None, by=by, at=at)
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
    told = [entry for entry in entries(changes) if since is None or entry.at >= since]
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
    stamp = _moment(entry.at)
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
        taken_back = "day.taken_back" if is_no_news(entry.by.corrections) else "day.gone"
        yield words.say("day.removed" if isinstance(change, Removed) else taken_back)
    elif entry.tentative:
        yield words.say("day.unconfirmed")
    yield from particulars(entry.by, words, authorities)


def particulars(recorded: Recorded, words: Words, authorities: Mapping[str, str]) -> Iterator[str]:
    """What was wrong, who published a notice, what it is about, where the proof is: a line each."""
    yield from reasons(recorded, words)
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
