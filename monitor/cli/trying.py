"""`sources test`: one source read as a first check reads it, and everything shown that was read.

It is a real check, into a database that is thrown away afterwards: what it shows is what would be
stored. A selector that finds the wrong thing is seen, and mended, in a minute.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from monitor.answers import Answer, iso
from monitor.cli import say
from monitor.cli.place import Place
from monitor.cli.watching import named
from monitor.errors import ConfigError
from monitor.model import Document, First, Good, Listed, Notice, Outcome, Partial, SourceState
from monitor.sources.base import BaseSource

if TYPE_CHECKING:  # `monitor --help` loads every command and need not load the pipeline
    from monitor.config import Config
    from monitor.world import World

BEGINNING = 160  # characters of a text that are shown
OPENED = 3  # notices that are opened, when nobody says how many
LISTED = 12  # further notices that are shown as the list has them


@click.command()
@click.argument("target", metavar="ID|FILE")
@click.option("--open", "most", type=int, show_default=str(OPENED), help="How many notices to open.")
@click.option(
    "--from",
    "saved",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Read pages saved by hand instead of asking the source.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON line for the check, then one for each notice."
)
@click.pass_obj
def test(place: Place, target: str, *, most: int | None, saved: Path | None, as_json: bool) -> int:
    """Read one source live, or a saved file, and show what would be read. Nothing is stored.

    ID may also be an entry of the catalogue that is not watched yet; what is called so goes before a file of
    that name, ./NAME is always the file. Exit 1 when it could not be read.
    """
    if is_file(place, target):
        if saved is not None or most is not None:
            raise ConfigError(
                f"{target} is a file and read as it stands, without --from and --open; as a page of a source: "
                f"monitor sources test ID --from {target}"
            )
        return test_file(Path(target), as_json=as_json)
    most = OPENED if most is None else most
    if most < 1:
        raise ConfigError(f"--open {most}: at least one notice is opened, write --open 1")
    source = chosen(place.config, target)
    if source.fetch == "saved" and saved is None:
        raise ConfigError(
            f"{source.id} is read from pages saved by hand: monitor sources test {source.id} --from FILE; "
            f"monitor check {source.id} --from FILE then keeps what it reads"
        )
    with throw_away(place, most) as world:
        outcome = first_check(source, saved, world)
    show = as_lines if as_json else as_text
    for line in show(source, outcome):
        say.line(line) if isinstance(line, dict) else say.text(line)
    return 0 if isinstance(outcome, Good) else 1


def is_file(place: Place, target: str) -> bool:
    """Whether a file is meant: what can be no id, or what is none and there is such a file."""
    from monitor import catalogue

    if not Path(target).is_file():
        return False
    if Path(target).name != target or not place.config_path.exists():
        return True
    if target in catalogue.by_id():
        return False
    try:
        return all(source.id != target for source in place.config.sources)
    except ConfigError:
        if Path(target).suffix:  # page.html is read with any configuration
            return True
        raise


def chosen(config: Config, target: str) -> BaseSource:
    """A source that is watched, else one of the catalogue by its id there."""
    from monitor import catalogue
    from monitor.config.load import source_class

    if any(source.id == target for source in config.sources):
        return named(config.sources, [target])[0]
    if target not in catalogue.by_id():
        raise ConfigError(unknown(target, [source.id for source in config.sources], catalogue.by_id()))
    keys = catalogue.by_id()[target].source
    return source_class(str(keys["kind"])).model_validate(dict(keys))


def unknown(target: str, watched: Sequence[str], entries: Collection[str]) -> str:
    """What somebody may have meant who wrote what is neither a source nor a file."""
    from difflib import get_close_matches

    if Path(target).is_dir():
        return f"{target} is a folder; a source is read from the pages in it with: monitor sources test ID --from {target}"
    if Path(target).name != target or Path(target).suffix:
        return f"{target}: there is no such file, and no source is called so"
    near = get_close_matches(target, list(dict.fromkeys([*watched, *entries])), n=1)
    hint = f"; did you mean {near[0]}?" if near else "; `monitor sources catalogue WORDS` searches"
    return f"no source is called {target}, no entry of the catalogue and no file{hint}"


@contextmanager
def throw_away(place: Place, most: int) -> Iterator[World]:
    """The operator's own world but for its database, which is empty and soon gone."""
    from monitor.opening import open_world
    from monitor.store import create_store, open_store

    settings = place.config.settings
    limits = settings.limits.model_copy(update={"opened": most})
    config = replace(place.config, settings=settings.model_copy(update={"limits": limits}))
    with TemporaryDirectory(prefix="monitor-") as folder:
        url = f"sqlite:///{folder}/monitor.db"
        create_store(url)
        store = open_store(url, now=place.now())
        try:
            with open_world(config, store, place.clock) as world:
                yield world
        finally:
            store.close()


