"""A notice through time: its versions and changes on one line, the latest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monitor import shown
from monitor.digest.names import Names
from monitor.digest.words import Words
from monitor.store.reading import VERSIONS, Kept, Stands, Turn
from monitor.values import dataclass
from monitor.web.changed import Chip
from monitor.web.received import Original, original


@dataclass(frozen=True, slots=True)
class Happened:
    """A change of the notice in short."""

    id: str
    chip: Chip
    seen: str
    silent: bool
    held: bool
    untold: bool
    versions: tuple[int, ...]  # rows of the versions compared, as far as they are among those shown


@dataclass(frozen=True, slots=True)
class Point:
    """A version on the line. number: 1 is the oldest, None where that is not known; changes: those that brought it."""

    row: int
    number: int | None
    seen: str
    sha256: str
    original: Original | None
    changes: tuple[Happened, ...]
    latest: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """The same notice on another site."""

    id: int
    authority: str
    address: str
    link: str | None
    removed: bool


@dataclass(frozen=True, slots=True)
class Noticed:
    """All that a notice's page tells but for two versions compared. more: whether there are older versions than those
    shown.
    """

    id: int
    source: str
    title: str
    link: str | None
    address: str
    chips: tuple[Chip, ...]
    listing: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]
    changes: tuple[Happened, ...]
    copies: tuple[Copy, ...]
    more: bool


def noticed(
    stands: Stands,
    versions: Sequence[Kept],
    turns: Sequence[Turn],
    *,
    copies: Sequence[Stands],
    names: Names,
    words: Words,
) -> Noticed:
    """versions, turns: the latest first."""
    happened = [_happened(turn, versions, words) for turn in turns]
    by_row: dict[int, list[Happened]] = {}
    for turn, one in zip(turns, happened, strict=True):
        if row := _brought(turn, versions):
            by_row.setdefault(row, []).append(one)
    more = len(versions) == VERSIONS
    return Noticed(
        id=stands.id,
        source=stands.source,
        title=shown.line(stands.title),
        link=shown.link(stands.url),
        address=shown.line(stands.url),
        chips=tuple(_chips(stands, turns, words)),
        listing=tuple(_listing(stands, names, words)),
        points=tuple(
            Point(
                version.row,
                None if more else len(versions) - place,
                words.moment(version.seen),
                version.sha256,
                original(version.answer) if version.answer else None,
                tuple(by_row.get(version.row, ())),
                latest=place == 0,
            )
            for place, version in enumerate(versions)
        ),
        changes=tuple(happened),
        copies=tuple(
            Copy(
                copy.id,
                shown.line(names.authorities.get(copy.source, copy.source)),
                shown.line(copy.url),
                shown.link(copy.url),
                copy.removed,
            )
            for copy in copies
        ),
        more=more,
    )


def _happened(turn: Turn, versions: Sequence[Kept], words: Words) -> Happened:
    name = "silent" if turn.silent else turn.name
    rows = {version.sha256: version.row for version in reversed(versions)}
    return Happened(
        turn.id,
        Chip(words.say(f"change.{name}"), "warn" if turn.silent else ""),
        words.moment(turn.detected),
        turn.silent,
        turn.held,
        turn.untold is not None,
        tuple(rows[sha256] for sha256 in (turn.before, turn.after) if sha256 in rows),
    )


def _brought(turn: Turn, versions: Sequence[Kept]) -> int | None:
    """The row of the version that a change brought: the last one of its wording that was read by then."""
    return next(
        (
            version.row
            for version in versions
            if version.sha256 == turn.after and version.seen <= turn.detected
        ),
        None,
    )


def _chips(stands: Stands, turns: Sequence[Turn], words: Words) -> Iterator[Chip]:
    if stands.removed:
        yield Chip(words.say("change.removed"), "warn")
    if silent := sum(turn.silent for turn in turns):
        yield Chip(words.say("notice.silent_edits", n=silent), "warn")
    if stands.flaps:
        yield Chip(words.say("notice.flaps"), "warn")


def _listing(stands: Stands, names: Names, words: Words) -> Iterator[tuple[str, str]]:
    """What the list says of it now, and since when we know it."""
    yield words.say("notice.authority"), shown.line(names.authorities.get(stands.source, stands.source))
    if stands.number:
        yield words.name("fact", "number"), shown.line(stands.number, 160)
    if stands.published:
        yield words.name("fact", "published"), words.day(stands.published)
    elif stands.published_text:
        yield words.name("fact", "published"), shown.line(stands.published_text, 80)
    yield words.say("notice.key"), shown.line(stands.key)
    yield words.say("notice.first_seen"), words.moment(stands.first_seen)
    if stands.last_read:
        yield words.say("notice.last_read"), words.moment(stands.last_read)


def pair(versions: Sequence[Kept], before: int | None, after: int | None) -> tuple[Kept, Kept] | None:
    """The two versions that are asked for, the last two when none are; None when one is not there."""
    rows: Mapping[int, Kept] = {version.row: version for version in versions}
    if before is None and after is None:
        return (versions[1], versions[0]) if len(versions) > 1 else None
    newer = rows.get(after) if after is not None else versions[0] if versions else None
    older = (
        rows.get(before)
        if before is not None
        else next((one for one in versions if newer and one.row < newer.row), None)
    )
    return (older, newer) if older and newer else None


def of_pair(turns: Sequence[Turn], older: Kept, newer: Kept) -> str | None:
    """The change that was recorded between these very versions."""
    sides = (older.sha256, newer.sha256)
    return next((turn.id for turn in turns if (turn.before, turn.after) == sides), None)
