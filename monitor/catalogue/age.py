"""How old what the catalogue knows is, and how old it is for the sources that somebody watches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from monitor import catalogue

OLD = timedelta(days=365)  # sites are rebuilt about that often


def is_old(today: date) -> bool:
    """Whether nothing in the catalogue was seen for so long that a newer version is wanted."""
    return today - date(*catalogue.date_of(catalogue.newest_evidence())) > OLD


def age(ids: Iterable[str], today: date) -> str:
    """A line about the catalogue's newest evidence and that of the sources with these ids."""
    newest = catalogue.newest_evidence()
    days = (today - date(*catalogue.date_of(newest))).days
    text = f"newest evidence {newest}, {max(days, 0)} days old"
    watched = [entry for name in ids if (entry := catalogue.by_id().get(name)) is not None]
    if not watched:
        return text
    dated = [entry for entry in watched if entry.known.evidence]
    old = [e.id for e in dated if today - date(*catalogue.date_of(e.known.evidence or "")) > OLD]
    text += f"; of yours {len(watched)} are in it, {len(watched) - len(dated)} without a date"
    if old:
        text += f", {len(old)} older than a year: {', '.join(old[:3])}{', …' if len(old) > 3 else ''}"
    return text
