"""The policies a team follows over time: which changes belong to them, what moved, what is answered, what is sure.

policy.py    what a team writes of one: names, facts at launch, awaited questions
threads.py   a change -> its place in each
numbers.py   facts that are numbers or days
points.py    facts that are told in words
course.py    all that its changes said -> latest facts, answers, claims of the press and their fate
"""

from __future__ import annotations

from monitor.model import Status
from monitor.programmes.course import Answer, Course, Heard, Latest, course
from monitor.programmes.policy import Awaited, Baseline, Programme
from monitor.programmes.threads import threads
from monitor.programmes.words import stands_in

__all__ = [
    "Answer",
    "Awaited",
    "Baseline",
    "Course",
    "Heard",
    "Latest",
    "Programme",
    "course",
    "stands_in",
    "status",
    "threads",
]


def status(tier: str) -> Status:
    """How far a change from a source of that tier can be trusted; press never confirms anything."""
    return Status.UNCONFIRMED if tier == "secondary" else Status.OFFICIAL
