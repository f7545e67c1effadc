"""What a team decides on changes: which steps there are, what each would do, what can be learned from them."""

from monitor.triage.deciding import LONGEST_NOTE, LONGEST_OWNER, ForMany, Refusal, Why, applied, decided
from monitor.triage.history import Passed, passed
from monitor.triage.report import KINDS, Decision, Group, Report, report
from monitor.triage.results import Ask, Conflict, NotAllowed, Result, Same, Taken, Unknown

__all__ = [
    "KINDS",
    "LONGEST_NOTE",
    "LONGEST_OWNER",
    "Ask",
    "Conflict",
    "Decision",
    "ForMany",
    "Group",
    "NotAllowed",
    "Passed",
    "Refusal",
    "Report",
    "Result",
    "Same",
    "Taken",
    "Unknown",
    "Why",
    "applied",
    "decided",
    "passed",
    "report",
]
