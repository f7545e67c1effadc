"""What a source's own history says of its pages: places that change again and again, and whether it is noisy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import lazily
from monitor.check.heard import rest
from monitor.check.visit import Visit
from monitor.compare.guide import Guide
from monitor.model import Habit, Known, Notice, SourceState
from monitor.verdict import noisy

if TYPE_CHECKING:
    from monitor.compare.noise import habits, known as noise
else:  # a check that reads nothing learns nothing: start-up time counts
    habits, noise = lazily.rooms("monitor.compare.noise", "habits", "known")


def guide_of(
    visit: Visit, before: Mapping[str, Notice], now: Mapping[str, Notice]
) -> tuple[Guide, tuple[Habit, ...]]:
    """How this source's notices are compared, with what was learned up to this very reading; and what it taught.

    before: notices as they stood; now: those that were read again, and can be compared with it.
    """
    guide, source = visit.source.guide, visit.source.id
    known = visit.before.habits
    read = [(before[key].content, notice.content) for key, notice in now.items() if key in before]
    if visit.saved is not None or visit.anew or not (known or any(old != new for old, new in read)):
        still = moving(visit, known)
        return replace(guide, volatile=habits.volatile(still, source) if still else {}), ()
    after = habits.learn(known, read, noise.Noise(guide), visit.now)
    visit.remarks += calls(source, known, after)
    learned = tuple(habit for mark, habit in after.items() if habit != known.get(mark))
    return replace(guide, volatile=habits.volatile(moving(visit, after), source, known)), learned


def moving(visit: Visit, known: Mapping[str, Habit]) -> dict[str, Habit]:
    """The places that have not come to rest: what stands still for long is no noise, whatever it did before."""
    still = rest(visit)
    return {mark: habit for mark, habit in known.items() if visit.now - habit.moved < still}


def calls(source: str, before: Mapping[str, Habit], after: Mapping[str, Habit]) -> Iterator[str]:
    """That places are taken for noise from now on: nobody shall wonder later why nothing is told of them."""
    were = {habit.id for habit in before.values() if habits.is_volatile(habit)} - {None}
    new = [habit for habit in after.values() if habits.is_volatile(habit) and habit.id not in were]
    if new:
        count = f"{len(new)} places of its pages change" if len(new) > 1 else "a place of its pages changes"
        yield (
            f"{count} at most readings and say nothing (“{new[0].sample[:60]}”); ignored from now on, "
            f"see `monitor noise list {source}`"
        )


def noisiness(visit: Visit, known: Mapping[str, Known]) -> Iterator[str]:
    """That a source is amended at most readings, at the first good reading of a week (faults Q10)."""
    last = visit.state.last_good
    if last is None or not known or visit.anew or visit.state.checks < noisy.AT_LEAST:
        return
    if week(last, visit) == week(visit.now, visit):
        return
    if said := said_of(visit.world.store.amended_of([visit.source.id], noisy.LOOKS), visit.state):
        yield said


def week(moment: datetime, visit: Visit) -> tuple[int, int]:
    year, number, _ = moment.astimezone(visit.source.zone).isocalendar()
    return year, number


def said_of(amended: Mapping[str, tuple[int, int]], state: SourceState) -> str | None:
    return noisy.noise_of(state.source, *amended[state.source]) if state.source in amended else None
