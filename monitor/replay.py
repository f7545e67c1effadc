"""What today's rules, programmes, lists and subscriptions would have said of changes that were recorded: values only.

What was told stands; nothing here is ever sent. A change is understood anew from its two stored versions and led to
readers as a check would, and held against what was told of it then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from monitor import classify, programmes
from monitor.model import Finding, Label, Recorded
from monitor.programmes import Programme
from monitor.route import Published, Subscription, route, unmet
from monitor.rules import Rules
from monitor.values import dataclass
from monitor.watchlists import Watch


class Difference(StrEnum):
    """How today differs from then, for one reader and one change."""

    NEWLY = "newly told"
    NO_LONGER = "no longer told"
    LABELS = "other labels"
    REASONS = "other reasons"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Then:
    """What was made of a change for one subscription. reasons: None when it was owed nothing. instead: the change of
    a copy that it was told of, with that copy's source. untold: why nobody is ever told.
    """

    reasons: tuple[str, ...] | None = None
    instead: tuple[str, str] | None = None
    untold: str | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """One change for one subscription, then and today. subscription: None says that it is about the change alone.

    because: why it is not told today; a label's words, for one that came.
    """

    recorded: Recorded
    subscription: str | None
    difference: Difference
    then: tuple[str, ...] | None
    now: tuple[str, ...] | None
    labels_then: tuple[Label, ...]
    labels_now: tuple[Label, ...]
    because: tuple[str, ...] = ()


def understood(
    recorded: Recorded, rules: Rules, followed: Sequence[Programme], cited: Mapping[str, frozenset[str]]
) -> Finding:
    """What a recorded change means by today's rules and programmes."""
    finding = recorded.finding
    meant = classify.classify_change(finding.change, rules)
    return replace(
        finding, classification=meant, threads=programmes.threads(finding.change, meant, followed, cited)
    )


def replayed(
    recorded: Recorded,
    today: Finding,
    then: Mapping[str, Then],
    source: Published,
    *,
    subscriptions: Sequence[Subscription],
    watch: Watch,
    everything: bool = False,
) -> Iterator[Replayed]:
    """Where a change would be told otherwise, for every subscription; one line for the change alone when its labels
    are others and it concerns nobody.

    today: the change as it is understood now. then: what was made of it, by subscription. everything: also where it
    would be told just as it was, or is told to nobody now as then.
    """
    day = recorded.detected.date()
    owed = {each.subscription: each.why for each in route([today], source, subscriptions, watch, today=day)}
    before, after = recorded.finding.classification.labels, today.classification.labels
    words = tuple(_words_of(before, after))
    concerned = False
    for subscription in subscriptions:
        name = subscription.name
        was, now = then.get(name, Then()), owed.get(name)
        concerned = concerned or was.reasons is not None or now is not None
        difference = _difference(was, now, others=bool(words))
        if difference is Difference.NONE and not everything:
            continue
        because = tuple(_kept_from(was)) if now is not None else ()
        if now is None:
            because += unmet(today, source, subscription, watch, today=day)
        because += () if difference is Difference.NONE else words
        yield Replayed(recorded, name, difference, was.reasons, now, before, after, because)
    if words and not concerned:
        yield Replayed(recorded, None, Difference.LABELS, None, None, before, after, words)


def _kept_from(was: Then) -> Iterator[str]:
    """Why a change that passes every filter was, or would be, told to nobody or otherwise."""
    if was.untold:
        yield f"nobody is told: {was.untold}"
    elif was.instead and was.reasons is None:
        yield f"the same notice was told as change {was.instead[0]}, of {was.instead[1]}"


def _difference(was: Then, now: Sequence[str] | None, *, others: bool) -> Difference:
    if now is None:
        return Difference.NONE if was.reasons is None else Difference.NO_LONGER
    if was.reasons is None:
        return Difference.NONE if was.instead or was.untold else Difference.NEWLY
    if others:
        return Difference.LABELS
    return Difference.REASONS if set(now) != set(was.reasons) else Difference.NONE


def _direction(label: Label) -> str:
    return label.direction.value if label.direction else ""


def _words_of(before: Collection[Label], after: Collection[Label]) -> Iterator[str]:
    """The labels that came, each with the rule and the words behind it; and those that went."""
    old, new = {label.name: label for label in before}, {label.name: label for label in after}
    for name, label in new.items():
        if name not in old or _direction(old[name]) != _direction(label):
            shown = in_short(label)
            proof = label.evidence[0] if label.evidence else None
            yield f"{shown} by rule {proof.rule}: “{proof.text}”" if proof else shown
    for name, label in old.items():
        if name not in new:
            proof = label.evidence[0] if label.evidence else None
            yield f"no more {in_short(label)}" + (
                f", then by rule {proof.rule}: “{proof.text}”" if proof else ""
            )


def in_short(label: Label) -> str:
    """A label with its direction."""
    direction = _direction(label)
    return f"{label.name.value} ({direction})" if direction else label.name.value
