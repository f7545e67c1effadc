"""How the doors are opened: the configuration and the environment become a World."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from monitor import lazily, tracing
from monitor.channels.base import Channel, Nobody
from monitor.config import Config
from monitor.errors import StoreError
from monitor.extract.limits import Limits
from monitor.fetch import Fetcher, Manners, Networks, proxies
from monitor.fetch.door import Door
from monitor.fetch.manners import user_agent
from monitor.life import Life
from monitor.sandbox import Bounds, Sandbox
from monitor.store import Store
from monitor.world import World

LIFE_S = 10.0  # that a watchdog outside is waited for

if TYPE_CHECKING:
    from monitor.digest import Templates
    from monitor.fetch.browser import Browser
    from monitor.fetch.post import Poster
    from monitor.rules import Rules


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


def watchman(config: Config) -> Poster:
    """What calls a watchdog outside; nobody waits long for it."""
    from monitor.fetch.post import Poster

    gate = Networks.parse(config.settings.allow_networks)
    return Poster(gate, user_agent(config.settings.contact), whole_s=LIFE_S)


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
        robots=store.shelf if store else None,
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
        return lazily.called("monitor.rules", "shipped_rules")
    from monitor.config.rules import with_own

    read = with_own(config.rules, str(config.rules))
    return lambda: read


def ways_out(
    config: Config, store: Store, clock: Callable[[], datetime]
) -> AbstractContextManager[tuple[Channel, ...]]:
    from monitor import outward  # it is much to load, and a check tells nobody

    return outward.ways_out(config, os.environ, clock, outward.feed_maker(config, store))


def templates(config: Config) -> Templates:
    from monitor.templates import load_templates

    return load_templates(config.templates)


@contextmanager
def open_world(
    config: Config, store: Store, clock: Callable[[], datetime], *, tells: bool = True
) -> Iterator[World]:
    """Every door. tells: whether somebody may be told of something; else no way out is opened."""
    with (
        tracing.open_spans() as span,
        open_fetcher(config, store, clock) as fetcher,
        sandbox(config) as parser,
        ways_out(config, store, clock) if tells else nullcontext((Nobody(),)) as channels,
    ):
        yield World(
            config=config,
            store=store,
            fetch=fetcher,
            parse=parser,
            rules=rules(config),
            templates=cache(lambda: templates(config)),
            channel=channels[0],
            channels={channel.name: channel for channel in channels},
            clock=clock,
            life=Life(os.environ.get("MONITOR_HEARTBEAT_URL"), lambda: watchman(config)),
            span=span,
        )
