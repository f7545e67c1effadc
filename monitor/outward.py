"""How the ways out are opened: mail, files, and what subscriptions name in `channels:`.

Loaded by who tells somebody; see `monitor.opening`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import ways
from monitor.channels import apprise, feeds, folder, outbox, smtp, webhook
from monitor.channels.base import Channel
from monitor.config import Config
from monitor.digest.mail import address
from monitor.fetch import Networks
from monitor.fetch.manners import user_agent
from monitor.store import Store
from monitor.templates import load_templates

if TYPE_CHECKING:
    from monitor.fetch.post import Poster


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
