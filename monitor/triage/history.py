"""The steps of a change as people read them: what each changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from monitor.model import Stand, State, Step
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Passed:
    """A step and what it changed; None where it left things as they were. freed: it took the owner away; undated: the
    due day.
    """

    step: Step
    state: State | None
    owner: str | None
    due: date | None
    freed: bool
    undated: bool


def passed(steps: Iterable[Step]) -> tuple[Passed, ...]:
    """The steps, oldest first, each against the one before."""
    told, before = [], Stand()
    for step in steps:
        told.append(
            Passed(
                step,
                step.state if step.state is not before.state else None,
                step.owner if step.owner != before.owner else None,
                step.due if step.due != before.due else None,
                freed=before.owner is not None and step.owner is None,
                undated=before.due is not None and step.due is None,
            )
        )
        before = step.stand
    return tuple(told)
