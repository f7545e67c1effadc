"""Names a text gives to others: standards, ports, documents. See standards.py, ports.py and numbers.py."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.facts import numbers, ports, standards as named
from monitor.prose import Prose


def standards_at(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where standards are named, in order."""
    return named.standards(prose)


def places_at(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where a text names ports."""
    return ports.places(prose)


def standards(prose: Prose) -> Iterator[str]:
    """Standards as they are written, in order."""
    return (prose.plain[start:end] for start, end in standards_at(prose))


def places(prose: Prose) -> Iterator[str]:
    """The ports that a text names, in order."""
    return (prose.plain[start:end] for start, end in places_at(prose))


def documents(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where the numbers of documents stand, of this one or of others."""
    return ((each.start, each.end) for each in numbers.cited(prose))
