"""How the doors are opened: the configuration and the environment become a World."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from monitor import __version__, ways
from monitor.channels import apprise, feeds, folder, outbox, smtp, webhook
from monitor.channels.base import Channel
from monitor.config import Config
from monitor.digest.mail import address
from monitor.errors import StoreError
from monitor.extract.limits import Limits
from monitor.fetch import Fetcher, Manners, Networks, proxies
from monitor.fetch.door import Door
from monitor.life import Life
from monitor.rules import Rules, shipped_rules
from monitor.sandbox import Bounds, Sandbox
from monitor.store import Store
from monitor.templates import load_templates
from monitor.world import World

LIFE_S = 10.0  # that a watchdog outside is waited for

if TYPE_CHECKING:
    from monitor.fetch.browser import Browser
    from monitor.fetch.post import Poster


def manners(config: Config) -> Manners:
    """How we behave towards servers, as the settings say."""
    settings = config.settings
    limits = settings.limits
    return Manners(
        connections=settings.per_host.connections,
        delay=settings.per_host.delay,
        connect_timeout=limits.connect_time,
        page_timeout=limits.page_time,
        attachment_timeout=limits.attachment_time,
        page_bytes=limits.page_size,
        attachment_bytes=limits.attachment_size,
        ratio=limits.ratio,
        redirects=limits.redirects,
        retries=limits.retries,
        user_agent=user_agent(settings.contact),
        networks=Networks.parse(settings.allow_networks),
    )


def user_agent(contact: str | None) -> str:
    """Who we are, and whom an authority can write to about us."""
    return f"regulatory-monitor/{__version__}" + (f" (+mailto:{contact})" if contact else "")


@contextmanager
def ways_out(
    config: Config, environ: Mapping[str, str], clock: Callable[[], datetime], make: feeds.Make
) -> Iterator[tuple[Channel, ...]]:
    """The channels that can be used, the one for new mails first: SMTP when it is configured.

    make: what stands in a calendar or feed file.
    """
    files = outbox.Channel(config.outbox)
    asked = list(beside(config, environ, clock, make))
    with ExitStack() as open_ones:
        for channel in asked:
            open_ones.enter_context(channel)
        if smtp_url := environ.get("MONITOR_SMTP_URL"):
            mail = open_ones.enter_context(smtp.Channel(smtp.parse_url(smtp_url), config.sender))
            yield mail, files, *asked
        else:
            yield files, *asked


def beside(
    config: Config, environ: Mapping[str, str], clock: Callable[[], datetime], make: feeds.Make
) -> Iterator[Channel]:
    """The ways of `channels:`, as the subscriptions have them now; those that nobody has too, for what waits."""
    asked = [(each, way) for each in config.subscriptions for way in each.channels]
    gate = Networks.parse(config.settings.allow_networks)
    hooks = {way.recipient: hook(way, environ, gate) for _, way in asked if isinstance(way, ways.Webhook)}
    yield webhook.Channel(hooks, lambda: poster(config, gate), clock)
    services = {way.recipient: environ.get(way.apprise) for _, way in asked if isinstance(way, ways.Apprise)}
    yield apprise.Channel(services)
    yield folder.Channel(config.folder, {way.folder for _, way in asked if isinstance(way, ways.Folder)})
    for kind in (ways.Ics, ways.Atom):
        written = {way.recipient: each.name for each, way in asked if isinstance(way, kind)}
        yield feeds.Channel(kind.kind, config.folder, written, make)


def lacking(config: Config, environ: Mapping[str, str]) -> Iterator[str]:
    """What the channels want of the environment, the disk or a library and do not find; nothing is sent."""
    gate = Networks.parse(config.settings.allow_networks)
    for way in (way for each in config.subscriptions for way in each.channels):
        place = config.folder / way.recipient
        match way:
            case ways.Webhook():
                if why := hook(way, environ, gate).lacks:
                    yield f"webhook {way.recipient}: {why}"
            case ways.Apprise():
                if why := apprise.lacking(way.apprise, environ.get(way.apprise)):
                    yield why
            case ways.Folder():
                if place.exists() and not place.is_dir():
                    yield f"folder {place} is a file; name another place"
            case _:
                if place.is_dir():
                    yield f"{way.kind} {place} is a folder; name a file"


def hook(way: ways.Webhook, environ: Mapping[str, str], gate: Networks) -> webhook.Hook:
    """Where a webhook leads, with what the environment says of it."""
    hidden = ways.is_name(way.webhook)
    url = environ.get(way.webhook) if hidden else way.webhook
    secret = environ.get(way.secret) if way.secret else None
    lacks = None
    if not url:
        lacks = apprise.unset(way.webhook)
    elif way.secret and not secret:
        lacks = apprise.unset(way.secret)
    else:
        try:
            lacks = ways.readable(url, gate.names)
        except ValueError:
            lacks = f"{way.webhook} holds no https:// address"
    return webhook.Hook(url, hidden, secret, way.expects, lacks)


def poster(config: Config, gate: Networks) -> Poster:
    from monitor.fetch.post import Poster

    return Poster(gate, user_agent(config.settings.contact))


def watchman(config: Config) -> Poster:
    """What calls a watchdog outside; nobody waits long for it."""
    from monitor.fetch.post import Poster

    gate = Networks.parse(config.settings.allow_networks)
    return Poster(gate, user_agent(config.settings.contact), whole_s=LIFE_S)


def feed_maker(config: Config, store: Store) -> feeds.Make:
    """What stands in the calendar or feed file of a subscription: all that it was told."""

    def make(kind: str, subscription: str) -> bytes:
        from monitor.feeds import atom, calendar, words_of

        reader = next((each for each in config.subscriptions if each.name == subscription), None)
        words = words_of(load_templates(config.templates), reader.language if reader else "en")
        told = store.told_to(subscription)
        domain = address(config.sender).domain
        name = words.say("feed.title", name=subscription)
        named = {source.id: source.authority for source in config.sources}
        if kind == "ics":
            return calendar.calendar(told, words, domain=domain, name=name, authorities=named)
        return atom.feed(told, words, domain=domain, name=name, authorities=named, subject=subscription)

    return make


@contextmanager
def open_fetcher(config: Config, store: Store | None, clock: Callable[[], datetime]) -> Iterator[Door]:
    """The door to the network. Without a store nothing is known, so nothing is asked conditionally.

    ConfigError: what the environment says of a proxy cannot be read.
    """
    fetcher = Fetcher(
        manners(config),
        body=store.body if store else no_archive,
        clock=clock,
        pauses=store.pauses(clock()) if store else {},
        proxies=proxies.with_secrets(config.settings.proxies, os.environ),
        robots=store,
    )
    door = Door(fetcher, lambda: browser(config, fetcher, clock))
    try:
        yield door
    finally:
        door.close()


def browser(config: Config, fetcher: Fetcher, clock: Callable[[], datetime]) -> Browser:
    """What renders pages, for the first source that asks for it; Chromium starts with the first page."""
    from monitor import verdict
    from monitor.fetch.browser import Browser
    from monitor.fetch.chromium import Bounds

    given = config.settings.browser
    bounds = Bounds(
        memory_bytes=given.memory,
        pages=given.pages,
        settle=given.settle,
        traffic_bytes=given.traffic,
        idle=given.idle,
        sandbox=given.sandbox,
    )
    return Browser(
        fetcher,
        manners(config),
        bounds,
        clock=clock,
        judge=lambda document: verdict.judge(document, now=clock()),
    )


def no_archive(sha256: str) -> bytes:
    raise StoreError(f"no archive is open, so {sha256} cannot be read from it")


def sandbox(config: Config) -> Sandbox:
    """Where files from strangers are parsed, within what the settings allow."""
    limits = config.settings.limits
    return Sandbox(
        Limits(
            pages=limits.pdf_pages,
            members=limits.archive_members,
            depth=limits.archive_depth,
            cells=limits.cells,
            ratio=limits.ratio,
        ),
        Bounds(limits.extraction_memory, limits.extraction_time, limits.extraction_size),
    )


def rules(config: Config) -> Callable[[], Rules]:
    """What gives labels. A team's own rules are read at once: a mistake in them is told before anything is asked."""
    if config.rules is None:
        return shipped_rules
    from monitor.config.rules import with_own

    read = with_own(config.rules, str(config.rules))
    return lambda: read


@contextmanager
def open_world(config: Config, store: Store, clock: Callable[[], datetime]) -> Iterator[World]:
    with (
        open_fetcher(config, store, clock) as fetcher,
        sandbox(config) as parser,
        ways_out(config, os.environ, clock, feed_maker(config, store)) as channels,
    ):
        yield World(
            config=config,
            store=store,
            fetch=fetcher,
            parse=parser,
            rules=rules(config),
            templates=cache(lambda: load_templates(config.templates)),
            channel=channels[0],
            channels={channel.name: channel for channel in channels},
            clock=clock,
            life=Life(os.environ.get("MONITOR_HEARTBEAT_URL"), lambda: watchman(config)),
        )
