"""Text -> dates, codes, counts, names: typed values, as the text writes them.

Every pattern here has bounded repeats only, so hostile text costs no more time than any other, and is
ASCII-minded: a Chinese sign and a Latin letter side by side are a word boundary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from monitor.facts import codes, counts, days, names
from monitor.model import Count, FactDelta, Facts
from monitor.prose import Prose, prose

MOST = 2_000  # values of one sort that are kept; an annex has hundreds, hostile text has millions


def find(title: str, text: str, *, language: str, published: date | None = None) -> Facts:
    """The facts of a notice, each sort in order of first appearance, without repeats.

    language: BCP 47; both languages are always read, since notices mix them. published: the day its
    list or a field of the page gives; it answers "from the day of publication".
    """
    del language  # a hint only; room for languages that need their own reading
    return find_in(prose(title), prose(text), published=published)


def find_in(title: Prose, text: Prose, *, published: date | None = None) -> Facts:
    """As `find`, for texts that were made ready before."""
    dated = days.dates(text, published)
    if dated.effective is None:
        named = days.dates(title, dated.published)
        dated = days.Dates(dated.published, named.effective, dated.expires or named.expires)
    return Facts(
        number=names.number(title.plain, text.plain.split("\n", 8)[:8] + text.plain.rsplit("\n", 3)[1:]),
        published=dated.published,
        effective=dated.effective,
        expires=dated.expires,
        hs_codes=_once(part.plain[start:end] for part in (title, text) for start, end in codes.codes(part)),
        standards=_once(name for part in (title, text) for name in names.standards(part)),
        places=_once(name for part in (title, text) for name in names.places(part)),
        counts=tuple(
            islice(dict.fromkeys(count for part in (title, text) for count in counts.counts(part)), MOST)
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


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(values), MOST))
