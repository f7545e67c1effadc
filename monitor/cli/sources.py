"""`sources list|test|catalogue|add|schema`: what is watched, how it fares, and what a reading would show."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from monitor.answers import source_answer
from monitor.cli import say
from monitor.cli.catalogue import add, catalogue
from monitor.cli.place import Place
from monitor.cli.watching import named
from monitor.errors import ConfigError, SourceError
from monitor.model import Flaw, Listed, Notice, Request, SourceState
from monitor.sources.base import BaseSource, PagedSource
from monitor.verdict import quiet

SHOWN = 5  # notices that `sources test` opens and shows whole


@click.group()
def sources() -> None:
    """What is watched, and how it fares."""


sources.add_command(catalogue)
sources.add_command(add)


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per source.")
@click.pass_obj
def list_(place: Place, *, as_json: bool) -> None:
    """Every source with its last outcome, last good reading and next check."""
    with place.store() as store:
        states = store.states()
        came = store.sightings(
            [source.id for source in place.config.sources if isinstance(source, PagedSource)]
        )
    rows = [source_answer(s, states.get(s.id, SourceState(s.id))) for s in place.config.sources]
    for source, row in zip(place.config.sources, rows, strict=True):
        found = quiet.silence_of(came.get(source.id, ()), source.zone, place.now())
        row["silent"] = str(found) if found else None
    if as_json:
        for row in rows:
            say.line(row)
        return
    for row in rows:
        row["reason"] = row["reason"] or row["silent"]
    columns = ("source", "outcome", "verdict", "last_good", "last_change", "next_check", "reason")
    say.table(columns, (tuple(str(row[column] or "-") for column in columns) for row in rows))


@sources.command()
@click.pass_obj
def schema(place: Place) -> None:  # noqa: ARG001  every command gets the place
    """The JSON Schema of sources.yaml, for editors that complete and check it."""
    from monitor.config.schema import schema as config_schema

    say.text(json.dumps(config_schema(), ensure_ascii=False, indent=2))


@sources.command()
@click.argument("target", metavar="ID|FILE")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def test(place: Place, target: str, *, as_json: bool) -> int:
    """Read one source live, or a saved file, and show what would be read. Nothing is stored."""
    if Path(target).is_file():
        return test_file(Path(target), as_json=as_json)
    source = named(place.config.sources, [target])[0]
    try:
        seen = look(place, source)
    except SourceError as error:
        if as_json:
            say.line({"source": source.id, "verdict": "failed", "reason": str(error)})
        else:
            say.text(f"{source.id}: {error}")
        return 1
    for answer in seen:
        if as_json:
            say.line(answer)
        else:
            say.text("  ".join(str(value) for value in answer.values() if value))
    return 0


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


def look(place: Place, source: BaseSource) -> list[dict[str, object]]:
    """What a first reading would list, the first few notices opened."""
    from monitor import verdict
    from monitor.opening import open_fetcher

    if source.fetch == "saved":
        raise ConfigError(
            f"{source.id} is read from saved pages only: `monitor check {source.id} --from FILE`, which also "
            "says what it misses in them"
        )
    now = place.now()
    with open_fetcher(place.config, None, place.clock) as fetch:

        def read(request: Request) -> list[Listed | Notice | Request | Flaw]:
            document = fetch(replace(request, access=source.access))
            verdict.judge(document, now=now)
            return list(source.read(document, now))

        found = [item for request in source.requests(now) for item in read(request)]
        answers: list[dict[str, object]] = []
        for item in found:
            if isinstance(item, Flaw):
                answers.append({"flaw": item.reason})
            if not isinstance(item, Listed | Notice):
                continue
            request = source.open(item) if isinstance(item, Listed) and len(answers) < SHOWN else None
            opened = [n for n in read(request) if isinstance(n, Notice)] if request else []
            answers.append(shown(opened[0] if opened else item))
    return answers


def shown(item: Listed | Notice) -> dict[str, object]:
    from monitor.prose import body

    listed = item.listed if isinstance(item, Notice) else item
    answer: dict[str, object] = {
        "key": listed.key,
        "published": listed.published.isoformat() if listed.published else listed.published_text,
        "title": listed.title,
        "url": listed.url,
    }
    if isinstance(item, Notice):
        answer["body"] = body(item.content)[:160]
        answer["attachments"] = [attachment.name for attachment in item.content.attachments]
    return answer
