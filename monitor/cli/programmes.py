"""`programmes`: the policies that are followed, at launch and now, with the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

import click

from monitor.answers import Answer, change_answer, claim_answer, iso
from monitor.cli import say
from monitor.cli.place import Place
from monitor.errors import ConfigError
from monitor.model import ClaimState, Recorded, Status

if TYPE_CHECKING:
    from monitor.programmes import Answer as Answered, Baseline, Course, Programme

OPEN, PRESS, ANSWERED = "awaited", "answered by the press only", "answered"


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


# -- as JSON ---------------------------------------------------------------------------------------


def summary(programme: Programme, course: Course) -> Answer:
    facts = [fact(baseline, programme, course) for baseline in programme.baseline]
    answered = [course.answered.get(awaited.question) for awaited in programme.awaited]
    return {
        "id": programme.id,
        "name": programme.name,
        "status": status(programme, course),
        "since": iso(programme.since),
        "notices": len(course.effects),
        "facts": len(facts),
        "moved": sum(each["moved"] for each in facts),
        "awaited": len(answered),
        "answered": sum(each is not None and each.official for each in answered),
        "claims": len(course.claims),
        "claims_open": sum(claim.state is ClaimState.UNCONFIRMED for claim in course.claims),
    }


def whole(programme: Programme, course: Course, thread: tuple[Recorded, ...], zone: tzinfo) -> Answer:
    return summary(programme, course) | {
        "baseline": [fact(baseline, programme, course) for baseline in programme.baseline],
        "questions": [
            question(awaited.question, course.answered.get(awaited.question)) for awaited in programme.awaited
        ],
        "press": [claim_answer(claim, zone) for claim in course.claims],
        "thread": [
            {
                "day": iso(day_of(one, zone)),
                "title": one.finding.change.notice.title,
                "id": one.id,
                "change": one.finding.change.name,
                "source": one.source,
                "status": one.finding.status.value,
                "held": one.held,
                "number": change_answer(one)["notice"]["number"],
            }
            for one in thread
        ],
    }


def status(programme: Programme, course: Course) -> str:
    """official, or how much of what the press told first an official notice has confirmed."""
    if programme.status == "official":
        return Status.OFFICIAL.value
    sure = [each["state"] for each in (fact(one, programme, course) for one in programme.baseline)]
    if sure and all(state != Status.UNCONFIRMED.value for state in sure):
        return Status.CONFIRMED.value
    return "confirmed in part" if any(state != Status.UNCONFIRMED.value for state in sure) else "unconfirmed"


def fact(baseline: Baseline, programme: Programme, course: Course) -> Answer:
    """A fact at launch and as the last official notice that speaks of it has it."""
    latest = course.latest.get(baseline.name)
    moves = [
        moved.delta
        for effect in course.effects.values()
        if effect.official
        for moved in effect.moves
        if moved.delta.name == baseline.name
    ]
    sure = latest is not None or programme.status == "official"
    now = latest.value if latest and not baseline.in_words else None
    if moves:
        now = latest.sentence if latest and baseline.in_words else moves[-1].after
    return {
        "fact": baseline.name,
        "launch": baseline.value,
        "unit": baseline.unit,
        "latest": now or baseline.value,
        "moved": bool(moves),
        "state": Status.OFFICIAL.value if sure else Status.UNCONFIRMED.value,
        "sentence": latest.sentence if latest else None,
        "id": latest.change if latest else None,
        "number": latest.number if latest else None,
        "since": iso(latest.at) if latest else None,
    }


def question(asked: str, answer: Answered | None) -> Answer:
    state = OPEN if answer is None else ANSWERED if answer.official else PRESS
    return {
        "question": asked,
        "state": state,
        "sentence": answer.sentence if answer else None,
        "id": answer.change if answer else None,
        "number": answer.number if answer else None,
        "since": iso(answer.at) if answer else None,
        "more": list(answer.more) if answer else [],
    }


# -- for people ------------------------------------------------------------------------------------


def told(programme: Programme, course: Course, thread: tuple[Recorded, ...], zone: tzinfo) -> Iterator[str]:
    since = f", since {programme.since}" if programme.since else ""
    yield f"{programme.name} ({programme.id}): {status(programme, course)}{since}"
    yield "\nfacts, at launch -> now"
    for baseline in programme.baseline:
        yield from fact_lines(fact(baseline, programme, course), zone)
    yield "\nawaited"
    for awaited in programme.awaited:
        yield from question_lines(question(awaited.question, course.answered.get(awaited.question)), zone)
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


def fact_lines(row: Answer, zone: tzinfo) -> Iterator[str]:
    unit = f" {row['unit']}" if row["unit"] and row["unit"] != row["fact"] else ""
    now = f" -> {row['latest']}{unit}" if row["moved"] else ""
    if row["moved"] and row["latest"] == row["sentence"]:
        now = ", worded anew"
    sure = "" if row["state"] == Status.OFFICIAL.value else "  (unconfirmed: the press only)"
    yield f"  {row['fact']}: {row['launch']}{unit}{now}{sure}"
    if row["sentence"]:
        yield f"      “{row['sentence']}”  [{since_line(row, zone)}]"


def question_lines(row: Answer, zone: tzinfo) -> Iterator[str]:
    yield f"  {row['question']}: {row['state']}"
    if row["sentence"]:
        more = f"; more in {', '.join(row['more'])}" if row["more"] else ""
        yield f"      “{row['sentence']}”  [{since_line(row, zone)}{more}]"


def claim_lines(row: Answer) -> Iterator[str]:
    said = f"press, {row['day']}" if row["day"] else "press"
    origin = f", change {row['id']}" if row["id"] else ""
    lag = f" after {row['lag_days']} day{'s' * (row['lag_days'] != 1)}" if row["lag_days"] is not None else ""
    by = f"{lag} by {row['number'] or 'an official notice'} (change {row['by']})" if row["by"] else ""
    otherwise = f", which says {row['official']}" if row["state"] == ClaimState.CONTRADICTED.value else ""
    yield f"  {row['fact']} {row['value']} ({said}{origin}): {row['state']}{by}{otherwise}"
    if row["sentence"]:
        yield f"      “{row['sentence']}”"


def since_line(row: Answer, zone: tzinfo) -> str:
    day = datetime.fromisoformat(row["since"]).astimezone(zone).date()
    number = f", {row['number']}" if row["number"] else ""
    return f"change {row['id']}, {day}{number}"


def day_of(recorded: Recorded, zone: tzinfo) -> date:
    """The day a change was seen, in the zone people read."""
    return recorded.detected.astimezone(zone).date()
