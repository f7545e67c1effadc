"""Names a text gives to itself and to others: its own number, standards, ports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.facts.ports import PORTS
from monitor.prose import Prose

_YEAR_NUMBER = (
    r"(?:\d{4} ?年 ?第? ?\d{1,4} ?号|[〔\[(]\d{4}[〕\])] ?第? ?\d{1,4} ?号|第 ?\d{1,4} ?号(?:\[\d{4}\])?)"
)
_ENGLISH_NUMBER = (
    r"(?:(?:public )?(?:notice|announcement|circular|notification|order|decree|decision|proclamation|bulletin)"
    r" (?:no\. ?|number )\d{1,6}(?:[/-][a-z0-9\-/]{1,24})?(?: ?(?:of|\(|\[) ?\d{4}[\])]?)?"
    r"|(?:implementing |delegated )?regulation \((?:eu|ec)\) (?:no )?\d{1,4}/\d{1,4}|fr doc\. ?\d{4}-\d{3,6})"
)
_NUMBER = re.compile(
    rf"(?:(?:(?!关于|修改|废止)[\u4e00-\u9fff]){{2,20}}(?:公告|令|通知|函|发|税|字|告|办))? ?{_YEAR_NUMBER}|{_ENGLISH_NUMBER}",
    re.ASCII,
)
_CITED = re.compile(rf"{_YEAR_NUMBER}|\b{_ENGLISH_NUMBER}", re.ASCII)
_LABELLED = re.compile(
    r"(?:文号|发文字号|公告编号|文件编号|document (?:no\.?|number)|reference)[: ]{1,3}([^\n\t]{3,60})",
    re.ASCII,
)
_STANDARD = re.compile(
    r"\b(?:ISO(?:/IEC|/TS|/TR)?|IEC|EN(?: ISO)?|GB(?:/T|/Z)?|SN/T|HS/T|HJ(?:/T)?|ASTM|ANSI|JIS|UL|BS EN|DIN(?: EN)?|IEEE|ITU-T)"
    r"[ -]?[A-Z]?\d{2,6}(?:[.-]\d{1,3}){0,2}(?: ?[:—–-] ?(?:19|20)\d{2})?(?![\d])",
    re.ASCII,
)
_PORT_WORD = re.compile(r"口岸|港|\bports?\b|\bairports?\b|\bcrossings?\b", re.ASCII)
_KNOWN = re.compile(
    "|".join(sorted({re.escape(name) for _, name in PORTS}, key=len, reverse=True))
    + "|"
    + "|".join(
        rf"\b{re.escape(name)}\b" for name in sorted({name for name, _ in PORTS}, key=len, reverse=True)
    ),
    re.ASCII,
)
_PORT_OF = re.compile(r"\b[Pp]ort of ([A-Z][a-z][\w.'’]{1,20}(?: [A-Z][a-z][\w.'’]{1,20}){0,2})", re.ASCII)
_LIST = re.compile(r"(?:、[\u4e00-\u9fff]{2,7}(?=[、。;,)等])){1,60}", re.ASCII)
_NO_NAME = (
    "Entry",
    "Description",
    "Import",
    "Export",
    "Departure",
    "Arrival",
    "Discharge",
    "Loading",
    "Exit",
)


def number(title: str, lines: list[str]) -> str | None:
    """A notice's own number: a field of the page, the title's start or end, or a line that is nothing else.

    A number in the middle of a sentence belongs to another notice.
    """
    title = re.sub(r"《[^》]{0,200}》", "", title)
    for place in (title, title.rstrip(") ").rpartition("(")[2]):
        match = _NUMBER.match(place.strip().lower())
        if match and (place is not title or match.end() == len(title.strip()) or "号" in match.group()):
            return place.strip()[: match.end()].strip()
    for line in (*lines[:8], *lines[-3:]):
        labelled = _LABELLED.match(line.lower())
        if labelled:
            return line[labelled.start(1) : labelled.end(1)].strip()
        bare = line.strip().strip("()[]")
        if len(bare) < 60 and _NUMBER.fullmatch(bare.lower()):
            return bare
    return None


def standards(prose: Prose) -> Iterator[str]:
    """ISO 14067, GB/T 24067-2024, IEC 60598: as written, in order."""
    return (prose.plain[start:end] for start, end in standards_at(prose))


def standards_at(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where standards are named, in order."""
    return (match.span() for match in _STANDARD.finditer(prose.plain))


def documents(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where the numbers of documents stand, of this one or of others, without who issued them."""
    return (match.span() for match in _CITED.finditer(prose.low))


def places(prose: Prose) -> Iterator[str]:
    """The ports that a text names, in order: see `places_at`."""
    return (prose.plain[start:end] for start, end in places_at(prose))


def places_at(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where a text names ports: Ports that a text names: 上海、宁波、深圳等12个口岸; the ports of Shanghai and Ningbo.

    A name counts where the ports table knows it, or where it stands in one 、list with names that the
    table knows, and only in a sentence that speaks of ports: most port towns are also just towns.
    """
    text, at = prose.plain, -1
    for match in _PORT_WORD.finditer(prose.low):
        if match.start() < at:
            continue
        start, at = prose.sentence(match.start())
        for known in _KNOWN.finditer(text, start, at):
            yield known.span()
            yield from _neighbours(text, known, at)
    for match in _PORT_OF.finditer(text):
        if not match.group(1).startswith(_NO_NAME):
            yield match.span(1)


def _neighbours(text: str, known: re.Match[str], end: int) -> Iterator[tuple[int, int]]:
    """Names that follow a known one in its list."""
    listed = _LIST.match(text, known.end(), end)
    at = known.end()
    for name in listed.group().split("、")[1:] if listed else ():
        bare = name.split("等")[0].split("口岸")[0]
        if 2 <= len(bare) <= 6:
            yield at + 1, at + 1 + len(bare)
        at += 1 + len(name)
