"""`noise list|forget|keep`: what was learned of the places of pages that change again and again, and taking it back."""

from __future__ import annotations

import click

from monitor.answers import Answer, iso
from monitor.cli import say
from monitor.cli.place import Place
from monitor.errors import ConfigError
from monitor.model import Habit


@click.group()
def noise() -> None:
    """Places that change at most readings and never say anything, as they were learned."""


@noise.command("list")
@click.argument("source", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per place.")
@click.pass_obj
def list_(place: Place, source: str | None, *, as_json: bool) -> None:
    """Every place that was seen to move: what it last read, and whether it is ignored."""
    _known(place, source)
    with place.store() as store:
        found = store.all_habits() if source is None else {source: store.habits(source)}
    rows = [answer(name, habit) for name, habits in sorted(found.items()) for habit in habits.values()]
    if as_json:
        for row in rows:
            say.line(row)
        return
    columns = ("source", "id", "state", "last changed", "reads", "why")
    say.table(
        columns,
        (
            (row["source"], str(row["id"]), row["state"], row["moved"], row["sample"], row["why"] or "-")
            for row in rows
        ),
    )


def answer(source: str, habit: Habit) -> Answer:
    """A line of `noise list --json`. readings: how many its history reaches back, changes: among them."""
    from monitor.compare.noise import habits

    volatile = habits.is_volatile(habit)
    return {
        "source": source,
        "id": habit.id,
        "state": "kept" if habit.kept else "ignored" if volatile else "watched",
        "volatile": volatile,
        "kept": habit.kept,
        "sample": habit.sample,
        "changes": habits.changes_of(habit),
        "readings": len(habit.history),
        "since": iso(habit.since),
        "moved": iso(habit.moved),
        "why": habits.why(habit, source) if volatile else None,
    }


@noise.command()
@click.argument("source")
@click.argument("id_", metavar="ID", type=int)
@click.pass_obj
def forget(place: Place, source: str, id_: int) -> None:
    """Forget what was learned of a place: its changes are told again, and learning begins anew."""
    _known(place, source)
    with place.store() as store:
        done = store.forget_habit(source, id_)
    _say(source, id_, "is forgotten; what changes there is told again, until it is learned anew", done=done)


@noise.command()
@click.argument("source")
@click.argument("id_", metavar="ID", type=int)
@click.pass_obj
def keep(place: Place, source: str, id_: int) -> None:
    """Never take a place for noise: whatever changes there is told."""
    _known(place, source)
    with place.store() as store:
        done = store.keep_habit(source, id_)
    _say(source, id_, "is no noise; whatever changes there is told from now on", done=done)


def _known(place: Place, source: str | None) -> None:
    """Raise ConfigError for a source that nobody watches and of which nothing was learned."""
    if source is None or source in {each.id for each in place.config.sources}:
        return
    with place.store() as store:
        if store.habits(source):
            return
    raise ConfigError(f"no source is called {source}; `monitor sources list` shows them")


def _say(source: str, id_: int, said: str, *, done: bool) -> None:
    if not done:
        raise ConfigError(f"no place of {source} is called {id_}; `monitor noise list {source}` shows them")
    say.talk(f"{source}: place {id_} {said}")
