"""How a programme stands now, in as few values as a digest has lines for it."""

from __future__ import annotations

from monitor.model import ClaimState, Standing, Stands
from monitor.programmes.course import Course
from monitor.programmes.policy import Baseline, Programme


def standing(programme: Programme, course: Course) -> Standing:
    """Facts that moved, questions answered and open, and what became of what the press said first."""
    answered = {question: answer for question, answer in course.answered.items() if answer.official}
    asked = [awaited.question for awaited in programme.awaited]
    states = [claim.state for claim in course.claims]
    return Standing(
        programme=programme.id,
        facts=tuple(stands for baseline in programme.baseline if (stands := _moved(baseline, course))),
        answered=tuple((question, answered[question].change) for question in asked if question in answered),
        claimed=tuple(one for one in asked if one in course.answered and one not in answered),
        waiting=tuple(one for one in asked if one not in course.answered),
        confirmed=states.count(ClaimState.CONFIRMED),
        contradicted=states.count(ClaimState.CONTRADICTED),
        open_claims=states.count(ClaimState.UNCONFIRMED),
        notices=len(course.effects),
    )


def _moved(baseline: Baseline, course: Course) -> Stands | None:
    """A fact as it was at launch and as it is; None when it is as it was."""
    moves = [
        moved.delta.after
        for effect in course.effects.values()
        if effect.official
        for moved in effect.moves
        if moved.delta.name == baseline.name
    ]
    if not moves:
        return None
    latest = course.latest.get(baseline.name)
    now = moves[-1] if latest is None or not baseline.in_words else latest.sentence
    if now == baseline.value:
        return None  # and back again
    return Stands(baseline.name, baseline.value, now, baseline.unit, baseline.in_words)
