"""What a change does to programmes and how soon it matters, as `show` says it: in the words of the digests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.answers import Answer
from monitor.cli.place import Place
from monitor.model import Amended, Comparison, Recorded, Restored, Told
from monitor.severity import Severity, severity

if TYPE_CHECKING:
    from monitor.digest.words import Words


def lines(place: Place, recorded: Recorded, told: Told) -> Iterator[str]:
    """For each reader how soon it matters, then each programme with what moved, was answered, claimed or confirmed."""
    from monitor.digest import weight
    from monitor.digest.strands import strand

    words = english(place)
    programmes = {programme.id: programme.name for programme in place.config.programmes}
    for name, found in severities(place, recorded, told).items():
        yield f"for {name}: {weight.line(found, programmes, words)}"
    change = recorded.finding.change
    comparison = change.comparison if isinstance(change, Amended | Restored) else Comparison()
    for thread in recorded.finding.threads:
        made = strand(thread, recorded, comparison, programmes, words)
        yield f"programme {thread.programme}: {thread.why}"
        for sentence, quote in (*made.settled, *made.moves, *made.answers, *made.claims):
            yield f"    {sentence}"
            if quote:
                yield f"        {quote}"


def severities(place: Place, recorded: Recorded, told: Told) -> dict[str, Severity]:
    """By subscription that is owed the change or was told, how soon it matters as of today."""
    today = place.now().astimezone(place.config.settings.timezone).date()
    return {name: severity(recorded, telling.why, today) for name, telling in told.tellings.items()}


def severity_answer(found: Severity) -> Answer:
    return {
        "level": found.level.value,
        "days": found.days,
        "reasons": [
            {
                "kind": reason.kind,
                "sort": reason.sort or None,
                "value": reason.value or None,
                "days": reason.days,
            }
            for reason in found.reasons
        ],
    }


def english(place: Place) -> Words:
    """The shipped English phrases."""
    from monitor.digest.words import Words, parse
    from monitor.templates import load_templates

    name = "digest/words.en.toml"
    return Words("en", parse(load_templates().shipped[name], name), place.config.settings.timezone, name)
