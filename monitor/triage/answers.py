"""The JSON of `triage list` and `triage report` that scripts rely on. Keys may be added, never renamed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from monitor.answers import Answer, iso
from monitor.triage.report import Decision, Group

if TYPE_CHECKING:
    from monitor.store.backlog import Open


def open_answer(each: Open, today: date) -> Answer:
    """A line of `triage list --json`. step: how many steps were taken."""
    stand = each.stand
    return {
        "change": each.change,
        "title": each.title,
        "url": each.url,
        "source": each.source,
        "detected": iso(each.detected),
        "state": stand.state.value,
        "owner": stand.owner,
        "due": stand.due.isoformat() if stand.due else None,
        "overdue": stand.overdue(today),
        "step": stand.step,
    }


def group_answer(group: Group) -> Answer:
    """A line of `triage report --json`."""
    return {
        "by": group.kind,
        "name": group.name,
        "decided": group.decided,
        "not_relevant": group.not_relevant,
        "examples": [_example(each) for each in group.examples],
    }


def _example(each: Decision) -> Answer:
    named = {"change": each.change, "title": each.title, "note": each.note}
    return {**named, "who": each.who, "at": iso(each.at)}
