"""Changes -> an Atom feed (RFC 4287): an entry a change, the newest first.

An entry's id never changes, and its times are those at which the change was recorded, or something of it was taken back:
the same changes give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from monitor import shown
from monitor.digest.words import Words
from monitor.feeds.calendar import particulars
from monitor.feeds.wrong import as_it_reads, last_word
from monitor.model import Amended, Mistake, Outline, Recorded, Restored
from monitor.patterns import regex

NAMESPACE = "http://www.w3.org/2005/Atom"
MOST = 200  # entries of a file that is written anew with each digest
_FACTS = 12
_NOT_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def feed(
    changes: Iterable[Outline],
    words: Words,
    *,
    domain: str,
    name: str,
    authorities: Mapping[str, str] | None = None,
    subject: str | None = None,
    most: int | None = MOST,
) -> bytes:
    """The file. changes: oldest first; what nobody may hear of, or not yet, is passed over. authorities: their
    names by source. subject: the subscription that it is of, None for everything. most: entries; the latest stay.
    """
    told = [one.change for one in changes if not (one.change.held or one.change.untold)]
    told = told[::-1][:most]
    updated = max(map(last_word, told), default=_NEVER)
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": words.language})
    _add(root, "title", name)
    _add(root, "id", _urn(f"{domain}\n{subject or ''}"))
    _add(root, "updated", _moment(updated))
    _add(ET.SubElement(root, "author"), "name", domain)
    for recorded in told:
        _entry(root, recorded, words, domain, authorities or {})
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _entry(
    root: ET.Element, recorded: Recorded, words: Words, domain: str, authorities: Mapping[str, str]
) -> None:
    change, labels = recorded.finding.change, recorded.finding.classification.labels
    entry = ET.SubElement(root, "entry")
    sort = "silent" if isinstance(change, Amended) and change.silent else change.name
    title = shown.line(change.notice.title) or change.notice.key
    head = words.say("feed.head", change=words.name("change", sort), title=title)
    if recorded.corrections:
        only_misread = all(one.wrong.mistake is Mistake.MISREAD for one in recorded.corrections)
        head = words.say("feed.corrected" if only_misread else "feed.taken_back", head=head)
        recorded = as_it_reads(recorded, recorded.corrections)
    _add(entry, "title", head)
    _add(entry, "id", _urn(_identity(recorded, domain)))
    _add(entry, "published", _moment(recorded.detected))
    _add(entry, "updated", _moment(last_word(recorded)))
    if link := shown.link(change.notice.url):
        ET.SubElement(entry, "link", {"rel": "alternate", "href": _clean(link)})
    for label in labels:
        ET.SubElement(
            entry, "category", {"term": label.name.value, "label": words.name("label", label.name.value)}
        )
    _add(entry, "content", "\n".join(_lines(recorded, words, authorities)), type="text")


def _lines(recorded: Recorded, words: Words, authorities: Mapping[str, str]) -> Iterator[str]:
    change = recorded.finding.change
    yield from particulars(recorded, words, authorities)
    moved = change.comparison.facts if isinstance(change, Amended | Restored) else ()
    for delta in moved[:_FACTS]:
        before, after = (shown.line(side or "–", 200) for side in (delta.before, delta.after))
        yield words.say("line.fact", name=delta.name, before=before, after=after)


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _identity(recorded: Recorded, domain: str) -> str:
    key = recorded.finding.change.notice.key.encode("utf-8", "replace").decode()
    return "\n".join((domain, recorded.source, key, recorded.id, _moment(recorded.detected)))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    """Only characters that XML may hold."""
    return _NOT_XML.sub("\ufffd", shown.text(text))
