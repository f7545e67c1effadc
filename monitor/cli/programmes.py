"""`programmes`: the policies that are followed, at launch and now, with the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from monitor.answers import Answer, claim_answer
from monitor.cli import say
from monitor.cli.place import Place
from monitor.errors import ConfigError
from monitor.model import ClaimState, Recorded, Status
from monitor.programmes.answers import day_of, summary, whole
from monitor.programmes.stand import Asked, FactNow, stand

if TYPE_CHECKING:
    from monitor.programmes import Answer as Answered, Course, Latest, Programme


@click.group()
def programmes() -> None:
    """The policies that are followed over time."""


@programmes.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per programme.")
@click.pass_obj
def list_(place: Place, *, as_json: bool) -> None:
    """Every programme: how sure it is, what moved, what is answered."""
    followed = place.config.programmes
    with place.store() as store:
        courses = store.courses([programme.id for programme in followed])
    if as_json:
        for programme in followed:
            say.line(summary(programme, courses[programme.id]))
        return
    rows = (summary(programme, courses[programme.id]) for programme in followed)
    say.table(
        ("id", "status", "notices", "moved", "answered", "claims open", "name"),
        (
            (
                str(row["id"]),
                str(row["status"]),
                str(row["notices"]),
                str(row["moved"]),
                f"{row['answered']} of {row['awaited']}",
                str(row["claims_open"]),
                str(row["name"]),
            )
            for row in rows
        ),
    )


@programmes.command("show")
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show(place: Place, id_: str, *, as_json: bool) -> None:
    """One programme: its facts at launch and now, what is awaited, what the press claims, its notices."""
    programme = next((each for each in place.config.programmes if each.id == id_), None)
    if programme is None:
        known = ", ".join(each.id for each in place.config.programmes) or "none"
        raise ConfigError(f"no programme is called {id_}; {place.config_path} names: {known}")
    zone = place.config.settings.timezone
    with place.store() as store:
        course = store.courses([id_])[id_]
        thread = tuple(store.changes(programme=id_))
    if as_json:
        say.line(whole(programme, course, thread, zone))
    else:
        say.text("\n".join(told(programme, course, thread, zone)))


# -- for people ------------------------------------------------------------------------------------


def told(programme: Programme, course: Course, thread: tuple[Recorded, ...], zone: tzinfo) -> Iterator[str]:
    found = stand(programme, course)
    since = f", since {programme.since}" if programme.since else ""
    yield f"{programme.name} ({programme.id}): {found.sureness}{since}"
    yield "\nfacts, at launch -> now"
    for each in found.facts:
        yield from fact_lines(each, zone)
    yield "\nawaited"
    for asked in found.questions:
        yield from question_lines(asked, zone)
    if course.claims:
        yield "\nclaims of the press"
    for claim in course.claims:
        yield from claim_lines(claim_answer(claim, zone))
    yield "\nnotices"
    if not thread:
        yield "  none since we look"
    for one in thread:
        change = one.finding.change
        held = ", held back" if one.held else ""
        sure = "" if one.finding.status is Status.OFFICIAL else f", {one.finding.status.value}"
        yield f"  {day_of(one, zone)}  {one.id:>4}  {change.name}{sure}{held}  {change.notice.title}"


def fact_lines(found: FactNow, zone: tzinfo) -> Iterator[str]:
    unit = f" {found.unit}" if found.unit and found.unit != found.name else ""
    now = f" -> {found.latest}{unit}" if found.moved else ""
    if found.worded_anew:
        now = ", worded anew"
    sure = "" if found.sure else "  (unconfirmed: the press only)"
    yield f"  {found.name}: {found.launch}{unit}{now}{sure}"
    if found.said:
        yield f"      “{found.said.sentence}”  [{since_line(found.said, zone)}]"


def question_lines(asked: Asked, zone: tzinfo) -> Iterator[str]:
    yield f"  {asked.question}: {asked.state}"
    if asked.answer:
        more = f"; more in {', '.join(asked.answer.more)}" if asked.answer.more else ""
        yield f"      “{asked.answer.sentence}”  [{since_line(asked.answer, zone)}{more}]"


def claim_lines(row: Answer) -> Iterator[str]:
    said = f"press, {row['day']}" if row["day"] else "press"
    origin = f", change {row['id']}" if row["id"] else ""
    lag = f" after {row['lag_days']} day{'s' * (row['lag_days'] != 1)}" if row["lag_days"] is not None else ""
    by = f"{lag} by {row['number'] or 'an official notice'} (change {row['by']})" if row["by"] else ""
    otherwise = f", which says {row['official']}" if row["state"] == ClaimState.CONTRADICTED.value else ""
    yield f"  {row['fact']} {row['value']} ({said}{origin}): {row['state']}{by}{otherwise}"
    if row["sentence"]:
        yield f"      “{row['sentence']}”"


def since_line(said: Latest | Answered, zone: tzinfo) -> str:
    number = f", {said.number}" if said.number else ""
    return f"change {said.change}, {said.at.astimezone(zone).date()}{number}"
