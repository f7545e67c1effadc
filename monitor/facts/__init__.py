"""Text -> facts: typed values as the text writes them, and each time one is said, with its place.

said.py puts a notice's facts together from a file for each sort: days and inforce (which day is what), numbers and
authorities, references, codes, charged and rates, counts, limits, standards, papers, ports, nations, schemes, money.
mentions.py lays what two versions of a sentence say side by side.

Every pattern here has bounded repeats only, so hostile text costs no more time than any other, and is
ASCII-minded: a Chinese sign and a Latin letter side by side are a word boundary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from monitor.facts import counts
from monitor.model import Content, Count, FactDelta, Facts
from monitor.prose import Prose, places, prose


def find(title: str, text: str, *, language: str, published: date | None = None) -> Facts:
    """The facts of a notice, each sort in order of first appearance, without repeats.

    language: BCP 47; both languages are always read, since notices mix them. published: the day its
    list or a field of the page gives; it answers "from the day of publication".
    """
    del language  # a hint only; room for languages that need their own reading
    return find_in(prose(title), prose(text), published=published)


def find_in(title: Prose, text: Prose, *, published: date | None = None) -> Facts:
    """As `find`, for texts that were made ready before."""
    from monitor.facts import said  # many patterns, compiled when a first text is read

    return said.facts(title, text, published)


def located(facts: Facts, content: Content, *, without: int = 0) -> Facts:
    """Facts of a notice's `body` with the places that a reader knows: "paragraph 4", "table Annex 1, row 8541430010".

    without: characters at the start of the body that were not read as such, being the title.
    """
    if all(mention.place != "body" for mention in facts.mentions):
        return facts
    known = places(content)
    return replace(
        facts,
        mentions=tuple(
            replace(mention, place=known.place(mention.start + without))
            if mention.place == "body"
            else mention
            for mention in facts.mentions
        ),
    )


def deltas(before: Facts, after: Facts) -> tuple[FactDelta, ...]:
    """What moved, by name, in a fixed order.

    Days and the number by value. Codes, standards and places: `before` holds those that went, `after`
    those that came. Counts pair by what they count (ports, exporters, hours, percent).
    """
    moved = [
        FactDelta(name, None if old is None else str(old), None if new is None else str(new))
        for name in ("number", "published", "effective", "expires")
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]
    for name in ("hs_codes", "standards", "places"):
        moved += _sets(name, getattr(before, name), getattr(after, name))
    return (*moved, *_counted(before.counts, after.counts))


def _sets(name: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[FactDelta]:
    gone = ", ".join(value for value in before if value not in set(after))
    came = ", ".join(value for value in after if value not in set(before))
    if gone or came:
        yield FactDelta(name, gone or None, came or None)


def _counted(before: tuple[Count, ...], after: tuple[Count, ...]) -> Iterator[FactDelta]:
    old, new = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*old, *new)):
        was, now = Counter(old.get(name, ())), Counter(new.get(name, ()))
        gone, came = list((was - now).elements()), list((now - was).elements())
        for index in range(max(len(gone), len(came))):
            yield FactDelta(
                name,
                gone[index] if index < len(gone) else None,
                came[index] if index < len(came) else None,
            )


def _by_name(found: tuple[Count, ...]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for count in found:
        grouped.setdefault(counts.name_of(count), []).append(count.value)
    return grouped
