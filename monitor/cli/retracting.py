"""`retract`: take back what was told wrongly."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from monitor.cli import say
from monitor.cli.looking import Moment, in_zone
from monitor.cli.place import Place
from monitor.corrections import in_words, misread
from monitor.errors import ConfigError
from monitor.model import Correction, Mistake, Recorded, Wrong

LOOK_BACK = timedelta(days=90)


@click.command()
@click.argument("id_", metavar="[CHANGE]", required=False)
@click.option("--reason", metavar="TEXT", help="What was wrong and what is right; readers get these words.")
@click.option(
    "--reread", is_flag=True, help="Read what was told again, and take back what reads otherwise today."
)
@click.option(
    "--since", type=Moment(), help="With --reread: detected from this day on, 90 days when not said."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be taken back.")
@click.pass_obj
def retract(
    place: Place, id_: str | None, *, reason: str | None, reread: bool, since: datetime | None, dry_run: bool
) -> None:
    """Take a change back in the next digests of those who were told of it.

    `monitor retract 12 --reason "The annex belongs to another notice."` for a mistake that you found;
    `monitor retract --reread` after an update, for days and numbers that it reads better.
    """
    if reread == (id_ is not None):
        raise click.UsageError("write `monitor retract CHANGE --reason TEXT`, or `monitor retract --reread`")
    if id_ is not None and not (reason and reason.strip()):
        raise click.UsageError(f'write what was wrong: monitor retract {id_} --reason "…"')
    with place.store_beside("retract", wait_s=30.0) as (store, _):
        if id_ is None:
            begin = in_zone(since, place.config.settings.timezone) or place.now() - LOOK_BACK
            wrongs = [wrong for one in store.changes(since=begin) for wrong in again(place, one)]
        else:
            if store.change(id_) is None:
                raise ConfigError(f"no change is called {id_}; `monitor changes` lists them")
            wrongs = [Wrong(id_, Mistake.PERSON, (" ".join((reason or "").split()),))]
        if dry_run:
            for wrong in wrongs:
                say.text(f"{wrong.change}  {in_words(wrong)}")
            return
        made = store.retract_all(wrongs, place.now())
        hearers = {one.wrong.change: list(store.told_of(one.wrong.change).tellings) for one in made}
    for one in made:
        say.text(f"{one.wrong.change}  {in_words(one.wrong)}{to(one, hearers[one.wrong.change])}")
    if not made:
        say.talk("nothing new to take back")


def again(place: Place, recorded: Recorded) -> list[Wrong]:
    """What of a change reads otherwise today."""
    from monitor import classify

    if recorded.held or recorded.untold:
        return []
    now = classify.classify_change(recorded.finding.change, place.rules).facts
    return list(misread(recorded, now))


def to(one: Correction, names: list[str]) -> str:
    return (
        f" (in the next digest of {', '.join(names)})"
        if names
        else f" (nobody was told of {one.wrong.change})"
    )
