"""Facts of a notice in lines for a terminal: each value once, with the words that say it and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.model import FactKind, Mention

MOST = 24  # values that are shown; the rest is in the JSON
_LONGEST = 60  # characters of the words that are shown
_DAYS = (FactKind.PUBLISHED, FactKind.DOCUMENT, FactKind.EFFECTIVE, FactKind.EXPIRES, FactKind.DEADLINE)
_FIRST = (
    FactKind.NUMBER,
    FactKind.ISSUER,
    *_DAYS,
    FactKind.HS_CODE,
    FactKind.RATE,
    FactKind.LIMIT,
    FactKind.PAPER,
    FactKind.STANDARD,
    FactKind.REFERENCE,
    FactKind.PORT,
    FactKind.SCHEME,
    FactKind.COUNTRY,
    FactKind.COUNT,
)


def lines(mentions: Iterable[Mention]) -> list[str]:
    """What the notice itself is and when it counts first, then what it names."""
    said = list(_values(mentions))
    told = [_line(mention) for mention in said[:MOST]]
    if len(said) > MOST:
        told.append(f"    and {len(said) - MOST} more facts, see --json")
    return told


def _values(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The first mention of each value, the surest sorts first."""
    first: dict[tuple[FactKind, str, str | None], Mention] = {}
    for mention in mentions:
        first.setdefault((mention.kind, mention.value, mention.of), mention)
    return iter(sorted(first.values(), key=lambda mention: _FIRST.index(mention.kind)))


def _line(mention: Mention) -> str:
    words = " ".join(mention.text.split())
    quoted = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    of = f" ({mention.of})" if mention.of else ""
    said = f"  “{quoted}”" if words != mention.value else ""
    return f"fact {mention.kind.value} {mention.value}{of}{said}  [{mention.place}]"