def first_check(source: BaseSource, saved: Path | None, world: World) -> Outcome:
    from monitor import handing
    from monitor.check import check
    from monitor.saved import SavedPages, read

    if saved is not None:
        world = replace(world, fetch=SavedPages(read(saved, handing.most(world.config)), world.clock))
    return check(source, SourceState(source.id), world, world.clock())


# -- a file ----------------------------------------------------------------------------------------


def test_file(path: Path, *, as_json: bool) -> int:
    from monitor.cli.judging import content
    from monitor.prose import body
    from monitor.sandbox import Sandbox

    with Sandbox() as parse:
        said = content(path, parse)
    attachments = [attachment.name for attachment in said.attachments]
    if as_json:
        say.line({"file": str(path), "text": body(said), "attachments": attachments})
    else:
        say.text(body(said))
        for name in attachments:
            say.text(f"attachment: {name}")
    return 0


# -- what was read -----------------------------------------------------------------------------------


def as_lines(source: BaseSource, outcome: Outcome) -> Iterator[Answer]:
    """The check, then its notices in the list's order."""
    notices = list(read_in(outcome))
    yield {
        "source": source.id,
        "outcome": outcome.name,
        "verdict": outcome.check.verdict,
        "reason": reason_of(outcome),
        "notices": len(notices),
        "asked": [
            {
                "url": document.url,
                "status": document.status,
                "bytes": len(document.body),
                "came": document.came,
                "moved_to": document.moved_to,
            }
            for document in outcome.check.documents
        ],
    }
    yield from map(answer_of, notices)


def answer_of(item: Listed | Notice) -> Answer:
    from monitor.prose import body

    listed = item.listed if isinstance(item, Notice) else item
    answer: Answer = {
        "key": listed.key,
        "published": iso(listed.published) or listed.published_text,
        "number": listed.number,
        "title": listed.title,
        "url": listed.url,
    }
    if isinstance(item, Notice):
        answer |= {
            "body": body(replace(item.content, fields=()))[:BEGINNING],
            "unread": item.content.unread,
            "fields": [list(field) for field in item.content.fields],
            "attachments": [
                {"name": file.name, "url": file.url, "read": file.blocks is not None, "unread": file.unread}
                for file in item.content.attachments
            ],
        }
    return answer


def as_text(source: BaseSource, outcome: Outcome) -> Iterator[str]:
    """The same for people: the verdict first, then what was asked, then what was read."""
    notices = list(read_in(outcome))
    yield f"{source.id}: {outcome.check.verdict} ({outcome.name}), {len(notices)} notices"
    if reason := reason_of(outcome):
        yield f"  {reason}"
    if outcome.check.documents:
        yield ""
        yield "asked"
        yield from map(_asked, outcome.check.documents)
    opened = [notice for notice in notices if isinstance(notice, Notice)]
    for notice in opened:
        yield ""
        yield from _read(notice)
    others = [listed for listed in notices if isinstance(listed, Listed)]
    if others:
        yield ""
        yield "also listed" if opened else "listed"
        yield from (f"  {_headline(listed)}" for listed in others[:LISTED])
        if len(others) > LISTED:
            yield f"  and {len(others) - LISTED} more"


def read_in(outcome: Outcome) -> Iterator[Listed | Notice]:
    reading = outcome.reading if isinstance(outcome, First | Partial) else None
    for listed in reading.listed if reading else ():
        yield reading.notices.get(listed.key, listed) if reading else listed
    if reading and not reading.listed:  # a notice that was saved without its list
        yield from reading.notices.values()


def reason_of(outcome: Outcome) -> str | None:
    return getattr(outcome, "reason", None) or getattr(outcome, "remark", None)


def _asked(document: Document) -> str:
    came = "" if document.came == "http" else f", {document.came}"
    moved = f", moved for good to {document.moved_to}" if document.moved_to else ""
    return f"  {document.status}  {len(document.body) / 1000:,.1f} KB{came}  {document.url}{moved}"


def _headline(listed: Listed) -> str:
    date = iso(listed.published) or listed.published_text or "no date"
    return f"{date}  {listed.title}"


def _read(notice: Notice) -> Iterator[str]:
    """A notice as it would be stored: each thing on a line of its own, and what is missing said."""
    from monitor.prose import body

    content = notice.content
    text = " ".join(body(replace(content, fields=())).split())
    yield _headline(notice.listed)
    yield f"  number       {notice.listed.number or 'none'}"
    yield f"  address      {notice.url}"
    for name, value in content.fields:
        yield f"  field        {name}: {value}"
    shown = f"{len(text):,} characters: {text[:BEGINNING]}{'…' if len(text) > BEGINNING else ''}"
    yield f"  text         {content.unread or shown}"
    for file in content.attachments:
        yield f"  attachment   {file.name}: {file.unread or 'read'}  {file.url}"
