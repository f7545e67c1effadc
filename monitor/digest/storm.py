"""Very many changes of one source at once, told as one: how many, what they are called, where they stand (faults M11).

What is on the reader's watchlist, moves a programme or answers something awaited stands on its own all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor import shown
from monitor.digest.compose import watched
from monitor.digest.few import Some, some
from monitor.digest.items import Badge, badges
from monitor.digest.names import Names
from monitor.digest.words import Words
from monitor.model import Line
from monitor.values import dataclass

TITLES = 60
SOURCES = 5  # that are named of many


@dataclass(frozen=True, slots=True)
class Title:
    """One change of many. link is None when the address may not be clicked (C15)."""

    title: str
    language: str
    link: str | None
    badges: tuple[Badge, ...]
    day: str | None


@dataclass(frozen=True, slots=True)
class Storm:
    """Many changes, ready to be laid out. labels: how many of them are about what."""

    headline: str
    authority: str
    source: str
    happened: str
    labels: str | None
    titles: Some[Title]
    command: str


def piles(lines: Sequence[Line], most: int) -> Iterator[tuple[Line, ...]]:
    """The changes one by one; behind them, each as one pile, those of sources in which more than `most` came at once."""
    at_once = Counter((line.change.source, line.change.detected) for line in lines)
    stormy = {source for (source, _), count in at_once.items() if count > most}
    heaped: dict[str, list[Line]] = {}
    for line in lines:
        if line.change.source in stormy and not stands_alone(line):
            heaped.setdefault(line.change.source, []).append(line)
        else:
            yield (line,)
    yield from map(tuple, heaped.values())


def stands_alone(line: Line) -> bool:
    threads, effects = line.change.finding.threads, line.change.effects
    tells = any(thread.moves or thread.answers for thread in threads)
    return watched(line) or tells or any(effect.settles or effect.claims for effect in effects)


def storm(pile: Sequence[Line], names: Names, words: Words) -> Storm:
    """Everything a digest says about a pile of changes of one source."""
    source = pile[0].change.source
    since = min(line.change.detected for line in pile)
    new = all(line.change.finding.change.name == "new" for line in pile)
    counts = Counter(label.name.value for line in pile for label in line.change.finding.classification.labels)
    said = [
        words.say("storm.label", label=words.name("label", name), n=n) for name, n in counts.most_common()
    ]
    return Storm(
        headline=words.say("storm.new" if new else "storm.changes", n=len(pile)),
        authority=shown.line(names.authorities.get(source, source)),
        source=shown.line(source),
        happened=words.say("storm.happened"),
        labels=words.say("sign.dot").join(said) or None,
        titles=some(
            pile, TITLES, lambda line: title(line, words), lambda more: words.say("storm.more", n=more)
        ),
        command=f"monitor changes --source {shown.line(source)} --since {since:%Y-%m-%dT%H:%MZ}",
    )


def rest(pile: Sequence[Line], names: Names, words: Words) -> Storm:
    """Everything a digest says about the changes for which its mails have no room."""
    told = storm(pile, names, words)
    sources = Counter(line.change.source for line in pile)
    named = [
        shown.line(names.authorities.get(source, source), 80) for source, _ in sources.most_common(SOURCES)
    ]
    if len(sources) > SOURCES:
        named.append(words.say("item.more", n=len(sources) - SOURCES))
    since = min(line.change.detected for line in pile)
    return replace(
        told,
        headline=words.say("storm.rest", n=len(pile)),
        authority=words.say("sign.semicolon").join(named),
        source="",
        happened=words.say("storm.rest_happened"),
        command=f"monitor changes --since {since:%Y-%m-%dT%H:%MZ}",
    )


def title(line: Line, words: Words) -> Title:
    notice = line.change.finding.change.notice
    published = notice.listed.published
    return Title(
        title=shown.line(notice.title),
        language=shown.line(notice.language),
        link=shown.link(notice.url),
        badges=tuple(badges(line, words)),
        day=words.day(published) if published else None,
    )
