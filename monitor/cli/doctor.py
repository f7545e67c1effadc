"""`doctor`: is everything in order, and if not, what to do."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import click

from monitor import floors
from monitor.answers import iso
from monitor.cli import say
from monitor.cli.place import Place
from monitor.cli.telling import held_line
from monitor.config import Config
from monitor.errors import MonitorError
from monitor.model import DeliveryState, SourceState
from monitor.operators.report import PAST, SLOW
from monitor.store import Store, disks
from monitor.store.compacting import Bulk
from monitor.store.queue import Queue
from monitor.values import dataclass
from monitor.verdict import noisy

RECENT = timedelta(days=30)
OVERDUE = timedelta(hours=1)  # a due check that has not begun by then
SILENT = timedelta(minutes=10)  # a scheduler that has not been heard of for so long is dead
MUCH_BYTES = 1_000_000_000  # an archive in which one source should not take more than half
FREE_BYTES = 500_000_000  # faults D04: below this, bodies are no longer archived


@dataclass(frozen=True)
class Symptom:
    """One thing looked at. state "bad" makes the exit code 1, "note" does not."""

    what: str
    state: Literal["ok", "note", "bad"]
    text: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line per thing looked at.")
@click.pass_obj
def doctor(place: Place, *, as_json: bool) -> int:
    """Configuration, database, clock, mail, disk, overdue checks: what is wrong and the mend."""
    symptoms = []
    for symptom in examine(place):
        symptoms.append(symptom)
        if as_json:
            say.line({"what": symptom.what, "state": symptom.state, "text": symptom.text})
        else:
            say.text(f"{symptom.state:4}  {symptom.what}: {symptom.text}")
    bad = [symptom.what for symptom in symptoms if symptom.state == "bad"]
    return 2 if "config" in bad else 1 if bad else 0


def examine(place: Place) -> Iterator[Symptom]:
    try:
        config = place.config
    except MonitorError as error:
        yield Symptom("config", "bad", str(error))
        return
    counts = f"{len(config.sources)} sources, {len(config.programmes)} programmes, {len(config.subscriptions)} subscriptions"
    yield Symptom("config", "ok", counts)
    yield from lists(config)
    set_ = os.environ.get("MONITOR_CLOCK")
    yield Symptom(
        "clock",
        "note" if set_ else "ok",
        f"{iso(place.now())}" + (f", set by MONITOR_CLOCK={set_}" if set_ else ""),
    )
    yield libraries()
    yield mail(config.outbox)
    yield from channels(config)
    yield from ways(config)
    yield disk(place.config_path.resolve().parent)
    yield from browser(config)
    yield known([source.id for source in config.sources], place.now())
    try:
        with place.store() as store:
            yield from database(store, place)
    except MonitorError as error:
        yield Symptom("database", "bad", str(error))


def lists(config: Config) -> Iterator[Symptom]:
    """The watchlists, and codes in them that can hardly be meant."""
    watch = config.watch
    if not config.watchlists and not config.clients and not any(s.watchlist.hs for s in config.subscriptions):
        return
    sizes = {"list": len(config.watchlists), "client": len(config.clients), "code": len(watch.codes)}
    counts = ", ".join(f"{count:,} {what}{'s' if count != 1 else ''}" for what, count in sizes.items())
    doubtful = list(watch.doubtful())
    if not doubtful:
        yield Symptom("watchlists", "ok", counts)
        return
    told = [
        f"{entry}{f' of {sheet.name or sheet.client}' if sheet.name or sheet.client else ''} {why}"
        for sheet, entry, why in doubtful[:3]
    ]
    if len(doubtful) > len(told):
        told.append(f"and {len(doubtful) - len(told):,} more like these")
    yield Symptom("watchlists", "note", f"{counts}; {'; '.join(told)}")


def browser(config: Config) -> Iterator[Symptom]:
    """Whether pages can be rendered, where a source needs it."""
    needing = [source.id for source in config.sources if source.fetch == "browser"]
    if not needing:
        return
    from monitor.fetch import chromium

    sandbox = config.settings.browser.sandbox
    if why := chromium.lacking(sandbox=sandbox):
        yield Symptom("browser", "bad", f"{why} (needed by {', '.join(needing[:5])})")
    elif not sandbox:
        text = "runs without its sandbox, as settings.browser.sandbox says; best in a container of its own"
        yield Symptom("browser", "note", f"{chromium.find()} {text}")
    else:
        yield Symptom("browser", "ok", f"{chromium.find()}, for {len(needing)} sources")


def libraries() -> Symptom:
    """Whether those that read what comes from outside are new enough."""
    old = list(floors.too_old())
    return Symptom(
        "libraries",
        "bad" if old else "ok",
        "; ".join(old) or ", ".join(f"{name} {floors.installed(name)}" for name in floors.FLOORS),
    )


def mail(outbox: Path) -> Symptom:
    if os.environ.get("MONITOR_SMTP_URL"):
        from monitor.channels.smtp import masked

        return Symptom("mail", "ok", masked(os.environ["MONITOR_SMTP_URL"]))
    return Symptom("mail", "note", f"no MONITOR_SMTP_URL is set: messages become files in {outbox}")


def channels(config: Config) -> Iterator[Symptom]:
    """Whether the ways beside mail have what they need; nothing is sent: `monitor deliveries test` does that."""
    from monitor.outward import lacking

    named = [way for each in config.subscriptions for way in each.channels]
    if not named:
        return
    lacks = list(dict.fromkeys(lacking(config, os.environ)))
    kinds = Counter(way.kind for way in named)
    counts = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    yield Symptom("channels", "bad" if lacks else "ok", "; ".join(lacks) or counts)


def disk(folder: Path) -> Symptom:
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free at {folder}"
    return Symptom("disk", "ok", text) if free >= FREE_BYTES else Symptom("disk", "bad", f"only {text}")


def known(ids: list[str], now: datetime) -> Symptom:
    """How old the catalogue is, and what the sources that are watched rest on."""
    from monitor.catalogue.age import age, is_old

    text, old = age(ids, now.date()), is_old(now.date())
    return Symptom(
        "catalogue", "note" if old else "ok", f"{text}; a newer version may know more" if old else text
    )


def ways(config: Config) -> Iterator[Symptom]:
    """What sources are reached by that is not the ordinary way."""
    if config.settings.proxies:
        from monitor.fetch import proxies

        try:
            found = proxies.with_secrets(config.settings.proxies, os.environ)
        except MonitorError as error:
            yield Symptom("proxies", "bad", str(error))
        else:
            yield Symptom("proxies", "ok", ", ".join(proxy.shown for proxy in found.values()))
    if ignoring := [source.id for source in config.sources if source.robots == "ignore"]:
        shown = ", ".join(ignoring[:5])
        yield Symptom("robots.txt", "note", f"{len(ignoring)} sources are read without regard to it: {shown}")


def queue(watched: Sequence[SourceState], never: Sequence[str], now: datetime) -> Symptom:
    """What should have been checked by now, and since when the longest waits (faults N20)."""
    waits = {s.source: s.next_check for s in watched if s.next_check and now - s.next_check > OVERDUE}
    if not (waits or never):
        return Symptom("schedule", "ok", "nothing is overdue")
    oldest = f" (the longest since {iso(min(waits.values()))})" if waits else ""
    names = ", ".join([*sorted(waits, key=lambda name: waits[name]), *never][:5])
    text = f"{len(waits)} checks are overdue{oldest}, {len(never)} sources were never checked: {names}"
    return Symptom("schedule", "bad" if waits else "note", text)


def database(store: Store, place: Place) -> Iterator[Symptom]:
    now = place.now()
    problems = store.integrity()
    yield Symptom("database", "bad" if problems else "ok", "; ".join(problems) or place.config.database_shown)
    if (file := place.database_file) and (kind := disks.share(file)):
        yield Symptom("database's disk", "bad", f"{file}: {disks.refusal(kind)}")
    yield archive(store.compact.kept())
    states = store.states()
    watched = [states[s.id] for s in place.config.sources if s.id in states]
    yield queue(watched, [s.id for s in place.config.sources if s.id not in states], now)
    bad = [f"{s.source} ({s.outcome} since {iso(s.bad_since)}: {s.reason})" for s in watched if s.bad_since]
    yield Symptom("sources", "bad" if bad else "ok", "; ".join(bad) or f"{len(watched)} verified")
    amended = store.amended_of([s.source for s in watched if s.checks >= noisy.AT_LEAST], noisy.LOOKS)
    for source, (times, readings) in amended.items():
        if said := noisy.noise_of(source, times, readings):
            yield Symptom(f"noise of {source}", "note", said)
    for hold in store.holds().values():
        yield Symptom(f"held back of {hold.source}", "bad", held_line(hold))
    for role, beat in store.heartbeats().items():
        quiet = role in ("run", "worker") and now - beat > SILENT
        yield Symptom(f"heartbeat of {role}", "bad" if quiet else "ok", f"last sign of life {iso(beat)}")
    if (jobs := store.queue()) is not None:
        yield workers(jobs)
    for name, count in store.owed_to().items():
        if name not in {s.name for s in place.config.subscriptions}:
            text = (
                f"{count} changes are owed to `{name}`, which is no subscription any more; "
                f"call one {name} again and they are told with its next digest"
            )
            yield Symptom("owed", "bad", text)
    yield deliveries(store, now - RECENT)
    yield operators(store, place.config, now)
    yield slots(store, now)
    for caution in store.cautions():
        yield Symptom("caution", "note", caution)


def archive(kept: Sequence[Bulk]) -> Symptom:
    """How much is kept, and whose it is: one source whose pages never resemble each other fills a disk (D21)."""
    whole = sum(each.packed for each in kept)
    told = [f"{each.source} {each.packed / 1e6:,.1f} MB in {each.bodies:,}" for each in kept[:5]]
    text = f"{whole / 1e6:,.1f} MB of pages and texts" + (f": {', '.join(told)}" if told else "")
    if whole >= MUCH_BYTES and kept[0].packed > whole / 2:
        text += f"; {kept[0].source} takes most of it, `monitor noise` and settings.retention.pages help"
        return Symptom("archive", "note", text)
    return Symptom("archive", "ok", text)


def workers(jobs: Queue) -> Symptom:
    """Whether anybody takes what waits, and what failed of late."""
    text = (
        f"{jobs.workers} at work; {jobs.waiting} jobs wait"
        + (f" (the longest for {jobs.oldest_s:.0f} s)" if jobs.waiting else "")
        + f", {jobs.under_way} under way, {jobs.failed} failed"
    )
    if jobs.waiting and not jobs.workers:
        return Symptom("workers", "bad", f"{text}: start one with `monitor worker`")
    return Symptom("workers", "note" if jobs.failed else "ok", text)


def operators(store: Store, config: Config, now: datetime) -> Symptom:
    """Who is mailed of troubles, which are open, and what has not reached anybody."""
    named = (
        ", ".join(config.operators) or "nobody is named in settings.operators, so troubles stand here only"
    )
    lasting = [each for each in store.troubles(now) if not each.ended and each.kind not in PAST]
    told = [f"{each.kind} {each.subject} since {iso(each.since)}: {each.reason}" for each in lasting[:5]]
    if len(lasting) > len(told):
        told.append(f"and {len(lasting) - len(told)} more")
    if unmailed := sum(1 for each in lasting if not each.told):
        told.append(f"{unmailed} of them not mailed yet")
    if waiting := store.waiting_operators():
        told.append(
            f"a mail to {', '.join(sorted(waiting))} has not been handed over yet; what is new waits for it"
        )
    if parked := store.lost_to_operators():
        told.append(f"{parked} mails to operators were given up, and nobody is mailed of that")
    count = f"{len(lasting)} open" if lasting else "no trouble is open"
    text = "; ".join([named, count, *told])
    grave = any(each.kind not in SLOW for each in lasting) or waiting or parked
    return Symptom("operators", "bad" if grave else "note" if lasting else "ok", text)


def slots(store: Store, now: datetime) -> Symptom:
    """The slots of late that had no mail in time: silence is never news (faults M14)."""
    found = store.slipped(now - RECENT)
    if not found:
        return Symptom("slots", "ok", "every digest that was due of late went out in time")
    last = [f"{slip.subscription} {iso(slip.slot)}: {slip.reason}" for slip in found[-3:]]
    count = f"{len(found):,} slots" if len(found) > 1 else "1 slot"
    text = f"{count} of the last {RECENT.days} days had no mail in time, the last of them {'; '.join(last)}"
    return Symptom("slots", "note", f"{text}; `monitor coverage` lists them")


def deliveries(store: Store, since: datetime) -> Symptom:
    """What waits, what was given up, and what of late may have arrived twice."""
    waiting, sending, parked = (
        store.deliveries(state=state)
        for state in (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.PARKED)
    )
    text = f"{len(waiting)} waiting, {len(sending)} being handed over, {len(parked)} given up"
    if twice := sum(1 for d in store.deliveries(since=since) if d.uncertain):
        text += f"; {twice} may have arrived twice, under one Message-ID"  # faults M02
    shut = [d for d in waiting if d.channel == "smtp" and not os.environ.get("MONITOR_SMTP_URL")]
    if shut:
        text += f"; composed for a mail server: {len(shut)}, set MONITOR_SMTP_URL again"
    return Symptom("deliveries", "bad" if parked or any(d.attempts for d in waiting) or shut else "ok", text)
