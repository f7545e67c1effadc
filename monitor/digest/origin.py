"""Where a change comes from: who published it, where else it stands, how to find the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor import shown
from monitor.digest.words import Words
from monitor.model import Facts, Listed, Place, Recorded, Removed

PLACES = 3  # other sites of the same notice


def origin(
    recorded: Recorded, listed: Listed, facts: Facts, authorities: Mapping[str, str], words: Words
) -> Iterator[str]:
    """Who published it, under which number, when."""
    yield shown.line(authorities.get(recorded.source, recorded.source))
    number = listed.number or facts.number
    if number:
        yield words.say("item.number", number=shown.line(number, 80))
    published = listed.published or facts.published
    if published:
        yield words.say("item.published", day=words.day(published))
    elif listed.published_text:
        yield words.say("item.published", day=shown.line(listed.published_text, 40))
    if recorded.also_at:
        yield words.say(
            "item.still" if isinstance(recorded.finding.change, Removed) else "item.also",
            places=words.join([_named(place, authorities) for place in recorded.also_at[:PLACES]]),
        )


def _named(place: Place, authorities: Mapping[str, str]) -> str:
    return f"{shown.line(authorities.get(place.source, place.source))} {shown.line(place.url)}"


def trail(recorded: Recorded, words: Words) -> Iterator[str]:
    """How to find the proof: the evidence's id, its source, both versions by their SHA-256."""
    yield words.say("item.evidence", id=shown.line(recorded.id))
    yield words.say("item.source", source=shown.line(recorded.source))
    yield words.say("item.detected", moment=words.moment(recorded.detected))
    for side, sha256 in (("before", recorded.before), ("after", recorded.after)):
        if sha256:
            yield words.say(f"item.{side}", sha=sha256[:12])
