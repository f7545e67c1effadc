"""`triage list|report`: what the team has under way, and what it found not relevant, for improving rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.answers import Answer
from monitor.cli import say
from monitor.cli.looking import Moment, in_zone
from monitor.cli.place import Place
from monitor.model import State
from monitor.triage.answers import group_answer, open_answer

if TYPE_CHECKING:
    from monitor.store import Store
    from monitor.store.backlog import Choice, Open
    from monitor.triage import Group

_AT_ONCE = 5_000  # changes held in memory while they are told


@click.group()
def triage() -> None:
    """What the team decided on changes, and what is still open."""


@triage.command("list")
@click.option(
    "--state",
    type=click.Choice([state.value for state in State]),
    help="Only these; without it what is under way or overdue.",
)
@click.option("--owner", help="Only this person's.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per change.")
@click.pass_obj
def list_(place: Place, *, state: str | None, owner: str | None, as_json: bool) -> None:
    """The work on changes, overdue first, then by its day; of what is new or decided the latest first."""
    from monitor.store.backlog import Choice

    choice = Choice(State(state) if state else None, owner)
    today = place.now().astimezone(place.config.settings.timezone).date()
    with place.store() as store:
        if owner and not store.triage.count(choice, most=1):
            there = ", ".join(f"{each.owner} {each.under_way}" for each in store.triage.loads(today))
            say.talk(f"{owner} has no work of that kind; under way: {there or 'nothing'}")
        rows = (open_answer(each, today) for each in _found(store, choice))
        if as_json:
            for row in rows:
                say.line(row)
            return
        say.table(
            ("change", "state", "owner", "due", "source", "title"),
            (
                (row["change"], row["state"], row["owner"] or "-", _due(row), row["source"], row["title"])
                for row in rows
            ),
        )


def _found(store: Store, choice: Choice) -> Iterator[Open]:
    last = None
    while some := store.triage.find(choice, behind=last, most=_AT_ONCE):
        yield from some
        last = some[-1].place


def _due(row: Answer) -> str:
    return f"{row['due'] or '-'}{' (overdue)' if row['overdue'] else ''}"


@triage.command()
@click.option("--since", type=Moment(), help="Decided from this day or time on.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="One JSON line per rule, label, source and programme, then the sums.",
)
@click.pass_obj
def report(place: Place, *, since: datetime | None, as_json: bool) -> None:
    """How often what a rule, a label, a source or a programme brought was found not relevant, and of how many."""
    from monitor.triage import report as counted

    first = in_zone(since, place.config.settings.timezone) if since else None
    with place.store() as store:
        found = counted(store.triage.decisions(first))
    if as_json:
        for group in found.groups:
            say.line(group_answer(group))
        say.line({"decided": found.decided, "not_relevant": found.not_relevant})
        return
    say.table(
        ("by", "name", "not relevant", "of", "latest"),
        (
            (group.kind, group.name, str(group.not_relevant), str(group.decided), _latest(group))
            for group in found.groups
        ),
    )
    say.talk(f"{found.decided} changes decided, {found.not_relevant} of them as not relevant")


def _latest(group: Group) -> str:
    one = group.examples[0]
    return f"change {one.change}: {one.note or one.title}"
