"""`replay`: what today's rules and watchlists would have said of the stored history. Nothing is written or sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.answers import Answer, iso, label_answer
from monitor.cli import say
from monitor.cli.looking import Moment, in_zone, named
from monitor.cli.place import Place
from monitor.config.mistakes import nearest
from monitor.errors import ConfigError
from monitor.model import Finding, Recorded
from monitor.replay import Difference, Replayed, Then, in_short, replayed, understood
from monitor.values import dataclass

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.route import Subscription
    from monitor.store import Store

AT_ONCE = 200  # changes in memory


@click.command()
@click.option("--since", type=Moment(), required=True, help="Detected from this day or time on.")
@click.option("--until", type=Moment(), help="Detected up to this day (included) or time.")
@click.option("--subscription", metavar="NAME", help="Only this one.")
@click.option(
    "--config",
    "other",
    type=click.Path(path_type=Path),
    help="Rules, lists and subscriptions of this sources.yaml instead; the history stays this one's.",
)
@click.option(
    "--keep-labels", is_flag=True, help="Labels as they were given: quick, for new lists and filters."
)
@click.option("--all", "everything", is_flag=True, help="Also what would be told just as it was.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per change and subscription.")
@click.pass_obj
def replay(
    place: Place,
    *,
    since: datetime,
    until: datetime | None,
    subscription: str | None,
    other: Path | None,
    keep_labels: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """What today's rules, watchlists and subscriptions would have said of past changes.

    Shows what would be told that was not, what would not be told that was, and labels that are others, each with its
    reasons. Nothing is written or sent.
    """
    zone = place.config.settings.timezone
    begin, end = in_zone(since, zone), in_zone(until, zone, end_of_day=True)
    if begin and end and begin >= end:
        raise ConfigError(f"--since {since:%Y-%m-%d %H:%M} is not before --until {until:%Y-%m-%d %H:%M}")
    asked = place if other is None else Place(other, place.database_url)
    wanted = _wanted(asked.config, subscription)
    sums = Sums()
    with place.store() as store:
        found = store.changes(since=begin, until=end)
        setting = Setting(asked, place.config, store, wanted, keep_labels=keep_labels, everything=everything)
        with say.progress("replaying", store.count_changes(begin, end)) as progress:
            for each in _counted(setting.replayed(found, sums, progress), sums):
                if subscription is None or each.subscription is not None:
                    _show(each, as_json=as_json)
    _sum_up(sums, wanted, as_json=as_json)


def _wanted(config: Config, name: str | None) -> tuple[Subscription, ...]:
    names = [each.name for each in config.subscriptions]
    if name is not None and name not in names:
        raise ConfigError(f"no subscription is called {name}, {nearest(name, names)}")
    return tuple(each for each in config.subscriptions if name in (None, each.name))


@dataclass
class Sums:
    """What a replay came to."""

    changes: int = 0
    strange: int = 0  # of sources that are configured no more

    def __post_init__(self) -> None:
        self.differences: Counter[tuple[str | None, Difference]] = Counter()


class Setting:
    """What the past is held against: the rules, lists and subscriptions of today or of another file."""

    def __init__(
        self,
        asked: Place,
        past: Config,
        store: Store,
        wanted: Sequence[Subscription],
        *,
        keep_labels: bool,
        everything: bool,
    ) -> None:
        self.asked, self.store, self.wanted = asked, store, wanted
        self.keep_labels, self.everything = keep_labels, everything
        self.watch = asked.config.watch
        known = {source.id: source for source in past.sources}
        self.sources = known | {source.id: source for source in asked.config.sources}
        self.cited = store.cited() if asked.config.programmes else {}

    def replayed(self, found: Iterable[Recorded], sums: Sums, progress: say.Progress) -> Iterator[Replayed]:
        changes = iter(found)
        while some := list(islice(changes, AT_ONCE)):
            ids = [each.id for each in some]
            owed, copies = self.store.reasons(ids), self.store.instead(ids)
            for recorded in some:
                sums.changes += 1
                progress.advance(recorded.source)
                source = self.sources.get(recorded.source)
                if source is None:
                    sums.strange += 1
                    continue
                names = [each.name for each in self.wanted]
                then = _then(recorded, names, owed.get(recorded.id, {}), copies.get(recorded.id, {}))
                yield from replayed(
                    recorded,
                    self.understood(recorded),
                    then,
                    source,
                    subscriptions=self.wanted,
                    watch=self.watch,
                    everything=self.everything,
                )

    def understood(self, recorded: Recorded) -> Finding:
        if self.keep_labels:
            return recorded.finding
        return understood(recorded, self.asked.rules, self.asked.config.programmes, self.cited)


def _then(
    recorded: Recorded,
    names: Iterable[str],
    owed: Mapping[str, tuple[str, ...]],
    copies: Mapping[str, tuple[str, str]],
) -> dict[str, Then]:
    """What was made of a change: what is held back is owed as well, what nobody is ever told is not."""
    if recorded.untold:
        return {name: Then(untold=recorded.untold) for name in names}
    return {name: Then(owed.get(name), copies.get(name)) for name in names}


def _counted(found: Iterable[Replayed], sums: Sums) -> Iterator[Replayed]:
    for each in found:
        sums.differences[each.subscription, each.difference] += 1
        yield each


def _show(each: Replayed, *, as_json: bool) -> None:
    if as_json:
        say.line(answer(each))
        return
    recorded = each.recorded
    title = recorded.finding.change.notice.title
    who = each.subscription or "nobody"
    say.text(f"{recorded.id}  {who}: {each.difference}  {named(recorded.finding.change)}  {title}")
    if each.labels_then != each.labels_now:
        say.text(f"    labels: {_short(each, then=True)} -> {_short(each, then=False)}")
    if each.difference in (Difference.NO_LONGER, Difference.REASONS) and each.then is not None:
        say.text(f"    then: {'; '.join(each.then)}")
    if each.now is not None:
        say.text(f"    now: {'; '.join(each.now)}")
    for sentence in each.because:
        say.text(f"    {sentence}")


def _short(each: Replayed, *, then: bool) -> str:
    labels = each.labels_then if then else each.labels_now
    return ", ".join(map(in_short, labels)) or "none"


def answer(each: Replayed) -> Answer:
    """A line of `replay --json`. then and now: why it is owed, null when it is not."""
    recorded = each.recorded
    notice = recorded.finding.change.notice
    return {
        "change": recorded.id,
        "subscription": each.subscription,
        "difference": each.difference.value,
        "source": recorded.source,
        "detected": iso(recorded.detected),
        "title": notice.title,
        "url": notice.url,
        "then": None if each.then is None else list(each.then),
        "now": None if each.now is None else list(each.now),
        "labels_then": [label_answer(label) for label in each.labels_then],
        "labels_now": [label_answer(label) for label in each.labels_now],
        "because": list(each.because),
    }


def _sum_up(sums: Sums, wanted: Sequence[Subscription], *, as_json: bool) -> None:
    tell = say.talk if as_json else say.text
    if not sums.changes:
        tell("no change was recorded in that time")
        return
    tell(f"{sums.changes:,} changes replayed; nothing was written or sent")
    for name in [each.name for each in wanted]:
        parts = [
            f"{sums.differences[name, difference]:,} {difference}"
            for difference in Difference
            if difference is not Difference.NONE and sums.differences[name, difference]
        ]
        tell(f"{name}: {', '.join(parts) or 'told just as it was'}")
    if others := sums.differences[None, Difference.LABELS]:
        tell(f"of nobody's concern: {others:,} other labels")
    if sums.strange:
        tell(f"{sums.strange:,} left out, as their sources are in no sources.yaml any more")
