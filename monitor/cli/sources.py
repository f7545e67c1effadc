"""`sources list|test|catalogue|add|address|schema`: what is watched, how it fares, and what a reading would show."""

from __future__ import annotations

import json

import click

from monitor.answers import hold_answer, source_answer
from monitor.cli import say
from monitor.cli.addressing import address
from monitor.cli.catalogue import add, catalogue
from monitor.cli.place import Place
from monitor.cli.telling import held_line
from monitor.cli.trying import test
from monitor.model import SourceState
from monitor.sources.base import PagedSource
from monitor.verdict import noisy, quiet


@click.group()
def sources() -> None:
    """What is watched, and how it fares."""


sources.add_command(catalogue)
sources.add_command(add)
sources.add_command(test)
sources.add_command(address)


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per source.")
@click.pass_obj
def list_(place: Place, *, as_json: bool) -> None:
    """Every source with its last outcome, last good reading and next check."""
    with place.store() as store:
        states, holds = store.states(), store.holds()
        came = store.sightings(
            [source.id for source in place.config.sources if isinstance(source, PagedSource)]
        )
        watched = [one.id for one in place.config.sources if one.id in states]
        amended = store.amended_of(
            [one for one in watched if states[one].checks >= noisy.AT_LEAST], noisy.LOOKS
        )
    rows = [source_answer(s, states.get(s.id, SourceState(s.id))) for s in place.config.sources]
    for source, row in zip(place.config.sources, rows, strict=True):
        found = quiet.silence_of(came.get(source.id, ()), source.zone, place.now())
        row["silent"] = str(found) if found else None
        row["noisy"] = noisy.noise_of(source.id, *amended[source.id]) if source.id in amended else None
        row["held"] = hold_answer(holds.get(source.id))
    if as_json:
        for row in rows:
            say.line(row)
        return
    for row in rows:
        row["reason"] = row["reason"] or row["silent"] or row["noisy"]
        if row["held"]:
            row["reason"] = held_line(holds[row["source"]])
    columns = ("source", "outcome", "verdict", "last_good", "last_change", "next_check", "reason")
    say.table(columns, (tuple(str(row[column] or "-") for column in columns) for row in rows))


@sources.command()
@click.pass_obj
def schema(place: Place) -> None:  # noqa: ARG001  every command gets the place
    """The JSON Schema of sources.yaml, for editors that complete and check it."""
    from monitor.config.schema import schema as config_schema

    say.text(json.dumps(config_schema(), ensure_ascii=False, indent=2))
