"""What one item of an HTML list says: its title, its link, its date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from monitor import identity, urls
from monitor.extract import links
from monitor.extract.text import fold
from monitor.patterns import regex
from monitor.values import dataclass

UNSEEN = (
    "script, style, template, [hidden], .sr-only, .visually-hidden, .screen-reader-text,"
    "[style*='display:none'], [style*='display: none']"
)
EPOCH = regex(r"\d{9,}")  # a deadline for a script to count down to, no date for people


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a list. url: None when it has no link that may be followed (faults C15)."""

    title: str
    url: str | None
    date: str | None
    number: str | None
    text: str


# -- looking into an item --------------------------------------------------------------------------


def boxes(nodes: Sequence[LexborNode]) -> list[int]:
    """For each item, the smallest box around it that holds another item too."""
    around = [[box.mem_id for box in _ancestors(node)] for node in nodes]
    held = Counter(box for boxes in around for box in boxes)
    return [next((box for box in boxes if held[box] > 1), 0) for boxes in around]


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def anchor_of(node: LexborNode, base: str) -> LexborNode | None:
    """The link that is the notice: one that may be followed, and the one with the most to say."""

    def weight(anchor: LexborNode) -> tuple[bool, bool, int]:
        words = fold(anchor.text()) or fold(anchor.attributes.get("title") or "")
        return target(anchor, base) is not None, links.title(words, "") == words != "", len(words)

    anchors = node.css("a[href]") or _around(node) or _below(node)
    return max(anchors, key=weight, default=None)


def _around(node: LexborNode) -> list[LexborNode]:
    """The link that an item stands inside of."""
    return [box for box in _ancestors(node) if box.tag == "a" and box.attributes.get("href")][:1]


def _below(node: LexborNode) -> list[LexborNode]:
    """The links of the table row that an accordion unfolds below an item."""
    row = node.next
    while row is not None and row.tag == "-text":
        row = row.next
    folded = (
        row is not None and row.tag == "tr" and row.attributes.get("class") != node.attributes.get("class")
    )
    return row.css("a[href]") if row is not None and folded else []


def title_of(node: LexborNode, row: LexborNode, date: str | None) -> str:
    """The fuller of what a link says and what its title attribute says, without status words and date."""
    inner = node.css_first("h1,h2,h3,h4,h5,[class*='title']")
    text = _without(fold((inner or node).text()), date)
    hint = fold(node.attributes.get("title") or "")
    if identity.is_cut_of(text, hint):
        text = hint
    if links.title(text, "") != text or not text:  # it only says "download": the row says of what
        picture = node.css_first("img[alt]")
        text = hint or (fold(picture.attributes.get("alt") or "") if picture else "")
        text = text or _without(fold(row.text(separator=" ")).removesuffix(fold(node.text())), date)
    return identity.title(text)


def marks(row: Row) -> identity.Marks:
    number = identity.number(row.number) or row.number if row.number else identity.number_of_title(row.title)
    return identity.Marks(row.title, number, row.url, date=row.date)


def text_of(node: LexborNode) -> str:
    """What an item says as a whole, without what will say something else next week."""
    parts = (fold(part.text()) for part in node.traverse(include_text=True) if part.tag == "-text")
    kept = (part for part in parts if part and not EPOCH.fullmatch(part) and not identity.is_status(part))
    return " ".join(map(identity.title, kept))


def _without(text: str, date: str | None) -> str:
    return text.removesuffix(date).removeprefix(date).strip() if date else text


def target(anchor: LexborNode, base: str) -> str | None:
    """Where a link leads, None when it leads nowhere or only within the page."""
    href = (anchor.attributes.get("href") or "").strip()
    if not href or (href.startswith("#") and not href.startswith(("#/", "#!"))):
        return None
    return urls.join(base, href)


def once(rows: list[Row], drop: tuple[str, ...]) -> list[Row]:
    """Rows that lead to the same page are one notice (Q12): its title, its date, its picture."""
    keep = identity.telling(((row.title, row.url) for row in rows), drop)
    kept: dict[str, Row] = {}
    for place, row in enumerate(rows):
        mark = identity.address(row.url, drop, keep) if row.url else f"row {place}"
        other = kept.setdefault(mark, row)
        if other is not row:
            fuller = max(other, row, key=lambda one: len(one.title))
            kept[mark] = replace(fuller, date=other.date or row.date, number=other.number or row.number)
    return list(kept.values())
