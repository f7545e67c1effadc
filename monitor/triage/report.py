"""What the team found not relevant, by what made it a change that concerned anybody: where rules can be improved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.values import dataclass

EXAMPLES = 3  # of a rule, a label, a source, a programme
KINDS = ("rule", "label", "source", "programme")


@dataclass(frozen=True, slots=True)
class Decision:
    """A change that was decided. rules: of its labels' evidence; who, at, note: of the step that decided it."""

    change: str
    title: str
    source: str
    labels: tuple[str, ...]
    rules: tuple[str, ...]
    programmes: tuple[str, ...]
    relevant: bool
    note: str | None
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """How changes of one rule, label, source or programme were decided. examples: the latest that were not relevant."""

    kind: str
    name: str
    decided: int
    not_relevant: int
    examples: tuple[Decision, ...]

    @property
    def share(self) -> float:
        return self.not_relevant / self.decided


@dataclass(frozen=True, slots=True)
class Report:
    """decided: all that were looked at; of groups only those with something not relevant, the most of them first."""

    decided: int
    not_relevant: int
    groups: tuple[Group, ...]

    def of(self, kind: str) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.kind == kind)


def report(decisions: Iterable[Decision]) -> Report:
    """Each change counts once for each of its rules, labels and programmes."""
    found: dict[tuple[str, str], list[Decision]] = {}
    decided = not_relevant = 0
    for each in decisions:
        decided += 1
        not_relevant += not each.relevant
        named = (each.rules, each.labels, (each.source,), each.programmes)
        for kind, names in zip(KINDS, named, strict=True):
            for name in dict.fromkeys(names):
                found.setdefault((kind, name), []).append(each)
    groups = [_group(kind, name, some) for (kind, name), some in found.items()]
    groups.sort(key=lambda group: (-group.not_relevant, -group.share, KINDS.index(group.kind), group.name))
    return Report(decided, not_relevant, tuple(group for group in groups if group.not_relevant))


def _group(kind: str, name: str, some: list[Decision]) -> Group:
    not_relevant = [each for each in some if not each.relevant]
    latest = sorted(not_relevant, key=lambda each: (each.at, int(each.change)), reverse=True)
    return Group(kind, name, len(some), len(not_relevant), tuple(latest[:EXAMPLES]))
