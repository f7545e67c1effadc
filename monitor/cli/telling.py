"""`digest` and `release`: compose and send what readers are owed, and let go what was held back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import urls
from monitor.answers import iso
from monitor.cli import say
from monitor.cli.place import Place
from monitor.cli.watching import Seen, named, show_delivery, verdict
from monitor.digest.mail import list_id
from monitor.errors import ConfigError, of_disk
from monitor.model import Hold
from monitor.route import Subscription

if TYPE_CHECKING:
    from monitor.digest.render import Typeset
    from monitor.store.hosts import Hosts
    from monitor.world import World

RELEASED_UNTOLD = "somebody let it go untold"


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--now", "at_once", is_flag=True, help="Also when its time has not come.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent; nothing is stored or sent.")
@click.option("--preview", is_flag=True, help="The same as pages in the browser.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write .eml and .html files here instead of sending.",
)
@click.pass_obj
def digest(
    place: Place, names: tuple[str, ...], *, at_once: bool, dry_run: bool, preview: bool, out: Path | None
) -> int:
    """Compose and send the digests that are due, or those named."""
    from monitor import telling

    now = place.now()
    wanted = subscriptions(place.config.subscriptions, names)
    looking = dry_run or preview
    with opened_for(place, looking=looking) as opened:
        world = replace(opened, config=replace(place.config, subscriptions=wanted))
        if out and not preview:
            world = into_folder(world, out)
            wanted = world.config.subscriptions
        due = (
            [telling.Due(s, now) for s in wanted]
            if at_once
            else list(telling.due_digests(world, now, looking=looking))
        )
        if not due:
            say.talk("no digest is due; --now composes one all the same")
        if looking:
            for item in due:
                show(telling.preview(world, item, now), in_browser=preview, folder=out)
            return 0
        telling.compose_all(world, due, now)
        deliveries = list(telling.send(world, now))
        for delivery in deliveries:
            show_delivery(delivery, as_json=False)
    return verdict(Seen(), deliveries)


@contextmanager
def opened_for(place: Place, *, looking: bool) -> Iterator[World]:
    """looking: also while workers tell; else they would tell at the same time."""
    if not looking:
        with place.world("digest", wait_s=30.0) as world:
            yield world
        return
    with place.world_beside("digest", wait_s=30.0) as (world, _):
        yield world


def show(typeset: Typeset, *, in_browser: bool, folder: Path | None) -> None:
    """What would be sent, in the terminal or in the browser; and what is wrong with the operator's own templates."""
    for mistake in typeset.mistakes:
        say.talk(f"{mistake}: the shipped template was used")
    if not in_browser:
        say.text("\n\n".join(f"Subject: {letter.subject}\n\n{letter.text}" for letter in typeset.letters))
        return
    import tempfile
    import webbrowser

    try:
        where = folder or Path(tempfile.mkdtemp(prefix="monitor-"))
        where.mkdir(parents=True, exist_ok=True)
        for letter in typeset.letters:
            page = where / f"{list_id(letter.name)}-{letter.part}.html"
            page.write_text(letter.html, encoding="utf-8")
            say.text(str(page))
            if not webbrowser.open(page.absolute().as_uri()):
                say.talk("no browser could be opened; open the file yourself")
    except OSError as error:
        raise ConfigError(
            f"{folder or 'the folder for passing files'}: cannot be written: {of_disk(error)}"
        ) from error


def into_folder(world: World, out: Path) -> World:
    """The world whose messages all become files in a folder. What waits for other ways goes on waiting."""
    from monitor.channels import folder, outbox
    from monitor.ways import Folder

    path = str(out.absolute())
    readers = tuple(
        each.model_copy(update={"channels": (Folder(folder=path),) if each.channels else ()})
        for each in world.config.subscriptions
    )
    mails, files = outbox.Channel(out, "out"), folder.Channel(out, {Folder(folder=path).recipient})
    config = replace(world.config, subscriptions=readers)
    return replace(world, config=config, channel=mails, channels={one.name: one for one in (mails, files)})


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option(
    "--untold", is_flag=True, help="Nobody is ever told of them: it was the site, not the authority."
)
@click.pass_obj
def release(place: Place, source: str, *, untold: bool) -> None:
    """Let the changes of a source that are held back go out with the next digests."""
    with place.store_beside("release", wait_s=30.0) as (store, hosts):
        count = 0
        if source in store.holds():
            with between_checks(place, hosts, source):
                count = store.release(source, place.now(), RELEASED_UNTOLD if untold else None)
    if not count:
        named(place.config.sources, [source])
        say.talk(f"nothing of {source} is held back")
        return
    changes = f"{count} changes" if count != 1 else "1 change"
    fate = "will be told to nobody" if untold else "will be told with the next digests"
    say.text(f"{changes} of {source} {fate}; `monitor changes --source {source}` lists them")


@contextmanager
def between_checks(place: Place, hosts: Hosts | None, source: str) -> Iterator[None]:
    """No check of the source is under way meanwhile. hosts: where workers make them; a source that nobody watches any more
    has none.
    """
    url = next((str(each.url) for each in place.config.sources if each.id == source), None)
    if hosts is None or url is None:
        yield
        return
    from monitor.alongside import left_to_us

    with left_to_us(hosts, urls.host(url)):
        yield


def held_line(hold: Hold) -> str:
    """What is held back of a source, and the mend, for whoever runs the tool."""
    changes = f"{hold.changes} changes are" if hold.changes != 1 else "1 change is"
    return (
        f"{changes} held back since {iso(hold.since)}: {hold.reason}; look with `monitor changes --source {hold.source}`, "
        f"then `monitor release {hold.source}`"
    )


def subscriptions(known: Sequence[Subscription], names: Sequence[str]) -> tuple[Subscription, ...]:
    wrong = [name for name in names if name not in {s.name for s in known}]
    if wrong:
        there = ", ".join(s.name for s in known) or "none"
        raise ConfigError(*(f"no subscription is called {name}; there are: {there}" for name in wrong))
    return tuple(s for s in known if not names or s.name in names)
