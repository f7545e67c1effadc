"""`changes` and `show`: what the store remembers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

import click

from monitor.answers import change_answer, show_answer
from monitor.cli import facts, following, say, viewing
from monitor.cli.place import Place
from monitor.corrections import in_words as taken_back
from monitor.errors import ConfigError
from monitor.model import Amended, Came, Change, LabelName, Recorded, Removed, Restored

if TYPE_CHECKING:
    from monitor.store import Store
    from monitor.store.evidence import Version

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Moment(click.ParamType[datetime]):
    """A day (in the settings' zone) or an ISO time."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date, write 2026-05-08 or 2026-05-08T09:00+08:00", param, ctx)


def in_zone(moment: datetime | None, zone: tzinfo, *, end_of_day: bool = False) -> datetime | None:
    """Aware UTC; a bare day is that whole day in the zone people read."""
    if moment is None:
        return None
    whole_day = end_of_day and moment.tzinfo is None and moment.time() == time()
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return (aware + timedelta(days=whole_day)).astimezone(UTC)
    except OverflowError:  # at the end of the calendar, or its beginning
        return LAST if moment.year > 1 else FIRST


def refuse(
    place: Place,
    store: Store,
    *,
    since: datetime | None,
    until: datetime | None,
    source: str | None = None,
    programme: str | None = None,
    hs: str | None = None,
) -> None:
    """ConfigError when a filter names what there is not: an empty answer would pass for "nothing happened"."""
    first, last = bounds(since, until, place.config.settings.timezone)
    if first and last and first >= last:
        raise ConfigError(f"--since {since} is after --until {until}")
    known = {each.id for each in place.config.sources}
    if source is not None and source not in known and source not in store.checked():
        raise ConfigError(f"no source is called {source}; `monitor sources list` lists them")
    named = {each.id for each in place.config.programmes}
    if programme is not None and programme not in named and not any(store.changes(programme=programme)):
        raise ConfigError(f"no programme is called {programme}; `monitor programmes list` lists them")
    if hs is not None and not (hs.replace(".", "").replace(" ", "").isdecimal() and hs.isascii()):
        raise ConfigError(f"--hs {hs}: write digits, as 8541 or 8541.43")


def bounds(
    since: datetime | None, until: datetime | None, zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    """The moments that are meant."""
    return in_zone(since, zone), in_zone(until, zone, end_of_day=True)


@click.command()
@click.option("--since", type=Moment(), help="Detected from this day or time on.")
@click.option("--until", type=Moment(), help="Detected up to this day (included) or time.")
@click.option("--source", help="Only this source.")
@click.option("--label", type=click.Choice([name.value for name in LabelName]), help="Only with this label.")
@click.option("--programme", help="Only what concerns this programme.")
@click.option("--hs", metavar="PREFIX", help="Only with an HS code that begins so.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per change.")
@click.pass_obj
def changes(
    place: Place,
    *,
    since: datetime | None,
    until: datetime | None,
    source: str | None,
    label: str | None,
    programme: str | None,
    hs: str | None,
    as_json: bool,
) -> None:
    """The changes that were recorded, oldest first."""
    zone = place.config.settings.timezone
    with place.store() as store:
        refuse(place, store, since=since, until=until, source=source, programme=programme, hs=hs)
        found = store.changes(
            since=in_zone(since, zone),
            until=in_zone(until, zone, end_of_day=True),
            source=source,
            label=label,
            programme=programme,
            hs=in_both_editions(hs) if hs else None,
        )
        if as_json:
            for recorded in found:
                say.line(change_answer(recorded))
        else:
            say.table(
                ("id", "detected", "source", "change", "labels", "title"),
                (row(recorded, zone) for recorded in found),
            )


def in_both_editions(code: str) -> tuple[str, ...]:
    """A code, and what it is in the other edition of the HS, when only one edition knows it; which is said."""
    from monitor.hs import digits
    from monitor.watchlists.editions import led, stands

    bare = digits(code)
    known = stands(bare) if len(bare) >= 4 else ()
    others = led(bare, known[0]) if len(known) == 1 else ()
    if others:
        say.talk(f"found as well: {', '.join(map(str, others[:8]))}{' and more' if len(others) > 8 else ''}")
    return (code, *(each.other for each in others))


def row(recorded: Recorded, zone: tzinfo) -> tuple[str, ...]:
    change = recorded.finding.change
    labels = ", ".join(label.name.value for label in recorded.finding.classification.labels)
    when = recorded.detected.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    fate = " (held back)" if recorded.held else " (never told)" if recorded.untold else ""
    fate += " (taken back)" if recorded.corrections else ""
    return recorded.id, when, recorded.source, named(change) + fate, labels or "-", change.notice.title


def named(change: Change) -> str:
    """What happened in a word, and what is odd about it."""
    silent = isinstance(change, Amended) and change.silent
    in_turn = isinstance(change, Amended | Restored) and change.flapping
    odd = [word for word, so in (("silent", silent), ("in turn, the last one told", in_turn)) if so]
    return f"{change.name} ({', '.join(odd)})" if odd else change.name


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@viewing.option
@click.pass_obj
def show(place: Place, id_: str, *, as_json: bool, wish: viewing.Wish) -> None:
    """One change: what differs, facts, labels with evidence, versions."""
    with place.store() as store:
        recorded = store.change(id_)
        versions = store.versions(recorded.source, recorded.finding.change.notice.key) if recorded else ()
        hearers = store.told_of(id_) if recorded else None
    if recorded is None or hearers is None:
        raise ConfigError(f"no change is called {id_}; `monitor changes` lists them")
    if as_json:
        severities = following.severities(place, recorded, hearers)
        severity = {name: following.severity_answer(found) for name, found in severities.items()}
        say.line(show_answer(recorded) | {"severity": severity})
    elif wish.look:
        viewing.page(place, viewing.of_change(place, recorded), viewing.about(recorded), wish)
    else:
        say.text("\n".join([*told(recorded), *following.lines(place, recorded, hearers)]))
        say.spans(viewing.lines(viewing.of_change(place, recorded)))
        say.text("\n".join([versions_line(recorded), *by_hand(recorded, versions)]))


def by_hand(recorded: Recorded, versions: Sequence[Version]) -> Iterator[str]:
    """That the notice was read from a page a person saved, and what the file says of when and where."""
    for version in versions:
        received = version.received
        if version.sha256 == (recorded.after or recorded.before) and received and received.came is Came.SAVED:
            about = dict(received.headers)
            told = [
                f"{name} {about[key]}"
                for name, key in (("file", "Saved-File"), ("of", "Saved-At"))
                if key in about
            ]
            yield f"from a page saved by hand: {', '.join(told)}"
            return


def told(recorded: Recorded) -> list[str]:
    """A change in lines for a terminal."""
    finding, change = recorded.finding, recorded.finding.change
    lines = [
        f"{recorded.id}  {named(change)}",
        change.notice.title,
        change.notice.url,
        f"source {recorded.source}, detected {recorded.detected:%Y-%m-%d %H:%M} UTC, {finding.status.value}",
    ]
    there = "still stands at" if isinstance(change, Removed) else "also at"
    lines += [f"{there} {place.url} (source {place.source})" for place in recorded.also_at]
    if recorded.held:
        lines.append(f"held back, see `monitor doctor`; `monitor release {recorded.source}` lets it go")
    if recorded.untold:
        lines.append(f"never told: {recorded.untold}")
    lines += [
        f"{taken_back(one.wrong)}, found {one.found:%Y-%m-%d %H:%M} UTC" for one in recorded.corrections
    ]
    for label in finding.classification.labels:
        direction = f" ({label.direction.value})" if label.direction else ""
        lines.append(f"label {label.name.value}{direction}, score {label.score:.2f}")
        lines += [
            f"    “{evidence.text}”  [{evidence.rule}, {evidence.place}]" for evidence in label.evidence
        ]
    return [*lines, *facts.lines(finding.classification.facts.mentions)]


def versions_line(recorded: Recorded) -> str:
    return f"versions {recorded.before or '-'} -> {recorded.after or '-'}"
