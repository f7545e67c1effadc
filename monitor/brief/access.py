"""Who or what may take part: before and now, in the words of the notice."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.brief.quoting import both, quote
from monitor.brief.sheet import Access, Proof, Quote
from monitor.model import Amended, Edit, FactDelta, LabelName, Recorded, Removed, Restored

MOST = 3  # passages a change
FACTS = 12
_ELSEWHERE = ("attachments", "documents", "number", "published", "obligation", "hs_codes", "title")


def access(recorded: Recorded, proof: Proof) -> Access | None:
    """What a change does to eligibility; None when it is not about it."""
    finding = recorded.finding
    label = next((each for each in finding.classification.labels if each.name is LabelName.ELIGIBILITY), None)
    if label is None:
        return None
    change = finding.change
    quotes = tuple(dict.fromkeys(quote(evidence.text, evidence.place) for evidence in label.evidence))
    before: tuple[Quote, ...] = ()
    after = _spoken(quotes)
    moved: tuple[FactDelta, ...] = ()
    if isinstance(change, Amended | Restored) and change.before is not None:
        edits = _about(change.comparison.edits, {quote.place for quote in quotes})
        if edits:
            sides = [(edit, *both(edit.before, edit.after)) for edit in edits]
            before = tuple(Quote(old, edit.path) for edit, old, _ in sides if old)
            after = tuple(Quote(new, edit.path) for edit, _, new in sides if new)
        moved = tuple(delta for delta in change.comparison.facts if delta.name not in _ELSEWHERE)[:FACTS]
    elif isinstance(change, Removed):
        before, after = after, ()
    threads = tuple(thread.programme for thread in finding.threads)
    effective = finding.classification.facts.effective
    return Access(label.direction, proof, moved, before, after, threads, effective)


def _spoken(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Each text once; the title only where nothing else says it."""
    told = {each.text: each for each in quotes if each.place != "title"}
    return tuple(told.values())[:MOST] or tuple(quotes[:1])


def _about(edits: Sequence[Edit], places: set[str | None]) -> list[Edit]:
    """The passages that the label's words stand in, else those that were reworded."""
    said = [edit for edit in edits if edit.op != "move"]
    return ([edit for edit in said if edit.path in places] or [e for e in said if e.op == "replace"])[:MOST]
